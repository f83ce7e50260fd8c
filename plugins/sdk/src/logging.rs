//! The `log` crate, wired to the job's log.

use log::kv::{self, Key, Value, VisitSource};
use log::{LevelFilter, Log, Metadata, Record};

use crate::bindings::runner::job::log as host;

/// Makes the macros of the `log` crate write to the job's log. Calling it again changes nothing.
pub(crate) fn install() {
    if log::set_logger(&JobLog).is_ok() {
        log::set_max_level(LevelFilter::Trace);
    }
}

struct JobLog;

impl Log for JobLog {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let level = match record.level() {
            log::Level::Error => host::Level::Error,
            log::Level::Warn => host::Level::Warn,
            log::Level::Info => host::Level::Info,
            log::Level::Debug => host::Level::Debug,
            log::Level::Trace => host::Level::Trace,
        };
        let mut fields = Fields::default();
        // The visitor never fails.
        let _ = record.key_values().visit(&mut fields);
        let fields = fields.into_json();
        host::write(level, &record.args().to_string(), fields.as_deref());
    }

    fn flush(&self) {}
}

#[derive(Default)]
struct Fields(serde_json::Map<String, serde_json::Value>);

impl Fields {
    fn into_json(self) -> Option<String> {
        (!self.0.is_empty()).then(|| serde_json::Value::Object(self.0).to_string())
    }
}

impl<'kvs> VisitSource<'kvs> for Fields {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), kv::Error> {
        let value = if let Some(number) = value.to_u64() {
            number.into()
        } else if let Some(number) = value.to_i64() {
            number.into()
        } else if let Some(number) = value.to_f64() {
            number.into()
        } else if let Some(flag) = value.to_bool() {
            flag.into()
        } else {
            value.to_string().into()
        };
        self.0.insert(key.to_string(), value);
        Ok(())
    }
}
