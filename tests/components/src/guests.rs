//! The guests of the tests, as bytes.

#[expect(unreachable_pub, reason = "written for every crate that includes it")]
mod built {
    include!(concat!(env!("OUT_DIR"), "/guests.rs"));
}
use built::GUESTS;

use crate::core::CORE_GUESTS;

/// The component of a guest, by the name of its file.
pub fn guest(name: &str) -> &'static [u8] {
    all()
        .find(|(known, _)| *known == name)
        .map(|(_, wasm)| wasm)
        .unwrap_or_else(|| panic!("there is no guest `{name}` in tests/guests or tests/hostile"))
}

/// The names of all guests.
pub fn guest_names() -> impl Iterator<Item = &'static str> {
    all().map(|(name, _)| name)
}

fn all() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let built = GUESTS.iter().copied();
    built.chain(
        CORE_GUESTS
            .iter()
            .map(|(name, wasm)| (*name, wasm.as_slice())),
    )
}
