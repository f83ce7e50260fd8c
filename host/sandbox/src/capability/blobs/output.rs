//! The outputs of one attempt: files at places that whoever started it chose.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom};
use std::path::PathBuf;

use runner_model::{ByteSize, Descriptor, Limit, PortName};

use super::sink::Sink;
use crate::meter::Meter;
use crate::text::clean;

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
    fn of(&self, name: &PortName) -> PathBuf {
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

/// How much of a media type is kept, in bytes.
const LONGEST_MEDIA_TYPE: usize = 256;

/// The outputs of one attempt.
#[derive(Debug)]
pub(super) struct Outputs {
    places: OutputPlaces,
    allowed: BTreeSet<PortName>,
    open: BTreeMap<PortName, OpenOutput>,
    limit: u64,
    written: u64,
    too_large: bool,
    meter: Meter,
}

#[derive(Debug)]
struct OpenOutput {
    media_type: String,
    path: PathBuf,
    sink: Sink,
    size: u64,
    /// The length that the next checkpoint covers.
    flushed: u64,
    /// How much of it an earlier attempt wrote.
    carried: u64,
    /// Whether the file's name is on disk.
    is_named: bool,
    /// Rises when the output is begun again, so that an old writer no longer reaches it.
    generation: u64,
}

/// A handle to an output.
#[expect(unreachable_pub, reason = "the generated bindings re-export it")]
pub struct Writer {
    name: PortName,
    generation: u64,
}

impl Outputs {
    pub(super) fn new(
        descriptor: &Descriptor,
        places: OutputPlaces,
        limit: ByteSize,
        meter: Meter,
    ) -> Self {
        Self {
            places,
            allowed: descriptor
                .outputs
                .iter()
                .map(|port| port.name.clone())
                .collect(),
            open: BTreeMap::new(),
            limit: limit.0,
            written: 0,
            too_large: false,
            meter,
        }
    }

    /// Bytes written so far.
    pub(super) fn written(&self) -> ByteSize {
        ByteSize(self.written)
    }

    /// Bytes of the open outputs that an earlier attempt wrote: they count as what they are, a part of an output.
    fn carried(&self) -> u64 {
        self.open.values().map(|output| output.carried).sum()
    }

    /// Whether the guest tried to write more than the limit.
    pub(super) fn is_too_large(&self) -> bool {
        self.too_large
    }

    /// Makes what was flushed durable, and says what that is.
    pub(super) async fn sync_flushed(&mut self) -> io::Result<Vec<SavedOutput>> {
        let mut saved = Vec::new();
        for (name, output) in &mut self.open {
            output.sink.sync().await?;
            if !output.is_named
                && let Some(folder) = output.path.parent()
            {
                File::open(folder)?.sync_all()?;
                output.is_named = true;
            }
            saved.push(SavedOutput {
                name: name.clone(),
                media_type: output.media_type.clone(),
                path: output.path.clone(),
                size: ByteSize(output.flushed),
            });
        }
        Ok(saved)
    }

    /// What was saved last is what `resume` goes on with, in this attempt too.
    pub(super) fn is_saved(&mut self, saved: &[SavedOutput]) {
        self.places.resumed = saved
            .iter()
            .map(|output| {
                let left = ResumedOutput {
                    path: output.path.clone(),
                    media_type: output.media_type.clone(),
                    size: output.size,
                };
                (output.name.clone(), left)
            })
            .collect();
    }

    /// Closes the outputs and says what was made.
    pub(super) async fn finish(&mut self) -> io::Result<Vec<OutputFile>> {
        let mut made = Vec::new();
        for (name, mut output) in std::mem::take(&mut self.open) {
            output.sink.flush().await?;
            made.push(OutputFile {
                name,
                media_type: output.media_type,
                path: output.path,
                size: ByteSize(output.size),
            });
        }
        Ok(made)
    }

    pub(super) async fn create(&mut self, name: &str, media_type: &str) -> Result<Writer, String> {
        let name = self
            .allowed
            .iter()
            .find(|port| port.as_str() == name)
            .cloned()
            .ok_or_else(|| format!("the descriptor names no output {name:?}"))?;
        let path = self.places.of(&name);
        let kind = clean(media_type, LONGEST_MEDIA_TYPE);
        self.begin(name, kind, path, 0).await
    }

    pub(super) async fn resume(&mut self, name: &str) -> Result<Writer, String> {
        let (name, left) = self
            .places
            .resumed
            .iter()
            .find(|(port, _)| port.as_str() == name)
            .ok_or_else(|| {
                format!("no checkpoint covers an output {name:?}: begin it with `create`")
            })?;
        let (name, kind, size) = (name.clone(), left.media_type.clone(), left.size.0);
        let path = left.path.clone();
        self.begin(name, kind, path, size).await
    }

    /// Opens the output's file with its first `size` bytes, and nothing behind them.
    async fn begin(
        &mut self,
        name: PortName,
        media_type: String,
        path: PathBuf,
        size: u64,
    ) -> Result<Writer, String> {
        if let Some(before) = self.open.get_mut(&name) {
            // What its thread has still to write must not come after the new beginning.
            before
                .sink
                .flush()
                .await
                .map_err(|error| cannot_write(&name, &error))?;
        }
        let open = || {
            let mut file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)?;
            file.set_len(size)?;
            file.seek(SeekFrom::End(0))?;
            Ok::<File, io::Error>(file)
        };
        let file = open().map_err(|error| cannot_write(&name, &error))?;
        let generation = self
            .open
            .get(&name)
            .map_or(0, |output| output.generation + 1);
        // What this attempt wrote itself is counted already.
        let carried = self
            .open
            .get(&name)
            .map_or(size, |output| output.carried)
            .min(size);
        let output = OpenOutput {
            media_type,
            path,
            sink: Sink::new(file),
            size,
            flushed: size,
            carried,
            is_named: size > 0,
            generation,
        };
        self.open.insert(name.clone(), output);
        Ok(Writer { name, generation })
    }

    pub(super) async fn write(&mut self, writer: &Writer, bytes: Vec<u8>) -> Result<(), String> {
        let amount = bytes.len() as u64;
        if self.carried() + self.written + amount > self.limit {
            self.too_large = true;
            return Err(format!(
                "the outputs are larger than their limit `{}` of {}",
                Limit::Output,
                ByteSize(self.limit)
            ));
        }
        // The guest's bytes are the attempt's memory until they are written.
        let charge = self
            .meter
            .charge(amount)
            .ok_or_else(|| "no memory is left for the bytes to write".to_owned())?;
        let output = find(&mut self.open, writer)?;
        output
            .sink
            .write(bytes, charge, &self.meter)
            .await
            .map_err(|error| cannot_write(&writer.name, &error))?;
        output.size += amount;
        self.written += amount;
        Ok(())
    }

    pub(super) async fn flush(&mut self, writer: &Writer) -> Result<(), String> {
        let output = find(&mut self.open, writer)?;
        output
            .sink
            .flush()
            .await
            .map_err(|error| cannot_write(&writer.name, &error))?;
        output.flushed = output.size;
        Ok(())
    }
}

