//! The job's log: `runner:job/log`, and where the standard streams end up.
//!
//! Bounded: when it is full the oldest lines go, and the log says how many.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use runner_model::{ByteSize, Level, LogLine};
use tokio::sync::watch;
use wasmtime::component::HasSelf;

use super::{Capability, RUNNER};
use crate::bindings::runner::job::log as wit;
use crate::state::GuestState;
use crate::text::clean;

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &["runner:job/log"],
    version: RUNNER,
    link: |linker| {
        wit::add_to_linker::<_, HasSelf<LogBuffer>>(linker, |state: &mut GuestState| {
            &mut state.called().log
        })
    },
};

/// The longest message that is kept whole, in bytes.
const LONGEST_MESSAGE: usize = 64 * 1024;

/// The log of one attempt, as the guest writes it. Clones are the same log.
#[derive(Debug, Clone)]
pub(crate) struct LogBuffer {
    shared: Arc<Shared>,
    /// What the last line said that was marked as a panic.
    panic: Option<Panic>,
}

/// A panic that the guest reported before it aborted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Panic {
    pub(crate) message: String,
    pub(crate) place: Option<String>,
}

#[derive(Debug)]
struct Shared {
    began: Instant,
    limit: u64,
    kept: Mutex<Kept>,
    /// How many lines there were, for whoever waits for the next.
    count: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Kept {
    lines: VecDeque<LogLine>,
    bytes: u64,
    /// Bytes of all lines, also of those that were dropped.
    written: u64,
    next_number: u64,
}

/// Follows the log of an attempt while it runs, and after.
#[derive(Debug, Clone)]
pub struct LogTail {
    shared: Arc<Shared>,
    seen: u64,
    count: watch::Receiver<u64>,
}

impl LogBuffer {
    pub(crate) fn new(limit: ByteSize) -> Self {
        let shared = Shared {
            began: Instant::now(),
            limit: limit.0,
            kept: Mutex::default(),
            count: watch::Sender::new(0),
        };
        Self {
            shared: Arc::new(shared),
            panic: None,
        }
    }

    pub(crate) fn tail(&self) -> LogTail {
        LogTail {
            shared: Arc::clone(&self.shared),
            seen: 0,
            count: self.shared.count.subscribe(),
        }
    }

    /// Bytes written, dropped lines included.
    pub(crate) fn written(&self) -> ByteSize {
        ByteSize(self.shared.lock().written)
    }

    pub(crate) fn panic(&self) -> Option<&Panic> {
        self.panic.as_ref()
    }

