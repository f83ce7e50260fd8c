//! One request and all that comes back, head and bytes, for tests that look at headers.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

use crate::server::PATIENCE;
use crate::{Server, Visitor};

/// What came back.
#[derive(Debug)]
pub struct Answered {
    /// The status.
    pub status: u16,
    head: String,
    /// The bytes after the head.
    pub body: Vec<u8>,
}

impl Server {
    /// Sends a request with these headers, each as `name: value`, and gives all that comes back. It is one of HTTP/1.0, whose
    /// answers come in one piece.
    pub fn exchange(&self, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Answered {
        exchange(
            (self.address(), self.token()),
            (method, path),
            headers,
            body,
        )
    }
}

impl Visitor {
    /// The same of a path below `/api/v1`.
    pub fn exchange(&self, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Answered {
        let path = format!("/api/v1{path}");
        exchange(
            (self.address(), self.token()),
            (method, &path),
            headers,
            body,
        )
    }
}

fn exchange(
    (address, token): (&str, &str),
    (method, path): (&str, &str),
    headers: &[&str],
    body: &[u8],
) -> Answered {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream
        .set_read_timeout(Some(PATIENCE))
        .expect("it takes a timeout");
    let mut head = format!(
        "{method} {path} HTTP/1.0\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n",
        body.len()
    );
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    // It may answer and close before it has read everything.
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    // What was not read of the request may reset the connection after the answer came.
    let _ = stream.read_to_end(&mut answer);
    let end = answer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap_or_else(|| panic!("no HTTP: {}", String::from_utf8_lossy(&answer)));
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    Answered {
        status: status.unwrap_or_else(|| panic!("no HTTP: {head}")),
        head,
        body: answer.split_off(end + 4),
    }
}

impl Answered {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1);
        lines
            .filter_map(|line| line.split_once(':'))
            .find(|(of, _)| of.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}
