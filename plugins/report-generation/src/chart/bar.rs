//! Bars: upright where the categories' names have room below them, else lying, a row for each.

use super::axis::{Axis, Base, range};
use super::canvas::{Canvas, LABEL, clipped};
use super::frame::{Frame, reading};
use super::scene::{Anchor, Role, Shape};
use super::{legend, typeface};
use crate::document::{Chart, Series, show};

/// What is drawn of categories; more would be no picture. The chart's note or table has the others.
const CATEGORIES: usize = 200;
/// So many rows lie below each other; with more, bars stand and only some have names.
const ROWS: usize = 48;

pub(super) struct Bars<'a> {
    categories: &'a [String],
    series: &'a [Series],
    stacked: bool,
    /// How many categories there are beyond those that are drawn.
    more: usize,
}

impl<'a> Bars<'a> {
    pub(super) fn new(categories: &'a [String], series: &'a [Series], stacked: bool) -> Self {
        let drawn = categories.len().min(CATEGORIES);
        Self {
            categories: &categories[..drawn],
            series,
            stacked: stacked && series.len() > 1,
            more: categories.len() - drawn,
        }
    }

    /// The bars of a category: the number of the series, and from which figure to which.
    fn of(&self, category: usize) -> impl Iterator<Item = (usize, f64, f64)> {
        let (mut above, mut below) = (0.0, 0.0);
        let figures = self
            .series
            .iter()
            .enumerate()
            .filter_map(move |(number, series)| {
                let figure = series.values.get(category).copied().flatten()?;
                figure.is_finite().then_some((number, figure))
            });
        figures.map(move |(number, figure)| {
            if !self.stacked {
                return (number, 0.0, figure);
            }
            let pile = if figure < 0.0 { &mut below } else { &mut above };
            let from = *pile;
            *pile += figure;
            (number, from, *pile)
        })
    }

    /// Bars beside each other, of each category.
    fn abreast(&self) -> usize {
        if self.stacked {
            1
        } else {
            self.series.len().max(1)
        }
    }

    fn ends(&self) -> Option<(f64, f64)> {
        range(
            (0..self.categories.len())
                .flat_map(|category| self.of(category))
                .map(|(_, _, to)| to),
        )
    }

    /// Whether names have an order of their own, such as `2026-03`: they stay on a line though some are left out.
    fn ordered(&self) -> bool {
        self.categories.len() > 8
            && self
                .categories
                .iter()
                .all(|name| name.starts_with(|sign: char| sign.is_ascii_digit()))
    }
}

pub(super) fn draw(canvas: &mut Canvas, chart: &Chart, bars: &Bars<'_>) {
    let Some(ends) = bars.ends() else {
        canvas.nothing();
        return;
    };
    let top = legend::draw(
        canvas,
        bars.series.iter().map(|series| series.name.as_str()),
    );
    let y = Axis::new(ends, Base::Zero, 5, &chart.y.style, canvas.locale);
    let frame = Frame::new(canvas, chart, &y, top);
    let slot = frame.width() / bars.categories.len() as f64;
    let fits = bars
        .categories
        .iter()
        .all(|name| typeface::width(name, LABEL) <= slot - 6.0);
    if fits || bars.ordered() || bars.categories.len() * bars.abreast() > ROWS {
        upright(canvas, chart, bars, &y, frame);
    } else {
        lying(canvas, chart, bars, ends, top);
    }
}

fn upright(canvas: &mut Canvas, chart: &Chart, bars: &Bars<'_>, y: &Axis, frame: Frame) {
    frame.rows(canvas, chart, y);
    let count = bars.categories.len();
    let slot = frame.width() / count as f64;
    let thick = (slot * 0.72 / bars.abreast() as f64).min(56.0);
    let middle = |category: usize| frame.left + slot * (category as f64 + 0.5);
    let texts: Vec<_> = (0..count)
        .map(|category| only(canvas, chart, bars, category))
        .collect();
    let written = texts
        .iter()
        .all(|text| typeface::width(text, LABEL) < slot - 4.0);
    for (category, text) in texts.iter().enumerate() {
        let begin = middle(category) - thick * bars.abreast() as f64 / 2.0;
        for (number, from, to) in bars.of(category) {
            let x = if bars.stacked {
                begin
            } else {
                begin + thick * number as f64
            };
            let (from, end) = (frame.height_of(y, from), frame.height_of(y, to));
            let shape = piece(canvas, bars, (x, from), (x + thick, end), number);
            canvas.add(shape);
            if written && bars.series.len() == 1 {
                // Below a bar that reaches down to the names there is no room: it stands on the bar's end then.
                let beside = if to < 0.0 {
                    (end + 9.0).min(frame.bottom - 6.0)
                } else {
                    end - 9.0
                };
                canvas.label(
                    middle(category),
                    beside,
                    text.as_str(),
                    Anchor::Middle,
                    Role::Text,
                );
            }
        }
    }
    frame.ground(canvas, y);
    frame.names(canvas, bars.categories, middle);
    frame.foot(canvas, chart);
    for (category, name) in bars.categories.iter().enumerate() {
        let title = reading(name, bars.series, category, &chart.y.style, canvas.locale);
        frame.reading(
            canvas,
            middle(category) - slot / 2.0,
            middle(category) + slot / 2.0,
            title,
        );
    }
    rest(canvas, bars);
}