    /// Adds a line; drops the oldest while the log is over its limit.
    pub(crate) fn push(
        &self,
        level: Level,
        message: &str,
        fields: Option<serde_json::Map<String, serde_json::Value>>,
    ) {
        let at_ms = u64::try_from(self.shared.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let message = clean(message, LONGEST_MESSAGE);
        let mut kept = self.shared.lock();
        let number = kept.next_number;
        kept.next_number += 1;
        let line = LogLine {
            number,
            at_ms,
            level,
            message,
            fields,
        };
        kept.bytes += line.weight();
        kept.written += line.weight();
        kept.lines.push_back(line);
        while kept.bytes > self.shared.limit {
            let Some(dropped) = kept.lines.pop_front() else {
                break;
            };
            kept.bytes -= dropped.weight();
        }
        let count = kept.next_number;
        drop(kept);
        self.shared.count.send_replace(count);
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LogTail {
    /// Gives the lines that came since the last call, and how many more came but were dropped before they could
    /// be seen.
    pub fn take(&mut self) -> (Vec<LogLine>, u64) {
        let kept = self.shared.lock();
        let lines: Vec<LogLine> = kept
            .lines
            .iter()
            .filter(|line| line.number >= self.seen)
            .cloned()
            .collect();
        let dropped = kept.next_number - self.seen - lines.len() as u64;
        self.seen = kept.next_number;
        (lines, dropped)
    }

    /// Waits until there is a line that was not taken. Ends also when the attempt is over.
    pub async fn wait(&mut self) {
        let seen = self.seen;
        // An error means that the attempt is over; what it wrote can still be taken.
        let _ = self.count.wait_for(|count| *count > seen).await;
    }
}

impl wit::Host for LogBuffer {
    fn write(
        &mut self,
        level: wit::Level,
        message: String,
        fields: Option<String>,
    ) -> wasmtime::Result<()> {
        let level = match level {
            wit::Level::Trace => Level::Trace,
            wit::Level::Debug => Level::Debug,
            wit::Level::Info => Level::Info,
            wit::Level::Warn => Level::Warn,
            wit::Level::Error => Level::Error,
        };
        let fields = fields.map(|text| parse_fields(&text));
        if let Some(panic) = fields
            .as_ref()
            .and_then(|fields| panic_in(&message, fields))
        {
            self.panic = Some(panic);
        }
        self.push(level, &message, fields);
        Ok(())
    }
}

/// Parses the fields; what is no object of a sensible size is kept as the text it is.
fn parse_fields(text: &str) -> serde_json::Map<String, serde_json::Value> {
    let cut = &text[..text.floor_char_boundary(LONGEST_MESSAGE)];
    match serde_json::from_str(cut) {
        Ok(fields) => clean_map(fields),
        Err(_) => {
            let mut raw = serde_json::Map::new();
            raw.insert("fields".to_owned(), clean(cut, LONGEST_MESSAGE).into());
            raw
        }
    }
}

/// Cleans keys and texts at every depth: JSON can spell what must not be shown.
fn clean_map(
    map: serde_json::Map<String, serde_json::Value>,
) -> serde_json::Map<String, serde_json::Value> {
    map.into_iter()
        .map(|(key, value)| (clean(&key, 1024), clean_value(value)))
        .collect()
}

fn clean_value(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::String(text) => clean(&text, LONGEST_MESSAGE).into(),
        Value::Array(items) => items.into_iter().map(clean_value).collect(),
        Value::Object(map) => clean_map(map).into(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

fn panic_in(message: &str, fields: &serde_json::Map<String, serde_json::Value>) -> Option<Panic> {
    (fields.get("panic") == Some(&true.into())).then(|| Panic {
        message: clean(message, LONGEST_MESSAGE),
        place: fields
            .get("place")
            .and_then(|place| Some(clean(place.as_str()?, 1024))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_log_drops_its_oldest_lines_and_says_how_many() {
        let log = LogBuffer::new(ByteSize(1000));
        let mut tail = log.tail();
        for number in 0..100 {
            log.push(Level::Info, &format!("line {number}"), None);
        }
        let (lines, dropped) = tail.take();
        assert_eq!(lines.len() as u64 + dropped, 100);
        assert!(lines.len() > 5 && dropped > 50, "{} kept", lines.len());
        assert_eq!(lines.last().unwrap().message, "line 99");
        assert_eq!(lines[0].number, dropped);
        assert!(log.written() > ByteSize(1000));
        assert_eq!(tail.take(), (Vec::new(), 0));
    }

    #[test]
    fn a_line_marked_as_panic_is_remembered() {
        let mut log = LogBuffer::new(ByteSize::mib(1));
        let fields = r#"{"panic":true,"place":"src/lib.rs:3:5"}"#.to_owned();
        wit::Host::write(&mut log, wit::Level::Error, "oh".to_owned(), Some(fields)).unwrap();
        let panic = log.panic().unwrap();
        assert_eq!(
            (panic.message.as_str(), panic.place.as_deref()),
            ("oh", Some("src/lib.rs:3:5"))
        );
    }

    #[test]
    fn fields_lose_escapes_that_json_spells() {
        let fields = parse_fields(r#"{"\u001b[2Jk": ["\u009b31m\u202ex"]}"#);
        assert_eq!(
            serde_json::Value::from(fields).to_string(),
            r#"{"[2Jk":["31mx"]}"#
        );
    }

    #[test]
    fn fields_that_are_no_object_are_kept_as_text() {
        let mut log = LogBuffer::new(ByteSize::mib(1));
        wit::Host::write(
            &mut log,
            wit::Level::Info,
            "x".to_owned(),
            Some("[1".to_owned()),
        )
        .unwrap();
        let (lines, _) = log.tail().take();
        assert_eq!(lines[0].fields.as_ref().unwrap()["fields"], "[1");
    }
}
