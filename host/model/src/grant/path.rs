//! Paths: whether one lies below another, for servers that read it in any way.

/// Whether a path can stand in a grant: it begins with `/`, and nobody can read it in another way.
pub(super) fn is_plain(path: &str) -> bool {
    path.starts_with('/')
        && path
            .bytes()
            .all(|b| b.is_ascii_graphic() && !matches!(b, b'?' | b'#' | b'\\' | b'*' | b'"'))
        && !climbs(path)
}

/// Whether a path lies below a prefix: `/v1` covers `/v1`, `/v1/` and `/v1/x`, and not `/v10`.
pub(super) fn is_below(path: &str, prefix: &str) -> bool {
    let is_under = path
        .strip_prefix(prefix)
        .is_some_and(|rest| prefix.ends_with('/') || rest.is_empty() || rest.starts_with('/'));
    is_under && !climbs(path)
}

/// Whether a server might read the path as one elsewhere: parts that mean the folder above, also written as escapes,
/// and separators that are hidden.
fn climbs(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    lower.contains('\\')
        || ["%2f", "%5c", "%00"]
            .iter()
            .any(|hidden| lower.contains(hidden))
        || lower
            .replace("%2e", ".")
            .split('/')
            // What follows a `;` are params, which some servers drop.
            .any(|part| matches!(part.split(';').next(), Some("." | "..")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_between_parts() {
        assert!(is_below("/v1", "/v1") && is_below("/v1/", "/v1") && is_below("/v1/x", "/v1"));
        assert!(!is_below("/v10", "/v1") && !is_below("/", "/v1") && !is_below("/V1", "/v1"));
        assert!(is_below("/v1/x", "/v1/") && !is_below("/v1", "/v1/"));
    }

    #[test]
    fn nobody_climbs_out() {
        for path in [
            "/v1/..",
            "/v1/../x",
            "/v1/%2e%2E/x",
            "/v1/.%2e/x",
            "/v1/./x",
            "/v1/%2f../x",
            "/v1\\..\\x",
            "/v1/..%5cx",
            "/v1/..;/x",
            "/v1/%00",
        ] {
            assert!(!is_below(path, "/v1"), "{path}");
        }
        assert!(is_below("/v1/a..b/...", "/v1"));
    }
}
