//! TLS: certificates that are good, renewed and bad, and what is said without one.

use std::net::TcpStream;

use runner_testkit::{Certificates, Runner, Server, ask_by_tls, wait_until};

const NAME: &str = "runner.example";

fn runner() -> Runner {
    Runner::new(env!("CARGO_BIN_EXE_runner"))
}

/// Writes a certificate and its key beside the data folder.
fn write(runner: &Runner, certificates: &Certificates) {
    runner.write("cert.pem", &certificates.certificate);
    runner.write("key.pem", &certificates.key);
    runner.write("ca.pem", &certificates.authority);
}

fn path(runner: &Runner, name: &str) -> String {
    runner.path(name).display().to_string()
}

/// Starts a server with that certificate.
fn server(certificates: &Certificates, listen: &str) -> Server {
    let runner = runner();
    write(&runner, certificates);
    let (cert, key) = (path(&runner, "cert.pem"), path(&runner, "key.pem"));
    let files = [("RUNNER_TLS_CERT", &*cert), ("RUNNER_TLS_KEY", &*key)];
    Server::start_at(runner, listen, &files)
}

fn request(server: &Server, method: &str, path: &str) -> String {
    let token = server.token();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Length: 0\r\n\r\n"
    )
}

fn get(server: &Server, authority: &str) -> Result<String, String> {
    let request = request(server, "GET", "/api/v1/jobs");
    ask_by_tls(server.address(), NAME, authority, &request).map_err(|error| error.to_string())
}

#[test]
fn a_server_speaks_tls_and_says_so_to_those_who_do_not() {
    let certificates = Certificates::new(&[NAME]);
    let server = server(&certificates, "127.0.0.1:0");
    assert!(
        server.log().contains("listens on https://127.0.0.1:"),
        "{}",
        server.log()
    );
    let answer = get(&server, &certificates.authority).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    // Others are not believed.
    let other = Certificates::new(&[NAME]);
    let refused = get(&server, &other.authority).unwrap_err();
    assert!(refused.contains("invalid peer certificate"), "{refused}");
    let (status, problem) = server.get("/api/v1/jobs");
    assert_eq!(
        (status, &problem["code"]),
        (400, &"tls_required".into()),
        "{problem}"
    );
    // A cookie is for TLS alone.
    let signed_in = request(&server, "POST", "/api/v1/session");
    let signed_in =
        ask_by_tls(server.address(), NAME, &certificates.authority, &signed_in).unwrap();
    let cookie = signed_in
        .lines()
        .find(|line| line.starts_with("set-cookie: "))
        .unwrap();
    assert!(
        cookie.starts_with("set-cookie: __Host-runner_session=runner_"),
        "{cookie}"
    );
    assert!(
        cookie.ends_with("; HttpOnly; SameSite=Strict; Secure"),
        "{cookie}"
    );
}

#[test]
fn a_certificate_that_signs_itself_is_believed_by_its_names_where_it_is_named() {
    let certificates = Certificates::alone(&["localhost"]);
    let server = server(&certificates, "127.0.0.1:0");
    let port = server.address().rsplit(':').next().unwrap();
    let cert = path(server.runner(), "cert.pem");
    let other = Certificates::alone(&["localhost"]);
    server.runner().write("other.pem", &other.certificate);
    let other = path(server.runner(), "other.pem");
    let list = |host: &str, ca: &str| {
        let url = format!("https://{host}:{port}");
        server.client(&["job", "list", "--server", &url, "--server-ca", ca])
    };
    let listed = list("localhost", &cert);
    assert_eq!(listed.code, Some(0), "{}", listed.stderr);
    for (host, ca) in [("127.0.0.1", &cert), ("localhost", &other)] {
        let listed = list(host, ca);
        assert_eq!(listed.code, Some(4), "{host}: {}", listed.said());
        assert!(
            listed.stderr.contains("cannot trust what answers"),
            "{}",
            listed.stderr
        );
    }
}

