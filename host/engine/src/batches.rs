//! Batches: many jobs handed in as one, in one piece or item by item.

use std::sync::Arc;

use runner_model::{BatchId, ScheduleName, fill};
use runner_store::{Batch, BatchFilter, NewBatch, NewJob, Once, Store, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::documents::DocumentError;
use crate::engine::{Engine, Shared};
use crate::ids::batch_id;
use crate::submit::{CheckedJobs, Purpose, Submitter, keep};
use crate::targets::Target;

/// How many items are handed over in one commit.
const MOST_AT_ONCE: usize = 500;

/// Items are handed over as soon as so many bytes of inputs came with them.
const MOST_HELD_BYTES: usize = 8 * 1024 * 1024;

/// A batch as clients write it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchDocument {
    /// A line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whatever else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Value>,
    /// How many of its items may be under way at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_parallel: Option<u32>,
    /// A job that runs once all items have ended, however they did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<Value>,
    /// What all items have in common: each is put over it, field by field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<Map<String, Value>>,
    /// A template of a job: each item is its params.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<ScheduleName>,
    /// The items: jobs, or the params of the template.
    #[serde(default)]
    pub items: Vec<Value>,
}

/// What makes a job's document of an item.
#[derive(Debug, Clone)]
enum Mould {
    /// The item is put over it.
    Job(Map<String, Value>),
    /// The item is its params.
    Template(Value),
}

impl Mould {
    async fn new(
        shared: &Shared,
        job: Option<Map<String, Value>>,
        template: Option<ScheduleName>,
    ) -> Result<Self, DocumentError> {
        let Some(name) = template else {
            return Ok(Self::Job(job.unwrap_or_default()));
        };
        if job.is_some() {
            let message = "give one of `job` and `template`";
            return Err(DocumentError::invalid("/template", message));
        }
        let template = shared.store.template(name).await?;
        match serde_json::from_str(&template.body) {
            Ok(Target::Job(body)) => Ok(Self::Template(body)),
            _ => Err(DocumentError::invalid(
                "/template",
                "the items of a batch are made from a template of a job, and this is none",
            )),
        }
    }

    fn cast(&self, item: Value) -> Result<Value, DocumentError> {
        let Value::Object(item) = item else {
            return Err(DocumentError::invalid("", "an item is a JSON object"));
        };
        Ok(match self {
            Self::Job(common) => {
                let mut job = common.clone();
                job.extend(item);
                job.into()
            }
            Self::Template(body) => {
                fill(body, &item).map_err(|error| DocumentError::invalid("", error))?
            }
        })
    }
}

/// Reads and checks a batch with all its items.
pub(crate) async fn batch_of(
    shared: &Shared,
    mut document: BatchDocument,
    (by, purpose): (&Submitter, Purpose),
) -> Result<(NewBatch, Vec<NewJob>), DocumentError> {
    let items = std::mem::take(&mut document.items);
    let (batch, mould) = head_of(shared, document, (by, purpose)).await?;
    let mut checked = CheckedJobs::default();
    for (index, item) in items.into_iter().enumerate() {
        let at = |error: DocumentError| error.below(&format!("/items/{index}"));
        let job = mould.cast(item).map_err(at)?;
        let next = shared.checked_job_of(job, by, purpose).await;
        checked.push(next.map_err(at)?);
    }
    Ok((batch, checked.keep_inputs(shared.store.as_ref()).await?))
}

async fn head_of(
    shared: &Shared,
    document: BatchDocument,
    (by, purpose): (&Submitter, Purpose),
) -> Result<(NewBatch, Mould), DocumentError> {
    let then = match document.then {
        Some(job) => {
            let then = shared.job_of(job, by, purpose).await;
            Some(then.map_err(|e| e.below("/then"))?)
        }
        None => None,
    };
    if document.max_parallel == Some(0) {
        let message = "it is at least 1: pause the batch if nothing is to begin";
        return Err(DocumentError::invalid("/max_parallel", message));
    }
    let batch = NewBatch {
        id: batch_id(),
        title: document.title,
        metadata: document.metadata.map(|metadata| metadata.to_string()),
        created_by: by.name().map(str::to_owned),
        max_parallel: document.max_parallel,
        then,
    };
    Ok((
        batch,
        Mould::new(shared, document.job, document.template).await?,
    ))
}

