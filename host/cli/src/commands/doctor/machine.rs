//! What runs plugins, and what builds them.

use std::fs;
use std::path::Path;
use std::process::Command;

use runner_engine::Settings;
use runner_sandbox::{Room, Sandbox};
use runner_store::Folder;

use super::Finding;
use crate::commands::serve::sandbox_options;
use crate::processor::load_quietly;

/// Plugins that have no bundled bytes are built for it.
const TARGET: &str = "wasm32-wasip2";

/// What is to be said of the sandbox that a server with these settings would have, and of the plugins in it.
pub(super) fn sandbox(folder: &Path, settings: &Settings, found: Option<&Folder>) -> Vec<Finding> {
    // Nothing is made in a folder that is not there, or is not ours.
    let elsewhere = tempfile::tempdir().ok();
    let cache = match (folder.join("cache").is_dir(), &elsewhere) {
        (false, Some(elsewhere)) => elsewhere.path(),
        _ => folder,
    };
    let made = sandbox_options(settings, cache)
        .and_then(|options| Sandbox::new(options).map_err(Into::into));
    let sandbox = match made {
        Ok(sandbox) => sandbox,
        Err(error) => {
            return vec![Finding::bad(
                "sandbox",
                format!("it does not start: {error:#}"),
                "see that the data folder can be written to and that ca_file holds certificates",
            )];
        }
    };
    let instances = sandbox.instances();
    let mut findings = vec![match sandbox.room() {
        Room::Slots => Finding::good(
            "address space",
            format!("there is room for {instances} instances"),
        ),
        Room::OnDemand => Finding::doubtful(
            "address space",
            format!(
                "there is no room for {instances} instances: each is mapped by itself, which is slower"
            ),
            "ask for less: --slots, --max-frozen; or allow more: ulimit -v unlimited, sysctl vm.overcommit_memory=1",
        ),
    }];
    findings.push(match found {
        Some(found) => plugins(&sandbox, found),
        None => bundled(&sandbox),
    });
    findings
}

fn plugins(sandbox: &Sandbox, found: &Folder) -> Finding {
    let failed: Vec<String> = found
        .plugins
        .iter()
        .filter_map(|(name, path)| {
            let why = match fs::read(path) {
                Ok(wasm) => load_quietly(sandbox, name.as_str(), &wasm)
                    .err()?
                    .to_string(),
                Err(error) => format!("cannot read {}: {error}", path.display()),
            };
            Some(format!("{name}: {why}"))
        })
        .collect();
    said(found.plugins.len(), &failed)
}

fn bundled(sandbox: &Sandbox) -> Finding {
    let failed: Vec<String> = runner_plugins::all()
        .filter_map(|plugin| load_quietly(sandbox, plugin.name, plugin.wasm).err())
        .map(|error| error.to_string())
        .collect();
    said(runner_plugins::all().count(), &failed)
}

fn said(count: usize, failed: &[String]) -> Finding {
    if failed.is_empty() {
        let s = if count == 1 { "" } else { "s" };
        return Finding::good("plugins", format!("{count} plugin{s}, and all load"));
    }
    Finding::bad(
        "plugins",
        failed.join("\n"),
        "install another version (runner plugin install) or go back to one (runner plugin rollback)",
    )
}

/// Whether plugins in Rust can be built here. Nobody needs that who only runs them.
pub(super) fn target() -> Finding {
    let asked = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output();
    let folder = match asked {
        Ok(output) if output.status.success() => {
            String::from_utf8_lossy(&output.stdout).trim().to_owned()
        }
        _ => {
            return Finding::doubtful(
                "building",
                "there is no Rust here: plugins in Rust cannot be built",
                "needed by authors of plugins alone: https://rustup.rs",
            );
        }
    };
    if Path::new(&folder).is_dir() {
        Finding::good(
            "building",
            format!("plugins in Rust can be built: {TARGET} is there"),
        )
    } else {
        Finding::doubtful(
            "building",
            format!("the target {TARGET} is missing: plugins in Rust cannot be built"),
            format!("needed by authors of plugins alone: rustup target add {TARGET}"),
        )
    }
}
