//! The figures of a chart as rows and columns, which its native chart points at.

use jiff::civil::DateTime;

use crate::document::{Align, Axis, Chart, Column, Plot, Scale, Series, Slice, Style, Value};

/// Rows and columns; in scatter charts each two columns are a series, else the first column is what the others belong to.
pub(super) struct Figures {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Value>>,
}

/// The figures of a chart, a row for each place.
pub(super) fn figures(chart: &Chart) -> Figures {
    match &chart.plot {
        Plot::Bar {
            categories, series, ..
        } => grid(chart, texts(categories), Style::Raw, series),
        Plot::Line { scale, series } | Plot::Area { scale, series } => match scale {
            Scale::Categories(categories) => grid(chart, texts(categories), Style::Raw, series),
            Scale::Numbers(numbers) => grid(
                chart,
                numbers.iter().copied().map(Value::number).collect(),
                chart.x.style.clone(),
                series,
            ),
            Scale::Times(times, style) => grid(chart, moments(times), style.clone(), series),
        },
        Plot::Pie(slices) => pie(chart, slices),
        Plot::Histogram { edges, counts } => histogram(chart, edges, counts),
        Plot::Scatter { series } => scatter(chart, series),
    }
}

/// Whether times are days alone.
pub(super) fn days(times: &[DateTime]) -> bool {
    times
        .iter()
        .all(|time| time.time() == jiff::civil::Time::midnight())
}

fn texts(texts: &[String]) -> Vec<Value> {
    texts.iter().cloned().map(Value::Text).collect()
}

fn moments(times: &[DateTime]) -> Vec<Value> {
    if days(times) {
        times.iter().map(|time| Value::Date(time.date())).collect()
    } else {
        times.iter().copied().map(Value::Time).collect()
    }
}

fn column(name: &str, style: &Style, align: Align) -> Column {
    Column {
        name: name.to_owned(),
        style: style.clone(),
        align,
    }
}

/// What an axis measures, or another word for it.
fn label<'a>(axis: &'a Axis, or: &'a str) -> &'a str {
    axis.label.as_deref().unwrap_or(or)
}

fn grid(chart: &Chart, places: Vec<Value>, style: Style, series: &[Series]) -> Figures {
    let first = column(label(&chart.x, "Category"), &style, Align::Start);
    let names = series.iter().map(|series| {
        let name = match series.name.as_str() {
            "" => label(&chart.y, "Value"),
            name => name,
        };
        column(name, &chart.y.style, Align::End)
    });
    Figures {
        columns: std::iter::once(first).chain(names).collect(),
        rows: places
            .into_iter()
            .enumerate()
            .map(|(number, place)| {
                let figures = series.iter().map(|series| match series.values.get(number) {
                    Some(Some(value)) => Value::number(*value),
                    _ => Value::Null,
                });
                std::iter::once(place).chain(figures).collect()
            })
            .collect(),
    }
}

fn pie(chart: &Chart, slices: &[Slice]) -> Figures {
    Figures {
        columns: vec![
            column(label(&chart.x, "Part"), &Style::Raw, Align::Start),
            column(label(&chart.y, "Value"), &chart.y.style, Align::End),
        ],
        rows: slices
            .iter()
            .map(|slice| vec![Value::Text(slice.name.clone()), Value::number(slice.value)])
            .collect(),
    }
}

fn histogram(chart: &Chart, edges: &[f64], counts: &[u64]) -> Figures {
    let style = &chart.x.style;
    Figures {
        columns: vec![
            column("From", style, Align::End),
            column("Up to", style, Align::End),
            column(label(&chart.y, "Count"), &chart.y.style, Align::End),
        ],
        rows: edges
            .windows(2)
            .zip(counts)
            .map(|(edges, count)| {
                vec![
                    Value::number(edges[0]),
                    Value::number(edges[1]),
                    Value::Integer(i64::try_from(*count).unwrap_or(i64::MAX)),
                ]
            })
            .collect(),
    }
}

fn scatter(chart: &Chart, series: &[(String, Vec<(f64, f64)>)]) -> Figures {
    let longest = series
        .iter()
        .map(|(_, places)| places.len())
        .max()
        .unwrap_or(0);
    Figures {
        columns: series
            .iter()
            .flat_map(|(name, _)| {
                let name = match name.as_str() {
                    "" => label(&chart.y, "y"),
                    name => name,
                };
                [
                    column(label(&chart.x, "x"), &chart.x.style, Align::End),
                    column(name, &chart.y.style, Align::End),
                ]
            })
            .collect(),
        rows: (0..longest)
            .map(|number| {
                series
                    .iter()
                    .flat_map(|(_, places)| match places.get(number) {
                        Some((x, y)) => [Value::number(*x), Value::number(*y)],
                        None => [Value::Null, Value::Null],
                    })
                    .collect()
            })
            .collect(),
    }
}
