//! What plugins ask for and somebody refused: nobody is told of it as something to be given any more. What a plugin may
//! reach is the grants' alone to say; a refusal changes nothing about it.

use runner_model::{ProcessorName, SecretName, Want};
use runner_store::{
    GrantOrigin, NewRefusal, RefusalId, StoreError, StoredGrant, StoredRefusal, WantRefused,
};

use crate::engine::Engine;
use crate::grants::{GrantError, GrantState, GrantView};

/// Why something was not refused.
#[derive(Debug, thiserror::Error)]
pub enum RefusalError {
    /// The plugin does not ask for it.
    #[error("{plugin} does not ask for {}, so that there is nothing to refuse: it asks for {}", short(.want), asked(.wants))]
    Unwanted {
        /// The plugin.
        plugin: ProcessorName,
        /// What was to be refused.
        want: Want,
        /// What it asks for.
        wants: Vec<Want>,
    },
    /// The plugin has it.
    #[error("{want} is granted to {plugin} by grant {}: take that back first ({})", .grant.id, back(.grant))]
    Granted {
        /// The plugin.
        plugin: ProcessorName,
        /// What was to be refused.
        want: Want,
        /// The grant that gives it.
        grant: Box<StoredGrant>,
    },
    /// There is no such plugin, or what it has is not to be had.
    #[error(transparent)]
    Grants(#[from] GrantError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What somebody wrote, in a line that is not too long.
fn short(want: &Want) -> String {
    let text = want.to_string();
    text.chars()
        .take(200)
        .flat_map(char::escape_debug)
        .collect()
}

fn asked(wants: &[Want]) -> String {
    if wants.is_empty() {
        return "nothing that could be refused".to_owned();
    }
    let wants: Vec<String> = wants.iter().map(Want::to_string).collect();
    wants.join(", ")
}

/// How a grant is taken back.
fn back(grant: &StoredGrant) -> String {
    match grant.origin {
        GrantOrigin::Command => format!("runner plugin revoke {} {}", grant.plugin, grant.id),
        GrantOrigin::File => {
            "it stands in the configuration file: take it out there, and start the server again"
                .to_owned()
        }
    }
}

/// The grant in force that gives something of what a plugin asks for. One whose secret is not set does not give that secret.
fn granted<'g>(want: &Want, grants: &'g [GrantView]) -> Option<&'g StoredGrant> {
    let lacks_it = |view: &GrantView| {
        let is_it = |name: &SecretName| matches!(want, Want::Secret(wanted) if name.as_str() == wanted.as_str());
        view.missing_secrets.iter().any(is_it)
    };
    grants
        .iter()
        .filter(|view| view.state == GrantState::InForce && !lacks_it(view))
        .map(|view| &view.stored)
        .find(|stored| stored.grant.gives(want))
}

/// Those refusals that stand: of what the plugin does not have. It may have what was refused once another version of it runs that
/// goes on with an older grant. What it does not ask for at present is among them: a version to come may.
pub(crate) fn standing(refusals: Vec<StoredRefusal>, grants: &[GrantView]) -> Vec<StoredRefusal> {
    let stands = |refusal: &StoredRefusal| granted(&refusal.want, grants).is_none();
    refusals.into_iter().filter(stands).collect()
}

impl Engine {
    /// Refuses a plugin what it asks for, as it asks for it. What it has is not refused but taken back.
    pub async fn refuse(
        &self,
        plugin: ProcessorName,
        want: Want,
        by: Option<String>,
    ) -> Result<WantRefused, RefusalError> {
        let now = self.plugin_grants(&plugin).await?;
        // Room in the cache is nobody's to give.
        let can_be_refused = |want: &Want| !matches!(want, Want::Cache(_));
        let wants: Vec<Want> = now.wants.into_iter().filter(can_be_refused).collect();
        if !wants.contains(&want) {
            return Err(RefusalError::Unwanted {
                plugin,
                want,
                wants,
            });
        }
        if let Some(grant) = granted(&want, &now.grants) {
            return Err(RefusalError::Granted {
                plugin,
                want,
                grant: Box::new(grant.clone()),
            });
        }
        let new = NewRefusal { plugin, want, by };
        Ok(self.store().refuse(new).await?)
    }

    /// Takes a refusal back.
    pub async fn unrefuse(
        &self,
        plugin: ProcessorName,
        id: RefusalId,
    ) -> Result<StoredRefusal, RefusalError> {
        Ok(self.store().unrefuse(plugin, id).await?)
    }
}

#[cfg(test)]
mod tests {
    use runner_model::Timestamp;

    use super::*;
    use crate::grants::tests::{name, view};

    fn refusal(want: &Want) -> StoredRefusal {
        StoredRefusal {
            id: "1".parse().unwrap(),
            plugin: name(),
            want: want.clone(),
            refused_at: Timestamp::default(),
            refused_by: None,
        }
    }

    #[test]
    fn a_refusal_stands_of_what_is_not_had() {
        let want = Want::Http("https://*.a.com".to_owned());
        let stand = |grants: &[GrantView]| standing(vec![refusal(&want)], grants).len();
        assert_eq!(stand(&[]), 1);
        assert_eq!(stand(&[view("https://b.com", GrantState::InForce)]), 1);
        assert_eq!(stand(&[view("https://api.a.com", GrantState::Unwanted)]), 1);
        assert_eq!(stand(&[view("https://api.a.com", GrantState::InForce)]), 0);
    }

    #[test]
    fn a_grant_whose_secret_is_not_set_does_not_give_it() {
        let key: SecretName = SecretName::try_from("key".to_owned()).unwrap();
        let want = Want::Secret("key".to_owned());
        let mut view = view("https://a.com", GrantState::InForce);
        view.stored.grant = serde_json::from_value(serde_json::json!({
            "to": "https://a.com",
            "headers": {"authorization": "Bearer ${secret:key}"},
        }))
        .unwrap();
        assert!(granted(&want, std::slice::from_ref(&view)).is_some());
        view.missing_secrets.insert(key);
        assert!(granted(&want, std::slice::from_ref(&view)).is_none());
    }

    #[test]
    fn an_error_says_what_to_do() {
        let want = Want::Http("https://a.com".to_owned());
        let granted = |origin| {
            let mut grant = view("https://a.com", GrantState::InForce).stored;
            grant.id = "7".parse().unwrap();
            grant.origin = origin;
            let error = RefusalError::Granted {
                plugin: name(),
                want: want.clone(),
                grant: Box::new(grant),
            };
            error.to_string()
        };
        assert_eq!(
            granted(GrantOrigin::Command),
            "HTTP to https://a.com is granted to fetch by grant 7: take that back first (runner plugin revoke fetch 7)"
        );
        assert_eq!(
            granted(GrantOrigin::File),
            "HTTP to https://a.com is granted to fetch by grant 7: take that back first (it stands in the configuration file: take it out there, and start the server again)"
        );
        let unwanted = RefusalError::Unwanted {
            plugin: name(),
            want: Want::Secret("a\u{7}".to_owned() + &"b".repeat(1_000)),
            wants: vec![want.clone(), Want::Secret("key".to_owned())],
        };
        let said = unwanted.to_string();
        assert!(said.len() < 400 && !said.contains('\u{7}'), "{said}");
        assert!(
            said.ends_with("it asks for HTTP to https://a.com, the secret key"),
            "{said}"
        );
    }
}
