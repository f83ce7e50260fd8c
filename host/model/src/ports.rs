//! What goes into a job and what comes out of it, as its processor has declared it.

use std::fmt::Display;

use crate::descriptor::{Descriptor, Port};
use crate::name::{PortName, ProcessorName};

/// What is wrong with the inputs that a job is given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputsError {
    /// The processor has no such input.
    #[error("{processor} has no input {given:?}; its inputs are: {inputs}")]
    Unknown {
        /// The processor.
        processor: ProcessorName,
        /// The name that was given.
        given: String,
        /// The names that it has.
        inputs: String,
    },
    /// It was given before.
    #[error("the input `{0}` is given twice")]
    Twice(PortName),
    /// One that must be there is not.
    #[error("{processor} needs the input `{}` ({})", .port.name, .port.summary)]
    Missing {
        /// The processor.
        processor: ProcessorName,
        /// The input.
        port: Box<Port>,
    },
}

impl Descriptor {
    /// The port of an input by its name, which must be one of its own.
    pub fn known_input(&self, name: &str) -> Result<&Port, InputsError> {
        self.input(name).ok_or_else(|| InputsError::Unknown {
            processor: self.name.clone(),
            given: name.to_owned(),
            inputs: listed(self.inputs.iter().map(|port| &port.name)),
        })
    }

    /// The port of each input that a job is given, in their order, if there is each that it needs and none twice.
    pub fn inputs_given<'a>(
        &self,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Vec<PortName>, InputsError> {
        let mut ports: Vec<PortName> = Vec::new();
        for name in names {
            let port = self.known_input(name)?;
            if ports.contains(&port.name) {
                return Err(InputsError::Twice(port.name.clone()));
            }
            ports.push(port.name.clone());
        }
        let mut needed = self.inputs.iter().filter(|port| port.required);
        match needed.find(|port| !ports.contains(&port.name)) {
            None => Ok(ports),
            Some(port) => Err(InputsError::Missing {
                processor: self.name.clone(),
                port: Box::new(port.clone()),
            }),
        }
    }
}

/// Names for a message, `none` if there are none.
pub fn listed(names: impl IntoIterator<Item = impl Display>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| name.to_string()).collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merge() -> Descriptor {
        let port = |name: &str, required| Port {
            name: PortName::try_from(name.to_owned()).unwrap(),
            summary: format!("what is {name}"),
            media_types: Vec::new(),
            required,
        };
        Descriptor {
            name: ProcessorName::try_from("merge".to_owned()).unwrap(),
            version: "1.0.0".to_owned(),
            summary: String::new(),
            params_schema: true.into(),
            result_schema: None,
            inputs: vec![port("left", true), port("right", false)],
            outputs: Vec::new(),
            wants: Vec::new(),
            resumable: false,
        }
    }

    #[test]
    fn inputs_are_taken_in_their_order_and_what_is_wrong_is_named() {
        let given = |names: &[&str]| match merge().inputs_given(names.iter().copied()) {
            Ok(ports) => listed(ports),
            Err(error) => error.to_string(),
        };
        assert_eq!(given(&["right", "left"]), "right, left");
        assert_eq!(given(&["left"]), "left");
        assert_eq!(
            given(&["right"]),
            "merge needs the input `left` (what is left)"
        );
        assert_eq!(given(&[]), given(&["right"]));
        assert_eq!(given(&["left", "left"]), "the input `left` is given twice");
        assert_eq!(
            given(&["left", "up"]),
            "merge has no input \"up\"; its inputs are: left, right"
        );
    }
}
