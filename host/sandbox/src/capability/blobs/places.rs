//! Where the outputs of one attempt are: files at places that whoever started it chose.

use std::collections::BTreeMap;
use std::path::PathBuf;

use runner_model::{ByteSize, PortName};

/// Where the outputs of an attempt are written.
#[derive(Debug, Clone)]
pub struct OutputPlaces {
    /// The folder for outputs without a place of their own, each under its name.
    pub folder: PathBuf,
    /// Places for single outputs.
    pub named: BTreeMap<PortName, PathBuf>,
    /// Outputs that an earlier attempt left: what `resume` goes on with.
    pub resumed: BTreeMap<PortName, ResumedOutput>,
    /// What becomes of an output's file that a checkpoint covers, when the output is begun again.
    pub covered: Covered,
}

/// What becomes of a file that a checkpoint covers, when its output is begun again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covered {
    /// It is written over: there is no attempt after this one.
    Reused,
    /// It stays as it is, for the attempt after this one, and the output gets a file beside it.
    Spared,
}

/// An output as a checkpoint left it.
#[derive(Debug, Clone)]
pub struct ResumedOutput {
    /// Where it lies.
    pub path: PathBuf,
    /// Its media type.
    pub media_type: String,
    /// How much of it the checkpoint covers. What lies behind is cut off.
    pub size: ByteSize,
}

impl OutputPlaces {
    /// Every output in one folder, under its name.
    pub fn folder(folder: PathBuf) -> Self {
        Self {
            folder,
            named: BTreeMap::new(),
            resumed: BTreeMap::new(),
            covered: Covered::Reused,
        }
    }

    /// Where an output is begun.
    pub(super) fn of(&self, name: &PortName) -> PathBuf {
        let place = self
            .named
            .get(name)
            .cloned()
            .unwrap_or_else(|| self.folder.join(name.as_str()));
        let covered = self.resumed.get(name).map(|left| &left.path);
        if self.covered == Covered::Reused || covered != Some(&place) {
            return place;
        }
        let mut beside = place.into_os_string();
        beside.push("~");
        beside.into()
    }
}

/// An output as a checkpoint covers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedOutput {
    /// The port.
    pub name: PortName,
    /// Its media type, as the guest said.
    pub media_type: String,
    /// Where its bytes are.
    pub path: PathBuf,
    /// How many of them are covered.
    pub size: ByteSize,
}

/// An output that an attempt made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// The port.
    pub name: PortName,
    /// Its media type, as the guest said.
    pub media_type: String,
    /// Where its bytes are.
    pub path: PathBuf,
    /// Its length in bytes.
    pub size: ByteSize,
}
