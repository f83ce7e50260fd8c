//! Guests that are written as WebAssembly text: attacks below what any language's tools would let through. A file in
//! `tests/hostile` has what is particular about its module; what all have in common is added here.

#[expect(unreachable_pub, reason = "written as that of the other guests is")]
mod written {
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

/// The files: their names, and what is in them.
pub(crate) fn texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    written::TEXTS.iter().copied()
}

/// The types of the contract, as a component names them.
const TYPES: &str = r#"
(import "runner:job/types@0.1.0" (instance $types
  (type $blob-info' (record (field "name" string) (field "media-type" string) (field "size" u64)))
  (export "blob-info" (type $blob-info (eq $blob-info')))
  (type $saved' (record (field "state" (list u8)) (field "plugin-version" string)))
  (export "saved" (type $saved (eq $saved')))
  (type $job' (record
    (field "id" string) (field "processor" string) (field "attempt" u32) (field "last-attempt" bool)
    (field "params" string) (field "inputs" (list $blob-info)) (field "checkpoint" (option $saved))))
  (export "job" (type (eq $job')))
  (type $retry-hint' (record (field "message" string) (field "delay-ms" u64)))
  (export "retry-hint" (type $retry-hint (eq $retry-hint')))
  (type $failure' (variant
    (case "permanent" string) (case "transient" string) (case "retry-after" $retry-hint)))
  (export "failure" (type (eq $failure')))
  (type $port' (record
    (field "name" string) (field "summary" string) (field "media-types" (list string))
    (field "required" bool)))
  (export "port" (type $port (eq $port')))
  (type $want' (variant (case "http" string) (case "secret" string) (case "cache" u64)))
  (export "want" (type $want (eq $want')))
  (type $descriptor' (record
    (field "name" string) (field "version" string) (field "summary" string)
    (field "params-schema" string) (field "result-schema" (option string))
    (field "inputs" (list $port)) (field "outputs" (list $port)) (field "wants" (list $want))
    (field "resumable" bool)))
  (export "descriptor" (type (eq $descriptor')))))
(alias export $types "job" (type $job))
(alias export $types "failure" (type $failure))
(alias export $types "descriptor" (type $descriptor))"#;

/// What every module has: 15 values are a job, and `$null` gives the result `null`.
const COMMON: &str = r#"
(type $run (func
  (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
(data (i32.const 640) "\00\00\00\00\00\00\00\00\90\02\00\00\04\00\00\00null")
(func $null (result i32) (i32.const 640))"#;

/// What a module has unless it exports its own: rooms one after the other, the descriptor, success.
const DEFAULTS: [(&str, &str); 4] = [
    ("memory", r#"(memory (export "memory") 2)"#),
    (
        "realloc",
        r#"
(global $room (mut i32) (i32.const 0x8000))
(func (export "realloc") (param i32 i32 i32 i32) (result i32)
  (global.get $room)
  (global.set $room
    (i32.and (i32.add (i32.add (global.get $room) (local.get 3)) (i32.const 7)) (i32.const -8))))"#,
    ),
    (
        "describe",
        r#"(func (export "describe") (result i32) (i32.const 1024))"#,
    ),
    ("run", r#"(func (export "run") (type $run) (call $null))"#),
];

/// The exports, lifted.
const LIFTED: &str = r#"
(core instance $instance (instantiate $module))
(func $describe (result $descriptor) (canon lift
  (core func $instance "describe")
  (memory (core memory $instance "memory")) (realloc (core func $instance "realloc"))))
(func $run (param "job" $job) (result (result string (error $failure))) (canon lift
  (core func $instance "run")
  (memory (core memory $instance "memory")) (realloc (core func $instance "realloc"))))
(export "describe" (func $describe))
(export "run" (func $run))"#;

/// Where the descriptor lies in the module's memory, and where its texts begin.
const DESCRIPTOR: u32 = 1024;
const WORDS: u32 = 1152;

/// Makes a component of a file.
pub(crate) fn component(name: &str, fields: &str) -> Vec<u8> {
    let defaults = DEFAULTS
        .iter()
        .filter(|(export, _)| !fields.contains(&format!("(export \"{export}\")")));
    let defaults: String = defaults.map(|(_, text)| *text).collect();
    let descriptor = descriptor(&name.replace('_', "-"));
    let module = format!("(core module $module {COMMON}{descriptor}{defaults}{fields})");
    let text = format!("(component {TYPES}{module}{LIFTED})");
    wat::parse_str(&text).unwrap_or_else(|error| panic!("{name}.wat: {error}"))
}

/// A descriptor as the canonical ABI lays it out: name, version, summary and schema of the params, each as address and
/// length; then no schema of the result, no ports, no wants, and `false`.
fn descriptor(name: &str) -> String {
    let (mut record, mut texts) = (Vec::new(), Vec::new());
    for text in [name, "1.0.0", "A guest of the tests", "true"] {
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).expect("the texts are short");
        record.extend((WORDS + length(&texts)).to_le_bytes());
        record.extend(length(text.as_bytes()).to_le_bytes());
        texts.extend(text.bytes());
    }
    let data = |at: u32, bytes: &[u8]| {
        let escaped: String = bytes.iter().map(|byte| format!("\\{byte:02x}")).collect();
        format!("(data (i32.const {at}) \"{escaped}\")")
    };
    data(DESCRIPTOR, &record) + &data(WORDS, &texts)
}
