//! URLs, taken apart just as far as a request needs it. The host judges what they mean.

use super::Error;

/// The parts of a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Url<'a> {
    pub(super) is_https: bool,
    pub(super) authority: &'a str,
    /// The path with the query; it may be empty.
    pub(super) target: &'a str,
}

/// Takes a URL apart. What follows `#` is for the client alone and is left out.
pub(super) fn split(url: &str) -> Result<Url<'_>, Error> {
    let wrong = || Error::Url(url.chars().take(200).collect());
    let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
    let is_https = if scheme.eq_ignore_ascii_case("https") {
        true
    } else if scheme.eq_ignore_ascii_case("http") {
        false
    } else {
        return Err(wrong());
    };
    let rest = rest.split('#').next().unwrap_or_default();
    let (authority, target) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    if authority.is_empty() {
        return Err(wrong());
    }
    Ok(Url {
        is_https,
        authority,
        target,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart() {
        for (url, parts) in [
            ("https://a.com", (true, "a.com", "")),
            ("HTTP://a.com:81/x?y=1#z", (false, "a.com:81", "/x?y=1")),
            ("http://[::1]:8080?q", (false, "[::1]:8080", "?q")),
        ] {
            let split = split(url).unwrap();
            assert_eq!((split.is_https, split.authority, split.target), parts);
        }
        for wrong in [
            "",
            "a.com",
            "ftp://a.com",
            "https://",
            "https:///x",
            "https://#x",
        ] {
            assert!(split(wrong).is_err(), "{wrong}");
        }
    }
}
