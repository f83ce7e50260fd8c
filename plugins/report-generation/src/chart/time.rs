//! Times along an axis: ticks at round hours, days, months and years.

use jiff::Unit;
use jiff::civil::DateTime;
use jiff::{Span, ToSpan};

use super::axis::{Axis, Tick};
use crate::document::Locale;
use crate::document::{Style, Value, show};

/// Ticks lie so far apart.
#[derive(Debug, Clone, Copy)]
enum Every {
    Seconds(i64),
    Days(i64),
    Months(i64),
    Years(i64),
}

const STEPS: [(f64, Every); 29] = [
    (1.0, Every::Seconds(1)),
    (5.0, Every::Seconds(5)),
    (15.0, Every::Seconds(15)),
    (30.0, Every::Seconds(30)),
    (60.0, Every::Seconds(60)),
    (300.0, Every::Seconds(300)),
    (900.0, Every::Seconds(900)),
    (1800.0, Every::Seconds(1800)),
    (3600.0, Every::Seconds(3600)),
    (10_800.0, Every::Seconds(10_800)),
    (21_600.0, Every::Seconds(21_600)),
    (43_200.0, Every::Seconds(43_200)),
    (DAY, Every::Days(1)),
    (2.0 * DAY, Every::Days(2)),
    (7.0 * DAY, Every::Days(7)),
    (14.0 * DAY, Every::Days(14)),
    (30.44 * DAY, Every::Months(1)),
    (91.3 * DAY, Every::Months(3)),
    (182.6 * DAY, Every::Months(6)),
    (YEAR, Every::Years(1)),
    (2.0 * YEAR, Every::Years(2)),
    (5.0 * YEAR, Every::Years(5)),
    (10.0 * YEAR, Every::Years(10)),
    (20.0 * YEAR, Every::Years(20)),
    (50.0 * YEAR, Every::Years(50)),
    (100.0 * YEAR, Every::Years(100)),
    (200.0 * YEAR, Every::Years(200)),
    (500.0 * YEAR, Every::Years(500)),
    (2000.0 * YEAR, Every::Years(2000)),
];

const DAY: f64 = 86_400.0;
const YEAR: f64 = 365.25 * DAY;

/// A time as a place along an axis, in seconds.
pub(super) fn place(time: DateTime) -> f64 {
    let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
    time.duration_since(epoch).as_secs_f64()
}

/// An axis from the first to the last of these times.
pub(super) fn axis(
    first: DateTime,
    last: DateTime,
    count: usize,
    style: &Style,
    locale: Locale,
) -> Axis {
    let (mut low, mut high) = (place(first), place(last));
    let rough = (high - low) / count.max(1) as f64;
    // A few more ticks than were asked for are better than half as many.
    let every = STEPS
        .into_iter()
        .find(|(length, _)| *length >= rough * 0.8)
        .map_or(Every::Years(2000), |(_, every)| every);
    let mut ticks = Vec::new();
    if high > low {
        let mut at = floor(first, every);
        while let Some(time) = at
            && time <= last
            && ticks.len() < 64
        {
            if time >= first {
                ticks.push(time);
            }
            at = next(time, every);
        }
    } else {
        ticks.push(first);
        (low, high) = (low - DAY / 2.0, high + DAY / 2.0);
    }
    let ticks = ticks
        .iter()
        .enumerate()
        .map(|(number, time)| Tick {
            at: place(*time),
            label: label(*time, every, number == 0, style, locale),
        })
        .collect();
    Axis { low, high, ticks }
}

