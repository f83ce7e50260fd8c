//! Jobs of which there may be one, and requests that count once.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{
    Digest, FailureCode, Hold, OnDuplicate, QueueName, StateName, Unique, UniqueKey, UniqueScope,
};

use super::two::{SECOND, Two, failure, interrupted, job, job_of, queue, settle, success};
use crate::clock::Clock;
use crate::error::StoreError;
use crate::types::{Checkpoint, NewJob, Once, Submitted};

fn unique(on_duplicate: OnDuplicate) -> NewJob {
    NewJob {
        unique: Some(Unique {
            key: UniqueKey::try_from("order 7".to_owned()).unwrap(),
            scope: UniqueScope::default(),
            hold: Hold::UntilEnd,
            on_duplicate,
        }),
        ..job()
    }
}

async fn submit(two: &Two, turn: usize, job: NewJob) -> Submitted {
    two.turn(turn).submit(vec![job]).await.unwrap()[0]
}

pub async fn another_like_it_is_answered_as_it_says(two: &Two) {
    let (a, _) = two.enter().await;
    let first = submit(two, 0, unique(OnDuplicate::Return)).await.job();
    assert_eq!(
        submit(two, 1, unique(OnDuplicate::Return)).await,
        Submitted::Duplicate(first)
    );
    assert_eq!(
        submit(two, 0, unique(OnDuplicate::Skip)).await,
        Submitted::Skipped(first)
    );
    let refused = two.b.submit(vec![unique(OnDuplicate::Reject)]).await;
    assert!(matches!(refused, Err(StoreError::Duplicate { existing, .. }) if existing == first));
    let blob = two.a.put_blob(b"bytes".to_vec()).await.unwrap();
    let mut newer = unique(OnDuplicate::Replace);
    newer.params = format!("{{\"text\":\"{}\"}}", "x".repeat(5_000));
    newer.inputs = vec![crate::types::Input {
        name: "data".to_owned().try_into().unwrap(),
        digest: blob.digest,
        media_type: "text/plain".to_owned(),
        size: 0,
    }];
    assert_eq!(
        submit(two, 1, newer.clone()).await,
        Submitted::Replaced(first)
    );
    let claimed = two.claim(a).await;
    assert_eq!((&claimed.params, claimed.inputs.len()), (&newer.params, 1));
    // Once it runs its params stay as they are.
    let refused = two.a.submit(vec![unique(OnDuplicate::Replace)]).await;
    assert!(matches!(
        refused,
        Err(StoreError::Duplicate {
            can_replace: false,
            ..
        })
    ));
    assert_eq!(two.a.counts().await.unwrap().of(StateName::Running), 1);
    settle(&two.a, success(claimed.fence)).await;
}

pub async fn what_replaces_another_brings_all_that_its_params_are_for(two: &Two) {
    let (a, _) = two.enter().await;
    let global = |job: NewJob| NewJob {
        queue: Some(queue("both")),
        unique: unique(OnDuplicate::Replace).unique.map(|unique| Unique {
            scope: UniqueScope::Global,
            ..unique
        }),
        ..job
    };
    let first = submit(two, 0, global(job_of("before"))).await.job();
    // It was begun, has saved something, and waits again.
    let begun = two.claim(a).await;
    let checkpoint = Checkpoint {
        attempt: 1,
        plugin_version: "1.0.0".to_owned(),
        outputs: Vec::new(),
        state: b"of the old params".to_vec(),
    };
    two.a
        .save_checkpoint(begun.fence, checkpoint)
        .await
        .unwrap();
    settle(&two.a, interrupted(begun.fence)).await;
    let replaced = submit(two, 1, global(job_of("after"))).await;
    assert_eq!(replaced, Submitted::Replaced(first));
    assert_eq!(two.b.checkpoint(first).await.unwrap(), None);
    let claimed = two.claim(a).await;
    assert_eq!(claimed.fence.job, first);
    assert_eq!(claimed.processor.as_str(), "after");
    settle(&two.a, success(claimed.fence)).await;
}

