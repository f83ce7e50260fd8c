//! The child's side.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use runner_model::ByteSize;
use rustix::process::{Resource, Rlimit, Signal, setrlimit};
use wasmtime::Engine;
use wasmtime::component::Component;

use super::{Code, MOST_COMPONENT_BYTES, Verdict};
use crate::engine::{Allocation, code_cache, config};

/// Compiles the component that stands on the standard input into the cache folder, under limits on address space and
/// processor time, and says on the standard output how that went. What it writes lies in the folder `beside` until it is
/// whole; whoever starts it makes that folder and removes it. To be called by a process that was started for it alone.
pub fn compile_worker(
    code_dir: &Path,
    beside: &Path,
    memory: ByteSize,
    cpu_seconds: u64,
) -> ExitCode {
    limit_this_process(memory.0, cpu_seconds);
    let verdict = compile(code_dir, beside).unwrap_or_else(|reason| Verdict::Refused { reason });
    let said = serde_json::to_writer(io::stdout(), &verdict).map_err(io::Error::from);
    match said.and_then(|()| io::stdout().flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn limit_this_process(memory_bytes: u64, cpu_seconds: u64) {
    let limits = [
        (Resource::As, memory_bytes),
        (Resource::Cpu, cpu_seconds),
        // A compiler that breaks down leaves no picture of its memory behind.
        (Resource::Core, 0),
    ];
    for (resource, most) in limits {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        // Refused only where a lower limit holds already.
        let _ = setrlimit(resource, limit);
    }
    // The worker must not outlive the host.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
}

fn compile(code_dir: &Path, beside: &Path) -> Result<Verdict, String> {
    let mut wasm = Vec::new();
    io::stdin()
        .take(MOST_COMPONENT_BYTES + 1)
        .read_to_end(&mut wasm)
        .map_err(|error| format!("cannot read the component: {error}"))?;
    // What lies there afterwards is this component's code and nothing else.
    let cache = code_cache(beside).map_err(|error| format!("{error:#}"))?;
    let engine = Engine::new(&config(Some(cache), Allocation::OnDemand))
        .map_err(|error| format!("{error:#}"))?;
    let began = Instant::now();
    Component::from_binary(&engine, &wasm).map_err(|error| format!("{error:#}"))?;
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mut files = Vec::new();
    move_files(beside, Path::new(""), code_dir, &mut files)
        .map_err(|error| format!("cannot write compiled code: {error}"))?;
    Ok(Verdict::Compiled(Code { millis, files }))
}

/// Moves the files under `from/inner` to `to/inner`, and says which; the cache's statistics stay behind.
fn move_files(from: &Path, inner: &Path, to: &Path, moved: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(from.join(inner))? {
        let entry = entry?;
        let inner = inner.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(to.join(&inner))?;
            move_files(from, &inner, to, moved)?;
        } else if inner.extension().is_none() {
            fs::rename(entry.path(), to.join(&inner))?;
            moved.push(inner);
        }
    }
    Ok(())
}
