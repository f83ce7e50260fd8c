//! Templates: stored jobs and batches with `{{params}}`.

use runner_model::ScheduleName;
use runner_store::{SeenChange, Template, Version};
use serde_json::Value;

use crate::documents::DocumentError;
use crate::engine::Engine;

impl Engine {
    /// Puts a template in place of one of its name, of one that somebody has seen only if it is so still. Its body is
    /// `{"job": …}` or `{"batch": …}`.
    pub async fn put_template(
        &self,
        name: ScheduleName,
        description: Option<String>,
        body: Value,
        by: Option<String>,
        seen: Option<Vec<Version>>,
    ) -> Result<Template, DocumentError> {
        let kinds: Vec<&str> = body
            .as_object()
            .map(|map| map.keys().map(String::as_str).collect())
            .unwrap_or_default();
        match kinds[..] {
            ["job" | "batch"] if body[kinds[0]].is_object() => {}
            _ => {
                let message = "give one of `job` and `batch`, an object as it is submitted, with {{params}} in its texts";
                return Err(DocumentError::invalid("", message));
            }
        }
        let template = Template {
            name,
            description,
            body: body.to_string(),
            updated_by: by,
        };
        match seen {
            None => self.store().put_template(template.clone()).await?,
            Some(seen) => {
                let change = SeenChange::Template(template.clone());
                self.store().change_seen(change, seen).await?;
            }
        }
        Ok(template)
    }
}
