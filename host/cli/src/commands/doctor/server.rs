//! The server that commands ask.

use runner_engine::SmtpConfig;
use serde::Deserialize;

use super::Finding;
use crate::client::{AskError, Client, Listed, Query, ServerArgs, block_on};
use crate::error::{Exit, UserError};
use crate::options::Global;

#[derive(Deserialize)]
struct Worker {
    version: Option<String>,
}

/// Whether it can be reached, and whether it is of this version.
pub(super) fn reached(global: &Global, args: &ServerArgs) -> Finding {
    let asked = Client::open(global, args).and_then(|client| {
        let place = client.address().to_owned();
        let is_known = client.is_known();
        block_on(async {
            let workers: Result<Listed<Worker>, AskError> =
                client.get(&["workers"], &Query::new()).await;
            Ok((place, is_known, workers))
        })
    });
    let (place, is_known, workers) = match asked {
        Ok(asked) => asked,
        Err(error) => {
            let hint = error
                .downcast_ref::<UserError>()
                .and_then(UserError::hint_text);
            let hint = hint
                .unwrap_or("say which server is meant: --server URL")
                .to_owned();
            return Finding::bad("server", format!("{error:#}"), hint);
        }
    };
    match workers {
        Ok(workers) => {
            let version = workers.items.into_iter().find_map(|worker| worker.version);
            judge(&place, version.as_deref())
        }
        // It is there, and this token sees jobs of its own alone.
        Err(AskError::Problem { .. }) => Finding::good(
            "server",
            format!("{place} answers; its version is not for this token to see"),
        ),
        Err(AskError::Unreachable { .. }) if !is_known => Finding::doubtful(
            "server",
            format!("none runs at {place}"),
            "start one: runner serve",
        ),
        Err(error) => {
            let hint = match error.exit() {
                Exit::NotAllowed => "say --token-file FILE, or set RUNNER_TOKEN",
                _ => "start it, or say which other server is meant: --server URL, or RUNNER_SERVER",
            };
            Finding::bad("server", error.to_string(), error.hint().unwrap_or(hint))
        }
    }
}

/// Of a webhook as far as it matters here.
#[derive(Deserialize)]
struct Webhook {
    id: String,
    url: String,
    enabled: bool,
    failing_since: Option<String>,
}

/// Whether those who are told by mail can be; none if nobody is, or the server does not say.
pub(super) fn mail(
    global: &Global,
    args: &ServerArgs,
    smtp: Option<&SmtpConfig>,
) -> Option<Finding> {
    let client = Client::open(global, args).ok()?;
    let asked = block_on(async {
        let webhooks: Listed<Webhook> = client.get(&["webhooks"], &Query::new()).await?;
        Ok(webhooks.items)
    });
    judge_mail(asked.ok()?, smtp)
}

fn judge_mail(webhooks: Vec<Webhook>, smtp: Option<&SmtpConfig>) -> Option<Finding> {
    let is_mail = |webhook: &Webhook| webhook.enabled && webhook.url.starts_with("mailto:");
    let by_mail: Vec<Webhook> = webhooks.into_iter().filter(is_mail).collect();
    let first = by_mail.first()?;
    let Some(smtp) = smtp else {
        return Some(Finding::bad(
            "mail",
            format!(
                "{} is told by mail, and the configuration has no [smtp]",
                first.url
            ),
            "say which server mail is handed to: runner config default shows how",
        ));
    };
    let failing = by_mail
        .iter()
        .find_map(|one| Some((one, one.failing_since.as_deref()?)));
    Some(match failing {
        Some((one, since)) => Finding::doubtful(
            "mail",
            format!("{} gets none since {since}", one.url),
            format!("see why: runner webhook test {}", one.id),
        ),
        None => Finding::good(
            "mail",
            format!("{} are told by mail, through {}", by_mail.len(), smtp.host),
        ),
    })
}

fn judge(place: &str, version: Option<&str>) -> Finding {
    let own = env!("CARGO_PKG_VERSION");
    match version {
        Some(version) if version == own => {
            Finding::good("server", format!("{place} answers, version {version}"))
        }
        other => {
            let version = other.unwrap_or("of before versions were told");
            Finding::doubtful(
                "server",
                format!("{place} answers, version {version}, and this command is {own}"),
                "use the same version of both: some of what one knows may be unknown to the other",
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Health;
    use super::*;

    #[test]
    fn mail_that_cannot_be_sent_is_bad() {
        let hook = |url: &str, enabled, failing: Option<&str>| Webhook {
            id: "3".to_owned(),
            url: url.to_owned(),
            enabled,
            failing_since: failing.map(str::to_owned),
        };
        let text = "[smtp]\nhost = \"mail\"\nfrom = \"a@b.com\"\n";
        let config = runner_engine::Config::parse("r.toml".as_ref(), text).unwrap();
        let smtp = config.smtp.as_ref();
        let health = |hooks, smtp| judge_mail(hooks, smtp).map(|finding| finding.health);
        let http = || hook("https://a.com/", true, Some("then"));
        assert_eq!(
            health(vec![http(), hook("mailto:a@b.c", false, None)], None),
            None
        );
        let well = || vec![http(), hook("mailto:a@b.c", true, None)];
        assert_eq!(health(well(), None), Some(Health::Bad));
        assert_eq!(health(well(), smtp), Some(Health::Good));
        let failing = vec![hook("mailto:a@b.c", true, Some("then"))];
        assert_eq!(health(failing, smtp), Some(Health::Doubtful));
    }

    #[test]
    fn a_server_of_another_version_is_doubtful() {
        let health = |version| judge("http://a", version).health;
        assert_eq!(health(Some(env!("CARGO_PKG_VERSION"))), Health::Good);
        assert_eq!(health(Some("99.0.0")), Health::Doubtful);
        assert_eq!(health(None), Health::Doubtful);
    }
}
