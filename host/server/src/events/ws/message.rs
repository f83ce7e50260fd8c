//! What a client says by WebSocket.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::super::feed::After;
use super::super::filter::Said;
use super::super::view::{EventView, LiveView, ResyncView};
use crate::problem::Problem;

/// How long the id of a subscription is, in characters.
const LONGEST_ID: usize = 64;

/// What is asked for.
#[derive(Debug)]
pub(super) enum Asked {
    Subscribe(Subscribe),
    Unsubscribe(String),
}

#[derive(Debug)]
pub(super) struct Subscribe {
    pub(super) id: String,
    pub(super) filter: Said,
    pub(super) after: After,
}

/// A message to the server: one of the two.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"subscribe": {"id": "mine", "queue": "mail", "type": ["job-completed", "job-failed"], "after": "latest"}}))]
pub(crate) struct SocketAsks {
    #[schema(nullable = false, value_type = Option<Subscription>)]
    subscribe: Option<Box<RawValue>>,
    /// The id of the subscription that ends.
    #[schema(nullable = false)]
    unsubscribe: Option<String>,
}

/// What a subscription is of: everything that is said must hold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Subscription {
    /// What the client calls it, 1 to 64 characters.
    #[schema(min_length = 1, max_length = 64)]
    id: String,
    #[serde(default)]
    #[schema(nullable = false)]
    job: Texts,
    #[serde(default)]
    #[schema(nullable = false)]
    queue: Texts,
    #[serde(default)]
    #[schema(nullable = false)]
    batch: Texts,
    #[serde(default)]
    #[schema(nullable = false)]
    processor: Texts,
    #[serde(rename = "type", default)]
    #[schema(nullable = false)]
    kind: Texts,
    /// After the event of that number, or after the `latest`, as it is unless said.
    #[schema(nullable = false, value_type = Option<Value>)]
    after: Option<Value>,
}

/// A text, or a list of 20 at the most.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged, expecting = "a text or a list of texts")]
pub(crate) enum Texts {
    One(String),
    Many(Vec<String>),
}

impl Default for Texts {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl From<Texts> for Vec<String> {
    fn from(texts: Texts) -> Self {
        match texts {
            Texts::One(text) => vec![text],
            Texts::Many(texts) => texts,
        }
    }
}

/// A message of the server.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is there for its schema")]
pub(crate) struct SocketSays {
    /// The id of the subscription that it is about.
    #[schema(nullable = false)]
    id: Option<String>,
    /// It has begun, after the event of that number.
    #[schema(nullable = false)]
    subscribed: Option<Place>,
    #[schema(nullable = false)]
    event: Option<SocketEvent>,
    /// All that it is about up to the event of that number was told.
    #[schema(nullable = false)]
    place: Option<Place>,
    /// It has ended.
    #[schema(nullable = false, value_type = Option<Object>)]
    unsubscribed: Option<Value>,
    #[schema(nullable = false)]
    error: Option<Problem>,
}

/// Where a subscription is.
#[derive(ToSchema)]
#[schema(as = SubscriptionPlace)]
#[expect(dead_code, reason = "it is there for its schema")]
pub(crate) struct Place {
    seq: i64,
}

/// An event, as streams have it.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = AnyEvent)]
#[expect(dead_code, reason = "it is there for its schema")]
pub(crate) enum SocketEvent {
    #[schema(title = "Event")]
    Event(EventView),
    #[schema(title = "LiveEvent")]
    Live(LiveView),
    #[schema(title = "Resync")]
    Resync(ResyncView),
}

/// What is wrong with a message, and the subscription that it is about, if it says so much.
type Wrong = Box<(Option<String>, Problem)>;

/// Reads a message.
pub(super) fn read(text: &str) -> Result<Asked, Wrong> {
    let bad = |detail: String| Box::new((None, Problem::bad_request(detail)));
    let asks: SocketAsks = serde_json::from_str(text).map_err(|error| {
        bad(format!(
            "the message does not read: {error}; send {{\"subscribe\": {{\"id\": …}}}} or {{\"unsubscribe\": …}}"
        ))
    })?;
    match (asks.subscribe, asks.unsubscribe) {
        (Some(asked), None) => subscribe(&asked),
        (None, Some(id)) => Ok(Asked::Unsubscribe(id)),
        (Some(_), Some(_)) | (None, None) => {
            let detail = "a message is one of `subscribe` and `unsubscribe`";
            Err(bad(detail.to_owned()))
        }
    }
}

fn subscribe(asked: &RawValue) -> Result<Asked, Wrong> {
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    let named: Option<Named> = serde_json::from_str(asked.get()).ok();
    let id = named.map(|named| named.id);
    let wrong =
        |path: &str, message: String| Box::new((id.clone(), Problem::invalid(path, message)));
    let asked: Subscription = serde_json::from_str(asked.get())
        .map_err(|error| wrong("/subscribe", error.to_string()))?;
    if asked.id.is_empty() || asked.id.chars().count() > LONGEST_ID {
        let message = format!("an id has 1 to {LONGEST_ID} characters");
        return Err(wrong("/subscribe/id", message));
    }
    let after = after(asked.after.as_ref()).ok_or_else(|| {
        let message = "write the number of an event, or `latest`";
        wrong("/subscribe/after", message.to_owned())
    })?;
    Ok(Asked::Subscribe(Subscribe {
        id: asked.id,
        filter: Said {
            job: asked.job.into(),
            queue: asked.queue.into(),
            batch: asked.batch.into(),
            processor: asked.processor.into(),
            kind: asked.kind.into(),
        },
        after,
    }))
}

fn after(value: Option<&Value>) -> Option<After> {
    match value {
        None => Some(After::Latest),
        Some(Value::String(text)) => (text == "latest").then_some(After::Latest),
        Some(value) => value.as_i64().filter(|seq| *seq >= 0).map(After::Seq),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_message_is_said_with_its_id_and_field() {
        for (text, id, path) in [
            ("", None, ""),
            ("[]", None, ""),
            ("{}", None, ""),
            (
                r#"{"subscribe": {"id": "a"}, "unsubscribe": "a"}"#,
                None,
                "",
            ),
            (r#"{"hear": 1}"#, None, ""),
            (r#"{"subscribe": {}}"#, None, "/subscribe"),
            (r#"{"subscribe": {"id": ""}}"#, Some(""), "/subscribe/id"),
            (
                r#"{"subscribe": {"id": "a", "queues": []}}"#,
                Some("a"),
                "/subscribe",
            ),
            (
                r#"{"subscribe": {"id": "a", "queue": 7}}"#,
                Some("a"),
                "/subscribe",
            ),
            (
                r#"{"subscribe": {"id": "a", "after": -1}}"#,
                Some("a"),
                "/subscribe/after",
            ),
            (
                r#"{"subscribe": {"id": "a", "after": "7"}}"#,
                Some("a"),
                "/subscribe/after",
            ),
        ] {
            let (of, problem) = *read(text).unwrap_err();
            assert_eq!((of.as_deref(), problem.field().0), (id, path), "{text}");
        }
        let asked =
            read(r#"{"subscribe": {"id": "a", "type": "log", "job": ["b", "c"], "after": 7}}"#);
        let Ok(Asked::Subscribe(asked)) = asked else {
            panic!("{asked:?}")
        };
        assert_eq!((asked.id.as_str(), asked.after), ("a", After::Seq(7)));
        assert_eq!(asked.filter.job, ["b", "c"]);
        assert_eq!(asked.filter.kind, ["log"]);
    }
}
