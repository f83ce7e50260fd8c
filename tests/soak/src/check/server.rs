//! What the server says of its plugins, and of itself.

use std::collections::BTreeMap;

use runner_testkit::Server;
use serde_json::Value;

use super::{Finding, all, every};
use crate::components::{Components, name_of, version_of};
use crate::operator::Operator;

/// What there is, once all is quiet.
pub(crate) fn server(
    server: &Server,
    operators: &[Operator<'_>],
    components: &Components,
) -> Vec<Finding> {
    vec![
        list(server, operators, components),
        versions(server, operators, components),
        described(server, operators),
        slots(server),
    ]
}

/// The digests of things with their states.
fn states(list: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let items = list["items"].as_array().into_iter().flatten();
    items
        .map(|item| (text(&item["digest"]), text(&item["state"])))
        .collect()
}

fn list(server: &Server, operators: &[Operator<'_>], components: &Components) -> Finding {
    let mut finding = Finding::of("the list of plugins has what was installed and not removed");
    let (_, list) = server.get("/api/v1/plugins");
    let items = list["items"].as_array().into_iter().flatten();
    let ours = items.filter(|item| item["source"] == "installed" && item["state"] != "removed");
    let mut listed: BTreeMap<String, String> = ours
        .map(|item| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let what = format!(
                "{} {} {}",
                text(&item["name"]),
                text(&item["version"]),
                text(&item["state"])
            );
            (text(&item["digest"]), what)
        })
        .collect();
    for (plugin, number, component) in every(operators, components) {
        if plugin.versions[&number].is_removed {
            continue;
        }
        let expected = format!(
            "{} {} {}",
            name_of(plugin.number),
            version_of(number),
            plugin.state(number)
        );
        let found = listed.remove(&component.digest.to_string());
        finding.look(found.as_ref() == Some(&expected), || {
            format!("{expected} is listed as {found:?}")
        });
    }
    let more = listed.into_values();
    finding
        .breaches
        .extend(more.map(|one| format!("{one} is listed and should not be")));
    finding
}

fn versions(server: &Server, operators: &[Operator<'_>], components: &Components) -> Finding {
    let mut finding = Finding::of("every version that there ever was stands as it should");
    for plugin in all(operators) {
        let name = name_of(plugin.number);
        let (_, list) = server.get(&format!("/api/v1/plugins/{name}/versions"));
        let expected: BTreeMap<String, String> = plugin
            .versions
            .keys()
            .map(|number| {
                let component = components.component(plugin.number, *number);
                (
                    component.digest.to_string(),
                    plugin.state(*number).to_owned(),
                )
            })
            .collect();
        let found = states(&list);
        finding.look(found == expected, || {
            format!("{name}: {found:?}, but it should be {expected:?}")
        });
        finding.looked_at += expected.len() - 1;
    }
    finding
}

/// Those that run say of themselves what was written into their bytes.
fn described(server: &Server, operators: &[Operator<'_>]) -> Finding {
    let mut finding = Finding::of("`describe` tells the name and the version that were written");
    for plugin in all(operators) {
        let Some(number) = plugin.active else {
            continue;
        };
        let name = name_of(plugin.number);
        let (_, shown) = server.get(&format!("/api/v1/plugins/{name}"));
        let said = &shown["descriptor"];
        finding.look(
            said["name"] == *name && said["version"] == *version_of(number),
            || format!("{name} {number}: {said}"),
        );
    }
    finding
}

fn slots(server: &Server) -> Finding {
    let mut finding = Finding::of("every slot is free and nothing waits");
    let (_, workers) = server.get("/api/v1/workers");
    for worker in workers["items"].as_array().into_iter().flatten() {
        finding.look(worker["busy"] == 0, || worker.to_string());
    }
    let (_, stats) = server.get("/api/v1/stats");
    for state in [
        "pending",
        "scheduled",
        "running",
        "retrying",
        "paused",
        "blocked",
    ] {
        let count = &stats["jobs"][state];
        finding.look(*count == 0, || format!("{count} jobs are {state}"));
    }
    finding
}

/// Once all plugins are removed: what is loaded is of those that are listed.
pub(crate) fn nothing_is_loaded(server: &Server) -> Finding {
    let mut finding =
        Finding::of("nothing of what was removed is listed, loaded or being compiled");
    let (_, list) = server.get("/api/v1/plugins");
    let mut loaded = 0;
    for item in list["items"].as_array().into_iter().flatten() {
        finding.look(item["source"] == "bundled", || item.to_string());
        loaded += u64::from(item["loaded"] == true);
    }
    let code = &list["code"];
    finding.look(code["loaded_versions"] == loaded, || {
        format!("of those that are listed {loaded} are loaded: {code}")
    });
    let compiling = &list["compiling"];
    finding.look(compiling.as_array().is_some_and(Vec::is_empty), || {
        format!("still being compiled: {compiling}")
    });
    finding
}
