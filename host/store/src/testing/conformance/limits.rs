//! What keeps jobs from running: limits, rates, pauses.
#![allow(missing_docs, reason = "their names say it")]

use std::collections::HashMap;

use runner_model::{FailureCode, QueueName, StateName};

use super::two::{SECOND, Two, failure, job, job_of, key, keyed, queue, settle, success};
use crate::clock::Clock;
use crate::types::{KeyChange, QueueChange, Reason};

async fn change(two: &Two, name: &str, changes: Vec<QueueChange>) {
    two.b.change_queue(queue(name), changes).await.unwrap();
}

async fn many(two: &Two, count: usize) {
    let jobs = (0..count).map(|_| job()).collect();
    two.b.submit(jobs).await.unwrap();
}

pub async fn a_queue_runs_as_many_as_it_may(two: &Two) {
    let (a, b) = two.enter().await;
    change(two, "noop", vec![QueueChange::Concurrency(Some(3))]).await;
    many(two, 10).await;
    let mut running = two.a.claim(a, 2).await.unwrap();
    running.extend(two.b.claim(b, 10).await.unwrap());
    assert_eq!(running.len(), 3);
    assert_eq!(two.a.claim(a, 10).await.unwrap().len(), 0);
    let waiting = two.submit(job()).await;
    let explanation = two.a.explain(waiting).await.unwrap();
    let Reason::QueueFull {
        running: runs,
        limit,
        holders,
        ..
    } = &explanation.reasons[0]
    else {
        panic!("{explanation:?}");
    };
    assert_eq!((*runs, *limit, holders.len()), (3, 3, 3));
    // Each way in which a slot is given back gives back one.
    settle(&two.a, success(running[0].fence)).await;
    settle(&two.a, success(running[0].fence)).await;
    assert_eq!(two.a.claim(a, 10).await.unwrap().len(), 1);
    settle(&two.b, failure(running[1].fence, FailureCode::Transient)).await;
    assert_eq!(two.b.claim(b, 10).await.unwrap().len(), 1);
    two.b.cancel(running[2].fence.job).await.unwrap();
    assert_eq!(two.a.claim(a, 10).await.unwrap().len(), 0);
    two.clock.advance(SECOND * 20);
    two.a.rescue(None, 10).await.unwrap();
    let anew = two.a.enter("a".to_owned(), SECOND * 10).await.unwrap();
    assert_eq!(two.a.claim(anew, 10).await.unwrap().len(), 3);
    // A limit that is raised holds at once, and so does one that is taken away.
    change(two, "noop", vec![QueueChange::Concurrency(Some(4))]).await;
    assert_eq!(two.a.claim(anew, 10).await.unwrap().len(), 1);
    change(two, "noop", vec![QueueChange::Concurrency(None)]).await;
    assert!(two.a.claim(anew, 10).await.unwrap().len() > 1);
}

pub async fn a_queue_begins_as_often_as_it_may(two: &Two) {
    let (a, b) = two.enter().await;
    let rate = "2/s".parse().unwrap();
    change(two, "noop", vec![QueueChange::Rate(Some(rate))]).await;
    many(two, 10).await;
    let mut bell = two.a.bell();
    let before = bell.look().timed;
    assert_eq!(two.a.claim(a, 10).await.unwrap().len(), 2);
    assert!(bell.look().timed > before, "somebody must wake for a token");
    assert_eq!(two.b.claim(b, 10).await.unwrap().len(), 0);
    let next = two.b.due(10).await.unwrap().next.unwrap();
    assert_eq!(next, two.clock.now().after(SECOND / 2));
    let waiting = two.submit(job()).await;
    assert_eq!(two.reasons(waiting).await, ["queue_rate", "turn"]);
    let queues = two.a.queues().await.unwrap();
    assert_eq!(queues[0].next_token_at, Some(next));
    two.clock.advance(SECOND / 2);
    let ready = bell.look().ready;
    assert_eq!(two.b.due(10).await.unwrap().next, None);
    assert!(bell.look().ready > ready, "the token is there");
    assert_eq!(two.b.claim(b, 10).await.unwrap().len(), 1);
    // For a minute it is what the rate says, and the burst of the beginning.
    let mut begun = 0;
    for turn in 0..600 {
        two.clock.advance(SECOND / 10);
        two.a.heartbeat(a, SECOND * 10).await.unwrap();
        let claimed = two.turn(turn).claim(a, 10).await.unwrap();
        begun += claimed.len();
        if turn % 5 == 0 {
            many(two, 2).await;
        }
    }
    assert_eq!(begun, 120);
}

