//! Charts as native ones of Excel, beside the cells that hold their figures.

use rust_xlsxwriter::{
    Chart as Native, ChartAxis, ChartAxisDateUnitType, ChartFont, ChartFormat, ChartLegendPosition,
    ChartLine, ChartMarker, ChartMarkerType, ChartSeries, ChartSolidFill, ChartType, Color,
    XlsxError,
};

use super::cell::{clean, short};
use super::figures::{Figures, days, figures};
use super::format::{Class, code};
use super::sheet::Sheet;
use super::{Book, table};
use crate::chart::{Role, palette};
use crate::document::{Axis, Chart, Locale, Plot, Scale, Style, Table, Value};

/// How many rows a chart is high.
const HEIGHT: u32 = 18;

/// How many series Excel draws in a chart.
const SERIES: usize = 255;

/// How many points of a series Excel draws.
const POINTS: usize = 32_000;

pub(super) fn write(sheet: &mut Sheet, chart: &Chart, book: &mut Book) -> Result<(), XlsxError> {
    let title = sheet.row;
    let strong = sheet.looks.strong.clone();
    sheet.line(&chart.title, &strong)?;
    let figures = figures(chart);
    if figures.rows.is_empty() || figures.columns.len() < 2 {
        sheet.note("No figures.")?;
        sheet.skip(1);
        return Ok(());
    }
    let place = Place {
        sheet: sheet.name.clone(),
        title,
        header: sheet.row,
        last: sheet.row + figures.rows.len().min(POINTS) as u32,
        locale: sheet.locale,
    };
    let column = figures.columns.len().min(16) as u16;
    let native = native(chart, &figures, &place);
    let Figures { columns, rows } = figures;
    table::write(
        sheet,
        &Table {
            caption: String::new(),
            columns,
            rows,
            totals: None,
            note: chart.note.clone(),
        },
        book,
    )?;
    if let Some(mut native) = native {
        native
            .set_width(720)
            .set_height(20 * (HEIGHT - 1))
            .set_alt_text(short(&clean(&chart.summary), 255));
        sheet
            .inner
            .insert_chart_with_offset(place.header, column, &native, 24, 0)?;
        // What follows begins below the picture.
        let end = place.header + HEIGHT + 1;
        sheet.skip(end.saturating_sub(sheet.row));
    }
    Ok(())
}

/// Where the figures of a chart are.
struct Place {
    sheet: String,
    title: u32,
    header: u32,
    last: u32,
    locale: Locale,
}

impl Place {
    fn column(&self, column: usize) -> (&str, u32, u16, u32, u16) {
        let column = column as u16;
        (&self.sheet, self.header + 1, column, self.last, column)
    }

    fn head(&self, column: usize) -> (&str, u32, u16) {
        (&self.sheet, self.header, column as u16)
    }
}

/// The chart, whose names are references to cells, so that no text is taken for one.
fn native(chart: &Chart, figures: &Figures, place: &Place) -> Option<Native> {
    let rows = figures.rows.len();
    let kind = kind(chart);
    let mut native = Native::new(kind);
    native
        .title()
        .set_name((place.sheet.as_str(), place.title, 0))
        .set_font(ChartFont::new().set_size(12).set_bold());
    // Where each series has its places and its figures.
    let series: Vec<(usize, usize)> = match &chart.plot {
        Plot::Scatter { series } => (0..series.len())
            .map(|one| (2 * one, 2 * one + 1))
            .collect(),
        Plot::Histogram { .. } => vec![(0, 2)],
        _ => (1..figures.columns.len()).map(|one| (0, one)).collect(),
    };
    let several = series.len() > 1;
    if series.is_empty() {
        return None;
    }
    for (number, (places, values)) in series.into_iter().take(SERIES).enumerate() {
        let one = native.add_series();
        one.set_values(place.column(values))
            .set_categories(place.column(places))
            .set_name(place.head(values));
        paint(one, chart, kind, number, rows);
    }
    match &chart.plot {
        Plot::Pie(_) => {
            native.legend().set_position(ChartLegendPosition::Right);
            return Some(native);
        }
        _ if several => {
            native.legend().set_position(ChartLegendPosition::Bottom);
        }
        _ => {
            native.legend().set_hidden();
        }
    }
    // Groups of digits say nothing about numbers of more than a dozen.
    let far = figures.rows.iter().flatten().any(|value| match value {
        Value::Number(number) => number.abs() >= 1e12,
        _ => false,
    });
    axes(&mut native, chart, kind, far, place.locale);
    Some(native)
}

fn kind(chart: &Chart) -> ChartType {
    match &chart.plot {
        Plot::Bar {
            categories,
            stacked,
            ..
        } => {
            // Many or long names are read from the top down.
            let lying =
                categories.len() > 12 || categories.iter().any(|name| name.chars().count() > 14);
            match (lying, stacked) {
                (true, true) => ChartType::BarStacked,
                (true, false) => ChartType::Bar,
                (false, true) => ChartType::ColumnStacked,
                (false, false) => ChartType::Column,
            }
        }
        Plot::Line { scale, .. } => match scale {
            Scale::Numbers(_) => ChartType::ScatterStraight,
            Scale::Times(times, _) if !days(times) => ChartType::ScatterStraight,
            _ => ChartType::Line,
        },
        Plot::Area { .. } => ChartType::AreaStacked,
        Plot::Pie(_) => ChartType::Pie,
        Plot::Histogram { .. } => ChartType::Column,
        Plot::Scatter { .. } => ChartType::Scatter,
    }
}

fn colour(number: usize) -> Color {
    let [red, green, blue] = palette::light(Role::Series(number));
    Color::RGB(u32::from_be_bytes([0, red, green, blue]))
}

