//! Which plugin a word on the command line means, and the sandbox that loads it.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;
use std::{env, fs, thread};

use anyhow::Context;
use runner_model::{ByteSize, listed, nearest};
use runner_sandbox::{
    CompileLimits, CompileWorker, HttpOptions, LoadError, Plugin, Sandbox, SandboxOptions,
};

use crate::client::{AskError, Client, Listed, PluginDoc, Query};
use crate::error::{Exit, UserError};
use crate::options::Global;
use crate::paths::data_dir;
use crate::terminal;

/// How many instances a single run needs at once: its own, and `describe`'s.
const INSTANCES: u32 = 4;

/// From this size on, compiling takes seconds: those of JavaScript and Python have 12 and 19 MB.
const SLOW_BYTES: u64 = 4 * 1024 * 1024;

/// The bytes of the plugin that a word means: a file, or the name of a bundled processor.
pub(crate) fn find(word: &str) -> Result<Vec<u8>, UserError> {
    if looks_like_a_file(word) {
        return read(word);
    }
    if let Some(bundled) = runner_plugins::find(word) {
        return Ok(bundled.wasm.to_vec());
    }
    let names: Vec<&str> = runner_plugins::all().map(|plugin| plugin.name).collect();
    let own = "a plugin of your own is named by its file, such as ./mine.wasm";
    Err(unknown(word, &names, own))
}

/// The bytes of a plugin in a file.
pub(crate) fn read(file: &str) -> Result<Vec<u8>, UserError> {
    fs::read(file).map_err(|error| {
        let message = format!("cannot read the plugin {file}: {error}");
        UserError::new(Exit::NotFound, message)
            .hint("a plugin is a .wasm file, built for wasm32-wasip2")
    })
}

/// That a processor is not among those on a server.
pub(crate) async fn unknown_to(client: &Client, word: &str) -> Result<UserError, AskError> {
    let plugins: Listed<PluginDoc> = client.get(&["plugins"], &Query::new()).await?;
    let active = plugins.items.iter().filter(|plugin| plugin.active);
    let names: Vec<&str> = active.filter_map(|plugin| plugin.name.as_deref()).collect();
    let own = "a plugin of your own is known once it is installed: runner plugin install FILE.wasm";
    Ok(unknown(word, &names, own))
}

fn unknown(word: &str, names: &[&str], own: &str) -> UserError {
    let known = listed(names);
    let error = UserError::new(
        Exit::NotFound,
        format!("there is no processor `{word}`; there are: {known}"),
    );
    match nearest(word, names.iter().copied()) {
        Some(name) => error.hint(format!("did you mean `{name}`?")),
        None => error.hint(own),
    }
}

/// Whether a word means a file rather than a name.
pub(crate) fn looks_like_a_file(word: &str) -> bool {
    word.contains('/') || Path::new(word).extension() == Some(OsStr::new("wasm"))
}

/// Starts a sandbox for this one command.
pub(crate) fn sandbox(global: &Global, http: HttpOptions) -> anyhow::Result<Sandbox> {
    let program = env::current_exe().context("cannot find the runner program itself")?;
    let options = SandboxOptions {
        cache_dir: data_dir(global)?.join("cache"),
        compile_worker: CompileWorker {
            program,
            args: vec!["compile-worker".into()],
            limits: CompileLimits::default(),
        },
        instances: INSTANCES,
        threads: thread::available_parallelism().map_or(1, usize::from),
        http,
    };
    Ok(Sandbox::new(options)?)
}

/// Loads the plugin that a word means, and says so if it has to be compiled and that takes a while.
pub(crate) fn load(sandbox: &Sandbox, word: &str, wasm: &[u8]) -> anyhow::Result<Arc<Plugin>> {
    load_telling(sandbox, word, wasm, &mut || compiling(word, wasm))
}

/// Loads the plugin that a word means and says nothing.
pub(crate) fn load_quietly(
    sandbox: &Sandbox,
    word: &str,
    wasm: &[u8],
) -> anyhow::Result<Arc<Plugin>> {
    load_telling(sandbox, word, wasm, &mut || {})
}

fn load_telling(
    sandbox: &Sandbox,
    word: &str,
    wasm: &[u8],
    compiling: &mut dyn FnMut(),
) -> anyhow::Result<Arc<Plugin>> {
    sandbox.load_telling(wasm, compiling).map_err(|error| {
        let message = format!("cannot load {word}: {error}");
        match error {
            LoadError::Files(_) | LoadError::Host(_) => anyhow::Error::msg(message),
            _ if looks_like_a_file(word) => UserError::new(Exit::Failed, message)
                .hint(format!("what to do about it: runner plugin check {word}"))
                .into(),
            _ => UserError::new(Exit::Failed, message)
                .hint("the contract is wit/job.wit, and plugins/sdk shows a complete plugin")
                .into(),
        }
    })
}

/// Says that a plugin is being compiled, if that takes a while.
pub(crate) fn compiling(word: &str, wasm: &[u8]) {
    let size = wasm.len() as u64;
    if size >= SLOW_BYTES {
        let size = ByteSize(size);
        terminal::note(&format!(
            "compiling {word}, {size} (once for this version) …"
        ));
    }
}

/// A time in milliseconds, as people say it.
pub(crate) fn took(millis: u64) -> String {
    match millis {
        0..10_000 => format!("{millis} ms"),
        _ => format!("{}.{} s", millis / 1000, millis % 1000 / 100),
    }
}