pub async fn a_job_that_ended_holds_no_key(two: &Two) {
    let (a, b) = two.enter().await;
    // Each way in which a job ends.
    let submit = |turn| submit(two, turn, unique(OnDuplicate::Reject));
    submit(0).await;
    let first = two.claim(a).await;
    settle(&two.a, success(first.fence)).await;
    submit(1).await;
    let second = two.claim(a).await;
    settle(&two.a, failure(second.fence, FailureCode::Denied)).await;
    let third = submit(0).await.job();
    two.b.cancel(third).await.unwrap();
    let fourth = NewJob {
        expires_at: Some(two.clock.now().after(SECOND)),
        ..unique(OnDuplicate::Reject)
    };
    two.a.submit(vec![fourth]).await.unwrap();
    two.clock.advance(SECOND * 2);
    assert_eq!(two.b.due(10).await.unwrap().expired, 1);
    let needed = two.submit(job()).await;
    let fifth = NewJob {
        after: vec![needed],
        ..unique(OnDuplicate::Reject)
    };
    two.a.submit(vec![fifth]).await.unwrap();
    two.b.cancel(needed).await.unwrap();
    let poisoned = submit(1).await.job();
    for _ in 0..3 {
        let doomed = two.a.enter("doomed".to_owned(), SECOND).await.unwrap();
        assert_eq!(two.a.claim(doomed, 1).await.unwrap().len(), 1);
        two.clock.advance(SECOND * 2);
        two.b.heartbeat(b, SECOND * 10).await.unwrap();
        two.b.rescue(None, 10).await.unwrap();
    }
    assert_eq!(two.state(poisoned).await, StateName::Failed);
    // One that waits for its next attempt holds it still.
    let last = submit(0).await.job();
    let claimed = two.b.claim(b, 1).await.unwrap().pop().unwrap();
    settle(&two.b, failure(claimed.fence, FailureCode::Transient)).await;
    let refused = two.a.submit(vec![unique(OnDuplicate::Reject)]).await;
    assert!(matches!(refused, Err(StoreError::Duplicate { existing, .. }) if existing == last));
}

pub async fn a_retried_job_takes_its_key_back_unless_another_has_it(two: &Two) {
    let first = submit(two, 0, unique(OnDuplicate::Reject)).await.job();
    two.a.cancel(first).await.unwrap();
    let second = submit(two, 1, unique(OnDuplicate::Reject)).await.job();
    assert!(
        matches!(two.b.retry(first).await, Err(StoreError::Duplicate { existing, .. }) if existing == second)
    );
    two.b.cancel(second).await.unwrap();
    two.a.retry(first).await.unwrap();
    assert!(matches!(
        two.b.submit(vec![unique(OnDuplicate::Reject)]).await,
        Err(StoreError::Duplicate { existing, .. }) if existing == first
    ));
}

pub async fn a_window_outlives_its_job(two: &Two) {
    let (a, _) = two.enter().await;
    let windowed = || {
        let mut job = unique(OnDuplicate::Return);
        job.unique.as_mut().unwrap().hold = Hold::window(SECOND * 60);
        job
    };
    let first = submit(two, 0, windowed()).await.job();
    let claimed = two.claim(a).await;
    settle(&two.a, success(claimed.fence)).await;
    two.clock.advance(SECOND * 59);
    assert_eq!(
        submit(two, 1, windowed()).await,
        Submitted::Duplicate(first)
    );
    two.clock.advance(SECOND * 2);
    assert!(submit(two, 0, windowed()).await.is_new());
    two.clock.advance(SECOND * 61);
    assert_eq!(two.b.forget(10).await.unwrap(), 1);
    assert_eq!(two.b.forget(10).await.unwrap(), 0);
}

pub async fn a_key_counts_in_its_scope(two: &Two) {
    let scoped = |scope, processor: &str, queue: Option<QueueName>| {
        let mut job = NewJob {
            queue,
            ..job_of(processor)
        };
        job.unique = unique(OnDuplicate::Return).unique;
        job.unique.as_mut().unwrap().scope = scope;
        job
    };
    use UniqueScope::{Global, Processor, Queue};
    let is_new = async |job| submit(two, 0, job).await.is_new();
    assert!(is_new(scoped(Processor, "noop", None)).await);
    assert!(is_new(scoped(Processor, "other", None)).await);
    assert!(!is_new(scoped(Processor, "noop", Some(queue("q")))).await);
    assert!(is_new(scoped(Queue, "noop", Some(queue("q")))).await);
    assert!(!is_new(scoped(Queue, "other", Some(queue("q")))).await);
    assert!(is_new(scoped(Global, "noop", None)).await);
    assert!(!is_new(scoped(Global, "other", Some(queue("r")))).await);
}

pub async fn a_request_counts_once(two: &Two) {
    let once = |request: u8| Once {
        owner: "ann".to_owned(),
        key: "k1".to_owned(),
        request: Digest::new([request; 32]),
    };
    let jobs = vec![job(), job()];
    let first = two.a.submit_once(once(1), jobs.clone()).await.unwrap();
    let again = two
        .b
        .submit_once(once(1), vec![job(), job()])
        .await
        .unwrap();
    assert_eq!(first, again);
    assert_eq!(first[1], Submitted::Created(jobs[1].id));
    assert_eq!(two.a.counts().await.unwrap().of(StateName::Pending), 2);
    assert!(matches!(
        two.b.submit_once(once(2), vec![job()]).await,
        Err(StoreError::KeyReused(_))
    ));
    let bobs = Once {
        owner: "bob".to_owned(),
        ..once(2)
    };
    two.b.submit_once(bobs, vec![job()]).await.unwrap();
    two.clock.advance(SECOND * 24 * 3_600);
    two.b.submit_once(once(2), vec![job()]).await.unwrap();
    assert_eq!(two.a.counts().await.unwrap().of(StateName::Pending), 4);
    assert_eq!(two.a.forget(10).await.unwrap(), 1, "bob's is forgotten");
}
