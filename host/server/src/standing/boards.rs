//! How what is watched stands, read once for all who watch the same thing: a task for each thing, which is there while somebody
//! watches it, and waits for the bell.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use runner_model::{ActionId, BatchId};
use runner_store::{Bell, Store, StoreError};
use serde::Serialize;
use tokio::sync::watch;

use crate::{actions, batches};

/// How often it is read at the most: there may be a hundred thousand jobs.
const PAUSE: Duration = Duration::from_millis(200);

/// What is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Watched {
    Batch(BatchId),
    Action(ActionId),
}

/// How it stands.
#[derive(Debug, Clone)]
pub(crate) struct Stands {
    /// All of it, as JSON.
    pub(super) text: Arc<str>,
    /// Whether that was the end of it.
    pub(super) is_over: bool,
    /// How often tokens had been made or revoked by then: whoever watches hears of that too.
    access: u64,
}

/// What is watched by somebody.
#[derive(Debug, Default)]
pub(crate) struct Boards(Mutex<HashMap<Watched, watch::Sender<Stands>>>);

impl Watched {
    async fn look(self, store: &Arc<dyn Store>) -> Result<(String, bool), StoreError> {
        Ok(match self {
            Self::Batch(id) => {
                let batch = store.batch(id).await?;
                (text(&batches::view(&batch)), batch.finished_at.is_some())
            }
            Self::Action(id) => {
                let action = store.action(id).await?;
                (text(&actions::view(&action)), action.finished_at.is_some())
            }
        })
    }
}

fn text(view: &impl Serialize) -> String {
    // Nothing in it can fail to be written.
    serde_json::to_string(view).unwrap_or_default()
}

impl Boards {
    /// Watches something: how it stands, now and whenever that changes. It changes no more, and is told so, once it is over or gone.
    pub(super) async fn watch(
        self: &Arc<Self>,
        store: &Arc<dyn Store>,
        watched: Watched,
    ) -> Result<watch::Receiver<Stands>, StoreError> {
        if let Some(stands) = self.there(watched) {
            return Ok(stands);
        }
        let mut bell = store.bell();
        let access = bell.look().access;
        let (text, is_over) = watched.look(store).await?;
        let (told, stands) = watch::channel(Stands {
            text: text.into(),
            is_over,
            access,
        });
        if is_over {
            return Ok(stands);
        }
        {
            let mut all = self.lock();
            if let Some(faster) = all.get(&watched) {
                return Ok(faster.subscribe());
            }
            all.insert(watched, told.clone());
        }
        tokio::spawn(Arc::clone(self).follow(Arc::clone(store), watched, told, bell));
        Ok(stands)
    }

    fn there(&self, watched: Watched) -> Option<watch::Receiver<Stands>> {
        self.lock().get(&watched).map(watch::Sender::subscribe)
    }

    /// Reads it whenever something was committed, until it is over or nobody watches it.
    async fn follow(
        self: Arc<Self>,
        store: Arc<dyn Store>,
        watched: Watched,
        told: watch::Sender<Stands>,
        mut bell: Bell,
    ) {
        loop {
            tokio::select! {
                open = bell.changed() => if !open { break },
                () = told.closed() => {}
            }
            if self.is_left(watched, &told) {
                return;
            }
            tokio::time::sleep(PAUSE).await;
            let access = bell.look().access;
            let (text, is_over) = match watched.look(&store).await {
                Ok(found) => found,
                // What was deleted meanwhile has no more to tell.
                Err(StoreError::NoBatch(_) | StoreError::NoAction(_) | StoreError::Closed) => break,
                Err(error) => {
                    tracing::error!(%error, "what is watched cannot be read: its streams end");
                    break;
                }
            };
            if is_over {
                // It may go on, for whoever watches it from then on.
                self.lock().remove(&watched);
            }
            told.send_if_modified(|stands| {
                let is_new = *stands.text != *text || stands.access != access;
                *stands = Stands {
                    text: text.into(),
                    is_over,
                    access,
                };
                is_new || is_over
            });
            if is_over {
                return;
            }
        }
        self.lock().remove(&watched);
    }

    /// Whether nobody watches it any more; then it is forgotten.
    fn is_left(&self, watched: Watched, told: &watch::Sender<Stands>) -> bool {
        let mut all = self.lock();
        let is_left = told.receiver_count() == 0;
        if is_left {
            all.remove(&watched);
        }
        is_left
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Watched, watch::Sender<Stands>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use runner_store::{NewBatch, Options, SqliteStore};
    use tokio::time::timeout;

    use super::*;

    fn batch(number: u8) -> NewBatch {
        NewBatch {
            id: BatchId::from_bytes([number; 16]),
            title: None,
            metadata: None,
            created_by: None,
            max_parallel: None,
            then: None,
        }
    }

    async fn soon<T>(what: impl Future<Output = T>) -> T {
        timeout(Duration::from_secs(60), what).await.unwrap()
    }

    #[tokio::test]
    async fn what_many_watch_is_read_once_and_only_while_they_do() {
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> =
            Arc::new(SqliteStore::open(Options::new(folder.path())).unwrap());
        let boards = Arc::new(Boards::default());
        let (one, other) = (batch(1), batch(2));
        let (watched, unwatched) = (Watched::Batch(one.id), Watched::Batch(other.id));
        let missing = boards.watch(&store, watched).await;
        assert!(matches!(missing, Err(StoreError::NoBatch(_))));
        store.create_batch(one.clone()).await.unwrap();
        store.create_batch(other).await.unwrap();
        let mut first = boards.watch(&store, watched).await.unwrap();
        let mut second = boards.watch(&store, watched).await.unwrap();
        assert!(first.borrow().text.contains(r#""state":"running""#));
        store.pause_batch(one.id).await.unwrap();
        soon(first.changed()).await.unwrap();
        soon(second.changed()).await.unwrap();
        let (told, also_told) = (first.borrow().clone(), second.borrow().clone());
        assert!(told.text.contains(r#""state":"paused""#), "{}", told.text);
        assert!(Arc::ptr_eq(&told.text, &also_told.text), "it was read once");
        assert!(boards.there(unwatched).is_none());
        // One goes, and the other hears of the end.
        drop(second);
        store.stop_batch(one.id).await.unwrap();
        soon(async { while first.changed().await.is_ok() {} }).await;
        assert!(first.borrow().is_over, "{}", first.borrow().text);
        assert!(boards.there(watched).is_none());
        // Of another one nobody waits for the end.
        let third = boards.watch(&store, unwatched).await.unwrap();
        drop(third);
        soon(async {
            while boards.lock().contains_key(&unwatched) {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
}
