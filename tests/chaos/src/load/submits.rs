//! Single jobs.

use serde_json::{Value, json};

use super::{Load, placed, promise};
use crate::http::Request;
use crate::log::Taken;
use crate::work;

/// How long a job that waits for its time waits at most.
const LATEST_MS: u64 = 3_000;

impl Load<'_> {
    /// A job that is sent until there is an answer: with its key it counts once.
    pub(super) fn submit_once(&mut self) {
        let title = self.title("keyed");
        let mut work = work::any(&mut self.random, &title);
        placed(&mut self.random, &mut work, &title);
        if self.random.below(8) == 0 {
            work.set("delay_ms", json!(self.random.below(LATEST_MS)));
        }
        let request = Request::json("POST", "/api/v1/jobs", &work.document)
            .header(format!("Idempotency-Key: {title}"));
        let answer = self.insist("submit with a key", &request);
        let place = self.logged(title, &work, promise(&answer));
        self.own.push(place);
    }

    /// A job that is sent once, come what may.
    pub(super) fn submit(&mut self) {
        let title = self.title("plain");
        let mut work = work::any(&mut self.random, &title);
        placed(&mut self.random, &mut work, &title);
        match self.random.below(8) {
            0 => work.set("delay_ms", json!(self.random.below(LATEST_MS))),
            1 => work.set("expires_in_ms", json!(20 + self.random.below(400))),
            _ => {}
        }
        let request = Request::json("POST", "/api/v1/jobs", &work.document);
        let answer = self.ask("submit", &request);
        let place = self.logged(title, &work, promise(&answer));
        self.own.push(place);
    }

    /// A job with a file.
    pub(super) fn submit_file(&mut self) {
        const BOUNDARY: &str = "----chaos-7f3a";
        let title = self.title("file");
        let (mut work, csv) = work::conversion_of_file(&mut self.random, &title);
        work.set("title", json!(title));
        let body = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"job\"\r\n\r\n{}\r\n--{BOUNDARY}\r\n\
             Content-Disposition: form-data; name=\"data\"; filename=\"rows.csv\"\r\nContent-Type: text/csv\r\n\r\n\
             {csv}\r\n--{BOUNDARY}--\r\n",
            work.document
        );
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = Request::new("POST", "/api/v1/jobs")
            .body(&kind, body.into_bytes())
            .header(format!("Idempotency-Key: {title}"));
        let answer = self.insist("submit with a file", &request);
        let place = self.logged(title, &work, promise(&answer));
        self.own.push(place);
    }

    /// A job of which there may be one at a time.
    pub(super) fn submit_unique(&mut self) {
        let title = self.title("unique");
        let mut work = match self.random.below(3) {
            0 => work::failing_once(&mut self.random),
            _ => work::short(&mut self.random),
        };
        work.set("title", json!(title));
        let mode = *self.random.pick(&["return", "reject", "replace", "skip"]);
        let mut unique =
            json!({"key": format!("u{}", self.random.below(4)), "scope": "global", "mode": mode});
        if self.random.below(4) == 0 {
            unique["key"] = json!(format!("w{}", self.random.below(3)));
            unique["window_ms"] = json!(500);
        }
        // Something for the others to meet.
        if self.random.below(2) == 0 {
            work.set("delay_ms", json!(self.random.below(300)));
        }
        let key = unique["key"].as_str().map(str::to_owned);
        work.set("unique", unique);
        let request = Request::json("POST", "/api/v1/jobs", &work.document);
        let answer = self.ask("submit a unique one", &request);
        let taken = match answer.json() {
            Some((200, job)) if job["duplicate"] == Value::Bool(true) => Taken::No,
            _ => promise(&answer),
        };
        let may_replace = mode == "replace" && taken != Taken::No
            || answer
                .json()
                .is_some_and(|(_, job)| job["submitted_as"] == "replaced");
        let place = self.logged(title, &work, taken);
        let sent = &mut self.log.sent[place];
        (sent.unique, sent.may_replace) = (key, may_replace);
        if self.random.below(2) == 0 {
            self.own.push(place);
        }
    }
}
