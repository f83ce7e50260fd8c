//! What no sum over rows gives: the time that they are of, shares, and how all attempts together were spread.

use std::collections::BTreeMap;

use runner_model::{Limit, StatsAsk, StatsWindow, Timestamp};
use serde::Deserialize;

use crate::client::Client;

/// How all jobs of a time went together.
#[derive(Debug)]
pub(super) struct Glance {
    window: StatsWindow,
    attempts: Attempts,
}

#[derive(Debug, Deserialize)]
struct Stats {
    attempts: Attempts,
}

#[derive(Debug, Deserialize)]
struct Attempts {
    success_rate: Option<f64>,
    duration_ms: Spread,
    queue_ms: Spread,
    #[serde(flatten)]
    counts: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Deserialize)]
struct Spread {
    mean: Option<f64>,
    p95: Option<u64>,
}

impl Glance {
    /// Asks for the same time that the report is about.
    pub(super) async fn of(client: &Client, ask: &StatsAsk) -> anyhow::Result<Self> {
        let now = Timestamp::from_millis(jiff::Timestamp::now().as_millisecond());
        let window = ask.window(now);
        let query = vec![
            ("since", window.from.to_string()),
            ("until", window.until.to_string()),
            ("span", window.span.to_string()),
            ("users", "0".to_owned()),
        ];
        let Stats { attempts } = client.get(&["stats"], &query).await?;
        Ok(Self { window, attempts })
    }

    /// Whether no attempt ended.
    pub(super) fn is_empty(&self) -> bool {
        self.attempts() == 0
    }

    fn attempts(&self) -> u64 {
        const OUTCOMES: [&str; 5] = [
            "completed",
            "failed",
            "cancelled",
            "retrying",
            "interrupted",
        ];
        let count = |outcome: &&str| self.attempts.counts.get(*outcome)?.as_u64();
        OUTCOMES.iter().filter_map(count).sum()
    }

    /// A line about them.
    pub(super) fn line(&self) -> String {
        let Attempts {
            success_rate,
            duration_ms,
            queue_ms,
            ..
        } = &self.attempts;
        let mut said = vec![format!(
            "From {} until {} UTC",
            minute(self.window.from),
            minute(self.window.until)
        )];
        if self.is_empty() {
            said.push("nothing ran".to_owned());
        }
        if let Some(rate) = success_rate {
            said.push(format!(
                "{:.1} % of the jobs that ended completed",
                rate * 100.0
            ));
        }
        for (what, spread) in [("an attempt took", duration_ms), ("it waited", queue_ms)] {
            if let (Some(mean), Some(p95)) = (spread.mean, spread.p95) {
                let mean = Limit::Timeout.show((mean.round() as u64).max(1));
                let p95 = Limit::Timeout.show(p95.max(1));
                said.push(format!(
                    "{what} {mean} in the mean, and no longer than {p95} in 95 of 100 cases"
                ));
            }
        }
        said.join("; ")
    }
}

fn minute(at: Timestamp) -> String {
    let text = at.to_string();
    text.get(..16).unwrap_or(&text).replace('T', " ")
}
