//! The server that commands ask.

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
    fn a_server_of_another_version_is_doubtful() {
        let health = |version| judge("http://a", version).health;
        assert_eq!(health(Some(env!("CARGO_PKG_VERSION"))), Health::Good);
        assert_eq!(health(Some("99.0.0")), Health::Doubtful);
        assert_eq!(health(None), Health::Doubtful);
    }
}
