//! What every chart must keep: nothing outside its picture, no labels on each other, whatever the figures are.

use jiff::ToSpan;
use jiff::civil::datetime;
use proptest::prelude::*;

use super::*;
use crate::document::{Axis, Scale, Series, Slice, Style};

fn chart(plot: Plot) -> Chart {
    Chart {
        title: "Title".into(),
        summary: "What it shows.".into(),
        x: Axis::new("Along", Style::Plain),
        y: Axis::new("Up", Style::Plain),
        plot,
        note: None,
    }
}

/// What a shape covers: left, top, right, bottom.
fn extent(shape: &Shape) -> (f64, f64, f64, f64) {
    match &shape.form {
        Form::Rect {
            x,
            y,
            width,
            height,
            ..
        } => (*x, *y, x + width, y + height),
        Form::Circle { x, y, radius } => (x - radius, y - radius, x + radius, y + radius),
        Form::Text {
            x,
            y,
            text,
            anchor,
            size,
            ..
        } => {
            // Without the room for wider fonts.
            let width = text_width(text, *size) / 1.15;
            let left = match anchor {
                Anchor::Start => *x,
                Anchor::Middle => x - width / 2.0,
                Anchor::End => x - width,
            };
            (left, y - size * 0.75, left + width, y + size * 0.2)
        }
        Form::Path(steps) => steps.iter().fold(
            (f64::MAX, f64::MAX, f64::MIN, f64::MIN),
            |(left, top, right, bottom), step| {
                let (x, y) = match step {
                    Step::Move(x, y) | Step::Line(x, y) => (*x, *y),
                    Step::Curve(places) => (places[4], places[5]),
                    Step::Close => return (left, top, right, bottom),
                };
                (left.min(x), top.min(y), right.max(x), bottom.max(y))
            },
        ),
    }
}

fn check(chart: &Chart) -> Result<(), TestCaseError> {
    for size in [Size::Wide, Size::Narrow] {
        let scene = scene(chart, size, Locale::default());
        prop_assert!(scene.shapes.len() < 10_000, "{} shapes", scene.shapes.len());
        let mut texts = Vec::new();
        for shape in &scene.shapes {
            let (left, top, right, bottom) = extent(shape);
            let within = left >= -4.0
                && top >= -4.0
                && right <= scene.width + 4.0
                && bottom <= scene.height + 4.0;
            prop_assert!(
                within && left.is_finite() && bottom.is_finite(),
                "{:?} of {:?}",
                shape,
                (scene.width, scene.height)
            );
            if let Form::Text { .. } = shape.form {
                texts.push((left, top, right, bottom, shape));
            }
        }
        for (number, one) in texts.iter().enumerate() {
            for other in &texts[number + 1..] {
                let apart =
                    one.2 <= other.0 || other.2 <= one.0 || one.3 <= other.1 || other.3 <= one.1;
                prop_assert!(apart, "{:?} on {:?}", one.4.form, other.4.form);
            }
        }
    }
    Ok(())
}

fn figures() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -1000.0..1000.0_f64,
        2 => 0.0..1.0_f64,
        1 => Just(0.0),
        1 => any::<f64>(),
        1 => 1e9..1e13_f64,
    ]
}

fn series(places: usize) -> impl Strategy<Value = Vec<Series>> {
    let values = prop::collection::vec(prop::option::weighted(0.9, figures()), places);
    let one = ("\\PC{0,30}", values).prop_map(|(name, values)| Series { name, values });
    prop::collection::vec(one, 1..5)
}

fn plots() -> impl Strategy<Value = Plot> {
    let names = prop::collection::vec("\\PC{0,40}", 0..70);
    let bars = (names, any::<bool>()).prop_flat_map(|(categories, stacked)| {
        series(categories.len()).prop_map(move |series| Plot::Bar {
            categories: categories.clone(),
            series,
            stacked,
        })
    });
    let times = (0..60_usize, 1..100_000_000_i64).prop_map(|(count, apart)| {
        let first = datetime(2020, 1, 1, 0, 0, 0, 0);
        let times =
            (0..count as i64).map(|number| first.saturating_add((number * apart).seconds()));
        Scale::Times(times.collect(), Style::Plain)
    });
    let numbers = prop::collection::vec(figures(), 0..60).prop_map(|mut numbers| {
        numbers.sort_by(f64::total_cmp);
        Scale::Numbers(numbers)
    });
    let categories = prop::collection::vec("\\PC{0,40}", 0..60).prop_map(Scale::Categories);
    let scales = prop_oneof![times, numbers, categories];
    let lines = (scales, any::<bool>()).prop_flat_map(|(scale, area)| {
        let places = match &scale {
            Scale::Categories(places) => places.len(),
            Scale::Numbers(places) => places.len(),
            Scale::Times(places, _) => places.len(),
        };
        series(places).prop_map(move |series| match (area, scale.clone()) {
            (true, scale) => Plot::Area { scale, series },
            (false, scale) => Plot::Line { scale, series },
        })
    });
    let slice = ("\\PC{0,60}", figures()).prop_map(|(name, value)| Slice { name, value });
    let pies = prop::collection::vec(slice, 0..30).prop_map(Plot::Pie);
    let histograms = prop::collection::vec((figures(), 0..1_000_000_u64), 0..40).prop_map(|bins| {
        let mut edges: Vec<f64> = bins
            .iter()
            .map(|bin| bin.0)
            .filter(|edge| edge.is_finite())
            .collect();
        edges.sort_by(f64::total_cmp);
        let counts = bins
            .iter()
            .map(|bin| bin.1)
            .take(edges.len().saturating_sub(1))
            .collect();
        Plot::Histogram { edges, counts }
    });
    let dots = prop::collection::vec((figures(), figures()), 0..50);
    let scatters = prop::collection::vec(("\\PC{0,30}", dots), 0..4)
        .prop_map(|series| Plot::Scatter { series });
    prop_oneof![bars, lines, pies, histograms, scatters]
}

