//! Mail: alerts and other events brought to people by SMTP, through a server that misbehaves.

use runner_testkit::{Certificates, Postbox, Runner, Server, wait_until};
use serde_json::{Value, json};

use super::{Hook, completed, run};

const PASSWORD: &str = "hush-7f3a";

/// A server whose mail goes there in the clear, with more lines of `[smtp]`.
fn server_to(postbox: &Postbox, more: &str) -> Server {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    runner.install(&["echo", "noop"]);
    runner.write("data/runner.toml", config(postbox, more));
    Server::start(runner)
}

fn config(postbox: &Postbox, more: &str) -> String {
    let port = postbox.port();
    format!(
        "[webhooks]\nretry = [\"20ms\", \"40ms\", \"60ms\"]\n[smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n\
         from = \"runner@example.com\"\n{more}\n"
    )
}

/// A server whose mail goes there as the file says, by a name, with a password, privately.
fn private_server(postbox: &Postbox, tls: &str, certificates: &Certificates) -> Server {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    runner.install(&["noop"]);
    let port = postbox.port();
    let file = format!(
        "ca_file = \"ca.pem\"\n[smtp]\nhost = \"localhost\"\nport = {port}\ntls = \"{tls}\"\nuser = \"ann\"\n\
         password = \"${{secret:smtp}}\"\nfrom = \"runner@example.com\"\nto = [\"ops@example.com\", \"dev@example.com\"]\n"
    );
    runner.write("data/runner.toml", file);
    runner.write("data/ca.pem", &certificates.authority);
    Server::start(runner)
}

fn set_password(server: &Server, value: &str) {
    let (status, said) = server.send("PUT", "/api/v1/secrets/smtp", &json!({ "value": value }));
    assert!(status < 300, "{status} {said}");
}

/// A webhook that leads to somebody.
fn add(server: &Server, to: &str, filter: &Value) -> Hook {
    let body = json!({"url": format!("mailto:{to}"), "filter": filter});
    let (status, made) = server.post("/api/v1/webhooks", &body);
    assert_eq!(status, 201, "{made}");
    assert_eq!(
        (&made["format"], &made["secret"]),
        (&json!("email"), &Value::Null)
    );
    Hook {
        id: made["id"].as_str().unwrap().to_owned(),
        secret: String::new(),
    }
}

fn add_alert(server: &Server, name: &str, above: u64) {
    let body = json!({"name": name, "watch": {"kind": "backlog", "above": above, "queue": "noop"}});
    let (status, made) = server.post("/api/v1/alerts", &body);
    assert_eq!(status, 201, "{made}");
}

/// Three jobs that wait in a queue that gives none.
fn backlog(server: &Server) {
    run(server, "noop");
    let (status, _) = server.post("/api/v1/queues/noop/pause", &Value::Null);
    assert_eq!(status, 200);
    for _ in 0..3 {
        let (status, job) = server.post("/api/v1/jobs", &json!({"processor": "noop"}));
        assert_eq!(status, 201, "{job}");
    }
}

fn listed(server: &Server) -> Vec<Value> {
    server.get("/api/v1/webhooks").1["items"]
        .as_array()
        .unwrap()
        .clone()
}

