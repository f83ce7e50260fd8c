//! The request for a page.

use url::Url;

use super::values::{Values, encoded};
use super::{Endpoint, parse};
use crate::api::Paging;
use crate::error::Error;
use crate::place::Place;
use crate::world::Request;

impl Endpoint {
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
