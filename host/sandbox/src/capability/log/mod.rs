//! The job's log: `runner:job/log`, and where the standard streams end up.

mod buffer;

use runner_model::Level;
use wasmtime::component::HasSelf;

use super::{Capability, RUNNER};
use crate::bindings::runner::job::log as wit;
use crate::state::GuestState;
use crate::text::clean;

pub(crate) use self::buffer::LogBuffer;
pub use self::buffer::LogTail;

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &["runner:job/log"],
    version: RUNNER,
    link: |linker| {
        wit::add_to_linker::<_, HasSelf<LogBuffer>>(linker, |state: &mut GuestState| {
            &mut state.called().log
        })
    },
};

/// The longest message that is kept whole, in bytes.
const LONGEST_MESSAGE: usize = 64 * 1024;

/// A panic that the guest reported before it aborted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Panic {
    pub(crate) message: String,
    pub(crate) place: Option<String>,
}

impl wit::Host for LogBuffer {
    fn write(
        &mut self,
        level: wit::Level,
        message: String,
        fields: Option<String>,
    ) -> wasmtime::Result<()> {
        let level = match level {
            wit::Level::Trace => Level::Trace,
            wit::Level::Debug => Level::Debug,
            wit::Level::Info => Level::Info,
            wit::Level::Warn => Level::Warn,
            wit::Level::Error => Level::Error,
        };
        let fields = fields.map(|text| parse_fields(&text));
        if let Some(panic) = fields
            .as_ref()
            .and_then(|fields| panic_in(&message, fields))
        {
            self.reports(panic);
        }
        self.push(level, &message, fields);
        Ok(())
    }
}

/// Parses the fields; what is no object of a sensible size is kept as the text it is.
fn parse_fields(text: &str) -> serde_json::Map<String, serde_json::Value> {
    let cut = &text[..text.floor_char_boundary(LONGEST_MESSAGE)];
    match serde_json::from_str(cut) {
        Ok(fields) => clean_map(fields),
        Err(_) => {
            let mut raw = serde_json::Map::new();
            raw.insert("fields".to_owned(), clean(cut, LONGEST_MESSAGE).into());
            raw
        }
    }
}

/// Cleans keys and texts at every depth: JSON can spell what must not be shown.
fn clean_map(
    map: serde_json::Map<String, serde_json::Value>,
) -> serde_json::Map<String, serde_json::Value> {
    map.into_iter()
        .map(|(key, value)| (clean(&key, 1024), clean_value(value)))
        .collect()
}

fn clean_value(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::String(text) => clean(&text, LONGEST_MESSAGE).into(),
        Value::Array(items) => items.into_iter().map(clean_value).collect(),
        Value::Object(map) => clean_map(map).into(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

fn panic_in(message: &str, fields: &serde_json::Map<String, serde_json::Value>) -> Option<Panic> {
    (fields.get("panic") == Some(&true.into())).then(|| Panic {
        message: clean(message, LONGEST_MESSAGE),
        place: fields
            .get("place")
            .and_then(|place| Some(clean(place.as_str()?, 1024))),
    })
}

#[cfg(test)]
mod tests {
    use runner_model::ByteSize;

    use super::*;
    use crate::meter::Meter;

    fn log() -> LogBuffer {
        LogBuffer::new(ByteSize::mib(1), Meter::new(ByteSize::mib(8)))
    }

    #[test]
    fn a_line_marked_as_panic_is_remembered() {
        let mut log = log();
        let fields = r#"{"panic":true,"place":"src/lib.rs:3:5"}"#.to_owned();
        wit::Host::write(&mut log, wit::Level::Error, "oh".to_owned(), Some(fields)).unwrap();
        let panic = log.panic().unwrap();
        assert_eq!(
            (panic.message.as_str(), panic.place.as_deref()),
            ("oh", Some("src/lib.rs:3:5"))
        );
    }

    #[test]
    fn fields_lose_escapes_that_json_spells() {
        let fields = parse_fields(r#"{"\u001b[2Jk": ["\u009b31m\u202ex"]}"#);
        assert_eq!(
            serde_json::Value::from(fields).to_string(),
            r#"{"[2Jk":["31mx"]}"#
        );
    }

    #[test]
    fn fields_that_are_no_object_are_kept_as_text() {
        let mut log = log();
        wit::Host::write(
            &mut log,
            wit::Level::Info,
            "x".to_owned(),
            Some("[1".to_owned()),
        )
        .unwrap();
        let (lines, _) = log.tail().take();
        assert_eq!(lines[0].fields.as_ref().unwrap()["fields"], "[1");
    }
}