#[test]
fn those_whom_the_file_names_get_a_mail_of_every_alert_and_of_its_end() {
    let certificates = Certificates::new(&["localhost"]);
    let postbox = Postbox::with_starttls(&certificates, Some(("ann", PASSWORD)));
    let server = private_server(&postbox, "starttls", &certificates);
    set_password(&server, PASSWORD);
    wait_until("both have their webhook", || {
        (listed(&server).len() == 2).then_some(())
    });
    add_alert(&server, "waits", 2);
    backlog(&server);
    let mut fired = postbox.wait_for(2);
    fired.sort_by(|one, other| one.to.cmp(&other.to));
    let [dev, ops] = fired.as_slice() else {
        panic!("{fired:?}");
    };
    assert_eq!(
        (&dev.to, &ops.to),
        (
            &vec!["dev@example.com".to_owned()],
            &vec!["ops@example.com".to_owned()]
        )
    );
    assert_ne!(dev.header("message-id"), ops.header("message-id"));
    assert_eq!(ops.from, "runner@example.com");
    assert!(ops.is_private);
    assert_eq!(
        ops.header("subject"),
        "[runner] FIRING waits: 3 jobs in queue noop wait for a slot"
    );
    assert!(
        ops.text.contains("runner alert mute waits 1h"),
        "{}",
        ops.text
    );
    // Nothing is said of who is there before it is private.
    for line in postbox.said_in_the_clear() {
        assert!(line.starts_with("EHLO ") || line == "STARTTLS", "{line}");
    }
    wait_until("that it was told is written down", || {
        let is_told = |webhook: &Value| webhook["delivered_at"].is_string();
        listed(&server).iter().all(is_told).then_some(())
    });
    let server = server.kill_and_restart();
    let (status, _) = server.post("/api/v1/queues/noop/resume", &Value::Null);
    assert_eq!(status, 200);
    let all = postbox.wait_for(4);
    for mail in &all[2..] {
        let subject = mail.header("subject");
        assert!(
            subject.starts_with("[runner] RECOVERED waits: "),
            "{subject}"
        );
        assert_eq!(mail.header("references"), {
            let same = all[..2].iter().find(|fired| fired.to == mail.to);
            same.unwrap().header("references")
        });
    }
    let by: Vec<Value> = listed(&server)
        .iter()
        .map(|one| one["created_by"].clone())
        .collect();
    assert_eq!(by, ["[smtp] to", "[smtp] to"]);
    assert!(!server.log().contains(PASSWORD), "{}", server.log());
    // Whom it names no more gets none; who was added by hand stays.
    add(&server, "eve@example.com", &completed());
    let runner = server.stop();
    let file = runner
        .read("data/runner.toml")
        .replace("\"ops@example.com\", ", "");
    runner.write("data/runner.toml", file);
    let server = Server::start(runner);
    let urls = wait_until("one is gone", || {
        let urls: Vec<Value> = listed(&server)
            .iter()
            .map(|one| one["url"].clone())
            .collect();
        (urls.len() == 2).then_some(urls)
    });
    assert_eq!(urls, ["mailto:dev@example.com", "mailto:eve@example.com"]);
}

#[test]
fn what_was_not_taken_is_sent_again_as_the_same_mail() {
    let postbox = Postbox::start();
    postbox.tell(&[
        "data 451 4.3.0 later",
        "rcpt 550 5.1.1 nobody here",
        "drop",
        "take",
    ]);
    let server = server_to(&postbox, "");
    let hook = add(&server, "ops@example.com", &completed());
    let job = run(&server, "noop");
    let delivery = hook.wait_for(&server, "delivered");
    assert_eq!(
        (
            &delivery["attempts"],
            &delivery["last"]["status"],
            &delivery["last"]["answer"]
        ),
        (&json!(4), &json!(250), &json!("taken"))
    );
    // One was refused before it was sent.
    let letters = postbox.letters();
    assert_eq!(letters.len(), 3);
    for letter in &letters {
        assert_eq!(letter.text, letters[0].text);
        assert!(
            letter.header("message-id").starts_with("<evt_"),
            "{}",
            letter.text
        );
        assert!(letter.header("subject").contains(&job), "{}", letter.text);
    }
    postbox.tell(&["rcpt 550 5.1.1 nobody here"]);
    run(&server, "noop");
    let failed = hook.wait_for(&server, "failed");
    assert_eq!(failed["last"]["status"], 550);
    let why = failed["last"]["error"].as_str().unwrap();
    assert!(why.contains("nobody here"), "{why}");
}

#[test]
fn a_mail_that_was_on_its_way_when_the_server_died_comes_again_as_the_same() {
    let postbox = Postbox::start();
    postbox.tell(&["silent"]);
    let server = server_to(&postbox, "timeout = \"5m\"");
    let hook = add(&server, "ops@example.com", &completed());
    run(&server, "noop");
    let first = postbox.wait_for(1).remove(0);
    assert_eq!(hook.deliveries(&server), [Value::Null; 0]);
    postbox.tell(&["take"]);
    let server = server.kill_and_restart();
    let again = postbox.wait_for(2).remove(1);
    assert_eq!(again.text, first.text);
    hook.wait_for(&server, "delivered");
    // What is written down is not sent again.
    let server = server.kill_and_restart();
    run(&server, "noop");
    let third = postbox.wait_for(3).remove(2);
    assert_ne!(third.header("message-id"), first.header("message-id"));
}

