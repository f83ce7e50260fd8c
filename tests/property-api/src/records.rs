//! Properties, made by rule.

use runner_fixtures::Random;
use serde_json::{Map, Value, json};

const STREETS: [&str; 8] = [
    "Camelback Rd",
    "Cañada Way",
    "E \"Old\" Mill St",
    "Saguaro Ct, Unit 4",
    "W Thomas Rd",
    "Peña Blvd",
    "N 7th Ave",
    "Łódź Ln",
];
const CITIES: [(&str, &str, &str); 5] = [
    ("Phoenix", "AZ", "85001"),
    ("Tucson", "AZ", "85701"),
    ("Mesa", "AZ", "85201"),
    ("Sacramento", "CA", "95814"),
    ("Cañon City", "CO", "81212"),
];
const TYPES: [&str; 4] = ["SFR", "CND", "MFR", "LND"];
const OWNERS: [&str; 6] = [
    "Anna Björk",
    "O\"Neill, Sean",
    "José García",
    "Smith Family Trust",
    "李小龙",
    "Zoë de la Cruz",
];

/// The id of a property: as many ids as there are numbers of 32 bits, and no two alike.
fn radar_id(index: u64) -> String {
    let mixed = (index as u32).wrapping_mul(2_654_435_761).rotate_left(9);
    format!("P{mixed:08X}")
}

/// A property.
pub fn record(seed: u64, index: u64) -> Map<String, Value> {
    let mut random = Random::new(seed ^ index.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let (city, state, zip) = *random.pick(&CITIES);
    let kind = *random.pick(&TYPES);
    let value = 80_000 + random.below(1_500_000);
    let equity = random.below(101);
    let is_built = kind != "LND";
    let record = json!({
        "RadarID": radar_id(index),
        "Address": format!("{} {}", random.below(9_900) + 100, random.pick(&STREETS)),
        "City": city,
        "State": state,
        "ZipFive": zip,
        "PType": kind,
        "Owner": *random.pick(&OWNERS),
        "Beds": if is_built { json!(random.below(6) + 1) } else { Value::Null },
        "SqFt": if is_built { json!(random.below(4_000) + 400) } else { Value::Null },
        "AVM": value,
        "EquityPercent": equity,
        "AvailableEquity": value * equity / 100,
        "APN": format!("{:03}-{:02}-{:04}", random.below(1_000), random.below(100), random.below(10_000)),
        "Phones": [{"Number": format!("602-555-{:04}", random.below(10_000)), "DoNotCall": random.below(2) == 1}],
    });
    match record {
        Value::Object(record) => record,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn properties_are_the_same_each_time_and_no_two_have_one_id() {
        assert_eq!(record(1, 7), record(1, 7));
        assert_ne!(record(1, 7), record(2, 7));
        let ids: HashSet<String> = (0..100_000).map(radar_id).collect();
        assert_eq!(ids.len(), 100_000);
    }
}
