//! What was acknowledged is kept, and nothing else is.

use super::{Facts, Finding};
use crate::log::Taken;

/// The words of titles that are not in the clients' log: what schedules start.
const OF_SCHEDULES: &str = "tick ";

pub(super) fn acknowledged(facts: &Facts<'_>, finding: &mut Finding) {
    for sent in &facts.all.log.sent {
        let rows = facts.by_title.get(sent.title.as_str()).map_or(0, Vec::len);
        let touched = &sent.touched;
        let (least, most) = match sent.taken {
            _ if touched.surely_deleted => (0, 0),
            Taken::No => (0, 0),
            Taken::Unknown => (0, 1),
            Taken::As(_) | Taken::Somewhere => (usize::from(!touched.deleted), 1),
        };
        finding.must((least..=most).contains(&rows), || {
            format!(
                "`{}` was {:?} and is there {rows} times",
                sent.title, sent.taken
            )
        });
        if let Some(id) = sent.id()
            && !touched.deleted
        {
            finding.must(facts.by_id.contains_key(&id), || {
                format!(
                    "`{}` was acknowledged as {id}, which is not there",
                    sent.title
                )
            });
        }
    }
}

pub(super) fn asked_for(facts: &Facts<'_>, finding: &mut Finding) {
    for job in &facts.all.ledger.jobs {
        let title = job.title.as_deref().unwrap_or_default();
        finding.must(
            facts.sent.contains_key(title) || title.starts_with(OF_SCHEDULES),
            || format!("job {} has the title {title:?}", job.id),
        );
    }
}

pub(super) fn changed(facts: &Facts<'_>, finding: &mut Finding) {
    for sent in &facts.all.log.sent {
        let Some(expected) = &sent.touched.description else {
            continue;
        };
        let Some(job) = sent.id().and_then(|id| facts.by_id.get(&id)) else {
            continue;
        };
        finding.must(job.description.as_ref() == Some(expected), || {
            format!(
                "{}: {:?} instead of {expected:?}",
                facts.name(job.id),
                job.description
            )
        });
    }
}
