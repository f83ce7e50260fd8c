//! What can be wrong with a section, in words that tell which one it is and what to do.

use thiserror::Error;

/// Why a section cannot be made.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("section {number} (`{kind}`{}): {problem}", Named(title))]
pub struct Error {
    /// Which one, from 1.
    pub number: usize,
    /// Its kind.
    pub kind: &'static str,
    /// Its title, if it has one.
    pub title: Option<String>,
    /// What is wrong.
    pub problem: Problem,
}

struct Named<'a>(&'a Option<String>);

impl std::fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(title) => write!(f, " \"{title}\""),
            None => Ok(()),
        }
    }
}

/// What is wrong with a section.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Problem {
    /// A column that is not there.
    #[error(
        "`{param}` names the column \"{name}\", which `{data}` does not have{}",
        Hint(nearest, known)
    )]
    UnknownColumn {
        /// The param.
        param: &'static str,
        /// The unknown column.
        name: String,
        /// The data set.
        data: String,
        /// The column whose name is most like it.
        nearest: Option<String>,
        /// The columns there are, as far as they are told.
        known: Vec<String>,
    },
    /// A data set that is not there.
    #[error("`data` names the data set \"{name}\", and the job has {}", known.join(", "))]
    UnknownData {
        /// The unknown data set.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// A figure that the values of a column do not have.
    #[error("`{aggregate}` of \"{column}\", which holds {holds}; it needs {needs}")]
    NoFigure {
        /// The figure.
        aggregate: &'static str,
        /// The column.
        column: String,
        /// What it holds.
        holds: String,
        /// What it should hold.
        needs: &'static str,
    },
    /// Anything else.
    #[error("{0}")]
    Other(String),
    /// The filter does not say what it should.
    #[error("`filter`: {0}")]
    Filter(String),
    /// `sort` names nothing that is shown.
    #[error("`sort` names \"{name}\", and what is shown is {}", known.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", "))]
    UnknownSort {
        /// The unknown name.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
}

/// The words that help with a column that is not there.
pub(crate) fn hint(name: &str, known: &[String]) -> String {
    Hint(&super::nearest::nearest(name, known.iter()).cloned(), known).to_string()
}

/// The error of a section over a data set that is not there.
pub(crate) fn unknown_data(
    number: usize,
    section: &crate::params::Section,
    known: Vec<String>,
) -> Error {
    let name = section.data.clone().unwrap_or_default();
    super::plan::error(number, section, Problem::UnknownData { name, known })
}

struct Hint<'a>(&'a Option<String>, &'a [String]);

impl std::fmt::Display for Hint<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const SHOWN: usize = 20;
        if let Some(nearest) = self.0 {
            return write!(f, "; did you mean \"{nearest}\"?");
        }
        if self.1.is_empty() {
            return f.write_str("; it has none");
        }
        let names: Vec<String> = self
            .1
            .iter()
            .take(SHOWN)
            .map(|name| format!("\"{name}\""))
            .collect();
        write!(f, "; it has {}", names.join(", "))?;
        match self.1.len().checked_sub(SHOWN) {
            Some(more) if more > 0 => write!(f, " and {more} more"),
            _ => Ok(()),
        }
    }
}
