//! An SVG drawing as shapes: paths and the shapes that have names, filled and with lines around them, moved, turned and scaled.
//!
//! Letters need fonts and are left out, with a note; clips and dashes are left out without one; of a gradient, its first
//! colour fills. What was weighed: `usvg` reads all of SVG, of which a logo has little, in 300 kB of code. What it stands on does the same here:
//! `svgtypes` parses paths, colours and lengths, and `simplecss` style sheets.

mod shape;
mod style;

use roxmltree::{Document, Node};
use svgtypes::{SimplePathSegment as Segment, Transform, ViewBox};

use self::shape::View;
use self::style::{Sheet, Style};
use super::leaf::{Ink, Mark};
use super::path::Path;

/// How many shapes a drawing may have.
const SHAPES: usize = 2_000;

/// How deep elements may stand in each other.
const DEPTH: usize = 64;

/// How large a drawing is that does not say so.
const SIDE: f64 = 100.0;

/// A drawing.
pub(super) struct Drawing {
    view: ViewBox,
    shapes: Vec<Drawn>,
    /// Whether there are letters, which are not shown.
    pub(super) has_letters: bool,
}

/// A shape, in the units of its own element, and where that is.
struct Drawn {
    segments: Vec<Segment>,
    place: Transform,
    fill: Option<Ink>,
    stroke: Option<(Ink, f64)>,
}

/// Reads a drawing. None if it is none.
pub(super) fn read(text: &str) -> Option<Drawing> {
    let document = Document::parse(text).ok()?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return None;
    }
    let view = view(root);
    let mut drawing = Drawing {
        view,
        shapes: Vec::new(),
        has_letters: false,
    };
    let styles: Vec<&str> = document
        .descendants()
        .filter(|node| node.tag_name().name() == "style")
        .filter_map(|node| node.text())
        .collect();
    let sheet = Sheet::new(&document, &styles);
    drawing.element(root, &sheet, Style::default(), Transform::default(), 0);
    Some(drawing)
}

/// The part of the plane that is seen.
fn view(root: Node<'_, '_>) -> ViewBox {
    let given = root.attribute("viewBox").and_then(|text| text.parse().ok());
    given.unwrap_or_else(|| {
        let side = |name| {
            let side = root.attribute(name).and_then(shape::pixels);
            side.filter(|side| *side > 0.0).unwrap_or(SIDE)
        };
        ViewBox {
            x: 0.0,
            y: 0.0,
            w: side("width"),
            h: side("height"),
        }
    })
}

impl Drawing {
    fn element(
        &mut self,
        node: Node<'_, '_>,
        sheet: &Sheet<'_, '_>,
        above: Style,
        place: Transform,
        depth: usize,
    ) {
        if depth > DEPTH || self.shapes.len() >= SHAPES {
            return;
        }
        let Some(style) = above.below(node, sheet) else {
            return;
        };
        let own = node.attribute("transform");
        let place = match own.map(str::parse) {
            Some(Ok(own)) => joined(place, own),
            _ => place,
        };
        match node.tag_name().name() {
            "svg" | "g" | "a" | "switch" => {
                for child in node.children().filter(Node::is_element) {
                    self.element(child, sheet, style, place, depth + 1);
                }
            }
            "text" => self.has_letters = true,
            _ => {
                let view = View(self.view.w, self.view.h);
                let (fill, stroke) = (style.fill(), style.stroke(view));
                if let Some(segments) = shape::of(node, view)
                    && (fill.is_some() || stroke.is_some())
                {
                    self.shapes.push(Drawn {
                        segments,
                        place,
                        fill,
                        stroke,
                    });
                }
            }
        }
    }

    /// How wide and high it is, in its own units.
    pub(super) fn size(&self) -> (f32, f32) {
        (self.view.w as f32, self.view.h as f32)
    }

    /// Its shapes on a page, from a point on.
    pub(super) fn marks(&self, (x, y): (f32, f32), scale: f32) -> Vec<Mark> {
        let (x, y, scale) = (f64::from(x), f64::from(y), f64::from(scale));
        let page = Transform {
            a: scale,
            b: 0.0,
            c: 0.0,
            d: scale,
            e: x - self.view.x * scale,
            f: y - self.view.y * scale,
        };
        let shapes = self.shapes.iter().filter_map(|shape| {
            let place = joined(page, shape.place);
            let path = path(&shape.segments, place)?;
            let wide = (place.a * place.d - place.b * place.c).abs().sqrt();
            let stroke = shape
                .stroke
                .map(|(ink, width)| (ink, (width * wide) as f32));
            Some(Mark::Shape {
                path,
                fill: shape.fill,
                stroke,
            })
        });
        shapes.collect()
    }
}

/// First the second of two, and then the first.
fn joined(first: Transform, second: Transform) -> Transform {
    let Transform { a, b, c, d, e, f } = first;
    Transform {
        a: a * second.a + c * second.b,
        b: b * second.a + d * second.b,
        c: a * second.c + c * second.d,
        d: b * second.c + d * second.d,
        e: a * second.e + c * second.f + e,
        f: b * second.e + d * second.f + f,
    }
}

fn path(segments: &[Segment], place: Transform) -> Option<Path> {
    let point = |x: f64, y: f64| {
        let Transform { a, b, c, d, e, f } = place;
        ((a * x + c * y + e) as f32, (b * x + d * y + f) as f32)
    };
    let mut path = Path::default();
    let mut last = (0.0, 0.0);
    for segment in segments {
        match *segment {
            Segment::MoveTo { x, y } => {
                last = point(x, y);
                path.move_to(last.0, last.1);
            }
            Segment::LineTo { x, y } => {
                last = point(x, y);
                path.line_to(last.0, last.1);
            }
            Segment::CurveTo {
                x1,
                y1,
                x2,
                y2,
                x,
                y,
            } => {
                let (one, two, end) = (point(x1, y1), point(x2, y2), point(x, y));
                path.curve_to([one.0, one.1, two.0, two.1, end.0, end.1]);
                last = end;
            }
            Segment::Quadratic { x1, y1, x, y } => {
                // The same curve with two points that pull it.
                let (pull, end) = (point(x1, y1), point(x, y));
                let between = |from: f32, to: f32| from + (to - from) * 2.0 / 3.0;
                path.curve_to([
                    between(last.0, pull.0),
                    between(last.1, pull.1),
                    between(end.0, pull.0),
                    between(end.1, pull.1),
                    end.0,
                    end.1,
                ]);
                last = end;
            }
            Segment::ClosePath => path.close(),
        }
    }
    path.finish()
}

#[cfg(test)]
mod tests;
