//! What the server says: all that is shown, asked for now and then, and progress as it comes.

use std::collections::BTreeMap;

use reqwest::Method;
use runner_model::{JobId, Progress};
use serde::Deserialize;

use super::board::{Deed, View};
use crate::client::{AskError, Client, Job, Listed, Patience, Query};

/// How many jobs are looked at.
const MOST_JOBS: usize = 200;

/// How the server stands at a moment.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    pub(super) queues: Vec<Queue>,
    pub(super) workers: Vec<Worker>,
    pub(super) jobs: Vec<Job>,
    /// Which jobs these are.
    pub(super) view: View,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Queue {
    pub(super) name: String,
    pub(super) paused: bool,
    pub(super) jobs: BTreeMap<String, u64>,
}

impl Queue {
    pub(super) fn count(&self, states: &[&str]) -> u64 {
        let counts = states.iter().filter_map(|state| self.jobs.get(*state));
        counts.sum()
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Worker {
    pub(super) slots: usize,
    pub(super) busy: usize,
    pub(super) completed: u64,
    pub(super) failed: u64,
}

/// Progress of a job, as the stream of events tells it.
#[derive(Debug, Deserialize)]
pub(super) struct Further {
    pub(super) job: FurtherJob,
}

#[derive(Debug, Deserialize)]
pub(super) struct FurtherJob {
    pub(super) id: JobId,
    pub(super) progress: Progress,
}

/// Asks how the server stands.
pub(super) async fn snapshot(client: &Client, view: View) -> Result<Snapshot, AskError> {
    let queues: Listed<Queue> = client.get(&["queues"], &Query::new()).await?;
    let workers: Listed<Worker> = client.get(&["workers"], &Query::new()).await?;
    let query = vec![
        ("state", view.states().join(",")),
        ("page_size", MOST_JOBS.to_string()),
    ];
    let jobs: Listed<Job> = client.get(&["jobs"], &query).await?;
    Ok(Snapshot {
        queues: queues.items,
        workers: workers.items,
        jobs: jobs.items,
        view,
    })
}

/// Does what somebody wants of a job, and says what became of it.
pub(super) async fn act(client: &Client, (deed, job): (Deed, JobId)) -> String {
    let id = job.to_string();
    let path = ["jobs", &id, deed.verb()];
    let done = client
        .send_json(Method::POST, &path, &serde_json::json!({}), Patience::Short)
        .await;
    match done {
        Ok(_) => format!("{} {id}", deed.done()),
        Err(error) => format!("cannot {} {id}: {error}", deed.verb()),
    }
}
