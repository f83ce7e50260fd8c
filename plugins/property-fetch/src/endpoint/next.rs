//! Where the page behind one is.

use super::{Endpoint, parse};
use crate::api::Paging;
use crate::error::Error;
use crate::link;
use crate::place::Place;
use crate::world::Answer;

impl Endpoint {
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