fn find<'a>(
    open: &'a mut BTreeMap<PortName, OpenOutput>,
    writer: &Writer,
) -> Result<&'a mut OpenOutput, String> {
    open.get_mut(&writer.name)
        .filter(|output| output.generation == writer.generation)
        .ok_or_else(|| format!("output {} was begun again since", writer.name))
}

fn cannot_write(name: &PortName, error: &io::Error) -> String {
    format!("the host cannot write output {name}: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outputs(limit: u64) -> (tempfile::TempDir, Outputs) {
        let folder = tempfile::tempdir().unwrap();
        let outputs = Outputs {
            places: OutputPlaces::folder(folder.path().to_owned()),
            allowed: BTreeSet::from([data()]),
            open: BTreeMap::new(),
            limit,
            written: 0,
            too_large: false,
            meter: Meter::new(ByteSize::mib(16)),
        };
        (folder, outputs)
    }

    fn data() -> PortName {
        PortName::try_from("data".to_owned()).unwrap()
    }

    #[tokio::test]
    async fn an_output_that_the_descriptor_does_not_name_is_refused() {
        let (_folder, mut outputs) = outputs(100);
        for name in ["other", "../data", "", "data/x"] {
            assert!(outputs.create(name, "text/plain").await.is_err(), "{name}");
        }
    }

    #[tokio::test]
    async fn just_below_the_limit_is_written_and_just_above_is_flagged() {
        let (_folder, mut outputs) = outputs(10);
        let writer = outputs.create("data", "text/plain").await.unwrap();
        outputs.write(&writer, vec![0; 10]).await.unwrap();
        assert!(!outputs.is_too_large());
        assert!(outputs.write(&writer, vec![0]).await.is_err());
        assert!(outputs.is_too_large());
        assert_eq!(outputs.finish().await.unwrap()[0].size, ByteSize(10));
    }

    #[tokio::test]
    async fn a_writer_of_an_output_begun_again_writes_no_more() {
        let (_folder, mut outputs) = outputs(100);
        let old = outputs.create("data", "text/plain").await.unwrap();
        outputs.write(&old, b"old".to_vec()).await.unwrap();
        let new = outputs.create("data", "text/csv").await.unwrap();
        assert!(outputs.write(&old, b"more".to_vec()).await.is_err());
        outputs.write(&new, b"new".to_vec()).await.unwrap();
        let made = outputs.finish().await.unwrap();
        assert_eq!(std::fs::read(&made[0].path).unwrap(), b"new");
        assert_eq!(made[0].media_type, "text/csv");
    }

    #[tokio::test]
    async fn a_resumed_output_goes_on_where_the_checkpoint_ended() {
        let (folder, mut outputs) = outputs(100);
        std::fs::write(folder.path().join("data"), b"kept, lost").unwrap();
        assert!(outputs.resume("data").await.is_err());
        let left = ResumedOutput {
            path: folder.path().join("data"),
            media_type: "text/plain".to_owned(),
            size: ByteSize(5),
        };
        outputs.places.resumed.insert(data(), left);
        let writer = outputs.resume("data").await.unwrap();
        outputs.write(&writer, b" more".to_vec()).await.unwrap();
        let made = outputs.finish().await.unwrap();
        assert_eq!(std::fs::read(&made[0].path).unwrap(), b"kept, more");
        assert_eq!(made[0].size, ByteSize(10));
    }

    #[tokio::test]
    async fn a_checkpoint_covers_what_was_flushed() {
        let (_folder, mut outputs) = outputs(100);
        let writer = outputs.create("data", "text/plain").await.unwrap();
        outputs.write(&writer, b"abc".to_vec()).await.unwrap();
        outputs.flush(&writer).await.unwrap();
        outputs.write(&writer, b"de".to_vec()).await.unwrap();
        let saved = outputs.sync_flushed().await.unwrap();
        assert_eq!(saved[0].size, ByteSize(3));
        // It can be gone back to.
        outputs.is_saved(&saved);
        let writer = outputs.resume("data").await.unwrap();
        outputs.write(&writer, b"z".to_vec()).await.unwrap();
        let made = outputs.finish().await.unwrap();
        assert_eq!(std::fs::read(&made[0].path).unwrap(), b"abcz");
    }

    #[tokio::test]
    async fn what_a_checkpoint_covers_stays_when_its_output_is_begun_again() {
        let (_folder, mut outputs) = outputs(100);
        outputs.places.covered = Covered::Spared;
        let writer = outputs.create("data", "text/plain").await.unwrap();
        outputs.write(&writer, b"abc".to_vec()).await.unwrap();
        outputs.flush(&writer).await.unwrap();
        let saved = outputs.sync_flushed().await.unwrap();
        outputs.is_saved(&saved);
        let writer = outputs.create("data", "text/plain").await.unwrap();
        outputs.write(&writer, b"new".to_vec()).await.unwrap();
        let made = outputs.finish().await.unwrap();
        assert_eq!(std::fs::read(&made[0].path).unwrap(), b"new");
        assert_eq!(std::fs::read(&saved[0].path).unwrap(), b"abc");
    }

    #[tokio::test]
    async fn what_an_earlier_attempt_wrote_counts_against_the_limit() {
        let (folder, mut outputs) = outputs(10);
        let path = folder.path().join("data");
        std::fs::write(&path, b"12345678").unwrap();
        let left = ResumedOutput {
            path,
            media_type: "text/plain".to_owned(),
            size: ByteSize(8),
        };
        outputs.places.resumed.insert(data(), left);
        let writer = outputs.resume("data").await.unwrap();
        outputs.write(&writer, vec![0; 2]).await.unwrap();
        assert!(outputs.write(&writer, vec![0]).await.is_err());
        assert!(outputs.is_too_large());
    }
}
