//! Messages as chat programs take them: a line of text for people.

use runner_store::WebhookFormat;
use serde_json::{Value, json};

/// The longest text, in characters: Discord takes 2000, and Slack cuts at more.
const LONGEST: usize = 1_900;

/// A message in a format, made of an event as it is otherwise sent.
pub(super) fn shaped(format: WebhookFormat, event: String) -> String {
    let text = || {
        let event: Value = serde_json::from_str(&event).unwrap_or_default();
        let text: String = line(&event).chars().take(LONGEST).collect();
        text
    };
    match format {
        // A mail is made of the event itself.
        WebhookFormat::Standard | WebhookFormat::Email => event,
        // What Slack reads as markup: https://docs.slack.dev/messaging/formatting-message-text
        WebhookFormat::Slack => {
            let text = text().replace('&', "&amp;");
            let text = text.replace('<', "&lt;").replace('>', "&gt;");
            json!({ "text": text }).to_string()
        }
        // Nobody is called by what a job says.
        WebhookFormat::Discord => {
            json!({"content": text(), "allowed_mentions": {"parse": []}}).to_string()
        }
    }
}

/// What happened, in a line.
pub(super) fn line(event: &Value) -> String {
    let kind = event["type"].as_str().unwrap_or_default();
    let data = &event["data"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let (Some(alert), Some(message)) = (text(&data["alert"]), text(&data["message"])) {
        let state = text(&data["state"]).unwrap_or_default();
        return format!("runner: {alert} {state}: {message}");
    }
    let job = &event["job"];
    if let Some(id) = text(&job["id"]) {
        let processor = text(&job["processor"]).unwrap_or_else(|| "a job".to_owned());
        let title = text(&job["title"]).map(|title| format!(" “{title}”"));
        let why = text(&job["error"]["message"]).map(|why| format!(": {why}"));
        let (title, why) = (title.unwrap_or_default(), why.unwrap_or_default());
        return format!("runner: {kind} {processor}{title} {id}{why}");
    }
    match data {
        Value::Null => format!("runner: {kind}"),
        data => format!("runner: {kind} {data}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shaped_json(format: WebhookFormat, event: &Value) -> Value {
        serde_json::from_str(&shaped(format, event.to_string())).unwrap()
    }

    #[test]
    fn an_alert_is_a_line_for_people() {
        let data = json!({"alert": "disk", "state": "firing", "message": "4 % of the disk are free & <less>"});
        let event = json!({"seq": 7, "type": "alert", "data": data});
        assert_eq!(shaped_json(WebhookFormat::Standard, &event), event);
        assert_eq!(
            shaped_json(WebhookFormat::Slack, &event),
            json!({"text": "runner: disk firing: 4 % of the disk are free &amp; &lt;less&gt;"})
        );
        let discord = shaped_json(WebhookFormat::Discord, &event);
        assert_eq!(
            discord["content"],
            "runner: disk firing: 4 % of the disk are free & <less>"
        );
        assert_eq!(discord["allowed_mentions"], json!({"parse": []}));
    }

    #[test]
    fn other_events_are_lines_too() {
        let failed = json!({"type": "job-failed", "job": {"id": "J", "processor": "mail", "title": "to ann",
            "error": {"message": "x".repeat(5_000)}}});
        let text = shaped_json(WebhookFormat::Discord, &failed)["content"].clone();
        let text = text.as_str().unwrap();
        assert!(
            text.starts_with("runner: job-failed mail “to ann” J: xxx"),
            "{text}"
        );
        assert_eq!(text.chars().count(), LONGEST);
        for (event, said) in [
            (json!({"type": "test", "webhook": "1"}), "runner: test"),
            (
                json!({"type": "queue-update", "data": {"queue": "mail"}}),
                "runner: queue-update {\"queue\":\"mail\"}",
            ),
        ] {
            assert_eq!(shaped_json(WebhookFormat::Slack, &event)["text"], said);
        }
    }
}
