//! Asking a plugin what it is: once for each digest, under small limits and with nothing granted.

use std::path::PathBuf;
use std::sync::{Arc, mpsc};

use super::{Lines, LoadError};
use crate::attempt::{Guest, Outcome};
use crate::bindings::ProcessorPre;
use crate::bindings::runner::job::types as wit;
use crate::capability::{HttpAccess, KeepNothing, MemoryCache, OutputPlaces, Remedy};
use crate::engine::Sandbox;
use crate::state::{Given, GuestState};
use runner_model::{
    ByteSize, Descriptor, Limit, Limits, Port, PortName, ProcessorName, Usage, Want,
};

/// The largest schema, in bytes.
const MOST_SCHEMA_BYTES: usize = 256 * 1024;

/// The largest schema, in levels.
const MOST_SCHEMA_DEPTH: usize = 64;

/// What `describe` runs under.
pub(super) fn limits() -> Limits {
    Limits::default()
        .with(Limit::Fuel, 10_000_000_000)
        .with(Limit::Memory, ByteSize::mib(128).0)
        .with(Limit::Timeout, 2_000)
        .with(Limit::Log, ByteSize::kib(64).0)
        .with(Limit::Output, 0)
}

/// Runs `describe`, parses the answer and says what it took. The answer is not yet checked.
pub(super) fn describe(
    sandbox: &Sandbox,
    pre: &ProcessorPre<GuestState>,
    lines: &Lines,
) -> Result<(Descriptor, Usage), LoadError> {
    let (sender, answer) = mpsc::channel();
    let shared = Arc::clone(sandbox.shared());
    let (pre, lines) = (pre.clone(), lines.clone());
    sandbox.threads().spawn(async move {
        let guest = Guest::new(&shared, &nobody(), limits(), nothing()).with_lines(lines);
        let ended = guest
            .run(move |store| {
                Box::pin(async move {
                    let processor = pre.instantiate_async(&mut *store).await?;
                    processor.call_describe(store).await
                })
            })
            .await;
        // Nobody listens any more only when the sandbox is gone.
        let _ = sender.send(ended);
    });
    let ended = answer
        .recv()
        .map_err(|_| LoadError::Host("the sandbox ended".to_owned()))?;
    let refused = |outcome: Outcome| {
        let failure = outcome
            .failure(&limits())
            .map(|failure| match failure.detail {
                Some(detail) => format!("{}\n{detail}", failure.message),
                None => failure.message,
            });
        LoadError::Describe(failure.unwrap_or_default())
    };
    let remark = ended.remark.filter(|_| ended.value.is_err());
    match (ended.value, ended.verdict.or(remark)) {
        (_, Some(verdict)) => Err(refused(verdict)),
        (Err(outcome), None) => Err(refused(outcome)),
        (Ok(said), None) => Ok((parse(said)?, ended.usage)),
    }
}

/// Who asks is not known yet: it is what is being asked.
fn nobody() -> Descriptor {
    Descriptor {
        name: ProcessorName::try_from("describe".to_owned()).expect("it keeps the rules"),
        version: String::new(),
        summary: String::new(),
        params_schema: serde_json::Value::Bool(true),
        result_schema: None,
        inputs: Vec::new(),
        outputs: Vec::new(),
        wants: Vec::new(),
        resumable: false,
    }
}

fn nothing() -> Given {
    Given {
        inputs: Vec::new(),
        // It names no outputs, so nothing is ever written there.
        outputs: OutputPlaces::folder(PathBuf::new()),
        checkpoints: Arc::new(KeepNothing),
        cache: Arc::new(MemoryCache::new(ByteSize(0))),
        http: HttpAccess::nothing(Remedy::None),
    }
}

fn parse(said: wit::Descriptor) -> Result<Descriptor, LoadError> {
    let ports = |ports: Vec<wit::Port>| {
        ports
            .into_iter()
            .map(|port| {
                Ok(Port {
                    name: PortName::try_from(port.name)?,
                    summary: port.summary,
                    media_types: port.media_types,
                    required: port.required,
                })
            })
            .collect::<Result<Vec<_>, runner_model::NameError>>()
            .map_err(|error| LoadError::Descriptor(error.into()))
    };
    Ok(Descriptor {
        name: ProcessorName::try_from(said.name)
            .map_err(|error| LoadError::Descriptor(error.into()))?,
        version: said.version,
        summary: said.summary,
        params_schema: json("params-schema", &said.params_schema)?,
        result_schema: said
            .result_schema
            .map(|text| json("result-schema", &text))
            .transpose()?,
        inputs: ports(said.inputs)?,
        outputs: ports(said.outputs)?,
        wants: said
            .wants
            .into_iter()
            .map(|want| match want {
                wit::Want::Http(origin) => Want::Http(origin),
                wit::Want::Secret(name) => Want::Secret(name),
                wit::Want::Cache(bytes) => Want::Cache(ByteSize(bytes)),
            })
            .collect(),
        resumable: said.resumable,
    })
}

fn json(what: &str, text: &str) -> Result<serde_json::Value, LoadError> {
    let refused = |why: String| LoadError::Describe(format!("its {what} {why}"));
    if text.len() > MOST_SCHEMA_BYTES {
        return Err(refused(format!(
            "has {}; at most {} are taken",
            ByteSize(text.len() as u64),
            ByteSize(MOST_SCHEMA_BYTES as u64)
        )));
    }
    let value =
        serde_json::from_str(text).map_err(|error| refused(format!("is no JSON: {error}")))?;
    if depth(&value) > MOST_SCHEMA_DEPTH {
        return Err(refused(format!(
            "is deeper than {MOST_SCHEMA_DEPTH} levels"
        )));
    }
    Ok(value)
}

/// How deep a value is. The parser has refused what is too deep to be walked so.
fn depth(value: &serde_json::Value) -> usize {
    use serde_json::Value;
    1 + match value {
        Value::Array(items) => items.iter().map(depth).max().unwrap_or(0),
        Value::Object(map) => map.values().map(depth).max().unwrap_or(0),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}