fn fill(number: usize) -> ChartSolidFill {
    let mut fill = ChartSolidFill::new();
    fill.set_color(colour(number));
    fill
}

fn paint(one: &mut ChartSeries, chart: &Chart, kind: ChartType, number: usize, rows: usize) {
    let mut format = ChartFormat::new();
    match kind {
        ChartType::Pie => {
            let colours: Vec<Color> = (0..rows.min(SERIES)).map(colour).collect();
            one.set_point_colors(&colours);
            one.set_data_label(
                rust_xlsxwriter::ChartDataLabel::new()
                    .show_percentage()
                    .show_leader_lines(),
            );
            return;
        }
        ChartType::Line | ChartType::ScatterStraight => {
            let mut line = ChartLine::new();
            line.set_color(colour(number)).set_width(2.0);
            one.set_format(format.set_line(&line));
            let mut marker = ChartMarker::new();
            // A line of one point would not be seen.
            if rows > 1 {
                marker.set_none();
            } else {
                marker.set_type(ChartMarkerType::Circle).set_size(7);
            }
            one.set_marker(&marker);
            return;
        }
        ChartType::Scatter => {
            let mut marker = ChartMarker::new();
            marker.set_type(ChartMarkerType::Circle).set_size(5);
            let mut paint = ChartFormat::new();
            paint.set_solid_fill(&fill(number)).set_no_border();
            one.set_marker(marker.set_format(&mut paint));
            return;
        }
        _ => {}
    }
    one.set_format(format.set_solid_fill(&fill(number)));
    match (&chart.plot, kind) {
        (Plot::Histogram { .. }, _) => {
            // Bars that touch are told apart by a thin line.
            let mut edge = ChartLine::new();
            edge.set_color(Color::White).set_width(0.75);
            one.set_format(format.set_border(&edge));
            one.set_gap(0);
        }
        (_, ChartType::ColumnStacked | ChartType::BarStacked) => {
            one.set_gap(60).set_overlap(100);
        }
        (_, ChartType::Column | ChartType::Bar) => {
            one.set_gap(60);
        }
        _ => {}
    }
}

fn axes(native: &mut Native, chart: &Chart, kind: ChartType, far: bool, locale: Locale) {
    let times = match &chart.plot {
        Plot::Line { scale, .. } | Plot::Area { scale, .. } => match scale {
            Scale::Times(times, style) => Some((times, style)),
            _ => None,
        },
        _ => None,
    };
    let lying = matches!(kind, ChartType::Bar | ChartType::BarStacked);
    // The axis of the categories is the upright one where bars lie.
    let x = if lying {
        native.y_axis()
    } else {
        native.x_axis()
    };
    name(x, &chart.x);
    if lying {
        // The first category is above, and the figures stay below.
        x.set_reverse();
        x.set_crossing(rust_xlsxwriter::ChartAxisCrossing::Max);
        x.set_major_gridlines(false);
    }
    match times {
        Some((times, style)) => {
            let days = days(times);
            let class = if days { Class::Day } else { Class::Time };
            if let Some(code) = code(style, class, locale) {
                x.set_num_format(code);
            }
            if days {
                x.set_date_axis(true);
                if let (Some(first), Some(last)) = (times.first(), times.last()) {
                    let span = (last.date() - first.date()).get_days();
                    steps(x, span);
                }
            }
        }
        None => {
            if matches!(chart.plot, Plot::Histogram { .. } | Plot::Scatter { .. })
                || kind == ChartType::ScatterStraight
            {
                figures_on(x, &chart.x.style, far, locale);
            }
        }
    }
    if matches!(kind, ChartType::Scatter | ChartType::ScatterStraight) {
        x.set_major_gridlines(false);
    }
    let y = if lying {
        native.x_axis()
    } else {
        native.y_axis()
    };
    name(y, &chart.y);
    figures_on(y, &chart.y.style, far, locale);
    let mut grid = ChartLine::new();
    grid.set_color(Color::RGB(0xe5e8ec)).set_width(0.75);
    y.set_major_gridlines(true);
    y.set_major_gridlines_line(&grid);
}

/// How far apart the days are that stand along an axis: a dozen at most.
fn steps(axis: &mut ChartAxis, span: i32) {
    let (unit, step) = match span {
        ..=12 => (ChartAxisDateUnitType::Days, 1),
        13..=84 => (ChartAxisDateUnitType::Days, 7),
        _ => (ChartAxisDateUnitType::Months, span / 365 + 1),
    };
    axis.set_major_unit_date_type(unit).set_major_unit(step);
}

/// Writes the figures of an axis as its style asks for.
fn figures_on(axis: &mut ChartAxis, style: &Style, far: bool, locale: Locale) {
    let code = match style {
        // Ticks may be whole or not; only large ones have groups.
        Style::Plain if locale.group.is_some() && !far => {
            Some("[>=1000]#,##0;[<=-1000]\\-#,##0;General".to_owned())
        }
        Style::Plain | Style::Raw => None,
        _ if far => None,
        style => code(style, Class::Whole, locale),
    };
    axis.set_num_format(code.unwrap_or_else(|| "General".to_owned()));
}

fn name(axis: &mut ChartAxis, of: &Axis) {
    let Some(label) = &of.label else { return };
    let mut label = short(&clean(label).replace('\n', " "), 255);
    // What reads like a reference to cells would be taken for one.
    if label.starts_with('=') || label.contains('!') {
        label = label
            .replace('!', "\u{2060}!\u{2060}")
            .replacen('=', "\u{2060}=", 1);
    }
    axis.set_name(&label);
    axis.set_name_font(ChartFont::new().set_size(9).unset_bold());
}
