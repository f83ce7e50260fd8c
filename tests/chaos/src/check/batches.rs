//! Batches.

use runner_model::StateName;

use super::{Facts, Finding};

pub(super) fn whole(facts: &Facts<'_>, finding: &mut Finding) {
    for sent in &facts.all.log.batches {
        let ledger = &facts.all.ledger;
        let found = ledger
            .batches
            .iter()
            .find(|batch| batch.title.as_ref() == Some(&sent.title));
        let Some(batch) = found else {
            finding.must(sent.taken.is_none(), || {
                format!("`{}` is not there", sent.title)
            });
            continue;
        };
        finding.must(batch.finished_at.is_some(), || {
            format!("`{}` is {} and not over", sent.title, batch.state)
        });
        finding.must(batch.max_parallel == sent.max_parallel, || {
            let (kept, said) = (batch.max_parallel, sent.max_parallel);
            format!(
                "`{}` runs {kept:?} items at once, and was to run {said:?}",
                sent.title
            )
        });
        let items = ledger.jobs.iter().filter(|job| job.batch == Some(batch.id));
        let last_end = items
            .clone()
            .filter_map(|job| facts.moves_of(job.id).last())
            .map(|step| step.event.seq)
            .max();
        let count = items.count() as u64;
        let is_whole = count == batch.total && (sent.taken.is_none() || count == sent.items);
        finding.must(is_whole, || {
            format!(
                "`{}` was sent with {} items, says {} and has {count}",
                sent.title, sent.items, batch.total
            )
        });
        let Some(then) = batch.then.and_then(|id| facts.by_id.get(&id)) else {
            finding.must(sent.taken.is_none(), || {
                format!("`{}` has no job at its end", sent.title)
            });
            continue;
        };
        let began = facts
            .moves_of(then.id)
            .iter()
            .find(|step| step.state == StateName::Running)
            .map(|step| step.event.seq);
        // Items that are retried end once more after it.
        finding.must(sent.was_retried || began.is_none() || began > last_end, || {
            format!("the job at the end of `{}` began at {began:?}, and its last item ended at {last_end:?}", sent.title)
        });
    }
}
