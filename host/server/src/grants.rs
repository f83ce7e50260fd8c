//! What plugins are granted: seen, given, taken back, and let go on with a new version.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use runner_engine::{GrantError, GrantState, GrantView, PluginGrants, SecretError, Ungranted};
use std::collections::BTreeSet;

use runner_model::{HttpGrant, ProcessorName, SecretName, Want};
use runner_store::{GrantId, Granted};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Caller;
use crate::body::{Body, found};
use crate::problem::Problem;
use crate::refusals::{self, RefusalShown};
use crate::shape;
use crate::shape::model::HttpGrantBody;
use crate::view::time;

type Answer<T> = Result<Json<T>, Problem>;

/// A grant, and whether it does something.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Grant)]
pub(crate) struct GrantShown {
    id: String,
    /// `file`, of the configuration, or `command`.
    origin: &'static str,
    #[serde(flatten)]
    #[schema(value_type = HttpGrantBody)]
    grant: HttpGrant,
    #[schema(value_type = shape::Time)]
    granted_at: String,
    granted_by: Option<String>,
    /// `in_force`; `held`, until the version that runs is approved; `unwanted`, since the plugin does not ask for it;
    /// `no_plugin`.
    state: &'static str,
    /// Why it is not in force.
    reason: Option<String>,
    /// The secrets that it needs and that are not set.
    #[schema(value_type = Vec<shape::SecretName>)]
    missing_secrets: BTreeSet<SecretName>,
}

/// What a plugin asks for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Want)]
pub(crate) enum WantShown {
    /// HTTP to a place, or to `*`.
    Http(String),
    /// A secret by its name.
    Secret(String),
    /// Room in the cache, in bytes.
    CacheBytes(u64),
}

/// What a plugin asks for and does not have.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ungranted)]
pub(crate) struct UngrantedShown {
    want: WantShown,
    /// The commands that would give it, in this order.
    commands: Vec<String>,
}

/// What a plugin asks for and what it has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GrantsOfPlugin {
    /// Its grants, the oldest first.
    pub(crate) items: Vec<GrantShown>,
    wants: Vec<WantShown>,
    /// What it asks for and does not have, and was not refused.
    pub(crate) ungranted: Vec<UngrantedShown>,
    /// What it was refused and does not have, the oldest first; also what it does not ask for at present.
    pub(crate) refusals: Vec<RefusalShown>,
    /// Null: all are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<Option<String>>,
    /// How many go on with the version that runs, of an approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    approved: Option<usize>,
}

/// List what a plugin may reach
///
/// And what it asks for and does not have, with the commands that would give it; and what of that it was refused.
#[utoipa::path(
    get, path = "/plugins/{name}/grants", operation_id = "list_grants", tag = "plugins",
    responses((status = 200, description = "All of them", body = GrantsOfPlugin)),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Answer<GrantsOfPlugin> {
    let name: ProcessorName = found("plugin", &name)?;
    let grants = app.engine.plugin_grants(&name).await?;
    Ok(Json(GrantsOfPlugin {
        next_page_token: Some(None),
        ..view(grants)
    }))
}

/// Let a plugin reach something by HTTP
///
/// A grant to the same place replaces the one that is there.
#[utoipa::path(
    post, path = "/plugins/{name}/grants", operation_id = "give_grant", tag = "plugins",
    request_body = HttpGrantBody,
    responses(
        (status = 201, description = "It is granted", body = GrantShown),
        (status = 200, description = "It replaces another", body = GrantShown),
        (status = 422, description = "`unwanted`: the plugin does not ask for it; `bad_request`: the body reads as no grant"),
    ),
)]
pub(crate) async fn give(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    Body(grant): Body<HttpGrant>,
) -> Result<(StatusCode, Json<GrantShown>), Problem> {
    let name: ProcessorName = found("plugin", &name)?;
    let granted = app
        .engine
        .grant(name.clone(), grant, Some(caller.name().to_owned()))
        .await?;
    let (status, id) = match &granted {
        Granted::New(grant) => (StatusCode::CREATED, grant.id),
        Granted::Replaced(grant) => (StatusCode::OK, grant.id),
    };
    // As it is listed, with the secrets that it lacks; unless it was taken back meanwhile.
    let all = app.engine.plugin_grants(&name).await?;
    let given = all.grants.into_iter().find(|view| view.stored.id == id);
    let given = given.ok_or_else(|| Problem::not_found("the grant was taken back meanwhile"))?;
    Ok((status, Json(one(given))))
}

/// Take back a grant
///
/// Attempts that run keep it until they end.
#[utoipa::path(
    delete, path = "/plugins/{name}/grants/{id}", operation_id = "take_back_grant", tag = "plugins",
    responses(
        (status = 204, description = "It is gone"),
        (status = 409, description = "`read_only`: it is in the configuration file"),
    ),
)]
pub(crate) async fn take_back(
    State(app): State<App>,
    Path((name, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let name: ProcessorName = found("plugin", &name)?;
    let id: GrantId = id.parse()?;
    app.engine.revoke(name, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let the version that runs have what was granted
///
/// Grants are held when a new version asks for more than the one that they were given to.
#[utoipa::path(
    post, path = "/plugins/{name}/approve", operation_id = "approve_grants", tag = "plugins",
    responses(
        (status = 200, description = "All of them as they are now", body = GrantsOfPlugin),
        (status = 409, description = "`secret_key`: the secrets do not open"),
    ),
)]
pub(crate) async fn approve(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Answer<GrantsOfPlugin> {
    let name: ProcessorName = found("plugin", &name)?;
    let approved = app.engine.approve_grants(name.clone()).await?;
    Ok(Json(GrantsOfPlugin {
        approved: Some(approved),
        ..view(app.engine.plugin_grants(&name).await?)
    }))
}

/// All that there is to say of a plugin's grants.
pub(crate) fn view(grants: PluginGrants) -> GrantsOfPlugin {
    GrantsOfPlugin {
        items: grants.grants.into_iter().map(one).collect(),
        wants: grants.wants.into_iter().map(want).collect(),
        ungranted: grants.ungranted.into_iter().map(ungranted).collect(),
        refusals: grants.refused.into_iter().map(refusals::view).collect(),
        next_page_token: None,
        approved: None,
    }
}

pub(crate) fn want(want: Want) -> WantShown {
    match want {
        Want::Http(target) => WantShown::Http(target),
        Want::Secret(name) => WantShown::Secret(name),
        Want::Cache(bytes) => WantShown::CacheBytes(bytes.0),
    }
}

fn ungranted(ungranted: Ungranted) -> UngrantedShown {
    UngrantedShown {
        want: want(ungranted.want),
        commands: ungranted.commands,
    }
}

fn one(grant: GrantView) -> GrantShown {
    let (state, reason) = match &grant.state {
        GrantState::InForce => ("in_force", None),
        GrantState::Held(held) => ("held", Some(held.to_string())),
        GrantState::Unwanted => (
            "unwanted",
            Some("the plugin does not ask for it".to_owned()),
        ),
        GrantState::NoPlugin => ("no_plugin", Some("there is no such plugin".to_owned())),
    };
    let stored = grant.stored;
    GrantShown {
        id: stored.id.to_string(),
        origin: stored.origin.as_str(),
        grant: stored.grant,
        granted_at: time(stored.granted_at),
        granted_by: stored.granted_by,
        state,
        reason,
        missing_secrets: grant.missing_secrets,
    }
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
