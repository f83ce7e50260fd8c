//! Strangers' text made safe to keep and to show.

use runner_model::is_obeyed;

/// Gives the text without control characters, line ends and tabs apart, and no longer than `most` bytes. A
/// terminal escape loses its escape character, and with that its meaning.
pub(crate) fn clean(text: &str, most: usize) -> String {
    let cut = if text.len() <= most {
        text
    } else {
        &text[..text.floor_char_boundary(most)]
    };
    if cut.len() == text.len() && !cut.chars().any(is_obeyed) {
        return text.to_owned();
    }
    let mut clean: String = cut.chars().filter(|c| !is_obeyed(*c)).collect();
    if cut.len() < text.len() {
        clean.push('…');
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn terminal_escapes_lose_their_meaning() {
        assert_eq!(
            clean("a\u{1b}[2Jb\r\n\tc\u{9b}31m\u{202e}", 100),
            "a[2Jb\n\tc31m"
        );
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(clean("aé", 2), "a…");
        assert_eq!(clean("aé", 3), "aé");
    }
}
