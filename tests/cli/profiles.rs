//! Servers by names, with tokens and authorities of their own.

use runner_testkit::{Certificates, Runner, Server, Site};

use crate::runner;

/// A folder of its own, and the file that names servers in it.
fn stranger(file: &str) -> Runner {
    let runner = runner();
    runner.write("client.toml", file);
    runner
}

fn ask(
    runner: &Runner,
    environment: &[(&str, &str)],
    args: &[&str],
) -> (Option<i32>, String, String) {
    let output = runner
        .command(args)
        .env("RUNNER_CLIENT_CONFIG", runner.path("client.toml"))
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn a_server_is_asked_by_its_name_with_its_own_token() {
    let server = Server::start(runner());
    let file = format!(
        "[profile.prod]\nserver = \"http://{}\"\ntoken_file = \"prod.token\"\n\n[profile.gone]\nserver = \"http://127.0.0.1:1\"\n",
        server.address()
    );
    let client = stranger(&file);
    client.write("prod.token", server.token());
    let (code, _, stderr) = ask(&client, &[], &["--profile", "prod", "queue", "list"]);
    assert_eq!(code, Some(0), "{stderr}");
    let (code, ..) = ask(&client, &[("RUNNER_PROFILE", "prod")], &["queue", "list"]);
    assert_eq!(code, Some(0));
    // What is said on the command line goes before it, and a profile before the environment.
    let (code, ..) = ask(
        &client,
        &[("RUNNER_PROFILE", "prod")],
        &["queue", "list", "--server", "http://127.0.0.1:1"],
    );
    assert_eq!(code, Some(4));
    let (code, ..) = ask(
        &client,
        &[("RUNNER_SERVER", "http://127.0.0.1:1")],
        &["queue", "list", "--profile", "prod"],
    );
    assert_eq!(code, Some(0));
    let (code, ..) = ask(&client, &[], &["queue", "list", "--profile", "gone"]);
    assert_eq!(code, Some(4));
}

#[test]
fn the_environment_names_server_and_token_too() {
    let server = Server::start(runner());
    let client = stranger("");
    let url = format!("http://{}", server.address());
    let environment = [
        ("RUNNER_SERVER", url.as_str()),
        ("RUNNER_TOKEN", server.token()),
    ];
    let (code, _, stderr) = ask(&client, &environment, &["queue", "list"]);
    assert_eq!(code, Some(0), "{stderr}");
    let (code, ..) = ask(&client, &environment[..1], &["queue", "list"]);
    assert_eq!(code, Some(5));
}

#[test]
fn a_profile_that_is_not_there_is_told_with_the_nearest() {
    let client = stranger("[profile.prod]\nserver = \"http://127.0.0.1:1\"\n");
    let (code, _, stderr) = ask(&client, &[], &["--profile", "prd", "queue", "list"]);
    assert_eq!(code, Some(2));
    assert!(stderr.ends_with("hint: did you mean `prod`?\n"), "{stderr}");
}

#[test]
fn a_server_that_speaks_tls_is_trusted_through_the_authority_of_its_profile_alone() {
    let certificates = Certificates::new(&["localhost"]);
    let site = Site::with_tls(&certificates);
    let port = site.address().port();
    let file = format!(
        "[profile.mine]\nserver = \"https://localhost:{port}\"\nca_file = \"ca.pem\"\n[profile.none]\nserver = \"https://localhost:{port}\"\n"
    );
    let client = stranger(&file);
    client.write("ca.pem", &certificates.authority);
    // What answers there is no server of ours, and that is said: so TLS was spoken.
    let (code, _, stderr) = ask(&client, &[], &["--profile", "mine", "queue", "list"]);
    assert_eq!(code, Some(4));
    assert!(stderr.contains("is no runner server"), "{stderr}");
    let (code, _, stderr) = ask(&client, &[], &["--profile", "none", "queue", "list"]);
    assert_eq!(code, Some(4));
    assert!(stderr.contains("certificate"), "{stderr}");
    let (code, _, stderr) = ask(
        &client,
        &[("RUNNER_SERVER_CA", "in.csv")],
        &["--profile", "none", "queue", "list"],
    );
    assert_eq!(code, Some(2));
    assert!(
        stderr.contains("cannot use the certificates in in.csv"),
        "{stderr}"
    );
}
