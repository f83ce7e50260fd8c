//! The core modules in a component, and their sections, as far as looking for debug information needs it. The bytes
//! are a stranger's; what does not parse is not found.
//!
//! <https://webassembly.github.io/spec/core/binary/modules.html> and
//! <https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md>

/// How deep components may lie in each other to be looked at.
const DEEPEST: usize = 8;

/// A header: the magic number and the version.
const HEADER: usize = 8;

const CUSTOM: u8 = 0;
const CODE: u8 = 10;
const CORE_MODULE: u8 = 1;
const COMPONENT: u8 = 4;

/// A core module.
#[derive(Debug)]
pub(super) struct CoreModule<'a> {
    /// Where the contents of its code section begin, counted from the beginning of the component.
    pub(super) code_start: usize,
    /// Where they end.
    pub(super) code_end: usize,
    customs: Vec<(&'a [u8], &'a [u8])>,
}

impl<'a> CoreModule<'a> {
    /// The contents of a custom section.
    pub(super) fn custom(&self, name: &str) -> Option<&'a [u8]> {
        let found = self.customs.iter().find(|(of, _)| *of == name.as_bytes());
        found.map(|(_, contents)| *contents)
    }
}

/// The core modules of a component, also of those inside it.
pub(super) fn core_modules(wasm: &[u8]) -> Vec<CoreModule<'_>> {
    let mut modules = Vec::new();
    in_component(wasm, 0, 0, &mut modules);
    modules
}

fn in_component<'a>(wasm: &'a [u8], at: usize, depth: usize, found: &mut Vec<CoreModule<'a>>) {
    if depth > DEEPEST {
        return;
    }
    for section in Sections::new(wasm) {
        match section.id {
            CORE_MODULE => found.push(core_module(section.contents, at + section.start)),
            COMPONENT => in_component(section.contents, at + section.start, depth + 1, found),
            _ => {}
        }
    }
}

fn core_module(wasm: &[u8], at: usize) -> CoreModule<'_> {
    let mut module = CoreModule {
        code_start: 0,
        code_end: 0,
        customs: Vec::new(),
    };
    for section in Sections::new(wasm) {
        match section.id {
            CODE => {
                module.code_start = at + section.start;
                module.code_end = module.code_start + section.contents.len();
            }
            CUSTOM => {
                let mut contents = section.contents;
                let custom =
                    number(&mut contents).and_then(|(length, _)| contents.split_at_checked(length));
                module.customs.extend(custom);
            }
            _ => {}
        }
    }
    module
}

struct Section<'a> {
    id: u8,
    /// Where its contents begin in what it is a section of.
    start: usize,
    contents: &'a [u8],
}

struct Sections<'a> {
    rest: &'a [u8],
    at: usize,
}

impl<'a> Sections<'a> {
    fn new(wasm: &'a [u8]) -> Self {
        Self {
            rest: wasm.get(HEADER..).unwrap_or_default(),
            at: HEADER,
        }
    }
}

impl<'a> Iterator for Sections<'a> {
    type Item = Section<'a>;

    fn next(&mut self) -> Option<Section<'a>> {
        let (id, after) = self.rest.split_first()?;
        self.rest = after;
        let (length, bytes) = number(&mut self.rest)?;
        let start = self.at + 1 + bytes;
        let (contents, after) = self.rest.split_at_checked(length)?;
        self.rest = after;
        self.at = start + length;
        Some(Section {
            id: *id,
            start,
            contents,
        })
    }
}

/// Takes a LEB128 number of at most 32 bits off the front; also how many bytes it had.
fn number(rest: &mut &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_u64;
    for index in 0..5 {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((usize::try_from(value).ok()?, index + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_with_their_code_and_custom_sections() {
        // A component with one core module: a custom section `ab` that holds 7, and a code section of two bytes.
        let module = [
            &b"\0asm\x01\0\0\0"[..],
            &[CUSTOM, 4, 2, b'a', b'b', 7],
            &[CODE, 2, 0, 9],
        ]
        .concat();
        let length = u8::try_from(module.len()).unwrap();
        let wasm = [&b"\0asm\x0d\0\x01\0"[..], &[CORE_MODULE, length], &module].concat();
        let modules = core_modules(&wasm);
        assert_eq!(modules.len(), 1);
        assert_eq!(modules[0].custom("ab"), Some(&[7][..]));
        assert_eq!(wasm[modules[0].code_start..modules[0].code_end], [0, 9]);
    }

    #[test]
    fn cut_off_bytes_are_no_trouble() {
        let wasm = b"\0asm\x0d\0\x01\0\x01\xff\xff\xff\xff\x0f\0asm";
        for end in 0..wasm.len() {
            assert!(core_modules(&wasm[..end]).is_empty(), "{end}");
        }
    }
}
