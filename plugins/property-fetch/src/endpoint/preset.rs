//! The endpoint that params are about.

use serde_json::json;

use super::values::{Values, encoded};
use super::{Endpoint, PROPERTY_RADAR, RADAR_ID, parse};
use crate::api::{Api, Paging};
use crate::criteria;
use crate::error::Error;
use crate::params::{Params, Preset};
use crate::place::Place;
use crate::pointer::Pointer;

/// What is asked for when no fields are named.
const USUAL_FIELDS: &str = "Overview";

impl Endpoint {
    /// The one that params are about.
    pub(crate) fn of(params: &Params) -> Result<Self, Error> {
        match (params.preset, &params.api) {
            (Preset::PropertyRadar, None) => Self::property_radar(params),
            (Preset::PropertyRadar, Some(_)) => Err(Error::Params(
                "`api` is for the preset `generic`: add \"preset\": \"generic\"".to_owned(),
            )),
            (Preset::Generic, None) => Err(Error::Params(
                "the preset `generic` needs `api`: {\"url\": …, \"records\": …, \"paging\": …}"
                    .to_owned(),
            )),
            (Preset::Generic, Some(api)) => {
                let foreign = [
                    ("base_url", params.base_url.is_some()),
                    ("criteria", params.criteria.is_some()),
                    ("fields", params.fields.is_some()),
                    ("purchase", params.purchase),
                ];
                if let Some((name, _)) = foreign.iter().find(|(_, is_given)| *is_given) {
                    return Err(Error::Params(format!(
                        "`{name}` is for the preset `propertyradar`: the preset `generic` has all it asks for in `api`"
                    )));
                }
                Self::generic(api)
            }
        }
    }

    fn property_radar(params: &Params) -> Result<Self, Error> {
        let base = params.base_url.as_deref().unwrap_or(PROPERTY_RADAR);
        let criteria = criteria::for_api(params.criteria.as_ref())?;
        // A name that was forgotten must not cost what all the records of a country cost.
        if params.purchase && params.max_records.is_none() && criteria.list.is_empty() {
            return Err(Error::Params(
                "`purchase` without `criteria` would buy every record that there is: say which ones by `criteria`, such as \
                 {\"state\": [\"AZ\"]}, or how many at most by `max_records`; without `purchase` the result says what they cost"
                    .to_owned(),
            ));
        }
        let fields = match &params.fields {
            None => USUAL_FIELDS.to_owned(),
            // Without it, records could not be told apart.
            Some(fields) if !fields.iter().any(|field| field == RADAR_ID) => {
                format!("{},{RADAR_ID}", fields.join(","))
            }
            Some(fields) => fields.join(","),
        };
        let purchase = u8::from(params.purchase);
        let url = format!(
            "{}/v1/properties?Fields={}&Purchase={purchase}",
            base.trim_end_matches('/'),
            encoded(fields)
        );
        let field = |name: &&str| Pointer::to_field(name);
        Ok(Self {
            preset: Preset::PropertyRadar,
            first: parse(&url, "base_url")?,
            url,
            method: "POST".to_owned(),
            headers: Vec::new(),
            body: Some(json!({"Criteria": criteria.list})),
            paging: Paging::Offset {
                offset: Some("Start".to_owned()),
                limit: Some("Limit".to_owned()),
            },
            records: Pointer::to_field("results"),
            totals: ["totalResultCount", "resultCount"]
                .iter()
                .map(field)
                .collect(),
            costs: ["totalCost", "cost"].iter().map(field).collect(),
            renamed: criteria.renamed,
        })
    }

    fn generic(api: &Api) -> Result<Self, Error> {
        let method = api.method.clone().unwrap_or_else(|| {
            let usual = if api.body.is_some() { "POST" } else { "GET" };
            usual.to_owned()
        });
        let values = Values {
            place: &Place::default(),
            limit: 1,
        };
        let made = Self {
            preset: Preset::Generic,
            first: parse(&values.fill(&api.url, encoded), "url")?,
            url: api.url.clone(),
            method: method.to_ascii_uppercase(),
            headers: api.headers.clone().into_iter().collect(),
            body: api.body.clone(),
            paging: api.paging.clone(),
            records: api.records.clone(),
            totals: api.total.clone().into_iter().collect(),
            costs: api.cost.clone().into_iter().collect(),
            renamed: Vec::new(),
        };
        let (needed, name) = match &made.paging {
            Paging::Offset { offset: None, .. } => ("{offset}", "offset"),
            Paging::Page { page: None, .. } => ("{page}", "page"),
            _ => return Ok(made),
        };
        if made.says(needed) {
            return Ok(made);
        }
        Err(Error::Params(format!(
            "nothing tells the API which page is meant: give the name of the query's `{name}` in `paging`, or put {needed} into `url`, `headers` or `body`"
        )))
    }
}
