//! Limits from flags.

use runner_model::{ByteSize, Limit, Limits};

use super::JobArgs;
use crate::error::{Exit, UserError};

/// The most memory that a guest can have: 32-bit WASM addresses no more.
const MOST_MEMORY: ByteSize = ByteSize::gib(4);

/// The limits that the flags name. No ceiling is checked but the host's own.
pub(crate) fn given(args: &JobArgs) -> Result<Vec<(Limit, u64)>, UserError> {
    let mut limits = Vec::new();
    let flags = [
        ("--fuel", Limit::Fuel, &args.fuel),
        ("--memory", Limit::Memory, &args.memory),
        ("--timeout", Limit::Timeout, &args.timeout),
    ];
    for (flag, limit, text) in flags {
        if let Some(text) = text {
            limits.push((limit, parse(flag, limit, text)?));
        }
    }
    for flag in &args.limits {
        let (name, text) = flag.split_once('=').ok_or_else(|| {
            UserError::new(Exit::Usage, format!("--limit {flag}: write NAME=VALUE"))
        })?;
        let limit = Limit::from_name(name)
            .map_err(|error| UserError::new(Exit::Usage, format!("--limit {flag}: {error}")))?;
        limits.push((limit, parse("--limit", limit, text)?));
    }
    Ok(limits)
}

/// Every limit: as the flags say, else its default.
pub(crate) fn all(given: &[(Limit, u64)]) -> Limits {
    let mut limits = Limits::default();
    for (limit, value) in given {
        limits.set(*limit, *value);
    }
    limits
}

fn parse(flag: &str, limit: Limit, text: &str) -> Result<u64, UserError> {
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
    Ok(value)
}
