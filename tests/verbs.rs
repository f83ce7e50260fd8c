//! What can be done with a job in each of its states, on one node.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::fmt::Write as _;

use runner_engine::{Obstacle, PausedJob, Submission};
use runner_model::{Backoff, Growth, JobId, Priority, QueueName, StateName, Timestamp};
use runner_store::{JobChange, QueueChange, Reason};
use runner_testkit::Node;
use serde_json::json;

const STATES: [StateName; 9] = [
    StateName::Blocked,
    StateName::Scheduled,
    StateName::Pending,
    StateName::Running,
    StateName::Paused,
    StateName::Retrying,
    StateName::Completed,
    StateName::Failed,
    StateName::Cancelled,
];

const VERBS: [&str; 7] = [
    "cancel", "pause", "resume", "retry", "promote", "change", "delete",
];

fn held() -> QueueName {
    QueueName::try_from("held".to_owned()).unwrap()
}

async fn node() -> Node {
    let node = Node::start(env!("CARGO_BIN_EXE_runner"), 4).await;
    for guest in ["noop", "echo", "sleep"] {
        node.install(guest).await;
    }
    let changes = vec![QueueChange::Weight(1)];
    node.store().change_queue(held(), changes).await.unwrap();
    node.store().pause_queue(held()).await.unwrap();
    node
}

fn later() -> Submission {
    let mut job = Submission::new("noop", json!({}));
    job.run_at = Some(Timestamp::from_millis(4_102_444_800_000));
    job
}

/// A job in a state, and one that must be stopped afterwards.
async fn job_in(node: &Node, state: StateName) -> JobId {
    let submit = async |job: Submission| node.engine.submit(vec![job]).await.unwrap()[0].job();
    let id = match state {
        StateName::Blocked => {
            let first = submit(later()).await;
            let mut job = Submission::new("noop", json!({}));
            job.after = vec![first];
            submit(job).await
        }
        StateName::Scheduled => submit(later()).await,
        StateName::Pending => {
            let mut job = Submission::new("noop", json!({}));
            job.queue = Some(held());
            submit(job).await
        }
        StateName::Running => submit(Submission::new("sleep", json!({}))).await,
        StateName::Paused => {
            let id = submit(later()).await;
            node.engine.pause(id).await.unwrap();
            id
        }
        StateName::Retrying => {
            let mut job = Submission::new("echo", json!({"fail": "transient"}));
            job.backoff = Some(Backoff {
                growth: Growth::Fixed,
                base_ms: 3_600_000,
                cap_ms: 3_600_000,
                jitter_percent: 0,
            });
            submit(job).await
        }
        StateName::Completed => submit(Submission::new("noop", json!({}))).await,
        StateName::Failed => submit(Submission::new("echo", json!({"fail": "permanent"}))).await,
        StateName::Cancelled => {
            let id = submit(later()).await;
            node.engine.cancel(id).await.unwrap();
            id
        }
    };
    node.wait_for(id, state).await;
    id
}

