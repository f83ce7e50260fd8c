//! Which cargo can build for the target: the one in use, or the fallback that `wasm-target.sh` links.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::guests::BuildError;

/// The target that all guests are built for.
pub(crate) const TARGET: &str = "wasm32-wasip2";

/// The name that `plugins/wasm-target.sh` gives to a second compiler, where the first cannot have the target.
const FALLBACK: &str = "wasip2";

/// A toolchain that has the target's standard library.
#[derive(Debug)]
pub(crate) enum Toolchain {
    /// The one that builds the host.
    Same,
    /// The one that `plugins/wasm-target.sh` linked into rustup.
    Fallback,
}

impl Toolchain {
    pub(crate) fn find() -> Result<Self, BuildError> {
        let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        if has_target(Command::new(rustc)) {
            return Ok(Self::Same);
        }
        let mut rustup = Command::new("rustup");
        rustup.args(["run", FALLBACK, "rustc"]);
        if has_target(rustup) {
            return Ok(Self::Fallback);
        }
        Err(BuildError::TargetMissing)
    }

    /// The command that runs this toolchain's cargo.
    pub(crate) fn cargo(&self) -> Command {
        match self {
            Self::Same => Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into())),
            Self::Fallback => {
                let mut command = Command::new("rustup");
                command.args(["run", FALLBACK, "cargo"]);
                command
            }
        }
    }
}

/// Whether the compiler that the command runs has a standard library for the target.
fn has_target(mut rustc: Command) -> bool {
    let Ok(output) = rustc
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
    else {
        return false;
    };
    let Ok(folder) = String::from_utf8(output.stdout) else {
        return false;
    };
    Path::new(folder.trim())
        .read_dir()
        .is_ok_and(|mut entries| {
            entries.any(|entry| entry.is_ok_and(|entry| is_std(&entry.file_name())))
        })
}

fn is_std(name: &OsString) -> bool {
    let name = name.to_string_lossy();
    name.starts_with("libstd-") && name.ends_with(".rlib")
}
