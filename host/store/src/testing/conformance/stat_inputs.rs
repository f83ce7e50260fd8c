//! Statistics as a table, and as an input of a job.
#![allow(missing_docs, reason = "their names say it")]

use std::collections::BTreeMap;

use runner_model::{
    FailureCode, Fuel, Hold, OnDuplicate, PortName, Timestamp, Unique, UniqueKey, UniqueScope,
    Usage,
};

use super::two::{SECOND, Two, failure, job, job_of, queue, settle, stand_at, success};
use crate::clock::Clock as _;
use crate::error::StoreError;
use crate::types::{
    Fence, Input, NewJob, Settlement, Span, StatFilter, StatInput, StatRow, Submitted,
};

fn of_days(two: &Two, span: Span) -> StatFilter {
    StatFilter {
        span,
        from: Timestamp::from_millis(two.clock.now().as_millis() - 3 * 86_400_000),
        until: two.clock.now().after(SECOND),
        processor: None,
        queue: None,
    }
}

pub async fn statistics_are_told_by_time_processor_and_queue(two: &Two) {
    stand_at(two, "2026-03-01T23:00:00Z");
    let (a, _) = two.enter().await;
    let ran = |fence: Fence, fuel: u64| Settlement {
        usage: Usage {
            fuel: Fuel(fuel),
            ..Usage::default()
        },
        ..success(fence)
    };
    for number in 0..12_u32 {
        let mut next = job_of(["noop", "echo"][number as usize % 2]);
        if number % 3 == 0 {
            next.queue = Some(queue("slow"));
        }
        two.submit(next).await;
        let running = two.claim(a).await;
        let end = match number {
            4 => failure(running.fence, FailureCode::Permanent),
            _ => ran(running.fence, 1_000),
        };
        settle(two.turn(number as usize), end).await;
        // The middle of them is at midnight.
        two.clock.advance(SECOND * 600);
        two.a.heartbeat(a, SECOND * 1_000).await.unwrap();
    }
    let read = async |span: Span, most: usize| {
        let filter = of_days(two, span);
        two.b.stat_rows(filter, most).await.unwrap()
    };
    let shown = |rows: &[StatRow]| -> Vec<String> {
        let line = |row: &StatRow| {
            let (stat, fuel) = (&row.stat, row.stat.fuel.count());
            format!(
                "{} {} {} {} {} {fuel}",
                row.at, row.processor, row.queue, stat.outcome, stat.count
            )
        };
        rows.iter().map(line).collect()
    };
    let days = read(Span::Day, 100).await.unwrap();
    assert_eq!(
        shown(&days),
        [
            "2026-03-01T00:00:00.000Z echo echo completed 2 2",
            "2026-03-01T00:00:00.000Z echo slow completed 1 1",
            "2026-03-01T00:00:00.000Z noop noop completed 1 1",
            "2026-03-01T00:00:00.000Z noop noop failed 1 1",
            "2026-03-01T00:00:00.000Z noop slow completed 1 1",
            "2026-03-02T00:00:00.000Z echo echo completed 2 2",
            "2026-03-02T00:00:00.000Z echo slow completed 1 1",
            "2026-03-02T00:00:00.000Z noop noop completed 2 2",
            "2026-03-02T00:00:00.000Z noop slow completed 1 1",
        ]
    );
    // As many as there are may be had, and none if there are more than may.
    assert_eq!(
        read(Span::Day, days.len()).await.as_deref(),
        Some(&days[..])
    );
    assert_eq!(read(Span::Day, days.len() - 1).await, None);
    assert_eq!(read(Span::Minute, 11).await, None);
    // Together they are what the series says.
    let mut sums = BTreeMap::new();
    for row in read(Span::Hour, 100).await.unwrap() {
        *sums.entry((row.at, row.stat.outcome)).or_insert(0) += row.stat.count;
    }
    let series = two.a.stat_series(of_days(two, Span::Hour)).await.unwrap();
    let series: BTreeMap<_, _> = series
        .into_iter()
        .map(|(at, stat)| ((at, stat.outcome), stat.count))
        .collect();
    assert_eq!(sums, series);
    // They do not depend on how far they are summed up.
    while two.a.sum_statistics(3).await.unwrap() > 0 {
        assert_eq!(read(Span::Day, 100).await.as_deref(), Some(&days[..]));
    }
    let none = StatFilter {
        queue: Some(queue("nobody-s")),
        ..of_days(two, Span::Day)
    };
    assert_eq!(two.a.stat_rows(none, 0).await.unwrap(), Some(Vec::new()));
}

