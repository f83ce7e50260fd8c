//! What to build, and what to write for the crate that asked.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use crate::cargo::{self, Artifact};
use crate::toolchain::Toolchain;

/// The guests that a crate asks for.
#[derive(Debug, Default)]
pub struct Guests {
    artifacts: Vec<(String, Artifact)>,
    watched: Vec<PathBuf>,
    /// Whether their files are named instead of taken in.
    named: bool,
}

/// Why guests could not be built. Each message is for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// There is no standard library for the guests.
    #[error(
        "the wasm32-wasip2 target is missing: run plugins/wasm-target.sh (it tries `rustup target add wasm32-wasip2` first)"
    )]
    TargetMissing,
    /// The inner cargo could not be started.
    #[error("cannot start `{program}`: {source}")]
    Start {
        /// What was to be started.
        program: String,
        /// Why not.
        source: io::Error,
    },
    /// The inner cargo failed; its own messages stand above.
    #[error("building {what} for wasm32-wasip2 failed: its errors are above")]
    Failed {
        /// The package.
        what: String,
    },
    /// A file could not be read or written.
    #[error("cannot use {path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl Guests {
    /// Begins with none.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the `cdylib` of a package, found in `folder` below the workspace's root, under a name.
    #[must_use]
    pub fn package(mut self, name: &str, package: &str, folder: &str) -> Self {
        self.artifacts.push((
            name.to_owned(),
            Artifact::Library {
                package: package.to_owned(),
            },
        ));
        self.watched.push(folder.into());
        self
    }

    /// Says that what lies in `folder`, below the workspace's root, goes into guests too.
    #[must_use]
    pub fn shared(mut self, folder: &str) -> Self {
        self.watched.push(folder.into());
        self
    }

    /// Adds every example of a package that is one file in `sources`, under the file's name.
    ///
    /// Both folders are below the workspace's root.
    #[must_use]
    pub fn examples(mut self, package: &str, folder: &str, sources: &[&str]) -> Self {
        let root = workspace_root();
        self.watched.push(folder.into());
        for source in sources {
            self.watched.push(source.into());
            let mut names: Vec<String> = fs::read_dir(root.join(source))
                .into_iter()
                .flatten()
                .flatten()
                .map(|entry| entry.path())
                .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
                .filter_map(|path| path.file_stem()?.to_str().map(str::to_owned))
                .collect();
            names.sort();
            self.artifacts.extend(names.into_iter().map(|name| {
                let package = package.to_owned();
                (name.clone(), Artifact::Example { package, name })
            }));
        }
        self
    }

    /// Has `guests.rs` name their files instead of holding their bytes: for tests, which run where they were built, and of
    /// which each program would hold all of them.
    #[must_use]
    pub fn named(mut self) -> Self {
        self.named = true;
        self
    }

    /// Builds them and writes `guests.rs` into `OUT_DIR`; ends the build script with one sentence if that fails.
    pub fn build_or_exit(self) {
        if let Err(error) = self.build() {
            // Cargo shows this as the reason why the build stopped.
            #[expect(clippy::print_stdout, reason = "the way a build script talks to cargo")]
            {
                println!("cargo::error={error}");
            }
            std::process::exit(1);
        }
    }

    fn build(self) -> Result<(), BuildError> {
        let root = workspace_root();
        let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it for build scripts"));
        let shared = [
            "Cargo.toml",
            "Cargo.lock",
            "wit",
            "plugins/sdk",
            "plugins/wasm-target.sh",
        ];
        for path in shared
            .iter()
            .map(Path::new)
            .chain(self.watched.iter().map(PathBuf::as_path))
        {
            #[expect(clippy::print_stdout, reason = "the way a build script talks to cargo")]
            {
                println!("cargo::rerun-if-changed={}", root.join(path).display());
            }
        }

        let toolchain = Toolchain::find()?;
        let target_dir = target_dir(&out)
            .unwrap_or_else(|| root.join("target"))
            .join("plugins");
        let files = cargo::build(&toolchain, &root, &target_dir, &self.artifacts)?;

        let (what, kind) = match self.named {
            true => ("file", "str"),
            false => ("bytes", "[u8]"),
        };
        let mut source = format!("/// The guests: a name and the {what} of a component.\n");
        writeln!(source, "pub const GUESTS: &[(&str, &{kind})] = &[")
            .expect("writing to a String cannot fail");
        for (name, file) in files {
            let copy = out.join(format!("{name}.wasm"));
            fs::copy(&file, &copy).map_err(|source| BuildError::File { path: file, source })?;
            let held = match self.named {
                true => format!("{copy:?}"),
                false => format!("include_bytes!({copy:?})"),
            };
            writeln!(source, "    ({name:?}, {held}),").expect("writing to a String cannot fail");
        }
        source.push_str("];\n");
        let path = out.join("guests.rs");
        fs::write(&path, source).map_err(|source| BuildError::File { path, source })
    }
}

/// The folder that holds the workspace's `Cargo.lock`, above the crate whose build script runs.
fn workspace_root() -> PathBuf {
    let crate_dir =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it for build scripts"));
    crate_dir
        .ancestors()
        .find(|folder| folder.join("Cargo.lock").exists())
        .unwrap_or(&crate_dir)
        .to_owned()
}

/// The target folder that `out` lies in: cargo marks it as a cache.
fn target_dir(out: &Path) -> Option<PathBuf> {
    out.ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").exists())
        .map(Path::to_owned)
}
