//! Which files of the folder are not taken, and why. It is made anew by the scan at each start.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use runner_model::{Digest, Timestamp};

/// The most characters of a reason: strangers have a say in it.
const MOST_SAID: usize = 1_000;

/// A file in the plugins folder that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedFile {
    /// Its path from the data folder on, as a taken one's source would be.
    pub file: String,
    /// For programs: `no_component`, `compile_refused`, `name_taken`, `too_large`, …
    pub code: String,
    /// For people: what is wrong with it, on one line.
    pub message: String,
    /// What to do about it.
    pub hint: &'static str,
    /// The digest of its bytes, if they were read.
    pub digest: Option<Digest>,
    /// Since when.
    pub at: Timestamp,
}

/// The refused files.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<BTreeMap<String, RefusedFile>>);

impl Refusals {
    pub(super) fn set(&self, refused: RefusedFile) {
        self.lock().insert(refused.file.clone(), refused);
    }

    /// The file is taken, or gone.
    pub(super) fn clear(&self, file: &str) {
        self.lock().remove(file);
    }

    /// All of them, by path.
    pub(crate) fn list(&self) -> Vec<RefusedFile> {
        self.lock().values().cloned().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, RefusedFile>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reason on one line: a compiler's many lines, or what a plugin says of itself, must not look like lines of a log.
pub(super) fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST_SAID) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// What to do about bytes that are refused.
pub(super) fn hint(code: &str) -> &'static str {
    match code {
        "name_taken" => {
            "to make it the next version of that plugin save it as that plugin's file, else give it another name in `describe`"
        }
        "no_component" => {
            "build it with `cargo build --release --target wasm32-wasip2`, and copy it whole"
        }
        _ => "mend the plugin (wit/job.wit is the contract) and copy it here again",
    }
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_reason_is_one_line_whatever_a_plugin_says() {
        assert_eq!(
            one_line("bad\n  WARN forged\u{1b}[2J\r\nmore"),
            "bad WARN forged [2J more"
        );
        assert_eq!(one_line(&"é".repeat(2_000)).chars().count(), 1_001);
    }
}
