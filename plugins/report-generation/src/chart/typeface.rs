//! How wide texts are, near enough to lay a chart out.
//!
//! A report's reader has fonts that nobody here knows, so the widths are those of Helvetica (as Adobe published them), a
//! little enlarged; what is not in its table is as wide as a letter, or twice that in scripts whose signs are square.

/// The widths of the signs from space to `~`, in thousandths of the size.
const ASCII: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// How much wider than Helvetica a reader's font may be.
const ROOM: f64 = 1.15;

/// About how wide a text is.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size * ROOM
}

fn advance(sign: char) -> f64 {
    match sign {
        ' '..='~' => f64::from(ASCII[sign as usize - 0x20]) / 1000.0,
        '\u{a0}' => 0.278,
        // Marks that stand on another sign, and signs that only say how others are joined.
        '\u{300}'..='\u{36f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' => 0.0,
        '\u{fe00}'..='\u{fe0f}' => 0.0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{ffef}' => 1.0,
        '\u{1f000}'.. => 1.25,
        _ => 0.62,
    }
}

/// A text on one line that is no wider than this: spaces and breaks as one space, its end as `…` where it is too long.
pub(super) fn fit(text: &str, size: f64, room: f64) -> String {
    let mut line = String::new();
    let mut used = 0.0;
    let last = advance('…') * size * ROOM;
    // The length of what would still have room for the sign of omission.
    let mut kept = 0;
    // Longer texts than this are wider than any chart; control characters and marks would let one go on for ever.
    for sign in text
        .split_whitespace()
        .flat_map(|word| std::iter::once(' ').chain(word.chars()))
        .skip(1)
        .take(400)
    {
        used += advance(sign) * size * ROOM;
        if used > room {
            line.truncate(kept);
            return format!("{}…", line.trim_end());
        }
        line.push(sign);
        if used + last <= room {
            kept = line.len();
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_fit_stay_and_others_end_in_an_omission() {
        assert_eq!(fit("short\n name", 12.0, 200.0), "short name");
        let long = fit("a name that is far too long for its place", 12.0, 100.0);
        assert!(long.ends_with('…') && width(&long, 12.0) <= 100.0, "{long}");
        assert_eq!(fit("wide", 12.0, 1.0), "…");
        assert!(fit(&"x".repeat(1 << 20), 12.0, 100.0).len() < 40);
    }
}
