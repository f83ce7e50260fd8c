//! Somebody cancels.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{Ending, FailureCode, StateName, Usage};

use super::two::{SECOND, Two, done, failure, job, settle, success};
use crate::error::StoreError;
use crate::types::{Cancelled, Settlement};

pub async fn a_waiting_job_is_cancelled_at_once(two: &Two) {
    let (a, _) = two.enter().await;
    let waiting = job();
    let id = waiting.id;
    two.a.submit(vec![waiting]).await.unwrap();
    assert_eq!(two.b.cancel(id).await.unwrap(), Cancelled::Done);
    assert_eq!(two.state(id).await, StateName::Cancelled);
    assert_eq!(two.a.claim(a, 1).await.unwrap().len(), 0);
    assert!(matches!(
        two.a.cancel(job().id).await,
        Err(StoreError::NoJob(_))
    ));
}

pub async fn a_running_job_is_stopped_by_its_node(two: &Two) {
    let (a, _) = two.enter().await;
    let running = two.running(a).await;
    assert_eq!(two.a.heartbeat(a, SECOND * 10).await.unwrap().stop, []);
    let mut bell = two.a.bell();
    let before = bell.look();
    assert_eq!(
        two.b.cancel(running.fence.job).await.unwrap(),
        Cancelled::Stopping(running.fence)
    );
    assert!(bell.changed().await);
    assert!(bell.look().wanted > before.wanted);
    assert_eq!(
        two.a.heartbeat(a, SECOND * 10).await.unwrap().stop,
        [running.fence]
    );
    assert!(two.b.job(running.fence.job).await.unwrap().is_stopping);
    let end = Settlement::ended(running.fence, Ending::Cancelled, Usage::default());
    assert_eq!(settle(&two.a, end).await, done(StateName::Cancelled));
    // One that failed by itself meanwhile is not tried again.
    let other = two.running(a).await;
    two.b.cancel(other.fence.job).await.unwrap();
    assert_eq!(
        settle(&two.a, failure(other.fence, FailureCode::Transient)).await,
        done(StateName::Cancelled)
    );
    // One that was faster has its result.
    let third = two.running(a).await;
    two.b.cancel(third.fence.job).await.unwrap();
    assert_eq!(
        settle(&two.a, success(third.fence)).await,
        done(StateName::Completed)
    );
}

pub async fn a_cancelled_job_whose_node_died_does_not_run_again(two: &Two) {
    let (a, _) = two.enter().await;
    let running = two.running(a).await;
    two.b.cancel(running.fence.job).await.unwrap();
    two.clock.advance(SECOND * 20);
    two.b.rescue(None, 10).await.unwrap();
    assert_eq!(two.state(running.fence.job).await, StateName::Cancelled);
}

pub async fn a_job_that_ended_cannot_be_cancelled(two: &Two) {
    let (a, _) = two.enter().await;
    let running = two.running(a).await;
    settle(&two.a, success(running.fence)).await;
    assert!(matches!(
        two.b.cancel(running.fence.job).await,
        Err(StoreError::Illegal(_))
    ));
}
