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
}
