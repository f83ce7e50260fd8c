//! The rows: where they have gaps, and the first of them.

use super::heading;
use crate::data::{Column, Summary};
use crate::document::{Align, Axis, Block, Chart, Column as Heading, Plot, Series, Style, Table};
use crate::sections::role::Role;
use crate::sections::words::percent;

pub(super) fn missing(columns: &[Column], rows: u64) -> Vec<Block> {
    let mut gaps: Vec<(&str, u64)> = columns
        .iter()
        .map(|column| (column.name.as_str(), rows - column.count()))
        .filter(|&(_, gaps)| gaps > 0)
        .collect();
    if gaps.is_empty() {
        return vec![Block::Text(vec![
            "Every row has a value in every column.".to_owned(),
        ])];
    }
    gaps.sort_by_key(|&(_, gaps)| std::cmp::Reverse(gaps));
    let complete = columns.len() - gaps.len();
    let more = gaps.len().saturating_sub(20);
    gaps.truncate(20);
    let (name, most) = gaps[0];
    vec![Block::Chart(Chart {
        title: "Share of rows without a value".to_owned(),
        summary: format!(
            "Most are missing in {name}: {} of the rows. {complete} columns have a value in every row.",
            percent(most, rows)
        ),
        x: Axis::new("column", Style::Plain),
        y: Axis::new("missing", Style::Percent(0)),
        plot: Plot::Bar {
            categories: gaps.iter().map(|(name, _)| (*name).to_owned()).collect(),
            series: vec![Series {
                name: "missing".to_owned(),
                values: gaps
                    .iter()
                    .map(|&(_, gaps)| Some(gaps as f64 / rows.max(1) as f64))
                    .collect(),
            }],
            stacked: false,
        },
        note: (more > 0).then(|| format!("{more} more columns have gaps")),
    })]
}

pub(super) fn first_rows(summary: Summary, roles: &[Role]) -> Table {
    let columns: Vec<Heading> = summary
        .columns
        .iter()
        .zip(roles)
        .take(summary.first.first().map_or(0, Vec::len))
        .map(|(column, role)| match (column.kind.is_number(), role) {
            (true, Role::Measure) => heading(&column.name, Style::Plain, Align::End),
            (true, _) => heading(&column.name, Style::Raw, Align::End),
            _ => heading(&column.name, Style::Plain, Align::Start),
        })
        .collect();
    let shown = summary.first.len() as u64;
    let mut parts = Vec::new();
    if shown < summary.rows {
        parts.push(format!("the first {shown} of {} rows", summary.rows));
    }
    if columns.len() < summary.width {
        parts.push(format!("{} of {} columns", columns.len(), summary.width));
    }
    Table {
        caption: String::new(),
        columns,
        rows: summary.first,
        totals: None,
        note: (!parts.is_empty()).then(|| parts.join(", ")),
    }
}
