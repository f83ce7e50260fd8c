//! Bytes into and out of a job: `runner:job/blobs`. Inputs are files that are only read; outputs are files at
//! places that whoever started the attempt chose. The guest knows both by name alone.

mod output;
mod places;
mod sink;
mod source;

use std::fs::File;
use std::io;
use std::path::PathBuf;

use runner_model::{ByteSize, Descriptor, PortName};
use wasmtime::component::{HasData, Resource, ResourceTable};

use self::output::Outputs;
#[expect(unreachable_pub, reason = "the generated bindings re-export it")]
pub use self::output::Writer;
pub use self::places::{Covered, OutputFile, OutputPlaces, ResumedOutput, SavedOutput};
use self::source::{MOST_PER_READ, Source};
use super::{Capability, RUNNER};
use crate::bindings::runner::job::blobs as wit;
use crate::meter::Meter;
use crate::state::GuestState;

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &["runner:job/blobs"],
    version: RUNNER,
    link: |linker| {
        wit::add_to_linker::<_, HasBlobs>(linker, |state: &mut GuestState| {
            let state = state.called();
            BlobsView {
                state: &mut state.blobs,
                table: &mut state.table,
                meter: &state.meter,
            }
        })
    },
};

/// How many readers an attempt may have open at once.
const MOST_READERS: usize = 32;

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

/// The blobs of one attempt.
#[derive(Debug)]
pub(crate) struct BlobState {
    inputs: Vec<InputFile>,
    outputs: Outputs,
    read: u64,
    /// Readers that are open: each is a file of the host's.
    readers: usize,
}

/// An input, open for reading.
#[expect(unreachable_pub, reason = "the generated bindings re-export it")]
pub struct Reader {
    source: Source,
}

impl BlobState {
    pub(crate) fn new(
        descriptor: &Descriptor,
        inputs: Vec<InputFile>,
        places: OutputPlaces,
        limit: ByteSize,
        meter: Meter,
    ) -> Self {
        Self {
            inputs,
            outputs: Outputs::new(descriptor, places, limit, meter),
            read: 0,
            readers: 0,
        }
    }

    pub(crate) fn bytes_read(&self) -> ByteSize {
        ByteSize(self.read)
    }

    pub(crate) fn bytes_written(&self) -> ByteSize {
        self.outputs.written()
    }

    /// Whether the guest tried to write more than the limit.
    pub(crate) fn is_too_large(&self) -> bool {
        self.outputs.is_too_large()
    }

    /// Makes what was flushed durable, and says what that is.
    pub(crate) async fn sync_flushed(&mut self) -> io::Result<Vec<SavedOutput>> {
        self.outputs.sync_flushed().await
    }

    /// Notes what the last checkpoint covers.
    pub(crate) fn is_saved(&mut self, saved: &[SavedOutput]) {
        self.outputs.is_saved(saved);
    }

    /// Closes the outputs and says what was made.
    pub(crate) async fn finish(&mut self) -> io::Result<Vec<OutputFile>> {
        self.outputs.finish().await
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
        if self.state.readers >= MOST_READERS {
            return Ok(Err(format!(
                "{MOST_READERS} readers are open already: close one first"
            )));
        }
        match File::open(&input.path) {
            Ok(file) => {
                self.state.readers += 1;
                let source = Source::new(file);
                Ok(Ok(self.table.push(Reader { source })?))
            }
            Err(error) => Ok(Err(format!("the host cannot read input {name}: {error}"))),
        }
    }

    async fn create(&mut self, name: String, media_type: String) -> Answer<Resource<Writer>> {
        match self.state.outputs.create(&name, &media_type).await {
            Ok(writer) => Ok(Ok(self.table.push(writer)?)),
            Err(error) => Ok(Err(error)),
        }
    }

    async fn resume(&mut self, name: String) -> Answer<Resource<Writer>> {
        match self.state.outputs.resume(&name).await {
            Ok(writer) => Ok(Ok(self.table.push(writer)?)),
            Err(error) => Ok(Err(error)),
        }
    }
}

impl wit::HostReader for BlobsView<'_> {
    async fn read(&mut self, reader: Resource<Reader>, max: u32) -> Answer<Vec<u8>> {
        let max = (max as usize).min(MOST_PER_READ);
        let Some(_charge) = self.meter.charge(max as u64) else {
            return Ok(Err("no memory is left for the bytes to read".to_owned()));
        };
        let reader = self.table.get_mut(&reader)?;
        match reader.source.read(max, self.meter).await {
            Ok(bytes) => {
                self.state.read += bytes.len() as u64;
                Ok(Ok(bytes))
            }
            Err(error) => Ok(Err(format!("the host cannot read the input: {error}"))),
        }
    }

    fn seek(&mut self, reader: Resource<Reader>, offset: u64) -> Answer<()> {
        self.table.get_mut(&reader)?.source.seek(offset);
        Ok(Ok(()))
    }

    fn drop(&mut self, reader: Resource<Reader>) -> wasmtime::Result<()> {
        self.table.delete(reader)?;
        self.state.readers -= 1;
        Ok(())
    }
}

impl wit::HostWriter for BlobsView<'_> {
    async fn write(&mut self, writer: Resource<Writer>, bytes: Vec<u8>) -> Answer<()> {
        Ok(self
            .state
            .outputs
            .write(self.table.get(&writer)?, bytes)
            .await)
    }

    async fn flush(&mut self, writer: Resource<Writer>) -> Answer<()> {
        Ok(self.state.outputs.flush(self.table.get(&writer)?).await)
    }

    fn drop(&mut self, writer: Resource<Writer>) -> wasmtime::Result<()> {
        self.table.delete(writer)?;
        Ok(())
    }
}
