//! The report that nobody asked for in detail, from the columns' types.

use super::figure::whole;
use super::ids::Ids;
use super::role::{Role, role};
use super::words::percent;
use crate::data::{Body, Column, HowMany, Kind, NICE_BINS, Period, Summary, date_of, edges};
use crate::document::{
    Align, Axis, Block, Chart, Column as Heading, Fact, Metric, Plot, Scale, Section, Series,
    Style, Table, Value,
};

/// How many columns have a picture, of each sort.
const PICTURES: usize = 12;

/// How many values of a column are shown.
const VALUES: usize = 10;

/// How many headline figures there are.
const HEADLINES: usize = 8;

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

/// The parts of the report on a data set. `prefix` stands in front of their headings where there are several.
pub fn overview(mut summary: Summary, prefix: &str, ids: &mut Ids) -> Vec<Section> {
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
            0 => "There is nothing in it: no column and no row.".to_owned(),
            width => format!("There are {width} columns, and no row."),
        };
        add("At a glance", vec![Block::Text(vec![text])]);
        return sections;
    }
    let roles: Vec<Role> = summary.columns.iter().map(role).collect();
    let rows = summary.rows;
    add(
        "At a glance",
        vec![Block::Metrics(headlines(&mut summary, &roles))],
    );
    add("Over time", timelines(&summary.columns, &roles));
    add(
        "Columns",
        vec![Block::Table(columns(&mut summary.columns, &roles, rows))],
    );
    add("Numbers", numbers(&mut summary.columns, &roles));
    add("Frequent values", frequent(&summary.columns, &roles));
    add("Missing values", missing(&summary.columns, rows));
    add(
        "First rows",
        vec![Block::Table(first_rows(summary, &roles))],
    );
    sections
}

fn metric(label: String, value: Value, note: Option<String>) -> Metric {
    Metric {
        label,
        value,
        style: Style::Plain,
        note,
    }
}

