//! What would become of something that is only looked at: `--validate-only`.

use clap::Args;
use serde::Deserialize;

use crate::client::Query;

/// Whether something is only looked at.
#[derive(Debug, Args)]
pub(super) struct LookArgs {
    /// Only say what would become of it, or what is wrong with it: nothing is kept
    #[arg(long)]
    pub(super) validate_only: bool,
}

impl LookArgs {
    /// What is asked for beside the path.
    pub(super) fn query(&self) -> Query<'static> {
        let ask = || ("validate_only", "true".to_owned());
        self.validate_only.then(ask).into_iter().collect()
    }
}

/// What a server says of a job or a batch that it looked at.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Would {
    Job { outcome: String, job: Job },
    Batch { items: u64 },
}

#[derive(Debug, Deserialize)]
pub(super) struct Job {
    id: Option<String>,
    state: String,
    queue: String,
}

impl Would {
    /// The same in a line.
    pub(super) fn line(&self) -> String {
        match self {
            Self::Batch { items } => format!("it would be taken, with {items} items"),
            Self::Job { outcome, job } => {
                let Job { id, state, queue } = job;
                match id {
                    None => format!("it would be taken, and be {state} in queue {queue}"),
                    Some(id) => format!("it would be a {outcome}: of job {id}, which is {state}"),
                }
            }
        }
    }
}
