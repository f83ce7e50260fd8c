//! The outputs of one attempt, as it writes them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom};
use std::path::PathBuf;

use runner_model::{ByteSize, Descriptor, Limit, PortName};

use super::places::{OutputFile, OutputPlaces, ResumedOutput, SavedOutput};
use super::sink::Sink;
use crate::meter::Meter;
use crate::text::clean;

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
mod tests;
