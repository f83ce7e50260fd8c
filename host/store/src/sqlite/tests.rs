//! SQLite passes the suite, and waits for others.

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use runner_model::{JobId, ProcessorName};
use rusqlite::Connection;

use super::recount::recount;
use super::{Options, SqliteStore};
use crate::store::{JobStore, Store};
use crate::testing::ManualClock;
use crate::testing::conformance::Two;
use crate::types::NewJob;

fn two() -> Two {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::default());
    let open = || -> Arc<dyn Store> {
        let options = Options {
            clock: clock.clone(),
            ..Options::new(folder.path())
        };
        Arc::new(SqliteStore::open(options).unwrap())
    };
    let (a, b) = (open(), open());
    let path = folder.path().to_owned();
    Two {
        a,
        b,
        clock,
        recount: Box::new(move || recount(&path).unwrap()),
        keep: Box::new(folder),
    }
}

crate::conformance_suite!(crate::sqlite::tests::two);

fn job(number: u128) -> NewJob {
    let processor = ProcessorName::try_from("noop".to_owned()).unwrap();
    NewJob::new(JobId::from_bytes(number.to_be_bytes()), processor, "{}")
}

/// Another process may hold the lock longer than SQLite waits: the writer begins again and nobody hears of it.
#[tokio::test]
async fn a_lock_held_for_3_s_is_waited_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(Options::new(folder.path())).unwrap();
    let other = Connection::open(folder.path().join("runner.db")).unwrap();
    let (locked, is_locked) = mpsc::channel();
    let holder = thread::spawn(move || {
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        locked.send(()).unwrap();
        // Time itself is what is tested here.
        thread::sleep(Duration::from_secs(3));
        other.execute_batch("COMMIT").unwrap();
    });
    is_locked.recv().unwrap();
    let began = Instant::now();
    store.submit(vec![job(1)]).await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(2));
    holder.join().unwrap();
    assert_eq!(recount(folder.path()).unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_refused_request_takes_nothing_of_its_group_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(Options::new(folder.path())).unwrap();
    store.submit(vec![job(0)]).await.unwrap();
    // Handed over at once, so that they share a commit.
    let answers: Vec<_> = (0..50)
        .map(|number| {
            store.submit(vec![
                job(number * 2),
                job(if number % 2 == 0 { 0 } else { number * 2 + 1 }),
            ])
        })
        .collect();
    let mut taken = 0;
    for answer in answers {
        taken += usize::from(answer.await.is_ok());
    }
    assert_eq!(taken, 25);
    let counts = store.counts().await.unwrap();
    assert_eq!(counts.of(runner_model::StateName::Pending), 51);
    assert_eq!(recount(folder.path()).unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_closed_store_says_so_and_opens_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(Options::new(folder.path())).unwrap();
    let last = store.submit(vec![job(1)]);
    store.close().await.unwrap();
    last.await.unwrap();
    assert!(store.submit(vec![job(2)]).await.is_err());
    let again = SqliteStore::open(Options::new(folder.path())).unwrap();
    assert!(again.job(job(1).id).await.is_ok());
    let last = again.events(0, 10).await.unwrap().pop().unwrap().seq;
    assert_eq!((last, again.bell().look().seq), (1, 1));
}
