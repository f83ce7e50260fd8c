//! Attempts are frozen where they stand, and go on.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::StateName;

use super::two::{SECOND, Two, done, interrupted, job, keyed, queue, settle, success};
use crate::error::StoreError;
use crate::types::{
    AttemptStart, Cancelled, Claimed, Frozen, Lease, Paused, QueueChange, Resumed, Settled,
};

/// A job of which an attempt is frozen on the first node.
async fn frozen(two: &Two, lease: Lease) -> Claimed {
    let running = two.running(lease).await;
    two.b.pause(running.fence.job).await.unwrap();
    assert_eq!(two.a.freeze(running.fence).await.unwrap(), Frozen::Done);
    running
}

pub async fn a_frozen_attempt_goes_on_where_it_was_frozen(two: &Two) {
    let (a, b) = two.enter().await;
    let running = frozen(two, a).await;
    let id = running.fence.job;
    assert_eq!(two.state(id).await, StateName::Paused);
    assert_eq!(two.reasons(id).await, ["paused"]);
    assert_eq!(
        two.b.resume(id).await.unwrap(),
        Resumed::Thawing(running.fence)
    );
    assert_eq!(two.state(id).await, StateName::Pending);
    assert_eq!(two.reasons(id).await, ["thawing"]);
    two.recount().await;
    assert_eq!(two.b.claim(b, 10).await.unwrap().len(), 0, "it is not b's");
    let again = two.claim(a).await;
    assert_eq!(
        (again.fence, again.start),
        (running.fence, AttemptStart::Thawed)
    );
    assert_eq!(again.started_at, running.started_at);
    assert_eq!(
        settle(&two.a, success(again.fence)).await,
        done(StateName::Completed)
    );
    assert_eq!(two.b.attempts(id).await.unwrap().len(), 1);
}

pub async fn a_frozen_attempt_gives_back_its_slot_once(two: &Two) {
    let (a, _) = two.enter().await;
    let changes = vec![
        QueueChange::Concurrency(Some(1)),
        QueueChange::KeyConcurrency(Some(1)),
    ];
    two.b.change_queue(queue("noop"), changes).await.unwrap();
    two.submit(keyed("k")).await;
    let first = two.claim(a).await;
    let second = two.submit(keyed("k")).await;
    assert_eq!(two.a.claim(a, 10).await.unwrap().len(), 0);
    two.b.pause(first.fence.job).await.unwrap();
    assert_eq!(two.a.freeze(first.fence).await.unwrap(), Frozen::Done);
    assert_eq!(two.b.freeze(first.fence).await.unwrap(), Frozen::Unwanted);
    let other = two.claim(a).await;
    assert_eq!(other.fence.job, second);
    // The frozen one waits for a slot like any other.
    two.b.resume(first.fence.job).await.unwrap();
    assert_eq!(two.a.claim(a, 10).await.unwrap().len(), 0);
    assert_eq!(
        two.reasons(first.fence.job).await,
        ["queue_full", "key_full", "thawing"]
    );
    settle(&two.a, success(other.fence)).await;
    assert_eq!(two.claim(a).await.fence, first.fence);
    settle(&two.a, success(first.fence)).await;
    assert_eq!(settle(&two.a, success(first.fence)).await, Settled::Stale);
}

pub async fn a_pause_that_is_taken_back_freezes_nothing(two: &Two) {
    let (a, _) = two.enter().await;
    let running = two.running(a).await;
    let id = running.fence.job;
    two.b.pause(id).await.unwrap();
    assert_eq!(
        two.b.resume(id).await.unwrap(),
        Resumed::Unmarked(running.fence)
    );
    assert_eq!(two.a.freeze(running.fence).await.unwrap(), Frozen::Unwanted);
    assert_eq!(two.state(id).await, StateName::Running);
    // A cancel goes before a pause.
    two.b.pause(id).await.unwrap();
    two.b.cancel(id).await.unwrap();
    assert!(matches!(
        two.b.pause(id).await,
        Err(StoreError::Stopping(_))
    ));
    assert_eq!(two.a.freeze(running.fence).await.unwrap(), Frozen::Unwanted);
    assert_eq!(
        settle(&two.a, interrupted(running.fence)).await,
        done(StateName::Cancelled)
    );
}

