//! Inputs of a job that is submitted: sent along, or bytes that the server has.

use std::fs;

use reqwest::multipart::Form;
use runner_model::{Digest, JobId, Limits, PortName, media_type_of};

use super::body::Input;
use crate::client::{Source, part};
use crate::error::{Exit, UserError};
use crate::job_args::inputs::{check_file, check_size, check_stdin};
use crate::job_args::named::Named;

/// Where an input comes from.
#[derive(Debug)]
pub(super) enum Given {
    Sent(Source),
    Blob(Digest),
    Job { id: JobId, output: String },
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
    check_file(value)?;
    Ok(Given::Sent(Source::File(value.to_owned())))
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
