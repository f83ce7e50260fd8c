//! Every code that programs decide by appears in a test: those of problems, and those of jobs that did not succeed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use runner_model::FailureCode;

use super::wrong_type::codes;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// All Rust sources below a folder.
fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            into.push(path);
        }
    }
}

/// The part of a source that is a test, if there is one.
fn tests_of(path: &Path, source: &str) -> String {
    let is_test = path
        .components()
        .any(|part| part.as_os_str() == "tests" || part.as_os_str() == "testing")
        || path.file_name().is_some_and(|name| name == "tests.rs");
    match source.find("#[cfg(test)]\nmod tests {") {
        _ if is_test => source.to_owned(),
        Some(at) => source[at..].to_owned(),
        None => String::new(),
    }
}

#[test]
fn every_code_appears_in_a_test() {
    let root = Path::new(ROOT);
    let mut files = Vec::new();
    // What measures, and the guests, look at no answers.
    for entry in fs::read_dir(root.join("tests")).unwrap() {
        let path = entry.unwrap().path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() && !["benches", "guests", "hostile", "fixtures"].contains(&name.as_str()) {
            sources(&path, &mut files);
        } else if name.ends_with(".rs") {
            files.push(path);
        }
    }
    sources(&root.join("host"), &mut files);
    let tests: String = files
        .iter()
        .map(|path| {
            let relative = path.strip_prefix(root).unwrap_or(path);
            tests_of(relative, &fs::read_to_string(path).unwrap())
        })
        .collect();
    assert!(tests.len() > 100_000, "{} bytes of tests", tests.len());
    let all: BTreeSet<&str> = FailureCode::ALL
        .iter()
        .map(|code| code.as_str())
        .chain(codes())
        .collect();
    assert!(all.len() > 50, "{all:?}");
    let untested: Vec<&str> = all
        .into_iter()
        .filter(|code| !tests.contains(&format!("\"{code}\"")))
        .collect();
    assert!(
        untested.is_empty(),
        "no test provokes these codes, by their name in quotes: {untested:?}"
    );
}
