//! The logo: a PNG picture as it is, an SVG drawing as shapes. What cannot be drawn is noted.
//!
//! What was weighed for SVG: `usvg` alone reads shapes and styles; `krilla-svg` would draw gradients, masks and letters too,
//! with a shaper, a font database and a rasteriser for filters, of more code than the rest of the plugin.

use krilla::geom::{Path, PathBuilder};
use krilla::image::Image;
use usvg::tiny_skia_path::{PathSegment, Transform};
use usvg::{Group, ImageHrefResolver, Node, Options, Paint, Tree};

use super::flow::Flow;
use super::leaf::{Ink, Mark};
use super::page::Page;
use super::tree::{Id, Part};
use crate::document::Logo;

/// How many points a PNG picture may have.
const POINTS: u64 = 16_000_000;

/// How many shapes an SVG drawing may have.
const SHAPES: usize = 2_000;

/// Draws the logo at the top, no higher and no wider than this.
pub(super) fn draw(flow: &mut Flow, logo: &Logo, most: (f32, f32)) {
    let part = flow.tree.add(None, Part::Figure("Logo".to_owned()));
    let result = match logo {
        Logo::Png(bytes) => png(flow, part, bytes, most),
        Logo::Svg(text) => svg(flow, part, text, most),
    };
    match result {
        Ok(height) => flow.y += height + 12.0,
        Err(note) => flow.notes.push(note.to_owned()),
    }
}

fn png(flow: &mut Flow, part: Id, bytes: &[u8], most: (f32, f32)) -> Result<f32, &'static str> {
    let image = match points(bytes) {
        Some(points) if points <= POINTS => Image::from_png(bytes.to_vec().into(), true).ok(),
        _ => None,
    };
    let image =
        image.ok_or("The logo could not be read as a PNG picture of at most 16 million points.")?;
    let (across, down) = image.size();
    let scale = scale((across as f32, down as f32), most);
    let (width, height) = (across as f32 * scale, down as f32 * scale);
    let mark = Mark::Picture {
        x: Page::SIDE,
        y: flow.y,
        width,
        height,
        image,
    };
    flow.mark(Some(part), mark);
    Ok(height)
}

/// How many points a PNG picture says it has: its head is at a fixed place.
fn points(bytes: &[u8]) -> Option<u64> {
    let side = |at: usize| -> Option<u64> {
        let bytes: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(bytes).into())
    };
    side(16)?.checked_mul(side(20)?)
}

fn scale((width, height): (f32, f32), (high, wide): (f32, f32)) -> f32 {
    (high / height.max(1.0)).min(wide / width.max(1.0))
}

fn svg(flow: &mut Flow, part: Id, text: &str, most: (f32, f32)) -> Result<f32, &'static str> {
    let options = Options {
        // Nothing is looked up, neither in files nor in the drawing itself.
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_str(text, &options)
        .map_err(|_| "The logo could not be read as an SVG drawing.")?;
    let size = tree.size();
    let scale = scale((size.width(), size.height()), most);
    let place = Transform::from_row(scale, 0.0, 0.0, scale, Page::SIDE, flow.y);
    let mut marks = Vec::new();
    group(tree.root(), 1.0, place, &mut marks);
    if marks.is_empty() {
        return Err("The logo has no shapes that PDF files show.");
    }
    for mark in marks {
        flow.mark(Some(part), mark);
    }
    if text.contains("<text") {
        let note = "Letters in the logo are not shown: they need fonts of its own.";
        flow.notes.push(note.to_owned());
    }
    Ok(size.height() * scale)
}

fn group(group: &Group, opacity: f32, place: Transform, marks: &mut Vec<Mark>) {
    let opacity = opacity * group.opacity().get();
    for node in group.children() {
        if marks.len() >= SHAPES {
            return;
        }
        match node {
            Node::Group(below) => self::group(below, opacity, place, marks),
            Node::Path(path) if path.is_visible() => {
                let place = place.pre_concat(path.abs_transform());
                let Some(outline) = outline(path.data(), place) else {
                    continue;
                };
                let fill = path
                    .fill()
                    .map(|fill| ink(fill.paint(), opacity * fill.opacity().get()));
                let stroke = path.stroke().map(|stroke| {
                    let (x, y) = place.get_scale();
                    let width = stroke.width().get() * (x + y) / 2.0;
                    let opacity = opacity * stroke.opacity().get();
                    (ink(stroke.paint(), opacity), width)
                });
                marks.push(Mark::Shape {
                    path: outline,
                    fill,
                    stroke,
                });
            }
            Node::Path(_) | Node::Image(_) | Node::Text(_) => {}
        }
    }
}

/// The colour of a paint; of one that runs from colour to colour, the first.
fn ink(paint: &Paint, opacity: f32) -> Ink {
    let colour = match paint {
        Paint::Color(colour) => Some(*colour),
        Paint::LinearGradient(gradient) => gradient.stops().first().map(|stop| stop.color()),
        Paint::RadialGradient(gradient) => gradient.stops().first().map(|stop| stop.color()),
        Paint::Pattern(_) => None,
    };
    let colour = colour.map_or([0x80; 3], |colour| [colour.red, colour.green, colour.blue]);
    Ink {
        colour,
        opacity: opacity.clamp(0.0, 1.0),
    }
}

fn outline(path: &usvg::tiny_skia_path::Path, place: Transform) -> Option<Path> {
    let path = path.clone().transform(place)?;
    let mut outline = PathBuilder::new();
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(to) => outline.move_to(to.x, to.y),
            PathSegment::LineTo(to) => outline.line_to(to.x, to.y),
            PathSegment::QuadTo(one, to) => outline.quad_to(one.x, one.y, to.x, to.y),
            PathSegment::CubicTo(one, two, to) => {
                outline.cubic_to(one.x, one.y, two.x, two.y, to.x, to.y);
            }
            PathSegment::Close => outline.close(),
        }
    }
    outline.finish()
}
