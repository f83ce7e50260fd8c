//! A server on the loopback interface for guests to send requests to: it counts what comes, and misbehaves when its
//! path says so.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;

/// How long a server that drips lets pass between two bytes.
const DRIP: Duration = Duration::from_millis(20);

/// How long a test waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server for guests to send requests to.
#[derive(Debug)]
pub struct Site {
    address: SocketAddr,
    is_tls: bool,
    shared: Arc<Shared>,
}

/// An authority that signs certificates, and one of them.
#[derive(Debug)]
pub struct Certificates {
    /// The authority's own certificate, in PEM form.
    pub authority: String,
    /// The certificate that it signed, in PEM form.
    pub certificate: String,
    /// The key of that, in PEM form.
    pub key: String,
    config: Arc<ServerConfig>,
}

#[derive(Debug, Default)]
struct Shared {
    seen: Mutex<Seen>,
    changed: Condvar,
    /// How `/told` answers, in turn; the last stays.
    answers: Mutex<VecDeque<String>>,
}

/// What a site has seen.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// How many connections were opened.
    pub connections: usize,
    /// How many of them are closed.
    pub closed: usize,
    /// The head of every request, first line and headers.
    pub requests: Vec<String>,
    /// Bytes of bodies that came in.
    pub uploaded: u64,
    /// Bytes of the floods that went out.
    pub flooded: u64,
    /// Bytes that went out one by one, slowly.
    pub dripped: u64,
    /// What came to the path `/told`, with its body.
    pub told: Vec<Told>,
}

/// A request with its body.
#[derive(Debug, Clone)]
pub struct Told {
    /// First line and headers.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Told {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

trait Stream: Read + Write {}

impl<T: Read + Write> Stream for T {}

fn params(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    CertificateParams::new(names).expect("the names are names")
}

impl Certificates {
    /// Makes an authority, and a certificate for these names.
    pub fn new(names: &[&str]) -> Self {
        let authority_key = KeyPair::generate().expect("a key can be made");
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let signed = authority
            .self_signed(&authority_key)
            .expect("it signs itself");
        let pem = signed.pem();
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate().expect("a key can be made");
        let certificate = params(names)
            .signed_by(&key, &issuer)
            .expect("the authority signs");
        Self::with(pem, &certificate, &key)
    }

    /// Makes a certificate for these names that signs itself, as `openssl req -x509` does: it is an authority's too.
    pub fn alone(names: &[&str]) -> Self {
        let key = KeyPair::generate().expect("a key can be made");
        let mut params = params(names);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("it signs itself");
        Self::with(certificate.pem(), &certificate, &key)
    }

    fn with(authority: String, certificate: &Certificate, key: &KeyPair) -> Self {
        let der = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring has them")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], der)
            .expect("the key is the certificate's");
        Self {
            authority,
            certificate: certificate.pem(),
            key: key.serialize_pem(),
            config: Arc::new(config),
        }
    }

    /// What a server needs to show the certificate.
    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }
}

impl Site {
    /// Starts one on a free port of 127.0.0.1.
    pub fn start() -> Self {
        Self::listen("127.0.0.1:0".parse().expect("it is an address"), None)
            .expect("a port is free")
    }

    /// Starts one that speaks TLS.
    pub fn with_tls(certificates: &Certificates) -> Self {
        let address = "127.0.0.1:0".parse().expect("it is an address");
        Self::listen(address, Some(Arc::clone(&certificates.config))).expect("a port is free")
    }

    /// Starts one at an address; there may be no room.
    pub fn at(address: SocketAddr) -> io::Result<Self> {
        Self::listen(address, None)
    }

