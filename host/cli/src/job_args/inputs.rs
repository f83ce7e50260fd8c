//! Inputs from flags, as far as they can be checked before anything is read.

use std::fs::{self, File};
use std::io;

use runner_model::{ByteSize, Descriptor, Limit, Limits, PortName};

use super::named::Named;
use crate::error::{Exit, UserError};

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
    let mut ports = Vec::with_capacity(flags.len());
    for flag in flags {
        let port = flag.port("input", &descriptor.inputs, processor)?;
        if ports.contains(&port.name) {
            let message = format!("the input `{}` is given twice", port.name);
            return Err(UserError::new(Exit::Usage, message));
        }
        ports.push(port.name.clone());
    }
    let missing = descriptor
        .inputs
        .iter()
        .find(|port| port.required && !ports.contains(&port.name));
    match missing {
        Some(port) => Err(UserError::new(
            Exit::Usage,
            format!(
                "{processor} needs the input `{}` ({})",
                port.name, port.summary
            ),
        )
        .hint(format!(
            "-i {}=PATH, or -i {0}=- for the standard input",
            port.name
        ))),
        None => Ok(ports),
    }
}

/// Refuses inputs that together are larger than their limit.
pub(crate) fn check_size(bytes: u64, limits: &Limits) -> Result<(), UserError> {
    let size = ByteSize(bytes);
    let most = limits.bytes(Limit::Input);
    if size > most {
        let message = format!(
            "the inputs have {size}, more than {most} (limit `{}`)",
            Limit::Input
        );
        return Err(UserError::new(Exit::Usage, message).hint(format!(
            "raise it: --limit {}={}",
            Limit::Input,
            size.0
        )));
    }
    Ok(())
}
