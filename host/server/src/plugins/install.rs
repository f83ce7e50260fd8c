//! A plugin that somebody uploads: its bytes as the body, received into a file.

use std::fs;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use runner_engine::{CheckedPlugin, InstallError, MOST_COMPONENT_BYTES, Offer, Source, digest_of};
use runner_model::{ByteSize, ProcessorName};
use runner_store::{Installed, Refusal};

use super::checked::{PluginAnswer, PluginChecked};
use super::view::{Code, Detail};
use crate::app::App;
use crate::audit::Made;
use crate::auth::Caller;
use crate::problem::Problem;
use crate::query::Query;
use crate::submit::{Fingerprint, How, OnceHeader, once};
use crate::upload;

/// Install a plugin
///
/// The bytes of a WASM component as the body, of any media type but JSON and forms. It is compiled and checked, and is the version
/// that runs from now on. The answer comes after that, which takes seconds for large ones.
#[utoipa::path(
    post, path = "/plugins", operation_id = "install_plugin", tag = "plugins",
    params(How, OnceHeader),
    request_body(content = Vec<u8>, content_type = "application/wasm", description = "The component"),
    responses(
        (status = 201, description = "It runs from now on", body = PluginAnswer),
        (status = 200, description = "It was there already and nothing changed; of `validate_only`: it would be taken", body = PluginAnswer),
        (status = 409, description = "`name_taken`: a plugin of another kind has its name"),
        (status = 413, description = "`too_large`: more bytes than a plugin has"),
        (status = 415, description = "`bad_request`: JSON or a form is no component"),
        (status = 422, description = "`no_component`; `compile_refused`; `bad_exports`; `bad_imports`; `bad_schema`; `bad_descriptor`; `plugin_refused`; `idempotency_key_reused`"),
    ),
)]
pub(crate) async fn install(
    State(app): State<App>,
    caller: Caller,
    Query(how): Query<How>,
    request: Request,
) -> Result<Response, Problem> {
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
    if how.validate_only {
        let checked = app
            .engine
            .would_install(wasm, "a plugin that is looked at")
            .await?;
        return Ok(would(checked.map_err(refused)?).into_response());
    }
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
    let version = version.ok_or_else(|| Problem::not_found("the plugin was removed meanwhile"))?;
    let view = Code::of(&app).version(version, Detail::Whole);
    let name = view.name.as_ref().map_or("", ProcessorName::as_str);
    let made = Extension(Made(format!("{name} {digest}")));
    let answer = PluginAnswer::Taken(Box::new(view));
    Ok((status, made, Json(answer)).into_response())
}

/// A plugin that was looked at and not taken.
fn would(checked: CheckedPlugin) -> (StatusCode, Extension<Made>, Json<PluginAnswer>) {
    let made = format!(
        "{} {} (only checked)",
        checked.descriptor.name, checked.digest
    );
    let answer = PluginAnswer::Would(Box::new(PluginChecked::from(checked)));
    (StatusCode::OK, Extension(Made(made)), Json(answer))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_that_this_version_does_not_know_is_a_refusal_still() {
        let problem = |code: &str| {
            let problem = refused(Refusal {
                code: code.to_owned(),
                message: "why".to_owned(),
            });
            serde_json::to_value(problem).unwrap()
        };
        // What was refused is remembered, and a later version may have had another reason.
        assert_eq!(problem("too_clever")["code"], "plugin_refused");
        assert_eq!(problem("bad_imports")["code"], "bad_imports");
        assert_eq!(problem("name_taken")["status"], 409);
    }
}
