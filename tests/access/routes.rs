//! Every route and every role, made from the routes that there are.

use std::fmt::Write as _;

use runner_server::{Needs, Rule, rules};
use runner_testkit::{Server, Visitor, wait_until};
use serde_json::{Value, json};

use super::server;

pub(super) const ROLES: [&str; 4] = ["viewer", "submitter", "operator", "admin"];

/// What is to be, told apart from what the server makes of it.
fn will_do(needs: Needs) -> &'static [&'static str] {
    match needs {
        Needs::ViewAll => &["viewer", "operator", "admin"],
        Needs::View | Needs::Listen | Needs::ViewJob | Needs::ViewBatch | Needs::ViewAction => {
            &ROLES
        }
        Needs::Submit | Needs::ChangeJob | Needs::ChangeBatch | Needs::ChangeAction => {
            &["submitter", "operator", "admin"]
        }
        Needs::Operate => &["operator", "admin"],
        Needs::Administer => &["admin"],
    }
}

/// A path of the route that leads to nothing.
pub(super) fn path(rule: &Rule) -> String {
    let id = match rule.path.split('/').nth(1) {
        Some("jobs" | "batches" | "actions") => "01900000-0000-7000-8000-000000000000",
        _ => "987654321",
    };
    rule.path
        .replace("{id}", id)
        .replace("{name}", "nothing")
        .replace("{node}", "nobody")
        .replace("{key}", "nobody")
        .replace("{delivery}", "987654321")
        .replace("{digest}", &format!("sha256:{}", "0".repeat(64)))
}

/// Those who are let in nowhere.
fn strangers(server: &Server) -> Vec<(&'static str, Visitor)> {
    let revoked = server.visitor("gone", "admin");
    let (status, _) = server.send(
        "DELETE",
        &format!("/api/v1/tokens/{}", revoked.id()),
        &Value::Null,
    );
    assert_eq!(status, 204);
    let over = json!({"name": "short", "role": "admin", "expires_in": 1});
    let over = server.visitor_with(&over);
    wait_until("the token has ended", || {
        (over.get("/jobs").0 == 401).then_some(())
    });
    vec![
        ("no token", server.stranger(None)),
        ("an empty token", server.stranger(Some(""))),
        ("another token", server.stranger(Some(&"runner_".repeat(9)))),
        ("a revoked token", revoked),
        ("a token that ended", over),
    ]
}

#[test]
fn every_route_lets_in_the_roles_that_it_is_for_and_nobody_else() {
    let server = server();
    let visitors = ROLES.map(|role| (role, server.visitor(&format!("a-{role}"), role)));
    let strangers = strangers(&server);
    let mut wrong = String::new();
    let rules = rules();
    assert!(rules.len() > 80, "{}", rules.len());
    for rule in &rules {
        let (method, path) = (rule.method.as_str(), path(rule));
        for (what, stranger) in &strangers {
            let (status, problem) = stranger.send(method, &path, &json!({}));
            if (status, &problem["code"]) != (401, &json!("unauthorized")) {
                writeln!(wrong, "{what}: {method} {path}: {status} {problem}").unwrap();
            }
        }
        for (role, visitor) in &visitors {
            let (status, answer) = visitor.send(method, &path, &json!({}));
            let is_right = if will_do(rule.needs).contains(role) {
                ![401, 403].contains(&status) && status < 500
            } else {
                let detail = answer["detail"].as_str().unwrap_or_default();
                let names_them = will_do(rule.needs).iter().all(|one| detail.contains(one));
                (status, &answer["code"]) == (403, &json!("forbidden"))
                    && names_them
                    && detail.contains(&format!("a-{role}"))
            };
            if !is_right {
                writeln!(wrong, "{role}: {method} {path}: {status} {answer}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_a_route_needs_is_seen_when_it_changes() {
    let mut lines: Vec<String> = rules()
        .iter()
        .map(|rule| {
            let roles = will_do(rule.needs).join(" ");
            format!("{:6} {:36} {roles}", rule.method.as_str(), rule.path)
        })
        .collect();
    lines.sort_by(|a, b| a[7..].cmp(&b[7..]));
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_refusal_says_which_role_would_do() {
    let server = server();
    let viewer = server.visitor("ann", "viewer");
    let (_, problem) = viewer.post("/jobs", &json!({"processor": "noop"}));
    insta::assert_snapshot!(problem["detail"].as_str().unwrap(), @"this needs the role submitter, operator or admin, and the token `ann` has the role viewer");
    let (_, problem) = viewer.get("/secrets");
    insta::assert_snapshot!(problem["detail"].as_str().unwrap(), @"this needs the role admin, and the token `ann` has the role viewer");
    // And so does the command, with an exit code of its own.
    let output = server
        .runner()
        .command(&["queue", "pause", "default"])
        .env("RUNNER_TOKEN", viewer.token())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(5));
    insta::assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @r"
    error: this needs the role operator or admin, and the token `ann` has the role viewer
    hint: use another token: --token-file FILE, or RUNNER_TOKEN; an administrator makes one by `runner token create NAME --role ROLE`
    ");
}

#[test]
fn a_path_that_is_no_text_is_the_mistake_of_whoever_asks() {
    let server = server();
    for role in ROLES {
        let who = server.visitor(&format!("a-{role}"), role);
        for path in ["/jobs/%ff", "/jobs/%ff/logs", "/batches/%C3%28"] {
            assert_eq!(who.get(path).0, 400, "{role}: {path}");
        }
    }
}
