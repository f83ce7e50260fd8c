//! Times as people say them.

use jiff::Timestamp;

/// How long it is from one moment to another, in one or two units.
pub(crate) fn span(from: Timestamp, to: Timestamp) -> String {
    let millis = (to.as_millisecond() - from.as_millisecond()).max(0);
    let (seconds, minutes, hours) = (millis / 1000, millis / 60_000, millis / 3_600_000);
    match seconds {
        0 => format!("{millis}ms"),
        1..=59 => format!("{seconds}.{}s", millis % 1000 / 100),
        60..=3599 => format!("{minutes}m {}s", seconds % 60),
        3600..=86_399 => format!("{hours}h {}m", minutes % 60),
        _ => format!("{}d {}h", hours / 24, hours % 24),
    }
}

/// When something was, or will be, seen from now.
pub(crate) fn ago(at: Timestamp, now: Timestamp) -> String {
    if at > now {
        format!("in {}", span(now, at))
    } else {
        format!("{} ago", span(at, now))
    }
}

/// The same of a time as the server writes it; one that cannot be read is shown as it is.
fn ago_text(at: &str, now: Timestamp) -> String {
    at.parse().map_or_else(|_| at.to_owned(), |at| ago(at, now))
}

/// The same, seen from this moment.
pub(crate) fn when(at: &str) -> String {
    ago_text(at, Timestamp::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_in_one_or_two_units() {
        let said = |millis| {
            let to = Timestamp::from_millisecond(millis).unwrap();
            span(Timestamp::UNIX_EPOCH, to)
        };
        let all = [7, 1_230, 61_000, 7_500_000, 90_000_000].map(said);
        assert_eq!(all, ["7ms", "1.2s", "1m 1s", "2h 5m", "1d 1h"]);
    }

    #[test]
    fn times_are_said_as_seen_from_now() {
        let now = Timestamp::from_second(1_000_000).unwrap();
        let said = |seconds| ago(Timestamp::from_second(seconds).unwrap(), now);
        assert_eq!(said(999_995), "5.0s ago");
        assert_eq!(said(1_003_600), "in 1h 0m");
        assert_eq!(ago_text("whenever", now), "whenever");
    }
}
