//! The Rust SDK as a folder of a project: its sources, and a manifest that stands without our workspace.

use std::path::Path;

use crate::{File, read, read_tree};

/// Where the SDK finds the contract here, and in a project.
const WIT_HERE: &str = "path: \"../../wit\"";
const WIT_THERE: &str = "path: \"../wit\"";

/// The files, to lie in `sdk` of a project.
pub(crate) fn files(root: &Path) -> Result<Vec<File>, String> {
    let sdk = root.join("plugins/sdk");
    let mut files = read_tree(&sdk.join("src"), "sdk/src")?;
    let bindings = files
        .iter_mut()
        .find(|(_, text)| text.contains(WIT_HERE))
        .ok_or("no file of plugins/sdk names the contract as expected")?;
    bindings.1 = bindings.1.replace(WIT_HERE, WIT_THERE);
    let manifest = manifest(
        &read(&sdk.join("Cargo.toml"))?,
        &read(&root.join("Cargo.toml"))?,
    )?;
    files.push(("sdk/Cargo.toml".to_owned(), manifest));
    Ok(files)
}

/// The manifest with what it takes from the workspace filled in.
fn manifest(sdk: &str, workspace: &str) -> Result<String, String> {
    let mut filled = String::new();
    let mut section = "";
    for line in sdk.lines() {
        if line.starts_with('[') {
            section = line;
        }
        // The lints are for those who work on it here.
        if section == "[lints]" {
            continue;
        }
        let table = match section {
            "[package]" => "[workspace.package]",
            _ => "[workspace.dependencies]",
        };
        match line.split_once(".workspace = true") {
            Some((key, _)) => {
                filled.push_str(&format!("{key} = {}", look_up(workspace, table, key)?))
            }
            None if line.contains("workspace = true") => {
                return Err(format!(
                    "plugins/sdk/Cargo.toml: write `{line}` as `name.workspace = true`"
                ));
            }
            None => filled.push_str(line),
        }
        filled.push('\n');
    }
    Ok(filled)
}

/// The value of a key in a table, as it is written.
fn look_up<'a>(workspace: &'a str, table: &str, key: &str) -> Result<&'a str, String> {
    workspace
        .lines()
        .skip_while(|line| *line != table)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))
        .ok_or_else(|| format!("the workspace's {table} has no `{key}`"))
}
