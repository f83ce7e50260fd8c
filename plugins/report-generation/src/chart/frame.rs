//! The axes around a plot, and what stands beside them.

use super::axis::{Axis, Tick};
use super::canvas::{Canvas, LABEL, clipped};
use super::scene::{Anchor, Role, Shape};
use super::typeface;
use crate::document::{Chart, Locale, Series, Style, show};

/// How high a line of labels is.
const LINE: f64 = 18.0;
/// Between labels on a line.
const BETWEEN: f64 = 10.0;

/// The place of a plot within its axes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

impl Frame {
    /// Room for a plot below `top`, with the labels of `y` at its left and a line of labels below it.
    pub(super) fn new(canvas: &Canvas, chart: &Chart, y: &Axis, top: f64) -> Self {
        let unit = if chart.y.label.is_some() { LINE } else { 0.0 };
        let below = if chart.x.label.is_some() {
            2.0 * LINE + 4.0
        } else {
            LINE + 4.0
        };
        Self {
            left: (y.width(LABEL) + 8.0).min(canvas.width * 0.4),
            right: canvas.width - 8.0,
            top: top + unit + 8.0,
            bottom: canvas.height - below,
        }
    }

    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Where a figure of the axis at the side lies.
    pub(super) fn height_of(&self, y: &Axis, figure: f64) -> f64 {
        y.place(figure, self.bottom, self.top)
    }

    /// Lines across the plot at the figures of the axis at the side, and what they are.
    pub(super) fn rows(&self, canvas: &mut Canvas, chart: &Chart, y: &Axis) {
        for tick in &y.ticks {
            let at = self.height_of(y, tick.at);
            canvas.line((self.left, at), (self.right, at), Role::Grid);
            canvas.label(
                self.left - 8.0,
                at,
                tick.label.as_str(),
                Anchor::End,
                Role::Muted,
            );
        }
        if let Some(label) = &chart.y.label {
            canvas.cut(
                0.0,
                self.top - LINE,
                label,
                canvas.width,
                Anchor::Start,
                Role::Muted,
            );
        }
    }

    /// The line that figures stand on: at zero, or at the bottom where zero is not shown.
    pub(super) fn ground(&self, canvas: &mut Canvas, y: &Axis) {
        let at = self.height_of(y, 0.0);
        canvas.line((self.left, at), (self.right, at), Role::Axis);
    }

    /// The labels of the axis along the bottom: all of them, or every second, third and so on where there is no room.
    pub(super) fn columns(&self, canvas: &mut Canvas, ticks: &[Tick], place: impl Fn(f64) -> f64) {
        let labels: Vec<(f64, f64, &str)> = ticks
            .iter()
            .map(|tick| {
                let half = typeface::width(&tick.label, LABEL) / 2.0;
                // The first and the last may not stand out of the picture.
                let at = place(tick.at).min(canvas.width - half).max(half);
                (at, half, tick.label.as_str())
            })
            .collect();
        let apart = |each: &usize| {
            let kept: Vec<_> = labels.iter().step_by(*each).collect();
            kept.windows(2)
                .all(|pair| pair[0].0 + pair[0].1 + BETWEEN <= pair[1].0 - pair[1].1)
        };
        let each = (1..=labels.len()).find(apart).unwrap_or(1);
        for (at, _, label) in labels.iter().step_by(each) {
            canvas.label(
                *at,
                self.bottom + LINE * 0.75,
                *label,
                Anchor::Middle,
                Role::Muted,
            );
        }
    }

    /// The names along the bottom, each in the middle of its place: all of them, or every second, third and so on.
    pub(super) fn names(
        &self,
        canvas: &mut Canvas,
        names: &[String],
        place: impl Fn(usize) -> f64,
    ) {
        let slot = if names.len() > 1 {
            place(1) - place(0)
        } else {
            self.width()
        };
        let widest = names
            .iter()
            .map(|name| typeface::width(name, LABEL))
            .fold(0.0, f64::max);
        let widest = widest.min(canvas.width * 0.3);
        let each = ((widest + BETWEEN) / slot).ceil().max(1.0) as usize;
        let mut end = f64::NEG_INFINITY;
        for (number, name) in names.iter().enumerate().step_by(each) {
            let half = typeface::width(&typeface::fit(name, LABEL, widest), LABEL) / 2.0;
            let at = place(number).min(canvas.width - half).max(half);
            // Those at the sides were moved inwards.
            if at - half < end {
                continue;
            }
            end = at + half + BETWEEN / 2.0;
            canvas.cut(
                at,
                self.bottom + LINE * 0.75,
                name,
                widest + 0.1,
                Anchor::Middle,
                Role::Muted,
            );
        }
    }

    /// What is measured along the bottom.
    pub(super) fn foot(&self, canvas: &mut Canvas, chart: &Chart) {
        if let Some(label) = &chart.x.label {
            let (x, middle) = ((self.left + self.right) / 2.0, canvas.height - LINE / 2.0);
            let room = self.width();
            canvas.cut(x, middle, label, room, Anchor::Middle, Role::Muted);
        }
    }

    /// A place that shows nothing, and whose title a pointer learns: as high as the plot.
    pub(super) fn reading(&self, canvas: &mut Canvas, from: f64, to: f64, title: String) {
        let (from, to) = (from.max(self.left), to.min(self.right));
        if to > from {
            let shape: Shape = canvas
                .rect((from, self.top), (to, self.bottom), 0.0)
                .titled(title);
            canvas.add(shape);
        }
    }
}

/// What a pointer learns of a place: its name, and the figure of each series.
pub(super) fn reading(
    name: &str,
    series: &[Series],
    place: usize,
    style: &Style,
    locale: Locale,
) -> String {
    const LINES: usize = 12;
    let figure = |series: &Series| match series.values.get(place).copied().flatten() {
        Some(figure) => show::number(figure, style, locale),
        None => "–".to_owned(),
    };
    if let [only] = series {
        return format!("{}: {}", clipped(name), figure(only));
    }
    let mut text = clipped(name);
    for series in series.iter().take(LINES) {
        text.push_str(&format!("\n{}: {}", clipped(&series.name), figure(series)));
    }
    if series.len() > LINES {
        text.push_str(&format!("\nand {} more", series.len() - LINES));
    }
    text
}
