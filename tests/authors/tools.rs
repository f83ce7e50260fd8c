//! The languages' own tools, and what they install.

use std::env;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use runner_testkit::Runner;

/// A language, by the name that `--lang` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Rust,
    JavaScript,
    Python,
}

/// The processor's name.
pub(crate) const NAME: &str = "word-search";

/// A project that `runner plugin new` wrote, and the program that did.
pub(crate) struct Project {
    pub(crate) runner: Runner,
    language: Language,
    folder: PathBuf,
}

impl Language {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::JavaScript => "javascript",
            Self::Python => "python",
        }
    }

    /// Whether its tools are here. A test without them is left out, but not where everything is to be tested.
    fn is_here(self) -> bool {
        let (tool, install) = match self {
            Self::Rust => return true,
            Self::JavaScript => (
                "npm",
                "Node.js 20 with npm (Debian: apt-get install nodejs npm)",
            ),
            Self::Python => (
                "python3",
                "Python 3.10 (Debian: apt-get install python3-venv)",
            ),
        };
        let version = Command::new(tool).arg("--version").output();
        let is_here = version.is_ok_and(|output| output.status.success());
        assert!(
            is_here || env::var_os("CI").is_none(),
            "{tool} is missing: install {install}"
        );
        if !is_here {
            eprintln!("left out, since {tool} is missing: install {install}");
        }
        is_here
    }
}

impl Project {
    /// Writes a project. None if the language's tools are missing.
    pub(crate) fn new(language: Language) -> Option<Self> {
        if !language.is_here() {
            return None;
        }
        let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
        let folder = match language {
            // Always the same folder: what was built of it is used again.
            Language::Rust => kept().join("rust").join(NAME),
            _ => runner.path(NAME),
        };
        fs::create_dir_all(folder.parent().unwrap()).unwrap();
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        let dir = folder.to_str().unwrap();
        let new = [
            "plugin",
            "new",
            NAME,
            "--lang",
            language.name(),
            "--dir",
            dir,
        ];
        assert_eq!(runner.run(&new).line(), dir);
        Some(Self {
            runner,
            language,
            folder,
        })
    }

    /// Puts a file in the place of one of the project's.
    pub(crate) fn replace(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        assert!(path.exists(), "{}", path.display());
        fs::write(path, text).unwrap();
    }

    /// Runs the project's own tests.
    pub(crate) fn test(&self) {
        match self.language {
            Language::Rust => self.cargo(&["test"]),
            Language::JavaScript => self.run("npm", &["test"]),
            Language::Python => self.run("python3", &["-m", "unittest", "discover", "tests"]),
        }
    }

    /// Builds the plugin, as the README says, and gives its file.
    pub(crate) fn build(&self) -> PathBuf {
        match self.language {
            Language::Rust => {
                self.cargo(&["build", "--release", "--target", "wasm32-wasip2"]);
                self.target().join("wasm32-wasip2/release/word_search.wasm")
            }
            Language::JavaScript => {
                let lock = fs::read(self.folder.join("package-lock.json")).unwrap();
                let packages = installed("npm", &lock, |place| {
                    for file in ["package.json", "package-lock.json"] {
                        fs::copy(self.folder.join(file), place.join(file)).unwrap();
                    }
                    run(place, "npm", &["ci", "--no-audit", "--no-fund"]);
                });
                let packages = packages.join("node_modules");
                symlink(packages, self.folder.join("node_modules")).unwrap();
                self.run("npm", &["run", "build"]);
                self.folder.join(format!("{NAME}.wasm"))
            }
            Language::Python => {
                let requirements = self.folder.join("requirements.txt");
                let pinned = fs::read(&requirements).unwrap();
                let packages = installed("pip", &pinned, |place| {
                    run(place, "python3", &["-m", "venv", "venv"]);
                    let requirements = requirements.to_str().unwrap();
                    let python = place.join("venv/bin/python");
                    let install = ["-m", "pip", "install", "--quiet", "-r", requirements];
                    run(place, python.to_str().unwrap(), &install);
                });
                symlink(packages.join("venv"), self.folder.join(".venv")).unwrap();
                self.run("python3", &["build.py"]);
                self.folder.join(format!("{NAME}.wasm"))
            }
        }
    }

    fn run(&self, program: &str, args: &[&str]) {
        run(&self.folder, program, args);
    }

    /// Cargo with the target: the one in use, or the one that `plugins/wasm-target.sh` linked.
    fn cargo(&self, args: &[&str]) {
        let libraries = Command::new("rustc")
            .args(["--print", "target-libdir", "--target", "wasm32-wasip2"])
            .current_dir(&self.folder)
            .output()
            .unwrap();
        let libraries = String::from_utf8(libraries.stdout).unwrap();
        let mut cargo = if Path::new(libraries.trim()).is_dir() {
            Command::new("cargo")
        } else {
            let mut rustup = Command::new("rustup");
            rustup.args(["run", "wasip2", "cargo"]);
            rustup
        };
        cargo
            .args(args)
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env("CARGO_TARGET_DIR", self.target());
        succeed(&self.folder, cargo);
    }

    fn target(&self) -> PathBuf {
        kept().join("rust/target")
    }
}

/// What stays between runs.
fn kept() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("authors")
}

/// A folder in which something was installed once for what is pinned.
fn installed(tool: &str, pinned: &[u8], install: impl FnOnce(&Path)) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    pinned.hash(&mut hasher);
    let place = kept().join(format!("{tool}-{:016x}", hasher.finish()));
    fs::create_dir_all(&place).unwrap();
    // Another test may be at it.
    let lock = File::create(place.join("lock")).unwrap();
    lock.lock().unwrap();
    let done = place.join("done");
    if !done.exists() {
        install(&place);
        File::create(done).unwrap();
    }
    place
}

fn run(folder: &Path, program: &str, args: &[&str]) {
    let mut command = Command::new(program);
    command.args(args);
    succeed(folder, command);
}

fn succeed(folder: &Path, mut command: Command) {
    let output = command
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}"));
    assert!(
        output.status.success(),
        "{command:?} failed:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
