//! Somebody who asks a server with a token of their own, or with none.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::Server;
use crate::server::{PATIENCE, try_split};

/// Somebody with a token.
#[derive(Debug, Clone)]
pub struct Visitor {
    address: String,
    token: Option<String>,
    cookie: Option<String>,
    id: String,
}

/// A server-sent event, or a number without one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frame {
    /// Its number.
    pub id: Option<i64>,
    /// What kind of event it is; empty if it is none.
    pub kind: String,
    /// What it says.
    pub data: Value,
}

/// A stream of events that is open.
#[derive(Debug)]
pub struct Events(BufReader<TcpStream>);

impl Server {
    /// Makes a token with the one in the data folder; gives whoever has it.
    pub fn visitor(&self, name: &str, role: &str) -> Visitor {
        self.visitor_with(&json!({"name": name, "role": role}))
    }

    /// The same, as the document says.
    pub fn visitor_with(&self, token: &Value) -> Visitor {
        let (status, made) = self.post("/api/v1/tokens", token);
        assert_eq!(status, 201, "{made}");
        Visitor {
            id: made["id"].as_str().expect("it has an id").to_owned(),
            ..self.stranger(made["token"].as_str())
        }
    }

    /// The same somebody, at this server: it may listen elsewhere than before.
    pub fn moved(&self, who: &Visitor) -> Visitor {
        Visitor {
            address: self.address().to_owned(),
            ..who.clone()
        }
    }

    /// Somebody with a token that the server may not know, or with none.
    pub fn stranger(&self, token: Option<&str>) -> Visitor {
        Visitor {
            address: self.address().to_owned(),
            token: token.map(str::to_owned),
            cookie: None,
            id: String::new(),
        }
    }
}

impl Visitor {
    /// The id of the token.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The text of the token.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// Signs a browser in with the token: whoever has its cookie, and no token.
    pub fn sign_in(&self) -> Self {
        let answer = self.send_raw("POST", "/session", &[], &Value::Null);
        let cookie = answer
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "))
            .and_then(|cookie| cookie.split(';').next());
        Self {
            token: None,
            cookie: Some(
                cookie
                    .unwrap_or_else(|| panic!("no cookie: {answer}"))
                    .to_owned(),
            ),
            ..self.clone()
        }
    }

    /// The cookie, as `name=value`.
    pub fn cookie(&self) -> &str {
        self.cookie.as_deref().unwrap_or_default()
    }

    /// The status and body of a GET below `/api/v1`.
    pub fn get(&self, path: &str) -> (u16, Value) {
        self.send("GET", path, &Value::Null)
    }

    /// All that comes back from a GET below `/api/v1`.
    pub fn get_raw(&self, path: &str) -> String {
        let mut answer = Vec::new();
        self.ask("GET", &below_api(path), &[], &Value::Null)
            .read_to_end(&mut answer)
            .expect("the server answers to the end");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The status and body of a POST below `/api/v1`.
    pub fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.send("POST", path, body)
    }

    /// The status and body of a request below `/api/v1`; of a stream of events no body.
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
        let answer = self.send_raw(method, path, headers, body);
        try_split(&answer).unwrap_or_else(|| panic!("no HTTP: {answer}"))
    }

    /// All that comes back; of a stream of events its head.
    pub fn send_raw(&self, method: &str, path: &str, headers: &[&str], body: &Value) -> String {
        let mut answer = BufReader::new(self.ask(method, &below_api(path), headers, body));
        let mut text = String::new();
        while !text.ends_with("\r\n\r\n") {
            let read = answer.read_line(&mut text).expect("the server answers");
            assert!(read > 0, "no HTTP: {text}");
        }
        if !text.contains("text/event-stream") {
            let mut rest = Vec::new();
            answer
                .read_to_end(&mut rest)
                .expect("the server answers to the end");
            text.push_str(&String::from_utf8_lossy(&rest));
        }
        text
    }

    /// Opens a stream of events below `/api/v1`.
    pub fn events(&self, path: &str) -> Events {
        self.events_with(path, &[])
    }

    /// Opens a stream of events after one that was seen.
    pub fn events_after(&self, path: &str, seen: i64) -> Events {
        self.events_with(path, &[&format!("Last-Event-ID: {seen}")])
    }

    fn events_with(&self, path: &str, headers: &[&str]) -> Events {
        let mut events = Events(BufReader::new(self.ask(
            "GET",
            &below_api(path),
            headers,
            &Value::Null,
        )));
        let status = events.line().expect("the server answers");
        assert!(status.starts_with("HTTP/1.1 200"), "{status}");
        events
    }

    /// The first line of the answer to a GET of a path from the root.
    pub fn status_line(&self, path: &str) -> String {
        let mut answer = BufReader::new(self.ask("GET", path, &[], &Value::Null));
        let mut line = String::new();
        answer.read_line(&mut line).expect("the server answers");
        line
    }

    /// What lets them in, as headers.
    pub(crate) fn own_headers(&self) -> Vec<String> {
        let token = self.token.as_ref();
        let token = token.map(|token| format!("Authorization: Bearer {token}"));
        let cookie = self.cookie.as_ref();
        let cookie = cookie.map(|cookie| format!("Cookie: {cookie}"));
        token.into_iter().chain(cookie).collect()
    }

    fn ask(&self, method: &str, path: &str, headers: &[&str], body: &Value) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        stream
            .set_read_timeout(Some(PATIENCE))
            .expect("a socket takes a timeout");
        let body = match body {
            Value::Null => String::new(),
            body => body.to_string(),
        };
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n",
            self.address,
            body.len()
        );
        for header in self.own_headers() {
            head.push_str(&format!("{header}\r\n"));
        }
        if !body.is_empty() {
            head.push_str("Content-Type: application/json\r\n");
        }
        for header in headers {
            head.push_str(&format!("{header}\r\n"));
        }
        // It may answer and close before it has read everything.
        let _ = stream.write_all(format!("{head}\r\n{body}").as_bytes());
        stream
    }
}

fn below_api(path: &str) -> String {
    format!("/api/v1{path}")
}

impl Events {
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.0.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => Some(line.trim_end().to_owned()),
            Err(error) => panic!("the stream says nothing: {error}"),
        }
    }

    /// The next event or number; none once the server has ended the stream.
    pub fn next_frame(&mut self) -> Option<Frame> {
        let mut frame = Frame::default();
        loop {
            let line = self.line()?;
            // What else there is are comments, and how long pieces are.
            if let Some(id) = line.strip_prefix("id: ") {
                frame.id = Some(id.parse().expect("an id is a number"));
            } else if let Some(kind) = line.strip_prefix("event: ") {
                frame.kind = kind.to_owned();
            } else if let Some(data) = line.strip_prefix("data: ") {
                frame.data = serde_json::from_str(data).expect("an event is JSON");
            } else if line.is_empty() && frame != Frame::default() {
                return Some(frame);
            }
        }
    }

    /// The next event; none once the server has ended the stream.
    pub fn next_event(&mut self) -> Option<Value> {
        loop {
            let line = self.line()?;
            if let Some(data) = line.strip_prefix("data: ") {
                return Some(serde_json::from_str(data).expect("an event is JSON"));
            }
        }
    }
}
