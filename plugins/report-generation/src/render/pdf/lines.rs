//! Texts as lines: broken where Unicode's rule allows it, and within a word where it is longer than a line.

use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::face::{Face, Faces};

/// How lines are set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    pub(super) face: Face,
    pub(super) size: f32,
    /// How long a line may be.
    pub(super) width: f32,
    /// How many lines there may be; the last ends in `…` where there were more.
    pub(super) most: usize,
}

/// A prepared text as lines.
pub(super) fn lines(faces: &Faces, text: &str, setting: Setting) -> Vec<String> {
    let Setting {
        face,
        size,
        width,
        most,
    } = setting;
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    let mut start = 0;
    for (end, opportunity) in linebreaks(text) {
        let piece = &text[start..end];
        start = end;
        // Spaces at the end of a line need no room.
        let seen = faces.width(piece.trim_end(), face, size);
        if used + seen > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            used = 0.0;
        }
        if seen > width {
            for sign in piece.trim_end_matches('\n').chars() {
                let own = faces.width(sign.encode_utf8(&mut [0; 4]), face, size);
                if used + own > width && !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                    if lines.len() > most {
                        break;
                    }
                }
                line.push(sign);
                used += own;
            }
        } else {
            let piece = piece.trim_end_matches('\n');
            line.push_str(piece);
            used += faces.width(piece, face, size);
        }
        if opportunity == BreakOpportunity::Mandatory && end < text.len() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            used = 0.0;
        }
        if lines.len() > most {
            break;
        }
    }
    lines.push(line.trim_end().to_owned());
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = ended(faces, last, setting);
        }
    }
    lines
}

/// A prepared text on one line, its end as `…` where it is too long.
pub(super) fn fit(faces: &Faces, text: &str, face: Face, size: f32, width: f32) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if faces.width(&line, face, size) <= width {
        return line;
    }
    ended(
        faces,
        &line,
        Setting {
            face,
            size,
            width,
            most: 1,
        },
    )
}

/// As much of a line as has room before `…`, and that.
fn ended(faces: &Faces, line: &str, setting: Setting) -> String {
    let Setting {
        face, size, width, ..
    } = setting;
    let mut room = width - faces.width("…", face, size);
    let kept: String = line
        .chars()
        .take_while(|sign| {
            room -= faces.width(sign.encode_utf8(&mut [0; 4]), face, size);
            room >= 0.0
        })
        .collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, width: f32, most: usize) -> Vec<String> {
        let faces = Faces::new().unwrap();
        lines(
            &faces,
            text,
            Setting {
                face: Face::Regular,
                size: 10.0,
                width,
                most,
            },
        )
    }

    #[test]
    fn lines_are_broken_between_words_and_long_words_within() {
        assert_eq!(set("one two three", 40.0, 9), ["one two", "three"]);
        assert_eq!(set("first\n\nthird", 100.0, 9), ["first", "", "third"]);
        assert_eq!(set("", 100.0, 9), [""]);
        let long = set(&"x".repeat(50), 60.0, 99);
        assert!(long.len() > 3 && long.concat() == "x".repeat(50));
        assert_eq!(set("one two three four", 40.0, 2), ["one two", "three…"]);
        assert_eq!(set(&"word ".repeat(10_000), 60.0, 3).len(), 3);
    }

    #[test]
    fn a_text_that_fits_one_line_stays() {
        let faces = Faces::new().unwrap();
        assert_eq!(fit(&faces, "a  name\n", Face::Bold, 9.0, 100.0), "a name");
        let cut = fit(
            &faces,
            "a name that is much too long",
            Face::Bold,
            9.0,
            60.0,
        );
        assert!(cut.ends_with('…') && faces.width(&cut, Face::Bold, 9.0) <= 60.0);
    }
}
