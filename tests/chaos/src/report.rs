//! What a run did and what was found, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use crate::check::{Facts, Finding};
use crate::evidence::Evidence;
use crate::rescue::rescues;

/// How many breaches of an invariant are shown.
const SHOWN: usize = 20;

pub(crate) fn of(evidence: &Evidence, findings: &[Finding], seed: u64) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = write(&mut text, evidence, findings, seed);
    text
}

fn write(
    text: &mut String,
    evidence: &Evidence,
    findings: &[Finding],
    seed: u64,
) -> std::fmt::Result {
    asked(text, evidence)?;
    lives(text, evidence)?;
    left(text, evidence)?;
    writeln!(text, "\nchecked")?;
    for finding in findings {
        let mark = if finding.breaches.is_empty() {
            "ok"
        } else {
            "BROKEN"
        };
        writeln!(
            text,
            "  {mark:6}  {:8}  {}",
            finding.looked_at, finding.invariant
        )?;
        for breach in finding.breaches.iter().take(SHOWN) {
            writeln!(text, "            {breach}")?;
        }
        if finding.breaches.len() > SHOWN {
            writeln!(
                text,
                "            and {} more",
                finding.breaches.len() - SHOWN
            )?;
        }
    }
    let broken = findings
        .iter()
        .filter(|finding| !finding.breaches.is_empty())
        .count();
    match broken {
        0 => writeln!(
            text,
            "\nall {} invariants hold (seed {seed})",
            findings.len()
        ),
        _ => writeln!(
            text,
            "\n{broken} of {} invariants are broken (seed {seed})",
            findings.len()
        ),
    }
}

fn asked(text: &mut String, evidence: &Evidence) -> std::fmt::Result {
    writeln!(
        text,
        "\nasked                                done   refused      lost"
    )?;
    for (what, asked) in &evidence.log.asked {
        writeln!(
            text,
            "  {what:30} {:8}  {:8}  {:8}",
            asked.done, asked.refused, asked.lost
        )?;
    }
    Ok(())
}

fn lives(text: &mut String, evidence: &Evidence) -> std::fmt::Result {
    let mut deaths: BTreeMap<&str, u32> = BTreeMap::new();
    for death in evidence.lives.iter().filter_map(|life| life.death.as_ref()) {
        *deaths.entry(death.kind()).or_default() += 1;
    }
    let deaths: Vec<String> = deaths
        .iter()
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    writeln!(
        text,
        "\nlives      {} of the server; {}",
        evidence.lives.len(),
        deaths.join(", ")
    )?;
    let listened: Vec<Duration> = evidence
        .lives
        .iter()
        .filter_map(|life| life.listened_after)
        .collect();
    writeln!(text, "  start to listening          {}", spread(listened))?;
    let rescues = rescues(&Facts::new(evidence));
    let taken = rescues.iter().map(|rescue| rescue.taken_after).collect();
    let ran = |which: fn((Duration, Duration)) -> Duration| {
        let ran = rescues.iter().filter_map(|rescue| rescue.ran_after);
        spread(ran.map(which).collect())
    };
    let attempts: usize = rescues.iter().map(|rescue| rescue.attempts).sum();
    writeln!(
        text,
        "  attempts rescued            {attempts} after {} deaths",
        rescues.len()
    )?;
    writeln!(text, "  start to last one taken     {}", spread(taken))?;
    writeln!(
        text,
        "  start to first one running  {}",
        ran(|(first, _)| first)
    )?;
    writeln!(
        text,
        "  start to last one running   {}",
        ran(|(_, last)| last)
    )
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort();
    match (times.get(times.len() / 2), times.last()) {
        (Some(middle), Some(most)) => format!(
            "half within {} ms, all within {} ms",
            middle.as_millis(),
            most.as_millis()
        ),
        _ => "never".to_owned(),
    }
}

fn left(text: &mut String, evidence: &Evidence) -> std::fmt::Result {
    let ledger = &evidence.ledger;
    let mut ends: BTreeMap<String, u32> = BTreeMap::new();
    for job in &ledger.jobs {
        let end = match &job.error_code {
            Some(code) => format!("{}, {code}", job.state),
            None => job.state.to_string(),
        };
        *ends.entry(end).or_default() += 1;
    }
    writeln!(
        text,
        "\nleft       {} jobs, {} attempts, {} events, {} batches, {} firings, {} blobs",
        ledger.jobs.len(),
        ledger.attempts.len(),
        ledger.events.len(),
        ledger.batches.len(),
        ledger.firings.len(),
        ledger.blobs.len(),
    )?;
    for (end, count) in ends {
        writeln!(text, "  {end:30} {count:8}")?;
    }
    let mut words: BTreeMap<&str, u32> = BTreeMap::new();
    for sent in &evidence.log.sent {
        *words.entry(sent.word()).or_default() += 1;
    }
    let words: Vec<String> = words
        .iter()
        .map(|(word, count)| format!("{count} {word}"))
        .collect();
    writeln!(text, "  sent: {}", words.join(", "))
}
