//! What is asked for a page, and where in an answer things are. PropertyRadar's API is one of these with all filled in.

use serde_json::{Value, json};
use url::Url;

use crate::api::{Api, Paging};
use crate::criteria;
use crate::error::Error;
use crate::link;
use crate::params::{Params, Preset};
use crate::place::Place;
use crate::pointer::Pointer;
use crate::world::{Answer, Request};

/// Where PropertyRadar's API is.
pub(crate) const PROPERTY_RADAR: &str = "https://api.propertyradar.com";

/// The secret with PropertyRadar's key.
pub(crate) const SECRET: &str = "propertyradar";

/// The field that tells PropertyRadar's records apart.
pub(crate) const RADAR_ID: &str = "RadarID";

/// What is asked for when no fields are named.
const USUAL_FIELDS: &str = "Overview";

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

/// The four values that placeholders stand for.
struct Values<'a> {
    place: &'a Place,
    limit: u32,
}

impl Values<'_> {
    fn each(&self) -> [(&'static str, String, bool); 4] {
        [
            ("{offset}", self.place.offset.to_string(), true),
            ("{limit}", self.limit.to_string(), true),
            ("{page}", self.place.page.to_string(), true),
            (
                "{cursor}",
                self.place.cursor.clone().unwrap_or_default(),
                false,
            ),
        ]
    }

    fn fill(&self, text: &str, encode: impl Fn(String) -> String) -> String {
        self.each()
            .into_iter()
            .fold(text.to_owned(), |text, (name, value, _)| {
                if text.contains(name) {
                    text.replace(name, &encode(value))
                } else {
                    text
                }
            })
    }

    fn fill_json(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => {
                for (name, filled, is_number) in self.each() {
                    if text == name && is_number {
                        return filled.parse::<u64>().map_or(Value::Null, Value::from);
                    }
                }
                // There is no cursor for the first page.
                if text == "{cursor}" && self.place.cursor.is_none() {
                    return Value::Null;
                }
                Value::String(self.fill(text, |value| value))
            }
            Value::Array(values) => values.iter().map(|value| self.fill_json(value)).collect(),
            Value::Object(fields) => {
                let fill = |(name, value): (&String, &Value)| (name.clone(), self.fill_json(value));
                Value::Object(fields.iter().map(fill).collect())
            }
            other => other.clone(),
        }
    }
}

