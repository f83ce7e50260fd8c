//! Limits from flags. Whoever runs a job here and now is its operator, so there is no ceiling but the host's own.

use runner_model::{ByteSize, Limit, Limits};

use super::RunArgs;
use crate::error::{Exit, UserError};

/// The most memory that a guest can have: 32-bit WASM addresses no more.
const MOST_MEMORY: ByteSize = ByteSize::gib(4);

pub(super) fn from_flags(args: &RunArgs) -> Result<Limits, UserError> {
    let mut limits = Limits::default();
    let flags = [
        ("--fuel", Limit::Fuel, &args.fuel),
        ("--memory", Limit::Memory, &args.memory),
        ("--timeout", Limit::Timeout, &args.timeout),
    ];
    for (flag, limit, text) in flags {
        if let Some(text) = text {
            set(&mut limits, flag, limit, text)?;
        }
    }
    for flag in &args.limits {
        let (name, text) = flag.split_once('=').ok_or_else(|| {
            UserError::new(Exit::Usage, format!("--limit {flag}: write NAME=VALUE"))
        })?;
        let limit = Limit::from_name(name)
            .map_err(|error| UserError::new(Exit::Usage, format!("--limit {flag}: {error}")))?;
        set(&mut limits, "--limit", limit, text)?;
    }
    Ok(limits)
}

fn set(limits: &mut Limits, flag: &str, limit: Limit, text: &str) -> Result<(), UserError> {
    let value = limit
        .parse(text)
        .map_err(|error| UserError::new(Exit::Usage, format!("{flag}: {error}")))?;
    if value == 0 && matches!(limit, Limit::Fuel | Limit::Memory | Limit::Timeout) {
        return Err(UserError::new(
            Exit::Usage,
            format!("{flag}: with none at all nothing runs"),
        ));
    }
    if limit == Limit::Memory && value > MOST_MEMORY.0 {
        return Err(UserError::new(
            Exit::Usage,
            format!("{flag}: a guest can have {MOST_MEMORY} at most"),
        ));
    }
    limits.set(limit, value);
    Ok(())
}
