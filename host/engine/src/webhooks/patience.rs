//! When what is tried again, and when an endpoint is left alone. Pure.

use std::time::Duration;

use runner_model::{Jitter, Timestamp};
use runner_store::Health;

/// After how many failures in a row an endpoint is left alone, so that what it would not take is not tried one by one.
pub(super) const RESTS_AFTER: u32 = 3;

/// The longest that it is left alone: it should not be missed for long when it comes back.
const LONGEST_REST: Duration = Duration::from_secs(5 * 60);

/// How much longer or shorter a wait may be, so that many do not come at once.
const SPREAD: f64 = 0.1;

/// When a delivery is tried again that was tried so often; none if it is given up.
pub(super) fn next_try(
    retry: &[Duration],
    attempts: u32,
    (now, jitter): (Timestamp, Jitter),
    asked: Option<Duration>,
) -> Option<Timestamp> {
    let wait = usize::try_from(attempts)
        .ok()
        .and_then(|attempts| retry.get(attempts.checked_sub(1)?))?;
    let wait = wait.mul_f64(jitter.within(SPREAD));
    // The endpoint may want more, but not without end.
    let longest = retry.iter().max().copied().unwrap_or_default();
    let asked = asked.unwrap_or_default().min(longest);
    Some(now.after(wait.max(asked)))
}

/// How an endpoint stands after a failure.
pub(super) fn failed(before: Health, now: Timestamp, retry: &[Duration]) -> Health {
    let failures = before.failures.saturating_add(1);
    Health {
        failures,
        failing_since: before.failing_since.or(Some(now)),
        rests_until: rest(failures, retry).map(|rest| now.after(rest)),
    }
}

/// How long an endpoint is left alone that failed so often in a row: as long as a delivery waits, within bounds.
fn rest(failures: u32, retry: &[Duration]) -> Option<Duration> {
    let beyond = usize::try_from(failures.checked_sub(RESTS_AFTER)?).ok()?;
    let rest = retry.get(beyond).or(retry.last());
    Some(rest.map_or(LONGEST_REST, |rest| LONGEST_REST.min(*rest)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhooks::WebhookConfig;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    #[test]
    fn a_delivery_is_tried_for_a_day_and_then_given_up() {
        let retry = WebhookConfig::default().retry;
        let mut waited = Duration::ZERO;
        let mut attempts = 1;
        while let Some(next) = next_try(&retry, attempts, (NOW, Jitter::new(0.5)), None) {
            waited += next.since(NOW);
            attempts += 1;
        }
        assert_eq!(attempts, 8);
        let hours = waited.as_secs_f64() / 3_600.0;
        assert!((23.0..24.0).contains(&hours), "{hours}");
    }

    #[test]
    fn an_endpoint_that_asks_for_time_has_it_within_bounds() {
        let retry = WebhookConfig::default().retry;
        let wait = |asked| {
            let next = next_try(&retry, 1, (NOW, Jitter::new(0.5)), Some(asked));
            next.unwrap().since(NOW)
        };
        assert_eq!(wait(Duration::from_secs(1)), Duration::from_secs(5));
        assert_eq!(wait(Duration::from_secs(60)), Duration::from_secs(60));
        assert_eq!(wait(Duration::MAX), Duration::from_secs(10 * 60 * 60));
    }

    #[test]
    fn an_endpoint_that_fails_again_and_again_is_left_alone_for_a_while() {
        let retry = WebhookConfig::default().retry;
        let mut health = Health::default();
        let mut rests = Vec::new();
        for _ in 0..6 {
            health = failed(health, NOW, &retry);
            rests.push(health.rests_until.map(|until| until.since(NOW).as_secs()));
        }
        assert_eq!(
            rests,
            [None, None, Some(5), Some(300), Some(300), Some(300)]
        );
        assert_eq!((health.failures, health.failing_since), (6, Some(NOW)));
        assert_eq!(rest(3, &[]), Some(LONGEST_REST));
    }
}
