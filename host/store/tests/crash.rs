//! The process dies at each failure point, and what is on disk then is looked at.
//!
//! The one that dies is this test binary, started again for one test with the place in its environment.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use runner_model::{JobId, PortName, ProcessorName, StateName, Usage};
use runner_store::testing::recount;
use runner_store::{
    JobStore, NewJob, NewOutput, Options, Settlement, SqliteStore, Store, WorkStore,
};

const FOLDER: &str = "RUNNER_STORE_CRASH_FOLDER";
const POINT: &str = "RUNNER_STORE_CRASH_POINT";
const TTL: Duration = Duration::from_secs(60);

fn job() -> NewJob {
    let processor = ProcessorName::try_from("noop".to_owned()).unwrap();
    NewJob::new(JobId::from_bytes([1; 16]), processor, "{}")
}

/// One job's life, as far as it gets. Does nothing unless it was started to die.
#[tokio::test]
async fn a_life_that_may_be_cut_short() {
    let (Ok(folder), Ok(point)) = (std::env::var(FOLDER), std::env::var(POINT)) else {
        return;
    };
    let options = Options {
        failpoint: Some(point.parse().unwrap()),
        ..Options::new(folder)
    };
    // A store without a failpoint hands the job in, so that `after-commit` is the claim's.
    let first = SqliteStore::open(Options {
        failpoint: None,
        ..options.clone()
    })
    .unwrap();
    first.submit(vec![job()]).await.unwrap();
    let lease = first.enter("doomed".to_owned(), TTL).await.unwrap();
    let store = SqliteStore::open(options).unwrap();
    let claimed = store.claim(lease, 1).await.unwrap().pop().unwrap();
    let blob = store.put_blob(b"out".to_vec()).await.unwrap();
    let output = NewOutput {
        name: PortName::try_from("data".to_owned()).unwrap(),
        digest: blob.digest,
        media_type: "text/plain".to_owned(),
    };
    let settlement = Settlement {
        outputs: vec![output],
        ..Settlement::succeeded(claimed.fence, "1", Usage::default())
    };
    store.settle(vec![settlement]).await.unwrap();
}

fn die_at(point: &str, folder: &Path) {
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_life_that_may_be_cut_short"])
        .env(FOLDER, folder)
        .env(POINT, point)
        .output()
        .unwrap()
        .status;
    assert!(!status.success(), "it lived through {point}");
}

#[tokio::test]
async fn a_job_completes_once_whatever_its_process_died_of() {
    for point in [
        "after-claim",
        "before-settle-commit",
        "after-commit",
        "blob-rename",
    ] {
        let folder = tempfile::tempdir().unwrap();
        die_at(point, folder.path());
        assert_eq!(
            recount(folder.path()).unwrap(),
            Vec::<String>::new(),
            "{point}"
        );
        let store = SqliteStore::open(Options::new(folder.path())).unwrap();
        assert_eq!(
            store.outputs(job().id).await.unwrap(),
            [],
            "{point}: no half output is seen"
        );
        let lease = store.enter("next".to_owned(), TTL).await.unwrap();
        assert_eq!(
            store.rescue_all_but(lease).await.unwrap().attempts,
            1,
            "{point}"
        );
        let again = store.claim(lease, 1).await.unwrap().pop().unwrap();
        assert_eq!(again.fence.attempt, 2, "{point}");
        let end = Settlement::succeeded(again.fence, "2", Usage::default());
        store.settle(vec![end]).await.unwrap();
        let done = store.job(job().id).await.unwrap();
        assert_eq!(
            (done.state.name(), done.result.as_deref()),
            (StateName::Completed, Some("2"))
        );
        assert_eq!(
            recount(folder.path()).unwrap(),
            Vec::<String>::new(),
            "{point}"
        );
    }
}
