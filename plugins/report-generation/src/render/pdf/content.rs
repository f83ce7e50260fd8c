//! What is drawn on a page, in PDF's own language. Marks of one part that follow each other are one place, which the tree of
//! parts refers to by its number; what belongs to no part only decorates.

use pdf_writer::types::{ArtifactType, LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Finish as _, Name, Str};

use super::embed::Used;
use super::face::{Face, Faces};
use super::image::Image;
use super::leaf::{Ink, Leaf, Mark};
use super::path::{Path, Step};
use super::tree::Id;

/// What all pages share: letters, pictures, and how much is seen through.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) regular: Used,
    pub(super) bold: Used,
    pub(super) images: Vec<Image>,
    /// In thousandths: of what is filled, and of lines.
    pub(super) opacities: Vec<(u16, u16)>,
}

/// A page being drawn.
struct Drawing<'a> {
    content: Content,
    height: f32,
    faces: &'a Faces,
    shared: &'a mut Shared,
    /// What was said last, so that it is not said again.
    fill: Option<[u8; 3]>,
    stroke: Option<[u8; 3]>,
    opacity: (u16, u16),
}

/// Draws a page of a height. The parts are those of its places, in order.
pub(super) fn draw(
    leaf: &Leaf,
    height: f32,
    faces: &Faces,
    shared: &mut Shared,
) -> (Vec<u8>, Vec<Id>) {
    let mut drawing = Drawing {
        content: Content::new(),
        height,
        faces,
        shared,
        fill: None,
        stroke: None,
        opacity: (1000, 1000),
    };
    drawing
        .content
        .set_line_cap(LineCapStyle::RoundCap)
        .set_line_join(LineJoinStyle::RoundJoin);
    let mut parts = Vec::new();
    for group in leaf.marks.chunk_by(|(one, _), (other, _)| one == other) {
        let mut begun = drawing
            .content
            .begin_marked_content_with_properties(match group[0].0 {
                Some(_) => Name(b"Span"),
                None => Name(b"Artifact"),
            });
        match group[0].0 {
            Some(part) => {
                begun.properties().identify(parts.len() as i32);
                parts.push(part);
            }
            None => {
                begun.properties().artifact().kind(ArtifactType::Layout);
            }
        }
        begun.finish();
        for (_, mark) in group {
            drawing.mark(mark);
        }
        drawing.content.end_marked_content();
    }
    (drawing.content.finish().to_vec(), parts)
}

impl Drawing<'_> {
    fn mark(&mut self, mark: &Mark) {
        match mark {
            Mark::Text {
                x,
                y,
                text,
                face,
                size,
                ink,
            } => {
                self.look(Some(*ink), None);
                let letters = self.letters(text, *face);
                self.content
                    .begin_text()
                    .set_font(name(*face), *size)
                    .set_text_matrix([1.0, 0.0, 0.0, 1.0, *x, self.height - y])
                    .show(Str(&letters))
                    .end_text();
            }
            Mark::Shape { path, fill, stroke } => {
                self.look(*fill, stroke.map(|(ink, _)| ink));
                if let Some((_, width)) = stroke {
                    self.content.set_line_width(*width);
                }
                self.path(path);
                match (fill, stroke) {
                    (Some(_), Some(_)) => self.content.fill_nonzero_and_stroke(),
                    (Some(_), None) => self.content.fill_nonzero(),
                    (None, Some(_)) => self.content.stroke(),
                    (None, None) => self.content.end_path(),
                };
            }
            Mark::Picture {
                x,
                y,
                width,
                height,
                image,
            } => {
                let number = self.shared.images.len();
                self.shared.images.push(image.clone());
                self.content
                    .save_state()
                    .transform([*width, 0.0, 0.0, *height, *x, self.height - y - height])
                    .x_object(Name(image_name(number).as_bytes()))
                    .restore_state();
            }
        }
    }

    /// The numbers of a prepared text's letters, two bytes each.
    fn letters(&mut self, text: &str, face: Face) -> Vec<u8> {
        let used = match face {
            Face::Regular => &mut self.shared.regular,
            Face::Bold => &mut self.shared.bold,
        };
        let mut letters = Vec::with_capacity(text.len() * 2);
        for sign in text.chars() {
            if let Some(glyph) = self.faces.glyph(sign, face) {
                used.entry(glyph).or_insert(sign);
                letters.extend_from_slice(&glyph.to_be_bytes());
            }
        }
        letters
    }

    /// Says colours and how much of them is seen, where that is another than before.
    fn look(&mut self, fill: Option<Ink>, stroke: Option<Ink>) {
        let rgb = |colour: [u8; 3]| colour.map(|part| f32::from(part) / 255.0);
        let mut opacity = self.opacity;
        if let Some(ink) = fill {
            opacity.0 = thousandths(ink.opacity);
            if self.fill.replace(ink.colour) != Some(ink.colour) {
                let [red, green, blue] = rgb(ink.colour);
                self.content.set_fill_rgb(red, green, blue);
            }
        }
        if let Some(ink) = stroke {
            opacity.1 = thousandths(ink.opacity);
            if self.stroke.replace(ink.colour) != Some(ink.colour) {
                let [red, green, blue] = rgb(ink.colour);
                self.content.set_stroke_rgb(red, green, blue);
            }
        }
        if opacity != self.opacity {
            self.opacity = opacity;
            let opacities = &mut self.shared.opacities;
            let known = opacities.iter().position(|known| *known == opacity);
            let number = known.unwrap_or_else(|| {
                opacities.push(opacity);
                opacities.len() - 1
            });
            self.content
                .set_parameters(Name(opacity_name(number).as_bytes()));
        }
    }

    fn path(&mut self, path: &Path) {
        let height = self.height;
        for step in &path.steps {
            match *step {
                Step::Move([x, y]) => self.content.move_to(x, height - y),
                Step::Line([x, y]) => self.content.line_to(x, height - y),
                Step::Curve([x1, y1, x2, y2, x, y]) => {
                    let (y1, y2, y) = (height - y1, height - y2, height - y);
                    self.content.cubic_to(x1, y1, x2, y2, x, y)
                }
                Step::Close => self.content.close_path(),
            };
        }
    }
}

fn thousandths(part: f32) -> u16 {
    (part.clamp(0.0, 1.0) * 1000.0).round() as u16
}

/// What a face is called on pages.
pub(super) fn name(face: Face) -> Name<'static> {
    match face {
        Face::Regular => Name(b"Regular"),
        Face::Bold => Name(b"Bold"),
    }
}

/// What a picture is called on pages.
pub(super) fn image_name(number: usize) -> String {
    format!("I{number}")
}

/// What an opacity is called on pages.
pub(super) fn opacity_name(number: usize) -> String {
    format!("O{number}")
}
