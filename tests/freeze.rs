//! Pausing what runs: frozen where it stands and going on there, or interrupted where that cannot be.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::time::{Duration, Instant};

use runner_engine::{FrozenRoom, Obstacle, PausedJob, Resumes};
use runner_model::{ByteSize, JobId, StateName};
use runner_store::{QueueChange, Reason};
use runner_testkit::Node;
use serde_json::{Value, json};

/// What the counting guest needs some seconds for.
const FAR: u64 = 1_500_000_000;

async fn node(slots: usize) -> Node {
    with_room(slots, FrozenRoom::default()).await
}

async fn with_room(slots: usize, room: FrozenRoom) -> Node {
    let node = Node::start_with(env!("CARGO_BIN_EXE_runner"), slots, room).await;
    for guest in ["count", "noop", "spin", "sleep"] {
        node.install(guest).await;
    }
    node
}

/// Pauses a job that runs, and gives how it goes on.
async fn pause(node: &Node, id: JobId) -> Resumes {
    match node.engine.pause(id).await.unwrap() {
        PausedJob::Done(job) => node.engine.resumes(&job).await.unwrap().unwrap(),
        PausedJob::Pausing(job) => panic!("it does not stand still: {job:?}"),
    }
}

/// The time that this process has used its processors for, in clock ticks.
fn processor_time() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_job_uses_no_processor_gives_its_slot_away_and_goes_on_in_the_same_attempt() {
    let node = node(1).await;
    let job = node.submit("count", json!({"to": FAR})).await;
    node.wait_for_word(job).await;
    let asked = Instant::now();
    assert_eq!(pause(&node, job).await, Resumes::Frozen);
    // 100 ms is the promise; a machine that is busy with other tests is given more.
    assert!(
        asked.elapsed() < Duration::from_secs(1),
        "{:?}",
        asked.elapsed()
    );
    assert!(node.engine.running().is_empty());

    let other = node.submit("noop", json!({})).await;
    node.wait_for(other, StateName::Completed).await;
    let before = processor_time();
    // Waits without using a processor itself.
    let _ = tokio::time::timeout(Duration::from_millis(500), std::future::pending::<()>()).await;
    let used = processor_time() - before;
    assert!(used <= 5, "{used} ticks of a hundredth of a second");
    // What it has used so far is told while it stands still, and only its frozen time goes on.
    let (attempt, so_far) = node.engine.usage_so_far(job).unwrap();
    assert!(attempt == 1 && so_far.fuel.0 > 0 && so_far.peak_memory_bytes.0 > 0);
    assert!(so_far.frozen_ms >= 500 && !so_far.fuel_exact, "{so_far:?}");
    let (_, later) = node.engine.usage_so_far(job).unwrap();
    assert_eq!((later.fuel, later.wall_ms), (so_far.fuel, so_far.wall_ms));

    node.engine.resume(job).await.unwrap();
    let done = node.wait_for(job, StateName::Completed).await;
    let result: Value = serde_json::from_str(&done.result.unwrap()).unwrap();
    assert_eq!(result, json!({"count": FAR, "attempt": 1}));
    assert_eq!((done.attempt, done.failures), (1, 0));
    let (usage, _) = done.usage.unwrap();
    assert!(usage.frozen_ms >= 500 && usage.fuel_exact, "{usage:?}");
    assert!(usage.fuel > so_far.fuel && usage.wall_ms >= so_far.wall_ms);
    assert_eq!(node.engine.usage_so_far(job), None);
    assert_eq!(
        runner_store::testing::recount(node.folder()).unwrap(),
        [""; 0]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_job_gives_back_what_its_queue_lets_run() {
    let node = node(4).await;
    let first = node.submit("spin", json!({})).await;
    let queue = node.wait_for_word(first).await.queue;
    let one = vec![QueueChange::Concurrency(Some(1))];
    node.store().change_queue(queue, one).await.unwrap();
    let second = node.submit("spin", json!({})).await;
    assert_eq!(pause(&node, first).await, Resumes::Frozen);
    node.wait_for(second, StateName::Running).await;
    // The other has its place now.
    node.engine.resume(first).await.unwrap();
    let explained = node.engine.explain(first).await.unwrap();
    assert_eq!(explained.state, StateName::Pending);
    assert!(
        explained
            .reasons
            .iter()
            .any(|reason| matches!(reason, Obstacle::Store(Reason::QueueFull { .. }))),
        "{:?}",
        explained.reasons
    );
    node.engine.cancel(second).await.unwrap();
    assert_eq!(node.wait_for(first, StateName::Running).await.attempt, 1);
    node.engine.cancel(first).await.unwrap();
    node.wait_for(first, StateName::Cancelled).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn beyond_the_room_for_frozen_ones_a_pause_interrupts() {
    // What one guest holds; half of another has no room beside it.
    let mut one = 0;
    for limit in ["most", "memory"] {
        let room = match limit {
            "most" => FrozenRoom {
                most: 1,
                ..FrozenRoom::default()
            },
            _ => FrozenRoom {
                memory: ByteSize(one + one / 2),
                ..FrozenRoom::default()
            },
        };
        let node = with_room(2, room).await;
        let jobs = [
            node.submit("spin", json!({})).await,
            node.submit("spin", json!({})).await,
        ];
        // A guest that has not begun holds no memory and would leave room for both.
        for job in jobs {
            node.wait_for_word(job).await;
        }
        assert_eq!(pause(&node, jobs[0]).await, Resumes::Frozen);
        assert_eq!(pause(&node, jobs[1]).await, Resumes::Restart);
        for job in jobs {
            node.engine.resume(job).await.unwrap();
        }
        let first = node.wait_for(jobs[0], StateName::Running).await;
        let second = node.wait_for(jobs[1], StateName::Running).await;
        assert_eq!((first.attempt, second.attempt), (1, 2));
        assert_eq!((first.failures, second.failures), (0, 0));
        for job in jobs {
            node.engine.cancel(job).await.unwrap();
            let cancelled = node.wait_for(job, StateName::Cancelled).await;
            one = cancelled.usage.unwrap().0.peak_memory_bytes.0;
        }
        assert!(one > 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_stays_paused_when_its_node_stops_or_dies_and_goes_on_anew() {
    let mut node = node(1).await;
    let job = node.submit("sleep", json!({})).await;
    for attempt in 1..=2 {
        assert_eq!(node.wait_for_word(job).await.attempt, attempt);
        assert_eq!(pause(&node, job).await, Resumes::Frozen);
        if attempt == 1 {
            // It has nothing to wait for.
            let stop = node.engine.stop(Duration::from_secs(3_600));
            tokio::time::timeout(Duration::from_secs(30), stop)
                .await
                .expect("a frozen job does not hold up the end")
                .unwrap();
        }
        node = node.kill_and_restart(1).await;
        let paused = node.store().job(job).await.unwrap();
        assert_eq!(paused.state.name(), StateName::Paused);
        assert_eq!(
            node.engine.resumes(&paused).await.unwrap(),
            Some(Resumes::Restart)
        );
        node.engine.resume(job).await.unwrap();
    }
    let running = node.wait_for(job, StateName::Running).await;
    assert_eq!((running.attempt, running.failures), (3, 0));
    node.engine.cancel(job).await.unwrap();
    node.wait_for(job, StateName::Cancelled).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_job_is_cancelled_and_its_slot_is_nobodys() {
    let node = node(1).await;
    let job = node.submit("spin", json!({})).await;
    node.wait_for_word(job).await;
    pause(&node, job).await;
    node.engine.cancel(job).await.unwrap();
    node.wait_for(job, StateName::Cancelled).await;
    // Exactly one slot is there still.
    let [next, after] = [
        node.submit("sleep", json!({})).await,
        node.submit("sleep", json!({})).await,
    ];
    node.wait_for_slot(next).await;
    let explained = node.engine.explain(after).await.unwrap();
    assert!(
        matches!(explained.reasons[0], Obstacle::SlotsFull { .. }),
        "{:?}",
        explained.reasons
    );
    node.engine.cancel(next).await.unwrap();
    node.wait_for(after, StateName::Running).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_to_go_on_waits_for_a_slot_and_may_be_paused_again_meanwhile() {
    let node = node(1).await;
    let job = node.submit("count", json!({"to": FAR})).await;
    node.wait_for_word(job).await;
    pause(&node, job).await;
    let other = node.submit("sleep", json!({})).await;
    node.wait_for_slot(other).await;
    for _ in 0..3 {
        node.engine.resume(job).await.unwrap();
        let waits = node.store().job(job).await.unwrap();
        assert_eq!(waits.state.name(), StateName::Pending);
        assert_eq!(pause(&node, job).await, Resumes::Frozen);
    }
    node.engine.resume(job).await.unwrap();
    node.engine.cancel(other).await.unwrap();
    let done = node.wait_for(job, StateName::Completed).await;
    assert_eq!(done.attempt, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn pauses_and_resumes_in_a_row_lose_nothing() {
    let node = node(2).await;
    let job = node.submit("count", json!({"to": FAR / 2})).await;
    node.wait_for_word(job).await;
    for round in 0..60 {
        // Now waiting for the answer, now not: the resume meets the pause at every stage.
        if round % 3 == 0 {
            let _ = node.engine.pause(job).await;
        } else {
            let _ = node.store().pause(job).await;
        }
        if round % 2 == 0 {
            tokio::task::yield_now().await;
        }
        let _ = node.engine.resume(job).await;
    }
    let done = node.wait_for(job, StateName::Completed).await;
    let result: Value = serde_json::from_str(&done.result.unwrap()).unwrap();
    assert_eq!(result, json!({"count": FAR / 2, "attempt": 1}));
    let next = node.submit("noop", json!({})).await;
    node.wait_for(next, StateName::Completed).await;
    assert_eq!(
        runner_store::testing::recount(node.folder()).unwrap(),
        [""; 0]
    );
}
