//! A short chaos: a server that dies in every quick way under a mixed load keeps all that it promised, and the checker
//! that says so finds whatever is wrong in the very same folder.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use runner_chaos::{Deaths, Evidence, Plan, check_one, run};
use runner_store::testing::{Harm, harm};

#[test]
fn a_server_that_dies_in_every_way_keeps_what_it_promised_and_the_checker_would_see_it() {
    let ran = run(&Plan {
        program: env!("CARGO_BIN_EXE_runner").into(),
        seed: 0x5eed,
        load: Duration::from_secs(10),
        deaths: Deaths::Quick,
    })
    .unwrap();
    assert!(ran.is_good(), "{}", ran.report());
    for finding in &ran.findings {
        assert!(
            finding.looked_at > 0,
            "nothing was looked at: {}\n{}",
            finding.invariant,
            ran.report()
        );
    }
    // They do not meddle with each other.
    let harms = Mutex::new(Harm::ALL.into_iter());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(kind) = harms.lock().unwrap().next() else {
                        return;
                    };
                    is_seen(&ran.evidence, kind);
                }
            });
        }
    });
    harms_beside_the_database(&ran.evidence);
}

/// Does harm to a copy, which the checker must see.
fn is_seen(good: &Evidence, kind: Harm) {
    let folder = tempfile::tempdir().unwrap();
    copy(&good.folder, folder.path());
    assert!(
        harm(folder.path(), kind).unwrap(),
        "{kind:?} found nothing to harm"
    );
    let harmed = good.from_folder(folder.path().to_owned()).unwrap();
    must_find(&harmed, found_by(kind), &format!("{kind:?}"));
}

/// The invariant that a harm breaks, whatever others it breaks too.
fn found_by(harm: Harm) -> &'static str {
    match harm {
        Harm::JobLost | Harm::JobDoubled => "what was acknowledged is there, once",
        Harm::EndChanged => "every job ended as it should",
        Harm::EndForgotten => "every job ended",
        Harm::ResultChanged | Harm::CompletedAgain => "a job completes once, by its last attempt",
        Harm::SettledAgain => "an attempt ends once",
        Harm::CountOff => "what is kept is what is counted",
        Harm::StatisticsOff | Harm::FailuresOff => "every end of an attempt is counted once",
        Harm::OutputDropped | Harm::OutputPartial | Harm::OutputSwapped => {
            "completed jobs have their outputs, others none that is whole"
        }
        Harm::BlobGrown => "every digest has its bytes",
        Harm::EventDropped => "every event is heard once, in order",
        Harm::LimitExceeded => "no more run at once than may",
        Harm::RateExceeded => "none begin more often than they may",
        Harm::FiringDropped | Harm::FiringEmpty => "every time of a schedule is judged once",
        Harm::RanTooEarly => "jobs wait for those that they name",
        Harm::PluginChanged => "attempts run the plugin that the job was submitted for",
        Harm::EditLost => "what was changed stays changed",
    }
}

/// A folder with a database of its own, and the files of another.
fn copy(from: &Path, to: &Path) {
    for name in ["runner.db", "runner.db-wal"] {
        if from.join(name).exists() {
            fs::copy(from.join(name), to.join(name)).unwrap();
        }
    }
    for name in ["blobs", "work"] {
        symlink(from.join(name), to.join(name)).unwrap();
    }
}

fn must_find(evidence: &Evidence, invariant: &str, what: &str) {
    let finding = check_one(evidence, invariant);
    let finding = finding.unwrap_or_else(|| panic!("nobody checks whether {invariant}"));
    assert!(
        !finding.breaches.is_empty(),
        "{what} was not seen by: {invariant}"
    );
}

/// What may be wrong that stands in no table.
fn harms_beside_the_database(good: &Evidence) {
    let mut deaf = good.clone();
    deaf.heard.remove(deaf.heard.len() / 2);
    must_find(
        &deaf,
        "every event is heard once, in order",
        "an event that was not heard",
    );

    let mut muddled = good.clone();
    muddled.heard.swap(10, 11);
    must_find(
        &muddled,
        "every event is heard once, in order",
        "events in another order",
    );

    let mut noisy = good.clone();
    noisy.lives[0]
        .wrong
        .push("ERROR: a commit failed".to_owned());
    must_find(
        &noisy,
        "the server answers and ends as it should",
        "an error in the log",
    );

    let mut silent = good.clone();
    silent.log.sent.remove(0);
    must_find(
        &silent,
        "there is nothing that nobody asked for",
        "a job out of nowhere",
    );

    fs::write(good.folder.join("work/left"), "half an output").unwrap();
    must_find(
        good,
        "nothing is left in the work folder",
        "a file that was left",
    );

    fs::write(&good.ledger.blobs[0].path, "other bytes").unwrap();
    must_find(good, "every digest has its bytes", "bytes that changed");
}
