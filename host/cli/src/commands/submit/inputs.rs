//! Inputs of a job that is submitted: sent along, or bytes that the server has.

use std::collections::BTreeMap;
use std::fs;

use reqwest::multipart::Form;
use runner_model::{
    Descriptor, Digest, JobId, Limits, PortName, StatsAsk, StatsAskError, media_type_of,
};

use super::body::Input;
use crate::client::{Source, part};
use crate::error::{Exit, UserError};
use crate::job_args::inputs::{STATS, check_file, check_size, check_stdin, ports};
use crate::job_args::named::Named;

/// Where an input comes from.
#[derive(Debug)]
pub(super) enum Given {
    Sent(Source),
    Blob(Digest),
    Job { id: JobId, output: String },
    Stats(StatsAsk),
}

/// Parses the flags and makes sure that every file can be read.
pub(super) fn check(flags: &[String]) -> Result<Vec<(Named, Given)>, UserError> {
    let named: Vec<Named> = flags.iter().map(|flag| Named::parse(flag)).collect();
    check_stdin(&named)?;
    named
        .into_iter()
        .map(|flag| {
            let given = given(&flag.value)?;
            Ok((flag, given))
        })
        .collect()
}

fn given(value: &str) -> Result<Given, UserError> {
    let wrong = |why: String, hint: &str| {
        UserError::new(Exit::Usage, format!("the input {value}: {why}"))
            .hint(format!("write {hint}; a file of that name is ./{value}"))
    };
    if value == "-" {
        return Ok(Given::Sent(Source::Stdin));
    }
    if let Some(digest) = value.strip_prefix("blob:") {
        return digest
            .parse()
            .map(Given::Blob)
            .map_err(|_| wrong("it names no digest".to_owned(), "blob:sha256:…"));
    }
    if let Some(rest) = value.strip_prefix("job:") {
        const HINT: &str = "job:ID/OUTPUT";
        let (id, output) = rest
            .split_once('/')
            .filter(|(_, output)| !output.is_empty())
            .ok_or_else(|| wrong("it names no output".to_owned(), HINT))?;
        let id = id
            .parse()
            .map_err(|error: runner_model::ParseJobIdError| wrong(error.to_string(), HINT))?;
        let output = output.to_owned();
        return Ok(Given::Job { id, output });
    }
    if let Some(asked) = value.strip_prefix(STATS) {
        return asked
            .parse()
            .map(Given::Stats)
            .map_err(|error: StatsAskError| {
                wrong(
                    error.to_string(),
                    "stats:30d, or stats:30d,span=hour,until=TIME",
                )
            });
    }
    check_file(value)?;
    Ok(Given::Sent(Source::File(value.to_owned())))
}

/// Inputs of a job that is kept as a document, by a schedule say: whatever the server has. A file would be read once, and is
/// no part of the document.
pub(crate) fn documented(
    flags: &[String],
    descriptor: &Descriptor,
) -> anyhow::Result<BTreeMap<PortName, Input>> {
    let (flags, given): (Vec<Named>, Vec<Given>) = check(flags)?.into_iter().unzip();
    for (flag, given) in flags.iter().zip(&given) {
        if let Given::Sent(_) = given {
            let message = format!(
                "the input {} is a file, which is not sent along here",
                flag.value
            );
            return Err(UserError::new(Exit::Usage, message)
                .hint("give what the server has: stats:30d, job:ID/NAME or blob:sha256:…; or a text, in --job")
                .into());
        }
    }
    let ports = ports(&flags, descriptor)?;
    let described = ports.iter().zip(&given);
    Ok(described
        .map(|(port, given)| (port.clone(), describe(port, given)))
        .collect())
}

/// Refuses files that together are larger than they may be, before any is sent.
pub(super) fn check_sizes(inputs: &[(Named, Given)], limits: &Limits) -> Result<(), UserError> {
    let size_of = |given: &Given| match given {
        Given::Sent(Source::File(path)) => fs::metadata(path).map_or(0, |metadata| metadata.len()),
        _ => 0,
    };
    check_size(inputs.iter().map(|(_, given)| size_of(given)).sum(), limits)
}

/// What the job's document says of an input.
pub(super) fn describe(port: &PortName, given: &Given) -> Input {
    match given {
        Given::Sent(_) => Input::Part {
            part: part_name(port),
        },
        Given::Blob(digest) => Input::Blob {
            blob: digest.to_string(),
        },
        Given::Job { id, output } => Input::Job {
            job: id.to_string(),
            output: output.clone(),
        },
        Given::Stats(ask) => Input::Stats {
            stats: ask.to_json(),
        },
    }
}

/// Adds the bytes of an input to the form, if it is one that is sent.
pub(super) fn attach(form: Form, port: &PortName, given: &Given) -> anyhow::Result<Form> {
    let Given::Sent(source) = given else {
        return Ok(form);
    };
    let (what, media_type) = match source {
        Source::Stdin => ("the standard input".to_owned(), media_type_of("")),
        Source::File(path) => (format!("the input {path}"), media_type_of(path)),
    };
    let part = part(source.clone(), what).mime_str(media_type)?;
    Ok(form.part(part_name(port), part))
}

/// The name of an input's part: no port is called so, nor is the part that holds the job.
fn part_name(port: &PortName) -> String {
    format!("input:{port}")
}
