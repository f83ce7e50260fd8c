//! A data set with nothing in it. Which columns it would have had is not known, so that nothing can be wrong with what is asked of
//! it: each section says in its place that there is nothing.

use super::words;
use crate::params::{Kind, Section};

/// What the host adds to the media type of its own statistics.
const STATISTICS: &str = "profile=runner-statistics";

/// What is said of a data set with nothing in it.
pub(crate) fn nothing(media_type: Option<&str>) -> &'static str {
    let mut about = media_type.into_iter().flat_map(|it| it.split(';')).skip(1);
    match about.any(|about| about.trim().eq_ignore_ascii_case(STATISTICS)) {
        true => "Nothing ran in that time: no attempt at a job ended.",
        false => "There is nothing in it: no column and no row.",
    }
}

/// What stands in a section's place.
pub(crate) fn in_place_of(section: &Section, nothing: &str) -> Section {
    let title = section.title.clone();
    Section {
        kind: Kind::Text,
        title: title.or_else(|| Some(words::heading(section.kind, &section.columns, &[]))),
        data: section.data.clone(),
        columns: Vec::new(),
        group_by: Vec::new(),
        aggregate: Vec::new(),
        filter: None,
        sort: None,
        limit: None,
        format: None,
        bins: None,
        stacked: false,
        text: Some(nothing.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_statistics_are_told_from_a_file_by_their_media_type() {
        let ran = |media_type| nothing(media_type).starts_with("Nothing ran");
        assert!(ran(Some("application/x-ndjson; profile=runner-statistics")));
        assert!(ran(Some(
            "application/x-ndjson;charset=utf-8;Profile=runner-statistics"
        )));
        for other in [
            None,
            Some("application/x-ndjson"),
            Some("profile=runner-statistics"),
        ] {
            assert!(!ran(other), "{other:?}");
        }
    }
}
