//! Days and times from texts, in the forms that ISO 8601 has and exports use.

use jiff::civil::{Date, DateTime};

/// A day, and the time of that day where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Days since 1970-01-01.
    pub day: i32,
    /// Microseconds since midnight; in UTC where the text said its offset.
    pub micros: Option<i64>,
}

const DAY_MICROS: i64 = 86_400_000_000;

impl Moment {
    /// The day.
    pub fn date(self) -> Date {
        date_of(self.day)
    }

    /// The time; midnight where there is none.
    pub fn time(self) -> DateTime {
        let micros = self.micros.unwrap_or(0);
        let (seconds, rest) = (micros / 1_000_000, micros % 1_000_000);
        let clock = jiff::civil::time(
            (seconds / 3600) as i8,
            (seconds / 60 % 60) as i8,
            (seconds % 60) as i8,
            (rest * 1000) as i32,
        );
        self.date().to_datetime(clock)
    }

    /// One number that orders moments.
    pub fn as_micros(self) -> i64 {
        i64::from(self.day) * DAY_MICROS + self.micros.unwrap_or(0)
    }
}

/// The day that lies so many days from 1970-01-01; the nearest of the calendar, beyond it.
pub(crate) fn date_of(days: i32) -> Date {
    let (year, month, day) = civil(days);
    Date::new(year as i16, month as i8, day as i8).unwrap_or(Date::MAX)
}

/// How many days a day lies from 1970-01-01.
pub(crate) fn day_of(date: Date) -> i32 {
    days_from_civil(
        i32::from(date.year()),
        i32::from(date.month()),
        i32::from(date.day()),
    )
}

/// Reads `2026-01-31`, and that with a time behind `T` or a blank: hours and minutes, perhaps seconds, a fraction, and
/// an offset or `Z`.
pub(super) fn parse(text: &[u8]) -> Option<Moment> {
    let (day, rest) = text.split_at_checked(10)?;
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = day else {
        return None;
    };
    let year = i32::from(two(y1, y2)?) * 100 + i32::from(two(y3, y4)?);
    let (month, day) = (two(m1, m2)?, two(d1, d2)?);
    if year == 0 || !(1..=12).contains(&month) || day == 0 || day > days_in(year, month) {
        return None;
    }
    let day = days_from_civil(year, i32::from(month), i32::from(day));
    if rest.is_empty() {
        return Some(Moment { day, micros: None });
    }
    let [b'T' | b't' | b' ', h1, h2, b':', n1, n2, rest @ ..] = rest else {
        return None;
    };
    let (hour, minute) = (two(*h1, *h2)?, two(*n1, *n2)?);
    let (second, rest) = match rest {
        [b':', s1, s2, rest @ ..] => (two(*s1, *s2)?, rest),
        _ => (0, rest),
    };
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => fraction(rest)?,
        _ => (0, rest),
    };
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    let micros = seconds * 1_000_000 + fraction - offset(rest)? * 1_000_000;
    Some(Moment {
        day: day + micros.div_euclid(DAY_MICROS) as i32,
        micros: Some(micros.rem_euclid(DAY_MICROS)),
    })
}

fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 {
        return None;
    }
    let micros = (0..6).fold(0, |sum, at| {
        let digit = text[..count]
            .get(at)
            .map_or(0, |byte| i64::from(byte - b'0'));
        sum * 10 + digit
    });
    Some((micros, &text[count..]))
}

/// An offset in seconds; none is none.
fn offset(text: &[u8]) -> Option<i64> {
    let (sign, hours, minutes) = match text {
        [] | [b'Z' | b'z'] => return Some(0),
        &[sign @ (b'+' | b'-'), h1, h2] => (sign, two(h1, h2)?, 0),
        &[sign @ (b'+' | b'-'), h1, h2, m1, m2] | &[sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            (sign, two(h1, h2)?, two(m1, m2)?)
        }
        _ => return None,
    };
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60;
    Some(if sign == b'-' { -seconds } else { seconds })
}

#[inline(always)]
fn two(tens: u8, ones: u8) -> Option<u8> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| tens * 10 + ones)
}

fn days_in(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Howard Hinnant, "chrono-compatible low-level date algorithms".
fn days_from_civil(year: i32, month: i32, day: i32) -> i32 {
    let year = year - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The inverse: year, month and day.
pub(crate) fn civil(days: i32) -> (i32, i32, i32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days - era * 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (year_of_era + era * 400 + i32::from(month <= 2), month, day)
}

/// Days from 1970-01-01 to the first of a month.
pub(crate) fn first_of(year: i32, month: i32) -> i32 {
    days_from_civil(year, month, 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_are_read_in_the_forms_that_exports_use() {
        let shown = |text: &str| parse(text.as_bytes()).map(|moment| moment.time().to_string());
        for (text, expected) in [
            ("2026-01-31", "2026-01-31T00:00:00"),
            ("2026-01-31T09:30:00Z", "2026-01-31T09:30:00"),
            ("2026-01-31 09:30", "2026-01-31T09:30:00"),
            ("2026-01-31T09:30:00.25+01:00", "2026-01-31T08:30:00.25"),
            ("2026-01-31 23:30:00-0100", "2026-02-01T00:30:00"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "2026-02-30",
            "2026-13-01",
            "31.01.2026",
            "2026-01-31T",
            "2026-01-31T25:00",
            "2026-01-31x",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn days_are_those_of_the_calendar(days in -719_162..2_932_896) {
            let date = date_of(days);
            prop_assert_eq!(day_of(date), days);
            prop_assert_eq!(parse(date.to_string().as_bytes()), Some(Moment { day: days, micros: None }));
        }
    }
}
