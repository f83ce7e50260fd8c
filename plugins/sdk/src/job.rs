//! The job as `run` sees it.

use std::cell::RefCell;
use std::rc::Rc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::bindings::Job as WitJob;
use crate::bindings::runner::job::{blobs, checkpoint, progress};
use crate::kept::{self, Kept, Saved};
use crate::output::Buffer;
use crate::{Cache, Failure, Input, Output};

/// The job to run: what it was given, and the ways to the host.
#[derive(Debug)]
pub struct Job {
    wit: WitJob,
    inputs: Vec<InputInfo>,
    /// Every output that was opened, so that a checkpoint and the end can flush it.
    outputs: RefCell<Vec<Rc<RefCell<Buffer>>>>,
    /// The plugin's version.
    version: String,
    /// The outputs of the checkpoint that was restored.
    restored: RefCell<Vec<String>>,
}

/// One input that the job was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputInfo {
    /// The port's name.
    pub name: String,
    /// The media type; `application/octet-stream` when nobody said.
    pub media_type: String,
    /// The length in bytes.
    pub size: u64,
}

impl Job {
    /// The job's id, a UUID as text.
    pub fn id(&self) -> &str {
        &self.wit.id
    }

    /// The processor's name.
    pub fn processor(&self) -> &str {
        &self.wit.processor
    }

    /// Which execution of the job this is, from 1.
    pub fn attempt(&self) -> u32 {
        self.wit.attempt
    }

    /// Whether a failure now is final.
    pub fn is_last_attempt(&self) -> bool {
        self.wit.last_attempt
    }

    /// The inputs that were given.
    pub fn inputs(&self) -> &[InputInfo] {
        &self.inputs
    }

    /// Opens an input, at its start. Each call gives a reader of its own.
    pub fn input(&self, name: &str) -> Result<Input, Failure> {
        let info = self
            .inputs
            .iter()
            .find(|input| input.name == name)
            .ok_or_else(|| Failure::permanent(format!("the job has no input `{name}`")))?;
        Input::open(info.clone()).map_err(Failure::transient)
    }

    /// Begins an output. Begun again, it starts empty.
    pub fn output(&self, name: &str, media_type: &str) -> Result<Output, Failure> {
        blobs::create(name, media_type)
            .map(|writer| self.keep(name, writer))
            .map_err(Failure::permanent)
    }

    /// Goes on with an output where the checkpoint left it that [`restore`](Self::restore) gave; begins it if there
    /// was none, or if the output was not open then.
    pub fn open_output(&self, name: &str, media_type: &str) -> Result<Output, Failure> {
        if self.restored.borrow().iter().any(|known| known == name) {
            self.resume_output(name)
        } else {
            self.output(name, media_type)
        }
    }

    /// Goes on with an output as the last checkpoint left it.
    pub fn resume_output(&self, name: &str) -> Result<Output, Failure> {
        blobs::resume(name)
            .map(|writer| self.keep(name, writer))
            .map_err(Failure::permanent)
    }

    /// Says how far the job has come: units done, of how many if that is known, and how many of those failed.
    /// Cheap enough to call for every unit.
    pub fn progress(
        &self,
        done: u64,
        total: impl Into<Option<u64>>,
        failed: u64,
        message: Option<&str>,
    ) {
        progress::report(done, total.into(), failed, message);
    }

    /// Begins a step: its name, its index from 0, and how many there are.
    pub fn step(&self, name: &str, index: u32, count: u32) {
        progress::step(name, index, count);
    }

    /// Makes `state` and all that was written to the outputs so far durable, in one commit, before it returns.
    /// A later attempt finds it by [`restore`](Self::restore), and goes on with the outputs by
    /// [`open_output`](Self::open_output).
    ///
    /// It costs a sync of what was written since the last one, so it is for every few seconds of work. When it fails,
    /// the checkpoint before it stays, and the job can go on.
    pub fn checkpoint<S: Serialize>(&self, state: &S) -> Result<(), Failure> {
        self.flush_outputs()?;
        let mut outputs: Vec<String> = Vec::new();
        for output in self.outputs.borrow().iter() {
            let output = output.borrow();
            if !outputs.iter().any(|name| name == output.name()) {
                outputs.push(output.name().to_owned());
            }
        }
        let kept = Kept::new(&self.wit, outputs, state);
        let state = serde_json::to_vec(&kept).map_err(Failure::permanent)?;
        checkpoint::save(&state).map_err(Failure::transient)
    }

    /// Gives what the last checkpoint of this job saved, if there is one and this version of the plugin made it for
    /// the same params and inputs. Otherwise the attempt starts over, and the log says why.
    pub fn restore<S: DeserializeOwned>(&self) -> Option<S> {
        self.restore_by(|saved| saved.own_state())
    }

    /// The same for a plugin that understands what other versions of it saved: a job that has run for hours need not
    /// start over because the plugin was mended. `read` is given what was saved, for the same params and inputs, and
    /// says what to go on with, or why not.
    ///
    /// ```no_run
    /// # use runner_plugin::Job;
    /// # #[derive(serde::Deserialize)]
    /// # struct State { offset: u64, failed: u64 }
    /// # #[derive(serde::Deserialize)]
    /// # struct FirstState { offset: u64 }
    /// # fn restore(job: &Job) -> Option<State> {
    /// job.restore_by(|saved| {
    ///     if saved.version().starts_with("1.") {
    ///         let FirstState { offset } = saved.state()?;
    ///         return Ok(State { offset, failed: 0 });
    ///     }
    ///     saved.state()
    /// })
    /// # }
    /// ```
    ///
    /// Versions need not be compared where the state says by itself what it is, by a number of its format, say.
    pub fn restore_by<S>(&self, read: impl FnOnce(&Saved<'_>) -> Result<S, String>) -> Option<S> {
        let saved = self.wit.checkpoint.as_ref()?;
        match kept::read(&self.wit, saved, &self.version, read) {
            Ok(kept) => {
                self.restored.replace(kept.outputs);
                Some(kept.state)
            }
            Err(why) => {
                log::warn!("starting over, not from the checkpoint: {why}");
                None
            }
        }
    }

    /// The processor's cache, shared by all its jobs.
    pub fn cache(&self) -> Cache {
        Cache
    }

    pub(crate) fn new(wit: WitJob, version: String) -> Self {
        let inputs = wit
            .inputs
            .iter()
            .map(|input| InputInfo {
                name: input.name.clone(),
                media_type: input.media_type.clone(),
                size: input.size,
            })
            .collect();
        Self {
            wit,
            inputs,
            outputs: RefCell::default(),
            version,
            restored: RefCell::default(),
        }
    }

    /// Hands all that was written to the host, and fails if any of it was lost.
    pub(crate) fn flush_outputs(&self) -> Result<(), Failure> {
        for output in self.outputs.borrow().iter() {
            output.borrow_mut().flush()?;
        }
        Ok(())
    }

    fn keep(&self, name: &str, writer: blobs::Writer) -> Output {
        let output = Output::new(name, writer);
        self.outputs.borrow_mut().push(output.shared());
        output
    }
}
