//! How a reason why a job does not run looks as JSON: a stable code, a sentence, and the details.

use runner_engine::{Explained as Found, Obstacle};
use runner_model::{JobId, StateName};
use runner_store::Reason;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::shape;
use crate::view::time;

/// Why a job does not run.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Explanation)]
pub(crate) struct Explained {
    #[schema(value_type = shape::JobId)]
    id: String,
    #[schema(value_type = shape::JobState)]
    state: StateName,
    #[schema(value_type = Vec<ReasonView>)]
    reasons: Vec<Value>,
}

impl Explained {
    pub(crate) fn new(id: JobId, found: &Found) -> Self {
        Self {
            id: id.to_string(),
            state: found.state,
            reasons: found.reasons.iter().map(explanation).collect(),
        }
    }
}

/// A reason why a job does not run. Beside these, each code has fields of its own: `queue`, `limit_key`, `node`, `batch`,
/// `running`, `limit`, `slots`, `holders`, `next_at`, `at`, `until`, `failures`, `max_attempts`, `count`, `jobs`, `from`,
/// `crashes`, `digest`, `removed_at`, `ahead`, `processor`.
#[derive(ToSchema)]
#[schema(as = Reason)]
#[schema(example = json!({"code": "queue_full", "message": "the queue mail runs 2 of 2", "queue": "mail", "running": 2, "limit": 2, "holders": ["019a2c4e-7d1b-7c3a-9f00-2b6c1d9e4f11", "019a2c4e-7d1b-7c3a-9f00-2b6c1d9e4f12"]}))]
#[expect(
    dead_code,
    reason = "it is there for its schema: each reason has fields of its own"
)]
pub(crate) struct ReasonView {
    /// `everything_paused`, `queue_paused`, `queue_full`, `queue_rate`, `key_full`, `key_rate`, `dependencies`, `held_back`,
    /// `batch_end`, `scheduled`, `backing_off`, `paused`, `thawing`, `runs_alone`, `version_removed`, `turn`, `no_plugin`,
    /// `node_draining` or `slots_full`.
    code: String,
    /// For people.
    message: String,
}

fn explanation(obstacle: &Obstacle) -> Value {
    match obstacle {
        Obstacle::Store(reason) => of_store(reason),
        Obstacle::NoPlugin { processor } => json!({
            "code": "no_plugin",
            "message": format!("no plugin provides {processor}: install it, or put it into the plugins folder"),
            "processor": processor,
        }),
        Obstacle::NodeDraining { node } => json!({
            "code": "node_draining",
            "message": format!("the node {node} stops, and starts no more jobs"),
            "node": node,
        }),
        Obstacle::SlotsFull {
            node,
            slots,
            holders,
        } => json!({
            "code": "slots_full",
            "message": format!("all {slots} slots of the node {node} are taken"),
            "node": node,
            "slots": slots,
            "holders": ids(holders),
        }),
    }
}

fn of_store(reason: &Reason) -> Value {
    let mut value = match reason {
        Reason::EverythingPaused => json!({"message": "everything is paused"}),
        Reason::QueuePaused { queue } => json!({
            "message": format!("the queue {queue} is paused"),
            "queue": queue,
        }),
        Reason::QueueFull {
            queue,
            running,
            limit,
            holders,
        } => json!({
            "message": format!("the queue {queue} runs {running} of {limit}"),
            "queue": queue,
            "running": running,
            "limit": limit,
            "holders": ids(holders),
        }),
        Reason::QueueRate { queue, next_at } => json!({
            "message": format!("the queue {queue} has begun as many as its rate allows, until {}", time(*next_at)),
            "queue": queue,
            "next_at": time(*next_at),
        }),
        Reason::KeyFull {
            key,
            running,
            limit,
            holders,
        } => json!({
            "message": format!("{key} runs {running} of {limit}"),
            "limit_key": key,
            "running": running,
            "limit": limit,
            "holders": ids(holders),
        }),
        Reason::KeyRate { key, next_at } => json!({
            "message": format!("{key} has begun as many as its rate allows, until {}", time(*next_at)),
            "limit_key": key,
            "next_at": time(*next_at),
        }),
        Reason::Dependencies { count, jobs } => json!({
            "message": format!("it waits for {count} {}", if *count == 1 { "other job" } else { "other jobs" }),
            "count": count,
            "jobs": ids(jobs),
        }),
        Reason::HeldBack { batch } => json!({
            "message": format!("its batch {batch} holds it back: enough of its items are under way, or it is paused"),
            "batch": batch.to_string(),
        }),
        Reason::BatchEnd { batch } => json!({
            "message": format!("it runs once all items of the batch {batch} have ended"),
            "batch": batch.to_string(),
        }),
        Reason::Scheduled { at } => json!({
            "message": format!("its time comes at {}", time(*at)),
            "at": time(*at),
        }),
        Reason::BackingOff {
            until,
            failures,
            max_attempts,
        } => json!({
            "message": format!("it failed, {failures} of {max_attempts}, and is tried again at {}", time(*until)),
            "until": time(*until),
            "failures": failures,
            "max_attempts": max_attempts,
        }),
        Reason::Paused { from } => json!({
            "message": format!("somebody paused it when it was {from}"),
            "from": from,
        }),
        Reason::Thawing { node } => json!({
            "message": format!("it is frozen on the node {node}, and waits for a slot there"),
            "node": node,
        }),
        Reason::RunsAlone { crashes } => json!({
            "message": format!("processes died under it, {crashes} times: it runs once a node has nothing else to run"),
            "crashes": crashes,
        }),
        Reason::VersionRemoved { digest, at } => json!({
            "message": format!(
                "version {digest} of its plugin, which it was submitted for, was removed at {at}: it fails when its turn comes, \
                 and runs on another version by a retry with --latest"
            ),
            "digest": digest,
            "removed_at": time(*at),
        }),
        Reason::Turn { ahead } => json!({
            "message": if *ahead == 0 {
                "it is the next of its queue".to_owned()
            } else {
                format!("{ahead} of its queue go before it")
            },
            "ahead": ahead,
        }),
    };
    if let Value::Object(map) = &mut value {
        // It is what programs look for first.
        map.shift_insert(0, "code".to_owned(), reason.code().into());
    }
    value
}

fn ids(jobs: &[JobId]) -> Vec<String> {
    jobs.iter().map(ToString::to_string).collect()
}
