//! What a component is made of, as far as debug information is found in it and left out: there are thousands of copies,
//! and it is nine tenths of the bytes.

use std::io;

/// Magic and version.
const HEADER: usize = 8;

/// A section that means nothing to who runs it.
const CUSTOM: u8 = 0;
/// In a component: a module, or a component, within.
const MODULE: u8 = 1;
const COMPONENT: u8 = 4;

/// Whether bytes are a component's. Its sections have other numbers than a module's.
fn is_component(wasm: &[u8]) -> bool {
    wasm.get(6) == Some(&1)
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the guest is no component")
}

/// The same without custom sections, at every depth.
pub(crate) fn stripped(wasm: &[u8]) -> io::Result<Vec<u8>> {
    let (header, mut rest) = wasm.split_at_checked(HEADER).ok_or_else(broken)?;
    let mut kept = header.to_vec();
    while let Some((&id, after)) = rest.split_first() {
        let (length, after) = number(after)?;
        let (content, after) = after.split_at_checked(length).ok_or_else(broken)?;
        rest = after;
        if id == CUSTOM {
            continue;
        }
        let within = is_component(wasm) && matches!(id, MODULE | COMPONENT);
        let content = if within {
            stripped(content)?
        } else {
            content.to_vec()
        };
        kept.push(id);
        put_number(&mut kept, content.len());
        kept.extend(content);
    }
    Ok(kept)
}

/// Takes a number off the front, as WebAssembly writes numbers (LEB128).
fn number(bytes: &[u8]) -> io::Result<(usize, &[u8])> {
    let mut value = 0;
    for (place, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Ok((value, &bytes[place + 1..]));
        }
    }
    Err(broken())
}

fn put_number(bytes: &mut Vec<u8>, mut value: usize) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for value in [0, 1, 127, 128, 300, 0x0fff_ffff] {
            let mut bytes = Vec::new();
            put_number(&mut bytes, value);
            bytes.push(9);
            assert_eq!(number(&bytes).unwrap(), (value, &[9][..]));
        }
    }

    #[test]
    fn custom_sections_go_at_every_depth_and_all_else_stays() {
        let module = [&b"\0asm\x01\0\0\0"[..], &[1, 1, 0], &[0, 2, 1, b'x']].concat();
        let mut component = b"\0asm\x0d\0\x01\0".to_vec();
        component.extend([MODULE, module.len() as u8]);
        component.extend(&module);
        component.extend([CUSTOM, 2, 1, b'y']);
        let mut expected = b"\0asm\x0d\0\x01\0".to_vec();
        expected.extend([MODULE, 11]);
        expected.extend(&module[..11]);
        assert_eq!(stripped(&component).unwrap(), expected);
        assert!(stripped(&component[..20]).is_err());
    }
}
