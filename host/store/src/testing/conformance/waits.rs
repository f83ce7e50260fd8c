//! Jobs wait for others.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{FailureCode, JobId, OnFailure, PortName, StateName};

use super::two::{SECOND, Two, done, failure, job, settle, success};
use crate::clock::Clock;
use crate::error::StoreError;
use crate::types::{JobInput, NewJob, NewOutput, Resumed, Settlement};

fn after(jobs: &[JobId], on_failure: OnFailure) -> NewJob {
    NewJob {
        after: jobs.to_vec(),
        on_failure,
        ..job()
    }
}

fn port(name: &str) -> PortName {
    PortName::try_from(name.to_owned()).unwrap()
}

fn fed_by(source: JobId, output: &str) -> NewJob {
    NewJob {
        job_inputs: vec![JobInput {
            name: port("data"),
            job: source,
            output: port(output),
        }],
        ..job()
    }
}

pub async fn a_job_waits_for_all_that_it_names(two: &Two) {
    let (a, _) = two.enter().await;
    let first = two.submit(job()).await;
    let second = two.submit(job()).await;
    let last = two.submit(after(&[first, second], OnFailure::Fail)).await;
    assert_eq!(two.state(last).await, StateName::Blocked);
    let both = two.a.claim(a, 10).await.unwrap();
    assert_eq!(both.len(), 2);
    settle(&two.a, success(both[0].fence)).await;
    assert_eq!(two.state(last).await, StateName::Blocked);
    let explanation = two.b.explain(last).await.unwrap();
    assert_eq!(two.reasons(last).await, ["dependencies"]);
    assert!(format!("{explanation:?}").contains(&format!("{:?}", both[1].fence.job)));
    settle(&two.a, success(both[1].fence)).await;
    assert_eq!(two.state(last).await, StateName::Pending);
    assert_eq!(two.claim(a).await.fence.job, last);
    assert_eq!(two.b.job(last).await.unwrap().after.len(), 2);
}

pub async fn a_job_does_as_it_says_when_one_fails(two: &Two) {
    let (a, _) = two.enter().await;
    for (policy, state, code) in [
        (
            OnFailure::Fail,
            StateName::Failed,
            Some(FailureCode::DependencyFailed),
        ),
        (
            OnFailure::Skip,
            StateName::Cancelled,
            Some(FailureCode::Skipped),
        ),
        (OnFailure::Run, StateName::Pending, None),
    ] {
        let first = two.running(a).await;
        let waits = two.submit(after(&[first.fence.job], policy)).await;
        settle(&two.a, failure(first.fence, FailureCode::Permanent)).await;
        let job = two.b.job(waits).await.unwrap();
        assert_eq!(
            (job.state.name(), job.error.map(|error| error.code)),
            (state, code),
            "{policy}"
        );
        // The same if it had failed before.
        let late = two.submit(after(&[first.fence.job], policy)).await;
        assert_eq!(two.state(late).await, state, "{policy}");
        for id in [waits, late] {
            let _ = two.a.cancel(id).await;
        }
    }
    // A job that was cancelled, or that expired, did not complete either.
    let first = two.submit(job()).await;
    let waits = two.submit(after(&[first], OnFailure::Skip)).await;
    two.a.cancel(first).await.unwrap();
    assert_eq!(two.state(waits).await, StateName::Cancelled);
    let hurried = NewJob {
        expires_at: Some(two.clock.now().after(SECOND)),
        ..job()
    };
    let first = two.submit(hurried).await;
    let waits = two.submit(after(&[first], OnFailure::Fail)).await;
    two.clock.advance(SECOND * 2);
    two.a.due(10).await.unwrap();
    assert_eq!(two.state(waits).await, StateName::Failed);
}

