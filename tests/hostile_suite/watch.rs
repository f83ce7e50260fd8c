//! Looking at a server from outside while it is attacked.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use runner_testkit::Server;

/// How long whoever asks waits between two questions.
const PAUSE: Duration = Duration::from_millis(5);

/// Asks a server whether it lives, again and again.
pub(crate) struct Health {
    stop: Sender<()>,
    thread: JoinHandle<Answers>,
}

/// How that went.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    pub(crate) count: usize,
    /// The longest that an answer took.
    pub(crate) slowest: Duration,
    /// The latest that whoever asked woke up beyond its pause: what this machine adds by itself.
    pub(crate) latest: Duration,
}

impl Health {
    pub(crate) fn watch(server: &Server) -> Self {
        let address = server.address().to_owned();
        let (stop, stopped) = mpsc::channel();
        let thread = thread::spawn(move || {
            let mut answers = Answers::default();
            loop {
                let began = Instant::now();
                ask(&address);
                answers.slowest = answers.slowest.max(began.elapsed());
                answers.count += 1;
                let slept = Instant::now();
                match stopped.recv_timeout(PAUSE) {
                    Err(RecvTimeoutError::Timeout) => {}
                    _ => return answers,
                }
                answers.latest = answers.latest.max(slept.elapsed().saturating_sub(PAUSE));
            }
        });
        Self { stop, thread }
    }

    pub(crate) fn end(self) -> Answers {
        drop(self.stop);
        self.thread.join().expect("every question was answered")
    }
}

fn ask(address: &str) {
    let mut stream = TcpStream::connect(address).expect("the server takes connections");
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

/// What a server's process has in memory, in bytes.
pub(crate) fn memory(server: &Server) -> u64 {
    let status =
        fs::read_to_string(format!("/proc/{}/status", server.process())).expect("the server runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.expect("it has memory").trim().trim_end_matches(" kB");
    kib.parse::<u64>().expect("it is a number") * 1024
}

/// How many files a server's process has open.
pub(crate) fn open_files(server: &Server) -> usize {
    fs::read_dir(format!("/proc/{}/fd", server.process()))
        .expect("the server runs")
        .count()
}
