//! Somebody pauses, resumes, retries, promotes, changes or deletes.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{FailureCode, Priority, StateName};

use super::two::{SECOND, Two, done, failure, interrupted, job, settle, success};
use crate::clock::Clock;
use crate::error::StoreError;
use crate::types::{JobChange, NewJob, Paused, Resumed};

pub async fn a_waiting_job_is_paused_and_goes_on_from_where_it_was(two: &Two) {
    let (a, _) = two.enter().await;
    let pending = two.submit(job()).await;
    let run_at = two.clock.now().after(SECOND * 5);
    let scheduled = two
        .submit(NewJob {
            run_at: Some(run_at),
            ..job()
        })
        .await;
    for id in [pending, scheduled] {
        assert_eq!(two.a.pause(id).await.unwrap(), Paused::Done);
        assert_eq!(two.state(id).await, StateName::Paused);
        assert!(matches!(two.b.pause(id).await, Err(StoreError::Illegal(_))));
    }
    two.clock.advance(SECOND * 8);
    assert_eq!(two.a.due(10).await.unwrap().moved, 0);
    assert_eq!(two.a.claim(a, 10).await.unwrap().len(), 0);
    assert_eq!(
        two.b.resume(pending).await.unwrap(),
        Resumed::Done(StateName::Pending)
    );
    assert_eq!(
        two.a.resume(scheduled).await.unwrap(),
        Resumed::Done(StateName::Scheduled)
    );
    // Its time came while it was paused.
    assert_eq!(two.b.due(10).await.unwrap().moved, 1);
    assert_eq!(two.a.claim(a, 10).await.unwrap().len(), 2);
    assert!(matches!(
        two.a.resume(pending).await,
        Err(StoreError::Illegal(_))
    ));
}

pub async fn a_failed_job_is_retried_with_all_its_attempts(two: &Two) {
    let (a, _) = two.enter().await;
    let running = two.running(a).await;
    let id = running.fence.job;
    settle(&two.a, failure(running.fence, FailureCode::Permanent)).await;
    assert_eq!(two.b.retry(id).await.unwrap(), StateName::Pending);
    let again = two.claim(a).await;
    assert_eq!((again.fence.attempt, again.failures), (2, 0));
    let retried = two.b.job(id).await.unwrap();
    assert_eq!((retried.error, retried.finished_at), (None, None));
    settle(&two.a, success(again.fence)).await;
    let error = two.a.retry(id).await.unwrap_err().to_string();
    assert_eq!(
        error,
        "a job that is completed cannot be retried (it has its result: submit it again to have it run once more)"
    );
    assert_eq!(two.b.attempts(id).await.unwrap().len(), 2);
}

pub async fn a_cancelled_job_is_retried(two: &Two) {
    let (a, _) = two.enter().await;
    let id = two.submit(job()).await;
    two.a.cancel(id).await.unwrap();
    two.b.retry(id).await.unwrap();
    assert_eq!(two.claim(a).await.fence.job, id);
}

pub async fn a_promoted_job_does_not_wait_for_its_time(two: &Two) {
    let (a, _) = two.enter().await;
    let run_at = two.clock.now().after(SECOND * 500);
    let id = two
        .submit(NewJob {
            run_at: Some(run_at),
            ..job()
        })
        .await;
    assert_eq!(two.a.promote(id).await.unwrap(), StateName::Pending);
    let running = two.claim(a).await;
    assert!(matches!(
        two.b.promote(id).await,
        Err(StoreError::Illegal(_))
    ));
    // One that backs off is promoted too.
    settle(&two.a, failure(running.fence, FailureCode::Transient)).await;
    two.b.promote(id).await.unwrap();
    assert_eq!(two.claim(a).await.fence.attempt, 2);
}

pub async fn a_waiting_job_is_changed(two: &Two) {
    let (a, _) = two.enter().await;
    let first = two.submit(job()).await;
    let second = two.submit(job()).await;
    let changes = vec![
        JobChange::Priority(Priority::HIGH),
        JobChange::Title(Some("urgent".to_owned())),
        JobChange::Tags(vec!["red".to_owned()]),
        JobChange::MaxAttempts(7),
    ];
    two.a.change(second, changes).await.unwrap();
    two.recount().await;
    let changed = two.b.job(second).await.unwrap();
    assert_eq!(changed.about.title.as_deref(), Some("urgent"));
    assert_eq!(changed.about.tags, ["red"]);
    assert_eq!(changed.max_attempts, 7);
    let order = two.a.claim(a, 2).await.unwrap();
    let order: Vec<_> = order.iter().map(|job| job.fence.job).collect();
    assert_eq!(order, [second, first]);
    // While it runs, only what people say of it changes.
    let about = vec![JobChange::Title(None), JobChange::Tags(Vec::new())];
    two.b.change(first, about).await.unwrap();
    let refused = two
        .a
        .change(
            first,
            vec![
                JobChange::Title(Some("no".to_owned())),
                JobChange::MaxAttempts(9),
            ],
        )
        .await;
    assert!(matches!(refused, Err(StoreError::WrongState { .. })));
    assert_eq!(two.b.job(first).await.unwrap().about.title, None);
}

