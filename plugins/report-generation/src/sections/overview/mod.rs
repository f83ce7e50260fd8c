//! The report that nobody asked for in detail, from the columns' types. Each part has a file: what it shows, in the order of
//! the report.

mod columns;
mod frequent;
mod headlines;
mod numbers;
mod rows;
mod time;

use super::ids::Ids;
use super::role::{Role, role};
use crate::data::{Body, Column, Summary};
use crate::document::{Align, Block, Column as Heading, Fact, Locale, Section, Style, Value, show};

/// How many columns have a picture, of each sort.
const PICTURES: usize = 12;

/// What people want to know of a data set first.
pub fn facts(summary: &Summary, format: &str, bytes: u64) -> Vec<Fact> {
    let fact = |label: &str, value, style| Fact {
        label: label.to_owned(),
        value,
        style,
    };
    vec![
        fact("Rows", Value::Integer(summary.rows as i64), Style::Plain),
        fact(
            "Columns",
            Value::Integer(summary.width as i64),
            Style::Plain,
        ),
        fact("Format", Value::Text(format.to_owned()), Style::Plain),
        fact("Size", Value::Integer(bytes as i64), Style::Bytes),
    ]
}

/// What people must know to trust the figures of a data set.
pub fn notes(summary: &Summary) -> Vec<String> {
    let mut notes = Vec::new();
    let data = &summary.name;
    if let Some(fault) = &summary.fault {
        notes.push(format!(
            "{data}: rows that could not be read and are not counted: {}; the first, {fault}",
            summary.faults
        ));
    }
    if summary.columns.len() < summary.width {
        notes.push(format!(
            "{data}: the first {} of {} columns are described",
            summary.columns.len(),
            summary.width
        ));
    }
    if summary.has_more_columns {
        notes.push(format!(
            "{data}: there are more columns than are looked for"
        ));
    }
    for column in &summary.columns {
        if let Some(misfit) = &column.misfit {
            let infinite = match column.infinite {
                0 => String::new(),
                count => format!(" ({count} of them infinite)"),
            };
            notes.push(format!(
                "{data}: values of \"{}\" that are no {}, and are left out of its figures: {}{infinite}; the first is \"{misfit}\"",
                column.name,
                column.kind.name(),
                column.misfits
            ));
        }
    }
    let named = |is: &dyn Fn(&Column) -> bool| -> Vec<String> {
        summary
            .columns
            .iter()
            .filter(|column| is(column))
            .map(|column| column.name.clone())
            .collect()
    };
    let distinct = named(&|column| column.how_many().is_estimate());
    if !distinct.is_empty() {
        notes.push(format!(
            "{data}: how many different values there are is estimated, within 2 % or so, of {}",
            shortened(&distinct)
        ));
    }
    let percentiles =
        named(&|column| matches!(&column.body, Body::Numbers(numbers) if numbers.is_estimate()));
    if !percentiles.is_empty() {
        notes.push(format!(
            "{data}: percentiles are estimated of {}",
            shortened(&percentiles)
        ));
    }
    notes.truncate(40);
    notes
}

fn shortened(names: &[String]) -> String {
    let mut text = names
        .iter()
        .take(12)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > 12 {
        text.push_str(&format!(" and {} more", names.len() - 12));
    }
    text
}

/// The parts of the report on a data set. `prefix` stands in front of their headings where there are several, and `nothing` is
/// said of one without columns.
pub fn overview(
    mut summary: Summary,
    prefix: &str,
    nothing: &str,
    ids: &mut Ids,
    locale: Locale,
) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut add = |title: &str, blocks: Vec<Block>| {
        if !blocks.is_empty() {
            let title = format!("{prefix}{title}");
            sections.push(Section {
                id: ids.id(&title),
                title,
                blocks,
            });
        }
    };
    if summary.width == 0 || summary.rows == 0 {
        let text = match summary.width {
            0 => nothing.to_owned(),
            width => format!("There are {width} columns, and no row."),
        };
        add("At a glance", vec![Block::Text(vec![text])]);
        return sections;
    }
    let roles: Vec<Role> = summary.columns.iter().map(role).collect();
    let rows = summary.rows;
    add(
        "At a glance",
        vec![Block::Metrics(headlines::headlines(
            &mut summary,
            &roles,
            locale,
        ))],
    );
    add("Over time", time::timelines(&summary.columns, &roles));
    add(
        "Columns",
        vec![Block::Table(columns::columns(
            &mut summary.columns,
            &roles,
            rows,
        ))],
    );
    add(
        "Numbers",
        numbers::numbers(&mut summary.columns, &roles, locale),
    );
    add(
        "Frequent values",
        frequent::frequent(&summary.columns, &roles),
    );
    add("Missing values", rows::missing(&summary.columns, rows));
    add(
        "First rows",
        vec![Block::Table(rows::first_rows(summary, &roles))],
    );
    sections
}

/// A figure in a sentence: as many digits as say something.
fn figure(number: Option<f64>, locale: Locale) -> String {
    number.map_or_else(
        || "none".to_owned(),
        |number| show::number(number, &Style::Plain, locale),
    )
}

fn heading(name: &str, style: Style, align: Align) -> Heading {
    Heading {
        name: name.to_owned(),
        style,
        align,
    }
}
