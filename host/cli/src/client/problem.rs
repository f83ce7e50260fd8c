//! What goes wrong between a command and the server, and what to do about it.

use reqwest::StatusCode;
use serde::Deserialize;

use super::find::{Known, Place};
use crate::error::Exit;

/// Why a question got no good answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AskError {
    /// Nobody answered, or the answer broke off.
    #[error("cannot reach the server at {}: {why}", url(.place))]
    Unreachable {
        /// Where it was asked.
        place: Box<Place>,
        /// Why not.
        why: String,
    },
    /// Somebody answered whose certificate is not to be trusted.
    #[error("cannot trust what answers at {}: {why}", url(.place))]
    Untrusted {
        /// Where it was asked.
        place: Box<Place>,
        /// What is wrong with the certificate.
        why: String,
    },
    /// Somebody answered who does not speak as a server of ours does.
    #[error("what answers at {} is no runner server: {why}", url(.place))]
    Stranger {
        /// Where it was asked.
        place: Box<Place>,
        /// What was odd.
        why: String,
    },
    /// The server wants a token, or another one.
    #[error("the server at {} {}", url(.place), if *.with_token { "does not take this token" } else { "wants a token" })]
    NotAllowed {
        /// Where it was asked.
        place: Box<Place>,
        /// Whether one was sent.
        with_token: bool,
    },
    /// The server says what is wrong.
    #[error("{problem}")]
    Problem {
        /// What it says.
        problem: Problem,
        /// What to do about it.
        hint: Option<&'static str>,
    },
    /// Something here failed, a file say.
    #[error("{0}")]
    Here(String),
}

/// An `application/problem+json` (RFC 9457).
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Problem {
    status: u16,
    code: String,
    detail: String,
    #[serde(default)]
    errors: Vec<FieldError>,
}

#[derive(Debug, Clone, Deserialize)]
struct FieldError {
    path: String,
    message: String,
}

fn url(place: &Place) -> &str {
    place.url.as_str().trim_end_matches('/')
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)?;
        // One alone is part of the detail.
        if self.errors.len() > 1 {
            for error in &self.errors {
                write!(f, "\n  {}: {}", error.path, error.message)?;
            }
        }
        Ok(())
    }
}

impl AskError {
    /// Of a request that failed before there was an answer, or while the answer came.
    pub(super) fn of_request(place: &Place, error: &reqwest::Error) -> Self {
        // What our own part of a request could not read is found among the causes.
        let mut cause: Option<&dyn std::error::Error> = Some(error);
        let mut deepest = error.to_string();
        while let Some(inner) = cause {
            if let Some(unread) = inner.downcast_ref::<Unread>() {
                return Self::Here(unread.0.clone());
            }
            if let Some(own) = inner.downcast_ref::<std::io::Error>().and_then(innermost) {
                if let Some(unread) = own.downcast_ref::<Unread>() {
                    return Self::Here(unread.0.clone());
                }
                if let Some(rustls::Error::InvalidCertificate(_)) = own.downcast_ref() {
                    return Self::Untrusted {
                        place: place.clone().into(),
                        why: own.to_string(),
                    };
                }
            }
            deepest = inner.to_string();
            cause = inner.source();
        }
        Self::Unreachable {
            place: place.clone().into(),
            why: if error.is_timeout() {
                "it takes too long to answer".to_owned()
            } else {
                deepest
            },
        }
    }

    /// Of an answer that is no success.
    pub(super) fn of_answer(asked: &Asked<'_>, status: StatusCode, body: &str) -> Self {
        let place = asked.place;
        match serde_json::from_str::<Problem>(body) {
            Ok(_) if status == StatusCode::UNAUTHORIZED => Self::NotAllowed {
                place: place.clone().into(),
                with_token: asked.with_token,
            },
            Ok(problem) => Self::Problem {
                problem,
                hint: match status {
                    StatusCode::NOT_FOUND => where_to_look(asked.path),
                    StatusCode::FORBIDDEN => Some(OTHER_TOKEN),
                    _ => None,
                },
            },
            Err(_) => Self::Stranger {
                place: place.clone().into(),
                why: format!("it says {status} and nothing that can be understood"),
            },
        }
    }

    /// Of an answer that does not read as what was asked for.
    pub(super) fn unreadable(place: &Place, error: &serde_json::Error) -> Self {
        Self::Stranger {
            place: place.clone().into(),
            why: format!("its answer does not read: {error}"),
        }
    }

