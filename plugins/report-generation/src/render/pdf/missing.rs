//! Characters that have no letter: their scripts by name, and signs that belong to no script by their numbers.

use std::collections::BTreeSet;

use unicode_script::{Script, UnicodeScript};

/// How many signs a note names.
const SIGNS: usize = 12;

/// What was missed.
#[derive(Debug, Default)]
pub(super) struct Missing {
    scripts: BTreeSet<&'static str>,
    signs: BTreeSet<char>,
    more: bool,
}

impl Missing {
    pub(super) fn add(&mut self, sign: char) {
        match sign.script() {
            Script::Common | Script::Inherited | Script::Unknown => {
                if self.signs.len() < SIGNS {
                    self.signs.insert(sign);
                } else {
                    self.more |= !self.signs.contains(&sign);
                }
            }
            script => {
                self.scripts.insert(script.full_name());
            }
        }
    }

    /// A note that names them, if there are any.
    pub(super) fn note(&self) -> Option<String> {
        if self.scripts.is_empty() && self.signs.is_empty() {
            return None;
        }
        let scripts: Vec<String> = self
            .scripts
            .iter()
            .map(|name| name.replace('_', " "))
            .collect();
        let mut signs: Vec<String> = self
            .signs
            .iter()
            .map(|sign| format!("U+{:04X}", u32::from(*sign)))
            .collect();
        if self.more {
            signs.push("others".to_owned());
        }
        let parts: Vec<String> = [scripts, signs]
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(|part| part.join(", "))
            .collect();
        Some(format!(
            "{} stands for characters that the letters of this file lack: {}.",
            super::face::MARK,
            parts.join("; ")
        ))
    }
}
