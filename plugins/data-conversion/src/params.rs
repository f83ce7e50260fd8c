//! What a conversion is asked to do. The doc comments here are the descriptions in the plugin's schema.
use std::collections::BTreeMap;

use runner_tables::csv::Header;
use runner_tables::{CellType, Format};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How to convert the input.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The input's format. Left out, it is found by the media type, then by the ending of the name, then by a
    /// look at the first bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Format>,

    /// The format to write.
    pub to: Format,

    /// What separates the fields of CSV: one ASCII character. It is for the input when that is CSV, and else for
    /// the output; CSV made from CSV is written with commas. TSV always has tabs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 1))]
    pub delimiter: Option<String>,

    /// Whether CSV and TSV have a header row: `true` read and written, `false` neither (columns are named
    /// `column_1`, `column_2`, …), or the names of the columns of an input that has no header row (they are
    /// written then). Of names that occur twice, the later get `_2`, `_3`, …
    #[serde(default)]
    pub header: Header,

    /// The types of CSV and TSV columns: `"infer"` (from the first rows; a later cell that does not fit stays a
    /// string and is counted), `"string"`, or an object of column to type. A cell that does not fit a type given
    /// here is an error; columns not named are inferred. Values of JSON keep their own types, and those of a
    /// column named here are checked.
    #[serde(default)]
    pub types: Types,

    /// How many rows types are inferred from, at most (8 MiB of input is the other limit).
    #[serde(default = "default_sample")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub sample: u32,

    /// Cells of CSV and TSV with one of these texts are null, in every column. An empty cell is null in a column
    /// that has a type; in a string column it is an empty string unless `""` is listed here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100))]
    pub nulls: Option<Vec<String>>,

    /// The columns to keep, in this order, by their names in the input. When JSON becomes CSV or TSV, a nested
    /// value's column is its dotted path; when it becomes JSON, columns are the keys of the top level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub select: Option<Vec<String>>,

    /// New names for columns: old name to new name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rename: BTreeMap<String, String>,

    /// Whether JSON is written indented.
    #[serde(default)]
    pub pretty: bool,

    /// What happens to a row that cannot be converted: `"fail"`, or `{"skip": 1000}` to put up to so many rows
    /// into the output `rejects` and fail at the next. Broken JSON (not JSON Lines) and a quote that is never
    /// closed fail either way, since the next row cannot be found.
    #[serde(default)]
    pub on_error: OnError,
}

fn default_sample() -> u32 {
    10_000
}

impl Params {
    /// Params that convert to a format with everything else left to its default.
    pub fn to(format: Format) -> Self {
        Self {
            from: None,
            to: format,
            delimiter: None,
            header: Header::default(),
            types: Types::default(),
            sample: default_sample(),
            nulls: None,
            select: None,
            rename: BTreeMap::new(),
            pretty: false,
            on_error: OnError::default(),
        }
    }
}

/// Where the types of columns come from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "`types` is \"infer\", \"string\", or an object of column to integer, number, boolean, string or date"
)]
pub enum Types {
    /// For all columns at once.
    All(Infer),
    /// Column by column; those not named are inferred.
    Columns(BTreeMap<String, CellType>),
}

impl Default for Types {
    fn default() -> Self {
        Self::All(Infer::Infer)
    }
}

/// Whether types are inferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Infer {
    /// From the first rows.
    Infer,
    /// Not at all: every cell is a string.
    String,
}

/// What happens to a row that cannot be converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OnError {
    /// The conversion fails.
    #[default]
    Fail,
    /// Up to so many rows go to the output `rejects`; at the next the conversion fails.
    Skip(u64),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn params_read_every_shape_of_their_choices() {
        let params: Params = serde_json::from_str(
            r#"{"to":"jsonl","header":["a","b"],"types":{"a":"integer"},"on_error":{"skip":5}}"#,
        )
        .expect("valid params");
        assert_eq!(params.header, Header::Names(vec!["a".into(), "b".into()]));
        assert_eq!(params.on_error, OnError::Skip(5));
        assert_eq!(params.sample, 10_000);

        let plain: Params = serde_json::from_str(
            r#"{"to":"csv","types":"string","header":false,"on_error":"fail"}"#,
        )
        .expect("valid params");
        assert_eq!(plain.types, Types::All(Infer::String));
        assert_eq!(plain.header, Header::Row(false));
    }

    #[test]
    fn schema_describes_every_param_and_refuses_others() {
        let schema = schemars::schema_for!(Params);
        let properties = schema
            .get("properties")
            .and_then(|properties| properties.as_object())
            .expect("params are an object");
        for (name, property) in properties {
            assert!(property.get("description").is_some(), "{name}");
        }
        assert_eq!(schema.get("required"), Some(&serde_json::json!(["to"])));
        assert_eq!(
            schema.get("additionalProperties"),
            Some(&serde_json::json!(false))
        );
    }

    #[test]
    fn unknown_param_is_refused_by_name() {
        let error = serde_json::from_str::<Params>(r#"{"to":"csv","delimeter":";"}"#)
            .expect_err("a misspelt param");
        assert!(
            error.to_string().contains("unknown field `delimeter`"),
            "{error}"
        );
    }
}
