//! Criteria as people write them, made into those of PropertyRadar's API.

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::params::Criteria;

/// Names whose value of two numbers is a range. The API has more; `{"min": …, "max": …}` is a range for any.
const RANGES: [&str; 12] = [
    "availableequity",
    "avm",
    "baths",
    "beds",
    "equitypercent",
    "lotsize",
    "sqft",
    "stories",
    "totalloanbalance",
    "units",
    "yearbuilt",
    "yearsowned",
];

/// Criteria as the API takes them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ApiCriteria {
    pub(crate) list: Vec<Value>,
    /// Which friendly name became which, for a message if the API refuses them.
    pub(crate) renamed: Vec<(String, String)>,
}

/// Makes them.
pub(crate) fn for_api(criteria: Option<&Criteria>) -> Result<ApiCriteria, Error> {
    match criteria {
        None => Ok(ApiCriteria::default()),
        Some(Criteria::Own(list)) => {
            for (index, one) in list.iter().enumerate() {
                if one.get("name").is_none_or(|name| !name.is_string())
                    || one.get("value").is_none()
                {
                    return Err(Error::Params(format!(
                        "`criteria` as the API's own list has objects as {{\"name\": \"State\", \"value\": [\"AZ\"]}}; number {} is {one}",
                        index + 1
                    )));
                }
            }
            Ok(ApiCriteria {
                list: list.clone(),
                renamed: Vec::new(),
            })
        }
        Some(Criteria::Friendly(map)) => friendly(map),
    }
}

fn friendly(map: &Map<String, Value>) -> Result<ApiCriteria, Error> {
    let mut made = ApiCriteria::default();
    for (friendly, value) in map {
        let name = pascal(friendly);
        if name.is_empty() || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(Error::Params(format!(
                "`{friendly}` in `criteria` is no name: write it as `equity_percent`"
            )));
        }
        let value = value_of(&name, value)
            .map_err(|why| Error::Params(format!("`{friendly}` in `criteria`: {why}")))?;
        made.list.push(json!({"name": name, "value": value}));
        if name != *friendly {
            made.renamed.push((friendly.clone(), name));
        }
    }
    Ok(made)
}

fn value_of(name: &str, value: &Value) -> Result<Value, String> {
    let plain = name.to_ascii_lowercase();
    // The type is a list of criteria of its own.
    if plain == "propertytype" {
        let types = listed(value)?;
        if types.iter().any(Value::is_object) {
            return Ok(Value::Array(types));
        }
        return Ok(json!([{"name": "PType", "value": types}]));
    }
    if let Value::Object(ends) = value {
        return range(ends).map(|range| json!([range]));
    }
    let values = listed(value)?;
    let is_range = values.len() == 2 && values.iter().all(|end| end.is_number() || end.is_null());
    if is_range && (RANGES.contains(&plain.as_str()) || values.iter().any(Value::is_null)) {
        return Ok(json!([values]));
    }
    Ok(Value::Array(values))
}

fn listed(value: &Value) -> Result<Vec<Value>, String> {
    match value {
        Value::Null => Err("null is no value: leave the name out".to_owned()),
        Value::Array(values) if values.is_empty() => {
            Err("an empty list fits no record: leave the name out".to_owned())
        }
        Value::Array(values) => Ok(values.clone()),
        one => Ok(vec![one.clone()]),
    }
}

/// `{"min": 30, "max": null}` as `[30, null]`.
fn range(ends: &Map<String, Value>) -> Result<Value, String> {
    let is_known = |name: &String| name == "min" || name == "max";
    if ends.is_empty() || !ends.keys().all(is_known) {
        return Err(
            "an object is a range: {\"min\": 30, \"max\": 100}, either of which may be left out"
                .to_owned(),
        );
    }
    let end = |name| ends.get(name).cloned().unwrap_or_default();
    Ok(json!([end("min"), end("max")]))
}

/// `equity_percent` as `EquityPercent`; what has no underscores keeps its capitals.
fn pascal(name: &str) -> String {
    name.split(['_', '-', ' ']).map(capitalised).collect()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(friendly: Value) -> Result<Value, String> {
        let criteria: Criteria = serde_json::from_value(friendly).expect("criteria");
        for_api(Some(&criteria))
            .map(|made| Value::Array(made.list))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn friendly_criteria_become_those_of_the_api() {
        let friendly =
            json!({"state": ["AZ"], "property_type": ["SFR", "CND"], "equity_percent": [30, 100]});
        assert_eq!(
            made(friendly),
            Ok(json!([
                {"name": "State", "value": ["AZ"]},
                {"name": "PropertyType", "value": [{"name": "PType", "value": ["SFR", "CND"]}]},
                {"name": "EquityPercent", "value": [[30, 100]]},
            ]))
        );
        for (friendly, value) in [
            (
                json!({"state": "AZ"}),
                json!([{"name": "State", "value": ["AZ"]}]),
            ),
            (
                json!({"EquityPercent": [30, null]}),
                json!([{"name": "EquityPercent", "value": [[30, null]]}]),
            ),
            (
                json!({"beds": [2, 4]}),
                json!([{"name": "Beds", "value": [[2, 4]]}]),
            ),
            (
                json!({"zip_five": [85001, 85002]}),
                json!([{"name": "ZipFive", "value": [85001, 85002]}]),
            ),
            (
                json!({"odd_name": {"min": "2020-01-01"}}),
                json!([{"name": "OddName", "value": [["2020-01-01", null]]}]),
            ),
            (
                json!({"odd_name": [[1, 2], [5, null]]}),
                json!([{"name": "OddName", "value": [[1, 2], [5, null]]}]),
            ),
            (
                json!({"in_foreclosure": true}),
                json!([{"name": "InForeclosure", "value": [true]}]),
            ),
        ] {
            assert_eq!(made(friendly), Ok(value));
        }
    }

    #[test]
    fn the_apis_own_list_is_sent_as_it_is() {
        let own = json!([{"name": "Odd", "value": [[null, 3]], "more": 1}]);
        assert_eq!(made(own.clone()), Ok(own));
    }

    #[test]
    fn what_is_no_use_is_said_before_anything_is_asked() {
        let wrong = [
            json!({"state": []}),
            json!({"state": null}),
            json!({"beds": {"least": 2}}),
            json!({"_": 1}),
            json!([{"value": ["AZ"]}]),
        ];
        let said: Vec<String> = wrong
            .map(|wrong| made(wrong).expect_err("it is wrong"))
            .to_vec();
        insta::assert_snapshot!(said.join("\n"), @r#"
        `state` in `criteria`: an empty list fits no record: leave the name out
        `state` in `criteria`: null is no value: leave the name out
        `beds` in `criteria`: an object is a range: {"min": 30, "max": 100}, either of which may be left out
        `_` in `criteria` is no name: write it as `equity_percent`
        `criteria` as the API's own list has objects as {"name": "State", "value": ["AZ"]}; number 1 is {"value":["AZ"]}
        "#);
    }
}
