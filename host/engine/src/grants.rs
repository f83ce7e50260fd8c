//! What plugins are granted: given and taken back by people, and what of it an attempt is started with.

use std::collections::BTreeSet;
use std::sync::Arc;

use runner_model::{
    Digest, Grants, HeaderTemplate, Held, HttpGrant, HttpTarget, HttpWant, HttpWants,
    ProcessorName, SecretName, Want, nearest,
};
use runner_store::{
    GrantId, Granted, NewGrant, PluginVersion, Store, StoreError, StoredGrant, StoredRefusal,
};

use crate::engine::{Engine, Shared};
use crate::refusals;
use crate::secrets::{OpenSecrets, SecretError};

/// What an attempt may reach.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// What was granted to the plugin, and is in force for the version that runs.
    pub grants: Arc<Grants>,
    /// The values that the headers of those grants need.
    pub secrets: OpenSecrets,
}

/// Why a grant was not given or taken back.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// There is no such plugin.
    #[error("there is no plugin `{name}`{}", meant(.nearest))]
    NoPlugin {
        /// The name.
        name: ProcessorName,
        /// One that is much like it.
        nearest: Option<String>,
    },
    /// The plugin does not ask for it, so that it would allow nothing.
    #[error("{plugin} does not ask for {target}, so that granting it would allow nothing: {}", asked(.wants))]
    Unwanted {
        /// The plugin.
        plugin: ProcessorName,
        /// What was to be granted.
        target: Box<HttpTarget>,
        /// What it asks for.
        wants: HttpWants,
    },
    /// The store failed, or there is no such grant.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A secret is not to be had.
    #[error(transparent)]
    Secret(#[from] SecretError),
}

fn meant(nearest: &Option<String>) -> String {
    match nearest {
        Some(name) => format!(" (did you mean `{name}`?)"),
        None => String::new(),
    }
}

fn asked(wants: &HttpWants) -> String {
    if wants.is_empty() {
        "it asks for no HTTP at all".to_owned()
    } else {
        format!("it asks for {wants}")
    }
}

/// Whether a grant does something now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GrantState {
    /// It does.
    InForce,
    /// The version that runs must be looked at first.
    Held(Held),
    /// The version that runs does not ask for it.
    Unwanted,
    /// There is no such plugin, or not any more.
    NoPlugin,
}

/// A grant, and whether it does something now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantView {
    /// The grant.
    pub stored: StoredGrant,
    /// Whether it does something.
    pub state: GrantState,
    /// Secrets that it needs and that are not set.
    pub missing_secrets: BTreeSet<SecretName>,
}

/// Something that a plugin asks for and does not have, and the commands that would give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ungranted {
    /// What it asks for.
    pub want: Want,
    /// What to do, in this order.
    pub commands: Vec<String>,
}

/// What a plugin asks for and what it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginGrants {
    /// The plugin's name.
    pub plugin: ProcessorName,
    /// What the version that runs asks for; nothing if there is none.
    pub wants: Vec<Want>,
    /// Its grants, oldest first.
    pub grants: Vec<GrantView>,
    /// What it asks for and does not have, and was not refused.
    pub ungranted: Vec<Ungranted>,
    /// What it was refused and does not have, oldest first.
    pub refused: Vec<StoredRefusal>,
}

/// What a version of a plugin asks for, as far as it can be granted.
fn wants_of(version: &PluginVersion) -> HttpWants {
    let descriptor = version.descriptor.as_ref();
    descriptor.map_or_else(HttpWants::default, |descriptor| {
        HttpWants::of(&descriptor.wants)
    })
}

/// Whether a grant does something for a version.
fn state_of(stored: &StoredGrant, version: Option<&PluginVersion>) -> GrantState {
    let (Some(version), Some(approval)) = (version, &stored.approval) else {
        return GrantState::NoPlugin;
    };
    let wants = wants_of(version);
    match approval.covers(&version.source, &wants) {
        Err(held) => GrantState::Held(held),
        Ok(()) if wants.meet_target(&stored.grant.to) => GrantState::InForce,
        Ok(()) => GrantState::Unwanted,
    }
}

