//! Inputs from flags: checked before any work, and laid down as files that can be read at any place.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use anyhow::Context;
use runner_model::{ByteSize, Descriptor, Limit, Limits, media_type_of};
use runner_sandbox::InputFile;

use super::named::Named;
use crate::error::{Exit, UserError};

/// Parses the flags and makes sure that every file can be read.
pub(super) fn check(flags: &[String]) -> Result<Vec<Named>, UserError> {
    let named: Vec<Named> = flags.iter().map(|flag| Named::parse(flag)).collect();
    if named.iter().filter(|flag| flag.value == "-").count() > 1 {
        return Err(UserError::new(
            Exit::Usage,
            "only one input can be the standard input",
        ));
    }
    for flag in named.iter().filter(|flag| flag.value != "-") {
        let path = &flag.value;
        let cannot = |error: io::Error| {
            UserError::new(
                Exit::Usage,
                format!("cannot read the input {path}: {error}"),
            )
        };
        if fs::metadata(path).map_err(cannot)?.is_dir() {
            return Err(UserError::new(
                Exit::Usage,
                format!("the input {path} is a folder"),
            ));
        }
        if fs::metadata(path).map_err(cannot)?.is_file() {
            File::open(path).map_err(cannot)?;
        }
    }
    Ok(named)
}

/// Gives each port its file. What is no plain file, such as the standard input, is copied into one first.
pub(super) fn open(
    flags: &[Named],
    descriptor: &Descriptor,
    work: &Path,
    limits: &Limits,
) -> anyhow::Result<Vec<InputFile>> {
    let processor = descriptor.name.as_str();
    let mut inputs: Vec<InputFile> = Vec::new();
    // One byte more than is allowed is enough to know that it is too much.
    let most = limits.get(Limit::Input).saturating_add(1);
    let mut ports = Vec::new();
    for flag in flags {
        let port = flag.port("input", &descriptor.inputs, processor)?;
        if ports.contains(&&port.name) {
            let message = format!("the input `{}` is given twice", port.name);
            return Err(UserError::new(Exit::Usage, message).into());
        }
        ports.push(&port.name);
    }
    if let Some(port) = descriptor
        .inputs
        .iter()
        .find(|port| port.required && !ports.contains(&&port.name))
    {
        return Err(UserError::new(
            Exit::Usage,
            format!(
                "{processor} needs the input `{}` ({})",
                port.name, port.summary
            ),
        )
        .hint(format!(
            "-i {}=PATH, or -i {0}=- for the standard input",
            port.name
        ))
        .into());
    }
    for (flag, name) in flags.iter().zip(ports) {
        let given = &flag.value;
        let (path, media_type) = if given == "-" {
            let path = work.join(format!("stdin-{name}"));
            let mut file = File::create_new(&path).context("cannot keep the standard input")?;
            io::copy(&mut io::stdin().lock().take(most), &mut file)
                .context("cannot read the standard input")?;
            (path, media_type_of(""))
        } else if fs::metadata(given).is_ok_and(|metadata| metadata.is_file()) {
            (given.into(), media_type_of(given))
        } else {
            let path = work.join(format!("pipe-{name}"));
            let mut pipe =
                File::open(given).with_context(|| format!("cannot read the input {given}"))?;
            let mut file = File::create_new(&path).context("cannot keep the input")?;
            io::copy(&mut (&mut pipe).take(most), &mut file)
                .with_context(|| format!("cannot read the input {given}"))?;
            (path, media_type_of(given))
        };
        let size = fs::metadata(&path)
            .with_context(|| format!("cannot read {given}"))?
            .len();
        inputs.push(InputFile {
            name: name.clone(),
            media_type: media_type.to_owned(),
            path,
            size: ByteSize(size),
        });
    }
    Ok(inputs)
}

/// Refuses inputs that together are larger than their limit.
pub(super) fn check_size(inputs: &[InputFile], limits: &Limits) -> Result<(), UserError> {
    let size = ByteSize(inputs.iter().map(|input| input.size.0).sum());
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
