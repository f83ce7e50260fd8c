//! A guest's stack as text: its functions, innermost first, with the lines of their source where the plugin brought
//! them.

use wasmtime::{FrameInfo, WasmBacktrace};

use crate::plugin::Lines;
use crate::text::clean;

/// How much is kept of a stack, in bytes: functions have the names that the plugin gives them.
const LONGEST: usize = 64 * 1024;

/// The stack that an error carries, if it does.
pub(super) fn text(error: &wasmtime::Error, lines: Option<&Lines>) -> Option<String> {
    let backtrace: &WasmBacktrace = error.downcast_ref()?;
    // A title, then one line for each frame.
    let shown = clean(&backtrace.to_string(), LONGEST);
    let Some(lines) = lines else {
        return Some(shown);
    };
    let offsets: Vec<Option<usize>> = backtrace
        .frames()
        .iter()
        .map(FrameInfo::module_offset)
        .collect();
    let places = lines.places(&offsets);
    let mut text = String::with_capacity(shown.len());
    for (index, line) in shown.lines().enumerate() {
        text.push_str(line);
        text.push('\n');
        let place = index
            .checked_sub(1)
            .and_then(|frame| places.get(frame)?.as_ref());
        if let Some(place) = place {
            text.push_str(&format!("           at {place}\n"));
        }
    }
    Some(text)
}
