//! WASI's own WIT: it is part of the package `wasmtime-wasi-http` that the host is built with, and lies where cargo put
//! that package. Nothing is downloaded.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{File, lock, read_tree};

const PACKAGE: &str = "wasmtime-wasi-http";

/// The files, to lie in `wit/deps` of a project, and the version that they are of.
pub(crate) fn wit(root: &Path) -> Result<(Vec<File>, String), String> {
    let folder = from_registry(root)?
        .or_else(|| from_metadata(root))
        .map(|package| package.join("wit/deps"))
        .filter(|folder| folder.is_dir())
        .ok_or_else(|| format!("cannot find the WIT of {PACKAGE}: run `cargo fetch --locked`"))?;
    let files = read_tree(&folder, "wit/deps")?;
    let version = files
        .iter()
        .find_map(|(_, text)| text.trim_start().strip_prefix("package wasi:http@"))
        .and_then(|rest| rest.split(';').next())
        .ok_or_else(|| format!("{} does not say which WASI it is", folder.display()))?
        .to_owned();
    Ok((files, version))
}

/// Where cargo unpacks what comes from a registry.
fn from_registry(root: &Path) -> Result<Option<PathBuf>, String> {
    let version = lock::version(root, PACKAGE)?;
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let Some(Ok(registries)) = home.map(|home| home.join("registry/src").read_dir()) else {
        return Ok(None);
    };
    Ok(registries
        .flatten()
        .map(|registry| registry.path().join(format!("{PACKAGE}-{version}")))
        .find(|package| package.is_dir()))
}

/// Wherever else cargo has it: vendored, say.
fn from_metadata(root: &Path) -> Option<PathBuf> {
    let output = Command::new(env::var_os("CARGO")?)
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .current_dir(root)
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    // Only a package begins so; a dependency's name is followed by its source.
    let (_, package) = text.split_once(&format!("\"name\":\"{PACKAGE}\",\"version\":"))?;
    let (_, path) = package.split_once("\"manifest_path\":\"")?;
    let (manifest, _) = path.split_once('"')?;
    Some(Path::new(manifest).parent()?.to_owned())
}
