//! The page's files as a part of the program.

use rust_embed::RustEmbed;

use super::files::Found;

/// What `npm run build` made; nothing if that was not done before the program was built.
#[derive(RustEmbed)]
#[folder = "../dashboard/dist"]
#[allow_missing = true]
struct Dist;

pub(super) fn find(path: &str) -> Option<Found> {
    let file = Dist::get(path)?;
    Some(Found {
        hash: file.metadata.sha256_hash(),
        bytes: file.data,
    })
}
