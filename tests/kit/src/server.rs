//! `runner serve` in a folder of its own, asked by plain HTTP.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{Ran, Runner};

/// How long a test waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server. Dropping it kills it.
#[derive(Debug)]
pub struct Server {
    runner: Option<Runner>,
    child: Child,
    address: String,
    token: String,
}

impl Server {
    /// Starts a server on a free port and waits until it listens.
    pub fn start(runner: Runner) -> Self {
        let mut child = runner
            .command(&["serve", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("it was asked for"));
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            let read = lines
                .read_line(&mut line)
                .expect("the server says where it listens");
            assert!(read > 0, "the server ended: {said}");
            if let Some((_, address)) = line.trim().split_once("listens on http://") {
                break address.to_owned();
            }
            said.push_str(&line);
        };
        // Whatever it says later must not fill the pipe.
        thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        let token = runner.read("data/token").trim().to_owned();
        Self {
            runner: Some(runner),
            child,
            address,
            token,
        }
    }

    /// The program and the folder.
    pub fn runner(&self) -> &Runner {
        self.runner
            .as_ref()
            .expect("it is there until the server is taken apart")
    }

    /// Kills the server and starts another on the same folder.
    pub fn kill_and_restart(mut self) -> Self {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
        let runner = self.runner.take().expect("it is there until now");
        Self::start(runner)
    }

    /// Sends SIGTERM and gives the exit code.
    pub fn terminate(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .expect("kill runs");
        assert!(sent.success());
        self.child.wait().expect("it ends").code()
    }

    /// The status and body of a GET.
    pub fn get(&self, path: &str) -> (u16, Value) {
        split(&self.get_raw(path))
    }

    /// All that comes back from a GET.
    pub fn get_raw(&self, path: &str) -> String {
        self.ask(
            "GET",
            path,
            &format!("Authorization: Bearer {}\r\n", self.token),
            "",
        )
    }

    /// Starts a server that has guests of the tests among its plugins.
    pub fn start_with_guests(runner: Runner, guests: &[&str]) -> Self {
        let data = runner.path("data");
        std::fs::create_dir_all(&data).expect("the folder takes folders");
        tokio::runtime::Runtime::new()
            .expect("threads can be started")
            .block_on(crate::node::install(runner.program(), &data, guests));
        Self::start(runner)
    }

    /// Runs the program as a client of this server, which it finds by itself.
    pub fn client(&self, args: &[&str]) -> Ran {
        self.runner().run(args)
    }

    /// Where it listens, as `HOST:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Kills it, and gives the folder that it leaves.
    pub fn killed(mut self) -> Runner {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
        self.runner.take().expect("it is there until now")
    }

    /// All that comes back from a GET without a token.
    pub fn get_without_token(&self, path: &str) -> String {
        self.ask("GET", path, "", "")
    }

    /// The status and body of a POST of JSON.
    pub fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let headers = format!(
            "Authorization: Bearer {}\r\nContent-Type: application/json\r\n",
            self.token
        );
        split(&self.ask("POST", path, &headers, &body.to_string()))
    }

    /// Asks for a job until it is in a state.
    pub fn wait_for(&self, id: &str, state: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let (_, job) = self.get(&format!("/api/v1/jobs/{id}"));
            if job["state"] == state {
                return job;
            }
            assert!(
                Instant::now() < deadline,
                "the job was not {state} in time: {job:#}"
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        stream
            .set_read_timeout(Some(PATIENCE))
            .expect("the time is not zero");
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .expect("the server reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the server answers");
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn split(answer: &str) -> (u16, Value) {
    let status = answer
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let body = answer
        .split_once("\r\n\r\n")
        .map(|(_, body)| body)
        .unwrap_or_default();
    (
        status.unwrap_or_else(|| panic!("no HTTP: {answer}")),
        serde_json::from_str(body).unwrap_or(Value::Null),
    )
}
