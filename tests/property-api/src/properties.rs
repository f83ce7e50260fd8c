//! `POST /v1/properties`, as PropertyRadar's public documents say.

use std::thread;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::faults::Fault;
use crate::http::{Answer, Request, Through};
use crate::ledger::Asked;
use crate::server::{Shared, Totals};

/// How long a slow answer takes.
const SLOW: Duration = Duration::from_millis(200);

/// How many records of the page before a page begins with.
const OVERLAP: u64 = 30;

/// What a record costs, in cents.
const CENTS: u64 = 1;

type Record = Map<String, Value>;

pub(crate) fn answer(shared: &Shared, request: &Request) -> Answer {
    let meant = match meant(shared, &request.body) {
        Ok(meant) => meant,
        Err(why) => return Answer::error(400, &why),
    };
    let (start, limit) = (request.number("Start", 0), request.number("Limit", 100));
    let total = meant.len() as u64;
    if request.value("Purchase") != Some("1") {
        let asked = Asked {
            start,
            records: 0..0,
            is_purchase: false,
            fault: None,
            status: Some(200),
        };
        shared.lock().ledger.note(asked, std::iter::empty());
        return Answer::json(200, &totals(shared, &[], total, total));
    }
    let (page, time) = {
        let mut seen = shared.lock();
        let next = seen.pages.len();
        let (page, time) = seen.pages.entry(start).or_insert((next, 0));
        let before = (*page, *time);
        *time += 1;
        before
    };
    let fault = shared.plan.fault(page, time);
    let from = match fault {
        Some(Fault::Overlap) => start.saturating_sub(OVERLAP),
        _ if shared.settings.is_stuck => 0,
        _ => start,
    };
    let count = match fault {
        Some(Fault::Short) => limit / 2,
        Some(Fault::Empty | Fault::RateLimit | Fault::Errors) => 0,
        _ => limit,
    };
    let records = from.min(total)..(from + count).min(total);
    let page_records = &meant[records.start as usize..records.end as usize];
    let status = match fault {
        Some(Fault::RateLimit) => 429,
        Some(Fault::Errors) => 500,
        _ if !pay(shared, page_records.len() as u64) => 402,
        _ => 200,
    };
    let asked = Asked {
        start,
        records: if status == 200 { records } else { 0..0 },
        is_purchase: status == 200,
        fault,
        status: (fault != Some(Fault::Reset)).then_some(status),
    };
    let ids = page_records.iter().map(|record| id(record));
    shared.lock().ledger.note(asked, ids);
    match status {
        429 => return Answer::error(429, "too many requests").with("retry-after", "1".to_owned()),
        500 => return Answer::error(500, "something went wrong"),
        402 => return Answer::error(402, "the subscription has no records left this month"),
        _ => {}
    }
    shared.pass(page);
    if fault == Some(Fault::Slow) {
        thread::sleep(SLOW);
    }
    let said = if fault == Some(Fault::Total) {
        total / 2
    } else {
        total
    };
    let fields = request.value("Fields").unwrap_or("Overview");
    let shown: Vec<Value> = page_records
        .iter()
        .map(|record| show(record, fields))
        .collect();
    let mut answer = Answer::json(200, &totals(shared, &shown, said, shown.len() as u64));
    answer.through = match fault {
        Some(Fault::Cut) => Through::Cut,
        Some(Fault::Broken) => Through::Broken,
        Some(Fault::Reset) => Through::Nothing,
        _ => Through::Whole,
    };
    answer
}

fn id(record: &Record) -> String {
    record["RadarID"].as_str().unwrap_or_default().to_owned()
}

/// Takes the price of so many records from the credit; false if there is not enough.
fn pay(shared: &Shared, records: u64) -> bool {
    match &mut shared.lock().credit {
        None => true,
        Some(credit) if *credit < records => false,
        Some(credit) => {
            *credit -= records;
            true
        }
    }
}

fn totals(shared: &Shared, shown: &[Value], total: u64, priced: u64) -> Value {
    let cents = priced * CENTS;
    let mut answer = json!({
        "success": true,
        "results": shown,
        "totalCost": format!("{}.{:02}", cents / 100, cents % 100),
    });
    match shared.settings.totals {
        Totals::Both => {
            answer["resultCount"] = json!(shown.len());
            answer["totalResultCount"] = json!(total);
        }
        Totals::OneName => answer["resultCount"] = json!(total),
        Totals::PageAlone => answer["resultCount"] = json!(shown.len()),
        Totals::Nothing => {}
    }
    answer
}

/// A record with the fields that were asked for; `Overview` is all of them.
fn show(record: &Record, fields: &str) -> Value {
    let names: Vec<&str> = fields.split(',').collect();
    if names.contains(&"Overview") {
        return Value::Object(record.clone());
    }
    let is_shown = |(name, _): &(&String, &Value)| names.contains(&name.as_str());
    let shown = record.iter().filter(is_shown);
    Value::Object(
        shown
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

/// The records that criteria mean. The error says what is wrong with them.
fn meant<'a>(shared: &'a Shared, body: &[u8]) -> Result<Vec<&'a Record>, String> {
    let body: Value = serde_json::from_slice(body).map_err(|_| "the body is no JSON".to_owned())?;
    let criteria = body["Criteria"]
        .as_array()
        .ok_or("there is no list `Criteria`")?;
    let mut meant: Vec<&Record> = shared.records.iter().collect();
    for criterion in criteria {
        let values = criterion["value"]
            .as_array()
            .ok_or("a criterion has no list `value`")?;
        match criterion["name"].as_str().unwrap_or_default() {
            name @ ("State" | "PType" | "City" | "ZipFive") => {
                meant.retain(|record| values.contains(&record[name]));
            }
            "PropertyType" => {
                let types = values.iter().filter(|value| value["name"] == "PType");
                let types: Vec<&Value> = types
                    .filter_map(|value| value["value"].as_array())
                    .flatten()
                    .collect();
                meant.retain(|record| types.contains(&&record["PType"]));
            }
            name @ ("EquityPercent" | "AVM" | "Beds" | "SqFt") => {
                let is_in = |value: u64, range: &Value| {
                    range[0].as_u64().is_none_or(|least| value >= least)
                        && range[1].as_u64().is_none_or(|most| value <= most)
                };
                if !values.iter().all(Value::is_array) {
                    return Err(format!("the value of `{name}` is a list of ranges"));
                }
                meant.retain(|record| {
                    let value = record[name].as_u64();
                    value.is_some_and(|value| values.iter().any(|range| is_in(value, range)))
                });
            }
            name => return Err(format!("there is no criterion `{name}`")),
        }
    }
    Ok(meant)
}
