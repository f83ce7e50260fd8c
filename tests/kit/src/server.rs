//! `runner serve` in a folder of its own, asked by plain HTTP.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{Ran, Runner};

/// How long a test waits for what must happen: a flood of a thousand commits takes a minute on a disk that others keep busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(180);

/// A running server. Dropping it kills it.
#[derive(Debug)]
pub struct Server {
    runner: Option<Runner>,
    child: Child,
    address: String,
    token: String,
    log: Arc<Mutex<String>>,
}

impl Server {
    /// Starts a server on a free port and waits until it listens.
    pub fn start(runner: Runner) -> Self {
        Self::start_with(runner, &[])
    }

    /// Starts a server with these in its environment.
    pub fn start_with(runner: Runner, environment: &[(&str, &str)]) -> Self {
        Self::start_at(runner, "127.0.0.1:0", environment)
    }

    /// Starts a server that listens there.
    pub fn start_at(runner: Runner, listen: &str, environment: &[(&str, &str)]) -> Self {
        runner.give_bundled_code();
        let mut child = runner
            .command(&["serve", "--listen", listen])
            .envs(environment.iter().copied())
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
            said.push_str(&line);
            if let Some((_, url)) = line.trim().split_once("listens on ")
                && let Some((_, address)) = url.split_once("://")
            {
                // Behind it there may be more of a line of JSON.
                let is_address = |c: char| c.is_ascii_hexdigit() || "[].:".contains(c);
                let end = address.find(|c| !is_address(c)).unwrap_or(address.len());
                break address[..end].to_owned();
            }
        };
        // Whatever it says later must not fill the pipe.
        let log = Arc::new(Mutex::new(said));
        let kept = Arc::clone(&log);
        thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                let mut log = kept.lock().unwrap_or_else(PoisonError::into_inner);
                log.push_str(&line);
                log.push('\n');
            }
        });
        let token = runner.read("data/token").trim().to_owned();
        Self {
            runner: Some(runner),
            child,
            address,
            token,
            log,
        }
    }

    /// What it has said on its standard error so far.
    pub fn log(&self) -> String {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
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
        self.signal("TERM");
        self.child.wait().expect("it ends").code()
    }

    /// Sends SIGTERM, waits for a good end, and gives the folder that the server leaves.
    pub fn stop(mut self) -> Runner {
        self.signal("TERM");
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "{status}: {}", self.log());
        self.runner.take().expect("it is there until now")
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(sent.success());
    }

    /// Waits until the server has died of itself, and gives the folder that it leaves.
    pub fn death(mut self) -> (Runner, ExitStatus) {
        let status = wait_until("the server dies", || {
            self.child.try_wait().expect("it can be asked for")
        });
        let runner = self.runner.take().expect("it is there until now");
        (runner, status)
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
        runner.install(guests);
        Self::start(runner)
    }

    /// Runs the program as a client of this server, which it finds by itself.
    pub fn client(&self, args: &[&str]) -> Ran {
        self.runner().run(args)
    }

    /// The token in its data folder.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
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

    /// The status and body of a request with a method and a body of JSON.
    pub fn send(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        self.send_with(method, path, &[], body)
    }

    /// The same with more headers, each as `name: value`.
    pub fn send_with(
        &self,
        method: &str,
        path: &str,
        headers: &[&str],
        body: &Value,
    ) -> (u16, Value) {
        self.send_body(method, path, headers, &body.to_string())
    }

    /// The same with a body of JSON as it is written, whatever a number in it would become.
    pub fn send_text(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        self.send_body(method, path, &[], body)
    }

    fn send_body(&self, method: &str, path: &str, headers: &[&str], body: &str) -> (u16, Value) {
        let mut head = format!(
            "Authorization: Bearer {}\r\nContent-Type: application/json\r\n",
            self.token
        );
        for header in headers {
            head.push_str(header);
            head.push_str("\r\n");
        }
        split(&self.ask(method, path, &head, body))
    }

    /// The status and body of a POST of bytes.
    pub fn upload(&self, path: &str, headers: &[&str], bytes: &[u8]) -> (u16, Value) {
        let mut head = format!("Authorization: Bearer {}\r\n", self.token);
        for header in headers {
            head.push_str(header);
            head.push_str("\r\n");
        }
        split(
            &self
                .try_ask("POST", path, &head, bytes)
                .expect("the server answers"),
        )
    }

    /// The status and body of a POST of nothing: a verb of a job.
    pub fn act(&self, id: &str, verb: &str) -> (u16, Value) {
        self.post(&format!("/api/v1/jobs/{id}/{verb}"), &Value::Null)
    }

    /// The status and body of a POST of JSON, of a server that may die meanwhile.
    pub fn try_post(&self, path: &str, body: &Value) -> io::Result<(u16, Value)> {
        let headers = format!(
            "Authorization: Bearer {}\r\nContent-Type: application/json\r\n",
            self.token
        );
        let answer = self.try_ask("POST", path, &headers, body.to_string().as_bytes())?;
        try_split(&answer).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// All that comes back from a GET, of a server that may die meanwhile.
    pub fn try_get_raw(&self, path: &str) -> io::Result<String> {
        let headers = format!("Authorization: Bearer {}\r\n", self.token);
        self.try_ask("GET", path, &headers, b"")
    }

    /// Asks for a job until it is in a state.
    pub fn wait_for(&self, id: &str, state: &str) -> Value {
        self.wait_for_one_of(id, &[state])
    }

    /// Asks for a job until it has ended.
    pub fn wait_for_end(&self, id: &str) -> Value {
        self.wait_for_one_of(id, &["completed", "failed", "cancelled"])
    }

    fn wait_for_one_of(&self, id: &str, states: &[&str]) -> Value {
        let path = format!("/api/v1/jobs/{id}");
        let mut last = Value::Null;
        let found = asked(|| {
            last = self.get(&path).1;
            states
                .contains(&last["state"].as_str()?)
                .then(|| last.clone())
        });
        found.unwrap_or_else(|| {
            let (_, why) = self.get(&format!("{path}/explain"));
            let (_, workers) = self.get("/api/v1/workers");
            panic!("waited too long until it is {states:?}: {last}\nexplained: {why}\nworkers: {workers}")
        })
    }

    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        self.try_ask(method, path, headers, body.as_bytes())
            .expect("the server answers")
    }

    fn try_ask(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> io::Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n",
            self.address,
            body.len()
        )?;
        // It may answer and close before it has read everything.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}

/// Asks until there is an answer. The name says what is waited for.
pub fn wait_until<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    asked(ask).unwrap_or_else(|| panic!("waited too long until {what}"))
}

/// Asks until there is an answer, or it takes too long.
fn asked<T>(mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let answer = ask();
        if answer.is_some() || Instant::now() >= deadline {
            return answer;
        }
        thread::sleep(Duration::from_millis(10));
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
    try_split(answer).unwrap_or_else(|| panic!("no HTTP: {answer}"))
}

pub(crate) fn try_split(answer: &str) -> Option<(u16, Value)> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
}
