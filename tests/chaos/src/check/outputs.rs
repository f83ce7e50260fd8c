//! Outputs: exactly those of the completed attempt; what another left is marked partial and is a part.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use runner_model::{Digest, StateName};
use sha2::{Digest as _, Sha256};

use super::{Facts, Finding};

pub(super) fn exact(facts: &Facts<'_>, finding: &mut Finding) {
    let mut made: BTreeMap<i64, BTreeMap<&str, (Digest, u32, bool)>> = BTreeMap::new();
    for file in &facts.all.ledger.files {
        if let Some((attempt, partial)) = file.made {
            let files = made.entry(file.job).or_default();
            files.insert(&file.name, (file.digest, attempt, partial));
        }
    }
    let paths: BTreeMap<Digest, &Path> = facts
        .all
        .ledger
        .blobs
        .iter()
        .map(|blob| (blob.digest, blob.path.as_path()))
        .collect();
    for job in &facts.all.ledger.jobs {
        let files = made.remove(&job.n).unwrap_or_default();
        let Some(sent) = job.title.as_deref().and_then(|title| facts.sent.get(title)) else {
            continue;
        };
        let name = || facts.name(job.id);
        if job.state == StateName::Completed {
            let expected: Vec<&str> = sent.outputs.keys().map(String::as_str).collect();
            let found: Vec<&str> = files.keys().copied().collect();
            finding.must(expected == found, || {
                format!("{} has {found:?} instead of {expected:?}", name())
            });
        }
        for (output, (digest, attempt, partial)) in files {
            finding.must(partial == (job.state != StateName::Completed), || {
                format!(
                    "{} is {} and its output `{output}` is partial: {partial}",
                    name(),
                    job.state
                )
            });
            let Some(bytes) = sent.outputs.get(output) else {
                finding.must(false, || {
                    format!("{} has an output `{output}` that it does not write", name())
                });
                continue;
            };
            if partial {
                let part = paths.get(&digest).and_then(|path| fs::read(path).ok());
                finding.must(part.is_some_and(|part| bytes.as_bytes().starts_with(&part)), || {
                    format!("{}: the partial output `{output}` of attempt {attempt} is no part of it", name())
                });
            } else {
                let expected = Digest::new(Sha256::digest(bytes).into());
                finding.must(digest == expected && attempt == job.attempt, || {
                    format!(
                        "{}: output `{output}` of attempt {attempt} is {digest}, not {expected}",
                        name()
                    )
                });
            }
        }
    }
}