/// What of a plugin's grants a version may use.
fn in_force(stored: Vec<StoredGrant>, version: &PluginVersion) -> Grants {
    let is_in_force = |stored: &StoredGrant| state_of(stored, Some(version)) == GrantState::InForce;
    Grants {
        http: stored
            .into_iter()
            .filter(is_in_force)
            .map(|stored| stored.grant)
            .collect(),
    }
}

/// Says in the log which grants a version that begins to run does not go on with.
pub(crate) async fn say_held(
    store: &Arc<dyn Store>,
    plugin: &ProcessorName,
) -> Result<(), StoreError> {
    let Some(version) = store.active_plugin(plugin.clone()).await? else {
        return Ok(());
    };
    for stored in store.grants(Some(plugin.clone())).await? {
        match state_of(&stored, Some(&version)) {
            GrantState::Held(held) => tracing::warn!(
                %plugin,
                to = %stored.grant.to,
                "a grant is held back: {held}; see `runner plugin grants {plugin}`, and let it go on by `runner plugin approve {plugin}`"
            ),
            GrantState::Unwanted => tracing::warn!(
                %plugin,
                to = %stored.grant.to,
                "a grant allows nothing: the plugin does not ask for it"
            ),
            GrantState::InForce | GrantState::NoPlugin => {}
        }
    }
    Ok(())
}

impl Shared {
    /// What an attempt with that version of a plugin may reach, as it stands now. Nothing is looked up for a plugin that
    /// asks for nothing.
    pub(crate) async fn access(
        &self,
        plugin: &ProcessorName,
        digest: Digest,
        wants: &[Want],
    ) -> Result<Access, GrantError> {
        if HttpWants::of(wants).is_empty() {
            return Ok(Access::default());
        }
        let stored = self.store.grants(Some(plugin.clone())).await?;
        if stored.is_empty() {
            return Ok(Access::default());
        }
        let Some(version) = self.store.plugin_version(digest).await? else {
            return Ok(Access::default());
        };
        let grants = in_force(stored, &version);
        let names = grants.http.iter().flat_map(HttpGrant::secrets);
        let secrets = self.vault.values(names).await?;
        Ok(Access {
            grants: Arc::new(grants),
            secrets,
        })
    }
}

impl Engine {
    /// What the version of a plugin that runs may reach, and the secrets for it: what the next attempt of it is started
    /// with.
    pub async fn grants_for(&self, plugin: &ProcessorName) -> Result<Access, GrantError> {
        match self.store().active_plugin(plugin.clone()).await? {
            Some(version) => {
                let descriptor = version.descriptor.as_ref();
                let wants = descriptor.map_or(&[][..], |descriptor| &descriptor.wants);
                self.shared().access(plugin, version.digest, wants).await
            }
            None => Err(self.no_plugin(plugin).await?),
        }
    }

    /// Gives a grant to a plugin, in place of one with the same target and methods. One that the plugin does not ask for
    /// is refused: it would allow nothing, and more often than not there is a slip in it.
    pub async fn grant(
        &self,
        plugin: ProcessorName,
        grant: HttpGrant,
        by: Option<String>,
    ) -> Result<Granted, GrantError> {
        let Some(version) = self.store().active_plugin(plugin.clone()).await? else {
            return Err(self.no_plugin(&plugin).await?);
        };
        let wants = wants_of(&version);
        if !wants.meet_target(&grant.to) {
            return Err(GrantError::Unwanted {
                plugin,
                target: Box::new(grant.to),
                wants,
            });
        }
        let new = NewGrant { plugin, grant, by };
        Ok(self.store().grant(new).await?)
    }

    /// Takes a grant back. Attempts that run keep what they were started with.
    pub async fn revoke(
        &self,
        plugin: ProcessorName,
        id: GrantId,
    ) -> Result<StoredGrant, GrantError> {
        Ok(self.store().revoke(plugin, id).await?)
    }

    /// Lets the version that runs go on with what was granted to its name. The answer is how many grants it did not have.
    pub async fn approve_grants(&self, plugin: ProcessorName) -> Result<usize, GrantError> {
        match self.store().approve_grants(plugin.clone()).await {
            Err(StoreError::NoPlugin(_)) => Err(self.no_plugin(&plugin).await?),
            other => Ok(other?),
        }
    }

