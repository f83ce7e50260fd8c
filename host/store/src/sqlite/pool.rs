//! Threads for work that blocks: reading, and hashing and moving files.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use tokio::sync::oneshot;

use crate::error::StoreError;
use crate::store::Answer;

type Task<C> = Box<dyn FnOnce(&mut C) + Send>;

/// Threads that each hold a `C` and take tasks from one queue. They end when the pool is dropped.
pub(super) struct Pool<C>(mpsc::Sender<Task<C>>);

impl<C: Send + 'static> Pool<C> {
    pub(super) fn start(name: &str, held: impl IntoIterator<Item = C>) -> Result<Self, StoreError> {
        let (sender, receiver) = mpsc::channel::<Task<C>>();
        let receiver = Arc::new(Mutex::new(receiver));
        for mut held in held {
            let receiver = Arc::clone(&receiver);
            thread::Builder::new()
                .name(name.to_owned())
                .spawn(move || {
                    loop {
                        let task = receiver
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .recv();
                        match task {
                            Ok(task) => task(&mut held),
                            Err(mpsc::RecvError) => return,
                        }
                    }
                })
                .map_err(StoreError::file("start a thread for", name))?;
        }
        Ok(Self(sender))
    }

    /// Runs a task on the first thread that is free.
    pub(super) fn call<T: Send + 'static>(
        &self,
        task: impl FnOnce(&mut C) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        let (reply, answer) = oneshot::channel();
        // If nobody listens any more, that is their business; if nobody works, the dropped reply says so.
        let _ = self.0.send(Box::new(move |held| {
            let _ = reply.send(task(held));
        }));
        Box::pin(async { answer.await.unwrap_or(Err(StoreError::Closed)) })
    }
}
