//! The host's side.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use super::tidy::{remove, tidy};
use super::{BESIDE, Code, MOST_COMPONENT_BYTES, Verdict};
use crate::engine::CACHE_BYTES;
use runner_model::ByteSize;

/// The most that is taken of what the worker prints, in bytes.
const MOST_SAID: u64 = 64 * 1024;

/// The command that compiles: the program and its first arguments. The cache folder, a folder to work in, the bytes of
/// memory and the seconds of processor time are added.
#[derive(Debug, Clone)]
pub struct CompileWorker {
    /// The program.
    pub program: PathBuf,
    /// Its first arguments.
    pub args: Vec<OsString>,
    /// What one compilation may take.
    pub limits: CompileLimits,
}

/// What one compilation may take. A component of Python, 18 MB, took 12 s and less than 2 GiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompileLimits {
    /// Address space.
    pub memory: ByteSize,
    /// Processor time, all threads together; whole seconds count.
    pub cpu: Duration,
    /// Time by the clock.
    pub wall: Duration,
}

impl Default for CompileLimits {
    fn default() -> Self {
        Self {
            memory: ByteSize::mib(6 * 1024),
            cpu: Duration::from_secs(240),
            wall: Duration::from_secs(180),
        }
    }
}

/// Runs compilations, one at a time.
#[derive(Debug)]
pub(crate) struct Compiler {
    worker: CompileWorker,
    code_dir: PathBuf,
    one_at_a_time: Mutex<()>,
}

/// Why there is no code.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CompileFailure {
    /// The bytes' own fault.
    #[error("{0}")]
    Refused(String),
    /// The host's fault.
    #[error("cannot run the compile worker: {0}")]
    Worker(#[from] io::Error),
}

impl Compiler {
    pub(crate) fn new(worker: CompileWorker, code_dir: PathBuf) -> Self {
        Self {
            worker,
            code_dir,
            one_at_a_time: Mutex::new(()),
        }
    }

    /// Whether the code is where it was left.
    pub(crate) fn has(&self, code: &Code) -> bool {
        code.is_in(&self.code_dir)
    }

    /// How large the code is.
    pub(crate) fn size(&self, code: &Code) -> ByteSize {
        let sizes = code.files.iter().map(|file| {
            let file = self.code_dir.join(file);
            file.metadata().map_or(0, |about| about.len())
        });
        ByteSize(sizes.sum())
    }

    /// Removes code that nobody is to use.
    pub(crate) fn forget(&self, code: &Code) {
        for file in &code.files {
            remove(&self.code_dir.join(file));
        }
    }

    /// Compiles the component into the cache.
    pub(crate) fn compile(&self, wasm: &[u8]) -> Result<Code, CompileFailure> {
        if wasm.len() as u64 > MOST_COMPONENT_BYTES {
            return Err(CompileFailure::Refused(format!(
                "it has {}; at most {} are taken",
                ByteSize(wasm.len() as u64),
                ByteSize(MOST_COMPONENT_BYTES)
            )));
        }
        let _alone = self
            .one_at_a_time
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // It goes when the worker has ended, however it did: the cache in it has a thread that writes up to the end.
        let beside = tempfile::Builder::new()
            .prefix(BESIDE)
            .tempdir_in(&self.code_dir)?;
        let mut child = Command::new(&self.worker.program)
            .args(&self.worker.args)
            .arg(&self.code_dir)
            .arg(beside.path())
            .arg(self.worker.limits.memory.0.to_string())
            .arg(self.worker.limits.cpu.as_secs().max(1).to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let longest = self.worker.limits.wall;
        let said = talk(&mut child, wasm, longest);
        // It ends by itself once it has answered: nothing holds it.
        let status = child.wait()?;
        let Some(said) = said? else {
            return Err(CompileFailure::Refused(format!(
                "compiling it took longer than {longest:?}"
            )));
        };
        match serde_json::from_slice(&said) {
            Ok(Verdict::Compiled(code)) => {
                tidy(&self.code_dir, CACHE_BYTES, &code);
                Ok(code)
            }
            Ok(Verdict::Refused { reason }) => Err(CompileFailure::Refused(reason)),
            Err(_) => Err(CompileFailure::Refused(format!(
                "compiling it needs more memory or processor time than is allowed, or breaks the compiler ({status})"
            ))),
        }
    }
}

/// Hands the component to the worker and waits for its answer; none if it takes too long.
fn talk(child: &mut Child, wasm: &[u8], longest: Duration) -> io::Result<Option<Vec<u8>>> {
    let mut stdin = child.stdin.take().expect("it was asked for");
    let stdout = child.stdout.take().expect("it was asked for");
    let (sender, answer) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            // A worker that ends early closes the pipe; its answer says why.
            let _ = stdin.write_all(wasm);
        });
        scope.spawn(move || {
            let mut said = Vec::new();
            let read = stdout.take(MOST_SAID).read_to_end(&mut said).map(|_| said);
            // Nobody listens any more only when it took too long.
            let _ = sender.send(read);
        });
        match answer.recv_timeout(longest) {
            Ok(said) => said.map(Some),
            Err(_) => {
                // Both pipes close with it, and so the threads end.
                child.kill()?;
                Ok(None)
            }
        }
    })
}
