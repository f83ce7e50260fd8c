//! An API of the preset `generic`, as params describe it. The doc comments here are the descriptions in the schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::pointer::Pointer;

/// An API that gives records as JSON, page by page. In the texts of `url`, `headers` and `body`, `{offset}` stands for how
/// many records came before the page, `{limit}` for how many are asked for, `{page}` for the page's number and `{cursor}`
/// for what the page before said comes next; a text in `body` that is nothing but one of the numbers becomes a number.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// Where the records are, with the part of the query that is the same for all pages. An operator must have granted it.
    pub url: String,

    /// The method. Without one it is POST if there is a `body`, else GET.
    #[serde(default)]
    pub method: Option<String>,

    /// Headers to send. Keys and passwords do not belong here, where everybody who sees the job sees them: an operator
    /// puts them in with the grant.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,

    /// The body to send, as JSON.
    #[serde(default)]
    pub body: Option<Value>,

    /// Where the list of records is in an answer. Without it, the answer is the list.
    #[serde(default)]
    pub records: Pointer,

    /// Where an answer says how many records there are. It is for progress alone: the end is where no more come.
    #[serde(default)]
    pub total: Option<Pointer>,

    /// Where an answer says what it cost.
    #[serde(default)]
    pub cost: Option<Pointer>,

    /// How the next page is asked for.
    #[serde(default)]
    pub paging: Paging,
}

/// How the next page is asked for. Each name is one of the query's; left out, nothing of that kind is added to the query,
/// and `{offset}`, `{limit}`, `{page}` and `{cursor}` in the other texts say it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Paging {
    /// There is one page.
    #[default]
    None,
    /// By how many records come before the page.
    Offset {
        /// The name of the number of records before it.
        #[serde(default)]
        offset: Option<String>,
        /// The name of the number of records in it.
        #[serde(default)]
        limit: Option<String>,
    },
    /// By the page's number.
    Page {
        /// The name of the page's number.
        #[serde(default)]
        page: Option<String>,
        /// The name of the number of records in it.
        #[serde(default)]
        limit: Option<String>,
        /// The number of the first page.
        #[serde(default = "one")]
        first: u64,
    },
    /// By something that each answer says for the next page. Null, nothing and an empty text say that there is none.
    Cursor {
        /// Where an answer says it.
        next: Pointer,
        /// The name to send it under. If it is left out and `{cursor}` stands nowhere, what the answer says is the next
        /// page's URL.
        #[serde(default)]
        cursor: Option<String>,
        /// The name of the number of records in it.
        #[serde(default)]
        limit: Option<String>,
    },
    /// By the header `Link` of each answer (RFC 8288), in which the next page has the relation `next`.
    Link {
        /// The name of the number of records in it, for the first page.
        #[serde(default)]
        limit: Option<String>,
    },
}

fn one() -> u64 {
    1
}
