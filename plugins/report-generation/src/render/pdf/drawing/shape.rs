//! The shapes of SVG (SVG 1.1, 8 and 9) as segments of paths.

use roxmltree::Node;
use svgtypes::{
    Length, LengthUnit, PointsParser, SimplePathSegment as Segment, SimplifyingPathParser,
};

/// How wide and high what is seen is: what percentages are of.
#[derive(Debug, Clone, Copy)]
pub(super) struct View(pub(super) f64, pub(super) f64);

/// How far the points that pull a quarter of a circle are from its ends, as a part of its radius.
const PULL: f64 = 0.552_284_749_8;

impl View {
    /// A length that goes neither along the bottom nor upwards.
    pub(super) fn length(self, text: &str) -> Option<f64> {
        length(text, self.0.hypot(self.1) / 2_f64.sqrt())
    }
}

/// A length in pixels; none if it is a part of something.
pub(super) fn pixels(text: &str) -> Option<f64> {
    let length: Length = text.trim().parse().ok()?;
    Some(match length.unit {
        LengthUnit::None | LengthUnit::Px => length.number,
        LengthUnit::Em => length.number * 16.0,
        LengthUnit::Ex => length.number * 8.0,
        LengthUnit::In => length.number * 96.0,
        LengthUnit::Cm => length.number * 96.0 / 2.54,
        LengthUnit::Mm => length.number * 96.0 / 25.4,
        LengthUnit::Pt => length.number * 4.0 / 3.0,
        LengthUnit::Pc => length.number * 16.0,
        LengthUnit::Percent => return None,
    })
}

fn length(text: &str, whole: f64) -> Option<f64> {
    match text.trim().strip_suffix('%') {
        Some(part) => Some(part.trim().parse::<f64>().ok()? / 100.0 * whole),
        None => pixels(text),
    }
}

/// What an element draws, if it is a shape.
pub(super) fn of(node: Node<'_, '_>, view: View) -> Option<Vec<Segment>> {
    let along = |name| node.attribute(name).and_then(|text| length(text, view.0));
    let upwards = |name| node.attribute(name).and_then(|text| length(text, view.1));
    let point = |x, y| (along(x).unwrap_or_default(), upwards(y).unwrap_or_default());
    match node.tag_name().name() {
        "path" => {
            let segments = SimplifyingPathParser::from(node.attribute("d")?);
            // What stands before a mistake is drawn (SVG 1.1, F.2).
            Some(segments.map_while(Result::ok).collect())
        }
        "rect" => {
            let (width, height) = (along("width")?, upwards("height")?);
            let (rx, ry) = (along("rx"), upwards("ry"));
            let (rx, ry) = (rx.or(ry).unwrap_or_default(), ry.or(rx).unwrap_or_default());
            let radii = (
                rx.clamp(0.0, width.max(0.0) / 2.0),
                ry.clamp(0.0, height.max(0.0) / 2.0),
            );
            (width > 0.0 && height > 0.0).then(|| rounded(point("x", "y"), (width, height), radii))
        }
        "circle" => {
            let radius = view.length(node.attribute("r")?)?;
            ellipse(point("cx", "cy"), (radius, radius))
        }
        "ellipse" => {
            let (rx, ry) = (along("rx"), upwards("ry"));
            ellipse(point("cx", "cy"), (rx.or(ry)?, ry.or(rx)?))
        }
        "line" => Some(joined([point("x1", "y1"), point("x2", "y2")], false)),
        "polyline" => Some(joined(PointsParser::from(node.attribute("points")?), false)),
        "polygon" => Some(joined(PointsParser::from(node.attribute("points")?), true)),
        _ => None,
    }
}

fn joined(points: impl IntoIterator<Item = (f64, f64)>, is_closed: bool) -> Vec<Segment> {
    let points = points.into_iter().enumerate();
    let mut segments: Vec<Segment> = points
        .map(|(number, (x, y))| match number {
            0 => Segment::MoveTo { x, y },
            _ => Segment::LineTo { x, y },
        })
        .collect();
    if is_closed {
        segments.push(Segment::ClosePath);
    }
    segments
}

fn ellipse((x, y): (f64, f64), (rx, ry): (f64, f64)) -> Option<Vec<Segment>> {
    let (width, height) = (2.0 * rx, 2.0 * ry);
    (rx > 0.0 && ry > 0.0).then(|| rounded((x - rx, y - ry), (width, height), (rx, ry)))
}

/// A rectangle, its corners rounded.
fn rounded((x, y): (f64, f64), (width, height): (f64, f64), (rx, ry): (f64, f64)) -> Vec<Segment> {
    let (right, bottom) = (x + width, y + height);
    if rx <= 0.0 || ry <= 0.0 {
        return joined([(x, y), (right, y), (right, bottom), (x, bottom)], true);
    }
    let (px, py) = (rx * (1.0 - PULL), ry * (1.0 - PULL));
    let line = |x, y| Segment::LineTo { x, y };
    let curve = |x1, y1, x2, y2, x, y| Segment::CurveTo {
        x1,
        y1,
        x2,
        y2,
        x,
        y,
    };
    vec![
        Segment::MoveTo { x: x + rx, y },
        line(right - rx, y),
        curve(right - px, y, right, y + py, right, y + ry),
        line(right, bottom - ry),
        curve(right, bottom - py, right - px, bottom, right - rx, bottom),
        line(x + rx, bottom),
        curve(x + px, bottom, x, bottom - py, x, bottom - ry),
        line(x, y + ry),
        curve(x, y + py, x + px, y, x + rx, y),
        Segment::ClosePath,
    ]
}
