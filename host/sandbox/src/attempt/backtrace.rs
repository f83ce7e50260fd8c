//! A guest's stack as text: its functions, innermost first, with the lines of their source where the plugin brought
//! them.
//!
//! The names are a stranger's, and wasmtime's own text takes them as they are: of any length, with what a terminal obeys,
//! and mangled so that a few hundred bytes unfold into gigabytes. Here each name is bounded and clean; those of Rust are
//! unfolded, and no further than that.

use std::fmt::{self, Write as _};

use wasmtime::{FrameInfo, WasmBacktrace};

use crate::plugin::Lines;
use crate::text::clean;

/// How much is said of the name of a function, in bytes.
const LONGEST_NAME: usize = 300;

/// The stack that an error carries, if it does.
pub(super) fn text(error: &wasmtime::Error, lines: Option<&Lines>) -> Option<String> {
    let backtrace: &WasmBacktrace = error.downcast_ref()?;
    let frames = backtrace.frames();
    let offsets: Vec<Option<usize>> = frames.iter().map(FrameInfo::module_offset).collect();
    let places = lines.map_or_else(Vec::new, |lines| lines.places(&offsets));
    let mut text = String::from("error while executing at wasm backtrace:\n");
    for (index, frame) in frames.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(text, "  {index:>3}: ");
        if let Some(offset) = frame.module_offset() {
            let _ = write!(text, "{offset:#8x} - ");
        }
        let module = frame.module().name().unwrap_or("<unknown>");
        let module = one_line(module);
        let _ = match frame.func_name() {
            Some(name) => writeln!(text, "{module}!{}", unmangled(name)),
            None => writeln!(text, "{module}!<wasm function {}>", frame.func_index()),
        };
        if let Some(Some(place)) = places.get(index) {
            let _ = writeln!(text, "           at {place}");
        }
    }
    Some(text)
}

/// A name as its author wrote it, if it is one of Rust's.
fn unmangled(name: &str) -> String {
    let mut shown = Bounded(String::new());
    // It fails once it is full, which is as much as is shown.
    let _ = match rustc_demangle::try_demangle(name) {
        Ok(name) => write!(shown, "{name}"),
        Err(_) => shown.write_str(name),
    };
    one_line(&shown.0)
}

/// A name that looks like no more than one: a line's end in it would make up another frame.
fn one_line(name: &str) -> String {
    clean(name, LONGEST_NAME).replace(['\n', '\t'], "")
}

/// Text that takes no more once it is longer than a name may be.
struct Bounded(String);

impl fmt::Write for Bounded {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        let room = (LONGEST_NAME + 1).saturating_sub(self.0.len());
        self.0.push_str(&more[..more.ceil_char_boundary(room)]);
        if more.len() > room {
            return Err(fmt::Error);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_rust_are_unfolded_and_others_stay() {
        assert_eq!(
            unmangled("_ZN5panic5inner17h0123456789abcdefE"),
            "panic::inner::h0123456789abcdef"
        );
        assert_eq!(unmangled("_RNvC5panic5inner"), "panic::inner");
        assert_eq!(unmangled("_Z1fv"), "_Z1fv");
    }

    #[test]
    fn names_are_bounded_and_clean() {
        assert_eq!(unmangled("a\u{1b}[2J\u{9b}\nb"), "a[2Jb");
        let long = unmangled(&"é".repeat(1 << 20));
        assert!(
            long.ends_with('…') && long.len() <= LONGEST_NAME + 4,
            "{long}"
        );
        // A tuple of two of the one before, thirty times over: gigabytes, written out.
        let mut name = String::from("_RINvC1a1f");
        let mut before = name.len() - 2;
        name.push('m');
        for _ in 0..30 {
            let begin = name.len() - 2;
            let again = backreference(before);
            name.push_str(&format!("T{again}{again}E"));
            before = begin;
        }
        name.push('E');
        assert!(rustc_demangle::try_demangle(&name).is_ok(), "{name}");
        assert!(unmangled(&name).len() <= LONGEST_NAME + 4);
    }

    /// A reference to a place in a name, counted from behind its `_R`, in digits of base 62:
    /// <https://doc.rust-lang.org/rustc/symbol-mangling/v0.html#backref>.
    fn backreference(place: usize) -> String {
        const DIGITS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let Some(mut left) = place.checked_sub(1) else {
            return "B_".to_owned();
        };
        let mut digits = Vec::new();
        loop {
            digits.push(char::from(DIGITS[left % 62]));
            left /= 62;
            if left == 0 {
                break;
            }
        }
        let digits: String = digits.into_iter().rev().collect();
        format!("B{digits}_")
    }
}