#[test]
fn an_alert_has_its_own_recipients() {
    let postbox = Postbox::start();
    let server = server_to(&postbox, "");
    add(
        &server,
        "two@example.com",
        &json!({"events": ["alert"], "alerts": ["above-two"]}),
    );
    let added = server.client(&[
        "webhook",
        "add",
        "mailto:one@example.com",
        "--event",
        "alert",
        "--alert",
        "above-one",
    ]);
    assert_eq!(
        (added.code, added.stdout.as_str()),
        (Some(0), ""),
        "{}",
        added.stderr
    );
    assert!(!added.stderr.contains("secret"), "{}", added.stderr);
    let shown = server.client(&["webhook", "show", "2"]).stdout;
    assert!(shown.contains("alert, alert above-one"), "{shown}");
    backlog(&server);
    add_alert(&server, "above-one", 1);
    let first = postbox.wait_for(1).remove(0);
    assert_eq!(first.to, ["one@example.com"]);
    add_alert(&server, "above-two", 2);
    let second = postbox.wait_for(2).remove(1);
    assert_eq!(second.to, ["two@example.com"]);
    let subject = second.header("subject");
    assert!(
        subject.starts_with("[runner] FIRING above-two: "),
        "{subject}"
    );
}

#[test]
fn nobody_who_is_not_known_is_handed_a_mail_or_a_password() {
    let certificates = Certificates::new(&["localhost"]);
    let strangers = Certificates::new(&["localhost"]);
    let said = |postbox: &Postbox, tls: &str| {
        let server = private_server(postbox, tls, &certificates);
        set_password(&server, PASSWORD);
        let hook = add(&server, "ann@example.com", &completed());
        let (status, tried) = server.post(&hook.path("/test"), &Value::Null);
        assert_eq!(status, 200, "{tried}");
        (
            tried["delivered"] == true,
            tried["error"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let login = Some(("ann", PASSWORD));
    let good = Postbox::with_tls(&certificates, login);
    assert_eq!(said(&good, "tls"), (true, String::new()));
    assert!(good.letters()[0].is_private);
    let stranger = Postbox::with_starttls(&strangers, login);
    let (_, why) = said(&stranger, "starttls");
    assert!(why.contains("certificate"), "{why}");
    // It offers nothing private, and so it is told nothing.
    let open = Postbox::start();
    let (is_delivered, why) = said(&open, "starttls");
    assert!(!is_delivered && !why.is_empty(), "{why}");
    for postbox in [&stranger, &open] {
        assert!(postbox.letters().is_empty());
        let said = postbox.said();
        assert!(
            !said
                .iter()
                .any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")),
            "{said:?}"
        );
    }
    let other = Postbox::with_starttls(&certificates, Some(("ann", "another")));
    let (is_delivered, why) = said(&other, "starttls");
    assert!(
        !is_delivered && why.contains("the password is wrong"),
        "{why}"
    );
}

#[test]
fn what_is_wrong_with_mail_is_said() {
    let postbox = Postbox::start();
    let server = server_to(&postbox, "");
    let refused = |body: &Value| {
        let (status, problem) = server.post("/api/v1/webhooks", body);
        assert_eq!(
            (status, &problem["code"]),
            (422, &json!("invalid")),
            "{problem}"
        );
        problem["detail"].as_str().unwrap().to_owned()
    };
    for (body, said) in [
        (json!({"url": "mailto:"}), "no address of mail"),
        (
            json!({"url": "mailto:Ops <ops@example.com>"}),
            "no address of mail",
        ),
        (
            json!({"url": "mailto:a@example.com\r\nBcc: b@example.com"}),
            "no address of mail",
        ),
        (
            json!({"url": "mailto:a@example.com?bcc=b@example.com"}),
            "names one recipient",
        ),
        (
            json!({"url": "mailto:a@example.com", "format": "slack"}),
            "has the format `email`",
        ),
        (
            json!({"url": "https://example.com", "format": "email"}),
            "goes with an address such as `mailto:",
        ),
    ] {
        let why = refused(&body);
        assert!(why.contains(said), "{body}: {why}");
    }
    let hook = add(&server, "ops@example.com", &completed());
    let change = |change: &Value| server.send("PATCH", &hook.path(""), change);
    for (wrong, said) in [
        (json!({"url": "https://example.com/"}), "are two webhooks"),
        (json!({"format": "standard"}), "has the format `email`"),
    ] {
        let (status, problem) = change(&wrong);
        let why = problem["detail"].as_str().unwrap_or_default();
        assert!(status == 422 && why.contains(said), "{problem}");
    }
    let moved = change(&json!({"url": "mailto:dev@Example.com"}));
    assert_eq!(
        (moved.0, &moved.1["url"]),
        (200, &json!("mailto:dev@example.com"))
    );
    let (status, problem) = server.post(&hook.path("/rotate"), &Value::Null);
    assert_eq!(status, 400, "{problem}");
    let tested = server.client(&["webhook", "test", &hook.id]);
    assert!(
        tested.line().starts_with("250 taken ("),
        "{}{}",
        tested.stdout,
        tested.stderr
    );
    assert_eq!(postbox.letters()[0].header("subject"), "[runner] test");
    let mail = |runner: &Runner| {
        let found = runner.run(&["doctor", "--json"]).json_lines();
        found
            .into_iter()
            .find(|line| line["check"] == "mail")
            .unwrap()
    };
    assert_eq!(mail(server.runner())["status"], "ok");
    // Without a server for it nothing is lost, and it is said everywhere.
    let runner = server.stop();
    runner.write("data/runner.toml", "");
    let server = Server::start(runner);
    let (status, problem) =
        server.post("/api/v1/webhooks", &json!({"url": "mailto:a@example.com"}));
    let why = problem["detail"].as_str().unwrap();
    assert!(
        status == 422 && why.contains("[smtp]\n    host = "),
        "{why}"
    );
    let (_, tried) = server.post(&hook.path("/test"), &Value::Null);
    assert!(
        tried["error"]
            .as_str()
            .unwrap()
            .contains("there is no [smtp]"),
        "{tried}"
    );
    let found = mail(server.runner());
    assert_eq!(found["status"], "fail", "{found}");
    wait_until("the log says so", || {
        server.log().contains("lead to mail").then_some(())
    });
}

#[test]
fn a_secret_that_is_not_set_is_named() {
    let certificates = Certificates::new(&["localhost"]);
    let postbox = Postbox::with_starttls(&certificates, Some(("ann", PASSWORD)));
    let server = private_server(&postbox, "starttls", &certificates);
    let hook = add(&server, "ann@example.com", &completed());
    let (_, tried) = server.post(&hook.path("/test"), &Value::Null);
    let why = tried["error"].as_str().unwrap();
    assert!(why.contains("runner secret set smtp"), "{why}");
    assert!(postbox.said().is_empty());
}

#[test]
fn a_secret_says_that_mail_needs_it() {
    let certificates = Certificates::new(&["localhost"]);
    let postbox = Postbox::with_starttls(&certificates, Some(("ann", PASSWORD)));
    let server = private_server(&postbox, "starttls", &certificates);
    set_password(&server, PASSWORD);
    let (_, other) = server.send("PUT", "/api/v1/secrets/other", &json!({"value": PASSWORD}));
    assert_eq!(other["used_by_settings"], json!([]));
    let (_, listed) = server.get("/api/v1/secrets?q=smtp");
    assert_eq!(
        (
            &listed["items"][0]["used_by"],
            &listed["items"][0]["used_by_settings"]
        ),
        (&json!([]), &json!(["smtp"]))
    );
    let shown = server.client(&["secret", "list"]);
    let needs: Vec<bool> = shown
        .stdout
        .lines()
        .skip(1)
        .map(|line| line.ends_with("[smtp]"))
        .collect();
    assert_eq!(needs, [false, true], "{}", shown.stdout);
}
