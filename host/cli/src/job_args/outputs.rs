//! Outputs to files and to the standard output. Each is written beside its place and renamed at the end, so that
//! no output is ever half there.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use runner_model::{Descriptor, PortName};
use runner_sandbox::OutputFile;
use serde::Serialize;
use tempfile::NamedTempFile;

use super::named::Named;
use crate::error::{Exit, UserError};

/// The outputs that the user wants to keep.
pub(super) struct Outputs {
    wanted: BTreeMap<PortName, Wanted>,
}

struct Wanted {
    place: Place,
    /// The place as the user wrote it.
    shown: PathBuf,
    /// Written by the guest; gone by itself unless it is renamed.
    temporary: NamedTempFile,
}

#[derive(Debug, Clone)]
enum Place {
    /// A file to be made or replaced. A link stays a link: what it leads to is replaced.
    File(PathBuf),
    /// A device or a pipe: it is written to, never replaced.
    Special(PathBuf),
    Stdout,
}

/// What became of an output.
#[derive(Debug, Serialize)]
pub(super) struct Kept {
    name: PortName,
    media_type: String,
    size_bytes: u64,
    /// Where it is now; none if nobody wanted it.
    pub(super) path: Option<PathBuf>,
}

impl Kept {
    pub(super) fn name(&self) -> &PortName {
        &self.name
    }

    pub(super) fn size_bytes(&self) -> u64 {
        self.size_bytes
    }
}

/// Parses the flags and makes sure that every place can be written to.
pub(super) fn check(flags: &[String]) -> Result<Vec<Named>, UserError> {
    let named: Vec<Named> = flags.iter().map(|flag| Named::parse(flag)).collect();
    if named.iter().filter(|flag| flag.value == "-").count() > 1 {
        return Err(UserError::new(
            Exit::Usage,
            "only one output can be the standard output",
        ));
    }
    for flag in named.iter().filter(|flag| flag.value != "-") {
        let path = Path::new(&flag.value);
        let wrong = |why: String| UserError::new(Exit::Usage, why);
        if path.is_dir() {
            return Err(
                wrong(format!("the output {} is a folder", flag.value)).hint("name a file in it")
            );
        }
        let folder = folder_of(path);
        if !folder.is_dir() {
            return Err(wrong(format!(
                "the output's folder {} does not exist",
                folder.display()
            ))
            .hint(format!("make it first: mkdir -p {}", folder.display())));
        }
    }
    Ok(named)
}

impl Outputs {
    /// Makes a temporary file beside each place.
    pub(super) fn prepare(flags: &[Named], descriptor: &Descriptor) -> anyhow::Result<Self> {
        let processor = descriptor.name.as_str();
        let mut wanted = BTreeMap::new();
        for flag in flags {
            let port = flag.port("output", &descriptor.outputs, processor)?;
            let place = place(&flag.value)?;
            let temporary = beside(&place)?;
            if wanted
                .insert(
                    port.name.clone(),
                    Wanted {
                        place,
                        shown: flag.value.clone().into(),
                        temporary,
                    },
                )
                .is_some()
            {
                let message = format!("the output `{}` is given twice", port.name);
                return Err(UserError::new(Exit::Usage, message).into());
            }
        }
        let mut files: Vec<&PathBuf> = Vec::new();
        for wanted in wanted.values() {
            if let Place::File(path) = &wanted.place {
                if files.contains(&path) {
                    let message = format!("two outputs would go to {}", path.display());
                    return Err(UserError::new(Exit::Usage, message).into());
                }
                files.push(path);
            }
        }
        match descriptor
            .outputs
            .iter()
            .find(|port| port.required && !wanted.contains_key(&port.name))
        {
            Some(port) => Err(UserError::new(
                Exit::Usage,
                format!(
                    "{processor} makes the output `{}` ({}): say where it goes",
                    port.name, port.summary
                ),
            )
            .hint(format!(
                "-o {}=PATH, or -o {0}=- for the standard output",
                port.name
            ))
            .into()),
            None => Ok(Self { wanted }),
        }
    }

    /// Where the guest's bytes are written.
    pub(super) fn places(&self) -> BTreeMap<PortName, PathBuf> {
        let place = |(name, wanted): (&PortName, &Wanted)| {
            (name.clone(), wanted.temporary.path().to_owned())
        };
        self.wanted.iter().map(place).collect()
    }

    /// Puts what was made where it is wanted.
    pub(super) fn keep(&mut self, made: &[OutputFile]) -> anyhow::Result<Vec<Kept>> {
        made.iter()
            .map(|output| {
                let path = match self.wanted.remove(&output.name) {
                    Some(wanted) => Some(wanted.keep()?),
                    None => None,
                };
                Ok(Kept {
                    name: output.name.clone(),
                    media_type: output.media_type.clone(),
                    size_bytes: output.size.0,
                    path,
                })
            })
            .collect()
    }
}

impl Wanted {
    fn keep(self) -> anyhow::Result<PathBuf> {
        match self.place {
            Place::File(path) => {
                let file = self.temporary.as_file();
                file.sync_data()
                    .with_context(|| format!("cannot write {}", path.display()))?;
                self.temporary
                    .persist(&path)
                    .with_context(|| format!("cannot write {}", path.display()))?;
            }
            Place::Special(path) => {
                let mut to = OpenOptions::new()
                    .write(true)
                    .open(&path)
                    .with_context(|| format!("cannot write {}", path.display()))?;
                copy(self.temporary.path(), &mut to)?;
            }
            Place::Stdout => copy(self.temporary.path(), &mut io::stdout().lock())?,
        }
        Ok(self.shown)
    }
}

fn copy(from: &Path, to: &mut impl io::Write) -> anyhow::Result<()> {
    // Opened again: the guest's writes went through a handle of their own.
    let mut file = File::open(from).context("cannot read the output back")?;
    match io::copy(&mut file, to).and_then(|_| to.flush()) {
        // Whoever read it has had enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done.context("cannot write the output"),
    }
}

fn place(value: &str) -> anyhow::Result<Place> {
    if value == "-" {
        return Ok(Place::Stdout);
    }
    match fs::metadata(value) {
        Ok(metadata) if metadata.is_file() => {
            let path = fs::canonicalize(value).with_context(|| format!("cannot write {value}"))?;
            Ok(Place::File(path))
        }
        Ok(_) => Ok(Place::Special(value.into())),
        Err(_) => {
            // The folder without links, so that one file has one name.
            let path = Path::new(value);
            let folder = fs::canonicalize(folder_of(path))
                .with_context(|| format!("cannot write {value}"))?;
            let name = path
                .file_name()
                .with_context(|| format!("{value} names no file"))?;
            Ok(Place::File(folder.join(name)))
        }
    }
}

fn beside(place: &Place) -> anyhow::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    // As any new file: what the umask leaves.
    builder
        .prefix(".runner-")
        .permissions(Permissions::from_mode(0o666));
    match place {
        Place::File(path) => {
            let folder = folder_of(path);
            builder.tempfile_in(folder).map_err(|error| {
                UserError::new(
                    Exit::Usage,
                    format!(
                        "cannot write in the output's folder {}: {error}",
                        folder.display()
                    ),
                )
                .into()
            })
        }
        Place::Special(_) | Place::Stdout => {
            builder.tempfile().context("cannot make a temporary file")
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}
