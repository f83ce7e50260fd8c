//! What a server's process holds, as the system tells it.

use std::fs;
use std::path::Path;

use runner_testkit::Server;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

pub(crate) const MB: u64 = 1_000_000;

/// What a server has in memory, in bytes.
pub(crate) fn memory(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.process())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.unwrap().trim().trim_end_matches(" kB");
    kib.parse::<u64>().unwrap() * 1024
}

/// How many files and connections a server has open.
pub(crate) fn open_files(server: &Server) -> usize {
    fs::read_dir(format!("/proc/{}/fd", server.process()))
        .unwrap()
        .count()
}

/// How many files there are below a folder of a server.
pub(crate) fn files_in(server: &Server, folder: &str) -> usize {
    fn below(folder: &Path) -> usize {
        let Ok(entries) = fs::read_dir(folder) else {
            return 0;
        };
        // What goes while it is looked at is no more.
        entries
            .flatten()
            .map(|entry| match entry.path() {
                path if path.is_dir() => below(&path),
                _ => 1,
            })
            .sum()
    }
    below(&server.runner().path("data").join(folder))
}

/// Lets this process, and the servers that it starts, have so many files open. Where that is not allowed the test is left out, but
/// not where everything is to be tested.
pub(crate) fn may_open(files: u64) -> bool {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(u64::MAX);
    if most < files {
        let why = format!(
            "this test needs {files} open files, and the hard limit is {most}: raise it (`ulimit -Hn {files}`, as root)"
        );
        assert!(std::env::var_os("CI").is_none(), "{why}");
        eprintln!("left out: {why}");
        return false;
    }
    if limit.current.is_some_and(|current| current < files) {
        let raised = Rlimit {
            current: Some(files),
            ..limit
        };
        setrlimit(Resource::Nofile, raised).unwrap();
    }
    true
}
