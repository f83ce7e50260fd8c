//! What an author does about a plugin that is refused.

use runner_model::DescriptorError;
use runner_sandbox::{LoadError, SchemaError};

use super::{Finding, Level};

/// What is wrong, and how to mend it.
pub(super) fn finding(error: &LoadError, exports: &[String]) -> Finding {
    Finding {
        level: Level::Error,
        code: error.code().unwrap_or("internal"),
        message: error.to_string(),
        hint: hint(error, exports),
    }
}

fn hint(error: &LoadError, exports: &[String]) -> String {
    match error {
        LoadError::NoComponent(_) => {
            "give it the .wasm file that the build ends with: `runner plugin new` shows a build for each language"
        }
        LoadError::Refused(_) => {
            "if the file is whole, build it with the versions that `runner plugin new` pins; the host takes WASM 2.0 with SIMD, without threads, GC, exceptions and 64-bit memories"
        }
        LoadError::ExportMissing { .. } => missing(exports),
        LoadError::ExportType { .. } => {
            "build it against the wit/job.wit of this host: `runner plugin new` writes it, with bindings that fit"
        }
        LoadError::ImportUnknown { import, .. } => return unknown(import),
        LoadError::ImportType(_) => {
            "its interface has the name and version of the host's and other functions: build it against the wit/job.wit of this host, which `runner plugin new` writes"
        }
        LoadError::Describe(_) => {
            "`describe` runs with nothing granted and no inputs, and its schemas are JSON texts of at most 256 KiB and 64 levels: let it only say what the processor is"
        }
        LoadError::DescribeChanges => {
            "it is asked once for each version: leave time, chance and counters out of it"
        }
        LoadError::Descriptor(error) => descriptor(error),
        LoadError::Schema(error) => schema(error),
        LoadError::Files(_) | LoadError::Host(_) => "this is no fault of the plugin",
    }
    .to_owned()
}

fn missing(exports: &[String]) -> &'static str {
    let exports_any = |of: &str| exports.iter().any(|name| name.starts_with(of));
    if exports_any("wasi:cli/run") {
        "it was built as a program: make it a library (Rust: src/lib.rs with `crate-type = [\"cdylib\"]`) that exports the world `processor`"
    } else if exports_any("wasi:http/incoming-handler") {
        "it was built as a server of requests: build it for the world `processor` of wit/job.wit"
    } else {
        "build it for the world `processor` of wit/job.wit; in Rust, `runner_plugin::export!(YourType);` exports both"
    }
}

fn unknown(import: &str) -> String {
    let (name, version) = import.split_once('@').unwrap_or((import, ""));
    let is = |package: &str| name.starts_with(package);
    if is("runner:job/") {
        return "build it against the wit/job.wit of this host: `runner plugin new` writes it"
            .to_owned();
    }
    if is("wasi:") && version.starts_with("0.3") {
        return "it was built for WASI 0.3; build it for 0.2: in Rust the target wasm32-wasip2, elsewhere the versions that `runner plugin new` pins".to_owned();
    }
    if is("wasi:http/incoming-handler") {
        return "a processor sends requests and is sent none: import wasi:http/outgoing-handler alone".to_owned();
    }
    if name == "env" || !name.contains(':') {
        return format!(
            "something in it expects `{name}` of another host, as code for browsers or C libraries does: leave that dependency out"
        );
    }
    "leave out what needs it: a plugin has its inputs, outputs, cache and, if granted, HTTP"
        .to_owned()
}

fn descriptor(error: &DescriptorError) -> &'static str {
    match error {
        DescriptorError::Name(_) => "change it where `describe` says it",
        DescriptorError::Text { .. } => "shorten it to one plain line in `describe`",
        DescriptorError::Version(_) => "in Rust, env!(\"CARGO_PKG_VERSION\") is one",
        DescriptorError::PortTwice { .. } => "give each a name of its own in `describe`",
        DescriptorError::Http(_) => {
            "write where it sends requests to as `https://api.example.com` in `describe`"
        }
        DescriptorError::TooMany { .. } => "leave some out of `describe`",
    }
}

fn schema(error: &SchemaError) -> &'static str {
    match error {
        SchemaError::Reference(_) => "move what it refers to into the schema's own `$defs`",
        SchemaError::Endless(_) => {
            "let the definition refer to itself only from inside `properties` or `items`"
        }
        SchemaError::TooLarge { .. } => {
            "use fewer alternatives (`anyOf`, `allOf`) within each other"
        }
        SchemaError::Invalid { .. } => {
            "mend it at that place: it is JSON Schema 2020-12, and its patterns have neither look-around nor back-references"
        }
    }
}
