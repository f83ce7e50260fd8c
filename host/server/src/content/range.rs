//! Which part of some bytes a request asks for (RFC 9110, sections 13 and 14).

use axum::http::{HeaderMap, header};

use crate::seen::opaque;

/// What of the bytes is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of them.
    All,
    /// So many, from a place on; at least one.
    Part { from: u64, length: u64 },
    /// A part that there is not.
    NotThere,
    /// None: whoever asks has them.
    Nothing,
}

/// What a request wants of bytes with a tag and a size. A range that cannot be read, or more than one, is all of them, as the
/// protocol lets it be.
pub(super) fn wanted(headers: &HeaderMap, tag: &str, size: u64) -> Wanted {
    let text = |name| {
        let value = headers.get(name)?;
        value.to_str().ok()
    };
    if is_known(headers, tag) {
        return Wanted::Nothing;
    }
    // The part belongs to other bytes if these are not the ones that it was begun of. A weak tag or a time says too little.
    if text(header::IF_RANGE).is_some_and(|of| of.trim() != tag) {
        return Wanted::All;
    }
    let range = text(header::RANGE).and_then(|range| range.trim().strip_prefix("bytes="));
    range
        .and_then(|range| part(range.trim(), size))
        .unwrap_or(Wanted::All)
}

/// Whether whoever asks has what bears this tag (RFC 9110, section 13.1.2); a weak tag of it will do.
pub(crate) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH);
    let is_it = |other: &str| opaque(other.trim()) == opaque(tag);
    known
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| known.trim() == "*" || known.split(',').any(is_it))
}

fn part(range: &str, size: u64) -> Option<Wanted> {
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // One that is too long is beyond all bytes.
        is_number.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    let (first, last) = range.split_once('-')?;
    let (from, end) = match (first, last) {
        ("", last) => (size.saturating_sub(number(last)?), size),
        (first, "") => (number(first)?, size),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            (first, last.saturating_add(1).min(size))
        }
    };
    Some(if from >= end {
        Wanted::NotThere
    } else {
        Wanted::Part {
            from,
            length: end - from,
        }
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    const TAG: &str = "\"sha256:1\"";

    fn asked(headers: &[(HeaderName, &str)]) -> Wanted {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()))
            .collect();
        wanted(&headers, TAG, 10)
    }

    fn of(range: &str) -> Wanted {
        asked(&[(header::RANGE, range)])
    }

    #[test]
    fn a_range_is_of_the_bytes_that_there_are() {
        let part = |from, length| Wanted::Part { from, length };
        assert_eq!(of("bytes=0-"), part(0, 10));
        assert_eq!(of("bytes=2-4"), part(2, 3));
        assert_eq!(of("bytes=9-9"), part(9, 1));
        assert_eq!(of("bytes=5-99999999999999999999999"), part(5, 5));
        assert_eq!(of("bytes=-3"), part(7, 3));
        assert_eq!(of("bytes=-30"), part(0, 10));
        for range in ["bytes=10-", "bytes=10-12", "bytes=-0"] {
            assert_eq!(of(range), Wanted::NotThere, "{range}");
        }
        for range in [
            "bytes=4-2",
            "bytes=-",
            "bytes=a-b",
            "bytes=1",
            "bytes=0-1,3-4",
            "lines=1-2",
            "bytes=+1-2",
        ] {
            assert_eq!(of(range), Wanted::All, "{range}");
        }
        let none = [(header::RANGE, "bytes=0-".parse().unwrap())];
        assert_eq!(
            wanted(&none.into_iter().collect(), TAG, 0),
            Wanted::NotThere
        );
    }

    #[test]
    fn a_part_is_of_the_same_bytes_and_what_is_known_is_not_sent() {
        let part = (header::RANGE, "bytes=1-1");
        let goes_on = |of| asked(&[part.clone(), (header::IF_RANGE, of)]);
        assert_eq!(goes_on(TAG), Wanted::Part { from: 1, length: 1 });
        assert_eq!(goes_on("\"sha256:2\""), Wanted::All);
        assert_eq!(goes_on("W/\"sha256:1\""), Wanted::All);
        for known in [TAG, "W/\"sha256:1\"", "*", "\"x\", \"sha256:1\""] {
            let asked = asked(&[(header::IF_NONE_MATCH, known)]);
            assert_eq!(asked, Wanted::Nothing, "{known}");
        }
        assert_eq!(asked(&[(header::IF_NONE_MATCH, "\"x\"")]), Wanted::All);
    }
}
