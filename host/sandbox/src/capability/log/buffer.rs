//! What is kept of a log while its attempt runs.
//!
//! Bounded twice: by the limit on logs, in bytes of what was written, and by the attempt's memory, on the same meter as
//! everything else that it makes the host hold. When there is no room, or something else needs it, the oldest lines go, and
//! the log says how many; a line never fails an attempt.

use std::collections::VecDeque;
use std::mem::size_of;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use runner_model::{ByteSize, Level, LogLine};
use serde_json::{Map, Value};
use tokio::sync::watch;

use super::{LONGEST_MESSAGE, Panic};
use crate::meter::{Charge, GivesWay, Meter};
use crate::text::clean;

/// What the system's allocator takes beside a block of memory, and an entry beside its place in a map; in bytes.
const BLOCK: usize = 16;
const ENTRY: usize = 32;

/// The log of one attempt, as the guest writes it. Clones are the same log.
#[derive(Debug, Clone)]
pub(crate) struct LogBuffer {
    shared: Arc<Shared>,
    /// What the last line said that was marked as a panic.
    panic: Option<Panic>,
}

#[derive(Debug)]
struct Shared {
    began: Instant,
    limit: u64,
    meter: Meter,
    kept: Mutex<Kept>,
    /// How many lines there were, for whoever waits for the next.
    count: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Kept {
    lines: VecDeque<(LogLine, Charge)>,
    /// Their weight, and what they take in memory.
    bytes: u64,
    memory: u64,
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
    pub(crate) fn new(limit: ByteSize, meter: Meter) -> Self {
        let shared = Arc::new(Shared {
            began: Instant::now(),
            limit: limit.0,
            meter,
            kept: Mutex::default(),
            count: watch::Sender::new(0),
        });
        let weak = Arc::downgrade(&shared);
        shared.meter.is_given_way_by(weak);
        Self {
            shared,
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

    /// Remembers that the guest panicked.
    pub(super) fn reports(&mut self, panic: Panic) {
        self.panic = Some(panic);
    }

    /// Adds a line; drops the oldest while the log is over its limit or finds no room in memory.
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
        kept.written += line.weight();
        if let Some(charge) = kept.room(memory_of(&line), &self.shared.meter) {
            kept.bytes += line.weight();
            kept.memory += charge.bytes();
            kept.lines.push_back((line, charge));
        }
        while kept.bytes > self.shared.limit && kept.drop_oldest() {}
        let count = kept.next_number;
        drop(kept);
        self.shared.count.send_replace(count);
    }
}

impl Kept {
    /// Takes room for a line, if need be in place of older ones; none where all of them are not enough.
    fn room(&mut self, bytes: u64, meter: &Meter) -> Option<Charge> {
        self.give_back(bytes.saturating_sub(meter.room().0));
        meter.charge_if_room(bytes)
    }

    /// Gives back so much memory, if there is so much.
    fn give_back(&mut self, bytes: u64) {
        if bytes > self.memory {
            return;
        }
        let left = self.memory - bytes;
        while self.memory > left && self.drop_oldest() {}
    }

    /// Drops the oldest line; gives whether there was one.
    fn drop_oldest(&mut self) -> bool {
        let Some((line, charge)) = self.lines.pop_front() else {
            return false;
        };
        self.bytes -= line.weight();
        self.memory -= charge.bytes();
        true
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl GivesWay for Shared {
    fn give_way(&self, bytes: u64) {
        self.lock().give_back(bytes);
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
            .map(|(line, _)| line)
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

/// What a line takes in memory, in bytes: rather too much than too little. Its weight, which limits how much is written,
/// is less: fields of many small values take several times the bytes that spell them.
fn memory_of(line: &LogLine) -> u64 {
    // The queue may have twice the places that it needs.
    let place = 2 * size_of::<(LogLine, Charge)>();
    let fields = line.fields.as_ref().map_or(0, map_memory);
    (place + BLOCK + line.message.len() + fields) as u64
}

fn map_memory(map: &Map<String, Value>) -> usize {
    let entry = size_of::<(String, Value)>() + ENTRY + BLOCK;
    let entries = map
        .iter()
        .map(|(key, value)| entry + key.len() + value_memory(value));
    BLOCK + entries.sum::<usize>()
}

fn value_memory(value: &Value) -> usize {
    match value {
        Value::String(text) => BLOCK + text.len(),
        Value::Array(items) => {
            let item = |item| size_of::<Value>() + value_memory(item);
            BLOCK + items.iter().map(item).sum::<usize>()
        }
        Value::Object(map) => map_memory(map),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(log: &LogBuffer) -> (Vec<LogLine>, u64) {
        let mut tail = log.tail();
        for number in 0..100 {
            log.push(Level::Info, &format!("line {number}"), None);
        }
        tail.take()
    }

    #[test]
    fn a_full_log_drops_its_oldest_lines_and_says_how_many() {
        let log = LogBuffer::new(ByteSize(1000), Meter::new(ByteSize::mib(1)));
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
    fn lines_take_room_on_the_meter_and_give_it_back() {
        let meter = Meter::new(ByteSize::kib(8));
        let log = LogBuffer::new(ByteSize::mib(1), meter.clone());
        let (lines, dropped) = many(&log);
        assert_eq!(lines.len() as u64 + dropped, 100);
        assert_eq!(lines.last().unwrap().message, "line 99");
        assert!(lines.len() > 5 && dropped > 5, "{} kept", lines.len());
        assert!(meter.used() > ByteSize::kib(6) && meter.peak() <= ByteSize::kib(8));
        // A line for which all of them would not make room takes nothing from them.
        let mut tail = log.tail();
        tail.take();
        log.push(Level::Info, &"x".repeat(8 * 1024), None);
        assert_eq!(tail.take(), (Vec::new(), 1));
        assert_eq!(log.tail().take().0.len(), lines.len());
        drop((log, tail));
        assert_eq!(meter.used(), ByteSize(0));
    }

    #[test]
    fn lines_give_way_to_what_the_guest_needs() {
        let meter = Meter::new(ByteSize::kib(8));
        let log = LogBuffer::new(ByteSize::mib(1), meter.clone());
        many(&log);
        let buffer = meter.charge(6 * 1024).unwrap();
        let (lines, _) = log.tail().take();
        assert_eq!(lines.last().unwrap().message, "line 99");
        assert!(meter.peak() <= ByteSize::kib(8) && !meter.was_refused());
        // Where they would not help, they stay.
        assert!(meter.charge(3 * 1024).is_none() && meter.was_refused());
        assert_eq!(log.tail().take().0, lines);
        drop(buffer);
    }

    #[test]
    fn fields_count_for_what_they_take() {
        let meter = Meter::new(ByteSize::mib(64));
        let log = LogBuffer::new(ByteSize::mib(4), meter.clone());
        let values = 20_000;
        let fields: Value = serde_json::json!({"a": vec![0; values]});
        log.push(Level::Info, "", fields.as_object().cloned());
        let least = values * size_of::<Value>();
        assert!(meter.used().0 >= least as u64, "{}", meter.used());
    }
}
