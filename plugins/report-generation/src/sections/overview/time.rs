//! When the rows are from.

use crate::data::{Body, Column, Period, date_of};
use crate::document::{Axis, Block, Chart, Plot, Scale, Series, Style};
use crate::sections::role::Role;
use crate::sections::words::pattern;

pub(super) fn timelines(columns: &[Column], roles: &[Role]) -> Vec<Block> {
    let dates = columns
        .iter()
        .zip(roles)
        .filter(|(_, role)| **role == Role::Date)
        .take(3);
    dates
        .filter_map(|(column, _)| timeline(column))
        .map(Block::Chart)
        .collect()
}

fn timeline(column: &Column) -> Option<Chart> {
    let Body::Days(days) = &column.body else {
        return None;
    };
    let (first, last) = days.ends()?;
    let (mut from, mut to) = (first.day, last.day);
    let mut note = None;
    // One date in the year 9999 must not press all others into one place.
    let (early, late) = (days.quantile(0.005)?, days.quantile(0.995)?);
    let span = |from: i32, to: i32| i64::from(to) - i64::from(from) + 1;
    if span(from, to) > 20 * span(early, late) && span(from, to) > 3_650 {
        (from, to) = (early, late);
        note = Some(format!(
            "dates before {} and after {}, one in a hundred, are not shown",
            date_of(from),
            date_of(to)
        ));
    }
    let period = Period::for_span(span(from, to));
    let line = days.timeline(period, from, to);
    // One point is no line, and a line through more centuries than this says nothing.
    if !(2..=400).contains(&line.len()) {
        return None;
    }
    let (most_at, most) = line
        .iter()
        .copied()
        .max_by_key(|&(day, count)| (count, std::cmp::Reverse(day)))?;
    let style = pattern(period);
    let times = line
        .iter()
        .map(|&(day, _)| date_of(day).to_datetime(jiff::civil::Time::midnight()));
    Some(Chart {
        title: format!("Rows by {} of {}", period.name(), column.name),
        summary: format!(
            "Rows by {} of {}, from {} to {}; the most, {most}, from {}.",
            period.name(),
            column.name,
            date_of(from),
            date_of(to),
            date_of(most_at)
        ),
        x: Axis::new(column.name.clone(), style.clone()),
        y: Axis::new("rows", Style::Plain),
        plot: Plot::Area {
            scale: Scale::Times(times.collect(), style),
            series: vec![Series {
                name: "rows".to_owned(),
                values: line.iter().map(|&(_, count)| Some(count as f64)).collect(),
            }],
        },
        note,
    })
}
