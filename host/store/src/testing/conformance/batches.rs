//! Many jobs as one.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{
    BatchId, FailureCode, JobId, OnDuplicate, StateName, Unique, UniqueKey, UniqueScope,
};

use super::two::{Two, failure, job, settle, success};
use crate::error::StoreError;
use crate::types::{
    Batch, BatchFilter, BatchState, Cancelled, Cursor, JobFilter, NewBatch, NewJob,
};

fn batch(number: u8) -> NewBatch {
    NewBatch {
        id: BatchId::from_bytes([number; 16]),
        title: Some("many".to_owned()),
        metadata: None,
        created_by: None,
        max_parallel: None,
        then: None,
    }
}

fn items(count: usize) -> Vec<NewJob> {
    (0..count).map(|_| job()).collect()
}

/// Makes a batch of so many items.
async fn make(two: &Two, new: NewBatch, count: usize) -> BatchId {
    let id = new.id;
    two.a.create_batch(new).await.unwrap();
    let (some, rest) = (count / 2, count - count / 2);
    two.b.add_to_batch(id, items(some)).await.unwrap();
    two.a.add_to_batch(id, items(rest)).await.unwrap();
    two.b.seal_batch(id).await.unwrap();
    id
}

fn counts(batch: &Batch) -> [u64; 7] {
    [
        batch.total,
        batch.pending,
        batch.running,
        batch.completed,
        batch.failed,
        batch.skipped,
        batch.cancelled,
    ]
}

pub async fn a_batch_runs_so_many_of_its_items_at_once(two: &Two) {
    let (a, b) = two.enter().await;
    let id = make(
        two,
        NewBatch {
            max_parallel: Some(3),
            ..batch(1)
        },
        10,
    )
    .await;
    let mut done = 0;
    for turn in 0.. {
        let lease = if turn % 2 == 0 { a } else { b };
        let claimed = two.turn(turn).claim(lease, 100).await.unwrap();
        if claimed.is_empty() {
            break;
        }
        assert!(claimed.len() <= 3, "{} at once", claimed.len());
        let now = two.b.batch(id).await.unwrap();
        assert_eq!(now.running, claimed.len() as u64);
        done += claimed.len();
        let ends = claimed.iter().map(|job| success(job.fence)).collect();
        two.turn(turn).settle(ends).await.unwrap();
        two.recount().await;
    }
    assert_eq!(done, 10);
    let over = two.a.batch(id).await.unwrap();
    assert_eq!(
        (over.state, counts(&over)),
        (BatchState::Done, [10, 0, 0, 10, 0, 0, 0])
    );
    assert!(over.finished_at.is_some());
}

pub async fn what_a_batch_holds_back_says_so(two: &Two) {
    let (a, _) = two.enter().await;
    let new = NewBatch {
        max_parallel: Some(1),
        then: Some(job()),
        ..batch(1)
    };
    let then = new.then.as_ref().unwrap().id;
    let id = make(two, new, 2).await;
    let filter = JobFilter {
        batch: Some(id),
        ..JobFilter::default()
    };
    let page = two.b.jobs(filter, None, 10).await.unwrap();
    let ids: Vec<JobId> = page.items.iter().map(|job| job.id).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(two.reasons(ids[0]).await, ["held_back"]);
    assert_eq!(two.reasons(then).await, ["batch_end"]);
    // One that is held back can be cancelled like any other.
    assert_eq!(two.a.cancel(ids[0]).await.unwrap(), Cancelled::Done);
    let last = two.claim(a).await;
    settle(&two.a, success(last.fence)).await;
    assert_eq!(two.claim(a).await.fence.job, then);
}

pub async fn one_failing_item_stops_nothing_and_the_end_starts_a_job(two: &Two) {
    let (a, _) = two.enter().await;
    let then = job();
    let then_id = then.id;
    let new = NewBatch {
        then: Some(then),
        ..batch(1)
    };
    let id = make(two, new, 5).await;
    let claimed = two.a.claim(a, 100).await.unwrap();
    assert_eq!(claimed.len(), 5);
    for (number, job) in claimed.iter().enumerate() {
        assert_eq!(two.state(then_id).await, StateName::Blocked);
        let end = match number {
            1 => failure(job.fence, FailureCode::Permanent),
            _ => success(job.fence),
        };
        settle(&two.a, end).await;
    }
    let over = two.b.batch(id).await.unwrap();
    assert_eq!(
        (over.state, counts(&over), over.then),
        (BatchState::Done, [5, 0, 0, 4, 1, 0, 0], Some(then_id))
    );
    let last = two.claim(a).await;
    assert_eq!(last.fence.job, then_id);
    settle(&two.a, success(last.fence)).await;
    // What failed is retried, and the batch ends again; its last job does not run again.
    let walked = two.b.retry_batch(id, Cursor::default(), 10).await.unwrap();
    assert_eq!(walked.done, 1);
    let again = two.b.batch(id).await.unwrap();
    assert_eq!(
        (again.state, counts(&again)),
        (BatchState::Running, [5, 1, 0, 4, 0, 0, 0])
    );
    two.recount().await;
    let retried = two.claim(a).await;
    settle(&two.a, success(retried.fence)).await;
    let over = two.b.batch(id).await.unwrap();
    assert_eq!(
        (over.state, counts(&over)),
        (BatchState::Done, [5, 0, 0, 5, 0, 0, 0])
    );
    assert_eq!(two.a.claim(a, 10).await.unwrap().len(), 0);
    two.a.delete_batch(id).await.unwrap();
    assert!(matches!(two.b.batch(id).await, Err(StoreError::NoBatch(_))));
}

