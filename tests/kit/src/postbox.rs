//! A server of mail on the loopback interface: it speaks SMTP (RFC 5321) with AUTH PLAIN (RFC 4954, RFC 4616), STARTTLS
//! (RFC 3207) and TLS from the first byte (RFC 8314), keeps what it is handed, and misbehaves when it is told to.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::server::PATIENCE;
use crate::site::Certificates;

/// The longest line that is read.
const LONGEST_LINE: usize = 4_096;

/// A server of mail.
#[derive(Debug)]
pub struct Postbox {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// How connections to it are kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Privacy {
    None,
    Starttls,
    Tls,
}

#[derive(Debug)]
struct Shared {
    privacy: Privacy,
    tls: Option<Arc<ServerConfig>>,
    /// Who must sign in, and by which password; nobody if there is none.
    login: Option<(String, String)>,
    seen: Mutex<Seen>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Seen {
    /// What it answers to the mails that come, in turn; the last stays.
    answers: VecDeque<String>,
    letters: Vec<Letter>,
    /// Every line that a client said, but for the mails, and whether that was private.
    said: Vec<(String, bool)>,
}

/// A mail that came, whatever was answered to it.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Whom the envelope says it is from.
    pub from: String,
    /// Whom the envelope says it is for.
    pub to: Vec<String>,
    /// Headers and text, as they were sent.
    pub text: String,
    /// Whether the connection was private.
    pub is_private: bool,
}

impl Letter {
    /// The value of a header, with its lines put together; empty if there is none.
    pub fn header(&self, name: &str) -> String {
        let head = self.text.split("\r\n\r\n").next().unwrap_or_default();
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let mut lines = unfolded.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or_else(String::new, |(_, value)| value.to_owned())
    }
}

impl Postbox {
    /// Starts one that takes mail from everybody, in the clear.
    pub fn start() -> Self {
        Self::listen(Privacy::None, None, None)
    }

    /// Starts one that takes mail once the connection is private, and the client has signed in if a name and a password are
    /// given.
    pub fn with_starttls(certificates: &Certificates, login: Option<(&str, &str)>) -> Self {
        Self::listen(Privacy::Starttls, Some(certificates), login)
    }

    /// The same, private from the first byte.
    pub fn with_tls(certificates: &Certificates, login: Option<(&str, &str)>) -> Self {
        Self::listen(Privacy::Tls, Some(certificates), login)
    }

