//! The busiest keep their names.

use std::collections::BTreeSet;

use runner_model::Timestamp;
use rusqlite::Connection;

use super::{Outcome, Sample, read, sum_up, write};
use crate::sqlite::migrate::migrate;
use crate::types::{Span, UserStat, Whom};

const HOUR: i64 = Span::Hour.millis();
const DAY: i64 = 20_000 * Span::Day.millis();

fn sample(at: i64, user: &str) -> Sample {
    Sample {
        at: Timestamp::from_millis(at),
        processor: 1,
        queue: 1,
        version: None,
        user: Some(user.into()),
        outcome: Outcome::Completed,
        wall_ms: 40,
        queue_ms: 4,
        fuel: 1,
        memory_bytes: 1,
    }
}

/// Those that are told by name, with how many attempts, and how many all have.
fn told(conn: &Connection) -> (Vec<(String, u64)>, u64) {
    let day = (DAY, DAY + Span::Day.millis());
    let stats = read(conn, day_of(day), 1_000).unwrap();
    let named = |stat: &UserStat| match &stat.whom {
        Whom::Named(user) => Some((user.clone(), stat.count)),
        Whom::Nobody | Whom::Others => None,
    };
    let all = stats.iter().map(|stat| stat.count).sum();
    (stats.iter().filter_map(named).collect(), all)
}

fn day_of((from, until): (i64, i64)) -> (Timestamp, Timestamp) {
    (Timestamp::from_millis(from), Timestamp::from_millis(until))
}

#[test]
fn the_busiest_of_a_day_keep_their_names_and_late_ones_join_them() {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate(&mut conn, "memory".as_ref()).unwrap();
    let mut ended = 0;
    let mut settle = |conn: &Connection, samples: Vec<Sample>| {
        write(conn, &samples).unwrap();
        ended += samples.len() as u64;
        ended
    };
    // Each hour has forty users of its own, and ann.
    for hour in 0..5 {
        let at = DAY + hour * HOUR;
        let users = (0..40).map(|number| sample(at, &format!("of-{hour}-{number:02}")));
        settle(&conn, users.chain([sample(at, "ann")]).collect());
    }
    let over = Timestamp::from_millis(DAY + Span::Day.millis() + 2 * HOUR);
    let (named, all) = told(&conn);
    assert_eq!((named.len(), all), (201, 205));
    while sum_up(&conn, over).unwrap() > 0 {}
    let (named, all) = told(&conn);
    assert_eq!((named.len(), all), (100, 205));
    assert_eq!(named[0], ("ann".to_owned(), 5));
    // What comes late is counted by name if the day knows it, and with the others if it does not.
    let known: BTreeSet<String> = named.into_iter().map(|(user, _)| user).collect();
    let ended = settle(&conn, vec![sample(DAY, "ann"), sample(DAY, "zoe")]);
    let (named, all) = told(&conn);
    assert_eq!((named[0].1, all), (6, ended));
    let still: BTreeSet<String> = named.into_iter().map(|(user, _)| user).collect();
    assert_eq!(still, known);
    while sum_up(&conn, over).unwrap() > 0 {}
    assert_eq!(told(&conn).1, ended);
}
