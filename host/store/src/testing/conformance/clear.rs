//! Queues are drained, and old jobs cleaned.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{FailureCode, StateName};

use super::two::{SECOND, Two, failure, job, job_of, queue, settle, success};
use crate::clock::Clock;
use crate::types::{Clean, Cursor, NewJob};

pub async fn a_drained_queue_has_nothing_that_waits(two: &Two) {
    let (a, _) = two.enter().await;
    let running = two.running(a).await;
    let later = Some(two.clock.now().after(SECOND * 100));
    for number in 0..30 {
        let job = match number % 3 {
            0 => job(),
            1 => NewJob {
                run_at: later,
                ..job()
            },
            _ => NewJob {
                after: vec![running.fence.job],
                ..job()
            },
        };
        two.submit(job).await;
    }
    let other = two.submit(job_of("other")).await;
    let (mut cursor, mut done, mut steps) = (Cursor::default(), 0, 0);
    loop {
        let walked = two
            .turn(steps)
            .drain_queue(queue("noop"), cursor, 7)
            .await
            .unwrap();
        assert!(walked.done <= 7);
        done += walked.done;
        steps += 1;
        match walked.next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!((done, steps), (30, 5));
    assert_eq!(two.state(other).await, StateName::Pending);
    assert_eq!(two.state(running.fence.job).await, StateName::Running);
    let counts = two.b.counts().await.unwrap();
    assert_eq!(counts.of(StateName::Cancelled), 30);
    settle(&two.a, success(running.fence)).await;
    assert!(
        two.a
            .drain_queue(queue("nosuch"), Cursor::default(), 1)
            .await
            .is_err()
    );
}

pub async fn old_jobs_are_cleaned_by_queue_state_and_age(two: &Two) {
    let (a, _) = two.enter().await;
    let waits = two.submit(job_of("other")).await;
    two.b.pause(waits).await.unwrap();
    for number in 0..20 {
        let running = two.running(a).await;
        let end = if number % 4 == 0 {
            failure(running.fence, FailureCode::Permanent)
        } else {
            success(running.fence)
        };
        settle(&two.a, end).await;
        if number == 9 {
            two.clock.advance(SECOND * 100);
            two.a.heartbeat(a, SECOND * 10).await.unwrap();
        }
    }
    let clean = |states: Vec<StateName>, queue_name: Option<&str>| Clean {
        queue: queue_name.map(queue),
        states,
        older_than: SECOND * 50,
    };
    let walk = async |which: Clean| {
        let (mut cursor, mut done) = (Cursor::default(), 0);
        loop {
            let walked = two.b.clean(which.clone(), cursor, 2).await.unwrap();
            done += walked.done;
            match walked.next {
                Some(next) => cursor = next,
                None => return done,
            }
        }
    };
    assert_eq!(walk(clean(Vec::new(), Some("other"))).await, 0);
    assert_eq!(walk(clean(vec![StateName::Failed], Some("noop"))).await, 3);
    assert_eq!(walk(clean(Vec::new(), None)).await, 7);
    assert_eq!(walk(clean(Vec::new(), None)).await, 0);
    let counts = two.a.counts().await.unwrap();
    assert_eq!(
        (
            counts.of(StateName::Completed),
            counts.of(StateName::Failed),
            counts.of(StateName::Paused)
        ),
        (8, 2, 1)
    );
}
