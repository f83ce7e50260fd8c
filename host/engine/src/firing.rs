//! What a firing tells what it starts: whose it is and the time that it is for. It is the same whether the schedule fires
//! in time, late, or for a time of the past; without it, a job of a backfill could not know which day it is to work on.

use runner_model::{ScheduleName, Timestamp, fill_some};
use runner_store::DueFiring;
use serde_json::{Map, Value, json};

use crate::documents::DocumentError;
use crate::targets::{Ready, Target};

/// Where the metadata of a job or batch has it.
const FIELD: &str = "schedule";

/// What a firing tells.
#[derive(Debug, Clone)]
pub(crate) struct Told(Map<String, Value>);

impl Told {
    pub(crate) fn new(schedule: &ScheduleName, due_at: Timestamp) -> Self {
        let schedule = Value::from(schedule.to_string());
        let due_at = Value::from(due_at.to_string());
        Self(Map::from_iter([
            ("schedule".to_owned(), schedule),
            ("due_at".to_owned(), due_at),
        ]))
    }

    pub(crate) fn of(firing: &DueFiring) -> Self {
        Self::new(&firing.schedule, firing.due_at)
    }

    /// Puts it where `{{due_at}}` and `{{schedule}}` stand in a target's texts. All other braces stay as they are.
    pub(crate) fn fill(&self, target: &str) -> Result<Target, DocumentError> {
        let wrong = |error| DocumentError::invalid("", error);
        let target: Value = serde_json::from_str(target).map_err(wrong)?;
        serde_json::from_value(fill_some(&target, &self.0)).map_err(wrong)
    }

    /// Writes it into the metadata of what is started, unless they say something of that name themselves.
    pub(crate) fn mark(&self, ready: &mut Ready) {
        let metadata = match ready {
            Ready::Job(job) => &mut job.about.metadata,
            Ready::Batch(batch, _) => &mut batch.metadata,
            Ready::Maintenance(_) => return,
        };
        let mut fields = match metadata.as_deref().map(serde_json::from_str) {
            None => Map::new(),
            Some(Ok(Value::Object(fields))) => fields,
            // Theirs are no fields.
            Some(_) => return,
        };
        let told = || json!({"name": self.0["schedule"], "due_at": self.0["due_at"]});
        fields.entry(FIELD).or_insert_with(told);
        *metadata = Some(Value::from(fields).to_string());
    }
}
