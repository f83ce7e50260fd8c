//! From bytes to a plugin.

use sha2::{Digest as _, Sha256};
use wasmtime::component::Component;

use super::check::{check_exports, check_header, check_imports};
use super::describe::describe;
use super::known::{self, Known};
use super::{Compiled, LoadError, Plugin};
use crate::bindings::ProcessorPre;
use crate::compile::{Code, CompileFailure};
use crate::engine::Sandbox;
use crate::schema::ParamsSchema;
use runner_model::Digest;

/// The digest by which a component is known.
pub fn digest_of(wasm: &[u8]) -> Digest {
    Digest::new(Sha256::digest(wasm).into())
}

/// Compiles, checks and describes the component, as far as that was not done before.
pub(crate) fn load(sandbox: &Sandbox, wasm: &[u8]) -> Result<Plugin, LoadError> {
    check_header(wasm)?;
    let digest = digest_of(wasm);
    let shared = sandbox.shared();
    let known = known::read(&shared.known_dir, &digest, &shared.engine)
        .filter(|known| shared.compiler.has(&known.code));
    let (compiled, code) = match &known {
        Some(_) => (Compiled::Before, None),
        None => {
            let code = compile(sandbox, wasm)?;
            let millis = code.millis;
            (Compiled::Now { millis }, Some(code))
        }
    };

    // From the cache: in the worker's place this compiles only what it has compiled within its limits before.
    let component = Component::from_binary(&shared.engine, wasm)
        .map_err(|error| LoadError::Refused(format!("{error:#}")))?;
    check_imports(&shared.engine, &component)?;
    check_exports(&shared.engine, &component)?;
    let pre = shared
        .linker
        .instantiate_pre(&component)
        .map_err(|error| LoadError::ImportType(format!("{error:#}")))?;
    let pre = ProcessorPre::new(pre).map_err(|error| LoadError::ExportType {
        export: "describe` or `run",
        detail: format!("{error:#}"),
    })?;

    let descriptor = match known {
        Some(known) => known.descriptor,
        None => describe(sandbox, &pre)?.check()?,
    };
    let params = ParamsSchema::compile(&descriptor.params_schema)?;
    if let Some(code) = code {
        let known = Known::new(&shared.engine, code, &descriptor);
        known::write(&shared.known_dir, &digest, &known)?;
    }
    Ok(Plugin {
        pre,
        digest,
        descriptor,
        params,
        compiled,
    })
}

fn compile(sandbox: &Sandbox, wasm: &[u8]) -> Result<Code, LoadError> {
    sandbox
        .shared()
        .compiler
        .compile(wasm)
        .map_err(|failure| match failure {
            CompileFailure::Refused(reason) => LoadError::Refused(reason),
            CompileFailure::Worker(error) => {
                LoadError::Host(format!("the compile worker: {error}"))
            }
        })
}
