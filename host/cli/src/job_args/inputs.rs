//! Inputs from flags, as far as they can be checked before anything is read.

use std::fs::{self, File};
use std::io;

use runner_model::{Descriptor, InputsError, Limit, Limits, PortName};

use super::named::Named;
use crate::error::{Exit, UserError};

/// What an input begins with that is the server's own statistics.
pub(crate) const STATS: &str = "stats:";

/// Refuses more than one standard input.
pub(crate) fn check_stdin(flags: &[Named]) -> Result<(), UserError> {
    if flags.iter().filter(|flag| flag.value == "-").count() > 1 {
        return Err(UserError::new(
            Exit::Usage,
            "only one input can be the standard input",
        ));
    }
    Ok(())
}

/// Makes sure that a file can be read.
pub(crate) fn check_file(path: &str) -> Result<(), UserError> {
    let cannot = |error: io::Error| {
        UserError::new(
            Exit::Usage,
            format!("cannot read the input {path}: {error}"),
        )
    };
    let metadata = fs::metadata(path).map_err(cannot)?;
    if metadata.is_dir() {
        return Err(UserError::new(
            Exit::Usage,
            format!("the input {path} is a folder"),
        ));
    }
    if metadata.is_file() {
        File::open(path).map_err(cannot)?;
    }
    Ok(())
}

/// The port of each flag, in their order.
pub(crate) fn ports(flags: &[Named], descriptor: &Descriptor) -> Result<Vec<PortName>, UserError> {
    let processor = descriptor.name.as_str();
    let ports: Result<Vec<_>, _> = flags
        .iter()
        .map(|flag| flag.port("input", &descriptor.inputs, processor))
        .collect();
    let names = ports?.into_iter().map(|port| port.name.as_str());
    descriptor.inputs_given(names).map_err(|error| {
        let said = UserError::new(Exit::Usage, error.to_string());
        match error {
            InputsError::Missing { port, .. } => said.hint(format!(
                "-i {}=PATH, or -i {0}=- for the standard input",
                port.name
            )),
            InputsError::Unknown { .. } | InputsError::Twice(_) => said,
        }
    })
}

/// Refuses inputs that together are larger than their limit.
pub(crate) fn check_size(bytes: u64, limits: &Limits) -> Result<(), UserError> {
    let most = limits.get(Limit::Input);
    if bytes > most {
        let [size, most] = Limit::Input.show_both([bytes, most]);
        let message = format!(
            "the inputs have {size}, more than {most} (limit `{}`)",
            Limit::Input
        );
        return Err(UserError::new(Exit::Usage, message).hint(format!(
            "raise it: --limit {}={}",
            Limit::Input,
            bytes
        )));
    }
    Ok(())
}
