//! Outputs to files and to the standard output. Each is written beside its place and renamed at the end, so that
//! no output is ever half there.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use runner_model::{Descriptor, PortName};
use runner_sandbox::OutputFile;
use serde::Serialize;
use tempfile::NamedTempFile;

use super::named::Named;
use crate::error::{Exit, UserError};
use crate::terminal::{Audience, Raw};

/// How much of an output is printed at once, in bytes.
const PIECE: usize = 256 * 1024;

/// The outputs that the user wants to keep.
#[derive(Debug)]
pub(crate) struct Outputs {
    wanted: BTreeMap<PortName, Wanted>,
}

#[derive(Debug)]
struct Wanted {
    target: Target,
    /// The place as the user wrote it.
    shown: PathBuf,
}

/// A place for an output, and the file beside it that becomes it.
#[derive(Debug)]
pub(crate) struct Target {
    place: Place,
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
pub(crate) struct Kept {
    name: PortName,
    media_type: String,
    size_bytes: u64,
    /// Where it is now; none if nobody wanted it.
    pub(crate) path: Option<PathBuf>,
}

impl Kept {
    pub(crate) fn name(&self) -> &PortName {
        &self.name
    }

    /// Whether it went to the standard output.
    pub(crate) fn is_printed(&self) -> bool {
        self.path.as_deref() == Some(Path::new("-"))
    }

    pub(crate) fn size_bytes(&self) -> u64 {
        self.size_bytes
    }
}

/// Parses the flags and makes sure that every place can be written to.
pub(crate) fn check(flags: &[String]) -> Result<Vec<Named>, UserError> {
    let named: Vec<Named> = flags.iter().map(|flag| Named::parse(flag)).collect();
    if named.iter().filter(|flag| flag.value == "-").count() > 1 {
        return Err(UserError::new(
            Exit::Usage,
            "only one output can be the standard output",
        ));
    }
    for flag in &named {
        check_place(&flag.value)?;
    }
    Ok(named)
}

/// Makes sure that a place can be written to.
fn check_place(value: &str) -> Result<(), UserError> {
    if value == "-" {
        return Ok(());
    }
    let path = Path::new(value);
    let wrong = |why: String| UserError::new(Exit::Usage, why);
    if path.is_dir() {
        return Err(wrong(format!("the output {value} is a folder")).hint("name a file in it"));
    }
    let folder = folder_of(path);
    if !folder.is_dir() {
        return Err(wrong(format!(
            "the output's folder {} does not exist",
            folder.display()
        ))
        .hint(format!("make it first: mkdir -p {}", folder.display())));
    }
    Ok(())
}

impl Outputs {
    /// Makes a temporary file beside each place.
    pub(crate) fn prepare(flags: &[Named], descriptor: &Descriptor) -> anyhow::Result<Self> {
        let processor = descriptor.name.as_str();
        let mut wanted = BTreeMap::new();
        for flag in flags {
            let port = flag.port("output", &descriptor.outputs, processor)?;
            let target = Target::at(&flag.value)?;
            if wanted
                .insert(
                    port.name.clone(),
                    Wanted {
                        target,
                        shown: flag.value.clone().into(),
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
            if let Place::File(path) = &wanted.target.place {
                if files.contains(&path) {
                    let message = format!("two outputs would go to {}", path.display());
                    return Err(UserError::new(Exit::Usage, message).into());
                }
                files.push(path);
            }
        }
        Ok(Self { wanted })
    }

    /// Refuses that an output which is always made is to go nowhere.
    pub(crate) fn check_required(&self, descriptor: &Descriptor) -> Result<(), UserError> {
        let processor = &descriptor.name;
        match descriptor
            .outputs
            .iter()
            .find(|port| port.required && !self.wanted.contains_key(&port.name))
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
            ))),
            None => Ok(()),
        }
    }

    /// Where the guest's bytes are written.
    pub(crate) fn places(&self) -> BTreeMap<PortName, PathBuf> {
        let place =
            |(name, wanted): (&PortName, &Wanted)| (name.clone(), wanted.target.path().to_owned());
        self.wanted.iter().map(place).collect()
    }

    /// Puts what was made where it is wanted. No file is put in its place before all that can well fail has not.
    pub(crate) fn keep(&mut self, made: &[OutputFile]) -> anyhow::Result<Vec<Kept>> {
        let mut ready = Vec::with_capacity(made.len());
        let mut kept = Vec::with_capacity(made.len());
        for output in made {
            let wanted = self.wanted.remove(&output.name);
            kept.push(Kept {
                name: output.name.clone(),
                media_type: output.media_type.clone(),
                size_bytes: output.size.0,
                path: wanted.as_ref().map(|wanted| wanted.shown.clone()),
            });
            if let Some(wanted) = wanted {
                ready.extend(wanted.target.make_ready()?);
            }
        }
        ready.into_iter().try_for_each(Ready::put)?;
        Ok(kept)
    }
}

/// A file that is on the disk and not yet in its place.
struct Ready {
    temporary: NamedTempFile,
    path: PathBuf,
}

impl Ready {
    fn put(self) -> anyhow::Result<()> {
        let Self { temporary, path } = self;
        temporary
            .persist(&path)
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(())
    }
}

impl Target {
    /// Checks a place as people write it, and makes the file beside it.
    pub(crate) fn open(value: &str) -> anyhow::Result<Self> {
        check_place(value)?;
        Self::at(value)
    }

    fn at(value: &str) -> anyhow::Result<Self> {
        let place = place(value)?;
        let temporary = beside(&place)?;
        Ok(Self { place, temporary })
    }

    /// The file that is to be written.
    pub(crate) fn path(&self) -> &Path {
        self.temporary.path()
    }

    /// Puts what was written into its place.
    pub(crate) fn keep(self) -> anyhow::Result<()> {
        self.make_ready()?.map_or(Ok(()), Ready::put)
    }

    /// Does all but the renaming of a file; a pipe and the like need none.
    fn make_ready(self) -> anyhow::Result<Option<Ready>> {
        match self.place {
            Place::File(path) => {
                let file = self.temporary.as_file();
                file.sync_data()
                    .with_context(|| format!("cannot write {}", path.display()))?;
                let temporary = self.temporary;
                return Ok(Some(Ready { temporary, path }));
            }
            Place::Special(path) => {
                let mut to = OpenOptions::new()
                    .write(true)
                    .open(&path)
                    .with_context(|| format!("cannot write {}", path.display()))?;
                copy(self.temporary.path(), &mut to)?;
            }
            Place::Stdout => print(self.temporary.path())?,
        }
        Ok(None)
    }
}

fn print(from: &Path) -> anyhow::Result<()> {
    let mut file = File::open(from).context("cannot read the output back")?;
    let mut out = Raw::new();
    let mut piece = vec![0; PIECE];
    loop {
        let read = file
            .read(&mut piece)
            .context("cannot read the output back")?;
        if read == 0 || out.write(&piece[..read])? == Audience::Gone {
            return Ok(());
        }
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
