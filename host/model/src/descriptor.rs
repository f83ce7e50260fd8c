//! What a plugin says of itself, checked: a stranger's words.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::grant::{HttpWant, ParseTargetError};
use crate::hidden::is_hidden;
use crate::name::{NameError, PortName, ProcessorName, SecretName};
use crate::units::ByteSize;

/// What a plugin says of its processor, after the checks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Descriptor {
    /// The processor's name.
    pub name: ProcessorName,
    /// The plugin's version.
    pub version: String,
    /// One line for people.
    pub summary: String,
    /// The JSON Schema (2020-12) of the params.
    pub params_schema: serde_json::Value,
    /// The JSON Schema of the result, when it promises one.
    pub result_schema: Option<serde_json::Value>,
    /// The inputs it takes.
    pub inputs: Vec<Port>,
    /// The outputs it makes.
    pub outputs: Vec<Port>,
    /// What it needs beyond its inputs.
    pub wants: Vec<Want>,
    /// Whether it goes on from a checkpoint.
    pub resumable: bool,
}

/// A named place for an input or an output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Port {
    /// Its name.
    pub name: PortName,
    /// One line for people.
    pub summary: String,
    /// The media types it takes or may make; empty: any.
    pub media_types: Vec<String>,
    /// Whether a job must give it, or a success always makes it.
    pub required: bool,
}

/// What a plugin asks the operator for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Want {
    /// HTTP to an origin, or `*`.
    Http(String),
    /// A secret by name.
    Secret(String),
    /// Room in the cache.
    Cache(ByteSize),
}

impl fmt::Display for Want {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(target) => write!(f, "HTTP to {target}"),
            Self::Secret(name) => write!(f, "the secret {name}"),
            Self::Cache(bytes) => write!(f, "a cache of {bytes}"),
        }
    }
}

/// The descriptor breaks a rule of the contract.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DescriptorError {
    /// A name that is none.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A text that is too long, or holds characters that are not to be shown.
    #[error(
        "the descriptor's {field} is longer than {most} characters, or holds control characters or marks that turn text around"
    )]
    Text {
        /// Which text.
        field: &'static str,
        /// The most characters it may have.
        most: usize,
    },
    /// A version that is none.
    #[error("`{0}` is no version: write it as semver.org says, such as `1.2.0`")]
    Version(String),
    /// Two ports of one name.
    #[error("the descriptor names the {direction} `{name}` twice")]
    PortTwice {
        /// `input` or `output`.
        direction: &'static str,
        /// The name.
        name: PortName,
    },
    /// A want of HTTP that could never be granted.
    #[error(
        "the descriptor wants HTTP to nowhere: {0}; or `*` for any host that the operator grants"
    )]
    Http(#[from] ParseTargetError),
    /// More than the host keeps.
    #[error("the descriptor has {count} {what}; at most {most} are taken")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many are taken.
        most: usize,
    },
}

const MOST_PORTS: usize = 32;
const MOST_WANTS: usize = 64;
const LONGEST_LINE: usize = 500;
const LONGEST_VERSION: usize = 64;

impl Descriptor {
    /// Checks all that the types do not: lengths, the version, ports named twice.
    pub fn check(self) -> Result<Self, DescriptorError> {
        line("summary", &self.summary)?;
        if !is_version(&self.version) {
            let shown = self.version.chars().take(LONGEST_VERSION);
            return Err(DescriptorError::Version(
                shown.flat_map(char::escape_default).collect(),
            ));
        }
        for (direction, what, ports) in [
            ("input", "inputs", &self.inputs),
            ("output", "outputs", &self.outputs),
        ] {
            at_most(MOST_PORTS, what, ports.len())?;
            let mut seen = BTreeSet::new();
            for port in ports {
                if !seen.insert(&port.name) {
                    return Err(DescriptorError::PortTwice {
                        direction,
                        name: port.name.clone(),
                    });
                }
                line("port summary", &port.summary)?;
                at_most(MOST_PORTS, "media types", port.media_types.len())?;
                for media_type in &port.media_types {
                    line("media type", media_type)?;
                }
            }
        }
        at_most(MOST_WANTS, "wants", self.wants.len())?;
        for want in &self.wants {
            match want {
                Want::Http(text) => {
                    line("want", text)?;
                    text.parse::<HttpWant>()?;
                }
                Want::Secret(text) => {
                    SecretName::try_from(text.clone())?;
                }
                Want::Cache(_) => {}
            }
        }
        Ok(self)
    }

