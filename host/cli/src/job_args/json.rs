//! Documents on the command line: JSON, or `@FILE`.

use std::fs;

use runner_model::first_rounded_number;
use serde_json::{Map, Value};

use crate::error::{Exit, UserError};

/// Reads what a flag gives.
pub(crate) fn document(flag: &str, given: &str) -> Result<Value, UserError> {
    let text = match given.strip_prefix('@') {
        Some(path) => fs::read_to_string(path).map_err(|error| {
            UserError::new(Exit::Usage, format!("{flag}: cannot read {path}: {error}"))
        })?,
        None => given.to_owned(),
    };
    let document = serde_json::from_str(&text).map_err(|error| {
        UserError::new(Exit::Usage, format!("{flag} is no JSON: {error}")).hint(format!(
            "write JSON in quotes, or name a file: {flag} @FILE"
        ))
    })?;
    refuse_rounding(flag, &text)?;
    Ok(document)
}

/// Refuses JSON with a number that would not stay what it is. `what` says where it stands.
pub(crate) fn refuse_rounding(what: &str, json: &str) -> Result<(), UserError> {
    match first_rounded_number(json.as_bytes()) {
        None => Ok(()),
        Some(number) => Err(UserError::new(
            Exit::Usage,
            format!(
                "{what}: the number {number} has more digits than are kept (integers up to 2^64, decimals of 15 \
                 digits), and would be rounded"
            ),
        )
        .hint(format!("send it as text, in quotes: '\"{number}\"'"))),
    }
}

/// Reads `KEY=VALUE` flags that no schema says the types of: what is JSON is that, anything else is text.
pub(crate) fn params(flags: &[String]) -> Result<Map<String, Value>, UserError> {
    let mut params = Map::new();
    for flag in flags {
        let (key, text) = flag
            .split_once('=')
            .ok_or_else(|| UserError::new(Exit::Usage, format!("-p {flag}: write KEY=VALUE")))?;
        let value = match serde_json::from_str(text) {
            Ok(value) => {
                refuse_rounding(&format!("-p {key}"), text)?;
                value
            }
            Err(_) => Value::from(text),
        };
        params.insert(key.to_owned(), value);
    }
    Ok(params)
}
