//! The codes of problems, each with what it means. They are stable, since programs decide by them; one that is not here is
//! no code.

use serde_json::Value;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// Every code, and what it means.
pub(crate) const CODES: [(&str, &str); 44] = [
    (
        "bad_descriptor",
        "what the plugin says of itself breaks a rule of the contract",
    ),
    (
        "bad_exports",
        "the plugin does not export what the contract asks for",
    ),
    ("bad_imports", "the plugin imports what no host gives"),
    (
        "bad_request",
        "the request does not read: its path, query, headers or body",
    ),
    (
        "bad_schema",
        "the plugin's JSON Schema of its params is none that can be checked",
    ),
    ("built_in", "it is the server's own and stays"),
    (
        "compile_refused",
        "the plugin does not compile within the limits",
    ),
    (
        "duplicate",
        "another job has the unique key, and this one was to be refused then; `existing_id` names it",
    ),
    ("exists", "there is one of that name already"),
    ("forbidden", "the token's role may not do that"),
    (
        "foreign_page",
        "whoever signed in by a cookie changes something from this server's own page alone",
    ),
    (
        "granted",
        "the plugin has what is to be refused: its grant is taken back first",
    ),
    (
        "headers_too_large",
        "the request has too many headers, or too long ones",
    ),
    (
        "idempotency_key_reused",
        "the key was sent with another request before",
    ),
    (
        "illegal_state",
        "what it is about is in a state where that cannot be done",
    ),
    (
        "internal",
        "something failed on the server; its log says what",
    ),
    ("invalid", "a field is wrong; `errors` says which and why"),
    (
        "invalid_inputs",
        "the inputs are not those that the processor takes",
    ),
    (
        "invalid_params",
        "the params do not fit the processor's schema; `errors` says where",
    ),
    ("method_not_allowed", "the path does not take that method"),
    (
        "name_taken",
        "the name of the plugin belongs to one of another kind",
    ),
    ("no_component", "the bytes are no WASM component"),
    ("no_previous", "there is no version to go back to"),
    ("no_space", "the disk is full"),
    ("no_version", "the plugin never had that version"),
    (
        "not_found",
        "there is nothing of that name, or it is somebody else's",
    ),
    ("not_ready", "the node stops, or cannot write to its store"),
    (
        "number_too_long",
        "a number has more digits than are kept: send it as text",
    ),
    (
        "plugin_compiling",
        "the plugin is still being compiled: ask again",
    ),
    ("plugin_refused", "the plugin is refused; `detail` says why"),
    (
        "precondition_failed",
        "it is not as `If-Match` says: somebody else changed it meanwhile",
    ),
    (
        "range_not_satisfiable",
        "there are fewer bytes than the range begins at",
    ),
    ("read_only", "it is set in a file, and changed there"),
    (
        "secret_key",
        "the key of the secrets is missing, or is not the one that they were sealed with",
    ),
    ("stopping", "the server is stopping"),
    ("token_role", "a token of that name has another role"),
    (
        "too_large",
        "the body, or what is in it, is larger than its limit",
    ),
    (
        "too_many_requests",
        "the token asks more often than it may; `Retry-After` says in how many seconds it may again",
    ),
    ("unauthorized", "there is no token, or none that lets in"),
    ("unknown_processor", "no plugin provides that processor"),
    (
        "unwanted",
        "the plugin does not ask for what is to be granted or refused",
    ),
    ("uri_too_long", "the path with its query is too long"),
    ("version_active", "the version is the one that runs"),
    ("version_removed", "the version of the plugin was removed"),
];

/// Whether it is a code.
pub(crate) fn is_code(text: &str) -> bool {
    CODES.iter().any(|(code, _)| *code == text)
}

/// How codes look in the API's document.
pub(crate) struct ProblemCode;

impl PartialSchema for ProblemCode {
    fn schema() -> RefOr<Schema> {
        let lines = CODES
            .iter()
            .map(|(code, means)| format!("- `{code}`: {means}"))
            .collect::<Vec<_>>();
        let description = format!(
            "What went wrong, for programs. Codes are stable.\n\n{}",
            lines.join("\n")
        );
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(description))
            .enum_values(Some(CODES.map(|(code, _)| Value::from(code))))
            .build()
            .into()
    }
}

impl ToSchema for ProblemCode {}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// The first text in each call of such a function.
    fn first_texts<'a>(source: &'a str, call: &'a str) -> impl Iterator<Item = &'a str> {
        source.match_indices(call).filter_map(move |(at, _)| {
            let rest = &source[at + call.len()..];
            let end = rest.find(';').unwrap_or(rest.len());
            let mut parts = rest[..end].split('"');
            parts.nth(1)
        })
    }

    fn sources(folder: &Path, into: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                into.push(fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn every_code_in_the_source_is_listed_and_every_listed_one_is_in_the_source() {
        let mut all = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
        // Not this file's.
        all.retain(|source| !source.contains("fn first_texts"));
        let calls = ["Problem::new(", "Self::new(", "unprocessable("];
        let unlisted: Vec<&str> = all
            .iter()
            .flat_map(|source| calls.iter().flat_map(|call| first_texts(source, call)))
            .filter(|text| text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
            .filter(|text| !is_code(text))
            .collect();
        assert!(unlisted.is_empty(), "add these to CODES: {unlisted:?}");
        // What a submit is refused for is the engine's to say.
        let of_engine = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/src/submit/error.rs");
        all.push(fs::read_to_string(of_engine).unwrap());
        let unused: Vec<&str> = CODES
            .iter()
            .map(|(code, _)| *code)
            .filter(|code| {
                !all.iter()
                    .any(|source| source.contains(&format!("\"{code}\"")))
            })
            .collect();
        assert!(unused.is_empty(), "no route answers these: {unused:?}");
    }

    #[test]
    fn codes_are_in_order() {
        assert!(CODES.is_sorted());
    }
}
