//! Rows as they are.

use super::align_of;
use crate::document::{Block, Column, Style, Table, Value};
use crate::sections::plan::Plan;
use crate::sections::run::{ROWS, order};

pub(super) fn list(plan: &Plan, mut rows: Vec<Vec<Value>>, taken: u64, style: Style) -> Block {
    if let Some(sort) = plan.sort {
        rows.sort_by(|a, b| order(&a[sort.by], &b[sort.by], sort.falling));
    }
    rows.truncate(plan.section.limit.map_or(ROWS, |limit| limit as usize));
    let columns = plan.columns.iter().map(|(_, kind, name)| Column {
        name: name.clone(),
        style: match (&style, kind.is_number()) {
            (Style::Date(_), false) | (_, true) => style.clone(),
            _ => Style::Plain,
        },
        align: align_of(*kind),
    });
    let more = taken > rows.len() as u64;
    Block::Table(Table {
        caption: String::new(),
        columns: columns.collect(),
        note: more.then(|| format!("{} of {taken} rows", rows.len())),
        rows,
        totals: None,
    })
}
