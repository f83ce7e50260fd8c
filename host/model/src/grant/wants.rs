//! What a plugin asks for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::origin::Origin;
use super::target::{HttpTarget, ParseTargetError};
use crate::descriptor::Want;
use crate::text::as_text;

/// One thing that a plugin asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HttpWant {
    /// Any host that the operator grants: `*`.
    Any,
    /// Those, as far as the operator grants them.
    Of(HttpTarget),
}

as_text!(HttpWant);

/// All the HTTP that a plugin asks for. As JSON it is a list of texts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HttpWants(Vec<HttpWant>);

impl FromStr for HttpWant {
    type Err = ParseTargetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "*" {
            return Ok(Self::Any);
        }
        text.parse().map(Self::Of)
    }
}

impl fmt::Display for HttpWant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Of(target) => write!(f, "{target}"),
        }
    }
}

impl HttpWant {
    /// Whether a grant could ever allow something of it.
    pub fn meets_target(&self, target: &HttpTarget) -> bool {
        match self {
            Self::Any => true,
            Self::Of(wanted) => target.overlaps(wanted),
        }
    }
}

impl HttpWants {
    /// The wants of a descriptor. One that does not parse wants nothing; [`Descriptor::check`](crate::Descriptor::check)
    /// has refused it before.
    pub fn of(wants: &[Want]) -> Self {
        let parse = |want: &Want| match want {
            Want::Http(text) => text.parse().ok(),
            Want::Secret(_) | Want::Cache(_) => None,
        };
        Self(wants.iter().filter_map(parse).collect())
    }

    /// Whether a request is among them.
    pub fn cover(&self, origin: &Origin, path: &str) -> bool {
        self.0.iter().any(|want| match want {
            HttpWant::Any => true,
            HttpWant::Of(target) => target.covers(origin, path),
        })
    }

    /// Whether all that a target means is among them.
    pub fn cover_target(&self, target: &HttpTarget) -> bool {
        self.0.iter().any(|want| match want {
            HttpWant::Any => true,
            HttpWant::Of(wanted) => target.is_within(wanted),
        })
    }

    /// Whether a grant could ever allow something that is among them.
    pub fn meet_target(&self, target: &HttpTarget) -> bool {
        self.0.iter().any(|want| want.meets_target(target))
    }

    /// Whether they ask for nothing that the others do not ask for: what a new version of a plugin must keep to, to
    /// go on with the grants of the last.
    pub fn are_within(&self, approved: &Self) -> bool {
        self.beyond(approved).is_empty()
    }

    /// What they ask for and the others do not.
    pub fn beyond(&self, approved: &Self) -> Self {
        let is_more = |want: &&HttpWant| match want {
            HttpWant::Any => !approved.0.contains(&HttpWant::Any),
            HttpWant::Of(target) => !approved.cover_target(target),
        };
        self.0.iter().filter(is_more).cloned().collect()
    }

    /// Whether they ask for nothing at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &HttpWant> {
        self.0.iter()
    }
}

impl fmt::Display for HttpWants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, want) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{want}")?;
        }
        Ok(())
    }
}

impl FromIterator<HttpWant> for HttpWants {
    fn from_iter<I: IntoIterator<Item = HttpWant>>(wants: I) -> Self {
        Self(wants.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wants(texts: &[&str]) -> HttpWants {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_new_version_may_ask_for_less_and_not_for_more() {
        let approved = wants(&["https://*.example.com", "http://10.0.0.0/8:*"]);
        assert!(wants(&[]).are_within(&approved));
        assert!(
            wants(&["https://api.example.com/v1", "http://10.1.2.3:8080"]).are_within(&approved)
        );
        assert!(!wants(&["https://api.example.com", "https://example.com"]).are_within(&approved));
        assert!(!wants(&["*"]).are_within(&approved));
        assert!(!wants(&["*"]).are_within(&wants(&["https://*"])));
        assert!(wants(&["*"]).are_within(&wants(&["*"])));
        assert!(approved.are_within(&wants(&["*"])));
    }
}
