//! Lines, and the areas below them. A missing figure is a gap, and a figure between two gaps a dot.

use std::borrow::Cow;

use super::axis::{Axis, Base, range};
use super::canvas::Canvas;
use super::frame::{Frame, reading};
use super::scene::{Form, Role, Shape, Step};
use super::{legend, time};
use crate::document::{Chart, Scale, Series, Style, Value, show};

/// How the figures are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// By a line.
    Line,
    /// By a line with the area below it filled.
    Area,
}

/// With more places than these, a line has no dot at each.
const DOTS: usize = 31;
/// Places that a pointer learns of.
const READINGS: usize = 240;

/// From where to where a series goes at each place: up from zero, or from the series below it.
type Band = Vec<Option<(f64, f64)>>;

pub(super) fn draw(
    canvas: &mut Canvas,
    chart: &Chart,
    scale: &Scale,
    series: &[Series],
    kind: Kind,
) {
    let (bands, stacked) = bands(series, kind);
    let figures = bands.iter().flatten().flatten();
    let Some(ends) = range(figures.map(|(_, to)| *to)) else {
        canvas.nothing();
        return;
    };
    let top = legend::draw(canvas, series.iter().map(|series| series.name.as_str()));
    let base = if kind == Kind::Area {
        Base::Zero
    } else {
        Base::Near
    };
    let y = Axis::new(ends, base, 5, &chart.y.style, canvas.locale);
    let frame = Frame::new(canvas, chart, &y, top);
    frame.rows(canvas, chart, &y);

    let places = Places::new(canvas, chart, scale, &frame);
    for (number, band) in bands.iter().enumerate() {
        let points: Vec<Option<Point>> = band
            .iter()
            .zip(&places.at)
            .map(|(figures, x)| {
                figures.map(|(from, to)| Point {
                    x: *x,
                    from: frame.height_of(&y, from),
                    to: frame.height_of(&y, to),
                })
            })
            .collect();
        let dotted = places.at.len() <= DOTS;
        for run in points.split(Option::is_none).filter(|run| !run.is_empty()) {
            let run: Vec<Point> = run.iter().copied().flatten().collect();
            joined(canvas, &thinned(&run), number, kind, stacked, dotted);
        }
    }
    frame.ground(canvas, &y);
    match scale {
        Scale::Categories(names) => frame.names(canvas, names, |number| places.at[number]),
        _ => frame.columns(canvas, &places.axis.ticks, |at| {
            places.axis.place(at, frame.left, frame.right)
        }),
    }
    frame.foot(canvas, chart);
    readings(canvas, chart, scale, series, &places, &frame);
}

/// A figure on the picture: where it lies, and where the area below it begins.
#[derive(Debug, Clone, Copy)]
struct Point {
    x: f64,
    from: f64,
    to: f64,
}

/// The bands of the series, and whether they lie on each other. Areas do, unless some go below zero: a pile of those would say
/// nothing true, so they lie behind each other.
fn bands(series: &[Series], kind: Kind) -> (Vec<Band>, bool) {
    let finite = |figure: &Option<f64>| figure.filter(|figure| figure.is_finite());
    let negative = series
        .iter()
        .flat_map(|series| &series.values)
        .filter_map(finite)
        .any(|figure| figure < 0.0);
    let stacked = kind == Kind::Area && series.len() > 1 && !negative;
    if !stacked {
        let band = |series: &Series| {
            series
                .values
                .iter()
                .map(|figure| finite(figure).map(|figure| (0.0, figure)))
                .collect()
        };
        return (series.iter().map(band).collect(), false);
    }
    let places = series
        .iter()
        .map(|series| series.values.len())
        .max()
        .unwrap_or(0);
    let mut pile = vec![0.0; places];
    let all_missing: Vec<bool> = (0..places)
        .map(|place| {
            series
                .iter()
                .all(|series| series.values.get(place).and_then(finite).is_none())
        })
        .collect();
    let bands = series
        .iter()
        .map(|series| {
            (0..places)
                .map(|place| {
                    // A series that has no figure here adds nothing; where none has one there is a gap.
                    let figure = series.values.get(place).and_then(finite).unwrap_or(0.0);
                    let from = pile[place];
                    pile[place] += figure;
                    (!all_missing[place]).then_some((from, pile[place]))
                })
                .collect()
        })
        .collect();
    (bands, true)
}

/// Where the places of a scale lie along the bottom.
struct Places {
    at: Vec<f64>,
    axis: Axis,
}

