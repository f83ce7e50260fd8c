//! Where the sections of a component lie, those of the modules and components in it included:
//! <https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md>.

use std::ops::Range;

/// Magic number and version.
const HEADER: usize = 8;

/// Sections that hold a module or a component, in a component.
const HOLDING: [u8; 2] = [1, 4];

/// A section: its number, its length and its contents, each by their places in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) start: usize,
    pub(crate) length: Range<usize>,
    pub(crate) contents: Range<usize>,
}

impl Section {
    /// All of it.
    pub(crate) const fn whole(&self) -> Range<usize> {
        self.start..self.contents.end
    }
}

/// All sections, an outer one before those in it.
pub(crate) fn sections(wasm: &[u8]) -> Vec<Section> {
    let mut found = Vec::new();
    walk(wasm, 0..wasm.len(), &mut found);
    found
}

fn walk(wasm: &[u8], within: Range<usize>, found: &mut Vec<Section>) {
    // The layer: a component, and no module, holds others.
    let is_component = wasm.get(within.start + 6) == Some(&1);
    let mut at = within.start + HEADER;
    while at < within.end {
        let Some((size, bytes)) = number(&wasm[at + 1..within.end]) else {
            return;
        };
        let begin = at + 1 + bytes;
        let section = Section {
            start: at,
            length: at + 1..begin,
            contents: begin..begin + size,
        };
        if section.contents.end > within.end {
            return;
        }
        at = section.contents.end;
        let inner = section.contents.clone();
        found.push(section);
        if is_component && HOLDING.contains(&wasm[found[found.len() - 1].start]) {
            walk(wasm, inner, found);
        }
    }
}

/// The same without its custom sections: names and debug information, which are most of it.
pub(crate) fn bare(wasm: &[u8]) -> Vec<u8> {
    let (header, mut rest) = wasm.split_at(HEADER);
    let is_component = header[6] == 1;
    let mut kept = header.to_vec();
    while let Some((id, after)) = rest.split_first() {
        let (size, bytes) = number(after).expect("it was built");
        let (contents, after) = after[bytes..].split_at(size);
        rest = after;
        let contents = match id {
            0 => continue,
            id if is_component && HOLDING.contains(id) => bare(contents),
            _ => contents.to_vec(),
        };
        kept.push(*id);
        let mut size = contents.len();
        while size > 0x7f {
            kept.push(size.to_le_bytes()[0] | 0x80);
            size >>= 7;
        }
        kept.push(size.to_le_bytes()[0]);
        kept.extend(contents);
    }
    kept
}

/// A LEB128 number at the front, and how many bytes it has.
fn number(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0;
    for (index, byte) in bytes.iter().take(5).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, index + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_of_the_modules_inside_are_found_too() {
        let wasm = crate::guest("table_growth");
        let sections = sections(wasm);
        let outer: usize = sections
            .iter()
            .filter(|one| !sections.iter().any(|other| holds(other, one)))
            .map(|section| section.whole().len())
            .sum();
        assert_eq!(outer, wasm.len() - HEADER);
        assert!(
            sections
                .iter()
                .any(|one| sections.iter().any(|other| holds(other, one)))
        );
    }

    fn holds(outer: &Section, inner: &Section) -> bool {
        outer.contents.start <= inner.start && inner.contents.end <= outer.contents.end
    }
}
