//! Many jobs in one request: bulk, trees of jobs that wait for each other, batches.

use runner_model::BatchId;
use serde_json::{Value, json};

use super::{Load, placed};
use crate::http::{Answer, Request};
use crate::log::{BatchSent, OnFailure, Taken};
use crate::work::{self, Work};

impl Load<'_> {
    /// Jobs that are taken together or not at all.
    pub(super) fn submit_many(&mut self) {
        let mut places = Vec::new();
        let mut jobs = Vec::new();
        for _ in 0..2 + self.random.below(20) {
            let title = self.title("many");
            let mut work = work::any(&mut self.random, &title);
            placed(&mut self.random, &mut work, &title);
            places.push(self.logged(title, &work, Taken::Unknown));
            jobs.push(work.document);
        }
        let taken = self.bulk("submit in bulk", &jobs, &places);
        if taken {
            self.own.extend(places);
        }
    }

    /// Jobs that wait for each other. Nobody touches them.
    pub(super) fn submit_tree(&mut self) {
        let policy = *self.random.pick(&OnFailure::ALL);
        let (mut places, mut jobs, mut titles) = (Vec::new(), Vec::new(), Vec::new());
        let count = 3 + self.random.below(4);
        for index in 0..count {
            let title = self.title("tree");
            let mut work = match index {
                0 => work::any(&mut self.random, &title),
                _ => work::completing(&mut self.random, &title),
            };
            work.set("title", json!(title));
            let mut after = Vec::new();
            if index > 0 {
                // The one before it or the root, sometimes both.
                after.push(self.random.below(index));
                if self.random.below(3) == 0 && !after.contains(&(index - 1)) {
                    after.push(index - 1);
                }
                work.set("after", json!(after));
                work.set("on_failure", json!(policy.as_str()));
            }
            let place = self.logged(title.clone(), &work, Taken::Unknown);
            if index > 0 {
                let names = after
                    .iter()
                    .map(|other| String::clone(&titles[*other as usize]));
                self.log.sent[place].after = Some((names.collect(), policy));
            }
            places.push(place);
            jobs.push(work.document);
            titles.push(title);
        }
        self.bulk("submit a tree", &jobs, &places);
    }

    fn bulk(&mut self, what: &'static str, jobs: &[Value], places: &[usize]) -> bool {
        let key = self.title("bulk");
        let request = Request::json("POST", "/api/v1/jobs/bulk", &json!({ "jobs": jobs }))
            .header(format!("Idempotency-Key: {key}"));
        let answer = self.insist(what, &request);
        let Some((201, said)) = answer.json() else {
            return false;
        };
        let ids = said["ids"].as_array().cloned().unwrap_or_default();
        if ids.len() != places.len() {
            let surprise = format!("{what}: {} ids for {} jobs", ids.len(), places.len());
            self.log.surprises.push(surprise);
        }
        for (place, id) in places.iter().zip(ids) {
            if let Some(id) = id.as_str().and_then(|id| id.parse().ok()) {
                self.log.sent[*place].taken = Taken::As(id);
            }
        }
        true
    }

    /// A batch as a stream of lines.
    pub(super) fn submit_lines(&mut self) {
        // More items than go into one commit, now and then.
        let most = if self.random.below(20) == 0 {
            1_200
        } else {
            40
        };
        let (title, items, places) = self.batch(most);
        let head = self.head(&title);
        let mut lines = json!({ "batch": head }).to_string();
        for item in &items {
            lines.push('\n');
            lines.push_str(&item.document.to_string());
        }
        let request = Request::new("POST", "/api/v1/batches")
            .body("application/x-ndjson", lines.into_bytes());
        let answer = self.ask("submit a batch as lines", &request);
        self.batch_sent(title, &head, &answer, &places);
    }

    /// A batch as one document.
    pub(super) fn submit_batch(&mut self) {
        let (title, items, places) = self.batch(40);
        let mut document = self.head(&title);
        let items: Vec<Value> = items.into_iter().map(|item| item.document).collect();
        document["items"] = json!(items);
        let request = Request::json("POST", "/api/v1/batches", &document);
        let answer = self.ask("submit a batch", &request);
        self.batch_sent(title, &document, &answer, &places);
    }

    fn batch(&mut self, most: u64) -> (String, Vec<Work>, Vec<usize>) {
        let title = self.title("batch");
        let (mut items, mut places) = (Vec::new(), Vec::new());
        for _ in 0..5 + self.random.below(most) {
            let name = self.title("item");
            let mut item = match self.random.below(10) {
                0 => work::failing(&mut self.random),
                _ => work::short(&mut self.random),
            };
            item.set("title", json!(name));
            let place = self.logged(name, &item, Taken::Unknown);
            self.log.sent[place].batch = Some(title.clone());
            items.push(item);
            places.push(place);
        }
        (title, items, places)
    }

    /// The batch without its items. The job at its end is logged with it.
    fn head(&mut self, title: &str) -> Value {
        let mut then = work::short(&mut self.random);
        then.set("title", json!(format!("then {title}")));
        let place = self.logged(format!("then {title}"), &then, Taken::Unknown);
        self.log.sent[place].batch = Some(title.to_owned());
        json!({"title": title, "max_parallel": 1 + self.random.below(4), "then": then.document})
    }

    fn batch_sent(&mut self, title: String, head: &Value, answer: &Answer, places: &[usize]) {
        let mut sent = BatchSent {
            title: title.clone(),
            taken: None,
            items: places.len() as u64,
            max_parallel: head["max_parallel"]
                .as_u64()
                .and_then(|most| u32::try_from(most).ok()),
            was_stopped: false,
            was_retried: false,
        };
        if let Some((201, batch)) = answer.json() {
            sent.taken = batch["id"].as_str().and_then(|id| id.parse().ok());
            if batch["counts"]["total"] != json!(sent.items) {
                self.log
                    .surprises
                    .push(format!("{title}: sent {} items: {batch}", sent.items));
            }
            for one in &mut self.log.sent {
                if one.batch.as_ref() == Some(&title) {
                    one.taken = Taken::Somewhere;
                }
            }
            if let Some(id) = sent.taken {
                self.steer_batch(id, &mut sent);
            }
        }
        self.log.batches.push(sent);
    }

    /// Sometimes a batch is paused for a moment, stopped, or has its failed items retried.
    fn steer_batch(&mut self, id: BatchId, sent: &mut BatchSent) {
        let verb = |verb: &str| Request::new("POST", format!("/api/v1/batches/{id}/{verb}"));
        match self.random.below(8) {
            0 => {
                self.ask("pause a batch", &verb("pause"));
                self.insist("resume a batch", &verb("resume"));
            }
            1 => {
                sent.was_stopped = true;
                self.ask("stop a batch", &verb("stop"));
            }
            2 => {
                sent.was_retried = true;
                self.ask("retry a batch's failed items", &verb("retry-failed"));
            }
            _ => {}
        }
    }
}