fn headlines(summary: &mut Summary, roles: &[Role]) -> Vec<Metric> {
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
                    figure(median),
                    figure(low),
                    figure(high)
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

/// A figure in a sentence: as many digits as say something.
fn figure(number: Option<f64>) -> String {
    match number {
        None => "none".to_owned(),
        Some(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number}"),
        Some(number) if number.abs() >= 1e15 || number.abs() < 1e-4 => format!("{number:.3e}"),
        Some(number) if number.abs() >= 100.0 => format!("{number:.2}"),
        Some(number) => {
            let text = format!("{number:.4}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    }
}

fn heading(name: &str, style: Style, align: Align) -> Heading {
    Heading {
        name: name.to_owned(),
        style,
        align,
    }
}

/// A row for each column.
fn columns(columns: &mut [Column], roles: &[Role], rows: u64) -> Table {
    let headings = vec![
        heading("Column", Style::Plain, Align::Start),
        heading("Holds", Style::Plain, Align::Start),
        heading("Missing", Style::Percent(1), Align::End),
        heading("Different", Style::Plain, Align::End),
        heading("Least", Style::Plain, Align::End),
        heading("Median", Style::Plain, Align::End),
        heading("Mean", Style::Plain, Align::End),
        heading("Greatest", Style::Plain, Align::End),
        heading("Most frequent", Style::Plain, Align::Start),
    ];
    let lines = columns.iter_mut().zip(roles).map(|(column, &role)| {
        let [least, median, mean, greatest] = spread(column, role);
        vec![
            Value::Text(column.name.clone()),
            Value::Text(role.name().to_owned()),
            Value::number((rows - column.count()) as f64 / rows.max(1) as f64),
            different(column.how_many()),
            least,
            median,
            mean,
            greatest,
            most_frequent(column, role),
        ]
    });
    Table {
        caption: String::new(),
        columns: headings,
        rows: lines.collect(),
        totals: None,
        note: None,
    }
}

fn different(how_many: HowMany) -> Value {
    match how_many {
        HowMany::Exactly(count) => Value::Integer(count as i64),
        // As many digits as are known.
        HowMany::About(count) => {
            let unit = 10_i64.pow((count.max(1).ilog10()).saturating_sub(2));
            Value::Integer((count as i64 + unit / 2) / unit * unit)
        }
    }
}

fn spread(column: &mut Column, role: Role) -> [Value; 4] {
    let nothing = || [Value::Null, Value::Null, Value::Null, Value::Null];
    match &mut column.body {
        Body::Numbers(numbers) => {
            let (min, max) = (
                whole(numbers.moments().min()),
                whole(numbers.moments().max()),
            );
            if role != Role::Measure {
                // No groups in what is no amount.
                return match (numbers.is_whole(), numbers.moments().whole_ends()) {
                    (true, Some((least, greatest))) => [
                        Value::Text(least.to_string()),
                        Value::Null,
                        Value::Null,
                        Value::Text(greatest.to_string()),
                    ],
                    _ => [min, Value::Null, Value::Null, max],
                };
            }
            let median = whole(numbers.quantiles(&[0.5])[0]);
            let mean = numbers.moments().mean().map_or(Value::Null, Value::number);
            [min, median, mean, max]
        }
        Body::Days(days) => match days.ends() {
            Some((first, last)) => {
                let median = days
                    .quantile(0.5)
                    .map_or(Value::Null, |day| Value::Date(date_of(day)));
                [
                    Value::Date(first.date()),
                    median,
                    Value::Null,
                    Value::Date(last.date()),
                ]
            }
            None => nothing(),
        },
        _ => nothing(),
    }
}

fn most_frequent(column: &Column, role: Role) -> Value {
    let count = column.count();
    if matches!(role, Role::Identifier | Role::Empty) {
        return Value::Null;
    }
    let top = match &column.body {
        Body::Texts(texts) => texts
            .tally()
            .top(1)
            .into_iter()
            .next()
            .map(|top| (top.text, top.count)),
        Body::Booleans([no, yes]) => Some(if yes >= no {
            ("true".to_owned(), *yes)
        } else {
            ("false".to_owned(), *no)
        }),
        Body::Numbers(numbers) if role != Role::Measure => numbers
            .top(1)
            .and_then(|top| top.into_iter().next())
            .map(|(value, count)| (value.to_string(), count)),
        _ => None,
    };
    match top {
        Some((text, times)) if times > 1 => {
            let short: String = text.chars().take(40).collect();
            Value::Text(format!("{short} ({})", percent(times, count)))
        }
        _ => Value::Null,
    }
}

fn timelines(columns: &[Column], roles: &[Role]) -> Vec<Block> {
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
    let pattern = match period {
        Period::Day | Period::Week => "%Y-%m-%d",
        Period::Month | Period::Quarter => "%b %Y",
        Period::Year => "%Y",
    };
    let style = Style::Date(pattern.to_owned());
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
        x: Axis {
            label: Some(column.name.clone()),
            style: style.clone(),
        },
        y: Axis {
            label: Some("rows".to_owned()),
            style: Style::Plain,
        },
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

fn numbers(columns: &mut [Column], roles: &[Role]) -> Vec<Block> {
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
    numbers: &mut crate::data::Numbers,
    (min, max): (f64, f64),
    whole_numbers: bool,
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
            figure(Some(min)),
            figure(Some(max))
        )
    });
    Chart {
        title: name.clone(),
        summary: format!(
            "How often the values of {name} lie in each range; half of them lie between {} and {}, the median is {}.",
            figure(ends[1]),
            figure(ends[3]),
            figure(ends[2])
        ),
        x: Axis {
            label: Some(name),
            style: Style::Plain,
        },
        y: Axis {
            label: Some("rows".to_owned()),
            style: Style::Plain,
        },
        plot: Plot::Histogram {
            edges: histogram.edges,
            counts: histogram.counts,
        },
        note,
    }
}

/// The most frequent values of what has few.
fn frequent(columns: &[Column], roles: &[Role]) -> Vec<Block> {
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
        x: Axis {
            label: Some(name.clone()),
            style: Style::Raw,
        },
        y: Axis {
            label: Some("rows".to_owned()),
            style: Style::Plain,
        },
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

fn missing(columns: &[Column], rows: u64) -> Vec<Block> {
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
        x: Axis {
            label: Some("column".to_owned()),
            style: Style::Plain,
        },
        y: Axis {
            label: Some("missing".to_owned()),
            style: Style::Percent(0),
        },
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

fn first_rows(summary: Summary, roles: &[Role]) -> Table {
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
