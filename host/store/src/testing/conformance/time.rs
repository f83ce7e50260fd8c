//! Time passes, and sometimes goes back.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{FailureCode, StateName};

use super::two::{SECOND, Two, failure, interrupted, job, settle, success};
use crate::clock::Clock;
use crate::types::NewJob;

pub async fn a_scheduled_job_waits_for_its_time(two: &Two) {
    let (a, b) = two.enter().await;
    let run_at = two.clock.now().after(SECOND * 3);
    let later = NewJob {
        run_at: Some(run_at),
        ..job()
    };
    let id = later.id;
    let mut bell = two.a.bell();
    let before = bell.look();
    two.a.submit(vec![later]).await.unwrap();
    assert!(bell.changed().await);
    assert!(
        bell.look().timed > before.timed,
        "whoever sleeps till the next due time must hear of it"
    );
    assert_eq!(two.state(id).await, StateName::Scheduled);
    assert_eq!(two.a.due(10).await.unwrap().next, Some(run_at));
    assert_eq!(two.b.claim(b, 1).await.unwrap().len(), 0);
    two.clock.advance(SECOND * 3);
    assert_eq!(two.b.due(10).await.unwrap().moved, 1);
    assert_eq!(two.a.due(10).await.unwrap().moved, 0);
    assert_eq!(two.a.claim(a, 1).await.unwrap()[0].fence.job, id);
}

pub async fn a_clock_that_goes_back_strands_nothing(two: &Two) {
    let (a, b) = two.enter().await;
    let first = two.running(a).await;
    two.b.submit(vec![job()]).await.unwrap();
    two.clock.go_back(SECOND * 3_600);
    two.b.submit(vec![job()]).await.unwrap();
    settle(&two.a, success(first.fence)).await;
    let rest = two.b.claim(b, 10).await.unwrap();
    assert_eq!(
        rest.len(),
        2,
        "what was handed in before can still be claimed"
    );
    for job in &rest {
        settle(&two.b, success(job.fence)).await;
        let attempts = two.a.attempts(job.fence.job).await.unwrap();
        assert!(attempts[0].queue_ms < 3_600_000);
    }
    // A lease of before the jump holds longer, and is not lost.
    two.a.heartbeat(a, SECOND * 10).await.unwrap();
    let again = two.running(a).await;
    settle(&two.a, failure(again.fence, FailureCode::Transient)).await;
    two.clock.advance(SECOND);
    assert_eq!(two.b.due(10).await.unwrap().moved, 1);
}

pub async fn what_waits_too_long_expires(two: &Two) {
    let (a, _) = two.enter().await;
    let hurried = NewJob {
        expires_at: Some(two.clock.now().after(SECOND)),
        ..job()
    };
    let id = hurried.id;
    two.b.submit(vec![hurried]).await.unwrap();
    assert!(two.a.due(10).await.unwrap().next.is_some());
    two.clock.advance(SECOND * 2);
    assert_eq!(two.a.due(10).await.unwrap().expired, 1);
    let expired = two.b.job(id).await.unwrap();
    assert_eq!(expired.state.name(), StateName::Failed);
    let error = expired.error.unwrap();
    assert_eq!(error.code, FailureCode::Expired);
    assert!(
        error.message.starts_with("it had not begun when"),
        "{error:?}"
    );
    assert_eq!(two.a.claim(a, 1).await.unwrap().len(), 0);
}

pub async fn what_began_and_waits_again_expires_and_says_so(two: &Two) {
    let (a, _) = two.enter().await;
    let id = two
        .submit(NewJob {
            expires_at: Some(two.clock.now().after(SECOND * 5)),
            ..job()
        })
        .await;
    // What runs when its time passes goes on: only waiting ends.
    let first = two.claim(a).await;
    settle(&two.a, interrupted(first.fence)).await;
    let second = two.claim(a).await;
    two.clock.advance(SECOND * 6);
    assert_eq!(two.b.due(10).await.unwrap().expired, 0);
    settle(&two.a, interrupted(second.fence)).await;
    assert_eq!(two.b.due(10).await.unwrap().expired, 1);
    let error = two.a.job(id).await.unwrap().error.unwrap();
    assert_eq!(error.code, FailureCode::Expired);
    assert!(
        error
            .message
            .starts_with("it had ended attempt 2 and waited to go on when"),
        "{error:?}"
    );
}
