//! `runner bench`.

use runner_testkit::Server;

use crate::runner;

#[test]
fn a_server_is_measured_one_job_at_a_time_and_in_bulk() {
    let server = Server::start(runner());
    let run = |more: &[&str]| {
        let args = [
            &["bench", "--jobs", "20", "--connections", "4", "--json"],
            more,
        ]
        .concat();
        let ran = server.client(&args);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        ran.json()
    };
    for figures in [run(&[]), run(&["--bulk", "7"])] {
        assert_eq!(
            (&figures["jobs"], &figures["failed"]),
            (&20.into(), &0.into())
        );
        for rate in ["jobs_per_second", "submits_per_second"] {
            assert!(figures[rate].as_f64().unwrap() > 0.0, "{figures}");
        }
        let spread = &figures["to_end_ms"];
        assert!(
            spread["p50"].as_f64() <= spread["p99"].as_f64(),
            "{figures}"
        );
    }
    let lines = server.client(&["bench", "--jobs", "5"]).stdout;
    assert!(lines.starts_with("5 jobs in "), "{lines}");
    assert!(lines.contains("p99"), "{lines}");
}

#[test]
fn jobs_that_fail_make_the_bench_fail() {
    let server = Server::start(runner());
    let ran = server.client(&["bench", "--jobs", "2", "-p", "from=json", "-p", "to=jsonl"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("2 of them did not complete"),
        "{}",
        ran.stderr
    );
}
