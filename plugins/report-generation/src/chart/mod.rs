//! Charts as scenes: shapes with places, sizes and parts to play, which HTML makes SVG of and PDF draws.
//!
//! A scene has no colours but [`Role`]s, so that HTML follows a reader's light or dark and paper does not; [`palette`]
//! says what they are. It has neither the chart's title nor its note: whoever places it sets them as text.
//!
//! What was weighed: `plotters` and `charts-rs` both compile to WASM. The interface between `plotters` and what it draws on
//! has whole pixels and fixed colours, no roles and no hover texts; its labels overlap, its ticks stop at differences
//! below 2e-16, and its time axes want a second crate for dates. `charts-rs` makes finished SVG with fixed colours, which
//! PDF could only read back. So the layout is our own, on `jiff` for the calendar; the numbers' ticks are multiples of 1, 2
//! and 5, after Heckbert's "Nice Numbers for Graph Labels" (Graphics Gems, 1990).

mod axis;
mod bar;
mod canvas;
mod frame;
mod histogram;
mod legend;
mod line;
pub mod palette;
mod pie;
mod scatter;
mod scene;
mod time;
mod typeface;

use crate::document::{Chart, Locale, Plot};

use self::canvas::Canvas;

pub use self::scene::{Anchor, Form, Paint, Role, Scene, Shape, Step, Stroke};
pub use self::typeface::width as text_width;

/// How much room a chart has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// The width of a page.
    Wide,
    /// The width of a telephone.
    Narrow,
}

/// Draws a chart.
pub fn scene(chart: &Chart, size: Size, locale: Locale) -> Scene {
    let mut canvas = Canvas::new(size, locale);
    match &chart.plot {
        Plot::Bar {
            categories,
            series,
            stacked,
        } => bar::draw(
            &mut canvas,
            chart,
            &bar::Bars::new(categories, series, *stacked),
        ),
        Plot::Line { scale, series } => {
            line::draw(&mut canvas, chart, scale, series, line::Kind::Line)
        }
        Plot::Area { scale, series } => {
            line::draw(&mut canvas, chart, scale, series, line::Kind::Area)
        }
        Plot::Pie(slices) => pie::draw(&mut canvas, chart, slices),
        Plot::Histogram { edges, counts } => histogram::draw(&mut canvas, chart, edges, counts),
        Plot::Scatter { series } => scatter::draw(&mut canvas, chart, series),
    }
    canvas.finish()
}

#[cfg(test)]
mod tests;