pub async fn a_key_runs_as_many_as_it_may(two: &Two) {
    let (a, b) = two.enter().await;
    change(two, "noop", vec![QueueChange::KeyConcurrency(Some(2))]).await;
    let own = vec![KeyChange::Concurrency(Some(5))];
    two.a
        .change_key(queue("noop"), key("big"), own)
        .await
        .unwrap();
    let mut jobs = Vec::new();
    for name in ["big", "small", "tiny"] {
        jobs.extend((0..20).map(|_| keyed(name)));
    }
    jobs.extend((0..3).map(|_| job()));
    two.b.submit(jobs).await.unwrap();
    let mut running = two.a.claim(a, 7).await.unwrap();
    running.extend(two.b.claim(b, 100).await.unwrap());
    let mut by_key: HashMap<Option<String>, usize> = HashMap::new();
    for claimed in &running {
        let job = two.a.job(claimed.fence.job).await.unwrap();
        let name = job.limit_key.map(|key| key.as_str().to_owned());
        *by_key.entry(name).or_default() += 1;
    }
    let of = |name: &str| by_key[&Some(name.to_owned())];
    assert_eq!(
        (of("big"), of("small"), of("tiny"), by_key[&None]),
        (5, 2, 2, 3)
    );
    two.recount().await;
    assert_eq!(two.a.claim(a, 100).await.unwrap().len(), 0);
    // A job that ends lets one of its key begin, whatever the others do.
    let ended: Vec<_> = running.iter().map(|job| success(job.fence)).collect();
    let settled = two.a.settle(ended);
    let claimed = two.a.claim(a, 100);
    settled.await.unwrap();
    assert_eq!(claimed.await.unwrap().len(), 9);
    let waiting = two.submit(keyed("tiny")).await;
    assert_eq!(two.reasons(waiting).await[0], "key_full");
    let keys = two.b.keys(queue("noop"), None, 10).await.unwrap();
    let seen: Vec<_> = keys
        .iter()
        .map(|view| (view.key.as_str(), view.running, view.concurrency))
        .collect();
    assert_eq!(
        seen,
        [
            ("big", 5, Some(5)),
            ("small", 2, Some(2)),
            ("tiny", 2, Some(2))
        ]
    );
}

pub async fn a_key_without_room_holds_up_no_other(two: &Two) {
    let (a, _) = two.enter().await;
    change(two, "noop", vec![QueueChange::KeyConcurrency(Some(1))]).await;
    // More keys without room than a claim looks at together, and all before the one that has room.
    let keys: Vec<_> = (0..200)
        .map(|number| keyed(&format!("k{number:03}")))
        .collect();
    two.b.submit(keys.clone()).await.unwrap();
    assert_eq!(two.a.claim(a, 200).await.unwrap().len(), 200);
    let again = keys.iter().map(|job| crate::types::NewJob {
        limit_key: job.limit_key.clone(),
        ..self::job()
    });
    two.b.submit(again.collect()).await.unwrap();
    let free = two.submit(keyed("z")).await;
    assert_eq!(two.a.claim(a, 1).await.unwrap()[0].fence.job, free);
    two.recount().await;
    assert_eq!(two.a.claim(a, 1).await.unwrap().len(), 0);
}

pub async fn a_key_begins_as_often_as_it_may(two: &Two) {
    let (a, b) = two.enter().await;
    let rate = "1/s".parse().unwrap();
    change(two, "noop", vec![QueueChange::KeyRate(Some(rate))]).await;
    let jobs = (0..10).map(|number| keyed(if number % 2 == 0 { "x" } else { "y" }));
    two.b.submit(jobs.collect()).await.unwrap();
    let first = two.a.claim(a, 10).await.unwrap();
    assert_eq!(first.len(), 2);
    // A job that ends gives its slot back, but no token.
    let ended = first.iter().map(|job| success(job.fence)).collect();
    two.a.settle(ended).await.unwrap();
    assert_eq!(two.b.claim(b, 10).await.unwrap().len(), 0);
    let waiting = two.submit(keyed("x")).await;
    assert_eq!(two.reasons(waiting).await[0], "key_rate");
    two.clock.advance(SECOND / 2);
    assert_eq!(
        two.a.due(10).await.unwrap().next,
        Some(two.clock.now().after(SECOND / 2))
    );
    two.clock.advance(SECOND / 2);
    two.a.due(10).await.unwrap();
    assert_eq!(two.b.claim(b, 10).await.unwrap().len(), 2);
    two.recount().await;
}

