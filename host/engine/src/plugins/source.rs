//! Where a plugin comes from, and how it is handed in.

use std::path::PathBuf;

use runner_store::{Offered, Once};

/// Where a plugin came from. A name belongs to its first source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// It is part of the program.
    Bundled,
    /// It lies in the plugins folder, under that path: from the data folder on, so that the folder can be moved.
    File(PathBuf),
    /// Somebody installed it.
    Installed,
}

impl Source {
    /// As it is kept and shown.
    pub fn as_text(&self) -> String {
        match self {
            Self::Bundled => "bundled".to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::Installed => "installed".to_owned(),
        }
    }
}

/// A plugin that is handed in.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Where it comes from.
    pub source: Source,
    /// Whether somebody means it: what was removed comes back only then.
    pub offered: Offered,
    /// What makes it count once, however often it is sent.
    pub once: Option<Once>,
}

impl From<Source> for Offer {
    /// What is installed is meant; all else lies where it lay.
    fn from(source: Source) -> Self {
        Self {
            offered: match source {
                Source::Installed => Offered::ByHand,
                Source::Bundled | Source::File(_) => Offered::AsEver,
            },
            source,
            once: None,
        }
    }
}
