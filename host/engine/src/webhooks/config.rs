//! What the configuration file says of webhooks: `[webhooks]`.

use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use runner_model::{Limit, Network, Origin};
use serde::Deserialize;
use toml::Spanned;

/// How many times a delivery may be tried again.
const MOST_RETRIES: usize = 20;

/// The longest wait that can be asked for.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What an operator decides about webhooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookConfig {
    /// Addresses that are not of the public internet, and that webhooks may be sent to: `allow`.
    pub allow: Arc<[Network]>,
    /// How long to wait before each time that a delivery is tried again: `retry`. After the last it is given up.
    pub retry: Arc<[Duration]>,
    /// How long one try may take: `timeout`.
    pub timeout: Duration,
    /// For how long nothing could be delivered before a webhook is told no more: `disable_after`.
    pub disable_after: Duration,
}

impl Default for WebhookConfig {
    fn default() -> Self {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        let retry = [
            5,
            5 * MINUTE,
            30 * MINUTE,
            2 * HOUR,
            5 * HOUR,
            10 * HOUR,
            6 * HOUR,
        ];
        Self {
            allow: Arc::default(),
            retry: retry.map(Duration::from_secs).into(),
            timeout: Duration::from_secs(15),
            disable_after: Duration::from_secs(3 * 24 * HOUR),
        }
    }
}

/// The section as it is written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct Section {
    allow: Option<Vec<Network>>,
    retry: Option<Vec<Spanned<String>>>,
    timeout: Option<Spanned<String>>,
    disable_after: Option<Spanned<String>>,
}

impl WebhookConfig {
    /// Reads the section. What is wrong comes with its place in the file.
    pub(crate) fn read(section: Section) -> Result<Self, (usize, String)> {
        let mut config = Self::default();
        if let Some(allow) = section.allow {
            config.allow = allow.into();
        }
        if let Some(retry) = section.retry {
            if let Some(beyond) = retry.get(MOST_RETRIES) {
                let message = format!("`retry`: {MOST_RETRIES} times at the most");
                return Err((beyond.span().start, message));
            }
            let waits = retry.into_iter().map(|wait| duration("retry", wait));
            config.retry = waits.collect::<Result<_, _>>()?;
        }
        if let Some(timeout) = section.timeout {
            config.timeout = duration("timeout", timeout)?;
        }
        if let Some(after) = section.disable_after {
            config.disable_after = duration("disable_after", after)?;
        }
        Ok(config)
    }

    /// Whether an address that is not of the public internet may be sent to.
    pub(super) fn allows(&self, address: IpAddr) -> bool {
        self.allow.iter().any(|network| network.contains(address))
    }

    /// Why something is not sent to an address, and what would allow it.
    pub(super) fn refusal(&self, origin: &Origin, address: IpAddr, kind: &str) -> String {
        let with = Self {
            allow: self
                .allow
                .iter()
                .copied()
                .chain([Network::from(address)])
                .collect(),
            ..Self::default()
        };
        let block = with.toml().replace('\n', "\n    ");
        format!(
            "{origin} leads to {address}, {kind} address, which webhooks are not sent to; an operator may allow it in \
             runner.toml by\n\n    {}",
            block.trim_end()
        )
    }

    /// The same as a file says it; empty if it is as without.
    pub(crate) fn toml(&self) -> String {
        let usual = Self::default();
        let mut text = String::new();
        let quoted = |texts: Vec<String>| {
            let texts: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
            format!("[{}]", texts.join(", "))
        };
        let shown = |wait: &Duration| Limit::Timeout.exact(millis(*wait));
        // Writing to a String cannot fail, here and below.
        if self.allow != usual.allow {
            let allow = self.allow.iter().map(Network::to_string).collect();
            let _ = writeln!(text, "allow = {}", quoted(allow));
        }
        if self.retry != usual.retry {
            let _ = writeln!(
                text,
                "retry = {}",
                quoted(self.retry.iter().map(shown).collect())
            );
        }
        if self.timeout != usual.timeout {
            let _ = writeln!(text, "timeout = \"{}\"", shown(&self.timeout));
        }
        if self.disable_after != usual.disable_after {
            let _ = writeln!(text, "disable_after = \"{}\"", shown(&self.disable_after));
        }
        if text.is_empty() {
            return text;
        }
        format!("[webhooks]\n{text}")
    }
}

fn millis(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}

fn duration(name: &str, text: Spanned<String>) -> Result<Duration, (usize, String)> {
    let at = text.span().start;
    // Timeouts are written in the same way.
    let parsed = Limit::Timeout.parse(text.get_ref());
    let wait = parsed
        .map(Duration::from_millis)
        .map_err(|why| (at, format!("`{name}`: {why}")))?;
    if wait.is_zero() || wait > LONGEST {
        return Err((at, format!("`{name}`: write a duration from 1ms to 30days")));
    }
    Ok(wait)
}
