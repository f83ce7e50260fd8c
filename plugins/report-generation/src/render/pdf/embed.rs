//! The letters of a document as fonts in its file: those alone that it uses, and which characters they are, so that text can be
//! searched, copied and heard.

use std::collections::BTreeMap;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish as _, Name, Pdf, Rect, Ref, Str};

use super::face::{ASCENT, Face, Faces, LINE};
use super::font::{Font, Glyph};
use super::pack::packed;
use crate::render::Error;

/// What texts say with the letters of a face, by their numbers.
pub(super) type Used = BTreeMap<Glyph, char>;

/// How high capitals are, and how thick their stems, in thousandths of a letter's size.
const CAPITALS: f32 = 714.0;

const IDENTITY: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// Writes a face into the file, under a number.
pub(super) fn embed(
    pdf: &mut Pdf,
    next: &mut Ref,
    id: Ref,
    faces: &Faces,
    face: Face,
    used: &Used,
) -> Result<(), Error> {
    let font = faces.font(face);
    let name = name(face, used);
    let name = Name(name.as_bytes());
    let [letters, about, file, characters] = std::array::from_fn(|_| next.bump());
    pdf.type0_font(id)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(letters)
        .to_unicode(characters);
    let mut cid = pdf.cid_font(letters);
    cid.subtype(CidFontType::Type2)
        .base_font(name)
        .system_info(IDENTITY)
        .font_descriptor(about)
        .default_width(0.0)
        .cid_to_gid_map_predefined(Name(b"Identity"));
    widths(&mut cid.widths(), font, used);
    cid.finish();
    let [left, down, right, up] = font.bounds();
    let stem = match face {
        Face::Regular => 88.0,
        Face::Bold => 140.0,
    };
    pdf.font_descriptor(about)
        .name(name)
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(left, down, right, up))
        .italic_angle(0.0)
        .ascent(ASCENT * 1000.0)
        .descent((ASCENT - LINE) * 1000.0)
        .cap_height(CAPITALS)
        .stem_v(stem)
        .font_file2(file);
    let bytes = font
        .with(used.keys().copied())
        .ok_or_else(|| Error::Paper("the font cannot be read".to_owned()))?;
    let length = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
    pdf.stream(file, &packed(&bytes))
        .filter(Filter::FlateDecode)
        .pair(Name(b"Length1"), length);
    let mut map = UnicodeCmap::<u16>::new(Name(b"Characters"), IDENTITY);
    for (glyph, sign) in used {
        map.pair(*glyph, *sign);
    }
    pdf.cmap(characters, &packed(&map.finish()))
        .filter(Filter::FlateDecode);
    Ok(())
}

/// Letters that follow each other share an entry.
fn widths(to: &mut pdf_writer::writers::Widths<'_>, font: &Font, used: &Used) {
    let glyphs: Vec<Glyph> = used.keys().copied().collect();
    for run in glyphs.chunk_by(|one, other| one + 1 == *other) {
        to.consecutive(run[0], run.iter().map(|glyph| font.width(*glyph) * 1000.0));
    }
}

/// What a part of a font is called: six letters that say which part, and its name (ISO 32000-1, 9.6.4).
fn name(face: Face, used: &Used) -> String {
    // FNV-1a: the same letters are called the same each time.
    let mut mark = used.keys().fold(0xcbf2_9ce4_8422_2325_u64, |mark, glyph| {
        (mark ^ u64::from(*glyph)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut name = String::new();
    for _ in 0..6 {
        name.push(char::from(b'A' + (mark % 26) as u8));
        mark /= 26;
    }
    name.push_str(match face {
        Face::Regular => "+NotoSans-Regular",
        Face::Bold => "+NotoSans-Bold",
    });
    name
}