    /// What a plugin asks for and what it has.
    pub async fn plugin_grants(&self, plugin: &ProcessorName) -> Result<PluginGrants, GrantError> {
        let version = self.store().active_plugin(plugin.clone()).await?;
        let stored = self.store().grants(Some(plugin.clone())).await?;
        if version.is_none() && stored.is_empty() {
            return Err(self.no_plugin(plugin).await?);
        }
        let set: BTreeSet<SecretName> = self.shared().vault.names().await?.into_iter().collect();
        let view = |stored: StoredGrant| GrantView {
            state: state_of(&stored, version.as_ref()),
            missing_secrets: stored
                .grant
                .secrets()
                .filter(|name| !set.contains(*name))
                .cloned()
                .collect(),
            stored,
        };
        let grants: Vec<GrantView> = stored.into_iter().map(view).collect();
        let descriptor = version.and_then(|version| version.descriptor);
        let wants = descriptor.map_or_else(Vec::new, |descriptor| descriptor.wants);
        let refusals = self.store().refusals(plugin.clone()).await?;
        let refused = refusals::standing(refusals, &grants);
        let is_open = |one: &Ungranted| !refused.iter().any(|refusal| refusal.want == one.want);
        let mut ungranted = ungranted(plugin, &wants, &grants, &set);
        ungranted.retain(is_open);
        Ok(PluginGrants {
            plugin: plugin.clone(),
            ungranted,
            refused,
            wants,
            grants,
        })
    }

    async fn no_plugin(&self, plugin: &ProcessorName) -> Result<GrantError, StoreError> {
        let names = self.shared().plugins.names().await?;
        let names = names.iter().map(ProcessorName::as_str);
        Ok(GrantError::NoPlugin {
            name: plugin.clone(),
            nearest: nearest(plugin.as_str(), names).map(str::to_owned),
        })
    }
}

/// What a plugin asks for and does not have.
fn ungranted(
    plugin: &ProcessorName,
    wants: &[Want],
    grants: &[GrantView],
    set: &BTreeSet<SecretName>,
) -> Vec<Ungranted> {
    let in_force: Vec<&HttpGrant> = grants
        .iter()
        .filter(|view| view.state == GrantState::InForce)
        .map(|view| &view.stored.grant)
        .collect();
    let is_held = |view: &&GrantView| matches!(view.state, GrantState::Held(_));
    let held: Vec<&HttpGrant> = grants
        .iter()
        .filter(is_held)
        .map(|view| &view.stored.grant)
        .collect();
    let approve = || format!("runner plugin approve {plugin}");
    let mut ungranted = Vec::new();
    for want in wants {
        let commands = match want {
            Want::Http(text) => match text.parse() {
                Ok(HttpWant::Any) if in_force.is_empty() && !held.is_empty() => vec![approve()],
                Ok(HttpWant::Any) if in_force.is_empty() => {
                    vec![format!("runner plugin grant {plugin} https://HOST")]
                }
                Ok(HttpWant::Of(target)) => {
                    let meets = |grant: &&&HttpGrant| grant.to.overlaps(&target);
                    if in_force.iter().any(|grant| meets(&grant)) {
                        continue;
                    }
                    if held.iter().any(|grant| meets(&grant)) {
                        vec![approve()]
                    } else {
                        vec![HttpGrant::to(target).command(plugin)]
                    }
                }
                _ => continue,
            },
            Want::Secret(text) => match SecretName::try_from(text.clone()) {
                Ok(name) => for_secret(plugin, &name, wants, &in_force, set),
                Err(_) => continue,
            },
            Want::Cache(_) => continue,
        };
        if !commands.is_empty() {
            ungranted.push(Ungranted {
                want: want.clone(),
                commands,
            });
        }
    }
    ungranted
}

