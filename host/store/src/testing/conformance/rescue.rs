//! Nodes die.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{FailureCode, StateName};

use super::two::{SECOND, Two, job, settle, success};
use crate::error::StoreError;
use crate::types::{Lease, NewJob, Settled};

/// Lets the first node's lease run out, and keeps the second's.
async fn kill_a(two: &Two, b: Lease) {
    two.clock.advance(SECOND * 6);
    two.b.heartbeat(b, SECOND * 10).await.unwrap();
    two.clock.advance(SECOND * 6);
}

pub async fn an_expired_lease_is_claimed_again(two: &Two) {
    let (a, b) = two.enter().await;
    let running = two.running(a).await;
    let early = two.b.rescue(Some(b), 10).await.unwrap();
    assert_eq!((early.attempts, early.next.is_some()), (0, true));
    kill_a(two, b).await;
    assert_eq!(two.b.rescue(Some(b), 10).await.unwrap().attempts, 1);
    let again = two.b.claim(b, 10).await.unwrap().pop().unwrap();
    assert_eq!(
        (again.fence.job, again.fence.attempt),
        (running.fence.job, 2)
    );
    assert_eq!(again.failures, 0, "a crash is no failure");
}

pub async fn a_node_that_was_held_up_takes_nothing_from_itself(two: &Two) {
    let (a, b) = two.enter().await;
    let own = two.running(b).await;
    two.running(a).await;
    two.clock.advance(SECOND * 60);
    let rescued = two.b.rescue(Some(b), 10).await.unwrap();
    // Its own lease is not what it looks for the next time.
    assert_eq!((rescued.attempts, rescued.next), (1, None));
    two.b.heartbeat(b, SECOND * 10).await.unwrap();
    let settled = settle(&two.b, success(own.fence)).await;
    assert!(matches!(settled, Settled::Done { .. }));
}

pub async fn a_heartbeat_keeps_its_attempts(two: &Two) {
    let (a, b) = two.enter().await;
    let running = two.running(a).await;
    for _ in 0..5 {
        two.clock.advance(SECOND * 6);
        two.a.heartbeat(a, SECOND * 10).await.unwrap();
        two.b.heartbeat(b, SECOND * 10).await.unwrap();
        assert_eq!(two.b.rescue(None, 10).await.unwrap().attempts, 0);
    }
    let settled = settle(&two.a, success(running.fence)).await;
    assert!(matches!(settled, Settled::Done { .. }));
}

pub async fn a_node_that_is_gone_hears_so(two: &Two) {
    let (a, b) = two.enter().await;
    two.running(a).await;
    kill_a(two, b).await;
    two.b.rescue(None, 10).await.unwrap();
    assert!(matches!(
        two.a.heartbeat(a, SECOND).await,
        Err(StoreError::NodeGone(_))
    ));
    assert!(matches!(
        two.a.claim(a, 1).await,
        Err(StoreError::NodeGone(_))
    ));
    let anew = two.a.enter("a".to_owned(), SECOND * 10).await.unwrap();
    assert_ne!(anew, a, "a lease is never given twice");
    assert_eq!(two.a.claim(anew, 1).await.unwrap().len(), 1);
}

pub async fn the_third_crash_poisons(two: &Two) {
    let (_, b) = two.enter().await;
    two.b.submit(vec![job()]).await.unwrap();
    let mut id = None;
    for _ in 0..3 {
        let doomed = two.a.enter("doomed".to_owned(), SECOND).await.unwrap();
        id = two
            .a
            .claim(doomed, 1)
            .await
            .unwrap()
            .pop()
            .map(|job| job.fence.job);
        two.clock.advance(SECOND * 2);
        two.b.heartbeat(b, SECOND * 10).await.unwrap();
        assert_eq!(two.b.rescue(None, 10).await.unwrap().attempts, 1);
    }
    let job = two.b.job(id.unwrap()).await.unwrap();
    assert_eq!(job.state.name(), StateName::Failed);
    assert_eq!(job.error.unwrap().code, FailureCode::Poisoned);
}

pub async fn rescued_jobs_hold_up_nobody(two: &Two) {
    let (a, b) = two.enter().await;
    let running = two.running(a).await;
    let later: Vec<NewJob> = (0..5).map(|_| job()).collect();
    let ids: Vec<_> = later.iter().map(|job| job.id).collect();
    two.b.submit(later).await.unwrap();
    kill_a(two, b).await;
    two.b.rescue(None, 10).await.unwrap();
    let order: Vec<_> = two
        .b
        .claim(b, 10)
        .await
        .unwrap()
        .iter()
        .map(|job| job.fence.job)
        .collect();
    assert_eq!(order[..5], ids);
    assert_eq!(order[5], running.fence.job);
}

