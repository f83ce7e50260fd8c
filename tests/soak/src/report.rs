//! What a run did and what was found, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::check::Finding;
use crate::run::Facts;

/// How many breaches of a rule are shown.
const SHOWN: usize = 20;

pub(crate) fn of(facts: &Facts, findings: &[Finding]) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = write(&mut text, facts, findings);
    text
}

fn write(text: &mut String, facts: &Facts, findings: &[Finding]) -> std::fmt::Result {
    let plan = &facts.plan;
    writeln!(
        text,
        "\n{} plugins in {} versions, each of {} bytes, in {} s",
        plan.plugins,
        plan.versions,
        facts.component_bytes,
        facts.took.as_secs()
    )?;
    let mut changes: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (what, (done, refused)) in facts.done.iter().flat_map(|done| &done.changes) {
        let counts = changes.entry(what).or_default();
        counts.0 += done;
        counts.1 += refused;
    }
    writeln!(text, "\nchanges                   done   refused")?;
    for (what, (done, refused)) in changes {
        writeln!(text, "  {what:20} {done:8}  {refused:8}")?;
    }
    let jobs = &facts.jobs;
    writeln!(text, "\njobs")?;
    for (what, count) in [
        ("completed", jobs.completed),
        ("failed, plugin_missing", jobs.missing),
        ("refused, unknown_processor", jobs.refused),
        ("ran while their plugin was changed", jobs.overtaken),
        ("waited while it was", jobs.outwaited),
    ] {
        writeln!(text, "  {what:36} {count:8}")?;
    }
    writeln!(text, "\nthe server")?;
    for (when, usage) in [
        ("at first", &facts.fresh),
        ("warm", &facts.warm),
        ("after all changes", &facts.after),
        ("all plugins removed", &facts.emptied),
    ] {
        writeln!(text, "  {when:20} {usage}")?;
    }
    let peak = runner_model::ByteSize(facts.emptied.peak);
    writeln!(text, "  {:20} {peak} in memory", "at the most")?;
    writeln!(text, "\non the disk")?;
    let when = ["at first", "after all changes", "all plugins removed"];
    for (when, disk) in when.into_iter().zip(&facts.disk) {
        writeln!(text, "  {when:20} {} files, {}", disk.files(), disk.bytes())?;
    }
    for said in &facts.upkeep {
        writeln!(text, "  upkeep: {said}")?;
    }
    found(text, findings, plan.seed)
}

fn found(text: &mut String, findings: &[Finding], seed: u64) -> std::fmt::Result {
    writeln!(text, "\nchecked")?;
    for finding in findings {
        let mark = match finding.breaches.len() {
            0 => "ok",
            _ => "BROKEN",
        };
        let (looked_at, rule) = (finding.looked_at, finding.rule);
        writeln!(text, "  {mark:6}  {looked_at:8}  {rule}")?;
        for breach in finding.breaches.iter().take(SHOWN) {
            writeln!(text, "            {breach}")?;
        }
        if finding.breaches.len() > SHOWN {
            let more = finding.breaches.len() - SHOWN;
            writeln!(text, "            and {more} more")?;
        }
    }
    let broken = findings.iter().filter(|one| !one.breaches.is_empty());
    match broken.count() {
        0 => writeln!(text, "\nall {} rules hold (seed {seed})", findings.len()),
        broken => writeln!(
            text,
            "\n{broken} of {} rules are broken (seed {seed})",
            findings.len()
        ),
    }
}
