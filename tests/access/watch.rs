//! Watch tokens: one job, for a while, and for other sites' pages.

use runner_server::{Needs, rules};
use runner_testkit::{Runner, Server, Visitor};
use serde_json::{Value, json};

use super::routes::path;
use super::{noop, server, submit};

fn id(job: &Value) -> &str {
    job["id"].as_str().unwrap()
}

/// Makes a watch token; gives whoever has it.
fn watcher(server: &Server, maker: &Visitor, job: &Value, body: &Value) -> Visitor {
    let (status, made) = maker.post(&format!("/jobs/{}/watch-token", id(job)), body);
    assert_eq!((status, &made["job_id"]), (201, &job["id"]), "{made}");
    server.stranger(made["token"].as_str())
}

#[test]
fn a_watch_token_shows_one_job_and_nothing_else() {
    let server = server();
    let ann = server.visitor("ann", "submitter");
    let (job, other) = (submit(&ann, &noop()), submit(&ann, &noop()));
    server.wait_for(id(&job), "completed");
    let page = watcher(&server, &ann, &job, &Value::Null);
    let mut seen = 0;
    // It may listen, and hears of its job: `tests/events`.
    for rule in rules()
        .into_iter()
        .filter(|rule| rule.needs != Needs::Listen)
    {
        let method = rule.method.as_str();
        let (status, answer) = page.send(method, &path(&rule), &json!({}));
        assert_eq!(
            (status, &answer["code"]),
            (403, &json!("forbidden")),
            "{rule:?}"
        );
        if rule.path.starts_with("/jobs/{id}") {
            let of = |job: &Value| rule.path.replace("{id}", id(job)).replace("{name}", "none");
            assert_eq!(
                page.send(method, &of(&other), &json!({})).0,
                403,
                "{rule:?}"
            );
            let is_seen = method == "GET" && rule.needs == Needs::ViewJob;
            let status = page.send(method, &of(&job), &json!({})).0;
            assert_eq!([200, 404].contains(&status), is_seen, "{rule:?}: {status}");
            seen += usize::from(is_seen);
        }
    }
    assert!(seen >= 7, "{seen}");
    let (_, problem) = page.get("/jobs");
    let said = format!("this token lets see the job {} and nothing else", id(&job));
    assert_eq!(problem["detail"], said);
    let figures = page.status_line("/metrics");
    assert!(figures.starts_with("HTTP/1.1 403"), "{figures}");
    // Who does not see the job gives nobody else sight of it.
    let bob = server.visitor("bob", "submitter");
    let path = format!("/jobs/{}/watch-token", id(&job));
    assert_eq!(bob.post(&path, &Value::Null).0, 404);
}

#[test]
fn a_watch_token_ends_in_time_and_with_its_maker() {
    let server = server();
    let ann = server.visitor("ann", "viewer");
    let (_, job) = server.post("/api/v1/jobs", &noop());
    let path = format!("/jobs/{}", id(&job));
    for wrong in [json!("25h"), json!(0), json!("soon"), json!(-1)] {
        let (status, problem) = ann.post(
            &format!("{path}/watch-token"),
            &json!({"expires_in": wrong}),
        );
        assert_eq!(
            (status, &problem["errors"][0]["path"]),
            (422, &json!("/expires_in")),
            "{problem}"
        );
    }
    let brief = watcher(&server, &ann, &job, &json!({"expires_in": 1_500}));
    let mut events = brief.events(&format!("{path}/events"));
    while events.next_event().is_some() {}
    assert_eq!(brief.get(&path).0, 401);

    let by_file = server.stranger(Some(server.token()));
    let pages = [&ann, &ann.sign_in(), &by_file].map(|maker| {
        let headers = ["Sec-Fetch-Site: same-origin"];
        let (_, made) = maker.send_with(
            "POST",
            &format!("{path}/watch-token"),
            &headers,
            &Value::Null,
        );
        server.stranger(made["token"].as_str())
    });
    let states = |server: &Server| pages.each_ref().map(|page| server.moved(page).get(&path).0);
    assert_eq!(states(&server), [200; 3]);
    // What it says cannot be changed.
    for (from, to) in [
        (".1.", ".file."),
        (".1.", ".2."),
        (id(&job), "01900000-0000-7000-8000-000000000000"),
    ] {
        let forged = pages[0].token().replacen(from, to, 1);
        assert_ne!(forged, pages[0].token());
        assert_eq!(server.stranger(Some(&forged)).get(&path).0, 401, "{forged}");
    }
    let server = server.kill_and_restart();
    assert_eq!(states(&server), [200; 3]);
    server.send(
        "DELETE",
        &format!("/api/v1/tokens/{}", ann.id()),
        &Value::Null,
    );
    assert_eq!(states(&server), [401, 401, 200]);
}

#[test]
fn watchers_use_up_nothing_of_their_maker_s_rate() {
    let server = server();
    let slow = json!({"name": "slow", "role": "submitter", "rate": "2/m burst 4"});
    let slow = server.visitor_with(&slow);
    let job = submit(&slow, &noop());
    let path = format!("/jobs/{}", id(&job));
    let page = watcher(&server, &slow, &job, &Value::Null);
    let asked: Vec<u16> = (0..5).map(|_| page.get(&path).0).collect();
    assert_eq!(asked, [200, 200, 200, 200, 429]);
    assert_eq!(slow.get(&path).0, 200);
}

#[test]
fn pages_of_sites_that_are_named_may_read() {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    std::fs::create_dir(runner.path("data")).unwrap();
    runner.write(
        "data/runner.toml",
        "cors_origins = [\"https://shop.example\"]\n",
    );
    let server = Server::start_with_guests(runner, &["noop"]);
    let ann = server.visitor("ann", "submitter");
    let job = submit(&ann, &noop());
    let page = watcher(&server, &ann, &job, &Value::Null);
    let path = format!("/jobs/{}", id(&job));
    let allowed = |who: &Visitor, method: &str, path: &str, headers: &[&str]| {
        let answer = who
            .send_raw(method, path, headers, &Value::Null)
            .to_ascii_lowercase();
        let line = |name: &str| {
            let found = answer
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            found.unwrap_or("-").to_owned()
        };
        (
            line("access-control-allow-origin"),
            line("access-control-allow-methods"),
            line("access-control-allow-credentials"),
        )
    };
    let none = || ("-".to_owned(), "-".to_owned(), "-".to_owned());
    let shop = ["Origin: https://shop.example"];
    let may = || {
        (
            "https://shop.example".to_owned(),
            "-".to_owned(),
            "-".to_owned(),
        )
    };
    assert_eq!(allowed(&page, "GET", &path, &shop), may());
    // Also when it is told that something is wrong.
    assert_eq!(allowed(&page, "GET", "/jobs", &shop), may());
    assert_eq!(
        allowed(&server.stranger(None), "GET", "/jobs", &shop),
        may()
    );
    assert_eq!(
        allowed(&page, "GET", &path, &["Origin: https://other.example"]),
        none()
    );
    let ask = [
        "Origin: https://shop.example",
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: authorization",
    ];
    let (origin, methods, credentials) = allowed(&server.stranger(None), "OPTIONS", &path, &ask);
    assert_eq!(
        (&*origin, &*methods, &*credentials),
        ("https://shop.example", "get", "-")
    );
    // Where no site is named, none may.
    let server = super::server();
    let ann = server.visitor("ann", "viewer");
    assert_eq!(allowed(&ann, "GET", "/jobs", &shop), none());
}