pub async fn a_change_of_time_moves_a_job(two: &Two) {
    let (a, _) = two.enter().await;
    let id = two.submit(job()).await;
    let later = two.clock.now().after(SECOND * 10);
    let state = two.a.change(id, vec![JobChange::RunAt(Some(later))]).await;
    assert_eq!(state.unwrap(), StateName::Scheduled);
    assert_eq!(two.a.claim(a, 1).await.unwrap().len(), 0);
    // It keeps its new time when it is paused meanwhile.
    two.b.pause(id).await.unwrap();
    assert_eq!(
        two.b.resume(id).await.unwrap(),
        Resumed::Done(StateName::Scheduled)
    );
    let state = two.b.change(id, vec![JobChange::RunAt(None)]).await;
    assert_eq!(state.unwrap(), StateName::Pending);
    two.a.pause(id).await.unwrap();
    two.a
        .change(id, vec![JobChange::RunAt(Some(later))])
        .await
        .unwrap();
    assert_eq!(
        two.b.resume(id).await.unwrap(),
        Resumed::Done(StateName::Scheduled)
    );
    // An expiry that is set later counts.
    let soon = two.clock.now().after(SECOND);
    two.a
        .change(id, vec![JobChange::ExpiresAt(Some(soon))])
        .await
        .unwrap();
    two.clock.advance(SECOND * 2);
    assert_eq!(two.b.due(1).await.unwrap().expired, 1);
}

pub async fn a_job_that_ended_is_deleted_with_all_that_is_its(two: &Two) {
    let (a, _) = two.enter().await;
    let running = two.running(a).await;
    let id = running.fence.job;
    let error = two.b.delete(id).await.unwrap_err().to_string();
    assert_eq!(
        error,
        "a job that is running cannot be deleted (cancel it first)"
    );
    settle(&two.a, success(running.fence)).await;
    two.b.delete(id).await.unwrap();
    assert!(matches!(two.a.job(id).await, Err(StoreError::NoJob(_))));
    let counts = two.a.counts().await.unwrap();
    assert_eq!(counts.of(StateName::Completed), 0);
}

pub async fn a_running_job_that_is_to_be_paused_is_frozen_or_interrupted(two: &Two) {
    let (a, _) = two.enter().await;
    let running = two.running(a).await;
    let id = running.fence.job;
    let mut bell = two.a.bell();
    let before = bell.look();
    assert_eq!(
        two.b.pause(id).await.unwrap(),
        Paused::Pausing(running.fence)
    );
    assert!(bell.changed().await);
    assert!(bell.look().wanted > before.wanted);
    let heard = two.a.heartbeat(a, SECOND * 10).await.unwrap();
    assert_eq!((heard.stop.len(), heard.pause), (0, vec![running.fence]));
    // This node cannot freeze it.
    assert_eq!(
        settle(&two.a, interrupted(running.fence)).await,
        done(StateName::Paused)
    );
    assert_eq!(two.a.claim(a, 1).await.unwrap().len(), 0);
    assert_eq!(
        two.b.resume(id).await.unwrap(),
        Resumed::Done(StateName::Pending)
    );
    let again = two.claim(a).await;
    assert_eq!(again.fence.attempt, 2);
    // One that fails before it was frozen waits for its next attempt, paused; one that succeeds has its result.
    two.b.pause(id).await.unwrap();
    settle(&two.a, failure(again.fence, FailureCode::Transient)).await;
    assert_eq!(two.state(id).await, StateName::Paused);
    assert_eq!(
        two.a.resume(id).await.unwrap(),
        Resumed::Done(StateName::Retrying)
    );
    two.b.promote(id).await.unwrap();
    let third = two.claim(a).await;
    two.b.pause(id).await.unwrap();
    assert_eq!(
        settle(&two.a, success(third.fence)).await,
        done(StateName::Completed)
    );
}
