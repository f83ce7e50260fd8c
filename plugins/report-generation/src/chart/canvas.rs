//! What charts are drawn on: collects shapes, and knows the sizes that all charts share.

use super::scene::{Anchor, Form, Role, Scene, Shape, Step};
use super::{Size, typeface};
use crate::document::Locale;

/// The size of labels.
pub(super) const LABEL: f64 = 12.0;

pub(super) struct Canvas {
    pub(super) size: Size,
    pub(super) locale: Locale,
    pub(super) width: f64,
    pub(super) height: f64,
    shapes: Vec<Shape>,
}

impl Canvas {
    pub(super) fn new(size: Size, locale: Locale) -> Self {
        let (width, height) = match size {
            Size::Wide => (760.0, 320.0),
            Size::Narrow => (400.0, 280.0),
        };
        Self {
            size,
            locale,
            width,
            height,
            shapes: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Scene {
        Scene {
            width: self.width,
            height: self.height,
            shapes: self.shapes,
        }
    }

    pub(super) fn add(&mut self, shape: Shape) {
        self.shapes.push(shape);
    }

    /// A text in the usual size, upright at `y`'s middle.
    pub(super) fn label(
        &mut self,
        x: f64,
        middle: f64,
        text: impl Into<String>,
        anchor: Anchor,
        role: Role,
    ) {
        self.text(x, middle, text, anchor, role, (LABEL, 400));
    }

    /// A text whose letters' middle is at `middle`, in a size and a weight.
    pub(super) fn text(
        &mut self,
        x: f64,
        middle: f64,
        text: impl Into<String>,
        anchor: Anchor,
        role: Role,
        (size, weight): (f64, u16),
    ) {
        let text = text.into();
        if text.is_empty() {
            return;
        }
        self.add(
            Shape::new(Form::Text {
                x,
                y: middle + size * 0.36,
                text,
                anchor,
                size,
                weight,
            })
            .filled(role),
        );
    }

    /// A text that is cut where its room ends; a pointer on it learns all of it.
    pub(super) fn cut(
        &mut self,
        x: f64,
        middle: f64,
        text: &str,
        room: f64,
        anchor: Anchor,
        role: Role,
    ) {
        let fitted = typeface::fit(text, LABEL, room);
        let whole = fitted == text;
        self.label(x, middle, fitted, anchor, role);
        if !whole && let Some(shape) = self.shapes.last_mut() {
            shape.title = Some(clipped(text));
        }
    }

    /// A straight line.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), role: Role) {
        self.add(
            Shape::new(Form::Path(vec![
                Step::Move(from.0, from.1),
                Step::Line(to.0, to.1),
            ]))
            .stroked(role, 1.0),
        );
    }

    /// A rectangle between two corners, in any order.
    pub(super) fn rect(&mut self, one: (f64, f64), other: (f64, f64), radius: f64) -> Shape {
        let (width, height) = ((other.0 - one.0).abs(), (other.1 - one.1).abs());
        Shape::new(Form::Rect {
            x: one.0.min(other.0),
            y: one.1.min(other.1),
            width,
            height,
            radius: radius.min(width / 2.0).min(height / 2.0),
        })
    }

    /// Says that there is nothing to draw.
    pub(super) fn nothing(&mut self) {
        self.height = 96.0;
        let frame = self
            .rect((0.5, 0.5), (self.width - 0.5, self.height - 0.5), 6.0)
            .stroked(Role::Grid, 1.0);
        self.add(frame);
        let (x, y) = (self.width / 2.0, self.height / 2.0);
        self.label(x, y, "Nothing to show", Anchor::Middle, Role::Muted);
    }
}

/// A name as hover texts show it: what nobody would read to its end is cut.
pub(super) fn clipped(text: &str) -> String {
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
