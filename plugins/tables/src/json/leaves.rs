//! The values of a record by their dotted paths.

use crate::error::Fault;
use crate::json::walk::{Member, Members, unescape};

/// Is given a dotted path and a value.
type Visit<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> Result<(), Fault>;

/// Visits every value that is not an object with members, under its dotted path. A record's own depth is 1; `path` is
/// room for the path, to be used again.
pub fn leaves(
    object: &[u8],
    depth: usize,
    path: &mut Vec<u8>,
    visit: Visit<'_>,
) -> Result<(), Fault> {
    if depth == 1 {
        path.clear();
    }
    for member in Members::new(object, depth) {
        let Member { key, value } = member?;
        let parent = path.len();
        if depth > 1 {
            path.push(b'.');
        }
        path.extend_from_slice(&unescape(key)?);
        if has_members(value) {
            leaves(value, depth + 1, path, visit)?;
        } else {
            visit(path, value)?;
        }
        path.truncate(parent);
    }
    Ok(())
}

fn has_members(value: &[u8]) -> bool {
    value.first() == Some(&b'{') && value[1..].trim_ascii_start().first() == Some(&b'"')
}
