//! Events that follow each other, written once for all who hear of them: as one text, of which each is sent what is meant
//! for it without a copy.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use runner_model::{BatchId, JobId};
use runner_store::{EventType, Facts, Job, StoredEvent};
use serde_json::Value;

/// What kind of event it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// One that is kept, and has a number.
    Kept(EventType),
    Progress,
    Log,
}

impl Kind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Kept(kind) => kind.as_str(),
            Self::Progress => "progress",
            Self::Log => "log",
        }
    }

    /// All that there are.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let kept = EventType::ALL.into_iter().map(Self::Kept);
        kept.chain([Self::Progress, Self::Log])
    }
}

/// What an event is about, as far as that is known: nothing is of a job that was deleted but its id.
#[derive(Debug, Default)]
pub(super) struct About {
    pub(super) job: Option<JobId>,
    pub(super) facts: Facts,
    /// Whose job or batch it is.
    pub(super) owner: Option<String>,
}

impl About {
    pub(super) fn of_job(job: &Job) -> Self {
        Self {
            job: Some(job.id),
            facts: Facts {
                processor: Some(job.processor.to_string()),
                queue: Some(job.queue.to_string()),
                batch: job.batch,
                // No stream asks for more.
                ..Facts::default()
            },
            owner: job.about.created_by.clone(),
        }
    }

    pub(super) fn of_unknown_job(job: JobId) -> Self {
        Self {
            job: Some(job),
            ..Self::default()
        }
    }

    /// What is said in an event that is of no job.
    pub(super) fn of_data(event: &StoredEvent) -> Self {
        let data = event.data.as_deref().unwrap_or_default();
        let data: Value = serde_json::from_str(data).unwrap_or_default();
        let text = |name: &str| data[name].as_str().map(str::to_owned);
        Self {
            job: None,
            facts: Facts {
                processor: text("processor").or_else(|| text("plugin")),
                queue: text("queue"),
                batch: text("batch").and_then(|id| id.parse().ok()),
                ..Facts::default()
            },
            owner: None,
        }
    }

    /// The batch whose owner is the owner of the event.
    pub(super) fn owned_by_batch(&self, event: &StoredEvent) -> Option<BatchId> {
        self.facts
            .batch
            .filter(|_| event.kind == EventType::BatchUpdate)
    }
}

/// An event in a bundle.
#[derive(Debug)]
pub(super) struct Line {
    /// Its number; 0 if it has none.
    pub(super) seq: i64,
    pub(super) kind: Kind,
    pub(super) about: Arc<About>,
    /// Where it is in the text, as a server-sent event with the empty line behind it.
    frame: Range<usize>,
    /// Where its JSON is in the text.
    data: Range<usize>,
}

/// Events that follow each other.
#[derive(Debug)]
pub(super) struct Bundle {
    /// It has all that is kept after one number, up to another.
    pub(super) after: i64,
    pub(super) seen: i64,
    /// Up to which number events were deleted that would be in it.
    pub(super) missing: Option<i64>,
    pub(super) lines: Vec<Line>,
    pub(super) made: Instant,
    text: Bytes,
}

impl Bundle {
    /// Some of its events, as server-sent events.
    pub(super) fn frames(&self, lines: &Range<usize>) -> Bytes {
        match self.lines.get(lines.clone()) {
            Some([first, .., last]) => self.text.slice(first.frame.start..last.frame.end),
            Some([one]) => self.text.slice(one.frame.clone()),
            Some([]) | None => Bytes::new(),
        }
    }

    /// Some of its events, each as JSON.
    pub(super) fn data(&self, lines: &Range<usize>) -> impl Iterator<Item = &str> {
        let lines = self.lines.get(lines.clone()).unwrap_or_default();
        lines.iter().map(|line| {
            // It was written as text.
            std::str::from_utf8(&self.text[line.data.clone()]).unwrap_or_default()
        })
    }

