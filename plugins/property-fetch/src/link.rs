//! The header `Link` (RFC 8288): where the next page is.
//!
//! Written here and not taken from a crate: the one that is kept, `parse_link_header`, brings `regex`, which would be half
//! of the plugin.

/// The target of the first link in these headers that has the relation `next`, as it was written.
pub(crate) fn next<'a>(headers: impl IntoIterator<Item = &'a str>) -> Option<String> {
    headers.into_iter().find_map(|header| {
        let mut rest = header;
        loop {
            rest = rest.trim_start_matches(|c: char| c == ',' || is_space(c));
            let (link, after) = link(rest)?;
            if link.is_next {
                return Some(link.target);
            }
            rest = after;
        }
    })
}

struct Link {
    target: String,
    is_next: bool,
}

fn is_space(c: char) -> bool {
    c == ' ' || c == '\t'
}

/// Reads one link: `<target>; name=value; name="value"`.
fn link(text: &str) -> Option<(Link, &str)> {
    let (target, mut rest) = text.strip_prefix('<')?.split_once('>')?;
    // Of several `rel` the first counts; a link with an `anchor` is one of another document.
    let (mut rel, mut has_anchor) = (None, false);
    loop {
        rest = rest.trim_start_matches(is_space);
        let Some(after) = rest.strip_prefix(';') else {
            break;
        };
        let (name, value, after) = param(after);
        if name.eq_ignore_ascii_case("rel") && rel.is_none() {
            rel = Some(value);
        } else if name.eq_ignore_ascii_case("anchor") {
            has_anchor = true;
        }
        rest = after;
    }
    // Whatever stands there that is no link is passed over.
    rest = rest.trim_start_matches(|c| c != ',');
    let is_next = rel
        .unwrap_or_default()
        .split_ascii_whitespace()
        .any(|relation| relation.eq_ignore_ascii_case("next"));
    let link = Link {
        target: target.trim().to_owned(),
        is_next: is_next && !has_anchor,
    };
    Some((link, rest))
}

/// Reads one parameter; its value may be missing, a word, or in quotes.
fn param(text: &str) -> (&str, String, &str) {
    let text = text.trim_start_matches(is_space);
    let end = text.find(['=', ';', ',']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let name = name.trim_end_matches(is_space);
    let Some(rest) = rest.strip_prefix('=') else {
        return (name, String::new(), rest);
    };
    let rest = rest.trim_start_matches(is_space);
    if let Some(quoted) = rest.strip_prefix('"') {
        let (value, rest) = quoted_text(quoted);
        return (name, value, rest);
    }
    let end = rest.find([';', ',']).unwrap_or(rest.len());
    let (value, rest) = rest.split_at(end);
    (name, value.trim_end_matches(is_space).to_owned(), rest)
}

/// Reads to the closing quote; a backslash stands for what follows it.
fn quoted_text(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, &text[at + 1..]),
            '\\' => value.extend(letters.next().map(|(_, letter)| letter)),
            letter => value.push(letter),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: &str) -> Option<String> {
        next([header])
    }

    #[test]
    fn the_next_page_is_found_wherever_it_stands() {
        for header in [
            "</p?page=2>; rel=\"next\"",
            "</p?page=2>;rel=next",
            "<  /p?page=2 > ; REL = \"prev NEXT\"",
            "</p?page=1>; rel=\"prev\", </p?page=2>; rel=\"next\", </p?page=9>; rel=\"last\"",
            "</a,b;c>; title=\"x, <y>; rel=\\\"next\\\"\"; rel=prev,, </p?page=2>; title*=UTF-8''n%c3%a4; rel=\"next\"",
            "</p?page=2>; rel=\"next\"; rel=\"prev\"",
        ] {
            assert_eq!(of(header).as_deref(), Some("/p?page=2"), "{header}");
        }
    }

    #[test]
    fn what_is_no_next_page_is_none() {
        for header in [
            "",
            "nonsense",
            "</p>",
            "</p>; rel=\"prev\"",
            "</p>; rel=\"nextpage\"",
            "</p>; rel; rel=next",
            "</p>; title=\"next\"",
            "</p>; rel=\"prev\"; rel=\"next\"",
            "</p>; rel=\"next\"; anchor=\"/other\"",
            "</p; rel=\"next\"",
            "</p>; rel=\"",
        ] {
            assert_eq!(of(header), None, "{header}");
        }
    }

    #[test]
    fn several_headers_are_one_list() {
        assert_eq!(
            next(["</a>; rel=prev", "</b>; rel=next"]).as_deref(),
            Some("/b")
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_odd(text in "[<>;,=\"\\\\a-z /relnxt]*") {
            let _ = of(&text);
        }
    }
}