fn port(name: &str) -> PortName {
    PortName::try_from(name.to_owned()).unwrap()
}

/// A job that asks for statistics.
fn asking() -> NewJob {
    NewJob {
        stat_inputs: vec![StatInput {
            name: port("data"),
            ask: "30d,span=day".parse().unwrap(),
        }],
        ..job()
    }
}

async fn bytes(two: &Two, text: &str) -> Input {
    let blob = two.b.put_blob(text.into()).await.unwrap();
    Input {
        name: port("data"),
        digest: blob.digest,
        media_type: "application/x-ndjson".to_owned(),
        size: blob.size,
    }
}

pub async fn statistics_that_a_job_asks_for_are_made_once(two: &Two) {
    let (a, _) = two.enter().await;
    let asks = asking();
    let (_, taken) = two.b.submit_shown(None, asks.clone()).await.unwrap();
    assert_eq!(
        (&taken.inputs[..], &taken.stat_inputs),
        (&[][..], &asks.stat_inputs)
    );
    let first = two.claim(a).await;
    assert_eq!(
        (&first.inputs[..], &first.stat_inputs),
        (&[][..], &asks.stat_inputs)
    );
    let made = bytes(two, "{}\n").await;
    let kept = two.a.keep_stat_input(first.fence, made.clone()).await;
    assert_eq!(kept.unwrap(), made);
    // What it asked for stays beside what it became.
    let shown = two.b.job(asks.id).await.unwrap();
    assert_eq!(
        (shown.inputs, shown.stat_inputs),
        (vec![made.clone()], asks.stat_inputs)
    );
    let other = Input {
        name: port("logo"),
        ..made.clone()
    };
    let unasked = two.a.keep_stat_input(first.fence, other).await;
    assert!(matches!(unasked, Err(StoreError::Invalid(_))));
    // Another attempt has the same, whatever it would make of it by now.
    settle(&two.a, failure(first.fence, FailureCode::Transient)).await;
    two.clock.advance(SECOND * 5);
    two.a.heartbeat(a, SECOND * 100).await.unwrap();
    two.b.due(10).await.unwrap();
    let second = two.claim(a).await;
    assert_eq!(
        (second.inputs, second.stat_inputs),
        (vec![made.clone()], Vec::new())
    );
    let later = bytes(two, "{\"jobs\":1}\n").await;
    let kept = two.b.keep_stat_input(second.fence, later.clone()).await;
    assert_eq!(kept.unwrap(), made);
    let stale = two.b.keep_stat_input(first.fence, later).await;
    assert!(matches!(stale, Err(StoreError::Stale { .. })), "{stale:?}");
    // The collector lets them be as long as the job is there.
    settle(&two.a, success(second.fence)).await;
    two.clock.advance(SECOND * 4_000);
    for _ in 0..2 {
        two.a.collect_blobs(None, 100).await.unwrap();
        two.clock.advance(SECOND * 4_000);
    }
    assert!(two.a.blob_path(made.digest).await.is_ok());
    two.b.delete(asks.id).await.unwrap();
}

pub async fn statistics_are_asked_for_by_the_job_that_replaced_another(two: &Two) {
    let (a, _) = two.enter().await;
    let unique = || Unique {
        key: UniqueKey::try_from("report".to_owned()).unwrap(),
        scope: UniqueScope::Global,
        hold: Hold::UntilEnd,
        on_duplicate: OnDuplicate::Replace,
    };
    let plain = NewJob {
        unique: Some(unique()),
        ..job()
    };
    let asks = NewJob {
        unique: Some(unique()),
        ..asking()
    };
    let id = two.submit(plain.clone()).await;
    let replaced = two.b.submit(vec![asks.clone()]).await.unwrap();
    assert_eq!(replaced, [Submitted::Replaced(id)]);
    assert_eq!(two.a.job(id).await.unwrap().stat_inputs, asks.stat_inputs);
    let again = NewJob {
        id: job().id,
        ..plain.clone()
    };
    two.b.submit(vec![again]).await.unwrap();
    assert_eq!(two.a.job(id).await.unwrap().stat_inputs, []);
    let again = NewJob {
        id: job().id,
        ..asks.clone()
    };
    two.b.submit(vec![again]).await.unwrap();
    let claimed = two.claim(a).await;
    assert_eq!(claimed.stat_inputs, asks.stat_inputs);
    settle(&two.a, success(claimed.fence)).await;
}
