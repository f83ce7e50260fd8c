//! For which plugin something was granted: who may go on with a grant, and who must be looked at first.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::wants::HttpWants;

/// What somebody had before them when they granted something: where the plugin came from, and what it asked for.
///
/// A grant is of a name, and the name outlives the bytes behind it. The next version goes on with the grant only if it
/// comes from the same source and asks for nothing more: otherwise whoever can replace a plugin could have it reach what
/// nobody meant to allow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Where the plugin came from: `bundled`, `installed`, or a file.
    pub source: String,
    /// What it asked for.
    pub wants: HttpWants,
}

/// Why a version of a plugin does not go on with a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// It comes from elsewhere than the one for which it was granted.
    Source {
        /// Where that one came from.
        approved: String,
        /// Where this one comes from.
        now: String,
    },
    /// It asks for more.
    Wants {
        /// What that one did not ask for.
        more: HttpWants,
    },
}

impl Approval {
    /// Whether a version may go on with what was granted.
    pub fn covers(&self, source: &str, wants: &HttpWants) -> Result<(), Held> {
        if self.source != source {
            return Err(Held::Source {
                approved: self.source.clone(),
                now: source.to_owned(),
            });
        }
        let more = wants.beyond(&self.wants);
        if more.is_empty() {
            Ok(())
        } else {
            Err(Held::Wants { more })
        }
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source { approved, now } => write!(
                f,
                "it was granted to the plugin from {approved}, and the one that runs comes from {now}"
            ),
            Self::Wants { more } => write!(
                f,
                "the version that runs asks for more than the one for which it was granted: {more}"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wants(texts: &[&str]) -> HttpWants {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_version_that_asks_for_more_or_comes_from_elsewhere_is_held() {
        let approval = Approval {
            source: "plugins/fetch.wasm".to_owned(),
            wants: wants(&["https://*.example.com", "https://b.com"]),
        };
        let ask = |source: &str, texts: &[&str]| approval.covers(source, &wants(texts));
        assert_eq!(ask("plugins/fetch.wasm", &["https://b.com/v1"]), Ok(()));
        assert_eq!(ask("plugins/fetch.wasm", &[]), Ok(()));
        let more = ask("plugins/fetch.wasm", &["*", "https://b.com"]).unwrap_err();
        assert_eq!(
            more.to_string(),
            "the version that runs asks for more than the one for which it was granted: *"
        );
        assert_eq!(
            ask("installed", &["https://b.com"])
                .unwrap_err()
                .to_string(),
            "it was granted to the plugin from plugins/fetch.wasm, and the one that runs comes from installed"
        );
        let json = serde_json::to_string(&approval).unwrap();
        assert_eq!(
            json,
            r#"{"source":"plugins/fetch.wasm","wants":["https://*.example.com","https://b.com"]}"#
        );
        assert_eq!(serde_json::from_str::<Approval>(&json).unwrap(), approval);
    }
}
