//! Outlines of shapes, in points from the upper left corner of their page.

/// A step of an outline. The numbers are pairs of x and y; of a curve, two points that pull it and its end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    Move([f32; 2]),
    Line([f32; 2]),
    Curve([f32; 6]),
    Close,
}

/// An outline.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Path {
    pub(super) steps: Vec<Step>,
}

impl Path {
    pub(super) fn move_to(&mut self, x: f32, y: f32) {
        self.steps.push(Step::Move([x, y]));
    }

    pub(super) fn line_to(&mut self, x: f32, y: f32) {
        self.steps.push(Step::Line([x, y]));
    }

    pub(super) fn curve_to(&mut self, numbers: [f32; 6]) {
        self.steps.push(Step::Curve(numbers));
    }

    pub(super) fn close(&mut self) {
        self.steps.push(Step::Close);
    }

    /// The outline, if it is one: it goes somewhere, and every number of it is one that a page has.
    pub(super) fn finish(self) -> Option<Self> {
        let is_sound = |step: &Step| match step {
            Step::Move(numbers) | Step::Line(numbers) => sound(numbers),
            Step::Curve(numbers) => sound(numbers),
            Step::Close => true,
        };
        let is_outline = self.steps.len() > 1 && matches!(self.steps[0], Step::Move(_));
        (is_outline && self.steps.iter().all(is_sound)).then_some(self)
    }

    /// A rectangle, its corners rounded.
    pub(super) fn rectangle(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Option<Self> {
        let mut path = Self::default();
        let (right, bottom) = (x + width, y + height);
        let radius = radius.min(width / 2.0).min(height / 2.0);
        if radius > 0.0 {
            // How far the points that pull a quarter of a circle are from its corner.
            let pull = radius * (1.0 - 0.552_285);
            path.move_to(x + radius, y);
            path.line_to(right - radius, y);
            path.curve_to([right - pull, y, right, y + pull, right, y + radius]);
            path.line_to(right, bottom - radius);
            path.curve_to([
                right,
                bottom - pull,
                right - pull,
                bottom,
                right - radius,
                bottom,
            ]);
            path.line_to(x + radius, bottom);
            path.curve_to([x + pull, bottom, x, bottom - pull, x, bottom - radius]);
            path.line_to(x, y + radius);
            path.curve_to([x, y + pull, x + pull, y, x + radius, y]);
        } else {
            path.move_to(x, y);
            path.line_to(right, y);
            path.line_to(right, bottom);
            path.line_to(x, bottom);
        }
        path.close();
        path.finish().filter(|_| width > 0.0 && height > 0.0)
    }
}

/// Whether numbers are places on or near a page. Readers of PDF have trouble far beyond.
fn sound(numbers: &[f32]) -> bool {
    numbers.iter().all(|number| number.abs() < 30_000.0)
}
