//! What an answer holds: records as they were written, and what it says of all of them.

use serde_json::value::RawValue;

use crate::api::Paging;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::money::Money;
use crate::pointer::text_of;

/// How much of an answer is shown, in characters.
const MOST_SHOWN: usize = 200;

/// What an answer holds.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(crate) records: Vec<&'a RawValue>,
    pub(crate) total: Option<u64>,
    pub(crate) cost: Option<Money>,
    /// What it says for the next page.
    pub(crate) cursor: Option<String>,
}

impl<'a> Page<'a> {
    /// Reads a page of records.
    pub(crate) fn read(endpoint: &Endpoint, body: &'a RawValue) -> Result<Self, Error> {
        let records = endpoint.records.find(body);
        let records = records.and_then(|list| serde_json::from_str(list.get()).ok());
        let Some(records) = records else {
            let place = match endpoint.records.to_string() {
                place if place.is_empty() => "it is none".to_owned(),
                place => format!("there is none at `{place}`"),
            };
            return Err(Error::Unfit(format!(
                "the API answered, but not with a list of records: {place}; the answer begins {}",
                beginning(body.get())
            )));
        };
        Ok(Self::around(endpoint, body, Some(records)))
    }

    /// Reads what is said of all records, where there need be none.
    pub(crate) fn read_totals(endpoint: &Endpoint, body: &'a RawValue) -> Self {
        Self::around(endpoint, body, None)
    }

    fn around(endpoint: &Endpoint, body: &'a RawValue, records: Option<Vec<&'a RawValue>>) -> Self {
        let number = |at: &RawValue| text_of(at)?.parse::<u64>().ok();
        let mut totals = endpoint.totals.iter().enumerate();
        let total = totals.find_map(|(index, pointer)| {
            let total = number(pointer.find(body)?)?;
            // The second name may be that of the page's own count.
            let of_page = records.as_ref().map(|records| records.len() as u64);
            let is_pages = index > 0 && of_page.is_some_and(|count| total <= count);
            (!is_pages).then_some(total)
        });
        let cost = endpoint
            .costs
            .iter()
            .find_map(|pointer| Money::read(pointer.find(body)?));
        let cursor = match &endpoint.paging {
            Paging::Cursor { next, .. } => next
                .find(body)
                .filter(|next| next.get() != "false")
                .and_then(text_of)
                .filter(|cursor| !cursor.is_empty()),
            _ => None,
        };
        Self {
            records: records.unwrap_or_default(),
            total,
            cost,
            cursor,
        }
    }
}

/// The beginning of a text, on one line.
pub(crate) fn beginning(text: &str) -> String {
    let text = text.trim();
    let mut shown: String = text.chars().take(MOST_SHOWN).collect();
    shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    shown.retain(|c| !c.is_control());
    if text.chars().nth(MOST_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
