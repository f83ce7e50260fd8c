//! Versions of guests, and what the tests ask a server about them.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use runner_sandbox::digest_of;
use runner_testkit::{Runner, Server, guest};
use serde_json::{Value, json};

pub(crate) fn runner() -> Runner {
    Runner::new(env!("CARGO_BIN_EXE_runner"))
}

/// Another version of a guest: the same with a custom section at its end, and so with another digest.
pub(crate) fn version(name: &str, mark: u8) -> Vec<u8> {
    marked(guest(name), mark)
}

pub(crate) fn marked(wasm: &[u8], mark: u8) -> Vec<u8> {
    // Section 0, its length, the length of its name, the name, its content.
    [wasm, &[0, 3, 1, b'v', mark]].concat()
}

/// The digest of a component, as it is written.
pub(crate) fn digest(wasm: &[u8]) -> String {
    digest_of(wasm).to_string()
}

/// Installs a component by HTTP, and gives its digest.
pub(crate) fn install(server: &Server, wasm: &[u8]) -> String {
    let (status, version) = server.upload("/api/v1/plugins", &[], wasm);
    assert_eq!(
        (status, &version["state"]),
        (201, &json!("active")),
        "{version}"
    );
    version["digest"].as_str().unwrap().to_owned()
}

/// The digest of the version of a plugin that runs.
pub(crate) fn active(server: &Server, name: &str) -> Option<String> {
    let (status, plugin) = server.get(&format!("/api/v1/plugins/{name}"));
    (status == 200).then(|| plugin["digest"].as_str().unwrap().to_owned())
}

/// The digests of all versions of a name with their states, newest first.
pub(crate) fn states(server: &Server, name: &str) -> Vec<(String, String)> {
    let (status, list) = server.get(&format!("/api/v1/plugins/{name}/versions"));
    assert_eq!(status, 200, "{list}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let versions = list["items"].as_array().unwrap().iter();
    versions
        .map(|version| (text(&version["digest"]), text(&version["state"])))
        .collect()
}

/// Submits a job, and gives its id.
pub(crate) fn submit(server: &Server, processor: &str, params: Value) -> String {
    let job = json!({"processor": processor, "params": params});
    let (status, job) = server.post("/api/v1/jobs", &job);
    assert_eq!(status, 201, "{job}");
    job["id"].as_str().unwrap().to_owned()
}

/// The version that a job ran on last.
pub(crate) fn ran_on(server: &Server, id: &str) -> String {
    let (_, attempts) = server.get(&format!("/api/v1/jobs/{id}/attempts"));
    let last = attempts["items"]
        .as_array()
        .unwrap()
        .last()
        .unwrap()
        .clone();
    last["plugin_digest"].as_str().unwrap().to_owned()
}

/// A text with names in place of digests, and `TIME` in place of times.
pub(crate) fn plain(text: &str, digests: &[(String, &str)]) -> String {
    let mut text = text.to_owned();
    for (digest, name) in digests {
        text = text.replace(digest, name);
        // As tables abbreviate it.
        text = text.replace(&digest[..19], name);
    }
    let mut plain = String::new();
    while let Some(at) = text.find("20") {
        let (before, rest) = text.split_at(at);
        plain.push_str(before);
        let is_time = rest.get(..24).is_some_and(|time| {
            time.ends_with('Z') && time.as_bytes()[4] == b'-' && time.as_bytes()[10] == b'T'
        });
        let (word, length) = if is_time { ("TIME", 24) } else { ("20", 2) };
        plain.push_str(word);
        text = rest[length..].to_owned();
    }
    plain + &text
}

/// A site that answers nobody before it is told to: whoever asks it runs until then.
pub(crate) struct Gate(TcpListener);

/// Somebody who waits at a gate.
pub(crate) struct Waiting(TcpStream);

impl Gate {
    pub(crate) fn new() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").unwrap())
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.0.local_addr().unwrap())
    }

    /// Waits until somebody asks.
    pub(crate) fn next(&self) -> Waiting {
        let (mut stream, _) = self.0.accept().unwrap();
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            assert_eq!(stream.read(&mut byte).unwrap(), 1, "it hung up");
            head.push(byte[0]);
        }
        Waiting(stream)
    }
}

impl Waiting {
    pub(crate) fn open(mut self, answer: &str) {
        let length = answer.len();
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
        self.0.write_all((head + answer).as_bytes()).unwrap();
    }
}
