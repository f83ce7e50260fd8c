//! Dates and times as ISO 8601 and RFC 3339 write them, checked against the calendar.

/// Whether this is a date (`2026-01-31`) or an RFC 3339 time (`2026-01-31T09:30:00.5+01:00`).
#[inline]
pub fn is_date(text: &[u8]) -> bool {
    match text {
        [date @ .., b'Z' | b'z'] if date.len() >= 19 => is_local_time(date),
        _ if text.len() == 10 => is_day(text),
        _ if text.len() >= 25 => {
            let (time, offset) = text.split_at(text.len() - 6);
            is_local_time(time) && is_offset(offset)
        }
        _ => false,
    }
}

fn is_day(text: &[u8]) -> bool {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
        return false;
    };
    let (Some(century), Some(rest), Some(month), Some(day)) =
        (two(y1, y2), two(y3, y4), two(m1, m2), two(d1, d2))
    else {
        return false;
    };
    (1..=12).contains(&month) && (1..=days_in(century * 100 + rest, month)).contains(&day)
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    }
}

/// A day, `T`, and a time of day without an offset.
fn is_local_time(text: &[u8]) -> bool {
    let Some((day, time)) = text.split_at_checked(10) else {
        return false;
    };
    let &[
        b'T' | b't',
        h1,
        h2,
        b':',
        m1,
        m2,
        b':',
        s1,
        s2,
        ref fraction @ ..,
    ] = time
    else {
        return false;
    };
    let (Some(hour), Some(minute), Some(second)) = (two(h1, h2), two(m1, m2), two(s1, s2)) else {
        return false;
    };
    // A leap second is the sixty-first of its minute.
    let in_range = hour < 24 && minute < 60 && second < 61;
    let fraction_fits = match fraction {
        [] => true,
        [b'.', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    in_range && fraction_fits && is_day(day)
}

fn is_offset(text: &[u8]) -> bool {
    let &[b'+' | b'-', h1, h2, b':', m1, m2] = text else {
        return false;
    };
    matches!((two(h1, h2), two(m1, m2)), (Some(..24), Some(..60)))
}

#[inline(always)]
fn two(tens: u8, ones: u8) -> Option<u32> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| u32::from(tens) * 10 + u32::from(ones))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_of_the_calendar_and_rfc_3339_times() {
        for text in [
            "2026-01-31",
            "2024-02-29",
            "2000-02-29",
            "2026-12-31T23:59:60Z",
            "2026-01-31t09:30:00z",
            "2026-01-31T09:30:00.123456789Z",
            "2026-01-31T09:30:00+01:00",
            "2026-01-31T09:30:00.5-23:59",
        ] {
            assert!(is_date(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "2026-1-31",
            "2026-02-30",
            "2025-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-01-00",
            "20260131",
            "31.01.2026",
            "2026-01-31T09:30:00",
            "2026-01-31 09:30:00Z",
            "2026-01-31T24:00:00Z",
            "2026-01-31T09:60:00Z",
            "2026-01-31T09:30Z",
            "2026-01-31T09:30:00.Z",
            "2026-01-31T09:30:00+24:00",
            "2026-01-31T09:30:00+0100",
            "2026-01-31Z",
        ] {
            assert!(!is_date(text.as_bytes()), "{text}");
        }
    }
}
