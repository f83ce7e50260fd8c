//! Lists that come in pages.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::connection::{Client, Query};
use super::problem::AskError;

/// The most that the server puts on a page.
const MOST_PER_PAGE: usize = 500;

#[derive(Deserialize)]
struct Page {
    items: Vec<Box<RawValue>>,
    next_page_token: Option<String>,
}

/// A list, read page by page as it is wanted.
#[derive(Debug)]
pub(crate) struct Pages<'a> {
    path: &'a [&'a str],
    query: Query<'a>,
    /// Where the next page begins; none before the first.
    token: Option<String>,
    left: usize,
    is_over: bool,
}

impl Client {
    /// The first `most` of a list.
    pub(crate) fn pages<'a>(
        &self,
        path: &'a [&'a str],
        query: Query<'a>,
        most: usize,
    ) -> Pages<'a> {
        Pages {
            path,
            query,
            token: None,
            left: most,
            is_over: most == 0,
        }
    }
}

impl Pages<'_> {
    /// Whether there was more than was asked for. It is known once the last page was read.
    pub(crate) fn has_more(&self) -> bool {
        self.token.is_some()
    }

    /// The next page as the server wrote it; none after the last.
    pub(crate) async fn next(
        &mut self,
        client: &Client,
    ) -> Result<Option<Vec<Box<RawValue>>>, AskError> {
        // A page may be empty with more to come.
        while !self.is_over {
            let mut query = self.query.clone();
            query.push(("page_size", self.left.min(MOST_PER_PAGE).to_string()));
            query.extend(self.token.take().map(|token| ("page_token", token)));
            let page: Page = client.get(self.path, &query).await?;
            self.left -= page.items.len().min(self.left);
            self.is_over = page.next_page_token.is_none() || self.left == 0;
            self.token = page.next_page_token;
            if !page.items.is_empty() {
                return Ok(Some(page.items));
            }
        }
        Ok(None)
    }
}
