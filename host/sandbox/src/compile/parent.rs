//! The host's side.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use super::{MOST_COMPONENT_BYTES, Verdict};
use runner_model::ByteSize;

/// The longest that a compilation may take.
const LONGEST: Duration = Duration::from_secs(180);

/// The most that is taken of what the worker prints, in bytes.
const MOST_SAID: u64 = 64 * 1024;

/// The command that compiles: the program and its first arguments. The cache folder is added as the last one.
#[derive(Debug, Clone)]
pub struct CompileWorker {
    /// The program.
    pub program: PathBuf,
    /// Its first arguments.
    pub args: Vec<OsString>,
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

    /// Compiles the component into the cache and says how long that took, in milliseconds.
    pub(crate) fn compile(&self, wasm: &[u8]) -> Result<u64, CompileFailure> {
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
        let mut child = Command::new(&self.worker.program)
            .args(&self.worker.args)
            .arg(&self.code_dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let said = talk(&mut child, wasm);
        // It ends by itself once it has answered: nothing holds it.
        let status = child.wait()?;
        let Some(said) = said? else {
            return Err(CompileFailure::Refused(format!(
                "compiling it took longer than {} s",
                LONGEST.as_secs()
            )));
        };
        match serde_json::from_slice(&said) {
            Ok(Verdict::Compiled { millis }) => Ok(millis),
            Ok(Verdict::Refused { reason }) => Err(CompileFailure::Refused(reason)),
            Err(_) => Err(CompileFailure::Refused(format!(
                "compiling it needs more memory or processor time than is allowed, or breaks the compiler ({status})"
            ))),
        }
    }
}

/// Hands the component to the worker and waits for its answer; none if it takes too long.
fn talk(child: &mut Child, wasm: &[u8]) -> io::Result<Option<Vec<u8>>> {
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
        match answer.recv_timeout(LONGEST) {
            Ok(said) => said.map(Some),
            Err(_) => {
                // Both pipes close with it, and so the threads end.
                child.kill()?;
                Ok(None)
            }
        }
    })
}
