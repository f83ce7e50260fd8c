//! Attempts end.
#![allow(missing_docs, reason = "their names say it")]

use std::time::Duration;

use runner_model::{FailureCode, Level, LogLine, PortName, StateName};

use super::two::{SECOND, Two, done, failure, job, settle, success};
use crate::types::{Checkpoint, CoveredOutput, NewOutput, Settled, Settlement};

pub async fn a_stale_completion_changes_nothing(two: &Two) {
    let (a, b) = two.enter().await;
    let first = two.running(a).await;
    two.clock.advance(SECOND * 5);
    two.b.heartbeat(b, SECOND * 10).await.unwrap();
    two.clock.advance(SECOND * 6);
    assert_eq!(two.b.rescue(None, 10).await.unwrap().attempts, 1);
    assert_eq!(settle(&two.a, success(first.fence)).await, Settled::Stale);
    let second = two.b.claim(b, 1).await.unwrap().pop().unwrap();
    assert_eq!(second.fence.job, first.fence.job);
    assert_eq!(settle(&two.a, success(first.fence)).await, Settled::Stale);
    assert_eq!(two.state(first.fence.job).await, StateName::Running);
    assert!(two.a.append_log(first.fence, Vec::new(), 0).await.is_err());
    let ended = settle(&two.b, success(second.fence)).await;
    assert_eq!(ended, done(StateName::Completed));
    let attempts = two.a.attempts(first.fence.job).await.unwrap();
    let codes: Vec<_> = attempts
        .iter()
        .map(|attempt| attempt.failure.as_ref().map(|(code, ..)| *code))
        .collect();
    assert_eq!(codes, [Some(FailureCode::Interrupted), None]);
}

pub async fn a_slot_is_released_once(two: &Two) {
    let (a, _) = two.enter().await;
    let one = two.running(a).await;
    two.running(a).await;
    assert_eq!(
        settle(&two.a, success(one.fence)).await,
        done(StateName::Completed)
    );
    for turn in 0..4 {
        assert_eq!(
            settle(two.turn(turn), success(one.fence)).await,
            Settled::Stale
        );
    }
    assert_eq!(two.b.counts().await.unwrap().of(StateName::Running), 1);
    let both = vec![
        success(one.fence),
        failure(one.fence, FailureCode::Transient),
    ];
    assert_eq!(
        two.b.settle(both).await.unwrap(),
        [Settled::Stale, Settled::Stale]
    );
}

pub async fn a_stranded_retry_becomes_due(two: &Two) {
    let (a, b) = two.enter().await;
    let running = two.running(a).await;
    let settled = settle(&two.a, failure(running.fence, FailureCode::Transient)).await;
    let Settled::Done {
        state: StateName::Retrying,
        due_at: Some(due_at),
    } = settled
    else {
        panic!("{settled:?}");
    };
    assert_eq!(two.b.claim(b, 1).await.unwrap().len(), 0);
    let early = two.b.due(10).await.unwrap();
    assert_eq!((early.moved, early.next), (0, Some(due_at)));
    two.clock.advance(SECOND);
    let due = two.b.due(10).await.unwrap();
    assert_eq!((due.moved, due.next), (1, None));
    let again = two.b.claim(b, 1).await.unwrap().pop().unwrap();
    assert_eq!((again.fence.attempt, again.failures), (2, 1));
}

pub async fn failures_have_an_end(two: &Two) {
    let (a, _) = two.enter().await;
    let mut fence = two.running(a).await.fence;
    for attempt in 1..=3 {
        let settled = settle(&two.a, failure(fence, FailureCode::TimedOut)).await;
        if attempt == 3 {
            assert_eq!(settled, done(StateName::Failed));
            break;
        }
        two.clock.advance(SECOND * 5);
        two.a.heartbeat(a, SECOND * 10).await.unwrap();
        two.b.due(10).await.unwrap();
        fence = two.a.claim(a, 1).await.unwrap().pop().unwrap().fence;
    }
    let failed = two.b.job(fence.job).await.unwrap();
    assert_eq!(failed.error.unwrap().code, FailureCode::TimedOut);
    assert_eq!((failed.attempt, failed.failures), (3, 3));
    let denied = two.running(a).await;
    assert_eq!(
        settle(&two.b, failure(denied.fence, FailureCode::Denied)).await,
        done(StateName::Failed)
    );
}

