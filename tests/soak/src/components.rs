//! The components: one guest's bytes, with another name and version written over its own.

use std::io;

use runner_model::Digest;
use runner_sandbox::digest_of;
use runner_testkit::guest;

use crate::sections::stripped;

/// What stands in the guest's bytes, as `tests/guests/examples/swapped.rs` has it.
const NAME: &[u8] = b"swapped-0000000";
const VERSION: &[u8] = b"1.0.900000000";

/// Makes the components.
#[derive(Debug)]
pub(crate) struct Components {
    wasm: Vec<u8>,
    name_at: usize,
    version_at: usize,
}

/// One of them.
#[derive(Debug)]
pub(crate) struct Component {
    pub(crate) wasm: Vec<u8>,
    pub(crate) digest: Digest,
}

/// The name of a plugin. It is as long as the guest's own.
pub(crate) fn name_of(plugin: u32) -> String {
    format!("swapped-{plugin:07}")
}

/// How a version is called.
pub(crate) fn version_of(version: u32) -> String {
    format!("1.0.{}", 900_000_000 + version)
}

impl Components {
    pub(crate) fn new() -> io::Result<Self> {
        let wasm = stripped(guest("swapped"))?;
        let (name_at, version_at) = (only(&wasm, NAME)?, only(&wasm, VERSION)?);
        Ok(Self {
            wasm,
            name_at,
            version_at,
        })
    }

    /// How many bytes each of them has.
    pub(crate) fn bytes(&self) -> usize {
        self.wasm.len()
    }

    pub(crate) fn component(&self, plugin: u32, version: u32) -> Component {
        let mut wasm = self.wasm.clone();
        let mut write = |at: usize, text: String| {
            wasm[at..at + text.len()].copy_from_slice(text.as_bytes());
        };
        write(self.name_at, name_of(plugin));
        write(self.version_at, version_of(version));
        Component {
            digest: digest_of(&wasm),
            wasm,
        }
    }
}

/// Where some bytes stand that stand there once.
fn only(wasm: &[u8], bytes: &[u8]) -> io::Result<usize> {
    let mut found = wasm
        .windows(bytes.len())
        .enumerate()
        .filter(|(_, window)| *window == bytes)
        .map(|(at, _)| at);
    match (found.next(), found.next()) {
        (Some(at), None) => Ok(at),
        _ => Err(io::Error::other(format!(
            "the guest `swapped` must have {} in its bytes once",
            String::from_utf8_lossy(bytes)
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_as_long_as_the_guest_and_each_is_another() {
        let components = Components::new().unwrap();
        let mut digests: Vec<Digest> = Vec::new();
        for (plugin, version) in [(0, 1), (0, 2), (199, 1), (999_999, 999_999)] {
            let one = components.component(plugin, version);
            assert_eq!(one.wasm.len(), components.bytes());
            assert!(only(&one.wasm, name_of(plugin).as_bytes()).is_ok());
            assert!(only(&one.wasm, version_of(version).as_bytes()).is_ok());
            assert!(!digests.contains(&one.digest));
            digests.push(one.digest);
        }
    }
}
