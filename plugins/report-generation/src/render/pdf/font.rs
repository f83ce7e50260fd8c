//! A TrueType font: its letters and their widths, and a smaller one with some of its letters alone.
//!
//! The smaller one has each letter under its old number, and nothing where others were. So texts need no other numbers, and
//! the tables that count letters stay as they are; what is nothing compresses to nothing.

use std::collections::BTreeSet;

use read_fonts::tables::cmap::Cmap;
use read_fonts::tables::hmtx::Hmtx;
use read_fonts::types::{GlyphId, Tag};
use read_fonts::{FontRef, TableProvider};

/// What a PDF file needs of a font (ISO 32000-1, 9.9), in the order of their names.
const TABLES: [&[u8; 4]; 6] = [b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp"];

/// The letter that stands for those that are not there.
const NONE: u16 = 0;

/// A letter: its number in the font.
pub(super) type Glyph = u16;

/// A font.
pub(super) struct Font {
    font: FontRef<'static>,
    map: Cmap<'static>,
    widths: Hmtx<'static>,
    /// How many of its units are one of a letter's size.
    units: f32,
    /// How far letters reach: left, down, right, up.
    bounds: [i16; 4],
    has_long_places: bool,
}

impl Font {
    pub(super) fn read(bytes: &'static [u8]) -> Option<Self> {
        let font = FontRef::new(bytes).ok()?;
        let head = font.head().ok()?;
        Some(Self {
            map: font.cmap().ok()?,
            widths: font.hmtx().ok()?,
            units: f32::from(head.units_per_em()),
            bounds: [head.x_min(), head.y_min(), head.x_max(), head.y_max()],
            has_long_places: head.index_to_loc_format() == 1,
            font,
        })
    }

    /// The letter of a character.
    pub(super) fn glyph(&self, sign: char) -> Option<Glyph> {
        let glyph = self.map.map_codepoint(sign)?.to_u32();
        Glyph::try_from(glyph).ok().filter(|glyph| *glyph != NONE)
    }

    /// How wide a letter is, as a part of its size.
    pub(super) fn width(&self, glyph: Glyph) -> f32 {
        let width = self.widths.advance(GlyphId::new(glyph.into()));
        f32::from(width.unwrap_or_default()) / self.units
    }

    /// How far letters reach, in thousandths of their size: left, down, right, up.
    pub(super) fn bounds(&self) -> [f32; 4] {
        self.bounds
            .map(|bound| f32::from(bound) * 1000.0 / self.units)
    }

    /// The font with these letters alone. None if the font is broken.
    pub(super) fn with(&self, glyphs: impl IntoIterator<Item = Glyph>) -> Option<Vec<u8>> {
        let kept = self.closed(glyphs)?;
        let places = self.table(b"loca")?.len() / if self.has_long_places { 4 } else { 2 };
        let mut outlines = Vec::new();
        let mut loca = Vec::with_capacity(places * 4);
        for glyph in 0..u16::try_from(places.checked_sub(1)?).ok()? {
            loca.extend_from_slice(&u32::try_from(outlines.len()).ok()?.to_be_bytes());
            if kept.contains(&glyph) {
                outlines.extend_from_slice(self.outline(glyph)?);
                outlines.resize(outlines.len().next_multiple_of(4), 0);
            }
        }
        loca.extend_from_slice(&u32::try_from(outlines.len()).ok()?.to_be_bytes());
        let mut head = self.table(b"head")?.to_vec();
        // The sum of the whole file is put in last, and places are long.
        head.get_mut(8..12)?.fill(0);
        head.get_mut(50..52)?.copy_from_slice(&[0, 1]);
        let mut widths = self.table(b"hmtx")?.to_vec();
        for (glyph, width) in (0..).zip(widths.chunks_exact_mut(4)) {
            if !kept.contains(&glyph) {
                width.fill(0);
            }
        }
        let tables = [
            outlines,
            head,
            self.table(b"hhea")?.to_vec(),
            widths,
            loca,
            self.table(b"maxp")?.to_vec(),
        ];
        Some(file(tables))
    }

    fn table(&self, name: &[u8; 4]) -> Option<&'static [u8]> {
        Some(self.font.table_data(Tag::new(name))?.as_bytes())
    }

    /// The letters, and those that they are put together of.
    fn closed(&self, glyphs: impl IntoIterator<Item = Glyph>) -> Option<BTreeSet<Glyph>> {
        let mut left: Vec<Glyph> = glyphs.into_iter().chain([NONE]).collect();
        let mut closed = BTreeSet::new();
        while let Some(glyph) = left.pop() {
            if closed.insert(glyph) {
                parts(self.outline(glyph)?, &mut left)?;
            }
        }
        Some(closed)
    }

    /// The bytes of a letter's outline; none of a space.
    fn outline(&self, glyph: Glyph) -> Option<&'static [u8]> {
        let places = self.table(b"loca")?;
        let place = |number: usize| -> Option<usize> {
            Some(if self.has_long_places {
                let bytes = places.get(number * 4..number * 4 + 4)?;
                u32::from_be_bytes(bytes.try_into().ok()?) as usize
            } else {
                let bytes = places.get(number * 2..number * 2 + 2)?;
                usize::from(u16::from_be_bytes(bytes.try_into().ok()?)) * 2
            })
        };
        let number = usize::from(glyph);
        self.table(b"glyf")?.get(place(number)?..place(number + 1)?)
    }
}

