//! The server: connections, the key, and what tests switch and see.

use std::collections::HashMap;
use std::io::{self, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::faults::{Fault, Plan};
use crate::http::{Answer, Request};
use crate::ledger::Ledger;
use crate::{pages, properties, records};

/// How long somebody waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(60);

/// What there is, and what goes wrong.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How many properties there are.
    pub records: u64,
    /// What they and the faults are made from.
    pub seed: u64,
    /// The key.
    pub token: String,
    /// What goes wrong with every second page.
    pub faults: Vec<Fault>,
    /// How many records may be bought.
    pub credit: Option<u64>,
    /// Whether every page is the first.
    pub is_stuck: bool,
    /// What is said of all records.
    pub totals: Totals,
}

/// What is said of all records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Totals {
    /// How many there are and how many are in the page.
    #[default]
    Both,
    /// How many there are, by the name of the other.
    OneName,
    /// How many are in the page.
    PageAlone,
    /// Nothing.
    Nothing,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            records: 10_000,
            seed: 1,
            token: "radar-key-7c1f5f0e9d".to_owned(),
            faults: Vec::new(),
            credit: None,
            is_stuck: false,
            totals: Totals::Both,
        }
    }
}

/// A running server. It ends with the process.
#[derive(Debug)]
pub struct PropertyApi {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) records: Vec<Map<String, Value>>,
    pub(crate) plan: Plan,
    pub(crate) seen: Mutex<Seen>,
    changed: Condvar,
}

#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) ledger: Ledger,
    /// Which page it was, and how often it was asked for, by where it starts.
    pub(crate) pages: HashMap<u64, (usize, u32)>,
    pub(crate) credit: Option<u64>,
    /// The page whose answer is held back.
    held: Option<usize>,
    is_holding: bool,
}

impl PropertyApi {
    /// Starts one on a free port of 127.0.0.1.
    pub fn start(settings: Settings) -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)), settings).expect("a port is free")
    }

    /// Starts one at an address; there may be no room.
    pub fn at(address: SocketAddr, settings: Settings) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            records: (0..settings.records)
                .map(|index| records::record(settings.seed, index))
                .collect(),
            plan: Plan::new(&settings.faults, settings.seed),
            seen: Mutex::new(Seen {
                credit: settings.credit,
                ..Seen::default()
            }),
            settings,
            changed: Condvar::new(),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&accepting);
                // A client that goes away is no concern of the server's.
                thread::spawn(move || drop(serve(stream, &shared)));
            }
        });
        Ok(Self { address, shared })
    }

    /// Where it is, as a URL without a path.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The key.
    pub fn token(&self) -> &str {
        &self.shared.settings.token
    }

    /// The properties, in their order.
    pub fn records(&self) -> &[Map<String, Value>] {
        &self.shared.records
    }

    /// What was asked and bought so far.
    pub fn ledger(&self) -> Ledger {
        self.shared.lock().ledger.clone()
    }

    /// Lets that many more records be bought.
    pub fn add_credit(&self, records: u64) {
        if let Some(credit) = &mut self.shared.lock().credit {
            *credit += records;
        }
    }

    /// Holds back the answer to the `page`-th page that is asked for, from 0, once it is bought.
    pub fn hold(&self, page: usize) {
        self.shared.lock().held = Some(page);
    }

    /// Waits until an answer is held back.
    pub fn wait_for_hold(&self) {
        let (seen, timeout) = self
            .shared
            .changed
            .wait_timeout_while(self.shared.lock(), PATIENCE, |seen| !seen.is_holding)
            .unwrap_or_else(PoisonError::into_inner);
        assert!(
            !timeout.timed_out(),
            "the page was not asked for: {:?}",
            seen.ledger.asked
        );
    }

    /// Lets the answer go that is held back.
    pub fn release(&self) {
        let mut seen = self.shared.lock();
        seen.held = None;
        seen.is_holding = false;
        self.shared.changed.notify_all();
    }
}

impl Shared {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits while the answer to a page is held back.
    pub(crate) fn pass(&self, page: usize) {
        let mut seen = self.lock();
        if seen.held != Some(page) {
            return;
        }
        seen.is_holding = true;
        self.changed.notify_all();
        let waited = self.changed.wait_while(seen, |seen| seen.is_holding);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}

fn serve(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    while let Some(request) = Request::read(&mut reader)? {
        if !answer(shared, &request).write(&mut stream)? {
            break;
        }
    }
    Ok(())
}

fn answer(shared: &Shared, request: &Request) -> Answer {
    let expected = format!("Bearer {}", shared.settings.token);
    if request.authorization.as_deref() != Some(&expected) {
        return Answer::error(401, "the access token is missing or not valid");
    }
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/v1/properties") => properties::answer(shared, request),
        ("GET", path) if path.starts_with("/pages/") => pages::answer(shared, request),
        _ => Answer::error(404, "there is nothing here"),
    }
}
