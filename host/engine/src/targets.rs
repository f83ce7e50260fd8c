//! What can be started by itself: a job, a batch, a template of either, or the node's own upkeep.

use runner_model::{BatchId, JobId, ScheduleName, fill};
use runner_store::{Job, NewBatch, NewJob, Once, Submitted};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::batches::{BatchDocument, Begun, batch_of};
use crate::documents::DocumentError;
use crate::engine::{Engine, Shared};
use crate::maintenance::Maintenance;
use crate::submit::{Purpose, Submitter, keep_all};

/// What a schedule starts.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A job, as clients write it.
    Job(Value),
    /// A batch with its items.
    Batch(BatchDocument),
    /// A stored job or batch, with params.
    Template(TemplateUse),
    /// The node's own upkeep.
    Maintenance(Maintenance),
}

/// A template and what is put into it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateUse {
    /// Its name.
    pub name: ScheduleName,
    /// Its params.
    #[serde(default)]
    pub params: Map<String, Value>,
}

/// What was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// A job.
    Job(JobId),
    /// A batch.
    Batch(BatchId),
}

/// What would be started.
#[derive(Debug)]
pub enum WouldStart {
    /// A job: what would become of it, and how it would stand then.
    Job(Submitted, Box<Job>),
    /// A batch of so many items.
    Batch(usize),
}

/// A target that is ready to be started.
pub(crate) enum Ready {
    Job(Box<NewJob>),
    Batch(Box<NewBatch>, Vec<NewJob>),
    Maintenance(Maintenance),
}

/// The most items of a batch that is started in one commit.
const MOST_ITEMS: usize = 10_000;

impl Shared {
    /// Reads a target that somebody starts, and checks all that is in it.
    pub(crate) async fn ready(
        &self,
        target: Target,
        (by, purpose): (&Submitter, Purpose),
    ) -> Result<Ready, DocumentError> {
        match target {
            Target::Job(document) => {
                let job = self.job_of(document, by, purpose).await;
                Ok(Ready::Job(Box::new(job.map_err(|e| e.below("/job"))?)))
            }
            Target::Batch(document) => {
                if document.items.len() > MOST_ITEMS {
                    let message =
                        format!("at most {MOST_ITEMS} items: send larger ones as a stream");
                    return Err(DocumentError::invalid("/batch/items", message));
                }
                let (batch, items) = batch_of(self, document, (by, purpose))
                    .await
                    .map_err(|error| error.below("/batch"))?;
                Ok(Ready::Batch(Box::new(batch), items))
            }
            Target::Template(of) => {
                let filled = self.fill_template(&of.name, &of.params).await?;
                // A template of a template is refused when it is put, so that this ends.
                Box::pin(self.ready(filled, (by, purpose))).await
            }
            Target::Maintenance(what) => Ok(Ready::Maintenance(what)),
        }
    }

    /// A template with its params put in.
    pub(crate) async fn fill_template(
        &self,
        name: &ScheduleName,
        params: &Map<String, Value>,
    ) -> Result<Target, DocumentError> {
        let template = self.store.template(name.clone()).await?;
        let body: Value = serde_json::from_str(&template.body)
            .map_err(|error| DocumentError::invalid("", error))?;
        let filled = fill(&body, params)?;
        serde_json::from_value(filled).map_err(|error| DocumentError::invalid("", error))
    }
}

impl Engine {
    /// Starts a job or batch from a template; with a key, once however often it is asked for.
    pub async fn use_template(
        &self,
        of: TemplateUse,
        by: &Submitter,
        once: Option<Once>,
    ) -> Result<Started, DocumentError> {
        let filled = self.shared.fill_template(&of.name, &of.params).await?;
        match self.shared.ready(filled, (by, Purpose::Keep)).await? {
            Ready::Job(job) => {
                let submitted = keep_all(&self.shared, vec![*job], once).await?;
                let job = submitted.first().map(|one| one.job());
                job.map(Started::Job)
                    .ok_or_else(|| DocumentError::invalid("", "nothing was submitted"))
            }
            Ready::Batch(batch, items) => Ok(Started::Batch(
                match self.begin_batch(*batch, once).await? {
                    Begun::New(id) => self.fill_batch(id, items).await?.id,
                    Begun::Before(id) => id,
                },
            )),
            Ready::Maintenance(_) => Err(DocumentError::invalid(
                "",
                "a template is of a job or of a batch",
            )),
        }
    }

    /// What would be started from a template. Nothing of it is.
    pub async fn would_use_template(
        &self,
        of: TemplateUse,
        by: &Submitter,
    ) -> Result<WouldStart, DocumentError> {
        let filled = self.shared.fill_template(&of.name, &of.params).await?;
        let purpose = (by, Purpose::Look);
        match self.shared.ready(filled, purpose).await? {
            Ready::Job(job) => {
                let mut would = self.store().would_submit(vec![*job]).await?;
                let (outcome, job) = would
                    .pop()
                    .ok_or_else(|| DocumentError::invalid("", "nothing would be submitted"))?;
                Ok(WouldStart::Job(outcome, Box::new(job)))
            }
            Ready::Batch(_, items) => Ok(WouldStart::Batch(items.len())),
            Ready::Maintenance(_) => Err(DocumentError::invalid(
                "",
                "a template is of a job or of a batch",
            )),
        }
    }
}
