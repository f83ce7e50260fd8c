//! Whether a component keeps the contract: what it imports and exports, said by name.

use wasmtime::Engine;
use wasmtime::component::Component;
use wasmtime::component::types::ComponentItem;

use super::LoadError;
use crate::capability;
use crate::text::clean;
use runner_model::nearest;

/// How much of a component's names is said, in bytes.
const LONGEST_NAME: usize = 256;

/// The functions that a processor exports.
const EXPORTS: [&str; 2] = ["describe", "run"];

/// Looks at the first bytes, so that what is no component at all is said plainly.
pub(super) fn check_header(wasm: &[u8]) -> Result<(), LoadError> {
    // The magic number, then the version (1) and layer (0) of a core module, or the layer 1 of a component:
    // https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md
    let reason = match wasm {
        [] => "the file is empty",
        [0, b'a', b's', b'm', _, _, 1, 0, ..] => return Ok(()),
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => {
            "it is a core module; build it for the target wasm32-wasip2, or wrap it with `wasm-tools component new`"
        }
        [0, b'a', b's', b'm', ..] => "it is WASM of a version that this host does not know",
        _ => "it is no WASM at all",
    };
    Err(LoadError::NoComponent(reason))
}

/// An interface or function that a component imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its name with its version, such as `wasi:http/types@0.2.12`.
    pub name: String,
    /// Who can make it do something.
    pub reach: Reach,
}

/// Who can make an import do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It is there for every plugin.
    Always,
    /// An operator may grant it.
    Granted,
    /// It links, since languages' libraries import it unasked, but every use of it fails.
    Never,
    /// The host does not have it.
    Unknown,
}

/// What a component imports.
pub(super) fn imports(engine: &Engine, component: &Component) -> Vec<Import> {
    let imports = component.component_type();
    let imports = imports.imports(engine).map(|(name, _)| Import {
        name: clean(name, LONGEST_NAME),
        reach: reach(name),
    });
    imports.collect()
}

/// What a component exports.
pub(super) fn exports(engine: &Engine, component: &Component) -> Vec<String> {
    let exports = component.component_type();
    let exports = exports
        .exports(engine)
        .map(|(name, _)| clean(name, LONGEST_NAME));
    exports.collect()
}

/// The imports that no capability provides.
pub(super) fn unknown_imports(imports: &[Import]) -> impl Iterator<Item = LoadError> {
    let unknown = imports
        .iter()
        .filter(|import| import.reach == Reach::Unknown);
    unknown.map(|import| LoadError::ImportUnknown {
        import: clean(&import.name, LONGEST_NAME),
        hint: hint(&import.name),
    })
}

/// The functions of the contract that a component lacks.
pub(super) fn wrong_exports(engine: &Engine, component: &Component) -> Vec<LoadError> {
    let world = component.component_type();
    let wrong = |export| match world.get_export(engine, export).map(|export| export.ty) {
        Some(ComponentItem::ComponentFunc(_)) => None,
        Some(_) => Some(LoadError::ExportType {
            export,
            detail: "no function".to_owned(),
        }),
        None => {
            let expected = "`describe` and `run` (world `processor` of runner:job@0.1.0)";
            Some(LoadError::ExportMissing { export, expected })
        }
    };
    EXPORTS.into_iter().filter_map(wrong).collect()
}

fn reach(import: &str) -> Reach {
    let (name, _) = split(import);
    match name.split('/').next() {
        _ if !is_provided(import) => Reach::Unknown,
        Some("wasi:http") => Reach::Granted,
        Some("wasi:filesystem" | "wasi:sockets") => Reach::Never,
        _ => Reach::Always,
    }
}

fn is_provided(import: &str) -> bool {
    let (name, version) = split(import);
    capability::ALL.iter().any(|capability| {
        capability.interfaces.contains(&name) && version.starts_with(capability.version)
    }) || (name == "runner:job/types" && version.starts_with("0.1."))
}

fn split(import: &str) -> (&str, &str) {
    import.split_once('@').unwrap_or((import, ""))
}

fn hint(import: &str) -> String {
    let (name, version) = split(import);
    let known = capability::ALL
        .iter()
        .flat_map(|capability| capability.interfaces.iter().copied());
    let same = capability::ALL
        .iter()
        .find(|capability| capability.interfaces.contains(&name));
    if let Some(capability) = same {
        return format!(
            "; it has {name} in versions {}x, not {version:?}",
            capability.version
        );
    }
    match nearest(name, known) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => "; it has runner:job and, of WASI 0.2, cli, clocks, filesystem, http, io, random and sockets"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_known_by_name_and_version() {
        assert!(is_provided("wasi:io/streams@0.2.6"));
        assert!(is_provided("runner:job/log@0.1.0"));
        assert!(!is_provided("wasi:io/streams@0.3.0"));
        assert!(!is_provided("wasi:io/streams"));
        assert!(!is_provided("runner:job/log@0.2.0"));
        assert!(!is_provided("wasi:keyvalue/store@0.2.0"));
    }

    #[test]
    fn what_a_plugin_may_reach_is_told_from_what_only_links() {
        assert_eq!(reach("runner:job/blobs@0.1.0"), Reach::Always);
        assert_eq!(reach("wasi:http/types@0.2.3"), Reach::Granted);
        assert_eq!(reach("wasi:sockets/tcp@0.2.3"), Reach::Never);
        assert_eq!(reach("wasi:http/types@0.3.0"), Reach::Unknown);
    }

    #[test]
    fn what_was_meant_is_guessed() {
        assert_eq!(
            hint("runner:job/logs@0.1.0"),
            "; did you mean `runner:job/log`?"
        );
        assert_eq!(
            hint("wasi:io/streams@0.3.0"),
            "; it has wasi:io/streams in versions 0.2.x, not \"0.3.0\""
        );
    }

    #[test]
    fn what_is_no_component_is_said_plainly() {
        let said = |bytes: &[u8]| check_header(bytes).unwrap_err().to_string();
        assert_eq!(said(b""), "it is no WASM component: the file is empty");
        assert_eq!(
            said(b"PK\x03\x04"),
            "it is no WASM component: it is no WASM at all"
        );
        assert!(said(b"\0asm\x01\0\0\0").contains("wasm32-wasip2"));
        assert!(check_header(b"\0asm\x0d\0\x01\0").is_ok());
    }
}