pub async fn a_frozen_attempt_is_paused_again_before_it_got_its_slot(two: &Two) {
    let (a, _) = two.enter().await;
    let running = frozen(two, a).await;
    let id = running.fence.job;
    for _ in 0..3 {
        two.b.resume(id).await.unwrap();
        assert_eq!(two.b.pause(id).await.unwrap(), Paused::Done);
        two.recount().await;
    }
    assert_eq!(two.a.claim(a, 1).await.unwrap().len(), 0);
    two.b.resume(id).await.unwrap();
    assert_eq!(two.claim(a).await.start, AttemptStart::Thawed);
}

pub async fn a_frozen_job_is_cancelled_by_its_node(two: &Two) {
    let (a, _) = two.enter().await;
    let running = frozen(two, a).await;
    let id = running.fence.job;
    assert_eq!(
        two.b.cancel(id).await.unwrap(),
        Cancelled::Stopping(running.fence)
    );
    let heard = two.a.heartbeat(a, SECOND * 10).await.unwrap();
    assert_eq!(heard.stop, [running.fence]);
    assert!(matches!(
        two.b.resume(id).await,
        Err(StoreError::Stopping(_))
    ));
    assert_eq!(
        settle(&two.a, interrupted(running.fence)).await,
        done(StateName::Cancelled)
    );
    // The same for one that was resumed and waits for its slot.
    let other = frozen(two, a).await;
    two.b.resume(other.fence.job).await.unwrap();
    two.b.cancel(other.fence.job).await.unwrap();
    assert_eq!(two.a.claim(a, 1).await.unwrap().len(), 0);
    assert_eq!(
        settle(&two.a, interrupted(other.fence)).await,
        done(StateName::Cancelled)
    );
}

pub async fn what_was_frozen_with_a_dead_node_goes_on_as_a_new_attempt(two: &Two) {
    let (a, b) = two.enter().await;
    let paused = frozen(two, a).await.fence.job;
    let resumed = frozen(two, a).await.fence.job;
    two.b.resume(resumed).await.unwrap();
    two.clock.advance(SECOND * 6);
    two.b.heartbeat(b, SECOND * 10).await.unwrap();
    two.clock.advance(SECOND * 6);
    assert_eq!(two.b.rescue(None, 10).await.unwrap().attempts, 2);
    assert_eq!(two.state(paused).await, StateName::Paused);
    two.recount().await;
    let again = two.b.claim(b, 10).await.unwrap();
    assert_eq!(again.len(), 1);
    assert_eq!(
        (again[0].fence.job, again[0].fence.attempt, again[0].start),
        (resumed, 2, AttemptStart::Fresh)
    );
    assert_eq!(
        two.a.resume(paused).await.unwrap(),
        Resumed::Done(StateName::Pending)
    );
    assert_eq!(two.b.claim(b, 10).await.unwrap()[0].fence.attempt, 2);
}

pub async fn what_was_frozen_counts_as_no_crash(two: &Two) {
    let (_, b) = two.enter().await;
    let id = two.submit(job()).await;
    for _ in 0..5 {
        let short = two.a.enter("short".to_owned(), SECOND).await.unwrap();
        let running = two.claim(short).await;
        two.b.pause(id).await.unwrap();
        two.a.freeze(running.fence).await.unwrap();
        two.clock.advance(SECOND * 2);
        two.b.heartbeat(b, SECOND * 10).await.unwrap();
        assert_eq!(two.b.rescue(None, 10).await.unwrap().attempts, 1);
        two.b.resume(id).await.unwrap();
    }
    assert_eq!(two.state(id).await, StateName::Pending);
}
