//! Looking at a plugin for its author: all that can be found at once, not just what refuses it first.

use runner_model::{ByteSize, Descriptor, Digest, Fuel, Usage};

use super::check::{self, Import, check_header, unknown_imports, wrong_exports};
use super::describe::{self, describe};
use super::known::{self, Known};
use super::load::{There, component, digest_of, link};
use super::{Compiled, LoadError, lines};
use crate::compile::Code;
use crate::engine::Sandbox;
use crate::schema::ParamsSchema;

/// What was found of a component, as far as it went.
#[derive(Debug)]
pub struct Inspection {
    /// The SHA-256 digest of the bytes.
    pub digest: Digest,
    /// What it imports, once it compiles.
    pub imports: Vec<Import>,
    /// What it exports, once it compiles.
    pub exports: Vec<String>,
    /// Its code, once it compiles.
    pub code: Option<CodeSize>,
    /// What `describe` took, once it answers.
    pub describe: Option<Usage>,
    /// What it says of itself, once that passes the checks.
    pub descriptor: Option<Descriptor>,
    /// The most parts of its params-schema that look at one value, once the schema passes.
    pub schema_parts: Option<u64>,
    /// Why it is refused: empty if it is not.
    pub problems: Vec<LoadError>,
}

/// What compiling made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeSize {
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// Whether that was just now.
    pub compiled: Compiled,
    /// How large the code is in the cache.
    pub bytes: ByteSize,
}

/// The fuel that `describe` may burn, and the milliseconds that it may take.
pub fn describe_limits() -> (Fuel, u64) {
    let limits = describe::limits();
    let millis = u64::try_from(limits.timeout().as_millis()).unwrap_or(u64::MAX);
    (limits.fuel(), millis)
}

/// Looks at a component. `compiling` is called before it is compiled.
pub(crate) fn inspect(sandbox: &Sandbox, wasm: &[u8], compiling: &mut dyn FnMut()) -> Inspection {
    let mut found = Inspection {
        digest: digest_of(wasm),
        imports: Vec::new(),
        exports: Vec::new(),
        code: None,
        describe: None,
        descriptor: None,
        schema_parts: None,
        problems: Vec::new(),
    };
    let mut new = None;
    if let Err(error) = found.look(sandbox, wasm, compiling, &mut new) {
        found.problems.push(error);
    }
    if !found.problems.is_empty() {
        // Of what is refused nothing is kept.
        let shared = sandbox.shared();
        lines::file(&shared.known_dir, &found.digest).forget();
        new.iter().for_each(|code| shared.compiler.forget(code));
    }
    found
}

impl Inspection {
    /// Goes as far as it can; the error is what ended it. `new` is the code that was compiled for that.
    fn look(
        &mut self,
        sandbox: &Sandbox,
        wasm: &[u8],
        compiling: &mut dyn FnMut(),
        new: &mut Option<Code>,
    ) -> Result<(), LoadError> {
        check_header(wasm)?;
        let There {
            component,
            code,
            compiled,
            ..
        } = component(sandbox, wasm, &self.digest, compiling)?;
        if let Compiled::Now { .. } = compiled {
            *new = Some(code.clone());
        }
        let shared = sandbox.shared();
        self.code = Some(CodeSize {
            millis: code.millis,
            compiled,
            bytes: shared.compiler.size(&code),
        });
        self.imports = check::imports(&shared.engine, &component);
        self.exports = check::exports(&shared.engine, &component);
        self.problems.extend(unknown_imports(&self.imports));
        self.problems
            .extend(wrong_exports(&shared.engine, &component));
        if !self.problems.is_empty() {
            // It cannot be linked; there is no more to see.
            return Ok(());
        }
        let pre = link(sandbox, &component)?;
        lines::keep(&shared.known_dir, &self.digest, wasm)?;
        let lines = lines::file(&shared.known_dir, &self.digest);
        let (said, usage) = describe(sandbox, &pre, &lines)?;
        self.describe = Some(usage);
        let (again, _) = describe(sandbox, &pre, &lines)?;
        if said != again {
            self.problems.push(LoadError::DescribeChanges);
        }
        // The schema is looked at beside the rest of the descriptor: both may be wrong.
        match ParamsSchema::compile(&said.params_schema) {
            Ok(schema) => self.schema_parts = Some(schema.most_parts()),
            Err(error) => self.problems.push(error.into()),
        }
        let descriptor = said.check()?;
        if self.problems.is_empty() {
            // A job that follows need not compile it again.
            let known = Known::new(&shared.engine, code, &descriptor);
            known::write(&shared.known_dir, &self.digest, &known)?;
        }
        self.descriptor = Some(descriptor);
        Ok(())
    }
}
