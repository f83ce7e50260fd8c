//! How a version of a plugin looks as JSON, with its code: whether that is loaded, and what compiling it took.

use std::collections::HashMap;

use runner_engine::{CodeInUse, Compiling, LoadedCode};
use runner_model::Digest;
use runner_store::PluginVersion;
use serde_json::{Value, json};

use crate::app::App;
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

    pub(super) fn version(&self, version: &PluginVersion, detail: Detail) -> Value {
        let descriptor = version.descriptor.as_ref();
        let mut view = json!({
            "name": version.name,
            "version": descriptor.map(|descriptor| &descriptor.version),
            "summary": descriptor.map(|descriptor| &descriptor.summary),
            "digest": version.digest,
            "size_bytes": version.size,
            "source": version.source,
            "added_at": time(version.added_at),
            "state": state(version),
            "active": version.is_active,
            "refused": version.refused.as_ref().map(|refusal| {
                json!({"code": refusal.code, "message": refusal.message})
            }),
            "removed_at": version.removed_at.map(time),
            "compile_ms": version.compile_ms,
            "loaded": self.loaded.contains_key(&version.digest),
            "code_bytes": self.loaded.get(&version.digest),
        });
        if detail == Detail::Whole {
            view["descriptor"] = json!(descriptor);
            let mut loads = self.now.done.iter();
            let last = loads.find(|load| load.digest == version.digest);
            view["last_load"] = last.map_or(Value::Null, load);
        }
        view
    }

    /// What is being compiled of what has such a name, or comes from there.
    pub(super) fn compiling(&self, which: impl Fn(&str) -> bool) -> Value {
        let all = self.now.compiling.iter();
        all.filter(|one| which(&one.what)).map(compiling).collect()
    }

    /// All there is to say of code that is not of one version.
    pub(super) fn all(&self) -> Value {
        json!({
            "compiling": self.compiling(|_| true),
            "loads": self.now.done.iter().map(load).collect::<Vec<_>>(),
            "code": {
                "loaded_bytes": self.loaded.values().sum::<u64>(),
                "loaded_versions": self.loaded.len(),
                "limit_bytes": self.now.limit,
            },
        })
    }
}

/// Where a version stands: `active`; `previous`, what a rollback goes back to; `kept`; `refused`; `removed`.
fn state(version: &PluginVersion) -> &'static str {
    match version {
        version if version.removed_at.is_some() => "removed",
        version if version.is_active => "active",
        version if version.refused.is_some() => "refused",
        version if version.is_previous => "previous",
        _ => "kept",
    }
}

fn compiling(compiling: &Compiling) -> Value {
    json!({
        "plugin": compiling.what,
        "digest": compiling.digest,
        "size_bytes": compiling.size,
        "since": time(compiling.since),
    })
}

fn load(load: &LoadedCode) -> Value {
    let mut view = json!({
        "plugin": load.what,
        "digest": load.digest,
        "size_bytes": load.size,
        "at": time(load.at),
        "load_ms": load.load_ms,
    });
    match &load.result {
        Ok(origin) => {
            view["result"] = "ok".into();
            view["from_cache"] = origin.from_cache.into();
            view["compile_ms"] = origin.compile_ms.into();
        }
        Err(refusal) => {
            view["result"] = refusal.code.as_str().into();
            view["message"] = refusal.message.as_str().into();
        }
    }
    view
}
