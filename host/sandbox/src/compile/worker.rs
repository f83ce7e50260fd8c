//! The child's side.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use rustix::process::{Resource, Rlimit, Signal, setrlimit};
use wasmtime::Engine;
use wasmtime::component::Component;

use super::{MOST_COMPONENT_BYTES, Verdict};
use crate::engine::{Allocation, code_cache, config};

/// The most address space that a compilation may use, in bytes.
const MOST_MEMORY: u64 = 6 * 1024 * 1024 * 1024;

/// The most processor time that a compilation may use, in seconds, all threads together.
const MOST_CPU_SECONDS: u64 = 240;

/// Compiles the component that stands on the standard input into the cache folder, under limits, and says on the
/// standard output how that went. To be called by a process that was started for it alone.
pub fn compile_worker(code_dir: &Path) -> ExitCode {
    limit_this_process();
    let verdict = compile(code_dir).unwrap_or_else(|reason| Verdict::Refused { reason });
    let said = serde_json::to_writer(io::stdout(), &verdict).map_err(io::Error::from);
    match said.and_then(|()| io::stdout().flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn limit_this_process() {
    let limits = [
        (Resource::As, MOST_MEMORY),
        (Resource::Cpu, MOST_CPU_SECONDS),
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

fn compile(code_dir: &Path) -> Result<Verdict, String> {
    let mut wasm = Vec::new();
    io::stdin()
        .take(MOST_COMPONENT_BYTES + 1)
        .read_to_end(&mut wasm)
        .map_err(|error| format!("cannot read the component: {error}"))?;
    let cache = code_cache(code_dir).map_err(|error| format!("{error:#}"))?;
    let engine = Engine::new(&config(Some(cache), Allocation::OnDemand))
        .map_err(|error| format!("{error:#}"))?;
    let began = Instant::now();
    Component::from_binary(&engine, &wasm).map_err(|error| format!("{error:#}"))?;
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Verdict::Compiled { millis })
}
