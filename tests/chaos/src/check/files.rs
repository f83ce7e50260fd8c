//! What lies on disk.

use std::collections::BTreeSet;
use std::fs;

use runner_model::{Digest, StateName};
use runner_store::testing::CheckpointRow;
use sha2::{Digest as _, Sha256};

use super::{Facts, Finding};

pub(super) fn blobs(facts: &Facts<'_>, finding: &mut Finding) {
    let ledger = &facts.all.ledger;
    let known: BTreeSet<Digest> = ledger.blobs.iter().map(|blob| blob.digest).collect();
    let plugins = ledger.jobs.iter().filter_map(|job| job.plugin);
    for digest in ledger.files.iter().map(|file| file.digest).chain(plugins) {
        finding.must(known.contains(&digest), || {
            format!("{digest} is named and not kept")
        });
    }
    for blob in &ledger.blobs {
        match fs::read(&blob.path) {
            Ok(bytes) => {
                let digest = Digest::new(Sha256::digest(&bytes).into());
                finding.must(
                    (digest, bytes.len() as u64) == (blob.digest, blob.size),
                    || {
                        format!(
                            "{} has {} bytes of {digest}, not {}",
                            blob.digest,
                            bytes.len(),
                            blob.size
                        )
                    },
                );
            }
            Err(error) => finding.must(false, || format!("{}: {error}", blob.digest)),
        }
    }
}

/// A job that failed or was cancelled may be retried, and then goes on with what its checkpoint covers. All else is
/// rubbish.
pub(super) fn work(facts: &Facts<'_>, finding: &mut Finding) {
    finding.look();
    let names: Vec<String> = match fs::read_dir(facts.all.folder.join("work")) {
        Ok(entries) => entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect(),
        Err(error) => return finding.breaches.push(format!("it cannot be read: {error}")),
    };
    for name in names {
        let covers = |checkpoint: &CheckpointRow| {
            let job = facts.by_n.get(&checkpoint.job);
            checkpoint.outputs.contains(&format!("\"{name}\""))
                && job.is_some_and(|job| job.state != StateName::Completed)
        };
        let is_covered = facts.all.ledger.checkpoints.iter().any(covers);
        finding.must(is_covered, || {
            format!("`{name}` is covered by no checkpoint")
        });
    }
}
