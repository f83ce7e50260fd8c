//! Where webhooks may go to: as for guests, to what is not of the public internet only if somebody said so.

use runner_testkit::{Runner, Server, Site};
use serde_json::{Value, json};

use super::{Hook, completed, run};

fn server(config: &str) -> Server {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    runner.install(&["noop"]);
    runner.write("data/runner.toml", config);
    Server::start(runner)
}

/// The block of a file that a message shows.
fn block(message: &str) -> String {
    let (_, block) = message.split_once("runner.toml by\n\n").unwrap();
    block.to_owned()
}

#[test]
fn a_private_address_is_refused_with_what_would_allow_it() {
    let site = Site::start();
    let before = server("[webhooks]\nallow = [\"10.0.0.0/8\"]\n");
    let body = json!({"url": site.url("/told"), "filter": completed()});
    let (status, problem) = before.post("/api/v1/webhooks", &body);
    assert_eq!(
        (status, &problem["errors"][0]["path"]),
        (422, &json!("/url"))
    );
    let message = problem["errors"][0]["message"].as_str().unwrap();
    let port = site.address().port().to_string();
    insta::assert_snapshot!(message.replace(&port, "PORT"), @r#"
    http://127.0.0.1:PORT leads to 127.0.0.1, a loopback address, which webhooks are not sent to; an operator may allow it in runner.toml by

        [webhooks]
        allow = ["10.0.0.0/8", "127.0.0.1"]
    "#);
    let said = before.client(&["webhook", "add", &site.url("/told")]);
    assert_eq!(said.code, Some(2), "{}", said.stderr);
    assert!(
        said.stderr
            .contains("allow = [\"10.0.0.0/8\", \"127.0.0.1\"]"),
        "{}",
        said.stderr
    );
    // Pasted, it allows that.
    let after = server(&block(message));
    Hook::add(&after, &site, &completed());
    run(&after, "noop");
    assert_eq!(site.wait_for_told(1).len(), 1);
}

#[test]
fn a_name_that_leads_to_a_private_address_is_refused_when_something_is_sent() {
    let server = server("");
    let site = Site::start();
    let url = site.url_of("localhost", "/told");
    let hook = Hook::add_as(&server, &json!({"url": url, "filter": completed()}));
    let (_, tried) = server.post(&hook.path("/test"), &Value::Null);
    let error = tried["error"].as_str().unwrap();
    assert!(
        error.contains("a loopback address, which webhooks are not sent to"),
        "{error}"
    );
    assert!(
        block(error).contains("[webhooks]\n    allow = [\""),
        "{error}"
    );
    run(&server, "noop");
    let waiting = hook.wait_for(&server, "waiting");
    assert_eq!(waiting["last"]["error"], tried["error"]);
    assert_eq!(waiting["last"]["status"], Value::Null);
    assert_eq!(site.seen().connections, 0);
    // No more can be had by changing it.
    for url in [
        "http://169.254.169.254/latest",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
    ] {
        let (status, problem) = server.send("PATCH", &hook.path(""), &json!({"url": url}));
        assert_eq!(
            (status, &problem["code"]),
            (422, &json!("invalid")),
            "{url}: {problem}"
        );
    }
}
