//! However far statistics are summed up, what is read is what was settled.

mod migrated;
mod random;

use std::collections::BTreeMap;

use runner_model::{Histogram, Timestamp};
use rusqlite::Connection;

use super::{Outcome, Sample, by_processor, series};
use crate::sqlite::migrate::migrate;
use crate::sqlite::names::Names;
use crate::sqlite::users;
use crate::types::{Span, Stat, StatFilter, UserStat, Whom};

const HOUR: i64 = Span::Hour.millis();
const DAY: i64 = Span::Day.millis();

/// Noon of a day.
const NOON: i64 = 20_000 * DAY + DAY / 2;

const PROCESSORS: [&str; 3] = ["scan", "mail", "export"];
const QUEUES: [&str; 2] = ["bulk", "urgent"];

fn named(conn: &Connection) {
    let mut names = Names::default();
    for (name, number) in PROCESSORS.iter().zip(1..) {
        assert_eq!(names.processor(conn, name).unwrap(), number);
    }
    for (name, number) in QUEUES.iter().zip(1..) {
        assert_eq!(names.queue(conn, name).unwrap(), number);
    }
}

fn conn() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    conn.pragma_update(None, "foreign_keys", true).unwrap();
    migrate(&mut conn, "memory".as_ref()).unwrap();
    named(&conn);
    conn
}

/// An end of an attempt at a time; the number says the rest of it.
fn sample(at: i64, number: u64) -> Sample {
    let user = number / 7 % 5;
    Sample {
        at: Timestamp::from_millis(at),
        processor: 1 + (number % 3) as i64,
        queue: 1 + (number / 3 % 2) as i64,
        version: None,
        user: (user > 0).then(|| format!("user-{user}").into()),
        outcome: Outcome::ALL[(number / 6 % 5) as usize],
        wall_ms: number % 1_000,
        queue_ms: number % 77,
        fuel: number * number,
        memory_bytes: number << 10,
    }
}

/// Those of a filter's that begin within its time, as a store that keeps each end for ever would find them.
fn chosen<'s>(samples: &'s [Sample], filter: &StatFilter) -> impl Iterator<Item = &'s Sample> {
    let filter = filter.clone();
    samples.iter().filter(move |sample| {
        let begin = filter.span.begin(sample.at);
        let processor = PROCESSORS[sample.processor as usize - 1];
        let queue = QUEUES[sample.queue as usize - 1];
        let is_of = |wanted: Option<&str>, name| wanted.is_none_or(|wanted| wanted == name);
        begin >= filter.from
            && begin < filter.until
            && is_of(
                filter.processor.as_ref().map(|name| name.as_str()),
                processor,
            )
            && is_of(filter.queue.as_ref().map(|name| name.as_str()), queue)
    })
}

fn stat(outcome: Outcome, samples: &[&Sample]) -> Stat {
    let spread = |number: fn(&Sample) -> u64| {
        let mut histogram = Histogram::default();
        for sample in samples {
            histogram.add(number(sample));
        }
        histogram
    };
    Stat {
        outcome: outcome.as_str().to_owned(),
        count: samples.len() as u64,
        wall_ms: spread(|sample| sample.wall_ms),
        queue_ms: spread(|sample| sample.queue_ms),
        fuel: spread(|sample| sample.fuel),
        memory_bytes: spread(|sample| sample.memory_bytes),
    }
}

/// Fails if what is read is not what was settled.
fn assert_read(conn: &Connection, samples: &[Sample], filter: &StatFilter) {
    let mut points = BTreeMap::<(Timestamp, Outcome), Vec<&Sample>>::new();
    let mut sums = BTreeMap::<(i64, Outcome), Vec<&Sample>>::new();
    for sample in chosen(samples, filter) {
        let at = filter.span.begin(sample.at);
        points.entry((at, sample.outcome)).or_default().push(sample);
        let sum = (sample.processor, sample.outcome);
        sums.entry(sum).or_default().push(sample);
    }
    let points: Vec<_> = points
        .iter()
        .map(|((at, outcome), samples)| (*at, stat(*outcome, samples)))
        .collect();
    assert_eq!(series(conn, filter).unwrap(), points, "{filter:?}");
    let sums: Vec<_> = sums
        .iter()
        .map(|((processor, outcome), samples)| {
            let name = PROCESSORS[*processor as usize - 1].to_owned();
            (name.try_into().unwrap(), stat(*outcome, samples))
        })
        .collect();
    assert_eq!(by_processor(conn, filter).unwrap(), sums, "{filter:?}");
}

/// Fails if what is read of users is not what was settled. If there were too many to name, their sums are.
fn assert_users(conn: &Connection, samples: &[Sample], filter: &StatFilter, are_many: bool) {
    let (from, until) = (Span::Hour.begin(filter.from), filter.until);
    let read = users::read(conn, (from, until), 1_000).unwrap();
    let mut true_ones = BTreeMap::<(Option<&str>, &str), u64>::new();
    let mut sums = BTreeMap::<&str, u64>::new();
    for sample in samples {
        let hour = Span::Hour.begin(sample.at);
        if hour >= from && hour < until {
            let outcome = sample.outcome.as_str();
            *sums.entry(outcome).or_default() += 1;
            let user = (sample.user.as_deref(), outcome);
            *true_ones.entry(user).or_default() += 1;
        }
    }
    let user = |stat: &UserStat| match &stat.whom {
        Whom::Named(user) => Some(user.clone()),
        Whom::Nobody | Whom::Others => None,
    };
    for stat in read.iter().filter(|stat| stat.whom != Whom::Others) {
        let truth = true_ones[&(user(stat).as_deref(), stat.outcome.as_str())];
        let is_whole = !are_many || stat.whom == Whom::Nobody;
        assert!(stat.count <= truth && (!is_whole || stat.count == truth));
        assert_eq!(stat.wall_ms.count(), stat.count);
    }
    let mut told = BTreeMap::<&str, u64>::new();
    for stat in &read {
        *told.entry(stat.outcome.as_str()).or_default() += stat.count;
    }
    assert_eq!(told, sums, "{filter:?}");
    assert!(are_many || read.iter().all(|stat| stat.whom != Whom::Others));
}

fn filter(span: Span, from: i64, until: i64) -> StatFilter {
    StatFilter {
        span,
        from: Timestamp::from_millis(from),
        until: Timestamp::from_millis(until),
        processor: None,
        queue: None,
    }
}