/// How many of the newest batches are looked at when a node starts.
const MOST_ORPHANS: usize = 1_000;

/// Stops batches whose items were still coming when an earlier process on this store ended: whoever sent them was told
/// nothing, and nobody sends the rest.
pub(crate) async fn stop_orphans(store: &Arc<dyn Store>) -> Result<(), StoreError> {
    let (mut from, mut seen) = (None, 0);
    loop {
        let page = store.batches(BatchFilter::default(), from, 200).await?;
        for batch in page.items.iter().filter(|batch| !batch.is_sealed) {
            tracing::warn!(batch.id = %batch.id, "stopping a batch whose items did not all come");
            store.stop_batch(batch.id).await?;
        }
        seen += page.items.len();
        match page.next {
            Some(next) if seen < MOST_ORPHANS => from = Some(next),
            _ => return Ok(()),
        }
    }
}

/// A batch that was asked for.
pub(crate) enum Begun {
    /// It is new, and has no items yet.
    New(BatchId),
    /// The same request created it before.
    Before(BatchId),
}

/// A batch that was asked for item by item.
pub enum Opened {
    /// It takes its items.
    New(OpenBatch),
    /// The same request created it before.
    Before(Box<Batch>),
}

/// A batch whose head was checked, and of which nothing is kept yet.
pub struct BatchPlan {
    shared: Arc<Shared>,
    batch: NewBatch,
    mould: Mould,
    by: Submitter,
}

impl BatchPlan {
    /// Checks an item as [`OpenBatch::push`] does, and keeps nothing of it.
    pub async fn check(&self, item: Value) -> Result<(), DocumentError> {
        let job = self.mould.cast(item)?;
        self.shared
            .job_of(job, &self.by, Purpose::Look)
            .await
            .map(drop)
    }
}

/// A batch whose items are still coming.
pub struct OpenBatch {
    shared: Arc<Shared>,
    id: BatchId,
    mould: Mould,
    by: Submitter,
    ready: CheckedJobs,
    /// Items that came so far.
    count: u64,
}

impl OpenBatch {
    /// Its id.
    pub const fn id(&self) -> BatchId {
        self.id
    }

    /// How many items came so far.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Takes an item.
    pub async fn push(&mut self, item: Value) -> Result<(), DocumentError> {
        let job = self.mould.cast(item)?;
        let checked = self
            .shared
            .checked_job_of(job, &self.by, Purpose::Keep)
            .await?;
        self.ready.push(checked);
        self.count += 1;
        if self.ready.len() == MOST_AT_ONCE || self.ready.held_bytes() >= MOST_HELD_BYTES {
            self.flush().await?;
        }
        Ok(())
    }

    /// Those that were taken are said to be wrong at no place: their lines are long gone by.
    async fn flush(&mut self) -> Result<(), DocumentError> {
        let ready = std::mem::take(&mut self.ready);
        if ready.is_empty() {
            return Ok(());
        }
        let items = ready.keep_inputs(self.shared.store.as_ref()).await?;
        add(&self.shared, self.id, items, |_| String::new()).await
    }

    /// All items are in. What cannot be added stops it.
    pub async fn seal(mut self) -> Result<Batch, DocumentError> {
        if let Err(error) = self.flush().await {
            self.shared.store.stop_batch(self.id).await?;
            return Err(error);
        }
        Ok(self.shared.store.seal_batch(self.id).await?)
    }

    /// No more items come, and those that came are not to run.
    pub async fn stop(self) -> Result<Batch, StoreError> {
        self.shared.store.stop_batch(self.id).await
    }
}

