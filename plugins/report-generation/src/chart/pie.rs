//! Parts of a whole, as a ring with its sum in the middle. The names stand in a list beside it, or below it where there
//! is no room: labels around a pie overlap as soon as its parts are small.

use std::borrow::Cow;
use std::f64::consts::TAU;

use super::canvas::{Canvas, LABEL, clipped};
use super::palette::SERIES;
use super::scene::{Anchor, Form, Role, Shape, Step};
use super::{Size, typeface};
use crate::document::{Chart, Slice, Style, show};

/// A part that is drawn.
struct Part<'a> {
    name: Cow<'a, str>,
    figure: f64,
    share: f64,
}

const ROW: f64 = 24.0;

pub(super) fn draw(canvas: &mut Canvas, chart: &Chart, slices: &[Slice]) {
    let parts = parts(slices);
    if parts.is_empty() {
        canvas.nothing();
        return;
    }
    let list = ROW * parts.len() as f64;
    let (middle, outer, left, top) = match canvas.size {
        Size::Wide => {
            canvas.height = (list + 16.0).max(248.0);
            let middle = canvas.height / 2.0;
            ((124.0, middle), 112.0, 290.0, middle - list / 2.0)
        }
        Size::Narrow => {
            canvas.height = 220.0 + list + 8.0;
            ((canvas.width / 2.0, 104.0), 96.0, 4.0, 220.0)
        }
    };
    ring(canvas, chart, &parts, middle, outer);
    let right = match canvas.size {
        Size::Wide => f64::min(left + 400.0, canvas.width - 4.0),
        Size::Narrow => canvas.width - 4.0,
    };
    for (number, part) in parts.iter().enumerate() {
        let y = top + ROW * (number as f64 + 0.5);
        if number > 0 {
            canvas.line((left, y - ROW / 2.0), (right, y - ROW / 2.0), Role::Grid);
        }
        let swatch = canvas
            .rect((left, y - 5.0), (left + 10.0, y + 5.0), 2.5)
            .filled(Role::Series(number));
        canvas.add(swatch);
        let share = show::number(part.share, &Style::Percent(1), canvas.locale);
        let figure = show::number(part.figure, &chart.y.style, canvas.locale);
        canvas.text(right, y, share, Anchor::End, Role::Text, (LABEL, 600));
        let room = typeface::width(&figure, LABEL);
        let beside = right - 58.0;
        canvas.label(beside, y, figure, Anchor::End, Role::Muted);
        canvas.cut(
            left + 18.0,
            y,
            &part.name,
            beside - room - 12.0 - left - 18.0,
            Anchor::Start,
            Role::Text,
        );
    }
}

/// The parts that are drawn, the largest first: at most as many as there are colours, the small ones together.
fn parts(slices: &[Slice]) -> Vec<Part<'_>> {
    let mut sorted: Vec<_> = slices
        .iter()
        .filter(|slice| slice.value > 0.0 && slice.value.is_finite())
        .collect();
    sorted.sort_by(|one, other| other.value.total_cmp(&one.value));
    // Halved until the sum is a number.
    let largest = sorted.first().map_or(1.0, |slice| slice.value);
    let whole: f64 = sorted.iter().map(|slice| slice.value / largest).sum();
    let shown = match sorted.len() {
        count if count <= SERIES => count,
        _ => SERIES - 1,
    };
    let mut parts: Vec<_> = sorted[..shown]
        .iter()
        .map(|slice| Part {
            name: Cow::Borrowed(slice.name.as_str()),
            figure: slice.value,
            share: slice.value / largest / whole,
        })
        .collect();
    let rest = &sorted[shown..];
    if !rest.is_empty() {
        let figure = rest.iter().map(|slice| slice.value / largest).sum::<f64>();
        parts.push(Part {
            name: format!("{} others", rest.len()).into(),
            figure: figure * largest,
            share: figure / whole,
        });
    }
    parts
}

fn ring(canvas: &mut Canvas, chart: &Chart, parts: &[Part<'_>], middle: (f64, f64), outer: f64) {
    let inner = outer * 0.6;
    let mut begin = 0.0;
    for (number, part) in parts.iter().enumerate() {
        let end = (begin + part.share).min(1.0);
        let form = Form::Path(sector(middle, inner, outer, begin, end));
        let share = show::number(part.share, &Style::Percent(1), canvas.locale);
        let figure = show::number(part.figure, &chart.y.style, canvas.locale);
        let title = format!("{}: {figure} ({share})", clipped(&part.name));
        let mut shape = Shape::new(form).filled(Role::Series(number)).titled(title);
        // A part that is a thousandth would be nothing but its border.
        if parts.len() > 1 && part.share > 0.004 {
            shape = shape.stroked(Role::Background, 1.5);
        }
        canvas.add(shape);
        begin = end;
    }
    let sum: f64 = parts.iter().map(|part| part.figure).sum();
    let text = show::number(sum, &chart.y.style, canvas.locale);
    let size = (inner * 1.6 / typeface::width(&text, 1.0).max(1.0)).min(22.0);
    canvas.text(
        middle.0,
        middle.1 - 7.0,
        text,
        Anchor::Middle,
        Role::Text,
        (size, 600),
    );
    canvas.label(
        middle.0,
        middle.1 + 14.0,
        "in total",
        Anchor::Middle,
        Role::Muted,
    );
}

/// A piece of a ring between two shares of its round, clockwise from the top.
fn sector(middle: (f64, f64), inner: f64, outer: f64, begin: f64, end: f64) -> Vec<Step> {
    let at = |share: f64, radius: f64| {
        let (sine, cosine) = (share * TAU).sin_cos();
        (middle.0 + radius * sine, middle.1 - radius * cosine)
    };
    let start = at(begin, outer);
    let mut steps = vec![Step::Move(start.0, start.1)];
    arc(&mut steps, at, outer, begin, end);
    let turn = at(end, inner);
    steps.push(Step::Line(turn.0, turn.1));
    arc(&mut steps, at, inner, end, begin);
    steps.push(Step::Close);
    steps
}

/// An arc as curves, each of a quarter at most: control points at 4/3·tan(angle/4) along the tangents.
fn arc(
    steps: &mut Vec<Step>,
    at: impl Fn(f64, f64) -> (f64, f64),
    radius: f64,
    begin: f64,
    end: f64,
) {
    let pieces = ((end - begin).abs() * 4.0).ceil().max(1.0);
    let part = (end - begin) / pieces;
    let reach = 4.0 / 3.0 * (part * TAU / 4.0).tan();
    let mut from = begin;
    for _ in 0..pieces as usize {
        let to = from + part;
        let (one, other) = (at(from, radius), at(to, radius));
        // The tangent of a place is the place a quarter further.
        let tangent = |share: f64| {
            let (ahead, back) = (at(share + 0.25, radius), at(share - 0.25, radius));
            ((ahead.0 - back.0) / 2.0, (ahead.1 - back.1) / 2.0)
        };
        let (leave, arrive) = (tangent(from), tangent(to));
        steps.push(Step::Curve([
            one.0 + leave.0 * reach,
            one.1 + leave.1 * reach,
            other.0 - arrive.0 * reach,
            other.1 - arrive.1 * reach,
            other.0,
            other.1,
        ]));
        from = to;
    }
}
