//! PNG: its measures and chunks (W3C, Portable Network Graphics, third edition, 5 and 11).

use super::Error;

pub(super) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// The longest side; a decoder needs some 100 MB for a square of it, of the deepest kind.
const SIDE: u32 = 4096;
/// Pixels in all.
const PIXELS: u64 = 4 << 20;

/// The chunks that a picture is made of. Texts, profiles, times and what others add stay out.
const KEPT: [&[u8; 4]; 8] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"pHYs",
];

/// The file with the chunks of its picture alone, and nothing behind its end.
pub(super) fn cleaned(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut clean = SIGNATURE.to_vec();
    let mut rest = &bytes[SIGNATURE.len()..];
    let mut kinds = Vec::new();
    loop {
        let (head, body) = rest
            .split_first_chunk::<8>()
            .ok_or(Error::Png("it is cut off"))?;
        let (length, kind) = head.split_at(4);
        let length = u32::from_be_bytes([length[0], length[1], length[2], length[3]]);
        let whole = usize::try_from(length)
            .ok()
            .and_then(|length| length.checked_add(4));
        let whole = whole
            .filter(|whole| *whole <= body.len())
            .ok_or(Error::Png("it is cut off"))?;
        let data = &body[..whole - 4];
        match (kinds.is_empty(), kind) {
            (true, b"IHDR") => measures(data)?,
            (true, _) | (false, b"IHDR") => {
                return Err(Error::Png("it does not begin with its measures"));
            }
            _ => {}
        }
        if KEPT.iter().any(|kept| *kept == kind) {
            clean.extend_from_slice(&rest[..8 + whole]);
        } else if kind[0].is_ascii_uppercase() {
            return Err(Error::Png("it has a critical chunk that is not known"));
        }
        kinds.push([kind[0], kind[1], kind[2], kind[3]]);
        rest = &body[whole..];
        if kind == b"IEND" {
            break;
        }
    }
    if kinds.contains(b"IDAT") {
        Ok(clean)
    } else {
        Err(Error::Png("it has no picture"))
    }
}

fn measures(header: &[u8]) -> Result<(), Error> {
    let header: &[u8; 13] = header
        .try_into()
        .map_err(|_| Error::Png("its measures are not 13 bytes"))?;
    let side = |at: usize| {
        u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
    };
    let (width, height) = (side(0), side(4));
    if width == 0 || height == 0 || width > SIDE || height > SIDE {
        return Err(Error::Png("its sides are not between 1 and 4096"));
    }
    if u64::from(width) * u64::from(height) > PIXELS {
        return Err(Error::Png("it has more than four million pixels"));
    }
    let depths: &[u8] = match header[9] {
        0 => &[1, 2, 4, 8, 16],
        2 | 4 | 6 => &[8, 16],
        3 => &[1, 2, 4, 8],
        _ => &[],
    };
    if !depths.contains(&header[8]) || header[10] != 0 || header[11] != 0 || header[12] > 1 {
        return Err(Error::Png("its kind of pixels is not known"));
    }
    Ok(())
}
