//! What a fetch is asked to do. The doc comments here are the descriptions in the plugin's schema.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::Api;
use crate::span::Span;

/// Which records to fetch, from where, and how to write them.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Whose API it is: `propertyradar`, or `generic` for any other that gives records as JSON, page by page; that one is
    /// described by `api`.
    pub preset: Preset,

    /// The API of the preset `generic`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api: Option<Api>,

    /// Where PropertyRadar's API is, if not at `https://api.propertyradar.com`: a proxy, or a server to test with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,

    /// Which records PropertyRadar is asked for: its API's own list
    /// (`[{"name": "State", "value": ["AZ"]}]`), sent as it is; or a friendly object:
    /// `{"state": ["AZ"], "property_type": ["SFR", "CND"], "equity_percent": [30, 100]}`. In the object, names become
    /// those of the API by their words (`last_sale_date` → `LastSaleDate`), a range is `[least, most]` for the names that
    /// are known to be ranges and `{"min": …, "max": …}` for any, and `null` leaves an end of a range open.
    pub criteria: Option<Criteria>,

    /// The fields of PropertyRadar's records to ask for, or its names for groups of them; `RadarID` is always among them.
    /// Without any, `Overview`.
    #[schemars(length(min = 1))]
    pub fields: Option<Vec<String>>,

    /// How many records are asked for at once.
    #[schemars(range(min = 1, max = 10_000))]
    pub batch_size: u32,

    /// The most records to fetch.
    #[schemars(range(min = 1))]
    pub max_records: Option<u64>,

    /// Whether PropertyRadar's records are bought. If not, the result says how many there are and what they cost; there is
    /// no record, no output, and no charge. Without any `criteria`, they are bought only if `max_records` says how many.
    pub purchase: bool,

    /// The format of the output.
    pub format: Format,

    /// The columns of CSV, in this order: names of fields of the records. Left out, they are those of `fields` and then the
    /// other fields of the first batch's records, in the order they occur. A field that no column is for is left out of
    /// the file; how often, and which, is in the result.
    #[schemars(length(min = 1))]
    pub columns: Option<Vec<String>>,

    /// The field by which records are told apart: a name, or a JSON pointer (`/ids/main`). A record whose value came
    /// already is left out; pages may overlap while records come and go. 100 000 of the last records are remembered.
    /// A record without the field is told apart by all that it holds. PropertyRadar's is `RadarID`; of the preset
    /// `generic`, records are told apart only if this is given.
    #[schemars(length(min = 1))]
    pub dedupe_by: Option<String>,

    /// Leaves out records that this processor fetched in an earlier job within so long (`30d`), as far as its cache remembers
    /// them: two million, for 90 days or for as long as this says. They are asked for all the same: what an API charges
    /// for them is its affair.
    #[schemars(with = "Span")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_ttl: Option<Span>,

    /// How often a request that failed in a way that may pass (an error of the server, a lost connection, half an answer) is
    /// sent again at once. After that the job is tried again, from the last batch that was whole.
    #[schemars(range(max = 20))]
    pub retries: u32,

    /// How long to wait before the first of these, and twice as long before each other.
    pub retry_delay: Span,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            preset: Preset::default(),
            api: None,
            base_url: None,
            criteria: None,
            fields: None,
            batch_size: 400,
            max_records: None,
            purchase: false,
            format: Format::default(),
            columns: None,
            dedupe_by: None,
            known_ttl: None,
            retries: 3,
            retry_delay: Span(std::time::Duration::from_millis(500)),
        }
    }
}

/// Whose API it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// PropertyRadar's: records of properties and their owners in the USA.
    #[default]
    PropertyRadar,
    /// The one that `api` describes.
    Generic,
}

/// Which records are asked for.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "`criteria` is the API's own list of {\"name\", \"value\"}, or an object as {\"state\": [\"AZ\"]}"
)]
pub enum Criteria {
    /// The API's own list.
    Own(Vec<Value>),
    /// Names and values as people write them.
    Friendly(Map<String, Value>),
}

/// The format of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// JSON Lines: each record as the API wrote it, on a line.
    #[default]
    Jsonl,
    /// CSV with a header; what is nested stays JSON.
    Csv,
}

impl Format {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jsonl => "application/x-ndjson",
            Self::Csv => "text/csv",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_describes_every_param_and_refuses_others() {
        let schema = schemars::schema_for!(Params).to_value();
        for (name, property) in schema["properties"]
            .as_object()
            .expect("params are an object")
        {
            assert!(property.get("description").is_some(), "{name}");
        }
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(schema.get("required"), None);
        assert_eq!(schema["properties"]["batch_size"]["default"], 400);
        let api = &schema["$defs"]["Api"];
        for (name, property) in api["properties"].as_object().expect("it is an object") {
            assert!(property.get("description").is_some(), "{name}");
        }
        assert_eq!(api["additionalProperties"], false);
    }

    #[test]
    fn params_read_every_shape_of_their_choices() {
        let params: Params = serde_json::from_str(
            r#"{"criteria":{"state":["AZ"]},"known_ttl":"30d","format":"csv","purchase":true}"#,
        )
        .expect("valid params");
        assert_eq!(
            params.known_ttl.map(|span| span.0.as_secs()),
            Some(30 * 86_400)
        );
        assert_eq!((params.batch_size, params.retries), (400, 3));
        let own: Params = serde_json::from_str(r#"{"criteria":[{"name":"State","value":["AZ"]}]}"#)
            .expect("valid");
        assert!(matches!(own.criteria, Some(Criteria::Own(_))));
        for wrong in [
            r#"{"criteria":"AZ"}"#,
            r#"{"known_ttl":"soon"}"#,
            r#"{"bach_size":1}"#,
            r#"{"preset":"generic","api":{"url":"https://a.com","paging":{"offset":{"limt":"l"}}}}"#,
        ] {
            assert!(serde_json::from_str::<Params>(wrong).is_err(), "{wrong}");
        }
    }
}
