//! The house's floors: which crate may use which, and which library is named where.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

/// The floors, bottom up. A crate uses only floors below its own.
const FLOORS: [&[&str]; 5] = [
    &["runner-model"],
    &["runner-store", "runner-sandbox"],
    &["runner-engine"],
    &["runner-server"],
    &["runner"],
];

/// Libraries that one crate alone may name.
const RESERVED: [(&str, &str); 7] = [
    ("wasmtime", "runner-sandbox"),
    ("wasmtime-wasi", "runner-sandbox"),
    ("wasmtime-wasi-http", "runner-sandbox"),
    ("rusqlite", "runner-store"),
    ("axum", "runner-server"),
    ("clap", "runner"),
    ("reqwest", "runner"),
];

fn dependencies() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap();
            // Only what goes into the crate itself: its tests may use what they like.
            let normal = dependencies
                .iter()
                .filter(|dependency| dependency["kind"].is_null());
            (
                text(&package["name"]),
                normal.map(|dependency| text(&dependency["name"])).collect(),
            )
        })
        .collect()
}

#[test]
fn a_crate_uses_only_floors_below_its_own() {
    let dependencies = dependencies();
    let floor = |name: &str| FLOORS.iter().position(|floor| floor.contains(&name));
    for (name, uses) in &dependencies {
        let Some(own) = floor(name) else { continue };
        for used in uses {
            if let Some(other) = floor(used) {
                assert!(other < own, "{name} uses {used}, which is not below it");
            }
        }
    }
}

#[test]
fn each_reserved_library_is_named_in_one_crate() {
    // The bench compares with wasmtime as it comes, and so has to name it; all have a command line.
    let allowed = [
        "runner-benches",
        "runner-chaos",
        "runner-property-api",
        "runner-soak",
    ];
    for (name, uses) in dependencies() {
        for (library, owner) in RESERVED {
            if uses.iter().any(|used| used == library) && !allowed.contains(&name.as_str()) {
                assert_eq!(name, owner, "{library} belongs to {owner}");
            }
        }
    }
}

/// What cargo says of the failpoints in the program that the given arguments build.
fn failpoints(args: &[&str]) -> bool {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--edges", "features,no-dev"])
        .args(["--invert", "runner-store", "--prefix", "none"])
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let tree = String::from_utf8(output.stdout).unwrap();
    assert!(
        tree.starts_with("runner-store "),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    tree.contains(r#"runner-store feature "failpoints""#)
}

#[test]
fn the_release_has_no_failpoints_and_what_is_tested_has() {
    let recipe = Command::new("make")
        .args(["--dry-run", "release"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .unwrap();
    let recipe = String::from_utf8(recipe.stdout).unwrap();
    let build = recipe
        .lines()
        .find_map(|line| line.trim().strip_prefix("cargo build "))
        .unwrap_or_else(|| panic!("`make release` builds nothing: {recipe}"));
    // The profile is nothing to `cargo tree`.
    let args: Vec<&str> = build
        .split_whitespace()
        .filter(|arg| *arg != "--release")
        .collect();
    assert!(args.len() < build.split_whitespace().count(), "{build}");
    assert!(!failpoints(&args), "{build}");
    assert!(failpoints(&[
        "--package",
        "runner",
        "--features",
        "failpoints"
    ]));
}
