//! Cron rules in a time zone. Pure: the zones are those of the tz database that is built in.
//!
//! A rule has five fields, or six with seconds first. Where the clock is put forward, a fixed time that does not exist
//! that day comes at the end of the gap; where it is put back, a fixed time that comes twice counts once; rules that
//! name an interval (`*/5`, `*`) run through both.

use std::fmt;

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::Zoned;
use jiff::tz::TimeZone;

use crate::timestamp::Timestamp;

/// When something is due, again and again.
#[derive(Debug, Clone)]
pub struct CronRule {
    cron: Cron,
    zone: TimeZone,
    text: String,
    zone_name: String,
}

/// The text is no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseCronError {
    /// No cron rule.
    #[error(
        "`{rule}` is no cron rule ({why}): write minute, hour, day, month and weekday, as `30 6 * * mon-fri`, and the second before them if it matters"
    )]
    Rule {
        /// What was written.
        rule: String,
        /// What is wrong with it.
        why: String,
    },
    /// A rule that never comes.
    #[error("`{0}` is a cron rule that never comes: no such day exists")]
    Never(String),
    /// No time zone.
    #[error("`{0}` is no time zone: write one of the tz database, as `Europe/Vienna` or `UTC`")]
    Zone(String),
}

fn shown(text: &str) -> String {
    text.chars()
        .take(80)
        .flat_map(char::escape_default)
        .collect()
}

impl CronRule {
    /// Reads a rule and its zone. One that never comes is refused.
    pub fn parse(rule: &str, zone: &str) -> Result<Self, ParseCronError> {
        let cron = CronParser::builder()
            .seconds(Seconds::Optional)
            .year(Year::Disallowed)
            .build()
            .parse(rule.trim())
            .map_err(|why| ParseCronError::Rule {
                rule: shown(rule),
                why: why.to_string(),
            })?;
        let found = TimeZone::get(zone).map_err(|_| ParseCronError::Zone(shown(zone)))?;
        let parsed = Self {
            cron,
            zone: found,
            text: rule.trim().to_owned(),
            zone_name: zone.to_owned(),
        };
        // The days of the calendar repeat every 400 years; croner looks far enough for a 29 February.
        match parsed.next(Timestamp::from_millis(0)) {
            Some(_) => Ok(parsed),
            None => Err(ParseCronError::Never(shown(rule))),
        }
    }

    /// The rule as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name of its zone.
    pub fn zone(&self) -> &str {
        &self.zone_name
    }

    /// The first time after a moment; none if there is none as far as the calendar goes.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let mut from = self.zoned(after)?;
        // What croner finds must lie ahead, whatever a zone's clock does: else time would stand still.
        for _ in 0..4 {
            let found = self.cron.find_next_occurrence(&from, false).ok()?;
            let at = Timestamp::from_millis(found.timestamp().as_millisecond());
            if at > after {
                return Some(at);
            }
            from = found;
        }
        None
    }

    /// At most so many times after one moment and up to another, the first ones.
    pub fn first(&self, after: Timestamp, until: Timestamp, most: usize) -> Vec<Timestamp> {
        std::iter::successors(self.next(after), |at| self.next(*at))
            .take_while(|at| *at <= until)
            .take(most)
            .collect()
    }

    /// At most so many times after one moment and up to another, the last ones, oldest first.
    pub fn last(&self, after: Timestamp, until: Timestamp, most: usize) -> Vec<Timestamp> {
        // Looking ahead from ever farther back, so that all agree on what a day with a gap has.
        let mut back = until.since(after).as_millis();
        let mut reach: u128 = 60_000;
        loop {
            let reached = reach.min(back);
            let from = Timestamp::from_millis(
                until.as_millis() - i64::try_from(reached).unwrap_or(i64::MAX),
            );
            let found = self.first(from, until, usize::MAX);
            if found.len() >= most || reached == back {
                let skipped = found.len().saturating_sub(most);
                return found.into_iter().skip(skipped).collect();
            }
            reach = reach.saturating_mul(4);
            back = back.max(reached);
        }
    }

    fn zoned(&self, at: Timestamp) -> Option<Zoned> {
        let at = jiff::Timestamp::from_millisecond(at.as_millis()).ok()?;
        Some(at.to_zoned(self.zone.clone()))
    }
}

