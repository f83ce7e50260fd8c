//! What a panic tells the host before the guest aborts.

use std::panic::PanicHookInfo;

use crate::bindings::runner::job::log::{Level, write};

/// Makes a panic write one error line whose fields name its place. The host recognises the field `panic` and
/// makes the line the message of the failure.
pub(crate) fn report_to_log() {
    std::panic::set_hook(Box::new(report));
}

fn report(info: &PanicHookInfo<'_>) {
    let message = info.payload_as_str().unwrap_or("a value that is no text");
    let place = info.location().map(ToString::to_string);
    let fields = serde_json::json!({ "panic": true, "place": place });
    write(Level::Error, message, Some(&fields.to_string()));
}