    fn listen(address: SocketAddr, tls: Option<Arc<ServerConfig>>) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let is_tls = tls.is_some();
        let accepting = Arc::clone(&shared);
        // It ends with the test's process.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                accepting.note(|seen| seen.connections += 1);
                let shared = Arc::clone(&accepting);
                let tls = tls.clone();
                thread::spawn(move || {
                    // Small pieces go out as they are written.
                    let _ = stream.set_nodelay(true);
                    // What breaks off was meant to, or is seen by who asked.
                    let _ = match tls {
                        None => serve(stream, &shared),
                        Some(config) => ServerConnection::new(config)
                            .map_err(io::Error::other)
                            .and_then(|tls| serve(StreamOwned::new(tls, stream), &shared)),
                    };
                    shared.note(|seen| seen.closed += 1);
                });
            }
        });
        Ok(Self {
            address,
            is_tls,
            shared,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of a path, by its address.
    pub fn url(&self, path: &str) -> String {
        self.url_of(&self.address.ip().to_string(), path)
    }

    /// The URL of a path, by a name that a resolver lies about.
    pub fn url_of(&self, host: &str, path: &str) -> String {
        let scheme = if self.is_tls { "https" } else { "http" };
        format!("{scheme}://{host}:{}{path}", self.address.port())
    }

    /// What it has seen so far.
    pub fn seen(&self) -> Seen {
        self.shared.lock().clone()
    }

    /// Has `/told` answer as other paths do, such as `status/500` or `silent`: each once, in turn, and the last from then on.
    pub fn tell(&self, answers: &[&str]) {
        let mut told = self.shared.lock_answers();
        *told = answers.iter().map(|answer| (*answer).to_owned()).collect();
    }

    /// Waits until so many requests have come to `/told`, and gives them.
    pub fn wait_for_told(&self, count: usize) -> Vec<Told> {
        let what = format!("that {count} were told");
        self.wait(&what, |seen| seen.told.len() >= count).told
    }

    /// Waits until it has seen that.
    pub fn wait(&self, what: &str, is_seen: impl Fn(&Seen) -> bool) -> Seen {
        let seen = self.shared.lock();
        let (seen, timeout) = self
            .shared
            .changed
            .wait_timeout_while(seen, PATIENCE, |seen| !is_seen(seen))
            .unwrap_or_else(PoisonError::into_inner);
        assert!(!timeout.timed_out(), "{what} did not happen: {seen:?}");
        seen.clone()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_answers(&self) -> MutexGuard<'_, VecDeque<String>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How `/told` answers now.
    fn next_answer(&self) -> String {
        let mut answers = self.lock_answers();
        match answers.len() {
            0 => String::new(),
            1 => answers[0].clone(),
            _ => answers.pop_front().unwrap_or_default(),
        }
    }

    fn note(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }
}

/// Answers requests until one is answered in a way that ends the connection.
fn serve(mut stream: impl Stream, shared: &Shared) -> io::Result<()> {
    let mut ahead = Vec::new();
    while let Some(head) = read_head(&mut stream, &mut ahead)? {
        shared.note(|seen| seen.requests.push(head.clone()));
        let mut path = head.split(' ').nth(1).unwrap_or("/").to_owned();
        if path == "/told" {
            let body = whole_body(&mut stream, &head, &mut ahead)?;
            path = shared.next_answer();
            let head = head.clone();
            shared.note(|seen| seen.told.push(Told { head, body }));
        }
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        let mut parts = path.trim_start_matches('/').split('/');
        let what = parts.next().unwrap_or_default();
        let number = parts.next().and_then(|part| part.parse().ok()).unwrap_or(0);
        let is_told = head.split(' ').nth(1) == Some("/told");
        if what != "ignore-upload" && !is_told {
            let uploaded = read_body(&mut stream, &head, &mut ahead)?;
            shared.note(|seen| seen.uploaded += uploaded);
        }
        let goes_on = answer(&mut stream, shared, what, number, query, &head)?;
        stream.flush()?;
        if !goes_on {
            return Ok(());
        }
    }
    Ok(())
}

/// Answers one request; false if that was the connection's last.
fn answer(
    stream: &mut impl Stream,
    shared: &Shared,
    what: &str,
    number: usize,
    query: &str,
    head: &str,
) -> io::Result<bool> {
    let ok = "HTTP/1.1 200 OK\r\n";
    match what {
        // What was asked, as the body.
        "echo" => whole(stream, "200 OK", "", head.as_bytes())?,
        // So many bytes.
        "bytes" => whole(stream, "200 OK", "", &vec![b'b'; number])?,
        "status" => {
            let extra = if query.is_empty() {
                String::new()
            } else {
                format!("{}\r\n", query.replacen('=', ": ", 1))
            };
            whole(stream, &format!("{number} Status"), &extra, b"said")?;
        }
        "redirect" => whole(stream, "302 Found", &format!("location: {query}\r\n"), b"")?,
        // Headers of so many bytes together.
        "headers" => whole(
            stream,
            "200 OK",
            &format!("x-long: {}\r\n", "h".repeat(number)),
            b"",
        )?,
        "many-headers" => whole(stream, "200 OK", &"x-one: 1\r\n".repeat(number), b"")?,
        "gzip" => whole(
            stream,
            "200 OK",
            "content-encoding: gzip\r\n",
            b"\x1f\x8b\x08\0not unpacked",
        )?,
        "hop" => whole(
            stream,
            "200 OK",
            "connection: x-hop\r\nx-hop: 1\r\nproxy-authenticate: a\r\nkeep-alive: timeout=5\r\nx-kept: 2\r\n",
            b"",
        )?,
        // The answer never comes.
        "silent" | "ignore-upload" => return hang(stream),
        // The head comes, one byte, and no more.
        "stuck" => {
            write!(stream, "{ok}content-length: 100\r\n\r\nb")?;
            stream.flush()?;
            return hang(stream);
        }
        // So many bytes come at once, and the rest never does.
        "part" => {
            write!(stream, "{ok}content-length: {}\r\n\r\n", 1 << 30)?;
            stream.write_all(&vec![b'b'; number])?;
            stream.flush()?;
            return hang(stream);
        }
        "header-flood" => return flood(stream, shared, ok, b"x-flood: yes\r\n"),
        "body-flood" => return flood(stream, shared, &format!("{ok}\r\n"), &[b'f'; 4096]),
        "status-flood" => {
            return flood(
                stream,
                shared,
                "",
                b"HTTP/1.1 103 Early Hints\r\nx: y\r\n\r\n",
            );
        }
        "trailer-flood" => {
            let head = format!("{ok}transfer-encoding: chunked\r\n\r\n1\r\nb\r\n0\r\n");
            return flood(stream, shared, &head, b"x-trailer: yes\r\n");
        }
        "extension-flood" => {
            let head = format!("{ok}transfer-encoding: chunked\r\n\r\n1;");
            return flood(stream, shared, &head, b"extension");
        }
        // A byte now and then: the head, or the body, never ends.
        "drip-head" => return drip(stream, shared, &format!("{ok}x-drip: ")),
        "drip-body" => return drip(stream, shared, &format!("{ok}\r\n")),
        "upgrade" => {
            write!(
                stream,
                "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"
            )?;
            stream.flush()?;
            return hang(stream);
        }
        // Less than it says, then the end.
        "cut" => {
            write!(stream, "{ok}content-length: 100\r\n\r\nshort")?;
            return Ok(false);
        }
        // More than it says.
        "more" => {
            write!(stream, "{ok}content-length: 3\r\n\r\nlonger than it says")?;
            return Ok(false);
        }
        "two-lengths" => {
            write!(
                stream,
                "{ok}content-length: 3\r\ncontent-length: 4\r\n\r\nbody"
            )?;
            return Ok(false);
        }
        "trailers" => write!(
            stream,
            "{ok}transfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nx-trailer: 1\r\n\r\n"
        )?,
        "no-http" => {
            write!(stream, "SSH-2.0-OpenSSH_9\r\n")?;
            return Ok(false);
        }
        "close" => return Ok(false),
        // Answers well, and closes without having said so.
        "last" => {
            whole(stream, "200 OK", "", b"last")?;
            return Ok(false);
        }
        _ => whole(stream, "200 OK", "", b"ok")?,
    }
    Ok(true)
}

fn whole(stream: &mut impl Stream, status: &str, headers: &str, body: &[u8]) -> io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)
}

