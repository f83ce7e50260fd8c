//! Who is next.
#![allow(missing_docs, reason = "their names say it")]

use std::collections::HashSet;

use runner_model::{LimitKey, Priority, StateName};

use super::two::{Two, job, job_of, keyed, queue, success};
use crate::clock::Clock as _;
use crate::types::NewJob;

pub async fn no_job_is_claimed_twice(two: &Two) {
    let (a, b) = two.enter().await;
    two.a
        .submit((0..100).map(|_| job()).collect())
        .await
        .unwrap();
    let mut seen = HashSet::new();
    for turn in 0..20 {
        let lease = if turn % 2 == 0 { a } else { b };
        for claimed in two.turn(turn).claim(lease, 7).await.unwrap() {
            assert!(seen.insert(claimed.fence.job), "claimed twice");
        }
    }
    assert_eq!(seen.len(), 100);
}

pub async fn higher_priority_goes_first(two: &Two) {
    let (a, b) = two.enter().await;
    for number in [5, 1, 10, 5, 8] {
        let priority = Priority::try_from(number).unwrap();
        two.b
            .submit(vec![NewJob { priority, ..job() }])
            .await
            .unwrap();
    }
    let mut order = Vec::new();
    order.extend(two.a.claim(a, 2).await.unwrap());
    order.extend(two.b.claim(b, 3).await.unwrap());
    let order: Vec<u8> = order.iter().map(|job| job.priority.get()).collect();
    assert_eq!(order, [10, 8, 5, 5, 1]);
}

pub async fn limit_keys_take_turns(two: &Two) {
    let (a, b) = two.enter().await;
    two.a
        .submit((0..1_000).map(|_| keyed("a")).collect())
        .await
        .unwrap();
    let few: Vec<NewJob> = (0..10).map(|_| keyed("b")).collect();
    let mut left: HashSet<_> = few.iter().map(|job| job.id).collect();
    two.b.submit(few).await.unwrap();
    let mut claims = 0;
    while !left.is_empty() {
        let (store, lease) = if claims % 2 == 0 {
            (&two.a, a)
        } else {
            (&two.b, b)
        };
        let claimed = store.claim(lease, 1).await.unwrap().pop().unwrap();
        left.remove(&claimed.fence.job);
        store.settle(vec![success(claimed.fence)]).await.unwrap();
        claims += 1;
    }
    assert!(
        claims <= 30,
        "the key with few jobs waited for {claims} claims"
    );
}

pub async fn queues_take_turns(two: &Two) {
    let (a, b) = two.enter().await;
    two.a
        .submit((0..1_000).map(|_| job()).collect())
        .await
        .unwrap();
    two.b
        .submit((0..5).map(|_| job_of("other")).collect())
        .await
        .unwrap();
    let mut order = Vec::new();
    for _ in 0..3 {
        order.extend(two.a.claim(a, 3).await.unwrap());
        order.extend(two.b.claim(b, 1).await.unwrap());
    }
    let others = order
        .iter()
        .filter(|job| job.queue == queue("other"))
        .count();
    assert_eq!(others, 5, "of the first 12 claims");
}

pub async fn a_queue_says_since_when_its_oldest_job_waits(two: &Two) {
    let (a, _) = two.enter().await;
    let begun = two.clock.now();
    // Two of one queue in lanes of their own, and one of another queue.
    let urgent = NewJob {
        priority: Priority::try_from(9).unwrap(),
        ..job_of("mine")
    };
    two.a.submit(vec![job_of("mine")]).await.unwrap();
    two.clock.advance(super::SECOND);
    two.b.submit(vec![urgent, job_of("other")]).await.unwrap();
    let later = two.clock.now();
    let (mine, other) = (queue("mine"), queue("other"));
    let since = two.a.waiting_since(None).await.unwrap();
    assert_eq!(
        since,
        [(mine.clone(), begun), (other.clone(), later)].into()
    );
    let since = two.a.waiting_since(Some(other.clone())).await.unwrap();
    assert_eq!(since, [(other, later)].into());
    let none = two.a.waiting_since(Some(queue("none"))).await.unwrap();
    assert_eq!(none, [].into());
    while !two.a.claim(a, 2).await.unwrap().is_empty() {}
    assert_eq!(two.b.waiting_since(None).await.unwrap(), [].into());
}

pub async fn among_equals_the_older_goes_first(two: &Two) {
    let (a, b) = two.enter().await;
    let jobs: Vec<NewJob> = (0..10).map(|_| job()).collect();
    let ids: Vec<_> = jobs.iter().map(|job| job.id).collect();
    for (turn, job) in jobs.into_iter().enumerate() {
        two.turn(turn).submit(vec![job]).await.unwrap();
        two.clock.advance(super::SECOND);
    }
    let mut order = two.a.claim(a, 4).await.unwrap();
    order.extend(two.b.claim(b, 10).await.unwrap());
    let order: Vec<_> = order.iter().map(|job| job.fence.job).collect();
    assert_eq!(order, ids);
}

pub async fn a_late_key_joins_the_end_of_the_round(two: &Two) {
    let (a, _) = two.enter().await;
    let mut jobs: Vec<NewJob> = Vec::new();
    for key in ["a", "b", "c", "d"] {
        jobs.extend((0..50).map(|_| keyed(key)));
    }
    two.a.submit(jobs).await.unwrap();
    two.a.claim(a, 6).await.unwrap();
    // One that hands in a job whenever its last was claimed gets its share and no more.
    let mut greedy = 0;
    let mut waits = false;
    for _ in 0..50 {
        if !waits {
            two.b.submit(vec![keyed("greedy")]).await.unwrap();
            waits = true;
        }
        let claimed = two.a.claim(a, 1).await.unwrap().pop().unwrap();
        let limit_key = two
            .b
            .job(claimed.fence.job)
            .await
            .unwrap()
            .limit_key
            .unwrap();
        if limit_key.as_str() == "greedy" {
            greedy += 1;
            waits = false;
        }
    }
    assert!((8..=11).contains(&greedy), "{greedy} of 50 among five keys");
}

pub async fn everything_handed_in_comes_out(two: &Two) {
    let (a, b) = two.enter().await;
    let queues = ["one", "two", "three"];
    for turn in 0..30_usize {
        let jobs = (0..turn % 7 + 1).map(|number| NewJob {
            priority: Priority::try_from((number % 10 + 1) as i64).unwrap(),
            limit_key: (number % 2 == 0)
                .then(|| LimitKey::try_from(format!("k{}", number % 3)).unwrap()),
            ..job_of(queues[turn % 3])
        });
        two.turn(turn).submit(jobs.collect()).await.unwrap();
        let lease = if turn % 2 == 0 { a } else { b };
        let claimed = two.turn(turn).claim(lease, 5).await.unwrap();
        let ends = claimed.iter().map(|job| success(job.fence)).collect();
        two.turn(turn).settle(ends).await.unwrap();
        if turn % 5 == 0 {
            two.recount().await;
        }
    }
    loop {
        let claimed = two.b.claim(b, 50).await.unwrap();
        if claimed.is_empty() {
            break;
        }
        two.b
            .settle(claimed.iter().map(|job| success(job.fence)).collect())
            .await
            .unwrap();
    }
    let counts = two.a.counts().await.unwrap();
    assert_eq!(
        counts.of(StateName::Pending) + counts.of(StateName::Running),
        0
    );
    assert_eq!(
        counts.of(StateName::Completed),
        (0..30).map(|turn| turn % 7 + 1).sum::<u64>()
    );
}
