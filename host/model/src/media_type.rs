//! What a file's name says of its bytes.

/// The media types that runner's own processors take and make, by a file name's ending.
const BY_ENDING: [(&str, &str); 17] = [
    ("csv", "text/csv"),
    ("tsv", "text/tab-separated-values"),
    ("tab", "text/tab-separated-values"),
    ("json", "application/json"),
    ("jsonl", "application/x-ndjson"),
    ("ndjson", "application/x-ndjson"),
    ("txt", "text/plain"),
    ("md", "text/markdown"),
    ("html", "text/html"),
    ("htm", "text/html"),
    ("xml", "application/xml"),
    ("pdf", "application/pdf"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("gz", "application/gzip"),
    ("zip", "application/zip"),
];

/// The media type that a file's name suggests; `application/octet-stream` if it suggests none.
pub fn media_type_of(file_name: &str) -> &'static str {
    file_name
        .rsplit_once('.')
        .and_then(|(_, ending)| {
            BY_ENDING
                .iter()
                .find(|(known, _)| ending.eq_ignore_ascii_case(known))
        })
        .map_or("application/octet-stream", |(_, media_type)| media_type)
}

#[cfg(test)]
mod tests {
    use super::media_type_of;

    #[test]
    fn the_last_ending_counts_in_any_case() {
        assert_eq!(media_type_of("a.json.CSV"), "text/csv");
        assert_eq!(media_type_of("csv"), "application/octet-stream");
    }
}
