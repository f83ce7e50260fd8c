//! The logo: a PNG picture as it is, an SVG drawing as shapes. What cannot be drawn is noted.

use super::drawing;
use super::flow::Flow;
use super::image::Image;
use super::leaf::Mark;
use super::page::Page;
use super::tree::{Id, Part};
use crate::document::Logo;

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
    let image = Image::png(bytes)
        .ok_or("The logo could not be read as a PNG picture of at most 16 million points.")?;
    let (across, down) = (image.width as f32, image.height as f32);
    let scale = scale((across, down), most);
    let (width, height) = (across * scale, down * scale);
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

fn scale((width, height): (f32, f32), (high, wide): (f32, f32)) -> f32 {
    (high / height.max(1.0)).min(wide / width.max(1.0))
}

fn svg(flow: &mut Flow, part: Id, text: &str, most: (f32, f32)) -> Result<f32, &'static str> {
    let drawing = drawing::read(text).ok_or("The logo could not be read as an SVG drawing.")?;
    let scale = scale(drawing.size(), most);
    let marks = drawing.marks((Page::SIDE, flow.y), scale);
    if marks.is_empty() {
        return Err("The logo has no shapes that PDF files show.");
    }
    for mark in marks {
        flow.mark(Some(part), mark);
    }
    if drawing.has_letters {
        let note = "Letters in the logo are not shown: they need fonts of its own.";
        flow.notes.push(note.to_owned());
    }
    Ok(drawing.size().1 * scale)
}
