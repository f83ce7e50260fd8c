//! How long a server asks to be left alone: the header `Retry-After` (RFC 9110, 10.2.3).

use std::time::{Duration, SystemTime};

/// Reads the header: seconds, or a date.
pub(super) fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than goes into the number is for ever, near enough.
        return Some(Duration::from_secs(
            value.parse().unwrap_or(u64::MAX / 1000),
        ));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    Some(until.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_and_nonsense_is_not() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_770);
        let read = |value| retry_after(value, now).map(|delay| delay.as_secs());
        assert_eq!(read("120"), Some(120));
        assert_eq!(read(" 0 "), Some(0));
        assert_eq!(read("Sun, 06 Nov 1994 08:49:37 GMT"), Some(7));
        assert_eq!(read("Sunday, 06-Nov-94 08:49:37 GMT"), Some(7));
        assert_eq!(read("Sun Nov  6 08:49:37 1994"), Some(7));
        assert_eq!(read("Sun, 06 Nov 1994 08:00:00 GMT"), Some(0));
        assert_eq!(read("99999999999999999999999"), Some(u64::MAX / 1000));
        for wrong in ["", "-1", "1.5", "soon", "Sun, 99 Nov 1994 08:49:37 GMT"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