/// Writes without end, until the other side has had enough.
fn flood(stream: &mut impl Stream, shared: &Shared, head: &str, piece: &[u8]) -> io::Result<bool> {
    stream.write_all(head.as_bytes())?;
    loop {
        stream.write_all(piece)?;
        stream.flush()?;
        shared.lock().flooded += piece.len() as u64;
    }
}

/// Writes a byte now and then, until the other side has had enough.
fn drip(stream: &mut impl Stream, shared: &Shared, head: &str) -> io::Result<bool> {
    stream.write_all(head.as_bytes())?;
    loop {
        stream.write_all(b"d")?;
        stream.flush()?;
        let mut seen = shared.lock();
        seen.dripped += 1;
        shared.changed.notify_all();
        drop(shared.changed.wait_timeout_while(seen, DRIP, |_| true));
    }
}

/// Says nothing until the other side is gone.
fn hang(stream: &mut impl Stream) -> io::Result<bool> {
    let mut nothing = [0; 4096];
    while stream.read(&mut nothing)? > 0 {}
    Ok(false)
}

fn read_head(stream: &mut impl Stream, ahead: &mut Vec<u8>) -> io::Result<Option<String>> {
    loop {
        if let Some(end) = ahead.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = ahead.drain(..end + 4).collect();
            return String::from_utf8(head).map(Some).map_err(io::Error::other);
        }
        let mut piece = [0; 16 * 1024];
        match stream.read(&mut piece)? {
            0 => return Ok(None),
            read => ahead.extend_from_slice(&piece[..read]),
        }
    }
}