impl Places {
    fn new(canvas: &Canvas, chart: &Chart, scale: &Scale, frame: &Frame) -> Self {
        let count = (frame.width() / 64.0).max(2.0) as usize;
        let (figures, axis): (Cow<'_, [f64]>, Axis) = match scale {
            Scale::Categories(names) => {
                let figures: Vec<_> = (0..names.len()).map(|number| number as f64).collect();
                let last = names.len().saturating_sub(1) as f64;
                let axis = Axis::new((0.0, last), Base::Exact, count, &Style::Raw, canvas.locale);
                (figures.into(), axis)
            }
            Scale::Numbers(numbers) => {
                let ends = range(numbers.iter().copied()).unwrap_or((0.0, 1.0));
                (
                    numbers.as_slice().into(),
                    Axis::new(ends, Base::Exact, count, &chart.x.style, canvas.locale),
                )
            }
            Scale::Times(times, style) => {
                let figures: Vec<_> = times.iter().copied().map(time::place).collect();
                let (first, last) = match (times.iter().min(), times.iter().max()) {
                    (Some(first), Some(last)) => (*first, *last),
                    _ => Default::default(),
                };
                (
                    figures.into(),
                    time::axis(first, last, count, style, canvas.locale),
                )
            }
        };
        let at = figures
            .iter()
            .map(|figure| axis.place(*figure, frame.left, frame.right))
            .collect();
        Self { at, axis }
    }
}

/// Draws figures without a gap between them.
fn joined(
    canvas: &mut Canvas,
    run: &[Point],
    series: usize,
    kind: Kind,
    stacked: bool,
    dotted: bool,
) {
    let role = Role::Series(series);
    let line: Vec<Step> = run
        .iter()
        .enumerate()
        .map(|(number, point)| match number {
            0 => Step::Move(point.x, point.to),
            _ => Step::Line(point.x, point.to),
        })
        .collect();
    if run.len() > 1 {
        if kind == Kind::Area {
            let mut outline = line.clone();
            outline.extend(
                run.iter()
                    .rev()
                    .map(|point| Step::Line(point.x, point.from)),
            );
            outline.push(Step::Close);
            canvas.add(
                Shape::new(Form::Path(outline)).tinted(role, if stacked { 0.55 } else { 0.22 }),
            );
        }
        canvas.add(Shape::new(Form::Path(line)).stroked(role, 2.0));
    }
    if run.len() == 1 || (dotted && kind == Kind::Line) {
        for point in run {
            let radius = if run.len() == 1 { 3.5 } else { 2.75 };
            let (x, y) = (point.x, point.to);
            canvas.add(
                Shape::new(Form::Circle { x, y, radius })
                    .filled(role)
                    .stroked(Role::Background, 1.0),
            );
        }
    }
}

/// No more figures than can be told apart: of all that lie within half a point of width, the first, the lowest, the
/// highest and the last, so that no peak is lost.
fn thinned(run: &[Point]) -> Cow<'_, [Point]> {
    if run.len() <= 1000 {
        return run.into();
    }
    let column = |point: &Point| (point.x * 2.0).floor();
    let mut kept = Vec::new();
    for same in run.chunk_by(|one, other| column(one) == column(other)) {
        let order = |one: &usize, other: &usize| same[*one].to.total_cmp(&same[*other].to);
        let low = (0..same.len()).min_by(order).unwrap_or(0);
        let high = (0..same.len()).max_by(order).unwrap_or(0);
        let mut chosen = [0, low, high, same.len() - 1];
        chosen.sort_unstable();
        let mut last = None;
        for number in chosen {
            if last.replace(number) != Some(number) {
                kept.push(same[number]);
            }
        }
    }
    kept.into()
}

/// What a pointer learns at each place, or at every second, third and so on where there are many.
fn readings(
    canvas: &mut Canvas,
    chart: &Chart,
    scale: &Scale,
    series: &[Series],
    places: &Places,
    frame: &Frame,
) {
    let name = |number: usize| match scale {
        Scale::Categories(names) => names[number].clone(),
        Scale::Numbers(numbers) => show::number(numbers[number], &chart.x.style, canvas.locale),
        Scale::Times(times, style) => {
            show::value(&Value::Time(times[number]), style, canvas.locale)
        }
    };
    let each = places.at.len().div_ceil(READINGS).max(1);
    let at: Vec<(f64, String)> = (0..places.at.len())
        .step_by(each)
        .map(|number| {
            let title = reading(&name(number), series, number, &chart.y.style, canvas.locale);
            (places.at[number], title)
        })
        .collect();
    let between = |number: usize| (at[number].0 + at[number + 1].0) / 2.0;
    for number in 0..at.len() {
        let from = if number == 0 {
            frame.left
        } else {
            between(number - 1)
        };
        let to = if number + 1 == at.len() {
            frame.right
        } else {
            between(number)
        };
        frame.reading(canvas, from, to, at[number].1.clone());
    }
}
