//! What the writer is asked for: a task, and whoever waits for its answer.

use tokio::sync::oneshot;

use super::follow_up::follow_up;
use super::txn::Txn;
use crate::error::StoreError;

/// What a request needs of the writer before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nothing.
    Nothing,
    /// Counts and lanes as they are now.
    Counts,
}

/// A request, whatever it answers.
pub(super) trait Request: Send {
    fn needs(&self) -> Needs;

    /// About how many rows it writes.
    fn weight(&self) -> usize;

    /// Runs it and keeps the answer. If it failed, what it wrote must be rolled back.
    fn run(&mut self, txn: &mut Txn<'_>) -> Result<(), StoreError>;

    /// Gives the answer, or the reason why nothing came of it.
    fn reply(self: Box<Self>, lost: Option<&StoreError>);
}

/// A task, and where its answer goes.
pub(super) struct Asked<T, F> {
    task: Option<F>,
    needs: Needs,
    weight: usize,
    answer: Option<Result<T, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Asked<T, F> {
    /// A task whose answer goes to whoever asked.
    pub(super) const fn new(
        task: F,
        needs: Needs,
        weight: usize,
        reply: oneshot::Sender<Result<T, StoreError>>,
    ) -> Self {
        Self {
            task: Some(task),
            needs,
            weight,
            answer: None,
            reply,
        }
    }
}

impl<T, F> Request for Asked<T, F>
where
    T: Send,
    F: FnOnce(&mut Txn<'_>) -> Result<T, StoreError> + Send,
{
    fn needs(&self) -> Needs {
        self.needs
    }

    fn weight(&self) -> usize {
        self.weight
    }

    fn run(&mut self, txn: &mut Txn<'_>) -> Result<(), StoreError> {
        let answer = self
            .task
            .take()
            .map_or(Err(StoreError::Closed), |task| task(txn))
            .and_then(|answer| follow_up(txn).map(|()| answer));
        let failed = answer.as_ref().err().cloned();
        self.answer = Some(answer);
        failed.map_or(Ok(()), Err)
    }

    fn reply(self: Box<Self>, lost: Option<&StoreError>) {
        let answer = match (self.answer, lost) {
            // What it refused it would have refused anyway.
            (Some(Err(own)), _) => Err(own),
            (_, Some(lost)) => Err(lost.clone()),
            (Some(answer), None) => answer,
            (None, None) => Err(StoreError::Closed),
        };
        // If nobody listens any more, that is their business.
        let _ = self.reply.send(answer);
    }
}
