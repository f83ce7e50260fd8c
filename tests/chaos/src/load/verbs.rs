//! What clients do to jobs of their own, and what they see of them.

use runner_model::JobId;
use serde_json::json;

use super::Load;
use crate::http::{Answer, Request};

impl Load<'_> {
    /// One of its own jobs: its place in the log, and its id.
    fn one(&mut self) -> Option<(usize, JobId)> {
        // The newest are the liveliest.
        let most = self.own.len().min(12);
        if most == 0 {
            return None;
        }
        let nth = self.own.len() - 1 - self.random.below(most as u64) as usize;
        let place = self.own[nth];
        Some((place, self.log.sent[place].id()?))
    }

    fn verb(&mut self, what: &'static str, id: JobId, verb: &str) -> Answer {
        self.ask(
            what,
            &Request::new("POST", format!("/api/v1/jobs/{id}/{verb}")),
        )
    }

    /// Does something to one of its own jobs.
    pub(super) fn steer(&mut self) {
        let Some((place, id)) = self.one() else {
            return;
        };
        match self.random.below(16) {
            0..=3 => {
                self.verb("pause", id, "pause");
            }
            4..=7 => {
                self.verb("resume", id, "resume");
            }
            8 => {
                self.log.sent[place].touched.cancelled = true;
                self.verb("cancel", id, "cancel");
            }
            9 | 10 => {
                self.verb("retry", id, "retry");
            }
            11 => {
                self.verb("promote", id, "promote");
            }
            12..=14 => self.edit(place, id),
            _ => self.delete(place, id),
        }
    }

    fn edit(&mut self, place: usize, id: JobId) {
        let description = self.title("edit");
        let mut changes = json!({ "description": description });
        if self.random.below(4) == 0 {
            changes["priority"] = json!(1 + self.random.below(10));
        }
        let answer = self.ask(
            "change",
            &Request::json("PATCH", format!("/api/v1/jobs/{id}"), &changes),
        );
        let touched = &mut self.log.sent[place].touched;
        match answer {
            Answer::Said(200, _) => touched.description = Some(description),
            Answer::Said(503, _) | Answer::Lost => touched.description = None,
            // It stays as it is.
            Answer::Said(..) => {}
        }
    }

    fn delete(&mut self, place: usize, id: JobId) {
        self.log.sent[place].touched.deleted = true;
        let answer = self.ask(
            "delete",
            &Request::new("DELETE", format!("/api/v1/jobs/{id}")),
        );
        if matches!(answer, Answer::Said(204, _)) {
            self.log.sent[place].touched.surely_deleted = true;
            self.own.retain(|own| *own != place);
        }
    }

    /// Looks at one of its own jobs: a completed one has all its outputs, any other none that is whole.
    pub(super) fn look(&mut self) {
        let Some((place, id)) = self.one() else {
            return;
        };
        let answer = self.ask("look", &Request::new("GET", format!("/api/v1/jobs/{id}")));
        let Some((200, job)) = answer.json() else {
            return;
        };
        let outputs = job["outputs"].as_array().cloned().unwrap_or_default();
        let is_completed = job["state"] == "completed";
        if outputs
            .iter()
            .any(|output| output["partial"] == json!(is_completed))
        {
            self.log
                .surprises
                .push(format!("look: half of what is there is partial: {job}"));
        }
        if !is_completed {
            return;
        }
        self.log.seen_completed.insert(id);
        if self.log.sent[place].unique.is_some() {
            // Another may have taken its place.
            return;
        }
        let expected = self.log.sent[place].outputs.clone();
        for (name, bytes) in expected {
            let path = format!("/api/v1/jobs/{id}/outputs/{name}");
            if let Answer::Said(status, seen) =
                self.ask("read an output", &Request::new("GET", path))
                && (status, seen.as_slice()) != (200, bytes.as_bytes())
            {
                let seen = String::from_utf8_lossy(&seen);
                self.log
                    .surprises
                    .push(format!("look: output `{name}` of {id}: {status} {seen}"));
            }
        }
    }
}
