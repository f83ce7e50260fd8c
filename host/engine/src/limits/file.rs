//! The limits of the configuration file: `[limits]`, for all plugins, and `[plugin.NAME.limits]`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use runner_model::{Limit, SomeLimits};
use toml::{Spanned, Value};

/// The section as it is written.
pub(crate) type Section = BTreeMap<String, Spanned<Value>>;

/// A value as a command line would have it: texts and whole numbers mean the same.
pub(crate) fn text_of(value: &Value, key: &str) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Integer(number) => Ok(number.to_string()),
        _ => Err(format!("write `{key}` as a text or a whole number")),
    }
}

/// What one section says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileLimits {
    /// Each ceiling, and in which line it stands.
    ceilings: BTreeMap<Limit, (u64, usize)>,
}

impl FileLimits {
    /// Reads a section. What is wrong comes with its place in the file.
    pub(crate) fn read(
        section: Section,
        line_of: impl Fn(usize) -> usize,
    ) -> Result<Self, (usize, String)> {
        let mut ceilings = BTreeMap::new();
        for (name, value) in section {
            let at = value.span().start;
            let wrong = |message: String| (at, message);
            let limit = Limit::from_name(&name).map_err(|error| wrong(error.to_string()))?;
            let text = text_of(value.get_ref(), limit.name()).map_err(&wrong)?;
            let value = limit
                .parse(&text)
                .map_err(|error| wrong(error.to_string()))?;
            let value = limit
                .check(value)
                .map_err(|error| wrong(format!("`{limit}`: {error}")))?;
            ceilings.insert(limit, (value, line_of(at)));
        }
        Ok(Self { ceilings })
    }

    /// How many ceilings it sets.
    pub fn len(&self) -> usize {
        self.ceilings.len()
    }

    /// Whether it sets none.
    pub fn is_empty(&self) -> bool {
        self.ceilings.is_empty()
    }

    /// In which line a ceiling stands, if it does.
    pub(crate) fn line(&self, limit: Limit) -> Option<usize> {
        self.ceilings.get(&limit).map(|(_, line)| *line)
    }

    /// The ceilings.
    pub(crate) fn values(&self) -> SomeLimits {
        let values = self.ceilings.iter();
        values.map(|(limit, (value, _))| (*limit, *value)).collect()
    }

    /// The same as a file says it, below a header.
    pub(crate) fn toml(&self, header: &str) -> String {
        let mut text = format!("[{header}]\n");
        for (limit, (value, _)) in &self.ceilings {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{limit} = \"{}\"", limit.exact(*value));
        }
        text
    }
}
