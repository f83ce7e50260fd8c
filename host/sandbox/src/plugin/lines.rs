//! Which line of a plugin's source an instruction came from.
//!
//! Debug information is a stranger's input, and a resolver that follows all of it can be made to take memory and time
//! without measure. So the engine ignores it, and only the tables of lines are used: they are read once from front to
//! back, when a guest broke down, and are refused beyond a size. The bytes lie in a file until then.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use gimli::{
    AttributeValue, DebugLine, DebugLineOffset, EndianSlice, Format, LineProgramHeader, LineRow,
    LittleEndian, Reader as _,
};
use runner_model::Digest;

use super::sections::core_modules;
use crate::text::clean;

/// The most bytes of debug information that are kept of one plugin: reading them takes a tenth of a second.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// The longest list of folders and files of one table that is read, in bytes: in memory it becomes a hundred times as
/// much, all of it at once.
const MOST_LISTED: u64 = 128 * 1024;

/// How often a table may name the place of an instruction without a line to it, before no more is looked for.
const MOST_TRIES: usize = 1_000;

/// How much of a path is looked at, and how much of it is said, in bytes.
const MOST_PATH: usize = 4 * 1024;
const LONGEST_PATH: usize = 300;

/// The sections that are kept: the tables, and the texts that they refer to.
const SECTIONS: [&str; 3] = [".debug_line", ".debug_line_str", ".debug_str"];

/// Where a plugin's lines are kept.
#[derive(Debug, Clone)]
pub(crate) struct Lines(PathBuf);

/// The lines of a digest.
pub(super) fn file(folder: &Path, digest: &Digest) -> Lines {
    Lines(folder.join(format!("{}.lines", digest.hex())))
}

/// Keeps what there is to know of the lines of a component; nothing if it has none, or too much.
pub(super) fn keep(folder: &Path, digest: &Digest, wasm: &[u8]) -> io::Result<()> {
    let mut kept = Vec::new();
    for module in core_modules(wasm) {
        let sections = SECTIONS.map(|name| module.custom(name).unwrap_or_default());
        let [table, ..] = sections;
        if table.is_empty() {
            continue;
        }
        kept.extend((module.code_start as u64).to_le_bytes());
        kept.extend((module.code_end as u64).to_le_bytes());
        for section in sections {
            kept.extend((section.len() as u64).to_le_bytes());
            kept.extend(section);
        }
        if kept.len() > MOST_BYTES {
            return Ok(());
        }
    }
    if kept.is_empty() {
        return Ok(());
    }
    let mut beside = tempfile::NamedTempFile::new_in(folder)?;
    beside.write_all(&kept)?;
    let Lines(path) = file(folder, digest);
    beside.persist(path).map_err(|error| error.error)?;
    Ok(())
}

impl Lines {
    /// Keeps them no longer.
    pub(super) fn forget(&self) {
        // Most plugins bring none.
        let _ = fs::remove_file(&self.0);
    }

    /// The places of instructions, given by their offsets in the component: `src/lib.rs:12:5`.
    pub(crate) fn places(&self, offsets: &[Option<usize>]) -> Vec<Option<String>> {
        let mut places = vec![None; offsets.len()];
        let Ok(kept) = fs::read(&self.0) else {
            return places;
        };
        let mut rest = kept.as_slice();
        while let Some((module, sections)) = next_module(&mut rest) {
            let mut wanted: Vec<(u64, usize)> = offsets
                .iter()
                .enumerate()
                .filter_map(|(index, offset)| Some(((*offset)? as u64, index)))
                .filter(|(offset, _)| module.contains(offset))
                // The tables count from the beginning of the code.
                .map(|(offset, index)| (offset - module.start, index))
                .collect();
            wanted.sort_unstable();
            look_up(&sections, &wanted, &mut places);
        }
        places
    }
}

