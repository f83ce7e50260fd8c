//! What was found of a plugin, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use runner_model::{ByteSize, Want};
use runner_sandbox::{Compiled, Import, Inspection, Reach, describe_limits};

use super::{Finding, Level};
use crate::terminal::{Style, paint};

// Writing to a String cannot fail, here and below.

pub(super) fn page(file: &str, found: &Inspection, findings: &[Finding], size: u64) -> String {
    let mut page = String::new();
    let _ = match &found.descriptor {
        Some(descriptor) => writeln!(
            page,
            "{} {}: {}",
            descriptor.name, descriptor.version, descriptor.summary
        ),
        None => writeln!(page, "{file}"),
    };
    let mut row = |title: &str, text: String| {
        let _ = writeln!(page, "  {title:<10} {text}");
    };
    row("digest", found.digest.to_string());
    row("size", ByteSize(size).to_string());
    if let Some(code) = &found.code {
        let when = match code.compiled {
            Compiled::Now { .. } => "once for this version",
            Compiled::Before => "before",
        };
        let took = took(code.millis);
        row(
            "compiled",
            format!("in {took}, {when}; {} of code", code.bytes),
        );
    }
    if !found.exports.is_empty() {
        row("exports", found.exports.join(", "));
    }
    if let Some(usage) = &found.describe {
        let (fuel, millis) = describe_limits();
        row(
            "describe",
            format!(
                "{} of {fuel} fuel, {} of {millis} ms, {}",
                usage.fuel, usage.wall_ms, usage.peak_memory_bytes
            ),
        );
    }
    if let (Some(parts), Some(descriptor)) = (found.schema_parts, &found.descriptor) {
        let bytes = ByteSize(descriptor.params_schema.to_string().len() as u64);
        row(
            "schema",
            format!("{bytes}; a value is checked by {parts} parts of it at most"),
        );
    }
    if let Some(descriptor) = &found.descriptor {
        for want in &descriptor.wants {
            let wanted = match want {
                Want::Http(origin) => format!("HTTP to {origin}, if an operator grants it"),
                Want::Secret(name) => format!("the secret {name}, if an operator grants it"),
                Want::Cache(bytes) => format!("a cache of {bytes}"),
            };
            row("wants", wanted);
        }
    }
    imports(&mut page, &found.imports);
    verdicts(&mut page, findings);
    page
}

/// Imports by package, with what comes of them.
fn imports(page: &mut String, imports: &[Import]) {
    let mut packages: BTreeMap<&str, (Reach, Vec<&str>)> = BTreeMap::new();
    for import in imports {
        let name = import.name.split('@').next().unwrap_or_default();
        let (package, interface) = name.split_once('/').unwrap_or((name, ""));
        let (reach, interfaces) = packages
            .entry(package)
            .or_insert((import.reach, Vec::new()));
        if import.reach == Reach::Unknown {
            *reach = Reach::Unknown;
        }
        interfaces.push(interface);
    }
    if packages.is_empty() {
        return;
    }
    let _ = writeln!(page, "  imports");
    for (package, (reach, mut interfaces)) in packages {
        // A compiler writes them in one order today and in another tomorrow.
        interfaces.sort_unstable();
        let what = match (reach, package) {
            (Reach::Always, "wasi:cli") => {
                "prints go to the job's log; no arguments, no environment"
            }
            (Reach::Always, _) => "always there",
            (Reach::Granted, _) => "only what an operator grants",
            (Reach::Never, "wasi:sockets") => {
                "links, but no socket is ever granted: requests go by wasi:http"
            }
            (Reach::Never, _) => "links, but there are no files: data goes by inputs and outputs",
            (Reach::Unknown, _) => "not of this host",
        };
        let _ = writeln!(page, "    {package:<16} {what}");
        let _ = writeln!(page, "    {:<16} {}", "", interfaces.join(", "));
    }
}

fn verdicts(page: &mut String, findings: &[Finding]) {
    let _ = writeln!(page);
    for finding in findings {
        let title = match finding.level {
            Level::Error => paint(Style::Error, "error:"),
            Level::Warning => paint(Style::Warning, "warning:"),
        };
        let _ = writeln!(page, "{title} {}", finding.message);
        let _ = writeln!(page, "  {} {}", paint(Style::Hint, "hint:"), finding.hint);
    }
    let errors = count(findings, Level::Error);
    let warnings = count(findings, Level::Warning);
    let verdict = match (errors, warnings) {
        (0, 0) => paint(Style::Good, "a server takes it as it is"),
        (0, warnings) => format!("a server takes it; {}", many(warnings, "warning")),
        (errors, 0) => format!("a server refuses it; {}", many(errors, "error")),
        (errors, warnings) => format!(
            "a server refuses it; {}, {}",
            many(errors, "error"),
            many(warnings, "warning")
        ),
    };
    let _ = writeln!(page, "{verdict}");
}

fn count(findings: &[Finding], level: Level) -> usize {
    let of_level = findings.iter().filter(|finding| finding.level == level);
    of_level.count()
}

fn many(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

fn took(millis: u64) -> String {
    crate::processor::took(millis)
}
