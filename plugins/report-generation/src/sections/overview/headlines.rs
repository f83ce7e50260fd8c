//! Headline figures: how much there is, and the middle of each column.

use super::figure;
use crate::data::{Body, Column, Summary};
use crate::document::{Locale, Metric, Style, Value};
use crate::sections::role::Role;

/// How many headline figures there are.
const HEADLINES: usize = 8;

fn metric(label: String, value: Value, note: Option<String>) -> Metric {
    Metric {
        label,
        value,
        style: Style::Plain,
        note,
    }
}

pub(super) fn headlines(summary: &mut Summary, roles: &[Role], locale: Locale) -> Vec<Metric> {
    let rows = summary.rows;
    let cells = rows * summary.columns.len() as u64;
    let filled: u64 = summary.columns.iter().map(Column::count).sum();
    let mut metrics = vec![
        metric("Rows".to_owned(), Value::Integer(rows as i64), None),
        Metric {
            label: "Cells with a value".to_owned(),
            value: Value::number(filled as f64 / cells.max(1) as f64),
            style: Style::Percent(1),
            note: Some(format!("in {} columns", summary.columns.len())),
        },
    ];
    for (column, role) in summary.columns.iter_mut().zip(roles) {
        if metrics.len() >= HEADLINES {
            break;
        }
        let name = column.name.clone();
        match (&mut column.body, role) {
            (Body::Numbers(numbers), Role::Measure) => {
                let median = numbers.quantiles(&[0.5])[0];
                let (low, high) = (numbers.moments().min(), numbers.moments().max());
                let note = format!(
                    "mean; median {}, from {} to {}",
                    figure(median, locale),
                    figure(low, locale),
                    figure(high, locale)
                );
                let mean = numbers.moments().mean().map_or(Value::Null, Value::number);
                metrics.push(metric(name, mean, Some(note)));
            }
            (Body::Booleans([no, yes]), _) if *no + *yes > 0 => metrics.push(Metric {
                label: name,
                value: Value::number(*yes as f64 / (*no + *yes) as f64),
                style: Style::Percent(1),
                note: Some("are true".to_owned()),
            }),
            (Body::Days(days), _) => {
                if let Some((first, last)) = days.ends() {
                    metrics.push(metric(
                        name,
                        Value::Text(format!("{} – {}", first.date(), last.date())),
                        Some(format!("{} days", last.day - first.day + 1)),
                    ));
                }
            }
            _ => {}
        }
    }
    metrics
}
