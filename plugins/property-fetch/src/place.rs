//! Where a page is, and where the next one is.

use serde::{Deserialize, Serialize};

/// Where a page is. Each way of paging looks at its own part.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Place {
    /// How many records come before it.
    pub(crate) offset: u64,
    /// Its number.
    pub(crate) page: u64,
    /// What the page before said for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cursor: Option<String>,
    /// Its URL, where the page before said that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
}

impl Place {
    /// The place of the first page, which has that number.
    pub(crate) fn first(page: u64) -> Self {
        Self {
            page,
            ..Self::default()
        }
    }

    /// The place behind so many records of this page.
    pub(crate) fn behind(&self, records: u64) -> Self {
        Self {
            offset: self.offset + records,
            page: self.page + 1,
            cursor: None,
            url: None,
        }
    }
}
