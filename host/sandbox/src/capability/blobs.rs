//! Bytes into and out of a job: `runner:job/blobs`. Inputs are files that are only read; outputs are files at
//! places that whoever started the attempt chose. The guest knows both by name alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use runner_model::{ByteSize, Descriptor, Limit, PortName};
use wasmtime::component::{HasData, Resource, ResourceTable};

use super::{Capability, RUNNER};
use crate::bindings::runner::job::blobs as wit;
use crate::meter::Meter;
use crate::state::GuestState;
use crate::text::clean;

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &["runner:job/blobs"],
    version: RUNNER,
    link: |linker| {
        wit::add_to_linker::<_, HasBlobs>(linker, |state: &mut GuestState| BlobsView {
            state: &mut state.blobs,
            table: &mut state.table,
            meter: &state.meter,
        })
    },
};

/// The most that one read gives, in bytes, whatever it asks for.
const MOST_PER_READ: u32 = 1024 * 1024;

/// How much of a media type is kept, in bytes.
const LONGEST_MEDIA_TYPE: usize = 256;

/// Small writes are gathered to this size, in bytes.
const WRITE_BUFFER: usize = 64 * 1024;

/// An input of an attempt.
#[derive(Debug, Clone)]
pub struct InputFile {
    /// The port it is given to.
    pub name: PortName,
    /// Its media type.
    pub media_type: String,
    /// Where its bytes are.
    pub path: PathBuf,
    /// Its length in bytes.
    pub size: ByteSize,
}

/// Where the outputs of an attempt are written.
#[derive(Debug, Clone)]
pub struct OutputPlaces {
    /// The folder for outputs without a place of their own, each under its name.
    pub folder: PathBuf,
    /// Places for single outputs.
    pub named: BTreeMap<PortName, PathBuf>,
    /// Outputs that an earlier attempt left, lying in their places: what `resume` goes on with.
    pub resumed: BTreeMap<PortName, ResumedOutput>,
}

/// An output as a checkpoint left it.
#[derive(Debug, Clone)]
pub struct ResumedOutput {
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
        }
    }

    fn of(&self, name: &PortName) -> PathBuf {
        self.named
            .get(name)
            .cloned()
            .unwrap_or_else(|| self.folder.join(name.as_str()))
    }
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

/// The blobs of one attempt.
#[derive(Debug)]
pub(crate) struct BlobState {
    inputs: Vec<InputFile>,
    places: OutputPlaces,
    allowed: BTreeSet<PortName>,
    outputs: BTreeMap<PortName, OpenOutput>,
    limit: u64,
    read: u64,
    written: u64,
    too_large: bool,
}

#[derive(Debug)]
struct OpenOutput {
    media_type: String,
    path: PathBuf,
    file: BufWriter<File>,
    size: u64,
    /// The length that the next checkpoint covers.
    flushed: u64,
    /// Rises when the output is begun again, so that an old writer no longer reaches it.
    generation: u64,
}

/// An input, open for reading.
#[expect(unreachable_pub, reason = "the generated bindings re-export it")]
pub struct Reader {
    file: File,
}

/// A handle to an output.
#[expect(unreachable_pub, reason = "the generated bindings re-export it")]
pub struct Writer {
    name: PortName,
    generation: u64,
}

impl BlobState {
    pub(crate) fn new(
        descriptor: &Descriptor,
        inputs: Vec<InputFile>,
        places: OutputPlaces,
        limit: ByteSize,
    ) -> Self {
        Self {
            inputs,
            places,
            allowed: descriptor
                .outputs
                .iter()
                .map(|port| port.name.clone())
                .collect(),
            outputs: BTreeMap::new(),
            limit: limit.0,
            read: 0,
            written: 0,
            too_large: false,
        }
    }

    pub(crate) fn bytes_read(&self) -> ByteSize {
        ByteSize(self.read)
    }

    pub(crate) fn bytes_written(&self) -> ByteSize {
        ByteSize(self.written)
    }

    /// Whether the guest tried to write more than the limit.
    pub(crate) fn is_too_large(&self) -> bool {
        self.too_large
    }

    /// Makes what was flushed durable, and gives the lengths.
    pub(crate) fn sync_flushed(&mut self) -> io::Result<Vec<(PortName, u64)>> {
        self.outputs
            .iter_mut()
            .map(|(name, output)| {
                output.file.flush()?;
                output.file.get_ref().sync_data()?;
                Ok((name.clone(), output.flushed))
            })
            .collect()
    }

