//! The outbox.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{FailureCode, Timestamp};

use super::two::{SECOND, Two, failure, job, settle, success};
use crate::types::{EventType, StoredEvent};

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

/// The events of each job, looked up by the job, are those of all events that are its.
pub async fn the_events_of_a_job_are_found_among_many(two: &Two) {
    let (a, _) = two.enter().await;
    let early = two.running(a).await.fence;
    // Several blocks of events, so that most are passed over.
    for turn in 0..30 {
        let jobs = (0..50).map(|_| job()).collect();
        two.turn(turn).submit(jobs).await.unwrap();
    }
    settle(&two.b, success(early)).await;
    let all = two.a.events(0, 10_000).await.unwrap();
    let last = all.last().unwrap().seq;
    assert!(last > 1_500);
    let of = |job| {
        let is_its = move |event: &&StoredEvent| event.job.is_some_and(|(own, ..)| own == job);
        all.iter().filter(is_its).cloned().collect::<Vec<_>>()
    };
    let late = all[all.len() - 2].job.unwrap().0;
    for job in [early.job, all[700].job.unwrap().0, late] {
        let found = two.b.job_events(job, 0, 100).await.unwrap();
        assert_eq!(found.events, of(job));
        assert_eq!(found.seen, last);
        let after = found.events[0].seq;
        let rest = two.a.job_events(job, after, 100).await.unwrap();
        assert_eq!(rest.events, of(job)[1..]);
        assert_eq!(rest.seen, last);
    }
    assert_eq!(of(early.job).len(), 3);
    let nobody = super::two::job().id;
    let none = two.a.job_events(nobody, 0, 100).await.unwrap();
    assert_eq!((none.events.len(), none.seen), (0, last));
    // Pruned ones are not found, and what is left is.
    let keep = 600;
    two.b
        .prune_events(Timestamp::from_millis(0), keep)
        .await
        .unwrap();
    let left = two.a.events(0, 10_000).await.unwrap();
    let found = two.a.job_events(early.job, 0, 100).await.unwrap();
    assert_eq!(left.len() as u64, keep);
    assert_eq!(found.events, of(early.job)[2..]);
    assert_eq!(found.seen, last);
    let again = two.b.job_events(early.job, found.seen, 100).await.unwrap();
    assert_eq!((again.events.len(), again.seen), (0, last));
}
