//! Outputs: exactly those of the completed attempt; what another left is marked partial and is a part.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use runner_model::{Digest, StateName};
use sha2::{Digest as _, Sha256};

use super::{Facts, Finding};

/// Names and bytes.
type Outputs = BTreeMap<String, String>;

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
        // Whatever it may have become the place of.
        let like_it = facts.all.log.sent.iter().filter(|other| {
            other.may_replace && other.unique.is_some() && other.unique == sent.unique
        });
        let mut candidates: Vec<&Outputs> = vec![&sent.outputs];
        candidates.extend(like_it.map(|other| &other.outputs));
        if job.state == StateName::Completed {
            let found: Vec<&str> = files.keys().copied().collect();
            finding.must(
                candidates
                    .iter()
                    .any(|outputs| outputs.keys().eq(found.iter())),
                || {
                    format!(
                        "{} has {found:?} instead of {:?}",
                        name(),
                        sent.outputs.keys()
                    )
                },
            );
        }
        for (output, (digest, attempt, partial)) in files {
            finding.must(partial == (job.state != StateName::Completed), || {
                format!(
                    "{} is {} and its output `{output}` is partial: {partial}",
                    name(),
                    job.state
                )
            });
            let mut expected = candidates.iter().filter_map(|outputs| outputs.get(output));
            if partial {
                let part = paths.get(&digest).and_then(|path| fs::read(path).ok());
                let is_part = |bytes: &String| {
                    part.as_ref()
                        .is_some_and(|part| bytes.as_bytes().starts_with(part))
                };
                finding.must(expected.any(is_part), || {
                    format!(
                        "{}: the partial output `{output}` of attempt {attempt} is no part of it",
                        name()
                    )
                });
            } else {
                let is_whole =
                    expected.any(|bytes| digest == Digest::new(Sha256::digest(bytes).into()));
                finding.must(is_whole && attempt == job.attempt, || {
                    format!(
                        "{}: output `{output}` of attempt {attempt} is {digest}",
                        name()
                    )
                });
            }
        }
    }
}
