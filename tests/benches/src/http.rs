//! A connection that is kept: as little between the bench and the server as there can be.

use anyhow::{Context, ensure};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// A connection to the server.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    head: String,
}

impl Connection {
    /// Connects to `127.0.0.1:PORT` with a token.
    pub(crate) async fn new(address: &str, token: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(stream),
            head: format!("Host: {address}\r\nAuthorization: Bearer {token}\r\n"),
        })
    }

    /// The body of the answer to a GET.
    pub(crate) async fn get(&mut self, path: &str) -> anyhow::Result<Vec<u8>> {
        self.send("GET", path, b"").await?;
        self.answer().await
    }

    /// The answer to a GET, as JSON.
    pub(crate) async fn json(&mut self, path: &str) -> anyhow::Result<Value> {
        Ok(serde_json::from_slice(&self.get(path).await?)?)
    }

    /// The body of the answer to a POST of JSON.
    pub(crate) async fn post(&mut self, path: &str, body: &[u8]) -> anyhow::Result<Vec<u8>> {
        self.send("POST", path, body).await?;
        self.answer().await
    }

    /// The body of the answer to a PATCH of JSON.
    pub(crate) async fn patch(&mut self, path: &str, body: &[u8]) -> anyhow::Result<Vec<u8>> {
        self.send("PATCH", path, body).await?;
        self.answer().await
    }

    /// Sends a request whose answer is read line by line, for as long as the server sends.
    pub(crate) async fn stream(mut self, path: &str) -> anyhow::Result<BufReader<TcpStream>> {
        self.send("GET", path, b"").await?;
        Ok(self.stream)
    }

    /// Waits for the first event of a stream.
    pub(crate) async fn first_event(self, path: &str) -> anyhow::Result<String> {
        let mut lines = self.stream(path).await?.lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(data) = line.strip_prefix("data:") {
                return Ok(data.to_owned());
            }
        }
        anyhow::bail!("{path} ended without an event")
    }

    async fn send(&mut self, method: &str, path: &str, body: &[u8]) -> anyhow::Result<()> {
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\n{}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.head,
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(body);
        Ok(self.stream.write_all(&request).await?)
    }

    async fn answer(&mut self) -> anyhow::Result<Vec<u8>> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        let status: u16 = line
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .with_context(|| format!("no HTTP: {line:?}"))?;
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line).await?;
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse()?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await?;
        let shown = String::from_utf8_lossy(&body[..length.min(500)]);
        ensure!(
            (200..300).contains(&status),
            "the server said {status}: {shown}"
        );
        Ok(body)
    }
}
