//! schemathesis: requests made from the document, some as it says and some not, and whether every answer is one that it names.
//!
//! It is installed from `requirements.txt` into `target/tmp`, once. To see one failure again, run the command that the test
//! prints with the address of a server.

use std::env;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use runner_testkit::{Runner, Server};

/// Where the settings and the pinned packages are.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/openapi");

/// The Python that schemathesis needs. A test without it is left out, but not where everything is to be tested.
fn python() -> Option<&'static str> {
    let check = "import sys, venv; sys.exit(sys.version_info < (3, 11))";
    let output = Command::new("python3").args(["-c", check]).output();
    let is_here = output.is_ok_and(|output| output.status.success());
    let install =
        "Python 3.11 with venv is missing: install it (Debian: apt-get install python3-venv)";
    assert!(is_here || env::var_os("CI").is_none(), "{install}");
    if !is_here {
        eprintln!("left out: {install}");
    }
    is_here.then_some("python3")
}

fn succeed(command: &mut Command) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}"));
    assert!(
        output.status.success(),
        "{command:?} failed:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The program, installed once for what is pinned.
fn schemathesis(python: &str) -> PathBuf {
    let requirements = Path::new(FOLDER).join("requirements.txt");
    let mut hasher = DefaultHasher::new();
    fs::read(&requirements).unwrap().hash(&mut hasher);
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schemathesis");
    let place = kept.join(format!("{:016x}", hasher.finish()));
    fs::create_dir_all(&place).unwrap();
    // Another test may be at it.
    let lock = File::create(place.join("lock")).unwrap();
    lock.lock().unwrap();
    let done = place.join("done");
    if !done.exists() {
        succeed(
            Command::new(python)
                .args(["-m", "venv"])
                .arg(place.join("venv")),
        );
        succeed(
            Command::new(place.join("venv/bin/python"))
                .args([
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--require-hashes",
                    "--only-binary",
                    ":all:",
                    "-r",
                ])
                .arg(&requirements),
        );
        File::create(done).unwrap();
    }
    place.join("venv/bin/schemathesis")
}

#[test]
fn every_answer_is_one_that_the_document_names() {
    let Some(python) = python() else {
        return;
    };
    let schemathesis = schemathesis(python);
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    let server = Server::start_with_guests(runner, &["echo", "noop"]);
    let seed = env::var("RUNNER_SEED").unwrap_or_else(|_| "7".to_owned());
    let examples = env::var("RUNNER_CASES").unwrap_or_else(|_| "5".to_owned());
    let mut command = Command::new(schemathesis);
    command
        .args([
            "--config-file",
            &format!("{FOLDER}/schemathesis.toml"),
            "run",
        ])
        .arg(format!("http://{}/api/v1/openapi.json", server.address()))
        .args(["--seed", &seed, "--max-examples", &examples])
        .env("SCHEMATHESIS_HOOKS", format!("{FOLDER}/hooks.py"))
        .env("RUNNER_TOKEN", server.token())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(server.runner().path(""));
    succeed(&mut command);
    assert!(!server.log().contains("panicked"), "{}", server.log());
}
