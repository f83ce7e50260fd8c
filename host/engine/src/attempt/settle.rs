//! What is settled about an attempt that has ended.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use runner_model::{
    Digest, Ending, Failure, FailureCode, JobId, Limits, Redactor, Timestamp, Usage,
};
use runner_sandbox::{LoadError, Outcome, OutputFile, Report};
use runner_store::{Claimed, Fence, NewOutput, Settlement, Store, StoreError};

use super::files::delete_all;
use super::prepare::PrepareError;
use crate::engine::Shared;
use crate::ids::jitter;
use crate::plugins::Unavailable;
use crate::steer::Stop;

/// Files of a job in the work folder.
pub(super) struct Leftovers {
    /// What an earlier attempt left for this one.
    pub(super) found: BTreeSet<PathBuf>,
    /// What the newest checkpoint needs.
    pub(super) needed: BTreeSet<PathBuf>,
}

pub(super) async fn settlement(
    shared: &Arc<Shared>,
    claimed: &Claimed,
    report: Report,
    limits: &Limits,
    (left, redactor): (Leftovers, &Redactor),
) -> Settlement {
    let fence = claimed.fence;
    let mut failure = report.outcome.failure(limits);
    if let Some(failure) = &mut failure {
        redactor.failure(failure);
    }
    let (ending, failure) = match (&report.outcome, &failure) {
        (Outcome::Succeeded { .. }, _) => (Ending::Succeeded, None),
        (Outcome::Cancelled, _) => {
            let stop = shared.live.stop_wanted(&fence).unwrap_or(Stop::Interrupted);
            (ending_of(stop), None)
        }
        (Outcome::RetryAfter { delay, .. }, _) => (Ending::RetryAfter(*delay), failure),
        (_, Some(known)) => (Ending::Failed(known.code), failure),
        (_, None) => (Ending::Failed(FailureCode::Internal), None),
    };
    // What the job has made when it ends is kept, whole or not. An attempt after this one goes on with what a checkpoint
    // covers, or begins anew.
    let outputs = if is_last(ending, claimed) {
        match keep(&shared.store, &report.outputs).await {
            Ok(outputs) => outputs,
            Err(error) => return failed(fence, internal(&error), report.usage),
        }
    } else {
        Vec::new()
    };
    let made = report.outputs.iter().map(|output| &output.path);
    let files = made.chain(&left.found).chain(&left.needed);
    // Those that became blobs are gone already.
    delete_all(files.filter(|path| ending == Ending::Succeeded || !left.needed.contains(*path)));
    let result = match report.outcome {
        Outcome::Succeeded { mut result } => {
            redactor.json(&mut result);
            Some(result)
        }
        _ => None,
    };
    Settlement {
        result,
        failure,
        outputs,
        jitter: jitter(),
        ..Settlement::ended(fence, ending, report.usage)
    }
}

/// Whether the job ends with this attempt.
fn is_last(ending: Ending, claimed: &Claimed) -> bool {
    match ending {
        Ending::Succeeded | Ending::Cancelled => true,
        Ending::Interrupted
        | Ending::Crashed
        | Ending::RetryAfter(_)
        | Ending::Failed(FailureCode::Interrupted) => false,
        Ending::Failed(code) => !code.is_retried() || claimed.is_last_attempt(),
    }
}

/// Makes the files that the attempt wrote blobs.
async fn keep(store: &Arc<dyn Store>, made: &[OutputFile]) -> Result<Vec<NewOutput>, StoreError> {
    let mut outputs = Vec::with_capacity(made.len());
    for output in made {
        let blob = store.put_blob_file(output.path.clone()).await?;
        outputs.push(NewOutput {
            name: output.name.clone(),
            digest: blob.digest,
            media_type: output.media_type.clone(),
        });
    }
    Ok(outputs)
}

pub(super) fn ending_of(stop: Stop) -> Ending {
    match stop {
        Stop::Cancelled => Ending::Cancelled,
        Stop::Interrupted => Ending::Interrupted,
    }
}

/// What to settle when the host itself broke down over an attempt.
pub(crate) fn broken(fence: Fence, error: &dyn std::fmt::Display) -> Settlement {
    failed(fence, internal(error), Usage::default())
}

pub(super) fn failed(fence: Fence, failure: Failure, usage: Usage) -> Settlement {
    Settlement {
        jitter: jitter(),
        failure: Some(failure.clone()),
        ..Settlement::ended(fence, Ending::Failed(failure.code), usage)
    }
}

/// The version that a job was submitted for was removed before it had its turn.
pub(super) fn removed(job: JobId, digest: Digest, at: Timestamp) -> Failure {
    Failure {
        code: FailureCode::PluginMissing,
        message: format!(
            "version {digest} of its plugin, which it was submitted for, was removed at {at}; let it run on the version \
             that there is now: runner job retry --latest {job}; or install that version again, and retry it"
        ),
        detail: None,
    }
}

pub(super) fn unavailable(error: Unavailable) -> Failure {
    let code = match &error {
        Unavailable::Missing(_) => FailureCode::PluginMissing,
        Unavailable::Load(LoadError::Files(_) | LoadError::Host(_)) | Unavailable::Host(_) => {
            FailureCode::Internal
        }
        Unavailable::Load(_) => FailureCode::CompileRefused,
    };
    Failure {
        code,
        message: error.to_string(),
        detail: None,
    }
}

pub(super) fn unprepared(error: &PrepareError) -> Failure {
    match error {
        PrepareError::Store(error) => internal(error),
        PrepareError::Access(error) => internal(error),
        PrepareError::TooLarge { .. } | PrepareError::TooManyRows { .. } => Failure {
            code: FailureCode::LimitExceeded,
            message: error.to_string(),
            detail: None,
        },
    }
}

fn internal(error: &dyn std::fmt::Display) -> Failure {
    let message = format!("the host failed, not the job: {error}");
    Failure {
        code: FailureCode::Internal,
        message,
        detail: None,
    }
}