/// What gives a plugin a secret that it asks for: a value, and a grant with a header that it goes into.
fn for_secret(
    plugin: &ProcessorName,
    name: &SecretName,
    wants: &[Want],
    in_force: &[&HttpGrant],
    set: &BTreeSet<SecretName>,
) -> Vec<String> {
    let mut commands = Vec::new();
    if !set.contains(name) {
        commands.push(format!("runner secret set {name}"));
    }
    let is_used = |grant: &&HttpGrant| grant.secrets().any(|used| used == name);
    if !in_force.iter().any(is_used) {
        let wanted = HttpWants::of(wants);
        let target = wanted.iter().find_map(|want| match want {
            HttpWant::Of(target) => Some(target.clone()),
            HttpWant::Any => None,
        });
        let template: Result<HeaderTemplate, _> = format!("Bearer ${{secret:{name}}}").parse();
        commands.push(match (target, template) {
            (Some(target), Ok(template)) => {
                let mut grant = in_force
                    .iter()
                    .find(|grant| grant.to == target)
                    .map_or_else(|| HttpGrant::to(target), |grant| (*grant).clone());
                if let Ok(field) = String::from("authorization").try_into() {
                    grant.headers.insert(field, template);
                }
                grant.command(plugin)
            }
            _ => format!(
                "runner plugin grant {plugin} https://HOST --header 'authorization: Bearer ${{secret:{name}}}'"
            ),
        });
    }
    commands
}

#[cfg(test)]
pub(crate) mod tests {
    use runner_model::{Approval, Timestamp};
    use runner_store::GrantOrigin;

    use super::*;

    pub(crate) fn name() -> ProcessorName {
        ProcessorName::try_from("fetch".to_owned()).unwrap()
    }

    pub(crate) fn view(to: &str, state: GrantState) -> GrantView {
        GrantView {
            stored: StoredGrant {
                id: "1".parse().unwrap(),
                plugin: name(),
                origin: GrantOrigin::Command,
                grant: HttpGrant::to(to.parse().unwrap()),
                approval: Some(Approval {
                    source: "installed".to_owned(),
                    wants: HttpWants::default(),
                }),
                granted_at: Timestamp::default(),
                granted_by: None,
            },
            state,
            missing_secrets: BTreeSet::new(),
        }
    }

    fn commands(wants: &[Want], grants: &[GrantView], set: &[&str]) -> Vec<String> {
        let set = set
            .iter()
            .map(|text| SecretName::try_from((*text).to_owned()).unwrap())
            .collect();
        ungranted(&name(), wants, grants, &set)
            .into_iter()
            .flat_map(|ungranted| ungranted.commands)
            .collect()
    }

    fn http(text: &str) -> Want {
        Want::Http(text.to_owned())
    }

    #[test]
    fn what_is_wanted_and_not_granted_is_said_with_its_command() {
        let a = [http("https://*.a.com"), http("https://b.com:8443")];
        assert_eq!(
            commands(&a, &[], &[]),
            [
                "runner plugin grant fetch 'https://*.a.com'",
                "runner plugin grant fetch https://b.com:8443"
            ]
        );
        let api = view("https://api.a.com", GrantState::InForce);
        assert_eq!(
            commands(&a, &[api], &[]),
            ["runner plugin grant fetch https://b.com:8443"]
        );
        let held = Held::Source {
            approved: "bundled".to_owned(),
            now: "installed".to_owned(),
        };
        let held = view("https://b.com:*", GrantState::Held(held));
        assert_eq!(
            commands(&a[1..], &[held], &[]),
            ["runner plugin approve fetch"]
        );
        assert_eq!(
            commands(&[http("*")], &[], &[]),
            ["runner plugin grant fetch https://HOST"]
        );
    }

    #[test]
    fn a_secret_needs_a_value_and_a_grant_that_names_it() {
        let wants = [http("https://a.com"), Want::Secret("key".to_owned())];
        let grant = view("https://a.com", GrantState::InForce);
        let with = "runner plugin grant fetch https://a.com --header 'authorization: Bearer ${secret:key}'";
        assert_eq!(
            commands(&wants, std::slice::from_ref(&grant), &[]),
            ["runner secret set key", with]
        );
        assert_eq!(
            commands(&wants, std::slice::from_ref(&grant), &["key"]),
            [with]
        );
        let mut whole = grant;
        whole.stored.grant.headers.insert(
            "authorization".to_owned().try_into().unwrap(),
            "Bearer ${secret:key}".parse().unwrap(),
        );
        assert_eq!(commands(&wants, &[whole], &["key"]), Vec::<String>::new());
    }
}