    /// Whether it may be over in a while: the server is gone or going.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable { .. } => true,
            Self::Problem { problem, .. } => problem.status == 503,
            Self::NotAllowed { .. }
            | Self::Untrusted { .. }
            | Self::Stranger { .. }
            | Self::Here(_) => false,
        }
    }

    /// Whether it is about a plugin that the server is still compiling.
    pub(crate) fn is_compiling(&self) -> bool {
        matches!(self, Self::Problem { problem, .. } if problem.code == "plugin_compiling")
    }

    /// Whether what was asked for is not there.
    pub(crate) fn is_not_found(&self) -> bool {
        matches!(self, Self::Problem { problem, .. } if problem.status == 404)
    }

    /// How a command ends by it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Unreachable { .. } | Self::Untrusted { .. } | Self::Stranger { .. } => {
                Exit::Unreachable
            }
            Self::Here(_) => Exit::Failed,
            Self::NotAllowed { .. } => Exit::NotAllowed,
            Self::Problem { problem, .. } => match problem.status {
                403 => Exit::NotAllowed,
                404 => Exit::NotFound,
                400 | 413 | 422 if problem.code == "unknown_processor" => Exit::NotFound,
                400 | 413 | 422 => Exit::Usage,
                503 => Exit::Unreachable,
                _ => Exit::Failed,
            },
        }
    }

    /// What to do about it.
    pub(crate) fn hint(&self) -> Option<&'static str> {
        const START: &str = "start one: runner serve";
        const START_THAT: &str = "start it there: runner serve --listen ADDRESS; or say which other server is meant: \
                                  --server URL, or RUNNER_SERVER";
        const ELSEWHERE: &str =
            "is it the right one? --server URL, or RUNNER_SERVER, says which server is asked";
        const AUTHORITY: &str = "if its certificate is signed by an authority of your own, say which: --server-ca FILE, or \
                                 RUNNER_SERVER_CA";
        const TOKEN: &str = "its token is in the file `token` of its data folder: say --token-file FILE, or set \
                             RUNNER_TOKEN";
        match self {
            Self::Unreachable { place, .. } => Some(match place.known {
                Known::Said => START_THAT,
                Known::Written | Known::Guessed => START,
            }),
            Self::Untrusted { .. } => Some(AUTHORITY),
            Self::Stranger { .. } => Some(ELSEWHERE),
            Self::NotAllowed { .. } => Some(TOKEN),
            Self::Problem { hint, .. } => *hint,
            Self::Here(_) => None,
        }
    }
}

/// What an I/O error is made of. Others wrap theirs in one more, which hides it from those who ask for the source.
fn innermost(error: &std::io::Error) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
    let own = error.get_ref()?;
    match own.downcast_ref::<std::io::Error>() {
        Some(inner) => innermost(inner).or(Some(own)),
        None => Some(own),
    }
}

/// What helps whoever may not do something.
const OTHER_TOKEN: &str = "use another token: --token-file FILE, or RUNNER_TOKEN; an administrator makes one by `runner \
                           token create NAME --role ROLE`";

/// Where to see what there is, of a kind of which something was not found.
fn where_to_look(path: &[&str]) -> Option<&'static str> {
    Some(match path {
        ["jobs", _, ..] => "see which jobs there are: runner job list",
        ["queues", _, ..] => "see which queues there are: runner queue list",
        ["workers", _, ..] => "see which workers there are: runner workers",
        ["schedules", _, ..] => "see which schedules there are: runner schedule list",
        ["batches", _, ..] => "see which batches there are: runner batch list",
        ["templates", _, ..] => "see which templates there are: runner template list",
        ["tokens", _, ..] => "see which tokens there are: runner token list",
        ["secrets", _, ..] => "see which secrets there are: runner secret list",
        ["plugins", _, "activate"] | ["plugins", _, "versions", _] => {
            "see what there is: runner plugin list, and runner plugin versions NAME"
        }
        ["plugins", _]
        | [
            "plugins",
            _,
            "grants" | "refusals" | "approve" | "rollback" | "versions",
            ..,
        ] => "see which plugins there are: runner plugin list",
        ["errors", _, ..] => "see which errors there are: runner errors",
        _ => return None,
    })
}

/// What was asked, and how.
pub(super) struct Asked<'a> {
    pub(super) place: &'a Place,
    pub(super) path: &'a [&'a str],
    pub(super) with_token: bool,
}

/// A part of a request that could not be read, and what to say of it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Unread(pub(super) String);
