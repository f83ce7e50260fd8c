//! The versions that the SDK was tested with, out of the workspace's `Cargo.lock`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::read;

/// What a project depends on besides the SDK; what they are is in `rust/Cargo.toml`.
const OF_PROJECT: [&str; 5] = ["log", "runner-plugin", "schemars", "serde", "serde_json"];

/// One `[[package]]` of a lock file.
struct Package {
    name: String,
    version: String,
    text: String,
    dependencies: Vec<String>,
}

/// The version of a package.
pub(crate) fn version(root: &Path, name: &str) -> Result<String, String> {
    packages(root)?
        .into_iter()
        .find(|package| package.name == name)
        .map(|package| package.version)
        .ok_or_else(|| format!("Cargo.lock does not know {name}"))
}

/// A lock file with the SDK and all that it stands on. Features that a project does not use may have brought some in;
/// cargo takes those out at the first build.
pub(crate) fn of_sdk(root: &Path) -> Result<String, String> {
    let packages = packages(root)?;
    let mut by_name: BTreeMap<&str, Vec<&Package>> = BTreeMap::new();
    for package in &packages {
        by_name.entry(&package.name).or_default().push(package);
    }
    let mut taken = BTreeSet::new();
    let mut open: Vec<&str> = OF_PROJECT.to_vec();
    while let Some(wanted) = open.pop() {
        // A name, and where there are several of it a version.
        let (name, version) = wanted.split_once(' ').unwrap_or((wanted, ""));
        let of_name = by_name.get(name).map_or(&[][..], Vec::as_slice);
        let found = of_name
            .iter()
            .filter(|package| version.is_empty() || package.version == version);
        for package in found {
            if taken.insert((name, package.version.as_str())) {
                open.extend(package.dependencies.iter().map(String::as_str));
            }
        }
    }
    let mut lock = "# What it was tested with. Cargo keeps this file.\nversion = 4\n".to_owned();
    for package in &packages {
        if taken.contains(&(package.name.as_str(), package.version.as_str())) {
            lock.push_str("\n[[package]]\n");
            lock.push_str(&package.text);
        }
    }
    let own: String = OF_PROJECT
        .iter()
        .map(|name| format!(" \"{name}\",\n"))
        .collect();
    lock.push_str(&format!(
        "\n[[package]]\nname = \"my-processor\"\nversion = \"0.1.0\"\ndependencies = [\n{own}]\n"
    ));
    Ok(lock)
}

fn packages(root: &Path) -> Result<Vec<Package>, String> {
    let text = read(&root.join("Cargo.lock"))?;
    let blocks = text.split("\n[[package]]\n").skip(1);
    Ok(blocks
        .map(|block| {
            let value = |key: &str| {
                let line = block.lines().find_map(|line| line.strip_prefix(key));
                line.unwrap_or_default().trim_matches('"').to_owned()
            };
            let list = block
                .split_once("dependencies = [")
                .map_or("", |(_, list)| list);
            let list = list.split(']').next().unwrap_or_default();
            Package {
                name: value("name = "),
                version: value("version = "),
                text: format!("{}\n", block.trim_end()),
                dependencies: list
                    .lines()
                    .map(|line| {
                        line.trim()
                            .trim_end_matches(',')
                            .trim_matches('"')
                            .to_owned()
                    })
                    .filter(|line| !line.is_empty())
                    .collect(),
            }
        })
        .collect())
}
