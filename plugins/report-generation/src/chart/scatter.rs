//! Dots.

use std::collections::HashSet;

use super::axis::{Axis, Base, range};
use super::canvas::{Canvas, clipped};
use super::frame::Frame;
use super::legend;
use super::scene::{Form, Role, Shape};
use crate::document::{Chart, show};

/// Dots that a pointer learns of; among more it would find none.
const READINGS: usize = 600;

pub(super) fn draw(canvas: &mut Canvas, chart: &Chart, series: &[(String, Vec<(f64, f64)>)]) {
    let dots = || {
        series
            .iter()
            .flat_map(|(_, dots)| dots)
            .filter(|dot| dot.0.is_finite() && dot.1.is_finite())
    };
    let (Some(across), Some(up)) = (
        range(dots().map(|dot| dot.0)),
        range(dots().map(|dot| dot.1)),
    ) else {
        canvas.nothing();
        return;
    };
    let count = dots().count();
    let top = legend::draw(canvas, series.iter().map(|(name, _)| name.as_str()));
    let y = Axis::new(up, Base::Near, 5, &chart.y.style, canvas.locale);
    let frame = Frame::new(canvas, chart, &y, top);
    frame.rows(canvas, chart, &y);
    let ticks = (frame.width() / 80.0) as usize;
    let x = Axis::new(across, Base::Near, ticks, &chart.x.style, canvas.locale);
    let along = |figure: f64| x.place(figure, frame.left, frame.right);
    for tick in &x.ticks {
        canvas.line(
            (along(tick.at), frame.top),
            (along(tick.at), frame.bottom),
            Role::Grid,
        );
    }
    frame.ground(canvas, &y);
    frame.columns(canvas, &x.ticks, along);
    frame.foot(canvas, chart);

    let (radius, opacity) = if count > READINGS {
        (2.0, 0.45)
    } else {
        (3.5, 0.7)
    };
    for (number, (name, dots)) in series.iter().enumerate() {
        // Of dots that lie on each other to half a point, one is drawn: a million of them are still a picture.
        let mut taken = HashSet::new();
        for (right, up) in dots
            .iter()
            .filter(|dot| dot.0.is_finite() && dot.1.is_finite())
        {
            let (cx, cy) = (along(*right), frame.height_of(&y, *up));
            let cell = if count > READINGS { 1.5 } else { 0.25 };
            if !taken.insert(((cx / cell) as i32, (cy / cell) as i32)) {
                continue;
            }
            let mut dot = Shape::new(Form::Circle {
                x: cx,
                y: cy,
                radius,
            })
            .tinted(Role::Series(number), opacity);
            if count <= READINGS {
                let right = show::number(*right, &chart.x.style, canvas.locale);
                let up = show::number(*up, &chart.y.style, canvas.locale);
                dot = dot.titled(match series.len() {
                    1 => format!("{right}, {up}"),
                    _ => format!("{}: {right}, {up}", clipped(name)),
                });
            }
            canvas.add(dot);
        }
    }
}
