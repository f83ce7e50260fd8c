//! Queues: see [`QueueStore`].

use std::collections::BTreeMap;

use runner_model::{LimitKey, QueueName, Timestamp};

use super::SqliteStore;
use crate::sqlite::queues::{self, Gives};
use crate::sqlite::{clear, gates};
use crate::store::{Answer, QueueStore};
use crate::types::{Clean, Cursor, KeyChange, KeyView, QueueChange, QueueView, Walked};

impl QueueStore for SqliteStore {
    fn queues(&self) -> Answer<Vec<QueueView>> {
        self.read_now(queues::list)
    }

    fn waiting_since(&self, queue: Option<QueueName>) -> Answer<BTreeMap<QueueName, Timestamp>> {
        self.read(move |conn| queues::waiting_since(conn, queue.as_ref()))
    }

    fn change_queue(&self, queue: QueueName, changes: Vec<QueueChange>) -> Answer<QueueView> {
        self.write(move |txn| queues::change(txn, &queue, &changes))
    }

    fn pause_queue(&self, queue: QueueName) -> Answer<()> {
        self.write(move |txn| queues::set_paused(txn, &queue, Gives::Nothing))
    }

    fn resume_queue(&self, queue: QueueName) -> Answer<()> {
        self.write(move |txn| queues::set_paused(txn, &queue, Gives::Jobs))
    }

    fn drain_queue(&self, queue: QueueName, from: Cursor, most: usize) -> Answer<Walked> {
        self.write_some(most, move |txn| clear::drain(txn, &queue, from, most))
    }

    fn clean(&self, which: Clean, from: Cursor, most: usize) -> Answer<Walked> {
        self.write_some(most, move |txn| clear::clean(txn, &which, from, most))
    }

    fn keys(&self, queue: QueueName, after: Option<LimitKey>, most: usize) -> Answer<Vec<KeyView>> {
        self.read_now(move |conn, now| queues::list_keys(conn, &queue, after.as_ref(), most, now))
    }

    fn key(&self, queue: QueueName, key: LimitKey) -> Answer<KeyView> {
        self.read_now(move |conn, now| queues::one_key(conn, &queue, &key, now))
    }

    fn change_key(&self, queue: QueueName, key: LimitKey, changes: Vec<KeyChange>) -> Answer<()> {
        self.write(move |txn| queues::change_key(txn, &queue, &key, &changes))
    }

    fn pause_everything(&self) -> Answer<()> {
        self.write(|txn| queues::set_everything_paused(txn, Gives::Nothing))
    }

    fn resume_everything(&self) -> Answer<()> {
        self.write(|txn| queues::set_everything_paused(txn, Gives::Jobs))
    }

    fn is_everything_paused(&self) -> Answer<bool> {
        self.read(gates::is_everything_paused)
    }
}
