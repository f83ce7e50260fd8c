//! Amounts: their figures, and how they are distributed.

use super::{PICTURES, figure, heading};
use crate::data::{Body, Column, Kind, NICE_BINS, Numbers, edges};
use crate::document::{Align, Axis, Block, Chart, Locale, Plot, Style, Table, Value};
use crate::sections::figure::whole;
use crate::sections::role::Role;

pub(super) fn numbers(columns: &mut [Column], roles: &[Role], locale: Locale) -> Vec<Block> {
    const SHARES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
    let headings = [
        "Sum",
        "Mean",
        "Deviation",
        "5 %",
        "25 %",
        "Median",
        "75 %",
        "95 %",
    ];
    let mut lines = Vec::new();
    let mut charts = Vec::new();
    for (column, &role) in columns.iter_mut().zip(roles) {
        if role != Role::Measure {
            continue;
        }
        let (name, whole_numbers) = (column.name.clone(), column.kind == Kind::Integer);
        let Body::Numbers(numbers) = &mut column.body else {
            continue;
        };
        let moments = *numbers.moments();
        let number = |number: Option<f64>| number.map_or(Value::Null, Value::number);
        let sum = match moments.whole_sum() {
            Some(sum) => Value::Integer(sum),
            None => Value::number(moments.sum()),
        };
        let mut line = vec![
            Value::Text(name.clone()),
            sum,
            number(moments.mean()),
            number(moments.deviation()),
        ];
        line.extend(numbers.quantiles(&SHARES).into_iter().map(whole));
        lines.push(line);
        let (Some(min), Some(max)) = (moments.min(), moments.max()) else {
            continue;
        };
        if charts.len() < PICTURES && max > min {
            charts.push(Block::Chart(distribution(
                name,
                numbers,
                (min, max),
                whole_numbers,
                locale,
            )));
        }
    }
    if lines.is_empty() {
        return Vec::new();
    }
    let mut columns = vec![heading("Column", Style::Plain, Align::Start)];
    columns.extend(headings.map(|name| heading(name, Style::Plain, Align::End)));
    let table = Block::Table(Table {
        caption: String::new(),
        columns,
        rows: lines,
        totals: None,
        note: None,
    });
    std::iter::once(table).chain(charts).collect()
}

fn distribution(
    name: String,
    numbers: &mut Numbers,
    (min, max): (f64, f64),
    whole_numbers: bool,
    locale: Locale,
) -> Chart {
    let ends = numbers.quantiles(&[0.005, 0.25, 0.5, 0.75, 0.995]);
    let at = |place: usize| ends[place].unwrap_or(min);
    let (mut from, mut to) = (min, max);
    // A few that lie far out must not press all others into one range.
    let far = 10.0 * (at(4) - at(0));
    if far > 0.0 && to - at(4) > far {
        to = at(4);
    }
    if far > 0.0 && at(0) - from > far {
        from = at(0);
    }
    let count = numbers.moments().count();
    let histogram = numbers.histogram(edges(from, to, NICE_BINS, whole_numbers));
    let shown: u64 = histogram.counts.iter().sum();
    let outside = count.saturating_sub(shown);
    let note = (outside > 0 && (from > min || to < max)).then(|| {
        format!(
            "{outside} values beyond, from {} to {}, are not shown",
            figure(Some(min), locale),
            figure(Some(max), locale)
        )
    });
    Chart {
        title: name.clone(),
        summary: format!(
            "How often the values of {name} lie in each range; half of them lie between {} and {}, the median is {}.",
            figure(ends[1], locale),
            figure(ends[3], locale),
            figure(ends[2], locale)
        ),
        x: Axis::new(name, Style::Plain),
        y: Axis::new("rows", Style::Plain),
        plot: Plot::Histogram {
            edges: histogram.edges,
            counts: histogram.counts,
        },
        note,
    }
}