pub async fn no_job_waits_for_itself_by_way_of_others(two: &Two) {
    let first = job();
    let second = after(&[first.id], OnFailure::Fail);
    let circle = NewJob {
        after: vec![second.id],
        ..first.clone()
    };
    let refused = two.a.submit(vec![circle, second.clone()]).await;
    assert!(matches!(refused, Err(StoreError::NoDependency { .. })));
    let own = job();
    let own = NewJob {
        after: vec![own.id],
        ..own
    };
    assert!(two.a.submit(vec![own]).await.is_err());
    // In their order they may come together.
    two.a.submit(vec![first, second]).await.unwrap();
}

pub async fn a_failure_goes_down_a_chain_by_portions(two: &Two) {
    let (a, _) = two.enter().await;
    let first = two.running(a).await;
    let mut last = first.fence.job;
    let mut chain = Vec::new();
    for _ in 0..300 {
        let next = after(&[last], OnFailure::Fail);
        last = next.id;
        chain.push(next);
    }
    two.b.submit(chain).await.unwrap();
    settle(&two.a, failure(first.fence, FailureCode::Permanent)).await;
    assert_eq!(two.state(last).await, StateName::Blocked);
    let mut steps = 0;
    while two.turn(steps).due(100).await.unwrap().next == Some(two.clock.now()) {
        steps += 1;
        two.recount().await;
    }
    assert!((2..=6).contains(&steps), "{steps} steps");
    assert_eq!(two.state(last).await, StateName::Failed);
    let counts = two.a.counts().await.unwrap();
    assert_eq!(counts.of(StateName::Failed), 301);
}

pub async fn a_job_that_very_many_wait_for_lets_them_go_by_portions(two: &Two) {
    let (a, _) = two.enter().await;
    let first = two.running(a).await;
    for turn in 0..10 {
        let many = (0..500).map(|_| after(&[first.fence.job], OnFailure::Fail));
        two.turn(turn).submit(many.collect()).await.unwrap();
    }
    let mut bell = two.a.bell();
    let before = bell.look().timed;
    settle(&two.a, success(first.fence)).await;
    assert!(bell.look().timed > before, "the rest must be told by due");
    let counts = two.a.counts().await.unwrap();
    assert_eq!(counts.of(StateName::Pending), 64, "the first portion");
    // One that is submitted meanwhile does not wait.
    let late = two.submit(after(&[first.fence.job], OnFailure::Fail)).await;
    assert_eq!(two.state(late).await, StateName::Pending);
    let mut told = 0;
    loop {
        let due = two.b.due(1_000).await.unwrap();
        assert!(due.told <= 1_000);
        told += due.told;
        if due.next != Some(two.clock.now()) {
            break;
        }
    }
    assert_eq!(told, 5_000 - 64);
    let counts = two.a.counts().await.unwrap();
    assert_eq!(counts.of(StateName::Pending), 5_001);
}

pub async fn a_paused_job_hears_once_it_is_resumed(two: &Two) {
    let (a, _) = two.enter().await;
    for end in [FailureCode::Permanent, FailureCode::Denied] {
        let first = two.running(a).await;
        let waits = two.submit(after(&[first.fence.job], OnFailure::Fail)).await;
        two.a.pause(waits).await.unwrap();
        settle(&two.a, failure(first.fence, end)).await;
        assert_eq!(two.state(waits).await, StateName::Paused);
        assert_eq!(
            two.b.resume(waits).await.unwrap(),
            Resumed::Done(StateName::Failed)
        );
    }
    let first = two.running(a).await;
    let waits = two.submit(after(&[first.fence.job], OnFailure::Fail)).await;
    two.a.pause(waits).await.unwrap();
    settle(&two.a, success(first.fence)).await;
    assert_eq!(
        two.b.resume(waits).await.unwrap(),
        Resumed::Done(StateName::Pending)
    );
}