pub async fn a_rescue_goes_by_portions(two: &Two) {
    let (a, b) = two.enter().await;
    two.a
        .submit((0..25).map(|_| job()).collect())
        .await
        .unwrap();
    two.a.claim(a, 25).await.unwrap();
    kill_a(two, b).await;
    let mut portions = Vec::new();
    loop {
        let rescued = two.turn(portions.len()).rescue(None, 10).await.unwrap();
        portions.push(rescued.attempts);
        if !rescued.more {
            break;
        }
    }
    assert_eq!(portions, [10, 10, 5]);
}

pub async fn a_node_that_leaves_costs_no_crash(two: &Two) {
    let (_, b) = two.enter().await;
    two.b.submit(vec![job()]).await.unwrap();
    for _ in 0..5 {
        let short = two.a.enter("short".to_owned(), SECOND).await.unwrap();
        assert_eq!(two.a.claim(short, 1).await.unwrap().len(), 1);
        two.a.leave(short).await.unwrap();
    }
    assert_eq!(two.b.claim(b, 1).await.unwrap()[0].fence.attempt, 6);
}

pub async fn the_only_node_takes_all_at_its_start(two: &Two) {
    let (a, _) = two.enter().await;
    two.running(a).await;
    two.running(a).await;
    let anew = two.b.enter("b again".to_owned(), SECOND).await.unwrap();
    assert_eq!(two.b.rescue_all_but(anew).await.unwrap().attempts, 2);
    assert_eq!(two.b.claim(anew, 10).await.unwrap().len(), 2);
}

/// Lets a job's process die so often.
async fn crash(two: &Two, times: usize) -> runner_model::JobId {
    let id = two.submit(job()).await;
    for _ in 0..times {
        let doomed = two.a.enter("doomed".to_owned(), SECOND).await.unwrap();
        assert_eq!(two.claim(doomed).await.fence.job, id);
        two.clock.advance(SECOND * 2);
        two.b.rescue(None, 10).await.unwrap();
    }
    id
}

pub async fn a_suspect_runs_alone(two: &Two) {
    let suspect = crash(two, 2).await;
    let (a, b) = two.enter().await;
    assert_eq!(two.reasons(suspect).await, ["runs_alone"]);
    let others = (0..20).map(|_| job()).collect();
    two.b.submit(others).await.unwrap();
    // The first node is empty, so that it goes there, and nothing beside it.
    assert_eq!(two.claim(a).await.fence.job, suspect);
    assert_eq!(two.a.claim(a, 10).await.unwrap().len(), 0);
    let beside = two.b.claim(b, 10).await.unwrap();
    assert_eq!(beside.len(), 10, "the other node goes on");
    two.recount().await;
    two.clock.advance(SECOND * 6);
    two.b.heartbeat(b, SECOND * 10).await.unwrap();
    two.clock.advance(SECOND * 6);
    two.b.rescue(None, 10).await.unwrap();
    let job = two.b.job(suspect).await.unwrap();
    assert_eq!(job.error.unwrap().code, FailureCode::Poisoned);
}

pub async fn a_busy_node_makes_room_for_a_suspect_in_the_end(two: &Two) {
    let suspect = crash(two, 2).await;
    let (a, b) = two.enter().await;
    two.b.pause(suspect).await.unwrap();
    two.b
        .submit((0..50).map(|_| job()).collect())
        .await
        .unwrap();
    let busy_a = two.a.claim(a, 2).await.unwrap();
    let busy_b = two.b.claim(b, 2).await.unwrap();
    assert_eq!((busy_a.len(), busy_b.len()), (2, 2));
    two.b.resume(suspect).await.unwrap();
    // Nobody waits for it at first.
    let more = two.a.claim(a, 1).await.unwrap();
    assert_ne!(more[0].fence.job, suspect);
    for _ in 0..5 {
        two.clock.advance(SECOND * 7);
        two.a.heartbeat(a, SECOND * 10).await.unwrap();
        two.b.heartbeat(b, SECOND * 10).await.unwrap();
    }
    assert_eq!(two.a.claim(a, 10).await.unwrap().len(), 0, "a makes room");
    assert_eq!(two.b.claim(b, 10).await.unwrap().len(), 10, "b need not");
    for claimed in busy_a.iter().chain(&more) {
        settle(&two.a, success(claimed.fence)).await;
    }
    assert_eq!(two.claim(a).await.fence.job, suspect);
    let alone = two.b.job(suspect).await.unwrap();
    assert_eq!(alone.attempt, 3);
    // It was innocent, and things go on as before.
    let fence = crate::types::Fence {
        job: suspect,
        attempt: 3,
        lease: a,
    };
    settle(&two.a, success(fence)).await;
    assert_eq!(two.a.claim(a, 5).await.unwrap().len(), 5);
}
