//! What plugins ask for and are refused: said, and taken back.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use runner_engine::RefusalError;
use runner_model::{ProcessorName, Want};
use runner_store::{RefusalId, StoredRefusal, WantRefused};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Caller;
use crate::body::{Body, found};
use crate::grants::{WantShown, want};
use crate::problem::Problem;
use crate::shape;
use crate::view::time;

/// What a plugin asks for and was refused.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Refusal)]
pub(crate) struct RefusalShown {
    id: String,
    want: WantShown,
    #[schema(value_type = shape::Time)]
    refused_at: String,
    refused_by: Option<String>,
}

/// What is to be refused, as the plugin asks for it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "Fields")]
#[schema(
    rename_all = "snake_case",
    as = NewRefusal,
    example = json!({"http": "https://api.example.com"})
)]
pub(crate) enum RefusalBody {
    /// HTTP to a place, or to `*`.
    Http(String),
    /// A secret by its name.
    Secret(String),
}

/// The same as it is read: as an enum, an object of two fields would be no JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    http: Option<String>,
    secret: Option<String>,
}

impl TryFrom<Fields> for RefusalBody {
    type Error = &'static str;

    fn try_from(fields: Fields) -> Result<Self, Self::Error> {
        match (fields.http, fields.secret) {
            (Some(target), None) => Ok(Self::Http(target)),
            (None, Some(name)) => Ok(Self::Secret(name)),
            _ => Err("write one of `http` and `secret`"),
        }
    }
}

/// Refuse a plugin what it asks for
///
/// It does not have what is not granted, refused or not: this says that somebody has decided, and it is listed as refused and not as
/// something to be given any more. A grant that gives something of it takes the refusal back.
#[utoipa::path(
    post, path = "/plugins/{name}/refusals", operation_id = "refuse_want", tag = "plugins",
    request_body = RefusalBody,
    responses(
        (status = 201, description = "It is refused", body = RefusalShown),
        (status = 200, description = "It was refused already", body = RefusalShown),
        (status = 409, description = "`granted`: the plugin has it, and the grant is taken back first"),
        (status = 422, description = "`unwanted`: the plugin does not ask for it; `bad_request`: the body reads as nothing that is asked for"),
    ),
)]
pub(crate) async fn refuse(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    Body(body): Body<RefusalBody>,
) -> Result<(StatusCode, Json<RefusalShown>), Problem> {
    let name: ProcessorName = found("plugin", &name)?;
    let want = match body {
        RefusalBody::Http(target) => Want::Http(target),
        RefusalBody::Secret(name) => Want::Secret(name),
    };
    let refused = app
        .engine
        .refuse(name, want, Some(caller.name().to_owned()))
        .await?;
    let (status, refusal) = match refused {
        WantRefused::New(refusal) => (StatusCode::CREATED, refusal),
        WantRefused::Known(refusal) => (StatusCode::OK, refusal),
    };
    Ok((status, Json(view(refusal))))
}

/// Take back a refusal
///
/// The plugin has no more by it: what it asks for is listed as not granted again.
#[utoipa::path(
    delete, path = "/plugins/{name}/refusals/{id}", operation_id = "take_back_refusal", tag = "plugins",
    responses((status = 204, description = "It is gone")),
)]
pub(crate) async fn take_back(
    State(app): State<App>,
    Path((name, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let name: ProcessorName = found("plugin", &name)?;
    let id: RefusalId = id.parse()?;
    app.engine.unrefuse(name, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A refusal as it is shown.
pub(crate) fn view(refusal: StoredRefusal) -> RefusalShown {
    RefusalShown {
        id: refusal.id.to_string(),
        want: want(refusal.want),
        refused_at: time(refusal.refused_at),
        refused_by: refusal.refused_by,
    }
}

impl From<RefusalError> for Problem {
    fn from(error: RefusalError) -> Self {
        match error {
            RefusalError::Unwanted { .. } => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "unwanted",
                error.to_string(),
            ),
            RefusalError::Granted { .. } => {
                Self::new(StatusCode::CONFLICT, "granted", error.to_string())
            }
            RefusalError::Grants(error) => error.into(),
            RefusalError::Store(error) => error.into(),
        }
    }
}
