//! Of which events a webhook is told, as the command line says it.

use clap::Args;
use serde_json::{Map, Value, json};

/// Which events. Everything that is said must hold; of each kind one is enough.
#[derive(Debug, Args)]
pub(super) struct WhatArgs {
    /// Only events of this type, such as job-failed; several with commas, or this flag again
    #[arg(long = "event", value_name = "TYPE", value_delimiter = ',')]
    events: Vec<String>,

    /// Only events of jobs of this processor
    #[arg(long = "processor", value_name = "NAME", value_delimiter = ',')]
    processors: Vec<String>,

    /// Only events of this queue and of jobs in it
    #[arg(long = "queue", value_name = "NAME", value_delimiter = ',')]
    queues: Vec<String>,

    /// Only events of this batch and of its items
    #[arg(long = "batch", value_name = "BATCH", value_delimiter = ',')]
    batches: Vec<String>,

    /// Only events of jobs with this tag
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,

    /// Only when this alert fires or recovers
    #[arg(long = "alert", value_name = "NAME", value_delimiter = ',')]
    alerts: Vec<String>,
}

impl WhatArgs {
    /// The filter as it is sent; none if nothing was said.
    pub(super) fn filter(&self) -> Option<Value> {
        let parts = [
            ("events", &self.events),
            ("processors", &self.processors),
            ("queues", &self.queues),
            ("batches", &self.batches),
            ("tags", &self.tags),
            ("alerts", &self.alerts),
        ];
        let said: Map<String, Value> = parts
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(part, names)| (part.to_owned(), json!(names)))
            .collect();
        (!said.is_empty()).then_some(Value::Object(said))
    }
}