pub async fn an_output_becomes_an_input(two: &Two) {
    let (a, _) = two.enter().await;
    let first = two.running(a).await;
    let waits = two.submit(fed_by(first.fence.job, "table")).await;
    assert_eq!(two.state(waits).await, StateName::Blocked);
    let blob = two.a.put_blob(b"1,2,3".to_vec()).await.unwrap();
    let end = Settlement {
        outputs: vec![NewOutput {
            name: port("table"),
            digest: blob.digest,
            media_type: "text/csv".to_owned(),
        }],
        ..success(first.fence)
    };
    settle(&two.a, end).await;
    let fed = two.claim(a).await;
    assert_eq!(fed.fence.job, waits);
    assert_eq!(fed.inputs.len(), 1);
    assert_eq!(
        (
            fed.inputs[0].name.as_str(),
            fed.inputs[0].digest,
            fed.inputs[0].media_type.as_str(),
            fed.inputs[0].size
        ),
        ("data", blob.digest, "text/csv", 5)
    );
    // One that comes later has it at once; another output there will never be.
    let late = two.submit(fed_by(first.fence.job, "table")).await;
    assert_eq!(two.state(late).await, StateName::Pending);
    let refused = two.b.submit(vec![fed_by(first.fence.job, "chart")]).await;
    assert!(matches!(refused, Err(StoreError::NoOutput { .. })));
}

pub async fn half_an_output_feeds_nobody(two: &Two) {
    let (a, _) = two.enter().await;
    let first = two.running(a).await;
    let waits = NewJob {
        on_failure: OnFailure::Run,
        ..fed_by(first.fence.job, "table")
    };
    let waits = two.submit(waits).await;
    let blob = two.a.put_blob(b"1,2".to_vec()).await.unwrap();
    let output = NewOutput {
        name: port("table"),
        digest: blob.digest,
        media_type: "text/csv".to_owned(),
    };
    let end = Settlement {
        outputs: vec![output.clone()],
        ..failure(first.fence, FailureCode::Permanent)
    };
    assert_eq!(settle(&two.a, end).await, done(StateName::Failed));
    let job = two.b.job(waits).await.unwrap();
    assert_eq!(job.error.unwrap().code, FailureCode::DependencyFailed);
    // It cannot be retried before the other has made its output; then it can.
    assert!(matches!(
        two.b.retry(waits).await,
        Err(StoreError::NoOutput { .. })
    ));
    two.b.retry(first.fence.job).await.unwrap();
    let again = two.claim(a).await;
    let end = Settlement {
        outputs: vec![output],
        ..success(again.fence)
    };
    settle(&two.a, end).await;
    two.b.retry(waits).await.unwrap();
    assert_eq!(two.claim(a).await.inputs.len(), 1);
}

pub async fn a_job_that_waits_for_its_time_too_is_scheduled(two: &Two) {
    let (a, _) = two.enter().await;
    let first = two.running(a).await;
    let run_at = two.clock.now().after(SECOND * 3);
    let waits = NewJob {
        run_at: Some(run_at),
        ..after(&[first.fence.job], OnFailure::Fail)
    };
    let waits = two.submit(waits).await;
    settle(&two.a, success(first.fence)).await;
    assert_eq!(two.state(waits).await, StateName::Scheduled);
    two.clock.advance(SECOND * 3);
    two.a.due(10).await.unwrap();
    assert_eq!(two.state(waits).await, StateName::Pending);
}

pub async fn a_needed_job_that_is_deleted_tells_the_others_first(two: &Two) {
    let (a, _) = two.enter().await;
    let first = two.running(a).await;
    let many = (0..200).map(|_| after(&[first.fence.job], OnFailure::Fail));
    two.b.submit(many.collect()).await.unwrap();
    settle(&two.a, success(first.fence)).await;
    two.b.delete(first.fence.job).await.unwrap();
    let counts = two.a.counts().await.unwrap();
    assert_eq!(counts.of(StateName::Blocked), 0);
    assert_eq!(counts.of(StateName::Pending), 200);
}
