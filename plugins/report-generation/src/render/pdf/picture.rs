//! Charts, drawn from the scene that HTML has too.

use super::face::Face;
use super::flow::Flow;
use super::leaf::{Ink, Mark};
use super::page::Page;
use super::path::Path;
use super::tree::{Id, Part};
use crate::chart::{self, Anchor, Form, Paint, Shape, Size, Step, palette};
use crate::document::Chart;

/// How many characters of a text in a chart are looked at.
const TEXT: usize = 400;

/// Draws a chart, its title above it and its note below, all on one page.
pub(super) fn chart(flow: &mut Flow, above: Option<Id>, chart: &Chart) {
    let scene = chart::scene(chart, Size::Wide, flow.locale);
    let scale = flow.page.room() / scene.width as f32;
    let height = scene.height as f32 * scale;
    flow.need(height + around(chart));
    flow.caption(above, &chart.title);
    flow.need(height);
    let part = flow.tree.add(above, Part::Figure(chart.summary.clone()));
    let place = Place {
        x: Page::SIDE,
        y: flow.y,
        scale,
    };
    for shape in &scene.shapes {
        draw(flow, part, shape, place);
    }
    flow.y += height;
    if let Some(note) = &chart.note {
        flow.note(above, note);
    }
}

/// How much room a chart takes.
pub(super) fn height(flow: &Flow, chart: &Chart) -> f32 {
    let scene = chart::scene(chart, Size::Wide, flow.locale);
    scene.height as f32 * flow.page.room() / scene.width as f32 + around(chart)
}

/// How much room its title and its note take, if they are short.
fn around(chart: &Chart) -> f32 {
    if chart.note.is_some() { 44.0 } else { 26.0 }
}

/// Where a scene is on its page.
#[derive(Clone, Copy)]
struct Place {
    x: f32,
    y: f32,
    scale: f32,
}

impl Place {
    fn point(self, x: f64, y: f64) -> (f32, f32) {
        (
            self.x + x as f32 * self.scale,
            self.y + y as f32 * self.scale,
        )
    }

    fn length(self, length: f64) -> f32 {
        length as f32 * self.scale
    }
}

fn ink(paint: Paint) -> Ink {
    Ink {
        colour: palette::light(paint.role),
        opacity: paint.opacity.clamp(0.0, 1.0) as f32,
    }
}

fn draw(flow: &mut Flow, part: Id, shape: &Shape, place: Place) {
    let path = match &shape.form {
        Form::Text {
            x,
            y,
            text,
            anchor,
            size,
            weight,
        } => {
            let face = if *weight >= 600 {
                Face::Bold
            } else {
                Face::Regular
            };
            let size = place.length(*size);
            let text = flow.faces.prepare(text, TEXT).replace('\n', " ");
            let width = flow.faces.width(&text, face, size);
            let (x, y) = place.point(*x, *y);
            let x = match anchor {
                Anchor::Start => x,
                Anchor::Middle => x - width / 2.0,
                Anchor::End => x - width,
            };
            let ink = shape.fill.map_or(Ink::TEXT, ink);
            let mark = Mark::Text {
                x,
                y,
                text,
                face,
                size,
                ink,
            };
            return flow.mark(Some(part), mark);
        }
        Form::Rect {
            x,
            y,
            width,
            height,
            radius,
        } => {
            let (x, y) = place.point(*x, *y);
            let (width, height) = (place.length(*width), place.length(*height));
            Path::rectangle(x, y, width, height, place.length(*radius))
        }
        Form::Circle { x, y, radius } => {
            let (x, y) = place.point(*x, *y);
            let radius = place.length(*radius);
            Path::rectangle(x - radius, y - radius, 2.0 * radius, 2.0 * radius, radius)
        }
        Form::Path(steps) => path(steps, place),
    };
    let fill = shape.fill.map(ink);
    let stroke = shape
        .stroke
        .map(|stroke| (ink(stroke.paint), place.length(stroke.width)));
    // What has no paint is there for a pointer alone.
    if let (Some(path), true) = (path, fill.is_some() || stroke.is_some()) {
        flow.mark(Some(part), Mark::Shape { path, fill, stroke });
    }
}

fn path(steps: &[Step], place: Place) -> Option<Path> {
    let mut path = Path::default();
    for step in steps {
        match step {
            Step::Move(x, y) => {
                let (x, y) = place.point(*x, *y);
                path.move_to(x, y);
            }
            Step::Line(x, y) => {
                let (x, y) = place.point(*x, *y);
                path.line_to(x, y);
            }
            Step::Curve([x1, y1, x2, y2, x, y]) => {
                let (x1, y1) = place.point(*x1, *y1);
                let (x2, y2) = place.point(*x2, *y2);
                let (x, y) = place.point(*x, *y);
                path.curve_to([x1, y1, x2, y2, x, y]);
            }
            Step::Close => path.close(),
        }
    }
    path.finish()
}