pub async fn a_paused_batch_begins_nothing(two: &Two) {
    let (a, _) = two.enter().await;
    let id = make(
        two,
        NewBatch {
            max_parallel: Some(4),
            ..batch(1)
        },
        8,
    )
    .await;
    let first = two.a.claim(a, 1).await.unwrap();
    let paused = two.b.pause_batch(id).await.unwrap();
    assert_eq!(paused.state, BatchState::Paused);
    settle(&two.a, success(first[0].fence)).await;
    assert_eq!(two.a.claim(a, 100).await.unwrap().len(), 0);
    two.recount().await;
    assert!(matches!(
        two.a.pause_batch(id).await,
        Err(StoreError::WrongBatchState { .. })
    ));
    two.b.resume_batch(id).await.unwrap();
    assert_eq!(two.a.claim(a, 100).await.unwrap().len(), 4);
    two.a.set_batch_parallel(id, Some(6)).await.unwrap();
    assert_eq!(two.a.claim(a, 100).await.unwrap().len(), 2);
}

pub async fn a_stopped_batch_ends(two: &Two) {
    let (a, _) = two.enter().await;
    let new = NewBatch {
        max_parallel: Some(3),
        then: Some(job()),
        ..batch(1)
    };
    let then = new.then.as_ref().unwrap().id;
    let id = make(two, new, 3_000).await;
    let running = two.a.claim(a, 1).await.unwrap().pop().unwrap();
    let stopped = two.b.stop_batch(id).await.unwrap();
    assert_eq!(stopped.state, BatchState::Stopped);
    let heard = two.a.heartbeat(a, super::SECOND * 10).await.unwrap();
    assert_eq!(heard.stop, [running.fence]);
    let mut steps = 0;
    while two.turn(steps).due(1_000).await.unwrap().next == Some(now(two)) {
        steps += 1;
    }
    assert_eq!(steps, 2);
    settle(&two.a, failure(running.fence, FailureCode::Internal)).await;
    let over = two.b.batch(id).await.unwrap();
    assert_eq!(
        (over.state, counts(&over)),
        (BatchState::Stopped, [3_000, 0, 0, 0, 0, 0, 3_000])
    );
    assert!(over.finished_at.is_some());
    assert_eq!(two.state(then).await, StateName::Cancelled);
    assert!(two.a.add_to_batch(id, items(1)).await.is_err());
}

fn now(two: &Two) -> runner_model::Timestamp {
    use crate::clock::Clock;
    two.clock.now()
}

pub async fn what_is_left_out_of_a_batch_is_counted(two: &Two) {
    let (a, _) = two.enter().await;
    let unique = || NewJob {
        unique: Some(Unique {
            key: UniqueKey::try_from("same".to_owned()).unwrap(),
            scope: UniqueScope::Global,
            hold: runner_model::Hold::UntilEnd,
            on_duplicate: OnDuplicate::Skip,
        }),
        ..job()
    };
    two.a.create_batch(batch(1)).await.unwrap();
    let id = batch(1).id;
    let submitted = two
        .b
        .add_to_batch(id, vec![unique(), unique(), job()])
        .await
        .unwrap();
    assert!(!submitted[1].is_new());
    let sealed = two.a.seal_batch(id).await.unwrap();
    assert_eq!(counts(&sealed), [3, 2, 0, 0, 0, 1, 0]);
    for claimed in two.a.claim(a, 10).await.unwrap() {
        settle(&two.a, success(claimed.fence)).await;
    }
    assert_eq!(two.b.batch(id).await.unwrap().state, BatchState::Done);
    // A batch without items is done when it is sealed.
    two.a.create_batch(batch(2)).await.unwrap();
    let empty = two.b.seal_batch(batch(2).id).await.unwrap();
    assert_eq!(empty.state, BatchState::Done);
    assert!(matches!(
        two.a.create_batch(batch(2)).await,
        Err(StoreError::BatchExists(_))
    ));
    let once = crate::types::Once {
        owner: "ann".to_owned(),
        key: "k".to_owned(),
        request: runner_model::Digest::new([1; 32]),
    };
    for turn in 0..3 {
        let made = two
            .turn(turn)
            .create_batch_once(once.clone(), batch(3 + turn as u8));
        assert_eq!(made.await.unwrap(), batch(3).id);
    }
    two.a.stop_batch(batch(3).id).await.unwrap();
    two.b.delete_batch(batch(3).id).await.unwrap();
    let page = two
        .b
        .batches(BatchFilter::default(), None, 1)
        .await
        .unwrap();
    assert_eq!(page.items[0].id, batch(2).id);
    let page = two
        .b
        .batches(BatchFilter::default(), page.next, 1)
        .await
        .unwrap();
    assert_eq!((page.items[0].id, page.next), (id, None));
}

pub async fn items_of_a_batch_wait_for_each_other(two: &Two) {
    let (a, _) = two.enter().await;
    let first = job();
    let second = NewJob {
        after: vec![first.id],
        ..job()
    };
    let ids = [first.id, second.id];
    two.a
        .create_batch(NewBatch {
            max_parallel: Some(1),
            ..batch(1)
        })
        .await
        .unwrap();
    two.b
        .add_to_batch(batch(1).id, vec![first, second, job()])
        .await
        .unwrap();
    two.a.seal_batch(batch(1).id).await.unwrap();
    let one = two.claim(a).await;
    assert_eq!(one.fence.job, ids[0]);
    settle(&two.a, success(one.fence)).await;
    let two_ = two.claim(a).await;
    assert_eq!(two_.fence.job, ids[1]);
    settle(&two.a, failure(two_.fence, FailureCode::Denied)).await;
    let three = two.claim(a).await;
    settle(&two.a, success(three.fence)).await;
    let over = two.b.batch(batch(1).id).await.unwrap();
    assert_eq!(counts(&over), [3, 0, 0, 2, 1, 0, 0]);
}