    /// Closes the outputs and says what was made.
    pub(crate) fn finish(&mut self) -> io::Result<Vec<OutputFile>> {
        std::mem::take(&mut self.outputs)
            .into_iter()
            .map(|(name, mut output)| {
                output.file.flush()?;
                Ok(OutputFile {
                    name,
                    media_type: output.media_type,
                    path: output.path,
                    size: ByteSize(output.size),
                })
            })
            .collect()
    }

    fn create(&mut self, name: &str, media_type: &str) -> Result<Writer, String> {
        let name = self
            .allowed
            .iter()
            .find(|port| port.as_str() == name)
            .cloned()
            .ok_or_else(|| format!("the descriptor names no output {name:?}"))?;
        self.begin(name, clean(media_type, LONGEST_MEDIA_TYPE), 0)
    }

    fn resume(&mut self, name: &str) -> Result<Writer, String> {
        let (name, left) = self
            .places
            .resumed
            .iter()
            .find(|(port, _)| port.as_str() == name)
            .ok_or_else(|| {
                format!("no checkpoint covers an output {name:?}: begin it with `create`")
            })?;
        self.begin(name.clone(), left.media_type.clone(), left.size.0)
    }

    /// Opens the output's file with its first `size` bytes, and nothing behind them.
    fn begin(&mut self, name: PortName, media_type: String, size: u64) -> Result<Writer, String> {
        let path = self.places.of(&name);
        let open = || {
            let mut file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)?;
            file.set_len(size)?;
            file.seek(SeekFrom::End(0))?;
            Ok::<_, io::Error>(file)
        };
        let file =
            open().map_err(|error| format!("the host cannot write output {name}: {error}"))?;
        let generation = self
            .outputs
            .get(&name)
            .map_or(0, |output| output.generation + 1);
        let output = OpenOutput {
            media_type,
            path,
            file: BufWriter::with_capacity(WRITE_BUFFER, file),
            size,
            flushed: size,
            generation,
        };
        self.outputs.insert(name.clone(), output);
        Ok(Writer { name, generation })
    }

    fn open_output(&mut self, writer: &Writer) -> Result<&mut OpenOutput, String> {
        self.outputs
            .get_mut(&writer.name)
            .filter(|output| output.generation == writer.generation)
            .ok_or_else(|| format!("output {} was begun again since", writer.name))
    }

    fn write(&mut self, writer: &Writer, bytes: &[u8]) -> Result<(), String> {
        let after = self.written + bytes.len() as u64;
        if after > self.limit {
            self.too_large = true;
            return Err(format!(
                "the outputs are larger than their limit `{}` of {}",
                Limit::Output,
                ByteSize(self.limit)
            ));
        }
        let output = self.open_output(writer)?;
        output
            .file
            .write_all(bytes)
            .map_err(|error| format!("the host cannot write output {}: {error}", writer.name))?;
        output.size += bytes.len() as u64;
        self.written = after;
        Ok(())
    }

    fn flush(&mut self, writer: &Writer) -> Result<(), String> {
        let output = self.open_output(writer)?;
        output
            .file
            .flush()
            .map_err(|error| format!("the host cannot write output {}: {error}", writer.name))?;
        output.flushed = output.size;
        Ok(())
    }
}

struct HasBlobs;

impl HasData for HasBlobs {
    type Data<'a> = BlobsView<'a>;
}

pub(crate) struct BlobsView<'a> {
    state: &'a mut BlobState,
    table: &'a mut ResourceTable,
    meter: &'a Meter,
}

/// What a host function gives: an error ends the attempt, the inner one is the guest's to handle.
type Answer<T> = wasmtime::Result<Result<T, String>>;

impl wit::Host for BlobsView<'_> {
    fn open(&mut self, name: String) -> Answer<Resource<Reader>> {
        let Some(input) = self
            .state
            .inputs
            .iter()
            .find(|input| input.name.as_str() == name)
        else {
            return Ok(Err(format!("the job has no input {name:?}")));
        };
        match File::open(&input.path) {
            Ok(file) => Ok(Ok(self.table.push(Reader { file })?)),
            Err(error) => Ok(Err(format!("the host cannot read input {name}: {error}"))),
        }
    }

    fn create(&mut self, name: String, media_type: String) -> Answer<Resource<Writer>> {
        match self.state.create(&name, &media_type) {
            Ok(writer) => Ok(Ok(self.table.push(writer)?)),
            Err(error) => Ok(Err(error)),
        }
    }

    fn resume(&mut self, name: String) -> Answer<Resource<Writer>> {
        match self.state.resume(&name) {
            Ok(writer) => Ok(Ok(self.table.push(writer)?)),
            Err(error) => Ok(Err(error)),
        }
    }
}

