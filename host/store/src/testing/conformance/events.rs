//! The outbox.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{FailureCode, Timestamp};

use super::two::{SECOND, Two, failure, job, settle, success};
use crate::types::EventType;

pub async fn a_wake_up_is_not_lost(two: &Two) {
    // Whoever takes the bell before the look hears of all that comes after the look, from either handle.
    let mut bell = two.a.bell();
    for turn in 0..20 {
        let seen = bell.look().seq;
        let events = two.a.events(seen, 10).await.unwrap();
        assert_eq!(events.len(), 0);
        two.turn(turn).submit(vec![job()]).await.unwrap();
        assert!(bell.changed().await);
        assert_eq!(two.a.events(seen, 10).await.unwrap().len(), 1);
    }
    // What was committed before the bell was taken is there to be looked at, and rings at once.
    let mut late = two.b.bell();
    assert!(late.changed().await);
}

pub async fn every_change_has_its_event_in_order(two: &Two) {
    let (a, _) = two.enter().await;
    let running = two.running(a).await;
    settle(&two.a, failure(running.fence, FailureCode::Transient)).await;
    two.clock.advance(SECOND);
    two.b.due(1).await.unwrap();
    let again = two.a.claim(a, 1).await.unwrap().pop().unwrap();
    settle(&two.a, success(again.fence)).await;
    let events = two.b.events(0, 100).await.unwrap();
    let told: Vec<_> = events
        .iter()
        .map(|event| {
            (
                event.kind.as_str(),
                event.job.unwrap().1.as_str(),
                event.job.unwrap().2,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("job-created", "pending", 0),
            ("job-update", "running", 1),
            ("job-update", "retrying", 1),
            ("job-update", "pending", 1),
            ("job-update", "running", 2),
            ("job-completed", "completed", 2),
        ]
    );
    assert!(events.windows(2).all(|pair| pair[0].seq < pair[1].seq));
    assert_eq!(events[5].kind, EventType::JobCompleted);
    assert_eq!(two.a.events(events[3].seq, 1).await.unwrap(), events[4..5]);
}

pub async fn numbers_rise_after_pruning(two: &Two) {
    for turn in 0..10 {
        two.turn(turn).submit(vec![job()]).await.unwrap();
    }
    let last = two.a.events(0, 100).await.unwrap().pop().unwrap().seq;
    assert_eq!(
        two.b
            .prune_events(Timestamp::from_millis(0), 4)
            .await
            .unwrap(),
        6
    );
    two.b
        .prune_events(Timestamp::from_millis(i64::MAX), 0)
        .await
        .unwrap();
    two.a.submit(vec![job()]).await.unwrap();
    let events = two.b.events(0, 100).await.unwrap();
    assert_eq!(events.last().unwrap().seq, last + 1);
}
