//! What a shell's pipes mean where no flag says it: `runner run data-conversion -p to=jsonl < in.csv > out.jsonl`.
//!
//! The standard input is taken only for an input without which the job could not run, and only if it is a pipe or a file:
//! what is started by a service, or with `</dev/null`, waits for nobody.

use std::io::{self, BufRead as _, IsTerminal as _};

use anyhow::Context as _;
use runner_model::{Descriptor, Port};
use rustix::fs::{FileType, fstat};

use super::named::Named;

/// The inputs that flags give, and the standard input for the one that is missing, if something comes there. That it is
/// waited for is said before.
pub(crate) fn inputs(
    mut flags: Vec<Named>,
    descriptor: &Descriptor,
    say: impl FnOnce(&str),
) -> anyhow::Result<Vec<Named>> {
    let processor = descriptor.name.as_str();
    let missing = missing(&flags, "input", &descriptor.inputs, processor);
    if let Some(port) = missing
        && !flags.iter().any(|flag| flag.value == "-")
        && is_fed()
    {
        say(&format!(
            "reading the input `{}` from the standard input",
            port.name
        ));
        // What is seen here is still there for whoever reads it.
        let mut stdin = io::stdin().lock();
        let seen = stdin.fill_buf();
        if !seen.context("cannot read the standard input")?.is_empty() {
            flags.push(Named::to_port(&port.name, "-"));
        }
    }
    Ok(flags)
}

/// The outputs that flags give, and the standard output for the one that is missing, if nobody looks at it.
pub(crate) fn outputs(mut flags: Vec<Named>, descriptor: &Descriptor) -> Vec<Named> {
    let processor = descriptor.name.as_str();
    let missing = missing(&flags, "output", &descriptor.outputs, processor);
    if let Some(port) = missing
        && !flags.iter().any(|flag| flag.value == "-")
        && !io::stdout().is_terminal()
    {
        flags.push(Named::to_port(&port.name, "-"));
    }
    flags
}

/// The required port that no flag is for, if there is one alone. What is wrong with a flag is said by others.
fn missing<'a>(
    flags: &[Named],
    direction: &str,
    ports: &'a [Port],
    processor: &str,
) -> Option<&'a Port> {
    let mut given = Vec::with_capacity(flags.len());
    for flag in flags {
        given.push(&flag.port(direction, ports, processor).ok()?.name);
    }
    let mut missing = ports
        .iter()
        .filter(|port| port.required && !given.contains(&&port.name));
    missing.next().filter(|_| missing.next().is_none())
}

/// Whether the standard input is something that was put there to be read.
fn is_fed() -> bool {
    let kind = fstat(io::stdin()).map(|stat| FileType::from_raw_mode(stat.st_mode));
    matches!(
        kind,
        Ok(FileType::Fifo | FileType::RegularFile | FileType::Socket)
    )
}
