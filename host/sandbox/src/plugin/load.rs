//! From bytes to a plugin.

use sha2::{Digest as _, Sha256};
use wasmtime::component::Component;

use super::check::{check_header, imports, unknown_imports, wrong_exports};
use super::describe::describe;
use super::known::{self, Known};
use super::{Compiled, Lines, LoadError, Plugin, lines};
use crate::bindings::ProcessorPre;
use crate::compile::{Code, CompileFailure};
use crate::engine::Sandbox;
use crate::schema::ParamsSchema;
use crate::state::GuestState;
use crate::text::clean;
use runner_model::{Descriptor, Digest};

/// How much is said of why a component is refused, in bytes.
const LONGEST_REASON: usize = 4 * 1024;

/// The digest by which a component is known.
pub fn digest_of(wasm: &[u8]) -> Digest {
    Digest::new(Sha256::digest(wasm).into())
}

/// Compiles, checks and describes the component, as far as that was not done before. `compiling` is called before it
/// is compiled.
pub(crate) fn load(
    sandbox: &Sandbox,
    wasm: &[u8],
    compiling: &mut dyn FnMut(),
) -> Result<Plugin, LoadError> {
    check_header(wasm)?;
    let digest = digest_of(wasm);
    let shared = sandbox.shared();
    let there = component(sandbox, wasm, &digest, compiling)?;
    let (code, compiled) = (there.code.clone(), there.compiled);
    let lines = lines::file(&shared.known_dir, &digest);
    plugin(sandbox, wasm, (digest, &lines), there).inspect_err(|error| {
        // Of what is refused nothing is kept.
        lines.forget();
        if error.code().is_some() && matches!(compiled, Compiled::Now { .. }) {
            shared.compiler.forget(&code);
        }
    })
}

/// Keeps nothing more of a component whose bytes are gone: code, lines, what it said. Plugins that are loaded stay as
/// they are; should its bytes come back, they are compiled again.
pub(crate) fn forget(sandbox: &Sandbox, digest: &Digest) {
    let shared = sandbox.shared();
    if let Some(code) = known::forget(&shared.known_dir, digest) {
        shared.compiler.forget(&code);
    }
    lines::file(&shared.known_dir, digest).forget();
}

/// Makes a plugin of a component that is compiled.
fn plugin(
    sandbox: &Sandbox,
    wasm: &[u8],
    (digest, lines): (Digest, &Lines),
    there: There,
) -> Result<Plugin, LoadError> {
    let shared = sandbox.shared();
    let imports = imports(&shared.engine, &there.component);
    if let Some(error) = unknown_imports(&imports).next() {
        return Err(error);
    }
    if let Some(error) = wrong_exports(&shared.engine, &there.component)
        .into_iter()
        .next()
    {
        return Err(error);
    }
    let pre = link(sandbox, &there.component)?;
    let is_known = there.descriptor.is_some();
    let compile_millis = there.code.millis;
    let code_bytes = image_bytes(&there.component);
    let descriptor = match there.descriptor {
        Some(descriptor) => descriptor,
        None => {
            lines::keep(&shared.known_dir, &digest, wasm)?;
            describe(sandbox, &pre, lines)?.0.check()?
        }
    };
    let params = ParamsSchema::compile(&descriptor.params_schema)?;
    if !is_known {
        let known = Known::new(&shared.engine, there.code, &descriptor);
        known::write(&shared.known_dir, &digest, &known)?;
    }
    Ok(Plugin {
        pre,
        lines: lines.clone(),
        digest,
        descriptor,
        params,
        compiled: there.compiled,
        compile_millis,
        code_bytes,
    })
}

/// The size of the image that all code of a component lies in.
fn image_bytes(component: &Component) -> u64 {
    let image = component.image_range();
    (image.end.addr() - image.start.addr()) as u64
}

/// A component with its code.
pub(super) struct There {
    pub(super) component: Component,
    pub(super) code: Code,
    pub(super) compiled: Compiled,
    /// What it said before, if it was asked before.
    pub(super) descriptor: Option<Descriptor>,
}

/// Compiles a component unless that was done before.
pub(super) fn component(
    sandbox: &Sandbox,
    wasm: &[u8],
    digest: &Digest,
    compiling: &mut dyn FnMut(),
) -> Result<There, LoadError> {
    let shared = sandbox.shared();
    let known = known::read(&shared.known_dir, digest, &shared.engine)
        .filter(|known| shared.compiler.has(&known.code));
    let (compiled, code, descriptor) = match known {
        Some(known) => (Compiled::Before, known.code, Some(known.descriptor)),
        None => {
            compiling();
            let code = compile(sandbox, wasm)?;
            let millis = code.millis;
            (Compiled::Now { millis }, code, None)
        }
    };
    // From the cache: in the worker's place this compiles only what it has compiled within its limits before.
    let component = Component::from_binary(&shared.engine, wasm)
        .map_err(|error| LoadError::Refused(said(&error)))?;
    Ok(There {
        component,
        code,
        compiled,
        descriptor,
    })
}

/// Gives the component what it imports, and finds its exports.
pub(super) fn link(
    sandbox: &Sandbox,
    component: &Component,
) -> Result<ProcessorPre<GuestState>, LoadError> {
    let pre = sandbox
        .shared()
        .linker
        .instantiate_pre(component)
        .map_err(|error| LoadError::ImportType(said(&error)))?;
    ProcessorPre::new(pre).map_err(|error| LoadError::ExportType {
        export: "describe` or `run",
        detail: said(&error),
    })
}

/// What the engine says of a component. Names of the component are in it.
fn said(error: &wasmtime::Error) -> String {
    clean(&format!("{error:#}"), LONGEST_REASON)
}

fn compile(sandbox: &Sandbox, wasm: &[u8]) -> Result<Code, LoadError> {
    sandbox
        .shared()
        .compiler
        .compile(wasm)
        .map_err(|failure| match failure {
            CompileFailure::Refused(reason) => LoadError::Refused(clean(&reason, LONGEST_REASON)),
            CompileFailure::Worker(error) => {
                LoadError::Host(format!("the compile worker: {error}"))
            }
        })
}
