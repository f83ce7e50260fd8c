//! What the server must answer, and whether it did.

use serde_json::Value;

/// An answer that is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) status: u16,
    /// Why it is refused.
    pub(crate) code: Option<&'static str>,
    pub(crate) then: Then,
}

/// What is so after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Then {
    AsBefore,
    /// A version runs, whether it was there or not.
    Runs(u32),
    /// Versions are removed. If one of them ran, none does.
    Gone(Vec<u32>),
}

impl Expected {
    pub(crate) const fn done(status: u16, then: Then) -> Self {
        Self {
            status,
            code: None,
            then,
        }
    }

    pub(crate) const fn nothing(status: u16) -> Self {
        Self::done(status, Then::AsBefore)
    }

    pub(crate) const fn refused(status: u16, code: &'static str) -> Self {
        Self {
            status,
            code: Some(code),
            then: Then::AsBefore,
        }
    }

    pub(crate) fn is_met(&self, status: u16, body: &Value) -> bool {
        status == self.status && self.code.is_none_or(|code| body["code"] == code)
    }
}
