//! Drawings, and what becomes of them.

use super::*;
use crate::render::pdf::path::Step;

/// An outline, what fills it, and the line around it.
type Shown = (Path, Option<Ink>, Option<(Ink, f32)>);

fn marks(inside: &str) -> Vec<Shown> {
    let text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"10 20 100 50\">{inside}</svg>"
    );
    let drawing = read(&text).unwrap();
    assert_eq!(drawing.size(), (100.0, 50.0));
    let shapes = drawing.marks((0.0, 0.0), 2.0).into_iter();
    shapes
        .map(|mark| match mark {
            Mark::Shape { path, fill, stroke } => (path, fill, stroke),
            _ => panic!("no shape"),
        })
        .collect()
}

fn colours(inside: &str) -> Vec<Option<[u8; 3]>> {
    let fills = marks(inside).into_iter().map(|(_, fill, _)| fill);
    fills.map(|ink| ink.map(|ink| ink.colour)).collect()
}

#[test]
fn shapes_become_outlines_where_they_are_seen() {
    let boxed = [
        Step::Move([0.0, 0.0]),
        Step::Line([20.0, 0.0]),
        Step::Line([20.0, 10.0]),
        Step::Line([0.0, 10.0]),
        Step::Close,
    ];
    for same in [
        "<rect x=\"10\" y=\"20\" width=\"10\" height=\"5\"/>",
        "<rect x=\"10\" y=\"20\" width=\"10%\" height=\"10%\"/>",
        "<polygon points=\"10,20 20,20 20 25 10 25\"/>",
        "<path d=\"M10 20h10v5H10z\"/>",
        "<g transform=\"translate(10 20) scale(10 5)\"><path d=\"M0,0 1,0 1,1 0,1Z\"/></g>",
    ] {
        assert_eq!(marks(same)[0].0.steps, boxed, "{same}");
    }
    assert_eq!(
        marks("<line x1=\"10\" y1=\"20\" x2=\"11\" y2=\"21\"/>")[0]
            .0
            .steps
            .len(),
        2
    );
    for round in [
        "<circle cx=\"20\" cy=\"30\" r=\"5\"/>",
        "<ellipse cx=\"20\" cy=\"30\" rx=\"5\"/>",
        "<rect x=\"15\" y=\"25\" width=\"10\" height=\"10\" rx=\"5\"/>",
    ] {
        let steps = &marks(round)[0].0.steps;
        let curves = steps.iter().filter(|step| matches!(step, Step::Curve(_)));
        assert_eq!(
            (curves.count(), &steps[0]),
            (4, &Step::Move([20.0, 10.0])),
            "{round}"
        );
    }
    // An arc and a curve with one point that pulls become curves with two.
    let curved = &marks("<path d=\"M10 20 q5 5 10 0 a5 5 0 0 1 10 0\"/>")[0]
        .0
        .steps;
    assert!(
        curved.len() > 2
            && curved[1..]
                .iter()
                .all(|step| matches!(step, Step::Curve(_)))
    );
    let nothing = "<rect width=\"0\" height=\"5\"/><circle r=\"-1\"/><path d=\"nonsense\"/><path/><defs><rect/></defs>";
    assert!(marks(nothing).is_empty());
    assert!(read("<html/>").is_none() && read("<svg").is_none());
}

#[test]
fn looks_come_from_attributes_rules_styles_and_what_is_around() {
    let rect = |about: &str| format!("<rect width=\"1\" height=\"1\" {about}/>");
    let style = "<style>.a{fill:#010203} rect.b{fill:red} #c{fill:blue}</style>";
    for (about, colour) in [
        ("", Some([0, 0, 0])),
        ("fill=\"#102030\"", Some([16, 32, 48])),
        ("fill=\"none\" stroke=\"red\"", None),
        ("class=\"a\" fill=\"white\"", Some([1, 2, 3])),
        ("class=\"a b\"", Some([255, 0, 0])),
        ("id=\"c\" class=\"b\"", Some([0, 0, 255])),
        (
            "class=\"b\" style=\"fill: rgb(0, 128, 0)\"",
            Some([0, 128, 0]),
        ),
        ("color=\"#070809\" fill=\"currentColor\"", Some([7, 8, 9])),
        ("fill=\"nonsense\"", Some([0, 0, 0])),
    ] {
        assert_eq!(
            colours(&format!("{style}{}", rect(about))),
            [colour],
            "{about}"
        );
    }
    let within = format!(
        "<g fill=\"lime\" opacity=\"0.5\">{}</g>",
        rect("fill-opacity=\"50%\"")
    );
    let ink = marks(&within)[0].1.unwrap();
    assert_eq!((ink.colour, ink.opacity), ([0, 255, 0], 0.25));
    for unseen in ["display=\"none\"", "visibility=\"hidden\"", "fill=\"none\""] {
        assert!(marks(&rect(unseen)).is_empty(), "{unseen}");
    }
    let gradients = "<linearGradient id=\"a\"><stop stop-color=\"#0a0b0c\"/><stop stop-color=\"red\"/></linearGradient>\
                     <radialGradient id=\"b\" href=\"#a\"/><radialGradient id=\"d\" href=\"#d\"/>";
    for (id, colour) in [
        ("a", [10, 11, 12]),
        ("b", [10, 11, 12]),
        ("d", [128; 3]),
        ("e", [128; 3]),
    ] {
        let filled = rect(&format!("fill=\"url(#{id})\""));
        assert_eq!(
            colours(&format!("{gradients}{filled}")),
            [Some(colour)],
            "{id}"
        );
    }
    // A line grows with what it is in.
    let stroke = "<g transform=\"scale(3)\" stroke=\"red\" stroke-width=\"2\"><path d=\"M0 0h1\" fill=\"none\"/></g>";
    assert_eq!(marks(stroke)[0].2.unwrap().1, 12.0);
}

#[test]
fn letters_are_noted_and_what_is_too_deep_or_too_much_is_left_out() {
    let text = "<svg xmlns=\"http://www.w3.org/2000/svg\"><g><text>A</text></g></svg>";
    assert!(read(text).unwrap().has_letters);
    let deep = format!(
        "{}<rect width=\"1\" height=\"1\"/>{}",
        "<g>".repeat(80),
        "</g>".repeat(80)
    );
    assert!(marks(&deep).is_empty());
    assert_eq!(
        marks(&"<rect width=\"1\" height=\"1\"/>".repeat(3_000)).len(),
        SHAPES
    );
}
