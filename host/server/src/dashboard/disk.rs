//! The page's files as they are on disk: for debug builds, so that a change is seen without building the program again.
//! `rust-embed` would read them too, but finds none of a folder that came after the program was built.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::files::Found;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../dashboard/dist");

pub(super) fn find(path: &str) -> Option<Found> {
    let folder = Path::new(FOLDER).canonicalize().ok()?;
    let file = folder.join(path).canonicalize().ok()?;
    // A path may lead out of the folder: then there is no such file.
    if !file.starts_with(&folder) {
        return None;
    }
    let bytes = fs::read(file).ok()?;
    Some(Found {
        hash: Sha256::digest(&bytes).into(),
        bytes: Cow::Owned(bytes),
    })
}