/// The letters that an outline is put together of (OpenType, `glyf`, composite glyph description).
fn parts(outline: &[u8], parts: &mut Vec<Glyph>) -> Option<()> {
    const WORDS: u16 = 0x0001;
    const SCALE: u16 = 0x0008;
    const MORE: u16 = 0x0020;
    const TWO_SCALES: u16 = 0x0040;
    const MATRIX: u16 = 0x0080;
    let number = |at: usize| -> Option<u16> {
        let bytes = outline.get(at..at + 2)?;
        Some(u16::from_be_bytes(bytes.try_into().ok()?))
    };
    // How many contours it has of its own; a composite one says less than none.
    if outline.is_empty() || number(0)? < 0x8000 {
        return Some(());
    }
    let mut at = 10;
    loop {
        let flags = number(at)?;
        parts.push(number(at + 2)?);
        at += if flags & WORDS != 0 { 8 } else { 6 };
        at += match flags & (SCALE | TWO_SCALES | MATRIX) {
            0 => 0,
            SCALE => 2,
            TWO_SCALES => 4,
            _ => 8,
        };
        if flags & MORE == 0 {
            return Some(());
        }
    }
}

/// The file of a font (OpenType, organization of an OpenType font).
fn file(tables: [Vec<u8>; 6]) -> Vec<u8> {
    let count = tables.len() as u16;
    let entry = count.ilog2();
    let mut file = 0x0001_0000_u32.to_be_bytes().to_vec();
    let range = 16 << entry;
    for number in [count, range, entry as u16, count * 16 - range] {
        file.extend_from_slice(&number.to_be_bytes());
    }
    let mut start = file.len() + tables.len() * 16;
    let mut head = start;
    for (name, table) in TABLES.iter().zip(&tables) {
        if *name == b"head" {
            head = start;
        }
        file.extend_from_slice(*name);
        for number in [sum(table), start as u32, table.len() as u32] {
            file.extend_from_slice(&number.to_be_bytes());
        }
        start += table.len().next_multiple_of(4);
    }
    for table in tables {
        file.extend_from_slice(&table);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    let whole = 0xb1b0_afba_u32.wrapping_sub(sum(&file));
    file[head + 8..head + 12].copy_from_slice(&whole.to_be_bytes());
    file
}

/// The sum of a table's numbers of 32 bits.
fn sum(table: &[u8]) -> u32 {
    table.chunks(4).fold(0, |sum, bytes| {
        let mut number = [0; 4];
        number[..bytes.len()].copy_from_slice(bytes);
        sum.wrapping_add(u32::from_be_bytes(number))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_of_some_letters_has_those_and_their_parts_under_their_old_numbers() {
        let font = Font::read(notosans::REGULAR_TTF).unwrap();
        let glyphs = ['a', 'Ä', 'ж'].map(|sign| font.glyph(sign).unwrap());
        let bytes: &'static [u8] = font.with(glyphs).unwrap().leak();
        assert!(bytes.len() < 30_000, "{}", bytes.len());
        assert_eq!(sum(bytes), 0xb1b0_afba);
        let small = FontRef::new(bytes).unwrap();
        assert_eq!(
            small.maxp().unwrap().num_glyphs(),
            font.font.maxp().unwrap().num_glyphs()
        );
        let (loca, glyf) = (small.loca(None).unwrap(), small.glyf().unwrap());
        let has = |glyph: Glyph| {
            loca.get_glyf(GlyphId::new(glyph.into()), &glyf)
                .unwrap()
                .is_some()
        };
        for glyph in glyphs {
            assert!(has(glyph));
            let width = small.hmtx().unwrap().advance(GlyphId::new(glyph.into()));
            assert_eq!(f32::from(width.unwrap()) / font.units, font.width(glyph));
        }
        // What Ä is put together of.
        let mut below = Vec::new();
        parts(font.outline(glyphs[1]).unwrap(), &mut below).unwrap();
        assert!(!below.is_empty() && below.into_iter().all(has));
        assert!(!has(font.glyph('b').unwrap()));
    }

    #[test]
    fn every_letter_of_the_fonts_can_be_kept() {
        for bytes in [notosans::REGULAR_TTF, notosans::BOLD_TTF] {
            let font = Font::read(bytes).unwrap();
            let count = font.font.maxp().unwrap().num_glyphs();
            let whole = font.with(0..count).unwrap();
            let outlines = font.table(b"glyf").unwrap().len();
            assert!(whole.len() > outlines, "{} of {outlines}", whole.len());
        }
    }
}
