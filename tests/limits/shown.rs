//! Limits on the command line, and what is metered of an attempt.

use runner_testkit::{Runner, Server, guest};
use serde_json::Value;

fn runner() -> Runner {
    Runner::new(env!("CARGO_BIN_EXE_runner"))
}

fn server() -> Server {
    let runner = runner();
    runner.install(&["uses"]);
    runner.write(
        "data/runner.toml",
        "[plugin.uses.limits]\nhttp_requests = 9\n",
    );
    Server::start(runner)
}

fn plain(server: &Server, text: &str) -> String {
    let path = server.runner().path("data/runner.toml");
    text.replace(&path.display().to_string(), "runner.toml")
}

#[test]
fn the_command_shows_sets_and_resets_ceilings() {
    let server = server();
    let said = |args: &[&str]| {
        let ran = server.client(&[&["plugin", "limits"], args].concat());
        let lines: Vec<String> = ran
            .stdout
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect();
        plain(&server, &format!("{}{}", lines.join("\n"), ran.stderr))
    };
    insta::assert_snapshot!(
        said(&["uses", "--memory", "1GiB", "--timeout", "30m", "--limit", "http_bytes=10MiB"]), @r"
    LIMIT             DEFAULT      CEILING      UNLESS ASKED  SET BY
    fuel              500 billion  500 billion  500 billion   default
    timeout           5m           30m          5m            command, by admin
    memory            256.0 MiB    1.0 GiB      256.0 MiB     command, by admin
    params_bytes      1.0 MiB      1.0 MiB      1.0 MiB       default
    result_bytes      1.0 MiB      1.0 MiB      1.0 MiB       default
    checkpoint_bytes  16.0 MiB     16.0 MiB     16.0 MiB      default
    input_bytes       4.0 GiB      4.0 GiB      4.0 GiB       default
    output_bytes      4.0 GiB      4.0 GiB      4.0 GiB       default
    log_bytes         4.0 MiB      4.0 MiB      4.0 MiB       default
    cache_bytes       64.0 MiB     64.0 MiB     64.0 MiB      default
    http_requests     10000        9            9             runner.toml:2
    http_bytes        1.0 GiB      10.0 MiB     10.0 MiB      command, by admin
    http_concurrency  8            8            8             default
    ");
    insta::assert_snapshot!(said(&["--all", "--fuel", "2T"]).lines().nth(1).unwrap_or_default(), @"fuel              500 billion  2 trillion  500 billion   command, by admin, for all plugins");
    let page = server.client(&["plugin", "show", "uses"]).stdout;
    let (_, limits) = page.split_once("\nlimits\n").unwrap();
    let limits = limits.split("\n\n").next().unwrap_or_default();
    let limits: Vec<&str> = limits.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(plain(&server, &limits.join("\n")), @r"
    LIMIT          DEFAULT      CEILING     UNLESS ASKED  SET BY
    fuel           500 billion  2 trillion  500 billion   command, by admin, for all plugins
    timeout        5m           30m         5m            command, by admin
    memory         256.0 MiB    1.0 GiB     256.0 MiB     command, by admin
    http_requests  10000        9           9             runner.toml:2
    http_bytes     1.0 GiB      10.0 MiB    10.0 MiB      command, by admin
    ");
    let reset = said(&["uses", "--reset", "--timeout", "1m"]);
    let own: Vec<&str> = reset
        .lines()
        .filter(|line| line.contains("command, by admin") && !line.contains("for all"))
        .collect();
    assert_eq!(own.len(), 1, "{reset}");
    insta::assert_snapshot!(said(&["uses", "--limit", "http_requests=default"]), @"error: the ceiling of `http_requests` stands in the configuration file: change line 2 of runner.toml and start the server again");
    insta::assert_snapshot!(said(&["uses", "--memory", "8GiB"]), @"error: --memory: a guest can have 4.0 GiB at most");
    insta::assert_snapshot!(said(&["usse"]), @"error: there is no plugin `usse` (did you mean `uses`?)");
    let json = server
        .client(&["plugin", "limits", "uses", "--json"])
        .json();
    assert_eq!(json["items"][0]["name"], "fuel");
}

#[test]
fn the_configuration_file_is_checked_and_shown_with_its_limits() {
    let runner = runner();
    runner.write(
        "c.toml",
        "[limits]\ntimeout = \"10m\"\n[plugin.uses.limits]\nfuel = \"1T\"\n",
    );
    let said = |verb: &str| runner.run(&["config", verb, "--config", "c.toml"]).stdout;
    assert_eq!(said("check"), "c.toml is good: 0 grants, 2 limits\n");
    insta::assert_snapshot!(said("show"), @r#"
    listen = "127.0.0.1:7070"                                           # default
    tls_cert = ""                                                       # default
    tls_key = ""                                                        # default
    cors_origins = []                                                   # default
    slots = "auto"                                                      # default
    max_frozen = 64                                                     # default
    frozen_memory = "2GiB"                                              # default
    loaded_code = "512MiB"                                              # default
    ca_file = ""                                                        # default
    drain = "30s"                                                       # default
    log = "warn,runner_engine::plugins=info,runner_engine::inbox=info"  # default
    log_format = "text"                                                 # default

    [limits]
    timeout = "600000ms"

    [plugin.uses.limits]
    fuel = "1000000000000"
    "#);
}

/// What is metered of an attempt: each has a number.
const METERED: [&str; 11] = [
    "fuel",
    "fuel_exact",
    "peak_memory_bytes",
    "wall_ms",
    "queue_ms",
    "frozen_ms",
    "input_bytes",
    "output_bytes",
    "log_bytes",
    "http_requests",
    "http_bytes",
];

fn assert_metered(usage: &Value, but: &[&str]) {
    for name in METERED.into_iter().filter(|name| !but.contains(name)) {
        assert!(!usage[name].is_null(), "{name}: {usage}");
    }
}

#[test]
fn every_attempt_says_what_it_used() {
    let server = server();
    let runner = server.runner();
    runner.write("uses.wasm", guest("uses"));
    runner.write("data.txt", "x".repeat(2_000));
    let ran = runner.run(&[
        "run",
        "uses.wasm",
        "-p",
        "of=lines",
        "-p",
        "amount=3",
        "--json",
    ]);
    // One that waits in no queue has no time there.
    assert_metered(&ran.json()["usage"], &["queue_ms"]);
    assert!(ran.json()["usage"]["log_bytes"].as_u64() > Some(10));
    let ran = runner.run(&["run", "uses.wasm", "-p", "of=lines", "-p", "amount=3"]);
    assert!(ran.stderr.contains("\n  log          "), "{}", ran.stderr);

    let id = server
        .client(&["submit", "uses", "-p", "of=input", "-i", "data.txt"])
        .stdout;
    let id = id.trim();
    let job = server.wait_for(id, "completed");
    assert_metered(&job["usage"], &[]);
    assert_eq!(job["usage"]["input_bytes"], 2_000);
    let (_, attempts) = server.get(&format!("/api/v1/jobs/{id}/attempts"));
    assert_eq!(attempts["items"][0]["usage"], job["usage"]);
    let page = server.client(&["job", "show", id]).stdout;
    assert!(
        page.contains("\ndata          2.0 KiB read, 0 B written"),
        "{page}"
    );
}
