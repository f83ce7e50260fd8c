//! The processors that come with runner, as bytes. They are plugins like any other: nothing here knows what is
//! in them, and the host treats them as it treats a stranger's.

#[expect(unreachable_pub, reason = "written for every crate that includes it")]
mod built {
    include!(concat!(env!("OUT_DIR"), "/guests.rs"));
}
use built::GUESTS;

/// A bundled plugin.
#[derive(Debug, Clone, Copy)]
pub struct Bundled {
    /// The processor's name.
    pub name: &'static str,
    /// The component.
    pub wasm: &'static [u8],
}

/// Gives the bundled plugins, by name.
pub fn all() -> impl Iterator<Item = Bundled> {
    GUESTS.iter().map(|&(name, wasm)| Bundled { name, wasm })
}

/// Gives the plugin that provides a processor.
pub fn find(name: &str) -> Option<Bundled> {
    all().find(|plugin| plugin.name == name)
}
