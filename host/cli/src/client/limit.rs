//! Ceilings as a server shows them.

use runner_model::Limit;
use serde::Deserialize;

/// The ceilings of a plugin, or those for all.
#[derive(Debug, Deserialize)]
pub(crate) struct LimitList {
    pub(crate) items: Vec<LimitDoc>,
}

/// A ceiling.
#[derive(Debug, Deserialize)]
pub(crate) struct LimitDoc {
    pub(crate) name: String,
    pub(crate) default: u64,
    pub(crate) ceiling: u64,
    /// What a job has that asks for nothing.
    pub(crate) unasked: u64,
    /// Whether it was set for all plugins.
    pub(crate) for_all: bool,
    /// `default`, `file` or `command`.
    pub(crate) set_by: String,
    pub(crate) file: Option<String>,
    pub(crate) line: Option<u64>,
    pub(crate) by: Option<String>,
}

impl LimitDoc {
    /// The limit that it is of, if this program knows it: a server may be newer.
    pub(crate) fn known(&self) -> Option<(Limit, &Self)> {
        Limit::from_json_name(&self.name).map(|limit| (limit, self))
    }

    /// Who set it, for people.
    pub(crate) fn from(&self) -> String {
        let who = match (self.set_by.as_str(), &self.file, self.line, &self.by) {
            ("file", Some(file), Some(line), _) => format!("{file}:{line}"),
            ("command", _, _, Some(by)) => format!("command, by {by}"),
            (other, ..) => other.to_owned(),
        };
        if self.for_all {
            format!("{who}, for all plugins")
        } else {
            who
        }
    }
}
