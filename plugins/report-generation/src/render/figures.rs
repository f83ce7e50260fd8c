//! The figures of a chart as a table: for people who do not see it, for those who want to copy them, and for formats without
//! pictures.

use crate::document::{Align, Axis, Chart, Column, Plot, Scale, Series, Style, Table, Value};

/// The figures of a chart, row by row, at most so many.
pub(crate) fn table(chart: &Chart, most: usize) -> Table {
    let (columns, rows, count) = match &chart.plot {
        Plot::Bar {
            categories, series, ..
        } => {
            let names: Vec<_> = categories
                .iter()
                .take(most)
                .cloned()
                .map(Value::Text)
                .collect();
            let first = column(&chart.x, "Category", Style::Plain, Align::Start);
            along(first, names, series, &chart.y, categories.len())
        }
        Plot::Line { scale, series } | Plot::Area { scale, series } => {
            let (first, places, count) = places(&chart.x, scale, most);
            along(first, places, series, &chart.y, count)
        }
        Plot::Pie(slices) => {
            let whole: f64 = slices.iter().map(|slice| slice.value).sum();
            let columns = vec![
                column(&chart.x, "Part", Style::Plain, Align::Start),
                column(&chart.y, "Value", chart.y.style.clone(), Align::End),
                named("Share", Style::Percent(1), Align::End),
            ];
            let row = |slice: &crate::document::Slice| {
                let share = Value::number(slice.value / whole);
                vec![
                    Value::Text(slice.name.clone()),
                    Value::number(slice.value),
                    share,
                ]
            };
            (
                columns,
                slices.iter().take(most).map(row).collect(),
                slices.len(),
            )
        }
        Plot::Histogram { edges, counts } => {
            let columns = vec![
                named("From", chart.x.style.clone(), Align::End),
                named("To", chart.x.style.clone(), Align::End),
                column(&chart.y, "Count", chart.y.style.clone(), Align::End),
            ];
            let rows = edges
                .windows(2)
                .zip(counts)
                .take(most)
                .map(|(edges, count)| {
                    let count =
                        i64::try_from(*count).map_or(Value::number(*count as f64), Value::Integer);
                    vec![Value::number(edges[0]), Value::number(edges[1]), count]
                });
            (columns, rows.collect(), counts.len())
        }
        Plot::Scatter { series } => {
            let columns = vec![
                named("Series", Style::Plain, Align::Start),
                column(&chart.x, "Across", chart.x.style.clone(), Align::End),
                column(&chart.y, "Up", chart.y.style.clone(), Align::End),
            ];
            let dots = series
                .iter()
                .flat_map(|(name, dots)| dots.iter().map(move |dot| (name, dot)));
            let row = |(name, dot): (&String, &(f64, f64))| {
                vec![
                    Value::Text(name.clone()),
                    Value::number(dot.0),
                    Value::number(dot.1),
                ]
            };
            let count = series.iter().map(|(_, dots)| dots.len()).sum();
            (columns, dots.take(most).map(row).collect(), count)
        }
    };
    let shown = rows.len();
    Table {
        caption: chart.title.clone(),
        columns,
        rows,
        totals: None,
        note: (shown < count).then(|| format!("The first {shown} of {count} figures.")),
    }
}

type Figures = (Vec<Column>, Vec<Vec<Value>>, usize);

/// A row for each place along the bottom, a column for each series.
fn along(first: Column, places: Vec<Value>, series: &[Series], y: &Axis, count: usize) -> Figures {
    let mut columns = vec![first];
    columns.extend(
        series
            .iter()
            .map(|series| named(&series.name, y.style.clone(), Align::End)),
    );
    let rows = places.into_iter().enumerate().map(|(number, place)| {
        let figure = |series: &Series| {
            series
                .values
                .get(number)
                .copied()
                .flatten()
                .map_or(Value::Null, Value::number)
        };
        std::iter::once(place)
            .chain(series.iter().map(figure))
            .collect()
    });
    (columns, rows.collect(), count)
}

fn places(x: &Axis, scale: &Scale, most: usize) -> (Column, Vec<Value>, usize) {
    match scale {
        Scale::Categories(names) => (
            column(x, "Category", Style::Plain, Align::Start),
            names.iter().take(most).cloned().map(Value::Text).collect(),
            names.len(),
        ),
        Scale::Numbers(numbers) => (
            column(x, "Place", x.style.clone(), Align::End),
            numbers
                .iter()
                .take(most)
                .copied()
                .map(Value::number)
                .collect(),
            numbers.len(),
        ),
        Scale::Times(times, style) => (
            column(x, "Time", style.clone(), Align::Start),
            times.iter().take(most).copied().map(Value::Time).collect(),
            times.len(),
        ),
    }
}

fn column(axis: &Axis, otherwise: &str, style: Style, align: Align) -> Column {
    named(axis.label.as_deref().unwrap_or(otherwise), style, align)
}

fn named(name: &str, style: Style, align: Align) -> Column {
    Column {
        name: name.to_owned(),
        style,
        align,
    }
}
