//! Which colour is which series.

use super::canvas::{Canvas, LABEL, clipped};
use super::scene::{Anchor, Role};
use super::typeface;

/// More names than these would be longer than the chart.
const NAMES: usize = 24;
const ROW: f64 = 20.0;

/// Draws a legend at the top, in as many rows as it needs, and returns where it ends. One series needs none.
pub(super) fn draw<'a>(canvas: &mut Canvas, names: impl ExactSizeIterator<Item = &'a str>) -> f64 {
    let count = names.len();
    if count < 2 {
        return 0.0;
    }
    let (mut x, mut middle) = (1.0, 8.0);
    let mut place = |canvas: &mut Canvas, text: &str, role: Option<Role>| {
        let swatch = if role.is_some() { 16.0 } else { 0.0 };
        let text = typeface::fit(text, LABEL, canvas.width * 0.6);
        let width = swatch + typeface::width(&text, LABEL);
        if x > 1.0 && x + width > canvas.width {
            (x, middle) = (1.0, middle + ROW);
        }
        if let Some(role) = role {
            let shape = canvas
                .rect((x, middle - 5.0), (x + 10.0, middle + 5.0), 2.5)
                .filled(role);
            canvas.add(shape);
        }
        canvas.label(
            x + swatch,
            middle,
            text,
            Anchor::Start,
            if role.is_some() {
                Role::Text
            } else {
                Role::Muted
            },
        );
        x += width + 16.0;
    };
    for (number, name) in names.take(NAMES).enumerate() {
        place(canvas, &clipped(name), Some(Role::Series(number)));
    }
    if count > NAMES {
        place(canvas, &format!("and {} more", count - NAMES), None);
    }
    let end = middle + ROW;
    canvas.height += end;
    end
}
