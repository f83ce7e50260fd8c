//! The inputs of a job, wherever they come from.

use runner_engine::GivenInput;
use runner_model::{Digest, JobId, StatsAsk};
use serde_json::Value;

use super::body::NewInput;
use super::read::job_id;
use crate::body::parsed;
use crate::problem::Problem;
use crate::upload::Staged;
use crate::view::now;

/// Reads one input.
pub(super) fn given(
    name: String,
    input: NewInput,
    staged: &Staged,
    before: &[JobId],
) -> Result<GivenInput, Problem> {
    let path = format!("/inputs/{name}");
    let wrong = |message: &str| Problem::invalid(&path, message);
    if input.output.is_some() && input.job.is_none() {
        return Err(wrong("`output` names an output of a `job`: give both"));
    }
    if let Some(stats) = input.stats {
        let is_alone = input.text.is_none()
            && input.part.is_none()
            && input.blob.is_none()
            && input.upload.is_none()
            && input.job.is_none()
            && input.media_type.is_none();
        if !is_alone {
            return Err(wrong("`stats` stands alone: they are JSON Lines"));
        }
        let ask = asked(&format!("{path}/stats"), &stats)?;
        return Ok(GivenInput::Stats { name, ask });
    }
    match (input.text, input.part, input.blob, input.upload, input.job) {
        (Some(text), None, None, None, None) => {
            let media_type = input.media_type.unwrap_or_else(|| "text/plain".to_owned());
            Ok(GivenInput::Bytes {
                name,
                media_type,
                bytes: text.into_bytes(),
            })
        }
        (None, Some(part), None, None, None) => {
            let file = staged.part(&part).ok_or_else(|| {
                wrong("the body has no such part; parts with files come after `job`")
            })?;
            let media_type = input.media_type.unwrap_or_else(|| file.media_type.clone());
            Ok(GivenInput::File {
                name,
                media_type,
                path: file.file.path().to_owned(),
            })
        }
        (None, None, Some(blob), None, None) => {
            let digest: Digest = blob
                .parse()
                .map_err(|_| wrong("`blob` is no digest: sha256:…"))?;
            let media_type = input
                .media_type
                .unwrap_or_else(|| "application/octet-stream".to_owned());
            Ok(GivenInput::Blob {
                name,
                media_type,
                digest,
            })
        }
        (None, None, None, Some(upload), None) => {
            let upload = parsed(&format!("{path}/upload"), &upload)?;
            Ok(GivenInput::Upload {
                name,
                media_type: input.media_type,
                upload,
            })
        }
        (None, None, None, None, Some(job)) => {
            if input.media_type.is_some() {
                return Err(wrong("the other job says the media type of its output"));
            }
            let job = job_id(&format!("{path}/job"), job, before)?;
            let output = input
                .output
                .ok_or_else(|| wrong("say which `output` of the job it is"))?;
            Ok(GivenInput::Job { name, job, output })
        }
        _ => Err(wrong(
            "give one of `text`, `part`, `blob`, `upload`, `stats`, and `job` with `output`",
        )),
    }
}

/// Which statistics are asked for. What is wrong is named by its path.
fn asked(path: &str, stats: &Value) -> Result<StatsAsk, Problem> {
    let now = now();
    let checked = StatsAsk::from_json(stats).and_then(|ask| {
        ask.check(now)?;
        Ok(ask)
    });
    checked.map_err(|error| {
        let field = error.field();
        let slash = if field.is_empty() { "" } else { "/" };
        Problem::invalid(&format!("{path}{slash}{field}"), error.to_string())
    })
}
