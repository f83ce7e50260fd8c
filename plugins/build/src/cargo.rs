//! The inner cargo: how it is called so that nothing of the outer build changes what it makes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::guests::BuildError;
use crate::toolchain::{TARGET, Toolchain};

/// The profiles in the workspace's `Cargo.toml`: one for what people run, one for the tests' guests, of which there
/// are many and whose speed matters less than the time it takes to build them.
const PLUGIN_PROFILE: &str = "plugin";
const GUEST_PROFILE: &str = "guest";

/// What the outer build sets for itself. Any of these would change the guests, or make cargo build them again.
const OUTER_SETTINGS: [&str; 12] = [
    "RUSTFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_BUILD_TARGET",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_TARGET_DIR",
    "RUSTC",
    "RUSTC_WRAPPER",
    "RUSTC_WORKSPACE_WRAPPER",
    "CARGO_BUILD_RUSTC_WRAPPER",
    "CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER",
    "RUSTDOC",
];

/// One thing to build.
#[derive(Debug)]
pub(crate) enum Artifact {
    /// The `cdylib` of a package.
    Library { package: String },
    /// An example of a package, of crate type `cdylib`.
    Example { package: String, name: String },
}

/// Builds them all and gives each name with its file.
pub(crate) fn build(
    toolchain: &Toolchain,
    root: &Path,
    target_dir: &Path,
    artifacts: &[(String, Artifact)],
) -> Result<Vec<(String, PathBuf)>, BuildError> {
    // One call a package, so that no package's features change another's bytes.
    let mut calls: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for (_, artifact) in artifacts {
        let selection = calls
            .entry((artifact.package(), artifact.profile()))
            .or_default();
        match artifact {
            Artifact::Library { .. } => selection.push("--lib".to_owned()),
            Artifact::Example { name, .. } => {
                selection.extend(["--example".to_owned(), name.clone()]);
            }
        }
    }
    for ((package, profile), selection) in calls {
        run(toolchain, root, target_dir, package, profile, &selection)?;
    }

    let made = target_dir.join(TARGET);
    Ok(artifacts
        .iter()
        .map(|(name, artifact)| {
            (
                name.clone(),
                made.join(artifact.profile()).join(artifact.file()),
            )
        })
        .collect())
}

fn run(
    toolchain: &Toolchain,
    root: &Path,
    target_dir: &Path,
    package: &str,
    profile: &str,
    selection: &[String],
) -> Result<(), BuildError> {
    let mut cargo = toolchain.cargo();
    cargo
        .current_dir(root)
        .args([
            "build",
            "--profile",
            profile,
            "--target",
            TARGET,
            "--package",
            package,
        ])
        .args(selection)
        .arg("--target-dir")
        .arg(target_dir)
        // Vector instructions of fixed meaning: every engine that runs plugins has them.
        .env(
            "CARGO_TARGET_WASM32_WASIP2_RUSTFLAGS",
            "-Ctarget-feature=+simd128",
        );
    for name in OUTER_SETTINGS {
        cargo.env_remove(name);
    }
    let status = cargo.status().map_err(|source| BuildError::Start {
        program: cargo.get_program().to_string_lossy().into_owned(),
        source,
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(BuildError::Failed {
            what: package.to_owned(),
        })
    }
}

impl Artifact {
    fn package(&self) -> &str {
        match self {
            Self::Library { package } | Self::Example { package, .. } => package,
        }
    }

    fn profile(&self) -> &'static str {
        match self {
            Self::Library { .. } => PLUGIN_PROFILE,
            Self::Example { .. } => GUEST_PROFILE,
        }
    }

    fn file(&self) -> PathBuf {
        match self {
            Self::Library { package } => format!("{}.wasm", package.replace('-', "_")).into(),
            Self::Example { name, .. } => format!("examples/{name}.wasm").into(),
        }
    }
}
