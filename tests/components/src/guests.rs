//! The guests of the tests, as bytes.

use std::collections::BTreeMap;
use std::fs;
use std::sync::{Mutex, PoisonError};

#[expect(unreachable_pub, reason = "written for every crate that includes it")]
mod built {
    include!(concat!(env!("OUT_DIR"), "/guests.rs"));
}
use built::GUESTS;

use crate::core::{component, texts};
use crate::sections;

/// Those that were asked for. A test asks for few, and lives as long as they do.
static READ: Mutex<BTreeMap<&str, &[u8]>> = Mutex::new(BTreeMap::new());

/// The component of a guest, by the name of its file.
pub fn guest(name: &str) -> &'static [u8] {
    let known = guest_names()
        .find(|known| *known == name)
        .unwrap_or_else(|| panic!("there is no guest `{name}` in tests/guests or tests/hostile"));
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    read.entry(known).or_insert_with(|| made(known).leak())
}

/// The same without its names and debug information, which are most of it.
pub fn bare_guest(name: &str) -> &'static [u8] {
    sections::bare(guest(name)).leak()
}

/// The names of all guests.
pub fn guest_names() -> impl Iterator<Item = &'static str> {
    let built = GUESTS.iter().map(|(name, _)| *name);
    built.chain(texts().map(|(name, _)| name))
}

fn made(name: &str) -> Vec<u8> {
    let built = GUESTS.iter().find(|(known, _)| *known == name);
    match (built, texts().find(|(known, _)| *known == name)) {
        (Some((_, file)), _) => fs::read(file).expect("it was built"),
        (None, Some((_, text))) => component(name, text),
        (None, None) => unreachable!("it is one of them"),
    }
}
