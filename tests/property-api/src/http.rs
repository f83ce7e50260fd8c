//! HTTP/1.1, as far as the stand-in needs it: it must be able to answer wrong.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// The largest body that is taken, in bytes.
const MOST_BODY: u64 = 1024 * 1024;

/// A request.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    query: Vec<(String, String)>,
    pub(crate) authorization: Option<String>,
    pub(crate) host: String,
    pub(crate) body: Vec<u8>,
}

/// How much of an answer gets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Through {
    /// All of it.
    Whole,
    /// Half of the body, as if that were all.
    Cut,
    /// Half of the bytes that were announced.
    Broken,
    /// Nothing.
    Nothing,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
    pub(crate) through: Through,
}

impl Request {
    /// Reads one; none where the connection ends.
    pub(crate) fn read(from: &mut BufReader<TcpStream>) -> io::Result<Option<Self>> {
        let mut line = String::new();
        if from.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split(' ');
        let method = words.next().unwrap_or_default().to_owned();
        let target = words.next().unwrap_or("/");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Self {
            method,
            path: path.to_owned(),
            query: query
                .split('&')
                .filter(|pair| !pair.is_empty())
                .map(pair)
                .collect(),
            authorization: None,
            host: String::new(),
            body: Vec::new(),
        };
        let mut length = 0;
        loop {
            let mut line = String::new();
            from.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "authorization" => request.authorization = Some(value.to_owned()),
                "host" => value.clone_into(&mut request.host),
                "content-length" => length = value.parse().map_err(io::Error::other)?,
                _ => {}
            }
        }
        if length > MOST_BODY {
            return Err(io::Error::other("too long a body"));
        }
        from.by_ref().take(length).read_to_end(&mut request.body)?;
        Ok(Some(request))
    }

    /// A value of the query.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let mut found = self.query.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// A number of the query.
    pub(crate) fn number(&self, name: &str, usual: u64) -> u64 {
        self.value(name)
            .and_then(|value| value.parse().ok())
            .unwrap_or(usual)
    }
}

fn pair(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    (decoded(name), decoded(value))
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next(), rest.next()];
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                if let (Some(high), Some(low)) = (digit(digits[0]), digit(digits[1])) {
                    bytes.push((high * 16 + low) as u8);
                }
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Answer {
    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.to_string(),
            through: Through::Whole,
        }
    }

    pub(crate) fn error(status: u16, message: &str) -> Self {
        Self::json(status, &serde_json::json!({"error": message}))
    }

    pub(crate) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Writes it; false if that was the end of the connection.
    pub(crate) fn write(&self, to: &mut TcpStream) -> io::Result<bool> {
        let half = self.body.floor_char_boundary(self.body.len() / 2);
        let (announced, sent) = match self.through {
            Through::Whole => (self.body.len(), self.body.len()),
            Through::Cut => (half, half),
            Through::Broken => (self.body.len(), half),
            Through::Nothing => return Ok(false),
        };
        let mut head = format!(
            "HTTP/1.1 {} Status\r\ncontent-type: application/json\r\ncontent-length: {announced}\r\n",
            self.status
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        to.write_all(head.as_bytes())?;
        to.write_all(&self.body.as_bytes()[..sent])?;
        to.flush()?;
        Ok(announced == sent)
    }
}
