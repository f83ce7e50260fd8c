//! Asking a server that may die at any moment: an answer that came whole, or none.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;

/// How long a client waits for an answer. A server that is held up takes longer, and the client asks again.
const PATIENCE: Duration = Duration::from_secs(10);

/// How a slow body is sent.
const PIECES: usize = 8;
const BETWEEN_PIECES: Duration = Duration::from_millis(60);

/// Where the server is, while there is one.
#[derive(Debug, Default)]
pub(crate) struct Door {
    open: Mutex<Option<Place>>,
    opened: Condvar,
}

/// Where the server is, and what opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) address: String,
    pub(crate) token: String,
}

impl Door {
    pub(crate) fn open(&self, place: Place) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
        self.opened.notify_all();
    }

    pub(crate) fn shut(&self) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Waits for a server; none if there is none for long.
    pub(crate) fn wait(&self) -> Option<Place> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let (open, _) = self
            .opened
            .wait_timeout_while(open, PATIENCE, |open| open.is_none())
            .unwrap_or_else(PoisonError::into_inner);
        open.clone()
    }
}

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The server said so.
    Said(u16, Vec<u8>),
    /// The connection ended before there was a whole answer: it was done or not.
    Lost,
}

impl Answer {
    /// The status and the body as JSON, null if it is none.
    pub(crate) fn json(&self) -> Option<(u16, Value)> {
        match self {
            Self::Said(status, body) => {
                Some((*status, serde_json::from_slice(body).unwrap_or(Value::Null)))
            }
            Self::Lost => None,
        }
    }
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: Vec<String>,
    pub(crate) body: Vec<u8>,
    /// Whether its body is sent bit by bit, with time to die between.
    pub(crate) is_slow: bool,
}

impl Request {
    pub(crate) fn new(method: &'static str, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            headers: Vec::new(),
            body: Vec::new(),
            is_slow: false,
        }
    }

    /// A request with a body of JSON.
    pub(crate) fn json(method: &'static str, path: impl Into<String>, body: &Value) -> Self {
        Self {
            headers: vec!["Content-Type: application/json".to_owned()],
            body: body.to_string().into_bytes(),
            ..Self::new(method, path)
        }
    }

    pub(crate) fn header(mut self, header: String) -> Self {
        self.headers.push(header);
        self
    }

    pub(crate) fn body(mut self, kind: &str, body: Vec<u8>) -> Self {
        self.headers.push(format!("Content-Type: {kind}"));
        self.body = body;
        self
    }
}

/// One connection that is kept as long as it holds.
#[derive(Debug)]
pub(crate) struct Client {
    door: Arc<Door>,
    connection: Option<(Place, BufReader<TcpStream>)>,
}

impl Client {
    pub(crate) fn new(door: Arc<Door>) -> Self {
        Self {
            door,
            connection: None,
        }
    }

    /// Asks once. Waits for a server first.
    pub(crate) fn ask(&mut self, request: &Request) -> Answer {
        let Some(place) = self.door.wait() else {
            return Answer::Lost;
        };
        match self.exchange(place, request) {
            Ok((status, body)) => Answer::Said(status, body),
            Err(_) => {
                self.connection = None;
                Answer::Lost
            }
        }
    }

    fn exchange(&mut self, place: Place, request: &Request) -> io::Result<(u16, Vec<u8>)> {
        let kept = self.connection.take().filter(|(known, _)| *known == place);
        let mut stream = match kept {
            Some((_, stream)) => stream,
            None => BufReader::new(connect(&place)?),
        };
        send(stream.get_mut(), &place, request)?;
        let (status, body, is_kept) = receive(&mut stream)?;
        if is_kept {
            self.connection = Some((place, stream));
        }
        Ok((status, body))
    }
}

fn connect(place: &Place) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(&place.address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

fn send(stream: &mut TcpStream, place: &Place, request: &Request) -> io::Result<()> {
    let mut bytes = format!(
        "{} {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n",
        request.method,
        request.path,
        place.address,
        place.token,
        request.body.len()
    )
    .into_bytes();
    for header in &request.headers {
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    if !request.is_slow {
        bytes.extend_from_slice(&request.body);
        return stream.write_all(&bytes);
    }
    stream.write_all(&bytes)?;
    for piece in request.body.chunks(request.body.len() / PIECES + 1) {
        stream.write_all(piece)?;
        std::thread::sleep(BETWEEN_PIECES);
    }
    Ok(())
}

/// The status, the body, and whether the connection can be used again.
fn receive(stream: &mut BufReader<TcpStream>) -> io::Result<(u16, Vec<u8>, bool)> {
    let broken = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let status = line
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or_else(broken)?;
    let (mut length, mut is_kept) = (0, true);
    loop {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Err(broken());
        }
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().map_err(|_| broken())?,
            "connection" => is_kept = value != "close",
            // Nothing that is asked for here is that long.
            "transfer-encoding" => return Err(io::ErrorKind::Unsupported.into()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok((status, body, is_kept))
}

/// Opens a stream of events after the one of that number: lines until the connection ends.
pub(crate) fn events(place: &Place, after: i64) -> io::Result<BufReader<TcpStream>> {
    let mut stream = connect(place)?;
    // The older protocol has no chunks in it.
    write!(
        stream,
        "GET /api/v1/events HTTP/1.0\r\nHost: {}\r\nAuthorization: Bearer {}\r\nLast-Event-ID: {after}\r\n\r\n",
        place.address, place.token,
    )?;
    Ok(BufReader::new(stream))
}
