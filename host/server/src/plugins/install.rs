//! A plugin that somebody uploads: its bytes as the body, received into a file.

use std::fs;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::{Extension, Json};
use runner_engine::{InstallError, MOST_COMPONENT_BYTES, Offer, Source, digest_of};
use runner_model::ByteSize;
use runner_store::{Installed, Refusal};
use serde_json::Value;

use super::view::{Code, Detail};
use crate::app::App;
use crate::audit::Made;
use crate::auth::Caller;
use crate::problem::Problem;
use crate::submit::{Fingerprint, once};
use crate::upload;

/// 201 if it runs from now on, 200 if it was there already.
pub(crate) async fn install(
    State(app): State<App>,
    caller: Caller,
    request: Request,
) -> Result<(StatusCode, Extension<Made>, Json<Value>), Problem> {
    let headers = request.headers().clone();
    must_be_bytes(&headers)?;
    let mut print = Fingerprint::new("/plugins", &headers);
    print.add("body", b"");
    let file = upload::spool_within(
        &app,
        request.into_body(),
        &mut print,
        MOST_COMPONENT_BYTES,
        too_large,
    )
    .await?;
    let read = tokio::task::spawn_blocking(move || -> std::io::Result<_> {
        let wasm = fs::read(file.path())?;
        let digest = digest_of(&wasm);
        Ok((wasm, digest))
    });
    let (wasm, digest) = read
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(|error| Problem::internal(&error))?;
    let offer = Offer {
        once: once(&headers, print, &caller)?,
        ..Offer::from(Source::Installed)
    };
    let (installed, _) = app.engine.install(wasm, offer).await?;
    let status = match installed {
        Installed::Active => StatusCode::CREATED,
        Installed::Known | Installed::Removed(_) => StatusCode::OK,
        Installed::Refused(refusal) => return Err(refused(refusal)),
    };
    let version = app.engine.store().plugin_version(digest).await?;
    let view = version.map(|version| Code::of(&app).version(&version, Detail::Whole));
    let view = view.unwrap_or_default();
    let name = view["name"].as_str().unwrap_or_default();
    let made = Extension(Made(format!("{name} {digest}")));
    Ok((status, made, Json(view)))
}

/// Forms and documents are a misunderstanding that is better said than compiled.
fn must_be_bytes(headers: &HeaderMap) -> Result<(), Problem> {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !kind.starts_with("multipart/") && !kind.starts_with("application/json") {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "bad_request",
        "send the bytes of the .wasm file itself as the body: Content-Type: application/wasm",
    ))
}

fn too_large() -> Problem {
    let detail = format!(
        "a plugin has at most {} (strip it, or take data out of it and give it to jobs as an input)",
        ByteSize(MOST_COMPONENT_BYTES)
    );
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
}

/// Bytes that are refused for what they are, or for whose name they say is theirs.
fn refused(refusal: Refusal) -> Problem {
    const CODES: [&str; 6] = [
        "no_component",
        "compile_refused",
        "bad_exports",
        "bad_imports",
        "bad_schema",
        "bad_descriptor",
    ];
    if refusal.code == "name_taken" {
        return Problem::new(StatusCode::CONFLICT, "name_taken", refusal.message);
    }
    let code = CODES.into_iter().find(|code| *code == refusal.code);
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        code.unwrap_or("plugin_refused"),
        refusal.message,
    )
}

impl From<InstallError> for Problem {
    fn from(error: InstallError) -> Self {
        match error {
            InstallError::Store(error) => error.into(),
            InstallError::Load(error) => Self::internal(&error),
        }
    }
}