fn lying(canvas: &mut Canvas, chart: &Chart, bars: &Bars<'_>, ends: (f64, f64), top: f64) {
    let count = bars.categories.len();
    let thick = if bars.abreast() > 1 { 12.0 } else { 18.0 };
    let row = thick * bars.abreast() as f64 + 10.0;
    let mut texts: Vec<_> = (0..count)
        .map(|category| only(canvas, chart, bars, category))
        .collect();
    let names = bars
        .categories
        .iter()
        .map(|name| typeface::width(name, LABEL))
        .fold(0.0, f64::max);
    let left = names.min(canvas.width * 0.34) + 8.0;
    let sides = if ends.0 < 0.0 { 2.0 } else { 1.0 };
    let mut beside = beside(&texts);
    if left + sides * beside > canvas.width * 0.75 {
        // Figures that leave the bars no room are in the readings alone.
        texts.fill(String::new());
        beside = self::beside(&texts);
    }
    // Figures are at the bars' ends: on both sides if some bars go to the left.
    let y = Axis::new(
        ends,
        Base::Zero,
        if canvas.width > 500.0 { 6 } else { 4 },
        &chart.y.style,
        canvas.locale,
    );
    let below = if chart.y.label.is_some() { 40.0 } else { 22.0 };
    let frame = Frame {
        left: left + if ends.0 < 0.0 { beside } else { 0.0 },
        right: canvas.width - beside.max(12.0),
        top: top + 2.0,
        bottom: top + 2.0 + row * count as f64,
    };
    canvas.height = frame.bottom + below;
    let along = |figure: f64| y.place(figure, frame.left, frame.right);
    for tick in &y.ticks {
        canvas.line(
            (along(tick.at), frame.top),
            (along(tick.at), frame.bottom),
            Role::Grid,
        );
    }
    for (category, name) in bars.categories.iter().enumerate() {
        let begin = frame.top + row * category as f64;
        let middle = begin + row / 2.0;
        canvas.cut(
            left - 8.0,
            middle,
            name,
            left - 7.9,
            Anchor::End,
            Role::Text,
        );
        for (number, from, to) in bars.of(category) {
            let place = if bars.stacked {
                0.0
            } else {
                thick * number as f64
            };
            let from = (along(from), begin + 5.0 + place);
            let shape = piece(canvas, bars, from, (along(to), from.1 + thick), number);
            canvas.add(shape);
            if bars.series.len() == 1 {
                let (x, anchor) = if to < 0.0 {
                    (-6.0, Anchor::End)
                } else {
                    (6.0, Anchor::Start)
                };
                canvas.label(
                    along(to) + x,
                    middle,
                    texts[category].as_str(),
                    anchor,
                    Role::Text,
                );
            }
        }
    }
    canvas.line(
        (along(0.0), frame.top),
        (along(0.0), frame.bottom),
        Role::Axis,
    );
    frame.columns(canvas, &y.ticks, along);
    if let Some(label) = &chart.y.label {
        let (x, middle) = ((frame.left + frame.right) / 2.0, canvas.height - 9.0);
        canvas.cut(x, middle, label, frame.width(), Anchor::Middle, Role::Muted);
    }
    for (category, name) in bars.categories.iter().enumerate() {
        let begin = frame.top + row * category as f64;
        let title = reading(name, bars.series, category, &chart.y.style, canvas.locale);
        let shape = canvas
            .rect((0.0, begin), (canvas.width, begin + row), 3.0)
            .titled(title);
        canvas.add(shape);
    }
    rest(canvas, bars);
}

/// The room that the widest of these texts takes beside its bar.
fn beside(texts: &[String]) -> f64 {
    let widths = texts.iter().map(|text| typeface::width(text, LABEL));
    widths.fold(0.0, f64::max) + 10.0
}

/// The text of the one figure that a category has; several are in the legend and the readings.
fn only(canvas: &Canvas, chart: &Chart, bars: &Bars<'_>, category: usize) -> String {
    match bars.series {
        [series] => match series.values.get(category).copied().flatten() {
            Some(figure) => show::number(figure, &chart.y.style, canvas.locale),
            None => String::new(),
        },
        _ => String::new(),
    }
}

fn piece(
    canvas: &mut Canvas,
    bars: &Bars<'_>,
    one: (f64, f64),
    other: (f64, f64),
    series: usize,
) -> Shape {
    let shape = canvas
        .rect(one, other, if bars.stacked { 0.0 } else { 2.0 })
        .filled(Role::Series(series));
    if bars.stacked || bars.abreast() > 1 {
        shape.stroked(Role::Background, 1.0)
    } else {
        shape
    }
}

/// Says that not all categories are drawn.
fn rest(canvas: &mut Canvas, bars: &Bars<'_>) {
    if bars.more > 0 {
        canvas.height += 20.0;
        let (x, middle) = (canvas.width - 1.0, canvas.height - 10.0);
        let text = clipped(&format!("{} more are not drawn", bars.more));
        canvas.label(x, middle, text, Anchor::End, Role::Muted);
    }
}