/// Takes one module off the front: where its code is, and its sections. What does not parse ends it.
fn next_module<'a>(rest: &mut &'a [u8]) -> Option<(std::ops::Range<u64>, [&'a [u8]; 3])> {
    let start = number(rest)?;
    let end = number(rest)?;
    let mut sections = [&[][..]; 3];
    for section in &mut sections {
        let length = usize::try_from(number(rest)?).ok()?;
        (*section, *rest) = rest.split_at_checked(length)?;
    }
    Some((start..end, sections))
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    let (bytes, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(u64::from_le_bytes(*bytes))
}

type Slice<'a> = EndianSlice<'a, LittleEndian>;

/// Goes through all tables once. `wanted` is sorted.
fn look_up(sections: &[&[u8]; 3], wanted: &[(u64, usize)], places: &mut [Option<String>]) {
    let [table, line_texts, texts] = sections.map(|bytes| EndianSlice::new(bytes, LittleEndian));
    let tables = DebugLine::from(table);
    let mut offset = 0;
    let mut tries = MOST_TRIES;
    while is_listing_short(&table[offset.min(table.len())..])
        && let Ok(program) = tables.program(DebugLineOffset(offset), 4, None, None)
    {
        let header = program.header();
        let prefix = match header.format() {
            Format::Dwarf32 => 4,
            Format::Dwarf64 => 12,
        };
        offset += prefix + header.unit_length();
        let mut rows = program.rows();
        let mut before: Option<LineRow> = None;
        while let Ok(Some((header, row))) = rows.next_row() {
            if let Some(before) = before.filter(|before| before.address() < row.address()) {
                let from = wanted.partition_point(|(address, _)| *address < before.address());
                for (_, index) in wanted[from..]
                    .iter()
                    .take_while(|(address, _)| *address < row.address())
                {
                    if places[*index].is_none() && tries > 0 {
                        tries -= 1;
                        places[*index] = place(header, &before, line_texts, texts);
                    }
                }
            }
            before = (!row.end_sequence()).then_some(*row);
        }
    }
}

/// Whether the table that begins here has a list of folders and files that is short enough to be read.
fn is_listing_short(table: &[u8]) -> bool {
    let mut rest = EndianSlice::new(table, LittleEndian);
    let mut length = || {
        // DWARF 5, 6.2.4: the table's length, its version, since version 5 two sizes, the list's length.
        let (_, format) = rest.read_initial_length()?;
        if rest.read_u16()? >= 5 {
            rest.skip(2)?;
        }
        rest.read_length(format)
    };
    matches!(length(), Ok(length) if length as u64 <= MOST_LISTED)
}

fn place<'a>(
    header: &LineProgramHeader<Slice<'a>>,
    row: &LineRow,
    line_texts: Slice<'a>,
    texts: Slice<'a>,
) -> Option<String> {
    let text = |value: AttributeValue<Slice<'a>>| {
        let bytes = match value {
            AttributeValue::String(text) => text,
            AttributeValue::DebugLineStrRef(offset) => at(line_texts, offset.0)?,
            AttributeValue::DebugStrRef(offset) => at(texts, offset.0)?,
            _ => return None,
        };
        let bytes = bytes.slice();
        Some(String::from_utf8_lossy(&bytes[..bytes.len().min(MOST_PATH)]).into_owned())
    };
    let line = row.line()?;
    let file = row.file(header)?;
    let mut path = text(file.path_name())?;
    if !path.starts_with('/')
        && let Some(folder) = file.directory(header).and_then(text)
    {
        path = format!("{folder}/{path}");
    }
    let mut place = format!("{}:{line}", clean(shortened(&path), LONGEST_PATH));
    if let gimli::ColumnType::Column(column) = row.column() {
        place.push_str(&format!(":{column}"));
    }
    Some(place)
}

