//! Pages of lists: how much one has, and where the next begins.
//!
//! A token is nobody's business but the server's: it carries the version of how it is written, the list that it is of, and a sum,
//! so that one that was made up, mangled or given to another list is refused rather than taken for some place.

use std::fmt::Display;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::problem::Problem;
use crate::view::List;

/// How many items a page has unless the client says, and at the most.
const PAGE: usize = 50;
const MOST: usize = 500;

/// How tokens are written now.
const VERSION: u8 = 1;

/// How many bytes the sum has.
const SUM: usize = 4;

/// The most items of a page of which a client asks for so many.
pub(crate) fn size(asked: Option<usize>) -> usize {
    asked.unwrap_or(PAGE).clamp(1, MOST)
}

/// The token of a page of a list that begins after something.
pub(crate) fn token(list: &str, after: impl Display) -> String {
    let mut bytes = vec![VERSION];
    bytes.extend_from_slice(format!("{list}\n{after}").as_bytes());
    bytes.extend_from_slice(&sum(&bytes));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What the page of a token begins after; none if there is no token.
pub(crate) fn after<T: FromStr>(list: &str, token: Option<&str>) -> Result<Option<T>, Problem> {
    let Some(token) = token else {
        return Ok(None);
    };
    let wrong = |why: &str| {
        Problem::bad_request(format!(
            "page_token: {why}: use `next_page_token` of the page before as it is"
        ))
    };
    let none_of_ours = || wrong("it is none that this server made");
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| none_of_ours())?;
    let (said, sum_of_it) = bytes
        .len()
        .checked_sub(SUM)
        .map(|at| bytes.split_at(at))
        .ok_or_else(none_of_ours)?;
    if sum(said) != sum_of_it {
        return Err(none_of_ours());
    }
    let (version, text) = said.split_first().ok_or_else(none_of_ours)?;
    if *version != VERSION {
        return Err(wrong(
            "it was made by another version of the server, so that the list begins again",
        ));
    }
    let text = std::str::from_utf8(text).map_err(|_| none_of_ours())?;
    match text.split_once('\n') {
        Some((of, after)) if of == list => after.parse().map(Some).map_err(|_| none_of_ours()),
        _ => Err(wrong("it is of another list")),
    }
}

fn sum(bytes: &[u8]) -> [u8; SUM] {
    let digest = Sha256::digest(bytes);
    [digest[0], digest[1], digest[2], digest[3]]
}

/// A page of a list that is not long: all of it unless a client asks for so many at once. Its items are in the order of their
/// keys, of which each has its own.
pub(crate) fn of_all<T>(
    list: &str,
    mut all: Vec<T>,
    key: impl Fn(&T) -> String,
    (asked, from): (Option<usize>, Option<&str>),
) -> Result<List<T>, Problem> {
    if let Some(last) = after::<String>(list, from)? {
        let seen = all.partition_point(|item| key(item) <= last);
        all.drain(..seen);
    }
    let most = asked.map_or(usize::MAX, |asked| size(Some(asked)));
    let is_more = all.len() > most;
    all.truncate(most);
    Ok(List {
        next_page_token: all
            .last()
            .filter(|_| is_more)
            .map(|last| token(list, key(last))),
        items: all,
    })
}

/// Whether one of these texts has the words in it, in any case; without words, all have.
pub(crate) fn has_words(words: Option<&str>, texts: &[Option<&str>]) -> bool {
    let Some(words) = words else {
        return true;
    };
    let words = words.to_lowercase();
    let has = |text: &&str| text.to_lowercase().contains(&words);
    texts.iter().flatten().any(has)
}

/// Whether something is as a filter says, if it says.
pub(crate) fn is_as<T: PartialEq>(said: Option<T>, it: T) -> bool {
    said.is_none_or(|said| said == it)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(result: Result<Option<String>, Problem>) -> String {
        result.unwrap_err().field().1.to_owned()
    }

    #[test]
    fn a_token_is_good_for_its_list_alone() {
        let made = token("jobs", "p7");
        let read: Option<String> = after("jobs", Some(&made)).unwrap();
        assert_eq!(read.as_deref(), Some("p7"));
        assert!(!made.contains("p7") && !made.contains("jobs"), "{made}");
        assert_eq!(after::<String>("jobs", None).unwrap(), None);
        assert!(code(after("batches", Some(&made))).contains("another list"));
        assert!(after::<u64>("jobs", Some(&made)).is_err());
    }

    #[test]
    fn what_was_made_up_or_mangled_is_refused() {
        let made = token("jobs", "p7");
        let mut other = made.clone().into_bytes();
        other[3] ^= 1;
        let other = String::from_utf8(other).unwrap();
        for wrong in [
            "",
            "p7",
            "AAAA",
            "%%%",
            &other,
            &made[1..],
            &format!("{made}A"),
        ] {
            let said = code(after("jobs", Some(wrong)));
            assert!(
                said.contains("none that this server made"),
                "{wrong}: {said}"
            );
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(&made).unwrap();
        bytes[0] = 2;
        bytes.truncate(bytes.len() - SUM);
        bytes.extend_from_slice(&sum(&bytes));
        let newer = URL_SAFE_NO_PAD.encode(bytes);
        assert!(code(after("jobs", Some(&newer))).contains("another version"));
    }

    #[test]
    fn a_short_list_is_paged_by_its_keys_also_when_one_is_gone() {
        let all = || vec!["a", "b", "d", "e"];
        let page =
            |from: Option<&str>| of_all("names", all(), |name| (*name).to_owned(), (Some(2), from));
        let first = page(None).unwrap();
        assert_eq!(first.items, ["a", "b"]);
        let second = page(first.next_page_token.as_deref()).unwrap();
        assert_eq!(
            (second.items, second.next_page_token),
            (vec!["d", "e"], None)
        );
        let gone = token("names", "c");
        assert_eq!(page(Some(&gone)).unwrap().items, ["d", "e"]);
        let whole = of_all("names", all(), |name| (*name).to_owned(), (None, None)).unwrap();
        assert_eq!((whole.items.len(), whole.next_page_token), (4, None));
    }
}