    /// What it takes in memory, about.
    pub(super) fn size(&self) -> usize {
        self.text.len() + self.lines.len() * 256
    }

    /// The places of the events that fit, those that follow each other as one.
    pub(super) fn pick(&self, fits: impl Fn(&Line) -> bool) -> Vec<Range<usize>> {
        let mut picked: Vec<Range<usize>> = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            if !fits(line) {
                continue;
            }
            match picked.last_mut() {
                Some(last) if last.end == at => last.end = at + 1,
                _ => picked.push(at..at + 1),
            }
        }
        picked
    }
}

/// A bundle that is being written.
#[derive(Debug, Default)]
pub(super) struct Draft {
    text: String,
    lines: Vec<Line>,
}

impl Draft {
    pub(super) fn add(&mut self, seq: Option<i64>, kind: Kind, about: Arc<About>, json: &str) {
        let start = self.text.len();
        let data = frame(&mut self.text, seq, kind.as_str(), json);
        self.lines.push(Line {
            seq: seq.unwrap_or(0),
            kind,
            about,
            frame: start..self.text.len(),
            data,
        });
    }

    /// The bytes so far.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn end(self, after: i64, seen: i64, missing: Option<i64>) -> Bundle {
        Bundle {
            after,
            seen,
            missing,
            lines: self.lines,
            made: Instant::now(),
            text: self.text.into(),
        }
    }
}

/// Writes a server-sent event
/// (<https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>); says where its JSON is.
pub(super) fn frame(text: &mut String, seq: Option<i64>, kind: &str, json: &str) -> Range<usize> {
    if let Some(seq) = seq {
        text.push_str(&format!("id: {seq}\n"));
    }
    text.push_str("event: ");
    text.push_str(kind);
    text.push_str("\ndata: ");
    let start = text.len();
    // In JSON they are blanks, and in a stream they would be ends of lines. Params are kept as somebody wrote them.
    const ENDS: [char; 2] = ['\n', '\r'];
    match json.contains(ENDS) {
        false => text.push_str(json),
        true => text.push_str(&json.replace(ENDS, " ")),
    }
    let data = start..text.len();
    text.push_str("\n\n");
    data
}

/// Jobs whose events are in a bundle.
pub(super) fn jobs_in(events: &[StoredEvent]) -> Vec<JobId> {
    let jobs = events.iter().filter_map(|event| Some(event.job?.0));
    let jobs: BTreeSet<JobId> = jobs.collect();
    jobs.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle() -> Bundle {
        let mut draft = Draft::default();
        for (seq, json) in [(4, "{\"a\":\n \"1\"}"), (5, "{}"), (7, "{\"ä\":2}")] {
            let kind = Kind::Kept(EventType::JobUpdate);
            draft.add(Some(seq), kind, Arc::default(), json);
        }
        draft.add(None, Kind::Progress, Arc::default(), "{}");
        draft.end(3, 7, None)
    }

    #[test]
    fn what_is_picked_is_cut_out_of_the_whole() {
        let bundle = bundle();
        let picked = bundle.pick(|line| line.seq != 5);
        assert_eq!(picked, [0..1, 2..4]);
        let frames: Vec<Bytes> = picked.iter().map(|lines| bundle.frames(lines)).collect();
        assert_eq!(
            frames[0],
            "id: 4\nevent: job-update\ndata: {\"a\":  \"1\"}\n\n"
        );
        assert_eq!(
            frames[1],
            "id: 7\nevent: job-update\ndata: {\"ä\":2}\n\nevent: progress\ndata: {}\n\n"
        );
        let data: Vec<&str> = bundle.data(&(1..4)).collect();
        assert_eq!(data, ["{}", "{\"ä\":2}", "{}"]);
        assert_eq!(bundle.pick(|_| true), [Range { start: 0, end: 4 }]);
        assert!(bundle.pick(|_| false).is_empty());
    }
}