#[test]
fn commands_find_a_server_that_speaks_tls_and_believe_no_other() {
    let certificates = Certificates::new(&["localhost"]);
    let server = server(&certificates, "127.0.0.1:0");
    // The one on the data folder shows what it says it shows, whatever its certificate is for.
    let listed = server.client(&["job", "list"]);
    assert_eq!(listed.code, Some(0), "{}", listed.stderr);
    let port = server.address().rsplit(':').next().unwrap();
    let url = format!("https://localhost:{port}");
    let listed = server.client(&["job", "list", "--server", &url]);
    assert_eq!(listed.code, Some(4));
    let said = listed.stderr.replace(port, "PORT");
    insta::assert_snapshot!(said, @r"
    error: cannot trust what answers at https://localhost:PORT: invalid peer certificate: UnknownIssuer
    hint: if its certificate is signed by an authority of your own, say which: --server-ca FILE, or RUNNER_SERVER_CA
    ");
    let ca = path(server.runner(), "ca.pem");
    let listed = server.client(&["job", "list", "--server", &url, "--server-ca", &ca]);
    assert_eq!(listed.code, Some(0), "{}", listed.stderr);
    let plain = server.client(&[
        "job",
        "list",
        "--server",
        &format!("http://localhost:{port}"),
    ]);
    assert!(
        plain.stderr.contains("write https:// instead of http://"),
        "{}",
        plain.stderr
    );
    let wrong = server.client(&[
        "job",
        "list",
        "--server",
        &url,
        "--server-ca",
        "/nowhere.pem",
    ]);
    assert_eq!(wrong.code, Some(2));
    assert!(
        wrong
            .stderr
            .contains("cannot use the certificates in /nowhere.pem"),
        "{}",
        wrong.stderr
    );
    // Another certificate than the one it shows is not believed there either.
    let other = Certificates::new(&["localhost"]);
    let told = server.runner().read("data/server");
    let told = told.replace("cert.pem", "other.pem");
    server.runner().write("other.pem", &other.certificate);
    server.runner().write("data/server", told);
    let listed = server.client(&["job", "list"]);
    assert_eq!(listed.code, Some(4), "{}", listed.said());
    assert!(
        listed.stderr.contains("cannot trust what answers"),
        "{}",
        listed.stderr
    );
}

#[test]
fn a_certificate_that_is_renewed_is_shown_without_a_restart() {
    let first = Certificates::new(&[NAME]);
    let server = server(&first, "127.0.0.1:0");
    assert!(get(&server, &first.authority).is_ok());
    // Half of a change changes nothing.
    server.runner().write("cert.pem", "half a cert");
    wait_until("it is said", || {
        server
            .log()
            .contains("holds no certificate in PEM form")
            .then_some(())
            .or_else(|| {
                assert!(get(&server, &first.authority).is_ok());
                None
            })
    });
    let second = Certificates::new(&[NAME]);
    write(server.runner(), &second);
    wait_until("the new one is shown", || {
        get(&server, &second.authority).ok()
    });
    assert!(get(&server, &first.authority).is_err());
    assert!(server.client(&["job", "list"]).code == Some(0));
}

#[test]
fn who_is_slow_at_the_handshake_holds_nobody_up() {
    let certificates = Certificates::new(&[NAME]);
    let server = server(&certificates, "127.0.0.1:0");
    let slow: Vec<TcpStream> = (0..50)
        .map(|_| TcpStream::connect(server.address()).unwrap())
        .collect();
    assert!(get(&server, &certificates.authority).is_ok());
    drop(slow);
}

#[test]
fn the_configuration_file_names_the_certificate() {
    let runner = runner();
    let certificates = Certificates::new(&[NAME]);
    write(&runner, &certificates);
    std::fs::create_dir(runner.path("data")).unwrap();
    // From the file's own folder.
    runner.write(
        "data/runner.toml",
        "tls_cert = \"../cert.pem\"\ntls_key = \"../key.pem\"\n",
    );
    let shown = runner.run(&["config", "show"]);
    assert!(
        shown.stdout.contains("../cert.pem\"") && shown.stdout.contains("# file, line 1"),
        "{}",
        shown.said()
    );
    let server = Server::start(runner);
    assert!(get(&server, &certificates.authority).is_ok());
}

#[test]
fn a_bad_certificate_ends_the_start() {
    let runner = runner();
    write(&runner, &Certificates::new(&[NAME]));
    runner.write("other.pem", Certificates::new(&[NAME]).key);
    runner.write("empty.pem", "");
    let folder = runner.folder().display().to_string();
    let start = |flags: &[&str]| {
        let mut args = vec!["serve", "--listen", "127.0.0.1:0"];
        let files: Vec<String> = flags
            .iter()
            .map(|flag| flag.replace("@", &format!("{folder}/")))
            .collect();
        args.extend(files.iter().map(String::as_str));
        let ended = runner.run(&args);
        assert_eq!(ended.code, Some(2), "{}", ended.said());
        ended.stderr.replace(&folder, "…")
    };
    let said = [
        start(&["--tls-cert", "@none.pem", "--tls-key", "@key.pem"]),
        start(&["--tls-cert", "@empty.pem", "--tls-key", "@key.pem"]),
        start(&["--tls-cert", "@key.pem", "--tls-key", "@key.pem"]),
        start(&["--tls-cert", "@cert.pem", "--tls-key", "@cert.pem"]),
        start(&["--tls-cert", "@cert.pem", "--tls-key", "@other.pem"]),
        start(&["--tls-cert", "@cert.pem"]),
    ];
    insta::assert_snapshot!(said.concat());
    // Nothing was made.
    assert!(!runner.path("data/token").exists());
}

#[test]
fn who_listens_to_others_without_tls_is_warned() {
    let warning = "without TLS: whoever is on the way reads tokens and jobs";
    let open = Server::start_at(runner(), "0.0.0.0:0", &[]);
    assert!(open.log().contains(warning), "{}", open.log());
    let closed = Server::start(runner());
    assert!(!closed.log().contains(warning), "{}", closed.log());
    let by_tls = server(&Certificates::new(&[NAME]), "0.0.0.0:0");
    assert!(!by_tls.log().contains(warning), "{}", by_tls.log());
}