    /// The input of a name.
    pub fn input(&self, name: &str) -> Option<&Port> {
        self.inputs.iter().find(|port| port.name.as_str() == name)
    }

    /// The output of a name.
    pub fn output(&self, name: &str) -> Option<&Port> {
        self.outputs.iter().find(|port| port.name.as_str() == name)
    }
}

fn line(field: &'static str, text: &str) -> Result<(), DescriptorError> {
    let is_out_of_line = |c: char| c.is_control() || is_hidden(c);
    if text.chars().count() > LONGEST_LINE || text.chars().any(is_out_of_line) {
        return Err(DescriptorError::Text {
            field,
            most: LONGEST_LINE,
        });
    }
    Ok(())
}

fn at_most(most: usize, what: &'static str, count: usize) -> Result<(), DescriptorError> {
    if count > most {
        Err(DescriptorError::TooMany { what, count, most })
    } else {
        Ok(())
    }
}

/// Whether the text is a version: three numbers, then perhaps a pre-release and build part.
fn is_version(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<&str> = core.split('.').collect();
    text.len() <= LONGEST_VERSION
        && numbers.len() == 3
        && numbers
            .iter()
            .all(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+'))
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> Descriptor {
        Descriptor {
            name: ProcessorName::try_from("echo".to_owned()).unwrap(),
            version: "1.0.0".to_owned(),
            summary: "Says it again".to_owned(),
            params_schema: true.into(),
            result_schema: None,
            inputs: Vec::new(),
            outputs: Vec::new(),
            wants: Vec::new(),
            resumable: false,
        }
    }

    #[test]
    fn two_ports_of_one_name_are_refused() {
        let port = Port {
            name: PortName::try_from("data".to_owned()).unwrap(),
            summary: String::new(),
            media_types: Vec::new(),
            required: true,
        };
        let twice = Descriptor {
            outputs: vec![port.clone(), port],
            ..plain()
        };
        assert_eq!(
            twice.check().unwrap_err().to_string(),
            "the descriptor names the output `data` twice"
        );
    }

    #[test]
    fn wants_that_nobody_could_grant_are_refused() {
        let wanting = |want| Descriptor {
            wants: vec![want],
            ..plain()
        };
        for origin in ["*", "https://api.example.com", "https://*.example.com"] {
            assert!(wanting(Want::Http(origin.to_owned())).check().is_ok());
        }
        let error = wanting(Want::Http("api.example.com".to_owned())).check();
        assert_eq!(
            error.unwrap_err().to_string(),
            "the descriptor wants HTTP to nowhere: `api.example.com` says neither http nor https: write it as `https://api.example.com`; or `*` for any host that the operator grants"
        );
        assert!(wanting(Want::Secret("a b".to_owned())).check().is_err());
    }

    #[test]
    fn control_characters_and_odd_versions_are_refused() {
        assert!(plain().check().is_ok());
        for summary in ["a\u{1b}[2J", "a\nb", "a\u{202e}b"] {
            let summary = summary.to_owned();
            assert!(Descriptor { summary, ..plain() }.check().is_err());
        }
        for version in ["", "1", "1.2", "1.2.x", "1.2.3 ", "1..3"] {
            assert!(
                Descriptor {
                    version: version.to_owned(),
                    ..plain()
                }
                .check()
                .is_err(),
                "{version}"
            );
        }
        assert!(
            Descriptor {
                version: "1.2.3-rc.1+b5".to_owned(),
                ..plain()
            }
            .check()
            .is_ok()
        );
    }
}
