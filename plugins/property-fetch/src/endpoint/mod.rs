//! What is asked for a page, and where in an answer things are. PropertyRadar's API is one of these with all filled in.
//!
//! `preset` makes one of params; `ask` makes the request for a page, with `values` for its placeholders; `next` finds where the
//! page behind it is.

mod ask;
mod next;
mod preset;
mod values;

use serde_json::Value;
use url::Url;

use crate::api::Paging;
use crate::error::Error;
use crate::params::Preset;
use crate::place::Place;
use crate::pointer::Pointer;

/// Where PropertyRadar's API is.
pub(crate) const PROPERTY_RADAR: &str = "https://api.propertyradar.com";

/// The secret with PropertyRadar's key.
pub(crate) const SECRET: &str = "propertyradar";

/// The field that tells PropertyRadar's records apart.
pub(crate) const RADAR_ID: &str = "RadarID";

/// How pages of an API are asked for and read.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) preset: Preset,
    /// The URL, with placeholders.
    url: String,
    /// The same as a URL, for the first page.
    first: Url,
    method: String,
    headers: Vec<(String, String)>,
    body: Option<Value>,
    pub(crate) paging: Paging,
    pub(crate) records: Pointer,
    /// Where the total may be; the first that is there counts.
    pub(crate) totals: Vec<Pointer>,
    pub(crate) costs: Vec<Pointer>,
    /// Friendly names of criteria, and what became of them.
    pub(crate) renamed: Vec<(String, String)>,
}

impl Endpoint {
    /// Whether a placeholder stands in one of the texts.
    fn says(&self, placeholder: &str) -> bool {
        let body = self.body.as_ref().map(Value::to_string).unwrap_or_default();
        self.url.contains(placeholder)
            || body.contains(placeholder)
            || self
                .headers
                .iter()
                .any(|(_, value)| value.contains(placeholder))
    }

    /// The place of the first page.
    pub(crate) fn first(&self) -> Place {
        match &self.paging {
            Paging::Page { first, .. } => Place::first(*first),
            _ => Place::first(1),
        }
    }

    /// Scheme, host and port, as a grant has them.
    pub(crate) fn origin(&self) -> String {
        self.first.origin().ascii_serialization()
    }

    /// Which records these are: two endpoints with the same name give the same ones for the same id.
    pub(crate) fn name(&self) -> String {
        format!("{}{}", self.origin(), self.first.path())
    }

    /// Whether the last page may be asked for with fewer records than the others.
    pub(crate) fn may_ask_for_less(&self) -> bool {
        matches!(self.paging, Paging::Offset { .. })
    }
}

fn parse(url: &str, param: &str) -> Result<Url, Error> {
    let parsed = Url::parse(url)
        .ok()
        .filter(|url| url.has_host() && matches!(url.scheme(), "http" | "https"));
    parsed.ok_or_else(|| {
        Error::Params(format!(
            "`{param}`: `{url}` is no URL as https://api.example.com/v1/items"
        ))
    })
}

#[cfg(test)]
mod tests;
