//! Gathers what the projects are made of: the files of `rust/`, `javascript/` and `python/`, the contract, the Rust SDK
//! with the versions that it was tested with, and WASI's own WIT, which comes from the package that the host is built
//! with.

mod lock;
mod sdk;
mod wasi;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

/// A file of a project: its path there, and its text.
type File = (String, String);

/// What building inside a template leaves there.
const LEFTOVERS: [&str; 6] = [
    "target",
    "node_modules",
    ".venv",
    "__pycache__",
    "my-processor.wasm",
    ".DS_Store",
];

fn main() {
    if let Err(error) = gather() {
        say(&format!("error={error}"));
        process::exit(1);
    }
}

fn gather() -> Result<(), String> {
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let root = here
        .ancestors()
        .find(|folder| folder.join("Cargo.lock").exists())
        .ok_or("there is no Cargo.lock above plugins/templates")?;
    for read in [
        "Cargo.toml",
        "Cargo.lock",
        "wit",
        "plugins/sdk",
        "plugins/templates",
    ] {
        say(&format!("rerun-if-changed={}", root.join(read).display()));
    }

    let contract = read_tree(&root.join("wit"), "wit")?;
    let mut rust = read_tree(&here.join("rust"), "")?;
    rust.extend(contract.clone());
    rust.extend(sdk::files(root)?);
    rust.push(("Cargo.lock".to_owned(), lock::of_sdk(root)?));
    let mut javascript = read_tree(&here.join("javascript"), "")?;
    javascript.extend(contract.clone());
    let mut python = read_tree(&here.join("python"), "")?;
    python.extend(contract);
    let (wit, version) = wasi::wit(root)?;
    python.extend(wit);
    for (_, text) in &mut python {
        *text = text.replace("@WASI", &format!("@{version}"));
    }

    let mut source = String::new();
    for (name, files) in [
        ("RUST", rust),
        ("JAVASCRIPT", javascript),
        ("PYTHON", python),
    ] {
        let written = writeln!(source, "const {name}: &[(&str, &str)] = &{files:?};");
        written.expect("writing to a String cannot fail");
    }
    let file = Path::new(&variable("OUT_DIR")?).join("projects.rs");
    fs::write(&file, source).map_err(|error| about(&file, &error))
}

/// All files below a folder, sorted, each under its path from there, with a prefix.
fn read_tree(folder: &Path, prefix: &str) -> Result<Vec<File>, String> {
    let fails = |error: io::Error| about(folder, &error);
    let mut entries: Vec<_> = fs::read_dir(folder)
        .and_then(Iterator::collect::<io::Result<_>>)
        .map_err(fails)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    let mut files = Vec::new();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if LEFTOVERS.contains(&name.as_str()) {
            continue;
        }
        // With its dot it would be git's own here.
        let shown = if name == "gitignore" {
            ".gitignore"
        } else {
            &name
        };
        let path = if prefix.is_empty() {
            shown.to_owned()
        } else {
            format!("{prefix}/{shown}")
        };
        if entry.file_type().map_err(fails)?.is_dir() {
            files.extend(read_tree(&entry.path(), &path)?);
        } else {
            files.push((path, read(&entry.path())?));
        }
    }
    Ok(files)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| about(path, &error))
}

fn about(path: &Path, error: &io::Error) -> String {
    format!("cannot use {}: {error}", path.display())
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("cargo did not set {name}"))
}

#[expect(clippy::print_stdout, reason = "the way a build script talks to cargo")]
fn say(instruction: &str) {
    println!("cargo::{instruction}");
}
