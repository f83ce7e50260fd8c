//! Limits from flags.

use runner_model::{Limit, Limits, SomeLimits};

use super::JobArgs;
use crate::error::{Exit, UserError};

/// The limits that the flags name. No ceiling is checked but the host's own.
pub(crate) fn given(args: &JobArgs) -> Result<Vec<(Limit, u64)>, UserError> {
    let flags = Flags {
        fuel: args.fuel.as_deref(),
        memory: args.memory.as_deref(),
        timeout: args.timeout.as_deref(),
        limits: &args.limits,
    };
    flags.read(parse)
}

/// The flags that name limits, of jobs and of ceilings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flags<'a> {
    pub(crate) fuel: Option<&'a str>,
    pub(crate) memory: Option<&'a str>,
    pub(crate) timeout: Option<&'a str>,
    /// Each as NAME=VALUE.
    pub(crate) limits: &'a [String],
}

impl Flags<'_> {
    /// Reads each value with its flag's name.
    pub(crate) fn read<T>(
        self,
        parse: impl Fn(&str, Limit, &str) -> Result<T, UserError>,
    ) -> Result<Vec<(Limit, T)>, UserError> {
        let mut limits = Vec::new();
        let flags = [
            ("--fuel", Limit::Fuel, self.fuel),
            ("--memory", Limit::Memory, self.memory),
            ("--timeout", Limit::Timeout, self.timeout),
        ];
        for (flag, limit, text) in flags {
            if let Some(text) = text {
                limits.push((limit, parse(flag, limit, text)?));
            }
        }
        for flag in self.limits {
            let (name, text) = flag.split_once('=').ok_or_else(|| {
                UserError::new(Exit::Usage, format!("--limit {flag}: write NAME=VALUE"))
            })?;
            let limit = Limit::from_name(name)
                .map_err(|error| UserError::new(Exit::Usage, format!("--limit {flag}: {error}")))?;
            limits.push((limit, parse("--limit", limit, text)?));
        }
        Ok(limits)
    }
}

/// What a job has on a server whose ceilings these are. One that asks for more is told how it may have it.
pub(crate) fn under(
    processor: &str,
    ceilings: &Limits,
    given: &[(Limit, u64)],
) -> Result<Limits, UserError> {
    for (limit, value) in given {
        let ceiling = ceilings.get(*limit);
        if *value > ceiling {
            let [most, asked] = limit.show_both([ceiling, *value]);
            let message = format!(
                "a job of {processor} may have {most} of `{limit}` on this server, not {asked}"
            );
            return Err(UserError::new(Exit::Usage, message).hint(format!(
                "an operator raises it: runner plugin limits {processor} --limit {limit}={}",
                limit.exact(*value)
            )));
        }
    }
    let asked: SomeLimits = given.iter().copied().collect();
    Ok(Limits::under(ceilings, &asked))
}

/// Every limit: as the flags say, else its default.
pub(crate) fn all(given: &[(Limit, u64)]) -> Limits {
    let mut limits = Limits::default();
    for (limit, value) in given {
        limits.set(*limit, *value);
    }
    limits
}

/// Reads a value that a limit can have.
pub(crate) fn parse(flag: &str, limit: Limit, text: &str) -> Result<u64, UserError> {
    let value = limit
        .parse(text)
        .map_err(|error| UserError::new(Exit::Usage, format!("{flag}: {error}")))?;
    limit
        .check(value)
        .map_err(|error| UserError::new(Exit::Usage, format!("{flag}: {error}")))
}
