//! What plugins are granted: seen, given, taken back, and let go on with a new version.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use runner_engine::{GrantError, GrantState, GrantView, PluginGrants, SecretError, Ungranted};
use runner_model::{HttpGrant, ProcessorName, Want};
use runner_store::{GrantId, Granted, StoredGrant};
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::Caller;
use crate::body::{Body, found};
use crate::problem::Problem;
use crate::view::time;

type Answer = Result<Json<Value>, Problem>;

pub(crate) async fn list(State(app): State<App>, Path(name): Path<String>) -> Answer {
    let name: ProcessorName = found("plugin", &name)?;
    let grants = app.engine.plugin_grants(&name).await?;
    let mut list = view(&grants);
    list["next_page_token"] = Value::Null;
    Ok(Json(list))
}

pub(crate) async fn give(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    Body(grant): Body<HttpGrant>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let name: ProcessorName = found("plugin", &name)?;
    let granted = app
        .engine
        .grant(name.clone(), grant, Some(caller.name().to_owned()))
        .await?;
    let (status, id) = match &granted {
        Granted::New(grant) => (StatusCode::CREATED, grant.id),
        Granted::Replaced(grant) => (StatusCode::OK, grant.id),
    };
    // As it is listed, with the secrets that it lacks.
    let all = app.engine.plugin_grants(&name).await?;
    let given = all.grants.iter().find(|view| view.stored.id == id);
    let shown = given.map_or_else(|| stored(granted.grant()), one);
    Ok((status, Json(shown)))
}

pub(crate) async fn take_back(
    State(app): State<App>,
    Path((name, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let name: ProcessorName = found("plugin", &name)?;
    let id: GrantId = id.parse()?;
    app.engine.revoke(name, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The version that runs goes on with what was granted to the name.
pub(crate) async fn approve(State(app): State<App>, Path(name): Path<String>) -> Answer {
    let name: ProcessorName = found("plugin", &name)?;
    let approved = app.engine.approve_grants(name.clone()).await?;
    let mut answer = view(&app.engine.plugin_grants(&name).await?);
    answer["approved"] = approved.into();
    Ok(Json(answer))
}

/// All that there is to say of a plugin's grants.
pub(crate) fn view(grants: &PluginGrants) -> Value {
    json!({
        "items": grants.grants.iter().map(one).collect::<Vec<_>>(),
        "wants": grants.wants.iter().map(want).collect::<Vec<_>>(),
        "ungranted": grants.ungranted.iter().map(ungranted).collect::<Vec<_>>(),
    })
}

fn want(want: &Want) -> Value {
    match want {
        Want::Http(target) => json!({"http": target}),
        Want::Secret(name) => json!({"secret": name}),
        Want::Cache(bytes) => json!({"cache_bytes": bytes}),
    }
}

fn ungranted(ungranted: &Ungranted) -> Value {
    json!({"want": want(&ungranted.want), "commands": ungranted.commands})
}

fn one(grant: &GrantView) -> Value {
    let (state, reason) = match &grant.state {
        GrantState::InForce => ("in_force", None),
        GrantState::Held(held) => ("held", Some(held.to_string())),
        GrantState::Unwanted => (
            "unwanted",
            Some("the plugin does not ask for it".to_owned()),
        ),
        GrantState::NoPlugin => ("no_plugin", Some("there is no such plugin".to_owned())),
    };
    let mut view = stored(&grant.stored);
    view["state"] = state.into();
    view["reason"] = json!(reason);
    view["missing_secrets"] = json!(grant.missing_secrets);
    view
}

fn stored(stored: &StoredGrant) -> Value {
    let mut view = json!({"id": stored.id.to_string(), "origin": stored.origin.as_str()});
    if let (Value::Object(view), Value::Object(grant)) = (&mut view, json!(stored.grant)) {
        view.extend(grant);
    }
    view["granted_at"] = json!(time(stored.granted_at));
    view["granted_by"] = json!(stored.granted_by);
    view
}

impl From<GrantError> for Problem {
    fn from(error: GrantError) -> Self {
        match error {
            GrantError::NoPlugin { .. } => Self::not_found(error.to_string()),
            GrantError::Unwanted { .. } => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "unwanted",
                error.to_string(),
            ),
            GrantError::Store(error) => error.into(),
            GrantError::Secret(error) => error.into(),
        }
    }
}

impl From<SecretError> for Problem {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Empty | SecretError::TooLong | SecretError::LineEnd => {
                Self::invalid("/value", error.to_string())
            }
            // An operator's to mend, who is the one that asks.
            SecretError::KeyFile { .. }
            | SecretError::NoKey { .. }
            | SecretError::WrongKey { .. }
            | SecretError::WrongKeyOfWebhook { .. } => {
                Self::new(StatusCode::CONFLICT, "secret_key", error.to_string())
            }
            SecretError::NoRandom => Self::internal(&error),
            SecretError::Store(error) => error.into(),
        }
    }
}