impl fmt::Display for CronRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.text, self.zone_name)
    }
}

impl PartialEq for CronRule {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.zone_name == other.zone_name
    }
}

impl Eq for CronRule {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VIENNA: &str = "Europe/Vienna";

    fn at(text: &str) -> Timestamp {
        let at: jiff::Timestamp = text.parse().unwrap();
        Timestamp::from_millis(at.as_millisecond())
    }

    fn times(rule: &str, zone: &str, from: &str, until: &str) -> Vec<String> {
        let rule = CronRule::parse(rule, zone).unwrap();
        rule.first(at(from), at(until), 100)
            .into_iter()
            .map(|at| {
                jiff::Timestamp::from_millisecond(at.as_millis())
                    .unwrap()
                    .to_string()
            })
            .collect()
    }

    #[test]
    fn a_fixed_time_in_the_gap_comes_at_its_end() {
        // 2026-03-29: at 02:00 it is 03:00.
        let days = times(
            "30 2 * * *",
            VIENNA,
            "2026-03-28T00:00:00Z",
            "2026-03-31T00:00:00Z",
        );
        assert_eq!(
            days,
            [
                "2026-03-28T01:30:00Z",
                "2026-03-29T01:00:00Z",
                "2026-03-30T00:30:00Z"
            ]
        );
    }

    #[test]
    fn a_fixed_time_that_comes_twice_counts_once() {
        // 2026-10-25: at 03:00 it is 02:00 again.
        let days = times(
            "30 2 * * *",
            VIENNA,
            "2026-10-24T12:00:00Z",
            "2026-10-26T12:00:00Z",
        );
        assert_eq!(days, ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
    }

    #[test]
    fn an_interval_runs_through_both_hours() {
        let forward = times(
            "*/30 * * * *",
            VIENNA,
            "2026-03-29T00:00:00Z",
            "2026-03-29T02:00:00Z",
        );
        assert_eq!(forward.len(), 4);
        let back = times(
            "*/30 * * * *",
            VIENNA,
            "2026-10-24T23:30:00Z",
            "2026-10-25T02:00:00Z",
        );
        assert_eq!(back.len(), 5, "{back:?}");
    }

    #[test]
    fn rules_with_seconds_and_names_are_read() {
        assert_eq!(
            times(
                "*/20 0 6 * * mon-fri",
                "UTC",
                "2026-11-20T23:00:00Z",
                "2026-11-23T23:00:00Z"
            )
            .len(),
            3
        );
        assert_eq!(
            times(
                "0 0 29 2 *",
                "UTC",
                "2026-01-01T00:00:00Z",
                "2033-01-01T00:00:00Z"
            ),
            ["2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"]
        );
    }

    #[test]
    fn what_is_no_rule_is_refused_with_a_hint() {
        for wrong in [
            "",
            "*",
            "61 * * * *",
            "* * * * * * *",
            "every day",
            "0 0 30 2 *",
        ] {
            let error = CronRule::parse(wrong, "UTC").unwrap_err();
            assert!(error.to_string().len() < 300, "{error}");
        }
        let error = CronRule::parse("0 6 * * *", "Vienna").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`Vienna` is no time zone: write one of the tz database, as `Europe/Vienna` or `UTC`"
        );
    }

    proptest! {
        #[test]
        fn times_rise_and_the_last_are_the_end_of_all(
            minute in 0_u32..60, step in 1_u32..60, hour in 0_u32..24, kind in 0_usize..3,
            zone in prop::sample::select(&["UTC", VIENNA, "America/New_York", "Australia/Lord_Howe"][..]),
            start in 1_700_000_000_i64..1_900_000_000, span in 1_i64..400_000,
        ) {
            let rule = match kind {
                0 => format!("{minute} {hour} * * *"),
                1 => format!("*/{step} * * * *"),
                _ => format!("{minute} * * * *"),
            };
            let rule = CronRule::parse(&rule, zone).unwrap();
            let (from, until) = (Timestamp::from_millis(start * 1_000), Timestamp::from_millis((start + span) * 1_000));
            let all = rule.first(from, until, usize::MAX);
            prop_assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(all.iter().all(|at| *at > from && *at <= until));
            let last = rule.last(from, until, 5);
            prop_assert_eq!(&all[all.len().saturating_sub(5)..], &last[..]);
        }
    }
}
