//! Starting an attempt and waiting for its end.

use std::sync::Arc;
use std::time::{Duration, Instant};

use runner_model::{ByteSize, Limit, Limits, PortName, Progress, Usage};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::guest::{Ended, Guest};
use super::{AttemptSpec, Control, Outcome, Report, Trap, result};
use crate::bindings::runner::job::types as wit;
use crate::capability::LogTail;
use crate::engine::Sandbox;
use crate::plugin::Plugin;
use crate::state::Given;
use crate::text::clean;

/// How much of a guest's own words is kept, in bytes.
const LONGEST_WORDS: usize = 64 * 1024;

/// A running attempt. Dropping it cancels the attempt.
#[derive(Debug)]
pub struct Attempt {
    task: JoinHandle<Report>,
    control: Control,
    watch: Watch,
}

/// What can be seen of an attempt while it runs.
#[derive(Debug)]
pub struct Watch {
    /// How far it has come; changes with every report of the guest.
    pub progress: watch::Receiver<Progress>,
    /// Its log.
    pub log: LogTail,
}

impl Attempt {
    pub(crate) fn start(sandbox: &Sandbox, plugin: &Arc<Plugin>, mut spec: AttemptSpec) -> Self {
        let job = spec.job(plugin.descriptor().name.as_str());
        let given = Given {
            inputs: spec.inputs,
            outputs: spec.outputs,
            checkpoints: spec.checkpoints,
            cache: spec.cache,
            http: spec.http,
        };
        let guest = Guest::new(
            sandbox.shared(),
            plugin.descriptor(),
            spec.limits.clone(),
            given,
        )
        .with_lines(plugin.lines.clone());
        let control = guest.control();
        let watch = Watch {
            progress: guest.progress(),
            log: guest.log(),
        };
        let pre = plugin.pre.clone();
        let required: Vec<PortName> = plugin
            .descriptor()
            .outputs
            .iter()
            .filter(|port| port.required)
            .map(|port| port.name.clone())
            .collect();
        let instantiation = sandbox.instantiation().clone();
        let task = sandbox.threads().spawn(async move {
            let ended = guest
                .run(move |store| {
                    Box::pin(async move {
                        let began = Instant::now();
                        let processor = pre.instantiate_async(&mut *store).await?;
                        instantiation.observe(began.elapsed().as_secs_f64());
                        processor.call_run(store, &job).await
                    })
                })
                .await;
            report(ended, &spec.limits, &required)
        });
        Self {
            task,
            control,
            watch,
        }
    }

    /// The way to steer it.
    pub fn control(&self) -> Control {
        self.control.clone()
    }

    /// What can be seen of it.
    pub fn watch(&mut self) -> &mut Watch {
        &mut self.watch
    }

    /// Waits for its end.
    pub async fn wait(&mut self) -> Report {
        match (&mut self.task).await {
            Ok(report) => report,
            Err(error) => Report {
                outcome: Outcome::Internal(error.to_string()),
                usage: Usage::default(),
                outputs: Vec::new(),
            },
        }
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.control.cancel();
    }
}

/// Puts together what the guest says and what the host saw.
fn report(
    ended: Ended<Result<String, wit::Failure>>,
    limits: &Limits,
    required: &[PortName],
) -> Report {
    let missing = required
        .iter()
        .find(|port| !ended.outputs.iter().any(|output| output.name == **port));
    let said = ended.value.map(|returned| match (returned, missing) {
        (Ok(_), Some(port)) => {
            broken_promise(format!("it succeeded without its required output `{port}`"))
        }
        (Ok(result), None) => success(result, limits),
        (Err(failure), _) => own_failure(failure),
    });
    // What cut it off says it all; what the guest says of itself may have a deeper reason.
    let is_the_guests = |said: &Outcome| {
        matches!(
            said,
            Outcome::Permanent(_)
                | Outcome::Transient(_)
                | Outcome::RetryAfter { .. }
                | Outcome::Trapped(_)
        )
    };
    let (Ok(last) | Err(last)) = &said;
    let remark = ended.remark.filter(|_| is_the_guests(last));
    let outcome = match (said, ended.verdict.or(remark)) {
        (Ok(said) | Err(said), None) => said,
        // Who cut it off knows better than what it did in its last moment.
        (Err(said @ (Outcome::Cancelled | Outcome::TimedOut)), Some(_)) => said,
        (Ok(said) | Err(said), Some(verdict)) => with_words(verdict, &said),
    };
    Report {
        outcome,
        usage: ended.usage,
        outputs: ended.outputs,
    }
}

fn success(result: String, limits: &Limits) -> Outcome {
    let size = ByteSize(result.len() as u64);
    if size > limits.bytes(Limit::Result) {
        return Outcome::OutputTooLarge(Limit::Result, Some(format!("it has {size}")));
    }
    match result::check(&result) {
        Ok(()) => Outcome::Succeeded { result },
        Err(error) => broken_promise(format!("the result is no JSON: {error}")),
    }
}

fn broken_promise(how: String) -> Outcome {
    let message = format!("it broke its promise: {how}");
    Outcome::Trapped(Trap {
        message,
        place: None,
        backtrace: None,
    })
}

fn own_failure(failure: wit::Failure) -> Outcome {
    match failure {
        wit::Failure::Permanent(message) => Outcome::Permanent(clean(&message, LONGEST_WORDS)),
        wit::Failure::Transient(message) => Outcome::Transient(clean(&message, LONGEST_WORDS)),
        wit::Failure::RetryAfter(hint) => Outcome::RetryAfter {
            message: clean(&hint.message, LONGEST_WORDS),
            delay: Duration::from_millis(hint.delay_ms),
            detail: None,
        },
    }
}

/// Adds what the guest said or did to the host's verdict.
fn with_words(verdict: Outcome, said: &Outcome) -> Outcome {
    let words = match said {
        Outcome::Permanent(words) | Outcome::Transient(words) => Some(words.clone()),
        Outcome::RetryAfter { message, .. } => Some(message.clone()),
        Outcome::Trapped(trap) => Some(match &trap.backtrace {
            Some(backtrace) => format!("{trap}\n{backtrace}"),
            None => trap.to_string(),
        }),
        _ => None,
    };
    // A guest that asks for patience itself may know better how much.
    let asked = match said {
        Outcome::RetryAfter { delay, .. } => *delay,
        _ => Duration::ZERO,
    };
    match verdict {
        Outcome::MemoryExceeded(_) => Outcome::MemoryExceeded(words),
        Outcome::OutputTooLarge(limit, _) => Outcome::OutputTooLarge(limit, words),
        Outcome::Denied(denial, _) => Outcome::Denied(denial, words),
        Outcome::LimitExceeded { limit, message, .. } => Outcome::LimitExceeded {
            limit,
            message,
            detail: words,
        },
        Outcome::GrantUnfit(why, _) => Outcome::GrantUnfit(why, words),
        Outcome::RetryAfter { message, delay, .. } => Outcome::RetryAfter {
            message,
            delay: delay.max(asked),
            detail: words,
        },
        other => other,
    }
}
