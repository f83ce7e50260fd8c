//! Ids of sections: what links point at, each once.

use std::collections::HashSet;

/// The ids that are given out.
#[derive(Debug, Default)]
pub struct Ids(HashSet<String>);

impl Ids {
    /// Makes an id of a heading: lower-case letters, digits and `-`.
    pub fn id(&mut self, title: &str) -> String {
        let mut base = String::new();
        for char in title.chars().take(60) {
            if char.is_ascii_alphanumeric() {
                base.push(char.to_ascii_lowercase());
            } else if !base.ends_with('-') && !base.is_empty() {
                base.push('-');
            }
        }
        let base = match base.trim_end_matches('-') {
            "" => "section",
            base => base,
        };
        let mut id = base.to_owned();
        let mut number = 1;
        while !self.0.insert(id.clone()) {
            number += 1;
            id = format!("{base}-{number}");
        }
        id
    }
}
