//! `runner run` with grants.

use std::fs;
use std::path::Path;

use runner_testkit::{Certificates, Runner, Site, guest};
use serde_json::json;

fn runner() -> Runner {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    runner.write("fetch.wasm", guest("fetch"));
    runner
}

fn plain(text: &str, site: &Site) -> String {
    text.replace(&site.address().port().to_string(), "PORT")
}

#[test]
fn a_run_reaches_what_its_flags_allow_and_says_what_it_used() {
    let (runner, site) = (runner(), Site::start());
    let url = json!({"url": site.url("/"), "check": true}).to_string();
    let ran = runner.run(&[
        "run",
        "fetch.wasm",
        "--params",
        &url,
        "--allow",
        &site.url(""),
        "--allow-method",
        "get",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(ran.json()[0]["text"], "ok");
    assert!(
        ran.stderr.contains("http         1 requests, "),
        "{}",
        ran.stderr
    );
    assert_eq!(site.seen().requests.len(), 1);
}

#[test]
fn a_refusal_names_the_flag_that_would_allow_it() {
    let (runner, site) = (runner(), Site::start());
    let url = json!({"url": site.url("/"), "method": "POST"}).to_string();
    let ran = runner.run(&["run", "-q", "fetch.wasm", "--params", &url]);
    insta::assert_snapshot!(plain(&ran.said(), &site), @r"
    exit Some(1)
    error: fetch failed, denied: POST http://127.0.0.1:PORT is not granted to fetch; allow it by

        --allow http://127.0.0.1:PORT --allow-method POST
    http://127.0.0.1:PORT/ is not granted
    ");
    let ran = runner.run(&[
        "run",
        "-q",
        "fetch.wasm",
        "--params",
        &url,
        "--allow",
        &site.url(""),
        "--allow-method",
        "GET",
    ]);
    assert!(
        ran.stderr.contains("but not with POST; allow it by"),
        "{}",
        ran.stderr
    );
    assert_eq!(site.seen().connections, 0);
}

#[test]
fn a_secret_is_sent_and_left_nowhere() {
    let (runner, site) = (runner(), Site::start());
    runner.write("key.txt", "hunter2\n");
    let url = json!({"url": site.url("/")}).to_string();
    let args = [
        "run",
        "fetch.wasm",
        "-v",
        "--params",
        &url,
        "--allow",
        &site.url(""),
        "--allow-header",
        "authorization: Bearer ${secret:key}",
        "--secret",
    ];
    let from_file = runner.run(&[&args[..], &["key=@key.txt"]].concat());
    let from_stdin = runner.run_with(&[&args[..], &["key=-"]].concat(), b"hunter2");
    for ran in [from_file, from_stdin] {
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert!(!ran.stdout.contains("hunter2") && !ran.stderr.contains("hunter2"));
    }
    for request in site.seen().requests {
        assert!(
            request.contains("\r\nauthorization: Bearer hunter2\r\n"),
            "{request}"
        );
    }
    assert!(!is_in(&runner.path("data"), "hunter2"));
}

/// Whether a text stands in any file below a folder.
fn is_in(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return is_in(&path, text);
        }
        let bytes = fs::read(&path).unwrap();
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    })
}

#[test]
fn an_error_tells_a_guest_nothing_of_the_hosts_code() {
    let (runner, site) = (runner(), Site::start());
    runner.write("tricks.wasm", guest("http_tricks"));
    let params = json!({"authority": site.address().to_string(), "trick": "debug"}).to_string();
    let args = [
        "run",
        "-q",
        "tricks.wasm",
        "--params",
        &params,
        "--allow",
        &site.url(""),
    ];
    // With it, the host's errors have a backtrace with them.
    let ran = runner
        .command(&args)
        .env("RUST_BACKTRACE", "1")
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&ran.stdout).trim_end(),
        r#"["incomplete HTTP response"]"#,
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}

#[test]
fn certificates_of_ones_own_are_trusted_by_a_flag() {
    let certificates = Certificates::new(&["127.0.0.1"]);
    let (runner, site) = (runner(), Site::with_tls(&certificates));
    runner.write("ca.pem", &certificates.authority);
    runner.write("none.pem", "");
    let url = json!({"url": site.url("/"), "check": true}).to_string();
    let args = [
        "run",
        "-q",
        "fetch.wasm",
        "--params",
        &url,
        "--allow",
        &site.url(""),
    ];
    let ran = runner.run(&[&args[..], &["--ca-file", "ca.pem"]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(runner.run(&args).stderr.contains("tls certificate error"));
    let ran = runner.run(&[&args[..], &["--ca-file", "none.pem"]].concat());
    insta::assert_snapshot!(ran.said(), @r"
    exit Some(1)
    error: cannot use the certificates in none.pem: it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)
    ");
}

#[test]
fn what_is_wrong_with_the_flags_is_said_before_anything_runs() {
    let runner = runner();
    runner.write("empty", "");
    let mut said = Vec::new();
    for flags in [
        &["--allow", "api.example.com"][..],
        &["--allow", "https://a.com/x?y"],
        &["--allow", "https://a.com", "--allow-method", "TRACE"],
        &["--allow", "https://a.com", "--allow-header", "host: b.com"],
        &[
            "--allow",
            "https://a.com",
            "--allow-header",
            "a: ${secret:key}",
        ],
        &["--allow", "https://a.com", "--allow-address", "10.1.2.3/8"],
        &["--allow", "https://a.com", "--allow-rate", "often"],
        &["--secret", "key=hunter2"],
        &["--secret", "key=@missing"],
        &["--secret", "key=@empty"],
        &["--secret", "a b=@empty"],
    ] {
        let ran = runner.run(&[&["run", "-q", "fetch.wasm"], flags].concat());
        said.push(format!("{}\n{}", flags.join(" "), ran.said()));
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    --allow api.example.com
    exit Some(2)
    error: --allow: `api.example.com` says neither http nor https: write it as `https://api.example.com`

    --allow https://a.com/x?y
    exit Some(2)
    error: --allow: a target ends with its path: leave out what follows `?`

    --allow https://a.com --allow-method TRACE
    exit Some(2)
    error: --allow-method: TRACE cannot be granted: the answer would show the plugin the headers of the grant

    --allow https://a.com --allow-header host: b.com
    exit Some(2)
    error: --allow-header: the header `host` is set by the host and cannot be granted

    --allow https://a.com --allow-header a: ${secret:key}
    exit Some(2)
    error: --allow-header needs the secret `key`, which is not given
    hint: give it by --secret key=@FILE, or --secret key=- for the standard input

    --allow https://a.com --allow-address 10.1.2.3/8
    exit Some(2)
    error: --allow-address: `10.1.2.3/8` is no network, because its last bits are not zero: did you mean 10.0.0.0/8?

    --allow https://a.com --allow-rate often
    exit Some(2)
    error: --allow-rate: `often` is no rate: write a count and a time, as `10/s`, `100/m` or `5/10s`, and `10/s burst 50` to let as many begin at once

    --secret key=hunter2
    exit Some(2)
    error: --secret: write key=@FILE, or key=- for the standard input
    hint: a secret on the command line could be read by everybody on this machine

    --secret key=@missing
    exit Some(2)
    error: --secret: cannot read `key`: No such file or directory (os error 2)

    --secret key=@empty
    exit Some(2)
    error: --secret: cannot read `key`: it is empty

    --secret a b=@empty
    exit Some(2)
    error: --secret: `a b` is no name of a secret: use letters, digits, `-` and `_`, beginning with a letter, at most 64
    ");
}
