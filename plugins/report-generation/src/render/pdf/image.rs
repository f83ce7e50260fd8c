//! A PNG picture as PDF has one: three bytes a point, and one for how much of it is seen.

use std::io::Cursor;

use pdf_writer::{Filter, Finish as _, Name, Pdf, Ref};
use png::{ColorType, Decoder, Transformations};

use super::pack::packed;

/// How many points a picture may have.
const POINTS: u64 = 16_000_000;

/// A picture, its points packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    pub(super) width: u32,
    pub(super) height: u32,
    has_colours: bool,
    colours: Vec<u8>,
    seen: Option<Vec<u8>>,
}

impl Image {
    /// Reads a PNG file. None if it is none, or has too many points.
    pub(super) fn png(bytes: &[u8]) -> Option<Self> {
        let mut decoder = Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().ok()?;
        let (width, height) = reader.info().size();
        if u64::from(width) * u64::from(height) > POINTS {
            return None;
        }
        let mut points = vec![0; reader.output_buffer_size()?];
        let frame = reader.next_frame(&mut points).ok()?;
        points.truncate(frame.buffer_size());
        let (has_colours, has_seen) = match frame.color_type {
            ColorType::Grayscale => (false, false),
            ColorType::GrayscaleAlpha => (false, true),
            ColorType::Rgb => (true, false),
            ColorType::Rgba => (true, true),
            ColorType::Indexed => return None,
        };
        let (colours, seen) = if has_seen {
            let each = if has_colours { 4 } else { 2 };
            let mut colours = Vec::with_capacity(points.len());
            let mut seen = Vec::with_capacity(points.len() / each);
            for point in points.chunks_exact(each) {
                let (last, first) = point.split_last()?;
                colours.extend_from_slice(first);
                seen.push(*last);
            }
            (colours, Some(packed(&seen)))
        } else {
            (points, None)
        };
        Some(Self {
            width,
            height,
            has_colours,
            colours: packed(&colours),
            seen,
        })
    }

    /// Writes it into a file, under a number.
    pub(super) fn write(&self, pdf: &mut Pdf, next: &mut Ref, id: Ref) {
        let (width, height) = (self.width as i32, self.height as i32);
        let mut image = pdf.image_xobject(id, &self.colours);
        image.filter(Filter::FlateDecode);
        image
            .width(width)
            .height(height)
            .bits_per_component(8)
            .interpolate(true)
            .color_space_name(match self.has_colours {
                true => Name(b"DeviceRGB"),
                false => Name(b"DeviceGray"),
            });
        if let Some(seen) = &self.seen {
            let mask = next.bump();
            image.s_mask(mask);
            image.finish();
            let mut image = pdf.image_xobject(mask, seen);
            image.filter(Filter::FlateDecode);
            image
                .width(width)
                .height(height)
                .bits_per_component(8)
                .color_space_name(Name(b"DeviceGray"));
        }
    }
}
