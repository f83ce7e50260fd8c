//! The same records in other ways of paging.

use serde_json::{Map, Value, json};

use crate::http::{Answer, Request};
use crate::ledger::Asked;
use crate::server::Shared;

pub(crate) fn answer(shared: &Shared, request: &Request) -> Answer {
    let limit = request.number("limit", 100).clamp(1, 1_000);
    let total = shared.records.len() as u64;
    let page = request.number("page", 1).max(1);
    let start = match request.path.as_str() {
        "/pages/offset" => request.number("offset", 0),
        "/pages/page" | "/pages/link" => (page - 1) * limit,
        "/pages/cursor" | "/pages/next" => request
            .value("cursor")
            .and_then(|cursor| cursor.strip_prefix("after ")?.parse().ok())
            .unwrap_or(0),
        _ => return Answer::error(404, "there is nothing here"),
    };
    let from = if shared.settings.is_stuck {
        0
    } else {
        start.min(total)
    };
    let end = (from + limit).min(total);
    let asked = Asked {
        start,
        records: from..end,
        is_purchase: false,
        fault: None,
        status: Some(200),
    };
    shared.lock().ledger.note(asked, std::iter::empty());
    let records: Vec<&Map<String, Value>> =
        shared.records[from as usize..end as usize].iter().collect();
    let has_next = end < total;
    let here = format!("http://{}{}", request.host, request.path);
    match request.path.as_str() {
        "/pages/offset" => Answer::json(
            200,
            &json!({"data": {"items": records}, "meta": {"count": total}}),
        ),
        "/pages/cursor" => {
            let next = has_next.then(|| format!("after {end}"));
            Answer::json(200, &json!({"items": records, "next": next}))
        }
        "/pages/next" => {
            let next = has_next.then(|| format!("{here}?limit={limit}&cursor=after+{end}"));
            Answer::json(200, &json!({"items": records, "links": {"next": next}}))
        }
        "/pages/link" if has_next => {
            let link = format!(
                "<{here}?page=1&limit={limit}>; rel=\"first\", <{}?page={}&limit={limit}>; rel=\"next\"; title=\"a, b\"",
                request.path,
                page + 1
            );
            Answer::json(200, &json!(records)).with("link", link)
        }
        _ => Answer::json(200, &json!(records)),
    }
}
