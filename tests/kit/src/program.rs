//! The runner program, called as a user calls it, with a data folder of its own.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;
use tempfile::TempDir;

/// The runner program and a folder to work in.
#[derive(Debug)]
pub struct Runner {
    program: PathBuf,
    folder: TempDir,
}

/// The arguments that submit a conversion, and more.
pub fn submit_conversion<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["submit", "data-conversion", "-p", "to=jsonl"], more].concat()
}

/// How a call ended.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; none if a signal ended it.
    pub code: Option<i32>,
    /// What stands on the standard output.
    pub stdout: String,
    /// What stands on the standard error.
    pub stderr: String,
}

impl Runner {
    /// Wraps the program at a path: `env!("CARGO_BIN_EXE_runner")`.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        Self {
            program: program.into(),
            folder,
        }
    }

    /// The same with something to convert in its folder: `in.csv`, of one row.
    pub fn with_csv(program: impl Into<PathBuf>) -> Self {
        let runner = Self::new(program);
        runner.write("in.csv", "id,zip\n1,00123\n");
        runner
    }

    /// Installs guests of the tests in the data folder, on which nothing runs.
    pub fn install(&self, guests: &[&str]) {
        let data = self.path("data");
        std::fs::create_dir_all(&data).expect("the folder takes folders");
        tokio::runtime::Runtime::new()
            .expect("threads can be started")
            .block_on(crate::node::install(&self.program, &data, guests));
    }

    /// Leaves the folder where it is, for somebody to look at.
    pub fn keep(self) -> PathBuf {
        self.folder.keep()
    }

    /// The folder that calls run in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Spares a server on a new data folder the compiling of what is bundled.
    pub fn give_bundled_code(&self) {
        crate::seed::give(&self.program, &self.path("data"))
            .expect("the bundled plugins are compiled once");
    }

    /// A file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in the folder, and the folders that it is in.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        path.parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| std::fs::write(path, bytes))
            .expect("the folder takes files");
    }

    /// Reads a file in the folder.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name))
            .unwrap_or_else(|error| panic!("{name} cannot be read: {error}"))
    }

    /// The names of all files in the folder but runner's own, sorted.
    pub fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.folder.path())
            .expect("the folder is there")
            .map(|entry| {
                entry
                    .expect("it can be read")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .filter(|name| name != "data")
            .collect();
        names.sort();
        names
    }

    /// The program with arguments, to be started.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.with_folder(Command::new(&self.program));
        command.args(args);
        command
    }

    fn with_folder(&self, mut command: Command) -> Command {
        command
            .current_dir(self.folder.path())
            .env_clear()
            .env("RUNNER_DATA_DIR", self.path("data"))
            .env("TMPDIR", std::env::temp_dir());
        command
    }

    /// Runs the program with an empty standard input.
    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, b"")
    }

    /// Runs the program on a terminal, whose both streams are one: it is the standard output here. `script` makes the
    /// terminal, which every Debian has.
    pub fn run_on_a_terminal(&self, args: &[&str]) -> Ran {
        let output = self
            .command_on_a_terminal(args)
            .stdin(Stdio::null())
            .output()
            .expect("`script` (of util-linux) is installed");
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The program with arguments, to be started on a terminal of 24 lines and 80 columns; keys are its standard input.
    pub fn command_on_a_terminal(&self, args: &[&str]) -> Command {
        let program = self.program.to_string_lossy();
        let words = std::iter::once(&*program).chain(args.iter().copied());
        let quoted: Vec<String> = words
            .map(|word| format!("'{}'", word.replace('\'', r"'\''")))
            .collect();
        let mut command = self.with_folder(Command::new("script"));
        command
            .args(["--quiet", "--return", "--command"])
            .arg(format!("stty rows 24 cols 80 && exec {}", quoted.join(" ")))
            .arg("/dev/null")
            .env("SHELL", "/bin/sh")
            .env("PATH", "/usr/bin:/bin")
            .env("TERM", "xterm");
        command
    }

    /// Runs the program with that standard input.
    pub fn run_with(&self, args: &[&str], stdin: &[u8]) -> Ran {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut pipe = child.stdin.take().expect("it was asked for");
        let output = thread::scope(|scope| {
            scope.spawn(move || {
                // The program may end before it has read everything.
                let _ = pipe.write_all(stdin);
            });
            child.wait_with_output().expect("the program ends")
        });
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ran {
    /// The one line on the standard output of a call that succeeded.
    pub fn line(&self) -> &str {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self.stdout.trim_end()
    }

    /// The JSON on the standard output.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("{}", self.said()))
    }

    /// The JSON Lines on the standard output.
    pub fn json_lines(&self) -> Vec<Value> {
        let parse = |line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{}", self.said()));
        self.stdout.lines().map(parse).collect()
    }

    /// The exit code and the standard error, for a snapshot.
    pub fn said(&self) -> String {
        format!("exit {:?}\n{}", self.code, self.stderr)
    }
}

/// The files below a folder that hold some bytes.
pub fn files_with(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            found.extend(files_with(&path, bytes));
        } else if let Ok(content) = std::fs::read(&path)
            && content.windows(bytes.len()).any(|window| window == bytes)
        {
            found.push(path.display().to_string());
        }
    }
    found
}
