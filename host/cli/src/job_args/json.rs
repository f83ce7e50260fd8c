//! Documents on the command line: JSON, or `@FILE`.

use std::fs;

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
    serde_json::from_str(&text).map_err(|error| {
        UserError::new(Exit::Usage, format!("{flag} is no JSON: {error}")).hint(format!(
            "write JSON in quotes, or name a file: {flag} @FILE"
        ))
    })
}

/// Reads `KEY=VALUE` flags that no schema says the types of: what is JSON is that, anything else is text.
pub(crate) fn params(flags: &[String]) -> Result<Map<String, Value>, UserError> {
    let mut params = Map::new();
    for flag in flags {
        let (key, text) = flag
            .split_once('=')
            .ok_or_else(|| UserError::new(Exit::Usage, format!("-p {flag}: write KEY=VALUE")))?;
        let value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
        params.insert(key.to_owned(), value);
    }
    Ok(params)
}
