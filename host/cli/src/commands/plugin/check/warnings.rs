//! What a server takes, and somebody will regret.

use runner_model::{ByteSize, Descriptor, Want};
use runner_sandbox::{Inspection, describe_limits};
use serde_json::Value;

use super::Finding;

/// From here on a plugin is large: the largest honest ones, of Python, have 20 MB.
const LARGE: u64 = 64 * 1024 * 1024;

/// From here on `describe` is near a limit, in percent of it. Fuel is the same on every machine.
const NEAR_PERCENT: u64 = 50;

/// What is worth a warning.
pub(super) fn of(inspection: &Inspection, size: u64) -> Vec<Finding> {
    let mut findings = Vec::new();
    if size > LARGE {
        findings.push(Finding::warning(
            "large",
            format!("it has {}", ByteSize(size)),
            "leave out what it does not use; in Rust, build with --release and `strip = \"debuginfo\"`",
        ));
    }
    findings.extend(describe(inspection));
    if let Some(descriptor) = &inspection.descriptor {
        findings.extend(name(descriptor));
        findings.extend(schema(&descriptor.params_schema));
        findings.extend(wants(descriptor, inspection));
    }
    findings
}

fn describe(inspection: &Inspection) -> Option<Finding> {
    let usage = inspection.describe.as_ref()?;
    let (fuel, _) = describe_limits();
    let is_near = usage.fuel.0 > fuel.0 / 100 * NEAR_PERCENT;
    is_near.then(|| {
        Finding::warning(
            "slow_describe",
            format!(
                "`describe` burnt {} fuel of the {fuel} that it may",
                usage.fuel
            ),
            "let it only say what the processor is",
        )
    })
}

fn name(descriptor: &Descriptor) -> Option<Finding> {
    let name = descriptor.name.as_str();
    runner_plugins::find(name)?;
    Some(Finding::warning(
        "name_taken",
        format!("`{name}` is the name of a processor that comes with runner"),
        "a server refuses it beside that one: give it another name in `describe`",
    ))
}

/// What a schema lets pass that its author hardly meant to.
fn schema(schema: &Value) -> Vec<Finding> {
    let Some(schema) = schema.as_object().filter(|schema| !schema.is_empty()) else {
        return vec![Finding::warning(
            "open_schema",
            "its params-schema accepts anything",
            "say in `describe` which params there are: jobs with wrong ones are refused before they run",
        )];
    };
    let mut findings = Vec::new();
    let properties = schema.get("properties").and_then(Value::as_object);
    let is_closed = |keyword: &str| schema.get(keyword) == Some(&Value::Bool(false));
    let is_open = !is_closed("additionalProperties") && !is_closed("unevaluatedProperties");
    if properties.is_some() && is_open {
        findings.push(Finding::warning(
            "open_schema",
            "its params-schema accepts params that it does not name: a misspelt one goes unnoticed",
            "add \"additionalProperties\": false to it; in Rust, #[serde(deny_unknown_fields)] on the params",
        ));
    }
    let silent: Vec<&str> = properties
        .into_iter()
        .flatten()
        .filter(|(_, property)| property.is_object() && property.get("description").is_none())
        .map(|(name, _)| name.as_str())
        .collect();
    if !silent.is_empty() {
        findings.push(Finding::warning(
            "undescribed",
            format!("nothing says what these params are for: {}", silent.join(", ")),
            "give each a \"description\": `runner plugin show` and the dashboard show it; in Rust, a doc comment",
        ));
    }
    findings
}

fn wants(descriptor: &Descriptor, inspection: &Inspection) -> Vec<Finding> {
    let mut findings = Vec::new();
    let wants_http = |want: &&Want| matches!(want, Want::Http(_));
    if descriptor.wants.contains(&Want::Http("*".to_owned())) {
        findings.push(Finding::warning(
            "wants_everything",
            "it wants HTTP to any address, so an operator cannot see what to grant",
            "name the origins that it needs in `wants`, such as https://api.example.com",
        ));
    }
    let is_http = |name: &str| name.starts_with("wasi:http/outgoing-handler");
    let can_send = inspection
        .imports
        .iter()
        .any(|import| is_http(&import.name));
    if !can_send && descriptor.wants.iter().any(|want| wants_http(&want)) {
        findings.push(Finding::warning(
            "wants_unused",
            "it wants HTTP and cannot send requests: it does not import wasi:http/outgoing-handler",
            "take the want out of `describe`, or send requests by wasi:http",
        ));
    }
    findings
}