/// The last round time that is not after this.
fn floor(time: DateTime, every: Every) -> Option<DateTime> {
    let day = time.date();
    match every {
        Every::Seconds(seconds) => {
            let midnight = day.at(0, 0, 0, 0);
            let since = time.since((Unit::Second, midnight)).ok()?.get_seconds();
            midnight
                .checked_add((since - since % seconds).seconds())
                .ok()
        }
        Every::Days(1) => Some(day.at(0, 0, 0, 0)),
        // From Mondays on, so that weeks begin where people begin them; every second day is counted from there too.
        Every::Days(_) => {
            let back: Span = i64::from(day.weekday().to_monday_zero_offset()).days();
            day.checked_sub(back).ok().map(|day| day.at(0, 0, 0, 0))
        }
        Every::Months(months) => {
            let month = i64::from(day.month() - 1);
            let month = i8::try_from(month - month % months + 1).ok()?;
            jiff::civil::Date::new(day.year(), month, 1)
                .ok()
                .map(|day| day.at(0, 0, 0, 0))
        }
        Every::Years(years) => {
            let year = i64::from(day.year());
            let year = i16::try_from(year - year.rem_euclid(years)).ok()?;
            match jiff::civil::Date::new(year, 1, 1) {
                Ok(day) => Some(day.at(0, 0, 0, 0)),
                Err(_) => Some(time),
            }
        }
    }
}

fn next(time: DateTime, every: Every) -> Option<DateTime> {
    let span: Span = match every {
        Every::Seconds(seconds) => seconds.seconds(),
        Every::Days(days) => days.days(),
        Every::Months(months) => months.months(),
        Every::Years(years) => years.years(),
    };
    time.checked_add(span).ok()
}

/// A tick's label: by the pattern that was asked for; else as short as its step allows, and with the day or year where a new one begins.
fn label(time: DateTime, every: Every, first: bool, style: &Style, locale: Locale) -> String {
    if let Style::Date(_) = style {
        return show::value(&Value::Time(time), style, locale);
    }
    let pattern = match every {
        Every::Seconds(_) if first || (time.hour(), time.minute(), time.second()) == (0, 0, 0) => {
            "%-d %b %H:%M"
        }
        Every::Seconds(seconds) if seconds < 60 => "%H:%M:%S",
        Every::Seconds(_) => "%H:%M",
        Every::Days(_) if first => "%-d %b %Y",
        Every::Days(_) => "%-d %b",
        Every::Months(_) if first || time.month() == 1 => "%b %Y",
        Every::Months(_) => "%b",
        Every::Years(_) => "%Y",
    };
    show::value(&Value::Time(time), &Style::Date(pattern.to_owned()), locale)
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;
    use proptest::prelude::*;

    use super::*;

    fn labels(first: DateTime, last: DateTime) -> Vec<String> {
        let axis = axis(first, last, 6, &Style::Plain, Locale::default());
        axis.ticks.into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_are_round_times() {
        assert_eq!(
            labels(
                datetime(2025, 11, 20, 0, 0, 0, 0),
                datetime(2026, 4, 10, 0, 0, 0, 0)
            ),
            ["Dec 2025", "Jan 2026", "Feb", "Mar", "Apr"]
        );
        assert_eq!(
            labels(
                datetime(2026, 3, 1, 10, 20, 0, 0),
                datetime(2026, 3, 1, 15, 50, 0, 0)
            ),
            ["1 Mar 11:00", "12:00", "13:00", "14:00", "15:00"]
        );
        assert_eq!(
            labels(
                datetime(1998, 5, 1, 0, 0, 0, 0),
                datetime(2026, 1, 1, 0, 0, 0, 0)
            ),
            ["2000", "2005", "2010", "2015", "2020", "2025"]
        );
        assert_eq!(
            labels(
                datetime(2026, 3, 1, 0, 0, 0, 0),
                datetime(2026, 3, 30, 0, 0, 0, 0)
            ),
            ["2 Mar 2026", "9 Mar", "16 Mar", "23 Mar", "30 Mar"]
        );
    }

    proptest! {
        #[test]
        fn any_two_times_have_an_axis_with_few_ticks(one in -377_000_000_000_i64..253_000_000_000, span in 0_i64..600_000_000_000) {
            let epoch = datetime(1970, 1, 1, 0, 0, 0, 0);
            let first = epoch.checked_add(one.seconds()).unwrap_or(DateTime::MIN);
            let last = first.checked_add(span.seconds()).unwrap_or(DateTime::MAX);
            let axis = axis(first, last, 6, &Style::Plain, Locale::default());
            prop_assert!(axis.low < axis.high && axis.ticks.len() <= 10, "{:?}", axis);
            prop_assert!(axis.ticks.iter().all(|tick| (axis.low..=axis.high).contains(&tick.at)));
        }
    }
}
