//! What the server says of plugins, read.

use jiff::Timestamp;
use runner_model::{ByteSize, Descriptor, Limits};
use serde::Deserialize;

use super::grant::{GrantDoc, RefusalDoc, UngrantedDoc};
use super::limit::LimitDoc;

/// A plugin, or a version of one.
#[derive(Debug, Deserialize)]
pub(crate) struct PluginDoc {
    pub(crate) name: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) digest: String,
    pub(crate) size_bytes: u64,
    pub(crate) source: String,
    pub(crate) active: bool,
    /// `active`, `previous`, `kept`, `refused` or `removed`.
    #[serde(default)]
    pub(crate) state: String,
    #[serde(default)]
    pub(crate) added_at: String,
    pub(crate) refused: Option<Refused>,
    pub(crate) removed_at: Option<String>,
    /// How long compiling it took.
    pub(crate) compile_ms: Option<u64>,
    /// How much its code takes, if that is loaded.
    pub(crate) code_bytes: Option<u64>,
    /// How much of what it asks for it neither has nor was refused. In lists alone.
    pub(crate) ungranted_wants: Option<usize>,
    /// What of it is being compiled. Not in lists.
    #[serde(default)]
    pub(crate) compiling: Vec<CompilingDoc>,
    /// Not in lists.
    pub(crate) descriptor: Option<Descriptor>,
    /// Not in lists.
    #[serde(default)]
    pub(crate) grants: Vec<GrantDoc>,
    /// Not in lists.
    #[serde(default)]
    pub(crate) ungranted: Vec<UngrantedDoc>,
    /// Not in lists.
    #[serde(default)]
    pub(crate) refusals: Vec<RefusalDoc>,
    /// Not in lists.
    #[serde(default)]
    pub(crate) limits: Vec<LimitDoc>,
}

impl PluginDoc {
    /// Its name and version, as people say it.
    pub(crate) fn title(&self) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        format!("{} {}", text(&self.name), text(&self.version))
            .trim()
            .to_owned()
    }

    /// Whether its code is in memory, and how much that is.
    pub(crate) fn code(&self) -> String {
        match self.code_bytes {
            Some(bytes) => ByteSize(bytes).to_string(),
            None => "-".to_owned(),
        }
    }

    /// The most that its jobs may ask for.
    pub(crate) fn ceilings(&self) -> Limits {
        let mut limits = Limits::default();
        for (limit, doc) in self.limits.iter().filter_map(LimitDoc::known) {
            limits.set(limit, doc.ceiling);
        }
        limits
    }
}

/// The plugins of a server, and the files in its folder that it did not take.
#[derive(Debug, Deserialize)]
pub(crate) struct PluginList {
    pub(crate) items: Vec<PluginDoc>,
    #[serde(default)]
    pub(crate) refused: Vec<RefusedFile>,
    /// What is being compiled.
    #[serde(default)]
    pub(crate) compiling: Vec<CompilingDoc>,
}

/// A component that is being compiled.
#[derive(Debug, Deserialize)]
pub(crate) struct CompilingDoc {
    /// Its name if it is known, and else where it comes from.
    pub(crate) plugin: String,
    pub(crate) size_bytes: u64,
    since: String,
}

impl CompilingDoc {
    /// Since when; now if the server says nothing that can be read.
    pub(crate) fn since(&self) -> Timestamp {
        self.since.parse().unwrap_or_else(|_| Timestamp::now())
    }
}

/// What was removed.
#[derive(Debug, Deserialize)]
pub(crate) struct RemovedDoc {
    pub(crate) name: String,
    pub(crate) removed: Vec<String>,
    /// How many jobs wait for what was removed.
    pub(crate) stranded_jobs: usize,
    /// A file that it came from, and that is still there.
    pub(crate) file: Option<String>,
}

/// A file that was not taken.
#[derive(Debug, Deserialize)]
pub(crate) struct RefusedFile {
    pub(crate) file: String,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

/// Why a plugin was refused.
#[derive(Debug, Deserialize)]
pub(crate) struct Refused {
    pub(crate) code: String,
    pub(crate) message: String,
}
