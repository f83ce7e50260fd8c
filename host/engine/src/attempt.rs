//! One attempt, from its claim to what is settled about it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use runner_model::{
    ByteSize, Ending, Failure, FailureCode, Limit, Limits, LogLine, PortName, Usage,
};
use runner_sandbox::{
    AttemptSpec, CheckpointStore, InputFile, LoadError, LogTail, Outcome, OutputFile, OutputPlaces,
    Plugin, Report, ResumedOutput, SavedState,
};
use runner_store::{Checkpoint, Claimed, Fence, NewOutput, Settlement, Store, StoreError};

use crate::engine::Shared;
use crate::ids::jitter;
use crate::live::{LiveEvent, Stop};
use crate::plugins::Unavailable;
use crate::submit::limits_of;

/// How often what an attempt says goes to disk while it runs.
const SAVE_EVERY: Duration = Duration::from_millis(500);

/// Runs the attempt to its end. Whatever happens, the answer is what to settle.
pub(crate) async fn run(shared: &Arc<Shared>, claimed: Claimed) -> Settlement {
    let fence = claimed.fence;
    let limits = limits_of(claimed.limits.as_deref());
    if let Some(stop) = shared.live.stop_wanted(&fence) {
        return Settlement::ended(fence, ending_of(stop), Usage::default());
    }
    let plugin = match shared
        .plugins
        .load(&claimed.processor, claimed.plugin)
        .await
    {
        Ok(plugin) => plugin,
        Err(error) => return failed(fence, unavailable(error), Usage::default()),
    };
    let places = Places::new(shared.store.blob_work_dir(), &fence, &plugin);
    let spec = match prepare(shared, &claimed, &plugin, &places, &limits).await {
        Ok(spec) => spec,
        Err(error) => {
            let failure = internal(&error);
            return failed(fence, failure, Usage::default());
        }
    };
    let mut attempt = shared.sandbox.start(&plugin, spec);
    shared.live.started(&fence, attempt.control());
    let (mut progress, mut log) = {
        let watch = attempt.watch();
        (watch.progress.clone(), watch.log.clone())
    };
    let log_limit = limits.get(Limit::Log);
    let mut saver = tokio::time::interval_at(tokio::time::Instant::now() + SAVE_EVERY, SAVE_EVERY);
    let report = loop {
        tokio::select! {
            report = attempt.wait() => break report,
            _ = saver.tick() => save(shared, &fence, &mut progress, &mut log, log_limit).await,
        }
    };
    shared.live.ended(&fence);
    let lines = take(shared, &fence, &mut log);
    settlement(shared, fence, report, &limits, lines, log_limit).await
}

/// Where the outputs of one attempt are written: files of their own in the store's work folder.
struct Places {
    named: BTreeMap<PortName, PathBuf>,
    folder: PathBuf,
}

impl Places {
    fn new(work: &Path, fence: &Fence, plugin: &Plugin) -> Self {
        let place = |name: &PortName| work.join(format!("{}.{}.{name}", fence.job, fence.attempt));
        let outputs = &plugin.descriptor().outputs;
        Self {
            named: outputs
                .iter()
                .map(|port| (port.name.clone(), place(&port.name)))
                .collect(),
            folder: work.to_owned(),
        }
    }
}

async fn prepare(
    shared: &Arc<Shared>,
    claimed: &Claimed,
    plugin: &Arc<Plugin>,
    places: &Places,
    limits: &Limits,
) -> Result<AttemptSpec, StoreError> {
    let mut inputs = Vec::with_capacity(claimed.inputs.len());
    for input in &claimed.inputs {
        let (path, blob) = shared.store.blob_path(input.digest).await?;
        inputs.push(InputFile {
            name: input.name.clone(),
            media_type: input.media_type.clone(),
            path,
            size: ByteSize(blob.size),
        });
    }
    // Outputs of an attempt that did not settle are gone with it, so a later one begins them anew.
    let resumed: BTreeMap<PortName, ResumedOutput> = BTreeMap::new();
    let checkpoint = if claimed.fence.attempt > 1 && plugin.descriptor().resumable {
        let saved = shared.store.checkpoint(claimed.fence.job).await?;
        // A checkpoint that covers outputs needs them back; until they are kept, it is of no use.
        saved.filter(|saved| saved.outputs.is_empty())
    } else {
        None
    };
    Ok(AttemptSpec {
        job: claimed.fence.job,
        attempt: claimed.fence.attempt,
        last_attempt: claimed.is_last_attempt(),
        params: claimed.params.clone(),
        inputs,
        outputs: OutputPlaces {
            folder: places.folder.clone(),
            named: places.named.clone(),
            resumed,
        },
        limits: limits.clone(),
        checkpoint: checkpoint.map(|saved| (saved.state, saved.plugin_version)),
        checkpoints: Arc::new(Checkpoints {
            store: Arc::clone(&shared.store),
            fence: claimed.fence,
            plugin_version: plugin.descriptor().version.clone(),
        }),
        cache: shared.cache(&claimed.processor),
    })
}

