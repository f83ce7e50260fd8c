//! The letters: Noto Sans, regular and bold, with Latin, Greek and Cyrillic. What is not among them is written as a mark, and
//! remembered, so that a note can name it.
//!
//! Letters are set one after another, without kerning or ligatures: a shaper would be a third of the plugin and find
//! nothing to do in these scripts but that. Scripts that run from right to left have no letters here, so there is nothing
//! to turn round; the signs that steer direction are left out.

use super::font::{Font, Glyph};
use super::missing::Missing;
use crate::render::Error;

/// What stands for a character that has no letter.
pub(super) const MARK: char = '□';

/// How high a letter's line reaches above its base line, as a part of its size.
pub(super) const ASCENT: f32 = 1.069;

/// How high a line is, as a part of the letters' size.
pub(super) const LINE: f32 = 1.362;

/// Which letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Regular,
    Bold,
}

/// The letters of a document.
pub(super) struct Faces {
    regular: Letters,
    bold: Letters,
    pub(super) missing: Missing,
}

struct Letters {
    font: Font,
    /// Of the characters up to the end of Cyrillic, which are nearly all: the letter and its width.
    near: Vec<Option<(Glyph, f32)>>,
}

impl Letters {
    fn new(bytes: &'static [u8]) -> Result<Self, Error> {
        let font =
            Font::read(bytes).ok_or_else(|| Error::Paper("the font cannot be read".to_owned()))?;
        let near = (0..0x530)
            .map(|code| char::from_u32(code).and_then(|sign| find(&font, sign)))
            .collect();
        Ok(Self { font, near })
    }

    fn letter(&self, sign: char) -> Option<(Glyph, f32)> {
        match self.near.get(sign as usize) {
            Some(letter) => *letter,
            None => find(&self.font, sign),
        }
    }
}

fn find(font: &Font, sign: char) -> Option<(Glyph, f32)> {
    let glyph = font.glyph(sign)?;
    Some((glyph, font.width(glyph)))
}

impl Faces {
    pub(super) fn new() -> Result<Self, Error> {
        Ok(Self {
            regular: Letters::new(notosans::REGULAR_TTF)?,
            bold: Letters::new(notosans::BOLD_TTF)?,
            missing: Missing::default(),
        })
    }

    fn letters(&self, face: Face) -> &Letters {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
        }
    }

    pub(super) fn font(&self, face: Face) -> &Font {
        &self.letters(face).font
    }

    /// The letter of a character in a text that was [prepared](Self::prepare).
    pub(super) fn glyph(&self, sign: char, face: Face) -> Option<Glyph> {
        Some(self.letters(face).letter(sign)?.0)
    }

    /// How wide a text is that was [prepared](Self::prepare).
    pub(super) fn width(&self, text: &str, face: Face, size: f32) -> f32 {
        let letters = self.letters(face);
        text.chars()
            .filter_map(|sign| letters.letter(sign))
            .map(|(_, width)| width)
            .sum::<f32>()
            * size
    }

    /// A text of characters that all have letters, and line feeds. At most so many characters of it are looked at.
    pub(super) fn prepare(&mut self, text: &str, most: usize) -> String {
        let mut ready = String::with_capacity(text.len().min(most));
        let mut signs = text.chars().peekable();
        let mut left = most;
        while let Some(sign) = signs.next() {
            if left == 0 {
                ready.push('…');
                break;
            }
            left -= 1;
            match sign {
                '\n' => ready.push('\n'),
                '\r' if signs.peek() == Some(&'\n') => {}
                '\r' | '\u{2028}' | '\u{2029}' => ready.push('\n'),
                '\t' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
                    ready.push(' ')
                }
                sign if silent(sign) => {}
                sign if sign.is_control() => self.lack(&mut ready, sign),
                sign => match stand_in(sign) {
                    Some(text) => ready.push_str(text),
                    // Both faces have the same characters.
                    None if self.regular.letter(sign).is_some() => ready.push(sign),
                    None => self.lack(&mut ready, sign),
                },
            }
        }
        ready
    }

    fn lack(&mut self, ready: &mut String, sign: char) {
        self.missing.add(sign);
        ready.push(MARK);
    }
}

/// Characters that nobody sees: they join, part, select or steer the direction of others.
fn silent(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// What a sign of money is called whose letter the font is too old for.
fn stand_in(sign: char) -> Option<&'static str> {
    Some(match sign {
        '₪' => "ILS",
        '₸' => "KZT",
        '₼' => "AZN",
        '₽' => "RUB",
        '₾' => "GEL",
        '₿' => "BTC",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_greek_and_cyrillic_have_letters_in_both_faces() {
        let mut faces = Faces::new().unwrap();
        let text = "Größe — œuvre, Ł, ș; Ελληνικά, ἀρχή; Русский, Їжак; € £ ₴ ≤ ½ … “”";
        assert_eq!(faces.prepare(text, 1000), text);
        assert!(faces.missing.note().is_none());
        for sign in text.chars() {
            assert!(faces.bold.letter(sign).is_some(), "{sign}");
        }
        assert!(faces.width("WWW", Face::Bold, 10.0) > faces.width("iii", Face::Regular, 10.0));
    }

    #[test]
    fn what_has_no_letter_is_marked_and_what_steers_direction_is_left_out() {
        let mut faces = Faces::new().unwrap();
        assert_eq!(faces.prepare("a\u{202e}b\0c\r\nd\te", 1000), "ab□c\nd e");
        assert_eq!(faces.prepare("日本 5 ₽", 1000), "□□ 5 RUB");
        assert_eq!(faces.prepare("abc", 2), "ab…");
        assert_eq!(
            faces.missing.note().unwrap(),
            "□ stands for characters that the letters of this file lack: Han; U+0000."
        );
    }
}
