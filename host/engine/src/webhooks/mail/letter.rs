//! What stands in a mail: an event as people read it. Whatever a job or plugin said is text in it and no more.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0};
use lettre::message::{Mailbox, Message};
use ring::digest;
use runner_model::{MailAddress, Timestamp, is_hidden};
use serde_json::Value;

use super::super::format::line;

/// The longest subject, and the longest text of a part, in characters.
const LONGEST_SUBJECT: usize = 200;
const LONGEST_PART: usize = 4_000;

/// What a mail is about, beside the event itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    /// The id of the event's message: the same whenever it is sent.
    pub(super) id: &'a str,
    /// When it happened.
    pub(super) at: Timestamp,
    /// Which node sends it.
    pub(super) node: &'a str,
    /// The webhook by which it is sent.
    pub(super) webhook: &'a str,
}

/// Writes the mail that tells somebody of an event.
pub(super) fn letter(
    event: &Value,
    about: About<'_>,
    (from, to): (&MailAddress, &MailAddress),
) -> Result<Message, lettre::error::Error> {
    let millis = u64::try_from(about.at.as_millis()).unwrap_or(0);
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
    let domain = from.domain();
    let mut builder = Message::builder()
        .from(Mailbox::new(Some("runner".to_owned()), address(from)))
        .to(Mailbox::new(None, address(to)))
        .date(date)
        .message_id(Some(message_id(about.id, to, domain)))
        .subject(subject(event))
        // No machine answers a machine (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    if let Some(alert) = event["data"]["alert"].as_str() {
        // That it fires, and that it does no more, are one thread.
        let root: String = alert.chars().filter(char::is_ascii_graphic).collect();
        builder = builder.references(format!("<alert.{}.{}@{domain}>", root, about.webhook));
    }
    builder
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN)
        .body(text(event, about))
}

/// As it was checked already, and lettre knows more forms than we do.
fn address(address: &MailAddress) -> Address {
    let text = address.as_str();
    let local = text.len() - address.domain().len() - 1;
    Address::new_dangerous(&text[..local], address.domain())
}

/// Made of the event and of the recipient, and of nothing else.
fn message_id(id: &str, to: &MailAddress, domain: &str) -> String {
    let digest = digest::digest(&digest::SHA256, to.as_str().as_bytes());
    let mut of_recipient = String::with_capacity(16);
    for byte in &digest.as_ref()[..8] {
        // Writing to a String cannot fail.
        let _ = write!(of_recipient, "{byte:02x}");
    }
    format!("<{id}.{of_recipient}@{domain}>")
}

fn subject(event: &Value) -> String {
    let data = &event["data"];
    let told = match (data["alert"].as_str(), data["state"].as_str()) {
        (Some(alert), Some(state)) => {
            let message = data["message"].as_str().unwrap_or_default();
            format!("{} {alert}: {message}", state.to_uppercase())
        }
        _ => {
            let line = line(event);
            line.strip_prefix("runner: ").unwrap_or(&line).to_owned()
        }
    };
    format!("[runner] {}", one_line(&told, LONGEST_SUBJECT))
}

/// A text on one line: whatever breaks lines, or is not seen, is a space.
fn one_line(text: &str, most: usize) -> String {
    let shown = |c: char| match c.is_control() || is_hidden(c) || c.is_whitespace() {
        true => ' ',
        false => c,
    };
    let mut line: String = text.chars().take(most).map(shown).collect();
    if text.chars().nth(most).is_some() {
        line.push('…');
    }
    line
}

