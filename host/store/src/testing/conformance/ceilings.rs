//! How much an operator lets jobs ask for, and what is metered of an attempt.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{Limit, ProcessorName};

use super::two::Two;
use crate::clock::Clock;
use crate::types::{CeilingChange, EventType};

fn name(text: &str) -> ProcessorName {
    ProcessorName::try_from(text.to_owned()).unwrap()
}

async fn set(two: &Two, plugin: Option<&str>, changes: &[(Limit, Option<u64>)]) {
    let change = CeilingChange {
        plugin: plugin.map(name),
        changes: changes.to_vec(),
        by: Some("ada".to_owned()),
    };
    two.a.set_ceilings(change).await.unwrap();
}

/// All that is set, as the other node sees it.
async fn all(two: &Two) -> Vec<String> {
    let ceilings = two.b.ceilings().await.unwrap();
    ceilings
        .iter()
        .map(|ceiling| {
            assert_eq!(ceiling.set_by.as_deref(), Some("ada"));
            let plugin = ceiling.plugin.as_ref().map_or("*", ProcessorName::as_str);
            format!("{plugin} {} {}", ceiling.limit, ceiling.value)
        })
        .collect()
}

pub async fn a_ceiling_is_set_replaced_and_taken_away(two: &Two) {
    assert!(all(two).await.is_empty());
    let most = Limit::Fuel.most();
    set(
        two,
        Some("fetch"),
        &[(Limit::Fuel, Some(most)), (Limit::Memory, Some(5))],
    )
    .await;
    set(two, None, &[(Limit::Fuel, Some(7))]).await;
    set(two, Some("other"), &[(Limit::Cache, Some(0))]).await;
    let whole = [
        "* fuel 7".to_owned(),
        format!("fetch fuel {most}"),
        "fetch memory 5".to_owned(),
        "other cache_bytes 0".to_owned(),
    ];
    assert_eq!(all(two).await, whole);
    let set_at = two.b.ceilings().await.unwrap()[0].set_at;
    assert_eq!(set_at, two.clock.now());
    set(
        two,
        Some("fetch"),
        &[(Limit::Fuel, None), (Limit::Memory, Some(6))],
    )
    .await;
    // What is not there is taken away all the same.
    set(two, None, &[(Limit::Fuel, None), (Limit::Timeout, None)]).await;
    assert_eq!(all(two).await, ["fetch memory 6", "other cache_bytes 0"]);
}

pub async fn a_change_of_ceilings_is_told(two: &Two) {
    set(two, Some("fetch"), &[(Limit::Fuel, Some(7))]).await;
    set(two, None, &[(Limit::Memory, None)]).await;
    let events = two.b.events(0, 100).await.unwrap();
    let told: Vec<String> = events
        .into_iter()
        .filter(|event| event.kind == EventType::PluginChanged)
        .filter_map(|event| event.data)
        .collect();
    assert_eq!(
        told,
        [
            r#"{"plugin":{"name":"fetch","state":"limited","limits":["fuel"]}}"#,
            r#"{"plugin":{"name":null,"state":"limited","limits":["memory"]}}"#,
        ]
    );
}
