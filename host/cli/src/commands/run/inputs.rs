//! Inputs, laid down as files that can be read at any place.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use anyhow::Context;
use runner_model::{ByteSize, Descriptor, Limit, Limits, media_type_of};
use runner_sandbox::InputFile;

use crate::error::{Exit, UserError};
use crate::job_args::inputs::{STATS, check_file, check_stdin, ports};
use crate::job_args::named::Named;

/// Parses the flags and makes sure that every file can be read.
pub(super) fn check(flags: &[String]) -> Result<Vec<Named>, UserError> {
    let named: Vec<Named> = flags.iter().map(|flag| Named::parse(flag)).collect();
    check_stdin(&named)?;
    for flag in named.iter().filter(|flag| flag.value != "-") {
        refuse_statistics(&flag.value)?;
        check_file(&flag.value)?;
    }
    Ok(named)
}

/// Statistics are a server's, and here is none.
fn refuse_statistics(value: &str) -> Result<(), UserError> {
    if !value.starts_with(STATS) || fs::exists(value).unwrap_or(false) {
        return Ok(());
    }
    let message = format!(
        "the input {value} is of a server's statistics, and `runner run` runs without a server"
    );
    Err(UserError::new(Exit::Usage, message)
        .hint("submit it: runner submit PROCESSOR … -i stats:30d"))
}

/// Gives each port its file. What is no plain file, such as the standard input, is copied into one first.
pub(super) fn open(
    flags: &[Named],
    descriptor: &Descriptor,
    work: &Path,
    limits: &Limits,
) -> anyhow::Result<Vec<InputFile>> {
    let mut inputs: Vec<InputFile> = Vec::new();
    // One byte more than is allowed is enough to know that it is too much.
    let most = limits.get(Limit::Input).saturating_add(1);
    let ports = ports(flags, descriptor)?;
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
            name,
            media_type: media_type.to_owned(),
            path,
            size: ByteSize(size),
        });
    }
    Ok(inputs)
}
