//! Flags of the form `NAME=VALUE`, where the name is a port's. It may be left out if there is
//! only one port, or only one that is required.

use runner_model::{Port, PortName, listed};

use crate::error::{Exit, UserError};

/// A flag, split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// The part before the first `=`, if it may be a port's name.
    name: Option<PortName>,
    /// The part behind it; all of the flag if there is no name.
    pub(crate) value: String,
    /// The flag as it was written.
    whole: String,
}

impl Named {
    pub(crate) fn parse(flag: &str) -> Self {
        let split = flag.split_once('=').and_then(|(name, value)| {
            Some((PortName::try_from(name.to_owned()).ok()?, value.to_owned()))
        });
        match split {
            Some((name, value)) => Self {
                name: Some(name),
                value,
                whole: flag.to_owned(),
            },
            None => Self {
                name: None,
                value: flag.to_owned(),
                whole: flag.to_owned(),
            },
        }
    }

    /// What stands for a port that nobody named.
    pub(crate) fn to_port(name: &PortName, value: &str) -> Self {
        Self {
            name: Some(name.clone()),
            value: value.to_owned(),
            whole: format!("{name}={value}"),
        }
    }

    /// The port that is meant.
    pub(crate) fn port<'a>(
        &self,
        direction: &str,
        ports: &'a [Port],
        processor: &str,
    ) -> Result<&'a Port, UserError> {
        if let Some(name) = &self.name {
            return ports.iter().find(|port| port.name == *name).ok_or_else(|| {
                UserError::new(
                    Exit::Usage,
                    format!(
                        "{processor} has no {direction} `{name}`; its {direction}s are: {}",
                        listed(ports.iter().map(|port| &port.name))
                    ),
                )
            });
        }
        let mut required = ports.iter().filter(|port| port.required);
        match (ports, required.next(), required.next()) {
            ([only], ..) | (_, Some(only), None) => Ok(only),
            _ => Err(UserError::new(
                Exit::Usage,
                format!("which {direction} is {:?}? write NAME=PATH", self.whole),
            )
            .hint(format!(
                "the {direction}s of {processor} are: {}",
                listed(ports.iter().map(|port| &port.name))
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_an_equals_sign_is_no_name() {
        let named = Named::parse("./a=b.csv");
        assert_eq!((named.name, named.value.as_str()), (None, "./a=b.csv"));
        let named = Named::parse("data=a=b.csv");
        assert_eq!(named.name.unwrap().as_str(), "data");
        assert_eq!(named.value, "a=b.csv");
    }
}
