//! The most frequent values of what has few.

use super::PICTURES;
use crate::data::{Body, Column};
use crate::document::{Axis, Block, Chart, Plot, Series, Style};
use crate::sections::role::Role;
use crate::sections::words::percent;

/// How many values of a column are shown.
const VALUES: usize = 10;

/// The most frequent values of what has few.
pub(super) fn frequent(columns: &[Column], roles: &[Role]) -> Vec<Block> {
    let mut charts = Vec::new();
    for (column, role) in columns.iter().zip(roles) {
        if charts.len() >= PICTURES {
            break;
        }
        let top = match (&column.body, role) {
            (Body::Texts(texts), Role::Category) => {
                let top = texts.tally().top(VALUES).into_iter();
                top.map(|top| (top.text, top.count)).collect()
            }
            (Body::Booleans([no, yes]), _) => {
                vec![("true".to_owned(), *yes), ("false".to_owned(), *no)]
            }
            (Body::Numbers(numbers), Role::Year | Role::Code) => {
                let mut top = numbers
                    .top(if *role == Role::Year { 60 } else { VALUES })
                    .unwrap_or_default();
                if *role == Role::Year {
                    top.sort_by(|a, b| a.0.total_cmp(&b.0));
                }
                top.into_iter()
                    .map(|(value, count)| (value.to_string(), count))
                    .collect()
            }
            _ => continue,
        };
        if let Some(chart) = bars(column, top) {
            charts.push(Block::Chart(chart));
        }
    }
    charts
}

fn bars(column: &Column, top: Vec<(String, u64)>) -> Option<Chart> {
    let count = column.count();
    let most = top.iter().map(|(_, count)| *count).max()?;
    let how_many = column.how_many().count();
    // Where the most frequent is as good as alone, there is nothing to see.
    if most < 2 || (how_many > 50 && most * 1_000 < count) {
        return None;
    }
    let name = &column.name;
    let shown: u64 = top.iter().map(|(_, count)| count).sum();
    let rest = how_many.saturating_sub(top.len() as u64);
    let first = top
        .iter()
        .find(|(_, count)| *count == most)
        .map(|(text, _)| text.chars().take(60).collect::<String>());
    Some(Chart {
        title: name.clone(),
        summary: format!(
            "How many rows have each value of {name}; the most frequent is \"{}\", in {} of them.",
            first.unwrap_or_default(),
            percent(most, count)
        ),
        x: Axis::new(name.clone(), Style::Raw),
        y: Axis::new("rows", Style::Plain),
        note: (rest > 0 && shown < count).then(|| {
            format!(
                "{rest} more values, in {} of the rows",
                percent(count - shown, count)
            )
        }),
        plot: Plot::Bar {
            categories: top.iter().map(|(text, _)| text.clone()).collect(),
            series: vec![Series {
                name: "rows".to_owned(),
                values: top.iter().map(|&(_, count)| Some(count as f64)).collect(),
            }],
            stacked: false,
        },
    })
}
