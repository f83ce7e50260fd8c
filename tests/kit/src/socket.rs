//! Somebody who listens by WebSocket.

use std::net::TcpStream;

use serde_json::{Value, json};
use tungstenite::client::IntoClientRequest as _;
use tungstenite::http::{HeaderName, HeaderValue};
use tungstenite::{HandshakeError, Message, WebSocket, client};

use crate::Visitor;
use crate::server::PATIENCE;

/// A WebSocket that is open.
#[derive(Debug)]
pub struct Socket(WebSocket<TcpStream>);

impl Visitor {
    /// Connects to a path below `/api/v1`, with what lets the visitor in and more headers, each as `name: value`. Otherwise
    /// the status and body of the answer.
    pub fn socket(&self, path: &str, headers: &[&str]) -> Result<Socket, (u16, Value)> {
        let mut request = format!("ws://{}/api/v1{path}", self.address())
            .into_client_request()
            .expect("it is a URL");
        let own = self.own_headers();
        for header in own
            .iter()
            .map(String::as_str)
            .chain(headers.iter().copied())
        {
            let (name, value) = header.split_once(": ").expect("it is a header");
            let name: HeaderName = name.to_ascii_lowercase().parse().expect("it is a name");
            let value = HeaderValue::from_str(value).expect("it is a value");
            request.headers_mut().insert(name, value);
        }
        let stream = TcpStream::connect(self.address()).expect("the server listens");
        stream
            .set_read_timeout(Some(PATIENCE))
            .expect("a socket takes a timeout");
        match client(request, stream) {
            Ok((socket, _)) => Ok(Socket(socket)),
            Err(HandshakeError::Failure(tungstenite::Error::Http(answer))) => {
                let body = answer.body().as_deref().unwrap_or_default();
                let body = serde_json::from_slice(body).unwrap_or(Value::Null);
                Err((answer.status().as_u16(), body))
            }
            Err(error) => panic!("no WebSocket and no answer: {error}"),
        }
    }
}

impl Socket {
    /// Sends a message.
    pub fn say(&mut self, message: &Value) {
        self.say_text(&message.to_string());
    }

    /// Sends a text that may be no message.
    pub fn say_text(&mut self, text: &str) {
        self.0
            .send(Message::text(text))
            .expect("the connection is open");
    }

    /// Sends bytes that are no text.
    pub fn say_bytes(&mut self, bytes: &[u8]) {
        self.0
            .send(Message::binary(bytes.to_vec()))
            .expect("the connection is open");
    }

    /// Subscribes, and waits until that is done: after which event it begins.
    pub fn subscribe(&mut self, subscription: &Value) -> i64 {
        self.say(&json!({"subscribe": subscription}));
        let said = self.next_said().expect("the server answers");
        let begun = said["subscribed"]["seq"].as_i64();
        begun.unwrap_or_else(|| panic!("{said}"))
    }

    /// The next message; none once the server has ended the connection.
    pub fn next_message(&mut self) -> Option<Value> {
        loop {
            match self.0.read() {
                Ok(Message::Text(text)) => {
                    return Some(serde_json::from_str(&text).expect("a message is JSON"));
                }
                Ok(Message::Close(_)) => return None,
                // It answers pings by itself.
                Ok(_) => {}
                Err(tungstenite::Error::Io(error))
                    if error.kind() == std::io::ErrorKind::WouldBlock =>
                {
                    panic!("the server says nothing: {error}")
                }
                Err(_) => return None,
            }
        }
    }

    /// The next message that is more than a place; none once the server has ended the connection.
    pub fn next_said(&mut self) -> Option<Value> {
        loop {
            let said = self.next_message()?;
            if said.get("place").is_none() {
                return Some(said);
            }
        }
    }

    /// The next event; none once the server has ended the connection.
    pub fn next_event(&mut self) -> Option<Value> {
        let mut said = self.next_said()?;
        match said.get_mut("event") {
            Some(event) => Some(event.take()),
            None => panic!("no event: {said}"),
        }
    }
}
