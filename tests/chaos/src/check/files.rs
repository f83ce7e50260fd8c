//! What lies on disk.

use std::collections::BTreeSet;
use std::fs;

use runner_model::Digest;
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

pub(super) fn work(facts: &Facts<'_>, finding: &mut Finding) {
    finding.look();
    match fs::read_dir(facts.all.folder.join("work")) {
        Ok(entries) => {
            let names = entries
                .flatten()
                .map(|entry| entry.file_name().to_string_lossy().into_owned());
            finding.breaches.extend(names);
        }
        Err(error) => finding.breaches.push(format!("it cannot be read: {error}")),
    }
}
