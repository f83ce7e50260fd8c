//! Makes reports of texts, and finds figures in them.

use std::io::Cursor;

use runner_report_generation::document::{Block, Chart, Document, Section, Table, Value};
use runner_report_generation::{Error, Input, Made, Params, Watcher, report};
use serde_json::Value as Json;

struct Quiet;

impl Watcher for Quiet {
    fn begin(&mut self, _: &str, _: usize, _: usize) {}
    fn progress(&mut self, _: u64, _: u64, _: u64) {}
}

/// A report of data sets, `data` first.
pub(crate) fn made(params: Json, data: &[&str]) -> Result<Made, Error> {
    let params: Params = serde_json::from_value(params).unwrap();
    let ports: Vec<String> = (1..=data.len())
        .map(|at| match at {
            1 => "data".to_owned(),
            at => format!("data-{at}"),
        })
        .collect();
    let inputs = ports
        .iter()
        .zip(data)
        .map(|(port, data)| Input {
            port,
            reader: Cursor::new(data.as_bytes()),
            media_type: None,
        })
        .collect();
    let made_at = jiff::civil::date(2026, 11, 29).at(9, 30, 0, 0);
    report(inputs, &params, made_at, None, &mut Quiet)
}

pub(crate) fn document(params: Json, data: &str) -> Document {
    made(params, &[data]).unwrap().document
}

/// What a report without params says.
pub(crate) fn overview(data: &str) -> Document {
    document(serde_json::json!({}), data)
}

/// The message of a report that cannot be made.
pub(crate) fn refusal(params: Json, data: &str) -> String {
    made(params, &[data]).unwrap_err().to_string()
}

pub(crate) fn section<'a>(document: &'a Document, title: &str) -> &'a Section {
    let titles: Vec<_> = document
        .sections
        .iter()
        .map(|section| &section.title)
        .collect();
    let found = document
        .sections
        .iter()
        .find(|section| section.title == title);
    found.unwrap_or_else(|| panic!("no section {title:?} in {titles:?}"))
}

pub(crate) fn table(section: &Section) -> &Table {
    let found = section.blocks.iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    found.unwrap()
}

pub(crate) fn charts(section: &Section) -> Vec<&Chart> {
    let charts = section.blocks.iter().filter_map(|block| match block {
        Block::Chart(chart) => Some(chart),
        _ => None,
    });
    charts.collect()
}

/// A value as short text.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(whole) => whole.to_string(),
        Value::Number(number) => format!("{number}"),
        Value::Text(text) => text.clone(),
        Value::Date(date) => date.to_string(),
        Value::Time(time) => time.to_string(),
    }
}

/// A table as lines.
pub(crate) fn lines(table: &Table) -> String {
    let names: Vec<_> = table
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    let rows = table
        .rows
        .iter()
        .map(|row| row.iter().map(shown).collect::<Vec<_>>().join(" | "));
    let note = table.note.iter().map(|note| format!("({note})"));
    std::iter::once(names.join(" | "))
        .chain(rows)
        .chain(note)
        .collect::<Vec<_>>()
        .join("\n")
}
