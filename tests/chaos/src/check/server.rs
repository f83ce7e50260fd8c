//! What the server says, and how its processes end.

use super::{Facts, Finding};

pub(super) fn behaves(facts: &Facts<'_>, finding: &mut Finding) {
    let evidence = facts.all;
    finding.looked_at += evidence.lives.len();
    for (number, life) in evidence.lives.iter().enumerate() {
        let wrong = life
            .wrong
            .iter()
            .map(|wrong| format!("life {}: {wrong}", number + 1));
        finding.breaches.extend(wrong);
    }
    finding.looked_at += evidence
        .log
        .asked
        .values()
        .map(|asked| asked.done as usize)
        .sum::<usize>();
    finding
        .breaches
        .extend(evidence.log.surprises.iter().cloned());
}
