//! How a version of a plugin looks as JSON, with its code: whether that is loaded, and what compiling it took.

use std::collections::HashMap;

use runner_engine::{CodeInUse, Compiling, LoadedCode};
use runner_model::{Descriptor, Digest, ProcessorName};
use runner_store::{PluginVersion, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::shape;
use crate::shape::model::Descriptor as DescriptorShape;
use crate::view::time;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    Brief,
    Whole,
}

/// What code there is, as it was at one moment.
pub(super) struct Code {
    now: CodeInUse,
    loaded: HashMap<Digest, u64>,
}

impl Code {
    pub(super) fn of(app: &App) -> Self {
        let now = app.engine.code_in_use();
        Self {
            loaded: now.loaded.iter().copied().collect(),
            now,
        }
    }

    pub(super) fn version(&self, version: PluginVersion, detail: Detail) -> VersionView {
        let loaded = self.loaded.get(&version.digest).copied();
        let last_load = || {
            let mut loads = self.now.done.iter();
            loads.find(|load| load.digest == version.digest).map(load)
        };
        let (whole, last_load) = match detail {
            Detail::Brief => (None, None),
            Detail::Whole => (Some(version.descriptor.clone()), Some(last_load())),
        };
        let (said, summary) = match &version.descriptor {
            Some(said) => (Some(said.version.clone()), Some(said.summary.clone())),
            None => (None, None),
        };
        VersionView {
            state: state(&version),
            name: version.name,
            version: said,
            summary,
            digest: version.digest,
            size_bytes: version.size,
            source: version.source,
            added_at: time(version.added_at),
            active: version.is_active,
            refused: version.refused.map(RefusalView::from),
            removed_at: version.removed_at.map(time),
            compile_ms: version.compile_ms,
            loaded: loaded.is_some(),
            code_bytes: loaded,
            ungranted_wants: None,
            descriptor: whole,
            last_load,
        }
    }

    /// What is being compiled of what has such a name, or comes from there.
    pub(super) fn compiling(&self, which: impl Fn(&str) -> bool) -> Vec<CompilingView> {
        let all = self.now.compiling.iter();
        all.filter(|one| which(&one.what)).map(compiling).collect()
    }

    /// All there is to say of code that is not of one version.
    pub(super) fn all(&self) -> CodeView {
        CodeView {
            compiling: self.compiling(|_| true),
            loads: self.now.done.iter().map(load).collect(),
            code: CodeInMemory {
                loaded_bytes: self.loaded.values().sum(),
                loaded_versions: self.loaded.len(),
                limit_bytes: self.now.limit,
            },
        }
    }
}

/// A version of a plugin.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PluginVersion)]
pub(crate) struct VersionView {
    /// Null of bytes that do not say one.
    #[schema(value_type = Option<shape::Name>)]
    pub(super) name: Option<ProcessorName>,
    /// What the plugin calls it.
    version: Option<String>,
    /// One line for people.
    summary: Option<String>,
    #[schema(value_type = shape::Digest)]
    digest: Digest,
    size_bytes: u64,
    /// `bundled`, `installed`, or the file's path.
    source: String,
    #[schema(value_type = shape::Time)]
    added_at: String,
    /// `active`; `previous`, what a rollback goes back to; `kept`; `refused`; `removed`.
    state: &'static str,
    /// Whether it is the one that runs.
    pub(super) active: bool,
    /// Why it does not run.
    refused: Option<RefusalView>,
    #[schema(value_type = Option<shape::Time>)]
    removed_at: Option<String>,
    /// How long compiling it took, in milliseconds.
    compile_ms: Option<u64>,
    /// Whether its code is in memory.
    loaded: bool,
    /// How much memory its code takes.
    code_bytes: Option<u64>,
    /// How many of the things that it asks for it neither has nor was refused; where plugins are listed, of the version that runs,
    /// for those who may see what it reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ungranted_wants: Option<usize>,
    /// What it says of itself, where one plugin is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DescriptorShape>)]
    descriptor: Option<Option<Descriptor>>,
    /// When its code was last loaded, where one plugin is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<LoadView>)]
    last_load: Option<Option<LoadView>>,
}

/// Why a version does not run.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefusalView {
    /// For programs: `name_taken`, `compile_refused`, `bad_descriptor`, …
    code: String,
    message: String,
}

impl From<Refusal> for RefusalView {
    fn from(refusal: Refusal) -> Self {
        Self {
            code: refusal.code,
            message: refusal.message,
        }
    }
}

/// What code there is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeView {
    compiling: Vec<CompilingView>,
    /// What was loaded or refused since the start, the newest first, the last fifty.
    loads: Vec<LoadView>,
    code: CodeInMemory,
}

/// What code there is in memory.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeInMemory {
    loaded_bytes: u64,
    loaded_versions: usize,
    /// How much may be loaded; what attempts use beyond that goes when they end.
    limit_bytes: u64,
}

/// What is being compiled.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CompilingView {
    /// Its name if that is known, and else where it comes from.
    plugin: String,
    #[schema(value_type = shape::Digest)]
    digest: Digest,
    size_bytes: u64,
    #[schema(value_type = shape::Time)]
    since: String,
}

/// Code that was loaded, or was not.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LoadView {
    /// Its name if that is known, and else where it comes from.
    plugin: String,
    #[schema(value_type = shape::Digest)]
    digest: Digest,
    size_bytes: u64,
    #[schema(value_type = shape::Time)]
    at: String,
    /// How long all of it took, in milliseconds.
    load_ms: u64,
    /// `ok`, or the code of a refusal.
    result: String,
    /// Whether it was compiled before, and taken from the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    from_cache: Option<bool>,
    /// How long compiling took, now or then, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    compile_ms: Option<u64>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

/// Where a version stands.
fn state(version: &PluginVersion) -> &'static str {
    match version {
        version if version.removed_at.is_some() => "removed",
        version if version.is_active => "active",
        version if version.refused.is_some() => "refused",
        version if version.is_previous => "previous",
        _ => "kept",
    }
}

fn compiling(compiling: &Compiling) -> CompilingView {
    CompilingView {
        plugin: compiling.what.clone(),
        digest: compiling.digest,
        size_bytes: compiling.size,
        since: time(compiling.since),
    }
}

fn load(load: &LoadedCode) -> LoadView {
    let (result, origin, message) = match &load.result {
        Ok(origin) => ("ok".to_owned(), Some(origin), None),
        Err(refusal) => (refusal.code.clone(), None, Some(refusal.message.clone())),
    };
    LoadView {
        plugin: load.what.clone(),
        digest: load.digest,
        size_bytes: load.size,
        at: time(load.at),
        load_ms: load.load_ms,
        result,
        from_cache: origin.map(|origin| origin.from_cache),
        compile_ms: origin.map(|origin| origin.compile_ms),
        message,
    }
}