fn text(event: &Value, about: About<'_>) -> String {
    let data = &event["data"];
    let job = &event["job"];
    let of = |value: &Value, name: &str| value[name].as_str().map(str::to_owned);
    let mut parts: Vec<(&str, Option<String>)> = Vec::new();
    let alert = of(data, "alert");
    if alert.is_some() {
        parts.push(("alert", alert.clone()));
        parts.push(("state", of(data, "state")));
        parts.push(("seen", of(data, "message")));
    } else if job.is_object() {
        parts.push(("job", of(job, "id")));
        parts.push(("title", of(job, "title")));
        parts.push(("processor", of(job, "processor")));
        parts.push(("queue", of(job, "queue")));
        parts.push(("state", of(job, "state")));
        parts.push(("error", of(&job["error"], "code")));
        parts.push(("because", of(&job["error"], "message")));
    } else if !data.is_null() {
        parts.push(("data", Some(data.to_string())));
    }
    parts.push(("event", of(event, "type")));
    parts.push(("at", Some(about.at.to_string())));
    parts.push(("node", Some(about.node.to_owned())));
    let mut text = String::new();
    for (name, value) in parts {
        if let Some(value) = value {
            // Writing to a String cannot fail, here and below.
            let _ = writeln!(text, "{name:<10} {}", one_line(&value, LONGEST_PART));
        }
    }
    text.push('\n');
    if let Some(alert) = alert {
        let alert = one_line(&alert, LONGEST_SUBJECT);
        let _ = writeln!(text, "How it turned:  runner alert history {alert}");
        let _ = writeln!(text, "Quiet for now:  runner alert mute {alert} 1h");
    } else if let Some(id) = of(job, "id") {
        let id = one_line(&id, LONGEST_SUBJECT);
        let _ = writeln!(text, "More of it:     runner job show {id}");
    }
    let _ = writeln!(
        text,
        "No such mail:   runner webhook change {} --disable",
        about.webhook
    );
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ABOUT: About<'_> = About {
        id: "evt_00ff_17_1000",
        at: Timestamp::from_millis(1_000),
        node: "n1",
        webhook: "3",
    };

    fn written(event: &Value, to: &str) -> String {
        let from = "runner@example.com".parse().unwrap();
        let to = to.parse().unwrap();
        let letter = letter(event, ABOUT, (&from, &to)).unwrap();
        String::from_utf8(letter.formatted()).unwrap()
    }

    fn alert(name: &str, state: &str, message: &str) -> Value {
        json!({"type": "alert", "data": {"alert": name, "state": state, "message": message}})
    }

    #[test]
    fn an_alert_is_a_mail_that_says_what_to_do() {
        let mail = written(
            &alert("backlog", "firing", "3 jobs wait for a slot"),
            "ops@example.com",
        );
        for line in [
            "From: runner <runner@example.com>",
            "To: ops@example.com",
            "Subject: [runner] FIRING backlog: 3 jobs wait for a slot",
            "Date: Thu, 01 Jan 1970 00:00:01 +0000",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "References: <alert.backlog.3@example.com>",
            "Content-Type: text/plain; charset=utf-8",
            "seen       3 jobs wait for a slot",
            "Quiet for now:  runner alert mute backlog 1h",
        ] {
            assert!(mail.lines().any(|known| known == line), "{line}\n\n{mail}");
        }
    }

    #[test]
    fn an_event_has_one_id_for_each_recipient() {
        let id = |to: &str, state: &str| {
            let mail = written(&alert("a", state, "b"), to);
            let line = mail.lines().find(|line| line.starts_with("Message-ID: "));
            line.unwrap().to_owned()
        };
        let one = id("ops@example.com", "firing");
        assert!(
            one.starts_with("Message-ID: <evt_00ff_17_1000.") && one.ends_with("@example.com>"),
            "{one}"
        );
        assert_eq!(one, id("ops@example.com", "firing"));
        assert_ne!(one, id("dev@example.com", "firing"));
    }

    #[test]
    fn nothing_that_somebody_said_becomes_a_header_or_a_line_of_its_own() {
        let evil = "x\r\nBcc: eve@example.com\r\n\r\n.\r\nMAIL FROM:<a@b>\u{202e}\u{0}";
        for event in [
            alert(evil, evil, evil),
            json!({"type": evil, "job": {"id": evil, "processor": evil, "title": evil, "error": {"code": evil, "message": evil}}}),
            json!({"type": "queue-update", "data": {"queue": evil}}),
            json!({"type": "test"}),
        ] {
            let mail = written(&event, "ops@example.com");
            let (head, body) = mail.split_once("\r\n\r\n").unwrap();
            let names: Vec<&str> = head
                .lines()
                .filter(|line| !line.starts_with([' ', '\t']))
                .map(|line| line.split_once(':').unwrap().0)
                .collect();
            let known = [
                "From",
                "To",
                "Date",
                "Message-ID",
                "Subject",
                "Auto-Submitted",
                "References",
                "Content-Type",
                "Content-Transfer-Encoding",
                "MIME-Version",
            ];
            assert!(names.iter().all(|name| known.contains(name)), "{head}");
            assert!(
                !body
                    .lines()
                    .any(|line| line == "." || line.starts_with("Bcc")),
                "{body}"
            );
            assert!(!mail.contains(['\u{202e}', '\u{0}']), "{mail}");
        }
    }

    #[test]
    fn a_long_story_is_cut() {
        let mail = written(
            &alert("a", "firing", &"é".repeat(100_000)),
            "ops@example.com",
        );
        assert!(mail.len() < 60_000, "{}", mail.len());
        assert!(mail.lines().all(|line| line.len() < 999));
    }
}