    fn listen(
        privacy: Privacy,
        certificates: Option<&Certificates>,
        login: Option<(&str, &str)>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let shared = Arc::new(Shared {
            privacy,
            tls: certificates.map(Certificates::config),
            login: login.map(|(user, password)| (user.to_owned(), password.to_owned())),
            seen: Mutex::default(),
            changed: Condvar::new(),
        });
        let kept = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&kept);
                // A client that goes away in the middle is none of the server's business.
                thread::spawn(move || drop(serve(stream, &shared)));
            }
        });
        Self { address, shared }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Has it answer so to the mails that come, each once, in turn, and the last from then on: `take`; `rcpt 550 no such user`
    /// and `data 451 later`, which refuse the recipient or the whole mail; `drop`, which closes the connection when it has the
    /// mail; `silent`, which has it and never says so.
    pub fn tell(&self, answers: &[&str]) {
        self.shared.note(|seen| {
            seen.answers = answers.iter().map(|answer| (*answer).to_owned()).collect();
        });
    }

    /// Every line that clients said, but for the mails.
    pub fn said(&self) -> Vec<String> {
        let seen = self.shared.lock();
        seen.said.iter().map(|(line, _)| line.clone()).collect()
    }

    /// Those of them that everybody on the way could read.
    pub fn said_in_the_clear(&self) -> Vec<String> {
        let seen = self.shared.lock();
        let clear = seen.said.iter().filter(|(_, is_private)| !is_private);
        clear.map(|(line, _)| line.clone()).collect()
    }

    /// The mails that came.
    pub fn letters(&self) -> Vec<Letter> {
        self.shared.lock().letters.clone()
    }

    /// Waits until so many mails have come, and gives them.
    pub fn wait_for(&self, count: usize) -> Vec<Letter> {
        let seen = self.shared.lock();
        let waited = self
            .shared
            .changed
            .wait_timeout_while(seen, PATIENCE, |seen| seen.letters.len() < count);
        let (seen, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        assert!(!timeout.timed_out(), "no {count} mails came: {seen:?}");
        seen.letters.clone()
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    fn next_answer(&self) -> String {
        let mut seen = self.lock();
        match seen.answers.len() {
            0 => "take".to_owned(),
            1 => seen.answers[0].clone(),
            _ => seen.answers.pop_front().unwrap_or_default(),
        }
    }

    /// Makes a connection private.
    fn secure(&self, stream: TcpStream) -> io::Result<Line> {
        let config = self.tls.clone().ok_or(io::ErrorKind::Unsupported)?;
        let connection = ServerConnection::new(config).map_err(io::Error::other)?;
        Ok(Line::Private(Box::new(StreamOwned::new(
            connection, stream,
        ))))
    }
}

/// A connection, read byte by byte: nothing that came in the clear is left over when it becomes private.
enum Line {
    Clear(TcpStream),
    Private(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Line {
    const fn is_private(&self) -> bool {
        matches!(self, Self::Private(_))
    }

    /// The next line, without its end; none if there is no more.
    fn read(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        let mut byte = [0];
        while line.len() < LONGEST_LINE {
            let read = match self {
                Self::Clear(stream) => stream.read(&mut byte)?,
                Self::Private(stream) => stream.read(&mut byte)?,
            };
            if read == 0 {
                return Ok(None);
            }
            line.push(byte[0]);
            if line.ends_with(b"\r\n") {
                line.truncate(line.len() - 2);
                return Ok(Some(String::from_utf8_lossy(&line).into_owned()));
            }
        }
        Err(io::ErrorKind::InvalidData.into())
    }

    fn say(&mut self, reply: &str) -> io::Result<()> {
        let reply = format!("{reply}\r\n");
        match self {
            Self::Clear(stream) => stream.write_all(reply.as_bytes()),
            Self::Private(stream) => {
                stream.write_all(reply.as_bytes())?;
                stream.flush()
            }
        }
    }
}

fn serve(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut line = match shared.privacy {
        Privacy::Tls => shared.secure(stream)?,
        _ => Line::Clear(stream),
    };
    line.say("220 postbox.test ESMTP")?;
    let mut has_signed_in = shared.login.is_none();
    let mut answer = String::new();
    let (mut from, mut to) = (None, Vec::new());
    while let Some(said) = line.read()? {
        let is_private = line.is_private();
        shared.note(|seen| seen.said.push((said.clone(), is_private)));
        let verb = said.split([' ', ':']).next().unwrap_or_default();
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => {
                let mut words = vec!["postbox.test", "8BITMIME", "SIZE 1000000"];
                if shared.privacy == Privacy::Starttls && !line.is_private() {
                    words.push("STARTTLS");
                }
                if shared.login.is_some() && line.is_private() {
                    words.push("AUTH PLAIN");
                }
                let (last, others) = words.split_last().expect("it says something");
                for word in others {
                    line.say(&format!("250-{word}"))?;
                }
                line.say(&format!("250 {last}"))?;
            }
            "STARTTLS" if shared.privacy == Privacy::Starttls => {
                line.say("220 begin")?;
                line = match line {
                    Line::Clear(stream) => shared.secure(stream)?,
                    private @ Line::Private(_) => private,
                };
            }
            "AUTH" => {
                has_signed_in = shared.login.as_ref().is_some_and(|(user, password)| {
                    let known = STANDARD.encode(format!("\0{user}\0{password}"));
                    said == format!("AUTH PLAIN {known}")
                });
                line.say(match has_signed_in {
                    true => "235 welcome",
                    false => "535 5.7.8 the name or the password is wrong",
                })?;
            }
            "MAIL" if shared.privacy != Privacy::None && !line.is_private() => {
                line.say("530 5.7.0 say STARTTLS first")?;
            }
            "MAIL" if !has_signed_in => line.say("530 5.7.0 sign in first")?,
            "MAIL" => {
                answer = shared.next_answer();
                from = path(&said);
                to.clear();
                line.say("250 ok")?;
            }
            "RCPT" => match answer.strip_prefix("rcpt ") {
                Some(reply) => line.say(reply)?,
                None => {
                    to.extend(path(&said));
                    line.say("250 ok")?;
                }
            },
            "DATA" if from.is_none() || to.is_empty() => line.say("503 nobody to send it to")?,
            "DATA" => {
                line.say("354 go on")?;
                let letter = Letter {
                    from: from.take().unwrap_or_default(),
                    to: std::mem::take(&mut to),
                    text: data(&mut line)?,
                    is_private: line.is_private(),
                };
                shared.note(|seen| seen.letters.push(letter));
                match answer.as_str() {
                    "drop" => return Ok(()),
                    // Until the client goes away.
                    "silent" => while line.read()?.is_some() {},
                    refused => line.say(refused.strip_prefix("data ").unwrap_or("250 taken"))?,
                }
            }
            "RSET" | "NOOP" => line.say("250 ok")?,
            "QUIT" => return line.say("221 bye"),
            _ => line.say("502 no such command")?,
        }
    }
    Ok(())
}

/// What stands between the brackets.
fn path(said: &str) -> Option<String> {
    let (_, rest) = said.split_once('<')?;
    Some(rest.split_once('>')?.0.to_owned())
}

/// A mail, up to the line with a dot alone; a dot that was put before another is taken off (RFC 5321, 4.5.2).
fn data(line: &mut Line) -> io::Result<String> {
    let mut text = String::new();
    loop {
        let said = line.read()?.ok_or(io::ErrorKind::UnexpectedEof)?;
        if said == "." {
            return Ok(text);
        }
        text.push_str(said.strip_prefix('.').unwrap_or(&said));
        text.push_str("\r\n");
    }
}
