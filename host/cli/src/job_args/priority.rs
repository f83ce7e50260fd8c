//! How much a job matters: said outright, or by what is known of it.

use clap::Args;
use runner_model::{CustomerTier, Priority, Urgency};
use serde_json::{Map, Value, json};

/// How much a job matters.
#[derive(Debug, Args)]
pub(crate) struct PriorityArgs {
    /// How much it matters: 1 to 10, or low (2), normal (5), high (8), critical (10) [default: 5]
    #[arg(long, value_name = "PRIORITY", value_parser = priority, conflicts_with_all = ["urgency", "customer_tier", "value"])]
    priority: Option<Priority>,

    /// How urgent it is: low (-2), medium, high (+3) or critical (+5); the priority is worked out from that, from
    /// --customer-tier and from --value
    #[arg(long, value_name = "URGENCY", value_parser = known::<Urgency>)]
    urgency: Option<Urgency>,

    /// For whom it is: standard, premium (+2) or vip (+3)
    #[arg(long, value_name = "TIER", value_parser = known::<CustomerTier>)]
    customer_tier: Option<CustomerTier>,

    /// What it is worth: above 1000 (+1), above 5000 (+2) or above 10000 (+3)
    #[arg(long, value_name = "NUMBER", value_parser = finite)]
    value: Option<f64>,
}

impl PriorityArgs {
    /// The field `priority` of a job's document; none if nothing was said, so that the server decides.
    pub(crate) fn document(&self) -> Option<Value> {
        if let Some(priority) = self.priority {
            return Some(priority.get().into());
        }
        let factors = [
            ("urgency", self.urgency.map(|urgency| json!(urgency))),
            ("customer_tier", self.customer_tier.map(|tier| json!(tier))),
            ("value", self.value.map(|value| json!(value))),
        ];
        let said: Map<String, Value> = factors
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect();
        (!said.is_empty()).then(|| said.into())
    }
}

pub(crate) fn priority(text: &str) -> Result<Priority, String> {
    text.parse::<Priority>().map_err(|error| error.to_string())
}

/// A name as the API has it; what it says of a wrong one lists those there are.
fn known<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|error| error.to_string())
}

fn finite(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(format!("{text:?} is no number")),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        priority: PriorityArgs,
    }

    fn document(args: &[&str]) -> Option<Value> {
        let args = [&["submit"], args].concat();
        Line::try_parse_from(args).unwrap().priority.document()
    }

    #[test]
    fn a_priority_is_a_number_or_what_it_is_worked_out_from() {
        assert_eq!(document(&[]), None);
        assert_eq!(document(&["--priority", "high"]), Some(json!(8)));
        let factors = [
            "--urgency",
            "high",
            "--customer-tier",
            "vip",
            "--value",
            "5000.5",
        ];
        assert_eq!(
            document(&factors),
            Some(json!({"urgency": "high", "customer_tier": "vip", "value": 5000.5}))
        );
        assert_eq!(document(&["--value", "7"]), Some(json!({"value": 7.0})));
    }

    #[test]
    fn what_is_wrong_is_said_with_what_there_is() {
        let said = |args: &[&str]| {
            let args = [&["submit"], args].concat();
            Line::try_parse_from(args).unwrap_err().to_string()
        };
        let urgency = said(&["--urgency", "soon"]);
        assert!(
            urgency.contains("`low`, `medium`, `high`, `critical`"),
            "{urgency}"
        );
        let value = said(&["--value", "inf"]);
        assert!(value.contains("is no number"), "{value}");
        let both = said(&["--priority", "5", "--urgency", "high"]);
        assert!(both.contains("cannot be used with"), "{both}");
    }
}
