//! What a chart is drawn with.

/// A drawing: shapes in the order they are painted, the origin at the top left, y downwards.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
    /// What is painted. All of it lies within the width and height.
    pub shapes: Vec<Shape>,
}

/// One thing that is painted.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Its outline, or its letters.
    pub form: Form,
    /// What it is filled with; letters always are.
    pub fill: Option<Paint>,
    /// The line around it, or along it.
    pub stroke: Option<Stroke>,
    /// What a pointer that rests on it learns. A shape that has a title and no paint is there for that alone: paper
    /// leaves it out.
    pub title: Option<String>,
}

/// An outline.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// A rectangle; `radius` rounds its corners.
    Rect {
        /// Its left side.
        x: f64,
        /// Its top.
        y: f64,
        /// Not negative.
        width: f64,
        /// Not negative.
        height: f64,
        /// At most half of the smaller side.
        radius: f64,
    },
    /// A circle.
    Circle {
        /// Its middle.
        x: f64,
        /// Its middle.
        y: f64,
        /// From the middle to the line.
        radius: f64,
    },
    /// Lines and curves; arcs are curves already. Begins with a [`Step::Move`].
    Path(Vec<Step>),
    /// One line of text.
    Text {
        /// Where its anchor is.
        x: f64,
        /// Its base line.
        y: f64,
        /// As it came from the data; not escaped.
        text: String,
        /// Which end of it is at `x`.
        anchor: Anchor,
        /// The size of its letters.
        size: f64,
        /// 400, or 600 for what stands out.
        weight: u16,
    },
}

/// A part of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Begins a new line here.
    Move(f64, f64),
    /// A straight line to here.
    Line(f64, f64),
    /// A cubic Bézier curve: two control points, and where it ends.
    Curve([f64; 6]),
    /// Back to where the line began.
    Close,
}

/// Which end of a text is where it was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// What is painted with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paint {
    /// Which part it plays: [`super::palette`] has its colours.
    pub role: Role,
    /// From 0, which nobody sees, to 1.
    pub opacity: f64,
}

/// A line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// What it is painted with.
    pub paint: Paint,
    /// How wide it is.
    pub width: f64,
}

/// The part that a shape plays in a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// What lies behind the chart.
    Background,
    /// Lines across the figures.
    Grid,
    /// The line that figures stand on.
    Axis,
    /// Texts.
    Text,
    /// Texts that may stand back: ticks, units.
    Muted,
    /// The series of this number, from 0; there are as many colours as [`super::palette::SERIES`], and then they begin again.
    Series(usize),
}

impl Shape {
    /// Something that is not yet painted.
    pub(super) fn new(form: Form) -> Self {
        Self {
            form,
            fill: None,
            stroke: None,
            title: None,
        }
    }

    pub(super) fn filled(self, role: Role) -> Self {
        self.tinted(role, 1.0)
    }

    pub(super) fn tinted(mut self, role: Role, opacity: f64) -> Self {
        self.fill = Some(Paint { role, opacity });
        self
    }

    pub(super) fn stroked(mut self, role: Role, width: f64) -> Self {
        self.stroke = Some(Stroke {
            paint: Paint { role, opacity: 1.0 },
            width,
        });
        self
    }

    pub(super) fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }
}
