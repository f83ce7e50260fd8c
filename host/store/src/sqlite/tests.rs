//! SQLite passes the suite, and waits for others.

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use runner_model::{JobId, ProcessorName};
use rusqlite::Connection;

use super::recount::recount;
use super::{Options, SqliteStore};
use crate::store::{JobStore, Store, UpkeepStore, WorkStore};
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

fn names_of(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_backup_is_a_store_that_runs_its_jobs() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(Options::new(folder.path().join("data"))).unwrap();
    let blob = store.put_blob(b"input".to_vec()).await.unwrap();
    let mut with_input = job(1);
    with_input.inputs = vec![crate::types::Input {
        name: "data".to_owned().try_into().unwrap(),
        digest: blob.digest,
        media_type: "text/plain".to_owned(),
        size: 0,
    }];
    store.submit(vec![with_input]).await.unwrap();
    let to = folder.path().join("backups").join("monday");
    let made = store.backup(to.clone()).await.unwrap();
    assert_eq!((made.blobs, made.blob_bytes), (1, 5));
    assert_eq!(names_of(&folder.path().join("backups")), ["monday"]);
    // What is handed in later is not in it.
    store.submit(vec![job(2)]).await.unwrap();
    assert!(store.backup(to.clone()).await.is_err(), "there is one");
    let restored = SqliteStore::open(Options::new(&to)).unwrap();
    assert_eq!(restored.quick_check().await.unwrap(), [""; 0]);
    let lease = restored.enter("restored".to_owned(), Duration::from_secs(60));
    let lease = lease.await.unwrap();
    let claimed = restored.claim(lease, 10).await.unwrap();
    assert_eq!(claimed.len(), 1);
    let (path, _) = restored.blob_path(blob.digest).await.unwrap();
    assert_eq!(std::fs::read(path).unwrap(), b"input");
    let end =
        crate::types::Settlement::succeeded(claimed[0].fence, "1", runner_model::Usage::default());
    restored.settle(vec![end]).await.unwrap();
    assert_eq!(recount(&to).unwrap(), Vec::<String>::new());
}

/// A database that may not grow is a disk that is full: whoever asks hears so, nothing is half written, and once there
/// is room all goes on.
#[tokio::test]
async fn a_full_disk_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let full = Options {
        most_pages: Some(200),
        ..Options::new(folder.path())
    };
    let store = SqliteStore::open(full).unwrap();
    let mut taken = Vec::new();
    let mut refused = 0;
    for number in 0..400 {
        let long = NewJob {
            params: format!("\"{}\"", "x".repeat(3_000)),
            ..job(number)
        };
        match store.submit(vec![long]).await {
            Ok(_) => taken.push(number),
            Err(error) => {
                assert!(error.to_string().contains("full"), "{error}");
                refused += 1;
            }
        }
    }
    assert!(!taken.is_empty() && refused > 0);
    store.close().await.unwrap();
    let store = SqliteStore::open(Options::new(folder.path())).unwrap();
    for number in &taken {
        assert!(store.job(job(*number).id).await.is_ok());
    }
    let counts = store.counts().await.unwrap();
    assert_eq!(
        counts.of(runner_model::StateName::Pending),
        taken.len() as u64
    );
    store.submit(vec![job(1_000)]).await.unwrap();
    assert_eq!(recount(folder.path()).unwrap(), Vec::<String>::new());
}
