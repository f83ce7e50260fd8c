//! JSON Web Tokens of an issuer that the configuration names.

use std::time::{SystemTime, UNIX_EPOCH};

use runner_testkit::{Runner, Server, Visitor, jwt};
use serde_json::{Value, json};

use super::{noop, submit};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

const CONFIG: &str = r#"
[[jwt]]
issuer = "https://id.example.com"
audience = "runner"
algorithm = "HS256"
key = "../id.secret"
role = "groups"
roles = { apps = "submitter", ops = "operator" }
"#;

fn server() -> Server {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    runner.write("data/runner.toml", CONFIG);
    runner.write("id.secret", format!("{SECRET}\n"));
    Server::start_with_guests(runner, &["noop"])
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

fn visitor(server: &Server, name: &str, group: &str, ends: u64) -> Visitor {
    let claims = json!({"iss": "https://id.example.com", "aud": "runner", "sub": name, "groups": [group], "exp": ends});
    server.stranger(Some(&jwt(&claims, SECRET)))
}

#[test]
fn an_issuer_says_who_somebody_is_and_what_they_may_do() {
    let server = server();
    let ends = now() + 600;
    let (ann, olga) = (
        visitor(&server, "ann", "apps", ends),
        visitor(&server, "olga", "ops", ends),
    );
    let (_, who) = ann.get("/session");
    assert_eq!(
        (&who["name"], &who["role"]),
        (&json!("ann"), &json!("submitter"))
    );
    let job = submit(&ann, &noop());
    assert_eq!(job["created_by"], "ann");
    submit(&olga, &noop());
    assert_eq!(ann.get("/jobs").1["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (
            olga.post("/pause", &Value::Null).0,
            ann.post("/pause", &Value::Null).0
        ),
        (200, 403)
    );
    assert_eq!(olga.get("/tokens").0, 403);
    let (_, audit) = server.get("/api/v1/audit?by=olga");
    assert_eq!(audit["items"][0]["route"], "POST /pause", "{audit}");
    // A token of this server with the name sees the same jobs.
    assert_eq!(
        server.visitor("ann", "submitter").get("/jobs").1["items"][0]["id"],
        job["id"]
    );
    // What ends with the token that made it is not made with one that cannot be taken back.
    let watch = format!("/jobs/{}/watch-token", job["id"].as_str().unwrap());
    assert_eq!(
        (
            ann.post(&watch, &Value::Null).0,
            ann.post("/session", &Value::Null).0
        ),
        (403, 403)
    );
    let listed = server
        .runner()
        .command(&["job", "list", "--json"])
        .env("RUNNER_TOKEN", ann.token())
        .output();
    assert_eq!(
        String::from_utf8(listed.unwrap().stdout)
            .unwrap()
            .lines()
            .count(),
        1
    );
}

#[test]
fn a_token_that_is_not_good_is_refused_with_the_reason() {
    let server = server();
    let said = |who: &Visitor| {
        let (status, problem) = who.get("/jobs");
        assert_eq!(
            (status, &problem["code"]),
            (401, &json!("unauthorized")),
            "{problem}"
        );
        problem["detail"].as_str().unwrap().to_owned()
    };
    let said = [
        said(&visitor(&server, "ann", "apps", now() - 600)),
        said(&visitor(&server, "ann", "others", now() + 600)),
        said(&visitor(&server, "admin", "ops", now() + 600)),
        said(&server.stranger(Some(&jwt(
            &json!({"iss": "https://id.example.com", "exp": now() + 600}),
            SECRET,
        )))),
        said(&server.stranger(Some("a.b.c"))),
    ];
    insta::assert_snapshot!(said.join("\n"));
    // A stream ends with its token, give or take what clocks are apart.
    let brief = visitor(&server, "ann", "apps", now() - 28);
    let mut events = brief.events("/events");
    while events.next_event().is_some() {}
}