pub async fn a_paused_queue_gives_nothing(two: &Two) {
    let (a, b) = two.enter().await;
    let other: QueueName = queue("other");
    two.b.submit(vec![job(), job_of("other")]).await.unwrap();
    two.a.pause_queue(queue("noop")).await.unwrap();
    let claimed = two.b.claim(b, 10).await.unwrap();
    assert_eq!(claimed.len(), 1);
    assert_eq!(claimed[0].queue, other);
    let waiting = two.submit(job()).await;
    assert_eq!(two.reasons(waiting).await, ["queue_paused", "turn"]);
    let mut bell = two.a.bell();
    let before = bell.look().ready;
    two.b.resume_queue(queue("noop")).await.unwrap();
    assert!(bell.look().ready > before);
    two.a.pause_everything().await.unwrap();
    assert_eq!(two.a.claim(a, 10).await.unwrap().len(), 0);
    assert_eq!(two.reasons(waiting).await, ["everything_paused", "turn"]);
    assert!(two.b.is_everything_paused().await.unwrap());
    two.b.resume_everything().await.unwrap();
    assert_eq!(two.a.claim(a, 10).await.unwrap().len(), 2);
    assert_eq!(two.reasons(waiting).await, [""; 0]);
    assert!(two.a.pause_queue(queue("nosuch")).await.is_err());
}

pub async fn reasons_vanish_exactly_when_the_job_can_run(two: &Two) {
    let (a, _) = two.enter().await;
    let changes = vec![
        QueueChange::Concurrency(Some(1)),
        QueueChange::KeyConcurrency(Some(1)),
        QueueChange::Rate(Some("1/s".parse().unwrap())),
    ];
    change(two, "noop", changes).await;
    let needed = two.submit(keyed("k")).await;
    let waiting = crate::types::NewJob {
        after: vec![needed],
        run_at: Some(two.clock.now().after(SECOND * 2)),
        ..keyed("k")
    };
    let waiting = two.submit(waiting).await;
    let first = two.claim(a).await;
    assert_eq!(
        two.reasons(waiting).await,
        ["queue_full", "key_full", "dependencies"]
    );
    settle(&two.a, success(first.fence)).await;
    assert_eq!(two.reasons(waiting).await, ["queue_rate", "scheduled"]);
    two.clock.advance(SECOND * 2);
    assert_eq!(two.a.claim(a, 1).await.unwrap().len(), 0);
    two.b.due(10).await.unwrap();
    assert_eq!(two.reasons(waiting).await, [""; 0]);
    assert_eq!(two.claim(a).await.fence.job, waiting);
    assert_eq!(two.state(waiting).await, StateName::Running);
}

pub async fn a_huge_backlog_delays_no_other_queue(two: &Two) {
    let (a, b) = two.enter().await;
    for turn in 0..10 {
        let jobs = (0..1_000).map(|_| job()).collect();
        two.turn(turn).submit(jobs).await.unwrap();
    }
    two.a.claim(a, 100).await.unwrap();
    let few: Vec<_> = (0..10).map(|_| job_of("other")).collect();
    two.b.submit(few).await.unwrap();
    let claimed = two.b.claim(b, 21).await.unwrap();
    let others = claimed
        .iter()
        .filter(|job| job.queue == queue("other"))
        .count();
    assert_eq!(others, 10, "every second claim until it is empty");
}

pub async fn a_heavier_queue_gives_more(two: &Two) {
    let (a, _) = two.enter().await;
    change(two, "other", vec![QueueChange::Weight(3)]).await;
    many(two, 100).await;
    let others = (0..100).map(|_| job_of("other")).collect();
    two.b.submit(others).await.unwrap();
    let mut heavy = 0;
    for _ in 0..10 {
        let claimed = two.a.claim(a, 8).await.unwrap();
        heavy += claimed
            .iter()
            .filter(|job| job.queue == queue("other"))
            .count();
    }
    assert_eq!(heavy, 60, "three of four");
}

pub async fn settings_that_make_no_sense_are_refused(two: &Two) {
    for wrong in [
        QueueChange::Weight(0),
        QueueChange::Concurrency(Some(0)),
        QueueChange::KeyConcurrency(Some(0)),
    ] {
        let changes = vec![QueueChange::Weight(5), wrong];
        assert!(two.a.change_queue(queue("noop"), changes).await.is_err());
    }
    assert_eq!(two.b.queues().await.unwrap(), []);
}
