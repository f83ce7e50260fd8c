//! The picture for the top of a report, made harmless: it comes from whoever asks for the report, and goes to whoever reads it.
//!
//! What comes out holds nothing that was not let in by name: SVG is written anew from a list of elements and attributes,
//! PNG from a list of chunks. A library that reads SVG could write it as well; it would lose texts, whose fonts are not here, and
//! what it lets pass is its own choice. PNG is not decoded: its measures bound what a reader's decoder can
//! be made to do, and that needs no decoder here.

mod png;
mod svg;

use crate::document::Logo;

/// The largest file.
const BYTES: usize = 1 << 20;

/// Why a file is no picture for a report.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// More than a megabyte.
    #[error("the logo has {0} bytes, and no more than {BYTES} are taken")]
    Large(usize),
    /// Neither of the two kinds.
    #[error("the logo is neither a PNG file nor an SVG document")]
    Kind,
    /// A PNG file that is cut off or not well formed.
    #[error("the logo is no sound PNG file: {0}")]
    Png(&'static str),
    /// An SVG document that is not well formed, or too deep or large.
    #[error("the logo is no sound SVG document: {0}")]
    Svg(String),
}

/// Makes a picture of a file, by its content.
pub fn logo(bytes: &[u8]) -> Result<Logo, Error> {
    if bytes.len() > BYTES {
        return Err(Error::Large(bytes.len()));
    }
    if bytes.starts_with(&png::SIGNATURE) {
        return png::cleaned(bytes).map(Logo::Png);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Error::Kind)?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('<') {
        return svg::cleaned(text).map(Logo::Svg);
    }
    Err(Error::Kind)
}

#[cfg(test)]
mod tests;