/// Does it, and gives the state that follows, where that may have changed again since.
async fn act(
    node: &Node,
    id: JobId,
    verb: &str,
) -> Result<Option<StateName>, runner_store::StoreError> {
    let engine = &node.engine;
    match verb {
        "cancel" => engine.cancel(id).await.map(|_| None),
        "pause" => engine.pause(id).await.map(|_| None),
        "resume" => engine.resume(id).await.map(|_| None),
        "retry" => engine.retry(id).await.map(Some),
        "promote" => engine.promote(id).await.map(Some),
        "change" => {
            let changes = vec![JobChange::Priority(Priority::HIGH)];
            engine.change(id, changes).await.map(Some)
        }
        _ => engine.delete(id).await.map(|()| None),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_verb_in_each_state_does_its_thing_or_says_why_not() {
    let node = node().await;
    let mut table = String::new();
    for state in STATES {
        for verb in VERBS {
            let id = job_in(&node, state).await;
            let said = match act(&node, id, verb).await {
                Err(error) => format!("no: {error}").replace(&id.to_string(), "ID"),
                Ok(Some(state)) => state.to_string(),
                Ok(None) if verb == "delete" => {
                    assert!(node.store().job(id).await.is_err());
                    "gone".to_owned()
                }
                Ok(None) if state == StateName::Running && verb == "cancel" => node
                    .wait_for(id, StateName::Cancelled)
                    .await
                    .state
                    .name()
                    .to_string(),
                Ok(None) => node.store().job(id).await.unwrap().state.name().to_string(),
            };
            writeln!(table, "{state} {verb}: {said}").unwrap();
            if state == StateName::Running && verb != "cancel" {
                node.engine.cancel(id).await.unwrap();
                node.wait_for(id, StateName::Cancelled).await;
            }
        }
    }
    insta::assert_snapshot!(table, @r"
    blocked cancel: cancelled
    blocked pause: paused
    blocked resume: no: a job that is blocked cannot be resumed (only a paused job is resumed)
    blocked retry: no: a job that is blocked cannot be retried (only a job that failed or was cancelled is retried)
    blocked promote: no: a job that is blocked cannot be promoted (it waits for other jobs; `runner job explain` names them)
    blocked change: blocked
    blocked delete: no: a job that is blocked cannot be deleted (cancel it first)
    scheduled cancel: cancelled
    scheduled pause: paused
    scheduled resume: no: a job that is scheduled cannot be resumed (only a paused job is resumed)
    scheduled retry: no: a job that is scheduled cannot be retried (only a job that failed or was cancelled is retried)
    scheduled promote: pending
    scheduled change: scheduled
    scheduled delete: no: a job that is scheduled cannot be deleted (cancel it first)
    pending cancel: cancelled
    pending pause: paused
    pending resume: no: a job that is pending cannot be resumed (only a paused job is resumed)
    pending retry: no: a job that is pending cannot be retried (only a job that failed or was cancelled is retried)
    pending promote: no: a job that is pending cannot be promoted (it may run already; ask why it does not with `runner job explain`)
    pending change: pending
    pending delete: no: a job that is pending cannot be deleted (cancel it first)
    running cancel: cancelled
    running pause: paused
    running resume: no: a job that is running cannot be resumed (only a paused job is resumed)
    running retry: no: a job that is running cannot be retried (cancel it first, or wait for its end)
    running promote: no: a job that is running cannot be promoted (it runs already)
    running change: no: a job that is running cannot be changed (it runs: pause it, or wait for its end)
    running delete: no: a job that is running cannot be deleted (cancel it first)
    paused cancel: cancelled
    paused pause: no: a job that is paused cannot be paused (it is paused already)
    paused resume: scheduled
    paused retry: no: a job that is paused cannot be retried (resume it first)
    paused promote: no: a job that is paused cannot be promoted (resume it first)
    paused change: paused
    paused delete: no: a job that is paused cannot be deleted (cancel it first)
    retrying cancel: cancelled
    retrying pause: paused
    retrying resume: no: a job that is retrying cannot be resumed (only a paused job is resumed)
    retrying retry: no: a job that is retrying cannot be retried (only a job that failed or was cancelled is retried)
    retrying promote: pending
    retrying change: retrying
    retrying delete: no: a job that is retrying cannot be deleted (cancel it first)
    completed cancel: no: a job that is completed cannot be cancelled (it ended: delete it to be rid of it)
    completed pause: no: a job that is completed cannot be paused (it has its result already)
    completed resume: no: a job that is completed cannot be resumed (it has its result already)
    completed retry: no: a job that is completed cannot be retried (it has its result: submit it again to have it run once more)
    completed promote: no: a job that is completed cannot be promoted (it has its result already)
    completed change: no: a job that is completed cannot be changed (it ended: submit another)
    completed delete: gone
    failed cancel: no: a job that is failed cannot be cancelled (it ended: delete it to be rid of it)
    failed pause: no: a job that is failed cannot be paused (it ended: retry it to have it run again)
    failed resume: no: a job that is failed cannot be resumed (it ended: retry it to have it run again)
    failed retry: pending
    failed promote: no: a job that is failed cannot be promoted (it ended: retry it to have it run again)
    failed change: no: a job that is failed cannot be changed (it ended: submit another)
    failed delete: gone
    cancelled cancel: no: a job that is cancelled cannot be cancelled (it ended: delete it to be rid of it)
    cancelled pause: no: a job that is cancelled cannot be paused (it ended: retry it to have it run again)
    cancelled resume: no: a job that is cancelled cannot be resumed (it ended: retry it to have it run again)
    cancelled retry: pending
    cancelled promote: no: a job that is cancelled cannot be promoted (it ended: retry it to have it run again)
    cancelled change: no: a job that is cancelled cannot be changed (it ended: submit another)
    cancelled delete: gone
    ");
    assert_eq!(
        runner_store::testing::recount(node.folder()).unwrap(),
        [""; 0]
    );
}

fn codes(reasons: &[Obstacle]) -> Vec<&'static str> {
    reasons
        .iter()
        .map(|reason| match reason {
            Obstacle::Store(reason) => reason.code(),
            Obstacle::NoPlugin { .. } => "no_plugin",
            Obstacle::NodeDraining { .. } => "node_draining",
            Obstacle::SlotsFull { .. } => "slots_full",
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reason_vanishes_when_it_is_gone_and_the_job_runs_then() {
    let node = Node::start(env!("CARGO_BIN_EXE_runner"), 1).await;
    node.install("noop").await;
    node.install("sleep").await;
    let holder = node.submit("sleep", json!({})).await;
    node.wait_for_slot(holder).await;
    let mut job = Submission::new("noop", json!({}));
    job.queue = Some(held());
    job.run_at = later().run_at;
    let id = node.engine.submit(vec![job]).await.unwrap()[0].job();
    node.store().pause_queue(held()).await.unwrap();
    node.store().pause_everything().await.unwrap();
    node.engine.pause(id).await.unwrap();

    let explained = async || codes(&node.engine.explain(id).await.unwrap().reasons);
    assert_eq!(
        explained().await,
        ["everything_paused", "queue_paused", "paused"]
    );
    node.store().resume_everything().await.unwrap();
    assert_eq!(explained().await, ["queue_paused", "paused"]);
    node.engine.resume(id).await.unwrap();
    assert_eq!(explained().await, ["queue_paused", "scheduled"]);
    node.engine.promote(id).await.unwrap();
    assert_eq!(explained().await, ["queue_paused", "slots_full"]);
    node.store().resume_queue(held()).await.unwrap();
    let reasons = node.engine.explain(id).await.unwrap().reasons;
    assert!(
        matches!(&reasons[..], [Obstacle::SlotsFull { slots: 1, holders, .. }] if *holders == [holder]),
        "{reasons:?}"
    );
    node.engine.cancel(holder).await.unwrap();
    node.wait_for(id, StateName::Completed).await;
    assert_eq!(explained().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_turn_counts_those_that_go_first() {
    let node = node().await;
    let first = job_in(&node, StateName::Pending).await;
    let second = job_in(&node, StateName::Pending).await;
    let ahead = async |id| {
        let reasons = node.engine.explain(id).await.unwrap().reasons;
        reasons
            .iter()
            .find_map(|reason| match reason {
                Obstacle::Store(Reason::Turn { ahead }) => Some(*ahead),
                _ => None,
            })
            .unwrap_or(0)
    };
    assert_eq!((ahead(first).await, ahead(second).await), (0, 1));
    let high = vec![JobChange::Priority(Priority::HIGH)];
    node.engine.change(second, high).await.unwrap();
    assert_eq!((ahead(first).await, ahead(second).await), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_paused_before_it_ends_by_itself_is_paused_or_says_that_it_ended() {
    let node = node().await;
    let mut paused = 0;
    for _ in 0..30 {
        let id = node.submit("noop", json!({})).await;
        match node.engine.pause(id).await {
            Ok(PausedJob::Done(job)) => {
                assert_eq!(job.state.name(), StateName::Paused);
                paused += 1;
                node.engine.resume(id).await.unwrap();
            }
            Ok(PausedJob::Pausing(job)) => panic!("{job:?}"),
            Err(error) => assert!(error.to_string().contains("cannot"), "{error}"),
        }
        node.wait_for(id, StateName::Completed).await;
    }
    assert!(paused > 0);
    assert_eq!(node.engine.running().len(), 0);
}
