//! What goes wrong with a request.

use std::fmt;
use std::time::Duration;

use crate::Failure;

/// What went wrong with a request. `?` makes a [`Failure`] of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The text is no URL of a request.
    Url(String),
    /// The method, or the name or value of a header, cannot be sent; which one.
    Unsendable(String),
    /// Nobody granted it. The job's log says which grant would allow it.
    Denied(String),
    /// It could not be sent or its answer not be read; another try may succeed.
    Transport(String),
    /// It could not be sent or its answer not be read, and another try would fare no better.
    Refused(String),
    /// The server answered with a status that is no success.
    Status {
        /// The URL.
        url: String,
        /// The status.
        status: u16,
        /// How long the server asks to be left alone.
        retry_after: Option<Duration>,
        /// The beginning of what it said.
        body: String,
    },
    /// The answer is longer than it may be.
    TooLong {
        /// The URL.
        url: String,
        /// The most bytes that are taken.
        most: usize,
    },
    /// The answer, or what was to be sent, is not what it should be: no JSON, say.
    Data(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => write!(
                f,
                "`{url}` is no URL of a request: it begins with https:// or http://"
            ),
            Self::Unsendable(what) => write!(f, "{what} cannot be sent"),
            Self::Denied(url) => write!(f, "{url} is not granted"),
            Self::Transport(why) | Self::Refused(why) | Self::Data(why) => f.write_str(why),
            Self::Status {
                url, status, body, ..
            } => {
                write!(f, "{url} answered {status}")?;
                if !body.is_empty() {
                    write!(f, ": {body}")?;
                }
                Ok(())
            }
            Self::TooLong { url, most } => {
                write!(f, "{url} answered more than {most} bytes")
            }
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// Whether another try may succeed.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Transport(_) => true,
            // Took too long, too early, too many, and what is the server's own fault but not a matter of what was asked.
            Self::Status { status, .. } => {
                matches!(status, 408 | 425 | 429) || (500..600).contains(status) && *status != 501
            }
            _ => false,
        }
    }
}

/// A server that says how long to wait is given that time, which does not count as a failure. What another try may mend
/// is transient, all else permanent.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let delay = match &error {
            Error::Status { retry_after, .. } if error.is_transient() => *retry_after,
            _ => None,
        };
        match delay {
            Some(delay) => Self::retry_after(delay, error),
            None if error.is_transient() => Self::transient(error),
            None => Self::permanent(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16, retry_after: Option<u64>) -> Failure {
        Failure::from(Error::Status {
            url: "https://a.com".to_owned(),
            status,
            retry_after: retry_after.map(Duration::from_secs),
            body: "no".to_owned(),
        })
    }

    #[test]
    fn what_a_server_says_decides_whether_another_try_makes_sense() {
        for permanent in [301, 400, 401, 403, 404, 422, 501] {
            assert!(
                matches!(status(permanent, None), Failure::Permanent(_)),
                "{permanent}"
            );
        }
        for transient in [408, 425, 429, 500, 502, 503, 504] {
            assert!(
                matches!(status(transient, None), Failure::Transient(_)),
                "{transient}"
            );
        }
        let patient =
            Failure::retry_after(Duration::from_secs(7), "https://a.com answered 429: no");
        assert_eq!(status(429, Some(7)), patient);
        assert!(matches!(status(404, Some(7)), Failure::Permanent(_)));
    }

    #[test]
    fn a_lost_connection_is_worth_another_try_and_a_refusal_is_not() {
        let of = |error: Error| Failure::from(error);
        assert!(matches!(
            of(Error::Transport("lost".to_owned())),
            Failure::Transient(_)
        ));
        assert!(matches!(
            of(Error::Denied("x".to_owned())),
            Failure::Permanent(_)
        ));
        assert!(matches!(
            of(Error::Data("x".to_owned())),
            Failure::Permanent(_)
        ));
    }
}
