//! How often values lie in each range.

use super::axis::{Axis, Base, range};
use super::canvas::Canvas;
use super::frame::Frame;
use super::scene::Role;
use crate::document::{Chart, show};

pub(super) fn draw(canvas: &mut Canvas, chart: &Chart, edges: &[f64], counts: &[u64]) {
    let ends = range(edges.iter().copied());
    let (Some(ends), Some(top)) = (ends, counts.iter().max().filter(|top| **top > 0)) else {
        canvas.nothing();
        return;
    };
    // Half a value cannot be: ticks of few values are whole.
    let ticks = usize::try_from(*top).unwrap_or(usize::MAX).min(5);
    let y = Axis::new(
        (0.0, *top as f64),
        Base::Zero,
        ticks,
        &chart.y.style,
        canvas.locale,
    );
    let frame = Frame::new(canvas, chart, &y, 0.0);
    frame.rows(canvas, chart, &y);
    let ticks = (frame.width() / 64.0) as usize;
    let x = Axis::new(ends, Base::Exact, ticks, &chart.x.style, canvas.locale);
    let along = |figure: f64| x.place(figure, frame.left, frame.right);
    let bins = || edges.windows(2).zip(counts);
    for (edges, count) in bins() {
        let (from, to) = (along(edges[0]), along(edges[1]));
        // A line of what lies behind between bars, where they are wide enough for one.
        let gap = if to - from > 3.0 { 0.5 } else { 0.0 };
        let (bottom, height) = (frame.height_of(&y, 0.0), frame.height_of(&y, *count as f64));
        let shape = canvas
            .rect((from + gap, bottom), (to - gap, height), 1.0)
            .filled(Role::Series(0));
        canvas.add(shape);
    }
    frame.ground(canvas, &y);
    frame.columns(canvas, &x.ticks, along);
    frame.foot(canvas, chart);
    for (edges, count) in bins() {
        let text = |figure| show::number(figure, &chart.x.style, canvas.locale);
        let count = show::number(*count as f64, &chart.y.style, canvas.locale);
        let title = format!("{} to {}: {count}", text(edges[0]), text(edges[1]));
        frame.reading(canvas, along(edges[0]), along(edges[1]), title);
    }
}
