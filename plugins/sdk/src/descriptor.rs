//! What a processor says of itself, built step by step.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

use crate::bindings::runner::job::types as wit;

/// What a processor is: its name, its ports, what it wants. The schemas of params and result are added by the
/// SDK from the types of [`Processor`](crate::Processor).
#[derive(Debug, Clone)]
pub struct Descriptor {
    wit: wit::Descriptor,
}

impl Descriptor {
    /// Begins with the processor's name (lower-case letters, digits and `-`), its version (semver) and one line
    /// for people.
    pub fn new(name: &str, version: &str, summary: &str) -> Self {
        Self {
            wit: wit::Descriptor {
                name: name.to_owned(),
                version: version.to_owned(),
                summary: summary.to_owned(),
                params_schema: String::new(),
                result_schema: None,
                inputs: Vec::new(),
                outputs: Vec::new(),
                wants: Vec::new(),
                resumable: false,
            },
        }
    }

    /// Adds an input.
    #[must_use]
    pub fn input(mut self, port: Port) -> Self {
        self.wit.inputs.push(port.wit);
        self
    }

    /// Adds an output.
    #[must_use]
    pub fn output(mut self, port: Port) -> Self {
        self.wit.outputs.push(port.wit);
        self
    }

    /// Asks for HTTP requests to an origin such as `https://api.example.com`, or `*`.
    #[must_use]
    pub fn wants_http(mut self, origin: &str) -> Self {
        self.wit.wants.push(wit::Want::Http(origin.to_owned()));
        self
    }

    /// Asks for a secret, which the host puts into requests and the plugin never sees.
    #[must_use]
    pub fn wants_secret(mut self, name: &str) -> Self {
        self.wit.wants.push(wit::Want::Secret(name.to_owned()));
        self
    }

    /// Asks for room in the processor's cache.
    #[must_use]
    pub fn wants_cache(mut self, bytes: u64) -> Self {
        self.wit.wants.push(wit::Want::Cache(bytes));
        self
    }

    /// Says that the processor goes on from a checkpoint when a job has one.
    #[must_use]
    pub fn resumable(mut self) -> Self {
        self.wit.resumable = true;
        self
    }

    pub(crate) fn version(&self) -> &str {
        &self.wit.version
    }

    pub(crate) fn into_wit<Params: JsonSchema, Output: JsonSchema>(self) -> wit::Descriptor {
        wit::Descriptor {
            params_schema: schema_of::<Params>(),
            result_schema: Some(schema_of::<Output>()),
            ..self.wit
        }
    }
}

/// A named place for an input or an output.
#[derive(Debug, Clone)]
pub struct Port {
    wit: wit::Port,
}

impl Port {
    /// An input that every job must be given, or an output that every success makes.
    pub fn required(name: &str, summary: &str) -> Self {
        Self {
            wit: wit::Port {
                name: name.to_owned(),
                summary: summary.to_owned(),
                media_types: Vec::new(),
                required: true,
            },
        }
    }

    /// An input that a job may go without, or an output that is made now and then.
    pub fn optional(name: &str, summary: &str) -> Self {
        let mut port = Self::required(name, summary);
        port.wit.required = false;
        port
    }

    /// Adds a media type that the port takes or may make. A port without any takes all.
    #[must_use]
    pub fn media_type(mut self, media_type: &str) -> Self {
        self.wit.media_types.push(media_type.to_owned());
        self
    }
}

fn schema_of<T: JsonSchema>() -> String {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>()
        .as_value()
        .to_string()
}