/// Reads a request's body of a length that it says.
fn whole_body(stream: &mut impl Stream, head: &str, ahead: &mut Vec<u8>) -> io::Result<Vec<u8>> {
    let head = head.to_ascii_lowercase();
    let mut lines = head.lines();
    let length = lines.find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let length: usize = length.ok_or_else(|| io::Error::other("the body has no length"))?;
    let mut piece = [0; 16 * 1024];
    while ahead.len() < length {
        match stream.read(&mut piece)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => ahead.extend_from_slice(&piece[..read]),
        }
    }
    Ok(ahead.drain(..length).collect())
}

/// Reads a request's body away: how long it was.
fn read_body(stream: &mut impl Stream, head: &str, ahead: &mut Vec<u8>) -> io::Result<u64> {
    let head = head.to_ascii_lowercase();
    let header = |name: &str| {
        head.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    let mut more = |ahead: &mut Vec<u8>| {
        let mut piece = [0; 16 * 1024];
        match stream.read(&mut piece)? {
            0 => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
            read => {
                ahead.extend_from_slice(&piece[..read]);
                Ok(())
            }
        }
    };
    if header("transfer-encoding").is_some() {
        let mut bytes = 0;
        loop {
            let end = loop {
                match ahead.windows(2).position(|two| two == b"\r\n") {
                    Some(end) => break end,
                    None => more(ahead)?,
                }
            };
            let size = String::from_utf8_lossy(&ahead[..end]).into_owned();
            let size = usize::from_str_radix(&size, 16).map_err(io::Error::other)?;
            while ahead.len() < end + 2 + size + 2 {
                more(ahead)?;
            }
            ahead.drain(..end + 2 + size + 2);
            bytes += size as u64;
            if size == 0 {
                return Ok(bytes);
            }
        }
    }
    let length = header("content-length").map_or(Ok(0), str::parse::<u64>);
    let length = length.map_err(io::Error::other)?;
    let mut left = length;
    loop {
        let taken = ahead.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        ahead.drain(..taken);
        left -= taken as u64;
        if left == 0 {
            return Ok(length);
        }
        more(ahead)?;
    }
}