/// Sends what is new to whoever listens, and to disk.
async fn save(
    shared: &Arc<Shared>,
    fence: &Fence,
    progress: &mut tokio::sync::watch::Receiver<runner_model::Progress>,
    log: &mut LogTail,
    log_limit: u64,
) {
    if progress.has_changed().unwrap_or(false) {
        let newest = progress.borrow_and_update().clone();
        if shared.live.is_heard() {
            let progress = newest.clone();
            shared.live.tell(LiveEvent::Progress {
                job: fence.job,
                progress,
            });
        }
        said(
            fence,
            shared.store.save_progress(vec![(*fence, newest)]).await,
        );
    }
    let lines = take(shared, fence, log);
    if !lines.is_empty() {
        said(
            fence,
            shared.store.append_log(*fence, lines, log_limit).await,
        );
    }
}

/// Takes the new lines of the log and lets whoever listens hear them.
fn take(shared: &Arc<Shared>, fence: &Fence, log: &mut LogTail) -> Vec<LogLine> {
    let (lines, _) = log.take();
    if !lines.is_empty() && shared.live.is_heard() {
        let (job, attempt) = (fence.job, fence.attempt);
        shared.live.tell(LiveEvent::Log {
            job,
            attempt,
            lines: lines.clone(),
        });
    }
    lines
}

/// A write that fails does not end the attempt: its settlement will say what matters.
fn said(fence: &Fence, written: Result<(), StoreError>) {
    match written {
        Ok(()) | Err(StoreError::Stale { .. }) => {}
        Err(error) => tracing::warn!(job.id = %fence.job, %error, "cannot save what a job said"),
    }
}

async fn settlement(
    shared: &Arc<Shared>,
    fence: Fence,
    report: Report,
    limits: &Limits,
    log: Vec<LogLine>,
    log_limit: u64,
) -> Settlement {
    let outputs = match keep(&shared.store, &report.outputs).await {
        Ok(outputs) => outputs,
        Err(error) => return failed(fence, internal(&error), report.usage),
    };
    let failure = report.outcome.failure(limits);
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
    let result = match report.outcome {
        Outcome::Succeeded { result } => Some(result),
        _ => None,
    };
    Settlement {
        result,
        failure,
        outputs,
        log,
        log_limit_bytes: log_limit,
        jitter: jitter(),
        ..Settlement::ended(fence, ending, report.usage)
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

fn ending_of(stop: Stop) -> Ending {
    match stop {
        Stop::Cancelled => Ending::Cancelled,
        Stop::Interrupted => Ending::Interrupted,
    }
}

/// What to settle when the host itself broke down over an attempt.
pub(crate) fn broken(fence: Fence, error: &dyn std::fmt::Display) -> Settlement {
    failed(fence, internal(error), Usage::default())
}

fn failed(fence: Fence, failure: Failure, usage: Usage) -> Settlement {
    Settlement {
        jitter: jitter(),
        failure: Some(failure.clone()),
        ..Settlement::ended(fence, Ending::Failed(failure.code), usage)
    }
}

fn unavailable(error: Unavailable) -> Failure {
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

fn internal(error: &dyn std::fmt::Display) -> Failure {
    let message = format!("the host failed, not the job: {error}");
    Failure {
        code: FailureCode::Internal,
        message,
        detail: None,
    }
}

/// The checkpoints of one attempt, in the store.
struct Checkpoints {
    store: Arc<dyn Store>,
    fence: Fence,
    plugin_version: String,
}

impl CheckpointStore for Checkpoints {
    fn save(
        &self,
        saved: SavedState,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        let checkpoint = Checkpoint {
            attempt: self.fence.attempt,
            plugin_version: self.plugin_version.clone(),
            outputs: saved.outputs,
            state: saved.state,
        };
        let answer = self.store.save_checkpoint(self.fence, checkpoint);
        Box::pin(async move { answer.await.map_err(|error| error.to_string()) })
    }
}
