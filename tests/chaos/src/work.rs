//! What the jobs do: each has an end that is known before, and bytes that are like no other's.

use std::collections::BTreeMap;

use runner_fixtures::Random;
use serde_json::{Value, json};

/// How a job ends if nobody meddles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// It completes.
    Completed,
    /// It fails with this code.
    Failed(&'static str),
}

/// The guests that the jobs run, beside the bundled plugins and the one in the inbox.
pub(crate) const GUESTS: [&str; 7] = ["echo", "ledger", "count", "panic", "spin", "grow", "sleep"];

/// The guest in the inbox.
pub(crate) const DROPPED: &str = "noop";

/// A job before it has a title.
#[derive(Debug, Clone)]
pub(crate) struct Work {
    /// The job as the API takes it.
    pub(crate) document: Value,
    pub(crate) ends: Ends,
    pub(crate) outputs: BTreeMap<String, String>,
}

impl Work {
    fn new(document: Value, ends: Ends) -> Self {
        Self {
            document,
            ends,
            outputs: BTreeMap::new(),
        }
    }

    fn with_output(mut self, name: &str, bytes: String) -> Self {
        self.outputs.insert(name.to_owned(), bytes);
        self
    }

    /// Sets a field of the job.
    pub(crate) fn set(&mut self, field: &str, value: Value) {
        if let Value::Object(fields) = &mut self.document {
            fields.insert(field.to_owned(), value);
        }
    }
}

/// What is short and completes.
pub(crate) fn short(random: &mut Random) -> Work {
    match random.below(3) {
        0 => Work::new(json!({"processor": DROPPED}), Ends::Completed),
        1 => Work::new(
            json!({"processor": "echo", "params": {"say": "short"}}),
            Ends::Completed,
        ),
        _ => count(random, 2_000_000),
    }
}

/// What completes.
pub(crate) fn completing(random: &mut Random, name: &str) -> Work {
    match random.below(8) {
        0..=2 => short(random),
        3 => echo(name),
        4 => ledger(random),
        5 => failing_once(random),
        6 => count(random, 100_000_000),
        _ => conversion(random, name),
    }
}

/// What fails.
pub(crate) fn failing(random: &mut Random) -> Work {
    let soon = json!({"growth": "fixed", "base_ms": 30});
    match random.below(8) {
        0 => Work::new(
            json!({"processor": "echo", "params": {"fail": "permanent"}}),
            Ends::Failed("permanent"),
        ),
        1 => Work::new(
            json!({"processor": "echo", "params": {"fail": "transient"}, "max_attempts": 2, "backoff": soon}),
            Ends::Failed("transient"),
        ),
        2 => Work::new(
            json!({"processor": "panic", "max_attempts": 2, "backoff": soon}),
            Ends::Failed("trapped"),
        ),
        3 => Work::new(
            json!({"processor": "spin", "limits": {"fuel": 50_000_000}}),
            Ends::Failed("fuel_exhausted"),
        ),
        4 => Work::new(
            json!({"processor": "spin", "limits": {"timeout_ms": 120}, "max_attempts": 1}),
            Ends::Failed("timed_out"),
        ),
        5 => Work::new(
            json!({"processor": "sleep", "limits": {"timeout_ms": 250}, "max_attempts": 2, "backoff": soon}),
            Ends::Failed("timed_out"),
        ),
        6 => Work::new(
            json!({"processor": "grow", "limits": {"memory_bytes": 8 * 1024 * 1024}}),
            Ends::Failed("memory_exceeded"),
        ),
        _ => {
            let lines = 20 + random.below(40);
            let params = json!({"lines": lines, "every": 5, "failing": 1_000, "permanent": true});
            Work::new(
                json!({"processor": "ledger", "params": params}),
                Ends::Failed("permanent"),
            )
            .with_output("lines", ledger_lines(lines))
        }
    }
}

/// Anything.
pub(crate) fn any(random: &mut Random, name: &str) -> Work {
    match random.below(5) {
        0 => failing(random),
        _ => completing(random, name),
    }
}

/// Rows to convert, and what becomes of them.
pub(crate) fn rows(random: &mut Random, name: &str) -> (String, String) {
    let (mut csv, mut lines) = ("name,zip\n".to_owned(), String::new());
    for row in 0..=random.below(40) {
        csv.push_str(&format!("{name} {row},00123\n"));
        lines.push_str(&format!(
            "{{\"name\":\"{name} {row}\",\"zip\":\"00123\"}}\n"
        ));
    }
    (csv, lines)
}

/// A conversion whose input comes as a file: the job, and the file.
pub(crate) fn conversion_of_file(random: &mut Random, name: &str) -> (Work, String) {
    let (csv, lines) = rows(random, name);
    let document =
        json!({"processor": "data-conversion", "params": {"from": "csv", "to": "jsonl"}});
    (
        Work::new(document, Ends::Completed).with_output("data", lines),
        csv,
    )
}

fn conversion(random: &mut Random, name: &str) -> Work {
    let (mut work, csv) = conversion_of_file(random, name);
    work.set(
        "inputs",
        json!({"data": {"text": csv, "media_type": "text/csv"}}),
    );
    work
}

fn echo(name: &str) -> Work {
    let text = format!("{name}, said again\n");
    let document = json!({
        "processor": "echo", "params": {"say": name}, "inputs": {"text": {"text": text}},
    });
    Work::new(document, Ends::Completed).with_output("copy", text)
}

fn count(random: &mut Random, most: u64) -> Work {
    let params = json!({"to": 1_000_000 + random.below(most)});
    Work::new(
        json!({"processor": "count", "params": params}),
        Ends::Completed,
    )
}

/// Saves checkpoints and goes on from them.
fn ledger(random: &mut Random) -> Work {
    let lines = 20 + random.below(60);
    let params = json!({"lines": lines, "every": 7, "rounds": 200_000});
    Work::new(
        json!({"processor": "ledger", "params": params}),
        Ends::Completed,
    )
    .with_output("lines", ledger_lines(lines))
}

/// Fails halfway, and goes on from its checkpoint.
pub(crate) fn failing_once(random: &mut Random) -> Work {
    let lines = 20 + random.below(40);
    let params = json!({"lines": lines, "every": 5, "failing": 1});
    let backoff = json!({"growth": "exponential", "base_ms": 50 + random.below(600)});
    Work::new(
        json!({"processor": "ledger", "params": params, "backoff": backoff}),
        Ends::Completed,
    )
    .with_output("lines", ledger_lines(lines))
}

fn ledger_lines(lines: u64) -> String {
    (0..lines)
        .map(|line| format!("line {line} of {lines}\n"))
        .collect()
}