/// Adds items to a batch; `place` says where the one of a number stands.
async fn add(
    shared: &Shared,
    id: BatchId,
    items: Vec<NewJob>,
    place: impl FnOnce(usize) -> String,
) -> Result<(), DocumentError> {
    let added = keep(shared, items, |items| shared.store.add_to_batch(id, items));
    match added.await {
        Ok(_) => Ok(()),
        Err(not) => Err(DocumentError::not_kept(not, place)),
    }
}

impl Engine {
    /// Takes a batch with all its items: none if one is wrong. Asked for again with the same key, it gives the batch of
    /// the first time as it is by now.
    pub async fn submit_batch(
        &self,
        document: BatchDocument,
        by: &Submitter,
        once: Option<Once>,
    ) -> Result<Batch, DocumentError> {
        let how = (by, Purpose::Keep);
        let (batch, items) = batch_of(&self.shared, document, how).await?;
        Ok(match self.begin_batch(batch, once).await? {
            Begun::New(id) => self.fill_batch(id, items).await?,
            Begun::Before(id) => self.store().batch(id).await?,
        })
    }

    /// Creates a batch, unless the same request did before.
    pub(crate) async fn begin_batch(
        &self,
        batch: NewBatch,
        once: Option<Once>,
    ) -> Result<Begun, DocumentError> {
        let id = batch.id;
        let at_end = |_| "/then".to_owned();
        let Some(once) = once else {
            let made = keep(&self.shared, batch, |batch| {
                self.store().create_batch(batch)
            });
            made.await
                .map_err(|not| DocumentError::not_kept(not, at_end))?;
            return Ok(Begun::New(id));
        };
        let made = keep(&self.shared, batch, |batch| {
            self.store().create_batch_once(once.clone(), batch)
        });
        let kept = made
            .await
            .map_err(|not| DocumentError::not_kept(not, at_end))?;
        Ok(if kept == id {
            Begun::New(id)
        } else {
            Begun::Before(kept)
        })
    }

    /// Reads and checks a batch with all its items, and keeps nothing of it; gives how many there are.
    pub async fn would_submit_batch(
        &self,
        document: BatchDocument,
        by: &Submitter,
    ) -> Result<usize, DocumentError> {
        let (_, items) = batch_of(&self.shared, document, (by, Purpose::Look)).await?;
        Ok(items.len())
    }

    /// Reads and checks a batch whose items come one by one.
    pub async fn plan_batch(
        &self,
        document: BatchDocument,
        by: Submitter,
        purpose: Purpose,
    ) -> Result<BatchPlan, DocumentError> {
        let (batch, mould) = head_of(&self.shared, document, (&by, purpose)).await?;
        Ok(BatchPlan {
            shared: Arc::clone(&self.shared),
            batch,
            mould,
            by,
        })
    }

    /// Begins a batch whose items come one by one. Asked for again with the same key, it gives the batch of the first time
    /// as it is by now.
    pub async fn open_batch(
        &self,
        plan: BatchPlan,
        once: Option<Once>,
    ) -> Result<Opened, DocumentError> {
        let BatchPlan {
            shared,
            batch,
            mould,
            by,
        } = plan;
        let id = match self.begin_batch(batch, once).await? {
            Begun::New(id) => id,
            Begun::Before(id) => {
                return Ok(Opened::Before(Box::new(self.store().batch(id).await?)));
            }
        };
        Ok(Opened::New(OpenBatch {
            shared,
            id,
            mould,
            by,
            ready: CheckedJobs::default(),
            count: 0,
        }))
    }

    /// Adds items in portions and seals the batch. What cannot be added stops it.
    pub(crate) async fn fill_batch(
        &self,
        id: BatchId,
        mut items: Vec<NewJob>,
    ) -> Result<Batch, DocumentError> {
        let mut before = 0;
        while !items.is_empty() {
            let rest = items.split_off(items.len().min(MOST_AT_ONCE));
            let count = items.len();
            let place = |index| format!("/items/{}", before + index);
            if let Err(error) = add(&self.shared, id, items, place).await {
                self.store().stop_batch(id).await?;
                return Err(error);
            }
            before += count;
            items = rest;
        }
        Ok(self.store().seal_batch(id).await?)
    }
}