impl wit::HostReader for BlobsView<'_> {
    fn read(&mut self, reader: Resource<Reader>, max: u32) -> Answer<Vec<u8>> {
        let most = max.min(MOST_PER_READ);
        let Some(_charge) = self.meter.charge(most.into()) else {
            return Ok(Err("no memory is left for the bytes to read".to_owned()));
        };
        let reader = self.table.get_mut(&reader)?;
        let mut bytes = Vec::with_capacity(most as usize);
        match (&mut reader.file).take(most.into()).read_to_end(&mut bytes) {
            Ok(_) => {
                self.state.read += bytes.len() as u64;
                Ok(Ok(bytes))
            }
            Err(error) => Ok(Err(format!("the host cannot read the input: {error}"))),
        }
    }

    fn seek(&mut self, reader: Resource<Reader>, offset: u64) -> Answer<()> {
        let reader = self.table.get_mut(&reader)?;
        Ok(reader
            .file
            .seek(SeekFrom::Start(offset))
            .map(drop)
            .map_err(|error| format!("the host cannot read the input there: {error}")))
    }

    fn drop(&mut self, reader: Resource<Reader>) -> wasmtime::Result<()> {
        self.table.delete(reader)?;
        Ok(())
    }
}

impl wit::HostWriter for BlobsView<'_> {
    fn write(&mut self, writer: Resource<Writer>, bytes: Vec<u8>) -> Answer<()> {
        Ok(self.state.write(self.table.get(&writer)?, &bytes))
    }

    fn flush(&mut self, writer: Resource<Writer>) -> Answer<()> {
        Ok(self.state.flush(self.table.get(&writer)?))
    }

    fn drop(&mut self, writer: Resource<Writer>) -> wasmtime::Result<()> {
        self.table.delete(writer)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(limit: u64) -> (tempfile::TempDir, BlobState) {
        let folder = tempfile::tempdir().unwrap();
        let places = OutputPlaces::folder(folder.path().to_owned());
        let state = BlobState {
            inputs: Vec::new(),
            places,
            allowed: BTreeSet::from([PortName::try_from("data".to_owned()).unwrap()]),
            outputs: BTreeMap::new(),
            limit,
            read: 0,
            written: 0,
            too_large: false,
        };
        (folder, state)
    }

    #[test]
    fn an_output_that_the_descriptor_does_not_name_is_refused() {
        let (_folder, mut state) = state(100);
        for name in ["other", "../data", "", "data/x"] {
            assert!(state.create(name, "text/plain").is_err(), "{name}");
        }
    }

    #[test]
    fn just_below_the_limit_is_written_and_just_above_is_flagged() {
        let (_folder, mut state) = state(10);
        let writer = state.create("data", "text/plain").unwrap();
        state.write(&writer, &[0; 10]).unwrap();
        assert!(!state.is_too_large());
        assert!(state.write(&writer, &[0]).is_err());
        assert!(state.is_too_large());
        assert_eq!(state.finish().unwrap()[0].size, ByteSize(10));
    }

    #[test]
    fn a_writer_of_an_output_begun_again_writes_no_more() {
        let (_folder, mut state) = state(100);
        let old = state.create("data", "text/plain").unwrap();
        state.write(&old, b"old").unwrap();
        let new = state.create("data", "text/csv").unwrap();
        assert!(state.write(&old, b"more").is_err());
        state.write(&new, b"new").unwrap();
        let made = state.finish().unwrap();
        assert_eq!(std::fs::read(&made[0].path).unwrap(), b"new");
        assert_eq!(made[0].media_type, "text/csv");
    }

    #[test]
    fn a_resumed_output_goes_on_where_the_checkpoint_ended() {
        let (folder, mut state) = state(100);
        std::fs::write(folder.path().join("data"), b"kept, lost").unwrap();
        assert!(state.resume("data").is_err());
        let left = ResumedOutput {
            media_type: "text/plain".to_owned(),
            size: ByteSize(5),
        };
        state
            .places
            .resumed
            .insert(PortName::try_from("data".to_owned()).unwrap(), left);
        let writer = state.resume("data").unwrap();
        state.write(&writer, b" more").unwrap();
        let made = state.finish().unwrap();
        assert_eq!(std::fs::read(&made[0].path).unwrap(), b"kept, more");
        assert_eq!(made[0].size, ByteSize(10));
    }

    #[test]
    fn a_checkpoint_covers_what_was_flushed() {
        let (_folder, mut state) = state(100);
        let writer = state.create("data", "text/plain").unwrap();
        state.write(&writer, b"abc").unwrap();
        state.flush(&writer).unwrap();
        state.write(&writer, b"de").unwrap();
        assert_eq!(state.sync_flushed().unwrap()[0].1, 3);
    }
}