fn at(texts: Slice<'_>, offset: usize) -> Option<Slice<'_>> {
    let mut text = texts;
    text.skip(offset).ok()?;
    text.truncate(text.len().min(MOST_PATH)).ok()?;
    text.read_null_terminated_slice().ok()
}

/// A path without what says only where its builder keeps things: that of a package from a registry, or of Rust's library.
fn shortened(path: &str) -> &str {
    if let Some((_, package)) = path.split_once("/registry/src/") {
        return package
            .split_once('/')
            .map_or(package, |(_, package)| package);
    }
    path.rfind("/library/").map_or(path, |at| &path[at + 1..])
}

#[cfg(test)]
mod tests {
    use runner_test_components::{Mutations, guest};

    use super::*;

    #[test]
    fn paths_say_what_is_the_same_for_everybody() {
        assert_eq!(
            shortened("/home/x/.cargo/registry/src/index.crates.io-1949/serde-1.0.1/src/de.rs"),
            "serde-1.0.1/src/de.rs"
        );
        assert_eq!(
            shortened("/rustc/0123abc/library/core/src/panicking.rs"),
            "library/core/src/panicking.rs"
        );
        assert_eq!(shortened("src/lib.rs"), "src/lib.rs");
    }

    /// A table of DWARF 5 that lists that many files, a byte each.
    fn listing(files: usize) -> Vec<u8> {
        let count = |mut number: usize| {
            let mut leb = Vec::new();
            while number > 0x7f {
                leb.push(number.to_le_bytes()[0] | 0x80);
                number >>= 7;
            }
            leb.push(number.to_le_bytes()[0]);
            leb
        };
        // Lengths of instructions and lines, no opcodes of its own; no folders; of each file a name, by one byte.
        let begin = [1, 1, 1, 0, 14, 1, 1, 1, 0x0b, 0, 1, 1, 0x0b];
        let list = [&begin[..], &count(files), &vec![0; files]].concat();
        let length = |length: usize| u32::try_from(length).unwrap().to_le_bytes();
        [
            &length(list.len() + 8)[..],
            &[5, 0, 4, 0],
            &length(list.len()),
            &list,
        ]
        .concat()
    }

    #[test]
    fn a_long_list_of_files_takes_no_memory() {
        let files = |table: &[u8]| {
            let tables = DebugLine::new(table, LittleEndian);
            let program = tables.program(DebugLineOffset(0), 4, None, None).unwrap();
            program.header().file_names().len()
        };
        let short = listing(1_000);
        assert!(is_listing_short(&short));
        assert_eq!(files(&short), 1_000);
        let long = listing(MOST_BYTES - 64);
        assert!(!is_listing_short(&long));
        let before = memory();
        look_up(&[&long, &[], &[]], &[(0, 0)], &mut [None]);
        let most = memory() - before;
        assert!(most < 16 << 20, "{most} bytes");
        assert_eq!(files(&long), MOST_BYTES - 64, "the list is one");
    }

    /// The most memory that this process had at once, in bytes.
    fn memory() -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak.unwrap().trim().trim_end_matches(" kB");
        kib.parse::<u64>().unwrap() * 1024
    }

    #[test]
    fn rubbish_has_no_lines() {
        let folder = tempfile::tempdir().unwrap();
        let digest = Digest::new([7; 32]);
        for rubbish in [&b""[..], &[0; 16], &[255; 100], &[1; 4096]] {
            let Lines(path) = file(folder.path(), &digest);
            fs::write(path, rubbish).unwrap();
            let places = file(folder.path(), &digest).places(&[Some(1), None]);
            assert_eq!(places, [None, None]);
        }
    }

    #[test]
    fn tables_that_were_changed_break_nothing() {
        let module = core_modules(guest("panic")).into_iter();
        let module = module.max_by_key(|module| module.custom(SECTIONS[0]).map_or(0, <[u8]>::len));
        let module = module.unwrap();
        let [table, line_texts, texts] =
            SECTIONS.map(|name| module.custom(name).unwrap_or_default());
        let wanted: Vec<(u64, usize)> = (0..20).map(|index| (index as u64 * 500, index)).collect();
        let places_in = |table: &[u8]| {
            let mut places = vec![None; wanted.len()];
            look_up(&[table, line_texts, texts], &wanted, &mut places);
            places
        };
        let known = places_in(table);
        assert!(known.iter().any(Option::is_some), "{known:?}");
        let mut others = 0;
        for changed in Mutations::new(table, 7).take(400) {
            let places = places_in(&changed.wasm);
            let longest = places.iter().flatten().map(String::len).max();
            assert!(longest <= Some(LONGEST_PATH + 30), "{}", changed.how);
            others += usize::from(places != known);
        }
        assert!(others > 10, "{others}");
    }
}
