//! A database of the time when each end was counted by the minute and by the hour at once.

use std::collections::BTreeMap;

use runner_model::{Histogram, Timestamp};
use rusqlite::{Connection, params};

use super::{DAY, HOUR, NOON, assert_read, assert_users, filter, named, sample};
use crate::sqlite::migrate::{migrate, migrate_to};
use crate::sqlite::recount::recount_in;
use crate::sqlite::stats::{self, Sample};
use crate::sqlite::users;
use crate::types::Span;

/// The steps that made such a database.
const OLDER: usize = 7;

/// What was written then.
fn write(conn: &Connection, samples: &[Sample]) {
    const ROW: &str =
        "INSERT INTO stats (span, at, processor, queue, outcome, count, wall, waited, fuel, memory)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    for span in [Span::Minute, Span::Hour] {
        let mut rows = BTreeMap::<_, (i64, [Histogram; 4])>::new();
        for sample in samples {
            let at = span.begin(sample.at).as_millis();
            let key = (at, sample.processor, sample.queue, sample.outcome);
            let (count, histograms) = rows.entry(key).or_default();
            *count += 1;
            for (histogram, number) in histograms.iter_mut().zip([
                sample.wall_ms,
                sample.queue_ms,
                sample.fuel,
                sample.memory_bytes,
            ]) {
                histogram.add(number);
            }
        }
        for ((at, processor, queue, outcome), (count, histograms)) in rows {
            let [wall, waited, fuel, memory] = histograms.map(|histogram| histogram.to_bytes());
            let outcome = outcome.as_str();
            let row = params![
                span.secs(),
                at,
                processor,
                queue,
                outcome,
                count,
                wall,
                waited,
                fuel,
                memory
            ];
            conn.execute(ROW, row).unwrap();
        }
    }
}

/// Users, by the hour as they are still.
fn write_users(conn: &Connection, samples: &[Sample]) {
    const ROW: &str = "INSERT INTO user_stats (at, kind, user, outcome, count, wall, waited)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    const HOUR: &str = "INSERT INTO user_hours (at, named) VALUES (?1, ?2)";
    let mut rows = BTreeMap::<_, (i64, Histogram, Histogram)>::new();
    for sample in samples {
        let at = Span::Hour.begin(sample.at).as_millis();
        let key = (at, sample.user.as_deref(), sample.outcome);
        let (count, wall, waited) = rows.entry(key).or_default();
        *count += 1;
        wall.add(sample.wall_ms);
        waited.add(sample.queue_ms);
    }
    let mut hours = BTreeMap::<i64, Vec<&str>>::new();
    for ((at, user, outcome), (count, wall, waited)) in rows {
        let users = hours.entry(at).or_default();
        users.extend(user);
        users.dedup();
        let (kind, user, outcome) = (
            i64::from(user.is_none()),
            user.unwrap_or(""),
            outcome.as_str(),
        );
        let row = params![
            at,
            kind,
            user,
            outcome,
            count,
            wall.to_bytes(),
            waited.to_bytes()
        ];
        conn.execute(ROW, row).unwrap();
    }
    for (at, users) in hours {
        conn.execute(HOUR, (at, users.len() as i64)).unwrap();
    }
}

fn older(samples: &[Sample]) -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate_to(&mut conn, OLDER);
    named(&conn);
    write(&conn, samples);
    write_users(&conn, samples);
    conn
}

/// What the server of that time answered: hours, as they stood.
fn hours_of(conn: &Connection) -> i64 {
    let all = "SELECT sum(count) FROM stats WHERE span = 3600";
    conn.query_row(all, [], |row| row.get(0)).unwrap()
}

fn assert_all(conn: &Connection, samples: &[Sample]) {
    for (span, from, until) in [
        (Span::Hour, NOON - 40 * DAY, NOON + DAY),
        (Span::Hour, NOON - 7 * DAY, NOON + HOUR),
        (Span::Hour, NOON, NOON + HOUR),
        (Span::Day, NOON - 30 * DAY, NOON + DAY),
        (Span::Minute, NOON - DAY, NOON + DAY),
    ] {
        let filter = filter(span, from, until);
        assert_read(conn, samples, &filter);
        assert_users(conn, samples, &filter, false);
    }
    assert_eq!(recount_in(conn).unwrap(), Vec::<String>::new());
}

/// Ends over thirty days, the last of them in the midst of an hour.
fn month() -> Vec<Sample> {
    let every = 11 * 60_000;
    (0..30 * DAY / every)
        .map(|number| sample(NOON + HOUR / 2 - number * every, number as u64 * 31))
        .collect()
}

#[test]
fn an_older_database_answers_the_same_and_goes_on() {
    let mut samples = month();
    let mut conn = older(&samples);
    // Minutes were kept for a week.
    let before = NOON - 7 * DAY;
    conn.execute("DELETE FROM stats WHERE span = 60 AND at < ?1", [before])
        .unwrap();
    assert_eq!(hours_of(&conn), samples.len() as i64);
    migrate(&mut conn, "memory".as_ref()).unwrap();
    assert_all(&conn, &samples);
    // The hour that was under way goes on, and is told once.
    let mut now = NOON + HOUR / 2;
    for number in 0..100 {
        now += 3 * 60_000;
        let more = [sample(now, number)];
        stats::write(&conn, &more).unwrap();
        users::write(&conn, &more).unwrap();
        samples.extend(more);
        if number % 7 == 3 {
            let at = Timestamp::from_millis(now);
            stats::sum_up(&conn, at, 40).unwrap();
            users::sum_up(&conn, at).unwrap();
            stats::forget(&conn, at, 50).unwrap();
        }
        if number % 20 == 0 {
            assert_all(&conn, &samples);
        }
    }
    let later = Timestamp::from_millis(now + 2 * DAY);
    let step = || {
        stats::sum_up(&conn, later, 500).unwrap()
            + users::sum_up(&conn, later).unwrap()
            + stats::forget(&conn, later, 500).unwrap()
    };
    while step() > 0 {}
    assert_all(&conn, &samples);
}

#[test]
fn an_older_database_that_was_idle_for_weeks_loses_nothing() {
    let samples = month();
    let mut conn = older(&samples);
    // No minute is left, and so the last hour could not be made of them.
    conn.execute("DELETE FROM stats WHERE span = 60", [])
        .unwrap();
    migrate(&mut conn, "memory".as_ref()).unwrap();
    let hours = filter(Span::Hour, NOON - 40 * DAY, NOON + DAY);
    assert_read(&conn, &samples, &hours);
    assert_eq!(recount_in(&conn).unwrap(), Vec::<String>::new());
}

#[test]
fn an_empty_older_database_begins() {
    let mut conn = older(&[]);
    migrate(&mut conn, "memory".as_ref()).unwrap();
    let samples: Vec<Sample> = (0..20).map(|number| sample(NOON, number)).collect();
    stats::write(&conn, &samples).unwrap();
    users::write(&conn, &samples).unwrap();
    assert_all(&conn, &samples);
}