fn encoded(value: String) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

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

    /// The request for a page.
    pub(crate) fn request(&self, place: &Place, limit: u32) -> Result<Request, Error> {
        let values = Values { place, limit };
        let mut headers = vec![("accept".to_owned(), "application/json".to_owned())];
        for (name, value) in &self.headers {
            headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            headers.push((name.clone(), values.fill(value, |value| value)));
        }
        let body = self
            .body
            .as_ref()
            .map(|body| values.fill_json(body).to_string());
        let has_type = |(name, _): &(String, String)| name.eq_ignore_ascii_case("content-type");
        if body.is_some() && !headers.iter().any(has_type) {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        Ok(Request {
            method: self.method.clone(),
            url: self.url_of(&values)?,
            headers,
            body,
        })
    }

    fn url_of(&self, values: &Values<'_>) -> Result<String, Error> {
        let place = values.place;
        if let Some(url) = &place.url {
            return Ok(url.clone());
        }
        let mut url = parse(&values.fill(&self.url, encoded), "url")?;
        let named = match &self.paging {
            Paging::None => vec![],
            Paging::Offset { offset, limit } => vec![
                (offset, Some(place.offset.to_string())),
                (limit, Some(values.limit.to_string())),
            ],
            Paging::Page { page, limit, .. } => vec![
                (page, Some(place.page.to_string())),
                (limit, Some(values.limit.to_string())),
            ],
            Paging::Cursor { cursor, limit, .. } => vec![
                (cursor, place.cursor.clone()),
                (limit, Some(values.limit.to_string())),
            ],
            Paging::Link { limit } => vec![(limit, Some(values.limit.to_string()))],
        };
        for (name, value) in named {
            if let (Some(name), Some(value)) = (name, value) {
                set(&mut url, name, &value);
            }
        }
        Ok(url.into())
    }

    /// Where the page behind this one is, if an answer says it: by a cursor, or by its headers.
    pub(crate) fn next(
        &self,
        place: &Place,
        records: u64,
        cursor: Option<String>,
        answer: &Answer,
    ) -> Result<Option<Place>, Error> {
        let behind = place.behind(records);
        match &self.paging {
            Paging::None => Ok(None),
            Paging::Offset { .. } | Paging::Page { .. } => Ok(Some(behind)),
            Paging::Cursor { cursor: None, .. } if !self.says("{cursor}") => {
                cursor.map(|url| self.at(behind, place, &url)).transpose()
            }
            Paging::Cursor { .. } => Ok(cursor.map(|cursor| Place {
                cursor: Some(cursor),
                ..behind
            })),
            Paging::Link { .. } => {
                let is_link = |(name, _): &&(String, String)| name.eq_ignore_ascii_case("link");
                let links = answer.headers.iter().filter(is_link);
                link::next(links.map(|(_, value)| value.as_str()))
                    .map(|url| self.at(behind, place, &url))
                    .transpose()
            }
        }
    }

    /// A place at a URL that an answer gave, which may be relative.
    fn at(&self, behind: Place, place: &Place, url: &str) -> Result<Place, Error> {
        let base = match &place.url {
            Some(url) => parse(url, "url")?,
            None => self.first.clone(),
        };
        let next = base.join(url).map_err(|error| {
            Error::Unfit(format!(
                "the API says that the next page is at `{url}`, which is no URL: {error}"
            ))
        })?;
        if next.origin() != self.first.origin() {
            return Err(Error::Unfit(format!(
                "the API says that the next page is at {}, which is not where the first was ({}): it is not asked",
                next.origin().ascii_serialization(),
                self.origin()
            )));
        }
        Ok(Place {
            url: Some(next.into()),
            ..behind
        })
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

/// Sets a name of the query, whatever it was.
fn set(url: &mut Url, name: &str, value: &str) {
    if url.query_pairs().any(|(known, _)| known == name) {
        let others: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(known, _)| known != name)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        url.query_pairs_mut().clear().extend_pairs(others);
    }
    url.query_pairs_mut().append_pair(name, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(value: Value) -> Params {
        serde_json::from_value(value).expect("valid params")
    }

    fn endpoint(value: Value) -> Endpoint {
        Endpoint::of(&params(value)).expect("an endpoint")
    }

    #[test]
    fn propertyradar_is_asked_as_its_documents_say() {
        let endpoint = endpoint(json!({
            "criteria": {"state": ["AZ"]}, "fields": ["Address", "AVM"], "purchase": true,
        }));
        let request = endpoint
            .request(&endpoint.first().behind(400), 400)
            .expect("a request");
        assert_eq!(
            request.url,
            "https://api.propertyradar.com/v1/properties?Fields=Address%2CAVM%2CRadarID&Purchase=1&Start=400&Limit=400"
        );
        assert_eq!(request.method, "POST");
        assert_eq!(
            request.body.as_deref(),
            Some(r#"{"Criteria":[{"name":"State","value":["AZ"]}]}"#)
        );
    }

    #[test]
    fn placeholders_are_filled_wherever_they_stand() {
        let endpoint = endpoint(json!({"preset": "generic", "api": {
            "url": "https://a.com/{page}/items?after={cursor}&limit=9",
            "headers": {"Accept": "x/y", "x-range": "records={offset}-"},
            "body": {"skip": "{offset}", "take": ["{limit}", "p{page}"], "cursor": "{cursor}"},
            "paging": {"cursor": {"next": "/next", "limit": "limit"}},
        }}));
        let first = endpoint.request(&endpoint.first(), 7).expect("a request");
        assert_eq!(first.url, "https://a.com/1/items?after=&limit=7");
        assert_eq!(
            first.body.as_deref(),
            Some(r#"{"skip":0,"take":[7,"p1"],"cursor":null}"#)
        );
        let place = Place {
            cursor: Some("a/b&c".to_owned()),
            ..endpoint.first().behind(7)
        };
        let second = endpoint.request(&place, 7).expect("a request");
        assert_eq!(second.url, "https://a.com/2/items?after=a%2Fb%26c&limit=7");
        assert_eq!(
            second.body.as_deref(),
            Some(r#"{"skip":7,"take":[7,"p2"],"cursor":"a/b&c"}"#)
        );
        assert_eq!(second.headers[0], ("Accept".to_owned(), "x/y".to_owned()));
        assert_eq!(second.headers[1].1, "records=7-");
    }

    #[test]
    fn the_next_page_is_where_the_answer_says_and_at_no_other_server() {
        let endpoint = endpoint(json!({"preset": "generic", "api": {
            "url": "https://a.com/items?q=1", "paging": {"link": {}},
        }}));
        let next = |link: &str| {
            let answer = Answer {
                headers: vec![("Link".to_owned(), link.to_owned())],
                ..Answer::default()
            };
            endpoint.next(&endpoint.first(), 5, None, &answer)
        };
        let place = next("<?q=1&page=2>; rel=next")
            .expect("fine")
            .expect("a place");
        assert_eq!(place.url.as_deref(), Some("https://a.com/items?q=1&page=2"));
        assert_eq!((place.offset, place.page), (5, 2));
        assert_eq!(next("</x>; rel=prev").expect("fine"), None);
        let error = next("<https://evil.com/x>; rel=next").expect_err("another server");
        insta::assert_snapshot!(error, @"the API says that the next page is at https://evil.com, which is not where the first was (https://a.com): it is not asked");
    }

    #[test]
    fn params_that_lead_nowhere_are_refused() {
        let wrong = [
            json!({"preset": "generic"}),
            json!({"api": {"url": "https://a.com"}}),
            json!({"preset": "generic", "purchase": true, "api": {"url": "https://a.com"}}),
            json!({"preset": "generic", "api": {"url": "a.com/items"}}),
            json!({"base_url": "ftp://a.com"}),
            json!({"preset": "generic", "api": {"url": "https://a.com", "paging": {"offset": {"limit": "n"}}}}),
        ];
        let said: Vec<String> = wrong
            .map(|wrong| {
                Endpoint::of(&params(wrong))
                    .expect_err("it is wrong")
                    .to_string()
            })
            .to_vec();
        insta::assert_snapshot!(said.join("\n"), @r#"
        the preset `generic` needs `api`: {"url": …, "records": …, "paging": …}
        `api` is for the preset `generic`: add "preset": "generic"
        `purchase` is for the preset `propertyradar`: the preset `generic` has all it asks for in `api`
        `url`: `a.com/items` is no URL as https://api.example.com/v1/items
        `base_url`: `ftp://a.com/v1/properties?Fields=Overview&Purchase=0` is no URL as https://api.example.com/v1/items
        nothing tells the API which page is meant: give the name of the query's `offset` in `paging`, or put {offset} into `url`, `headers` or `body`
        "#);
    }
}
