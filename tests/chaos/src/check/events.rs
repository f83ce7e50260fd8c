//! What a client hears that follows the events through all deaths.

use super::{Facts, Finding};

pub(super) fn heard(facts: &Facts<'_>, finding: &mut Finding) {
    let evidence = facts.all;
    finding
        .breaches
        .extend(evidence.heard_wrong.iter().cloned());
    let mut heard = evidence.heard.iter().peekable();
    for kept in &evidence.ledger.events {
        if kept.seq > evidence.heard_to && heard.peek().is_none() {
            break;
        }
        finding.look();
        // What was heard and is not there.
        while let Some(more) = heard.next_if(|more| more.seq < kept.seq) {
            finding
                .breaches
                .push(format!("event {} was heard and is not kept", more.seq));
        }
        match heard.next_if(|one| one.seq == kept.seq) {
            None => finding
                .breaches
                .push(format!("event {}, {}, was not heard", kept.seq, kept.kind)),
            Some(one) if (&one.kind, one.job) != (&kept.kind, kept.job) => {
                finding.breaches.push(format!(
                    "event {} was heard as {one:?} and is {kept:?}",
                    kept.seq
                ));
            }
            Some(_) => {}
        }
    }
    for more in heard {
        finding
            .breaches
            .push(format!("event {} was heard and is not kept", more.seq));
    }
    for pair in evidence.ledger.events.windows(2) {
        finding.must(pair[1].seq == pair[0].seq + 1, || {
            format!("after event {} comes {}", pair[0].seq, pair[1].seq)
        });
    }
}