fn output(digest: runner_model::Digest) -> NewOutput {
    NewOutput {
        name: PortName::try_from("data".to_owned()).unwrap(),
        digest,
        media_type: "text/csv".to_owned(),
    }
}

pub async fn outputs_appear_with_the_settle(two: &Two) {
    let (a, _) = two.enter().await;
    let running = two.running(a).await;
    let blob = two.a.put_blob(b"a,b\n".to_vec()).await.unwrap();
    assert_eq!(two.b.outputs(running.fence.job).await.unwrap(), []);
    let settlement = Settlement {
        outputs: vec![output(blob.digest)],
        ..success(running.fence)
    };
    settle(&two.a, settlement).await;
    let outputs = two.b.outputs(running.fence.job).await.unwrap();
    assert_eq!(outputs.len(), 1);
    assert_eq!((outputs[0].size, outputs[0].is_partial), (4, false));
    let ended = two.b.job(running.fence.job).await.unwrap();
    assert_eq!(
        (ended.result.as_deref(), ended.outputs.len()),
        (Some("42"), 1)
    );
}

pub async fn partial_outputs_are_marked(two: &Two) {
    let (a, b) = two.enter().await;
    let running = two.running(a).await;
    let half = two.a.put_blob(b"half".to_vec()).await.unwrap();
    let settlement = Settlement {
        outputs: vec![output(half.digest)],
        ..failure(running.fence, FailureCode::Transient)
    };
    settle(&two.a, settlement).await;
    assert!(two.b.outputs(running.fence.job).await.unwrap()[0].is_partial);
    two.clock.advance(SECOND * 2);
    two.b.due(1).await.unwrap();
    let again = two.b.claim(b, 1).await.unwrap().pop().unwrap();
    settle(&two.b, success(again.fence)).await;
    assert_eq!(
        two.a.outputs(running.fence.job).await.unwrap(),
        [],
        "what was half done is gone"
    );
}

fn line(number: u64) -> LogLine {
    LogLine {
        number,
        at_ms: number,
        level: Level::Info,
        message: "x".repeat(36),
        fields: None,
    }
}

pub async fn a_log_keeps_its_newest_lines(two: &Two) {
    let (a, _) = two.enter().await;
    let running = two.running(a).await;
    // Each weighs 100 bytes.
    for from in [0, 10, 20] {
        let lines = (from..from + 10).map(line).collect();
        two.a.append_log(running.fence, lines, 1_500).await.unwrap();
    }
    let settlement = Settlement {
        log: vec![line(30)],
        log_limit_bytes: 1_500,
        ..success(running.fence)
    };
    settle(&two.a, settlement).await;
    let page = two.b.log(running.fence.job, 1, 0, 10).await.unwrap();
    assert_eq!(
        (page.dropped, page.lines[0].number, page.next),
        (16, 16, Some(26))
    );
    let rest = two.b.log(running.fence.job, 1, 26, 10).await.unwrap();
    assert_eq!((rest.lines.len(), rest.next), (5, None));
}

pub async fn a_checkpoint_is_there_for_the_next_attempt(two: &Two) {
    let (a, b) = two.enter().await;
    let running = two.running(a).await;
    let checkpoint = Checkpoint {
        attempt: 1,
        plugin_version: "1.2.3".to_owned(),
        outputs: vec![CoveredOutput {
            name: PortName::try_from("data".to_owned()).unwrap(),
            media_type: "text/csv".to_owned(),
            file: "a file".to_owned(),
            size: 7,
        }],
        state: vec![1, 2, 3],
    };
    two.a
        .save_checkpoint(running.fence, checkpoint.clone())
        .await
        .unwrap();
    two.clock.advance(Duration::from_secs(11));
    two.b.heartbeat(b, SECOND * 10).await.unwrap();
    two.b.rescue(None, 10).await.unwrap();
    assert!(
        two.a
            .save_checkpoint(running.fence, checkpoint.clone())
            .await
            .is_err()
    );
    assert_eq!(
        two.b.checkpoint(running.fence.job).await.unwrap(),
        Some(checkpoint)
    );
    assert_eq!(two.b.checkpoint(job().id).await.unwrap(), None);
    let again = two.b.claim(b, 1).await.unwrap().pop().unwrap();
    settle(&two.b, success(again.fence)).await;
    assert_eq!(
        two.a.checkpoint(running.fence.job).await.unwrap(),
        None,
        "it is done"
    );
}