proptest! {
    #[test]
    fn every_chart_keeps_within_its_picture_and_its_labels_apart(plot in plots()) {
        check(&chart(plot))?;
    }
}

#[test]
fn the_figure_of_a_bar_that_reaches_down_is_not_on_its_name() {
    for figure in [-784.82, -799.9, -800.0, -1e-9, -1e13] {
        let plot = Plot::Bar {
            categories: vec!["a name".into()],
            series: vec![Series {
                name: String::new(),
                values: vec![Some(figure)],
            }],
            stacked: false,
        };
        check(&chart(plot)).unwrap();
    }
}

fn says_nothing(plot: Plot) -> bool {
    let scene = scene(&chart(plot), Size::Wide, Locale::default());
    scene
        .shapes
        .iter()
        .any(|shape| matches!(&shape.form, Form::Text { text, .. } if text == "Nothing to show"))
}

#[test]
fn a_chart_without_figures_says_that_there_is_nothing_to_show() {
    let empty = || Series {
        name: "empty".into(),
        values: vec![None],
    };
    assert!(says_nothing(Plot::Bar {
        categories: vec!["one".into()],
        series: vec![empty()],
        stacked: false,
    }));
    assert!(says_nothing(Plot::Line {
        scale: Scale::Categories(vec!["one".into()]),
        series: vec![empty()],
    }));
    assert!(says_nothing(Plot::Pie(vec![])));
    assert!(says_nothing(Plot::Histogram {
        edges: vec![],
        counts: vec![],
    }));
    assert!(says_nothing(Plot::Scatter { series: vec![] }));
    assert!(!says_nothing(Plot::Line {
        scale: Scale::Numbers(vec![3.0]),
        series: vec![Series {
            name: "one point".into(),
            values: vec![Some(0.0)],
        }],
    }));
}

#[test]
fn a_missing_figure_is_a_gap_in_a_line() {
    let plot = Plot::Line {
        scale: Scale::Numbers((0..5).map(f64::from).collect()),
        series: vec![Series {
            name: "gap".into(),
            values: vec![Some(1.0), Some(2.0), None, Some(4.0), Some(5.0)],
        }],
    };
    let scene = scene(&chart(plot), Size::Wide, Locale::default());
    let lines = scene.shapes.iter().filter(|shape| {
        matches!(shape.form, Form::Path(_))
            && shape
                .stroke
                .is_some_and(|stroke| stroke.paint.role == Role::Series(0))
    });
    assert_eq!(lines.count(), 2);
}

#[test]
fn a_hundred_thousand_places_are_a_picture_and_keep_their_peak() {
    let values: Vec<_> = (0..100_000)
        .map(|place| {
            Some(if place == 54_321 {
                1000.0
            } else {
                f64::from(place % 7)
            })
        })
        .collect();
    let plot = Plot::Line {
        scale: Scale::Numbers((0..100_000).map(f64::from).collect()),
        series: vec![Series {
            name: "many".into(),
            values,
        }],
    };
    let scene = scene(&chart(plot), Size::Wide, Locale::default());
    let steps = scene.shapes.iter().filter_map(|shape| match &shape.form {
        Form::Path(steps)
            if shape
                .stroke
                .is_some_and(|stroke| stroke.paint.role == Role::Series(0)) =>
        {
            Some(steps)
        }
        _ => None,
    });
    let steps: Vec<_> = steps.flatten().collect();
    assert!(steps.len() < 7000, "{}", steps.len());
    let top = steps.iter().filter_map(|step| match step {
        Step::Line(_, y) => Some(*y),
        _ => None,
    });
    assert!(top.fold(f64::MAX, f64::min) < 60.0);
}

#[test]
fn the_parts_of_a_pie_are_one_whole_and_small_ones_are_together() {
    let slices = (1..=20).map(|number| Slice {
        name: format!("part {number}"),
        value: f64::from(number),
    });
    let scene = scene(
        &chart(Plot::Pie(slices.collect())),
        Size::Wide,
        Locale::default(),
    );
    let texts: Vec<_> = scene
        .shapes
        .iter()
        .filter_map(|shape| match &shape.form {
            Form::Text { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert!(
        texts.contains(&"13 others") && texts.contains(&"210"),
        "{texts:?}"
    );
    let shares = texts
        .iter()
        .filter_map(|text| text.strip_suffix('%')?.parse::<f64>().ok());
    assert!((shares.sum::<f64>() - 100.0).abs() < 0.5);
}
