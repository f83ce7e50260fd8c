//! The projects as they are written: the three do the same.

use std::fs;
use std::path::Path;

use runner_testkit::{Runner, Server, wait_until};
use serde_json::{Value, json};

use super::tools::{Language, NAME, Project};

#[test]
fn a_rust_project_builds_runs_and_goes_on_from_its_checkpoint() {
    does_all(Language::Rust);
}

#[test]
fn a_javascript_project_builds_runs_and_goes_on_from_its_checkpoint() {
    does_all(Language::JavaScript);
}

#[test]
fn a_python_project_builds_runs_and_goes_on_from_its_checkpoint() {
    does_all(Language::Python);
}

fn does_all(language: Language) {
    let Some(project) = Project::new(language) else {
        return;
    };
    project.test();
    let plugin = project.build();
    let Project { runner, .. } = project;
    let plugin = plugin.to_str().unwrap();
    is_checked(&runner, plugin, language);
    is_run(&runner, plugin);
    is_limited(&runner, plugin);
    // Enough lines that it takes seconds: those of Rust go by fast, and then it is the checkpoints that take the time.
    let lines = match language {
        Language::Rust => 1_000_000,
        Language::JavaScript | Language::Python => 300_000,
    };
    is_served(runner, plugin, lines);
}

/// A text of lines, every third of which has the word, and those.
fn text(lines: usize) -> (String, String) {
    let (mut text, mut matches) = (String::new(), String::new());
    for line in 0..lines {
        if line % 3 == 0 {
            let line = format!("line {line} has a żółw in it\n");
            text.push_str(&line);
            matches.push_str(&line);
        } else {
            text.push_str(&format!("line {line} has none\n"));
        }
    }
    text.push_str("and no end");
    (text, matches)
}

fn is_checked(runner: &Runner, plugin: &str, language: Language) {
    let ran = runner.run(&["plugin", "check", "--json", plugin]);
    assert_eq!(ran.code, Some(0), "{}\n{}", ran.stdout, ran.stderr);
    let found = ran.json();
    assert_eq!(
        found["findings"],
        json!([]),
        "a new project has nothing to mend"
    );
    assert_eq!(found["descriptor"]["name"], NAME);
    // What takes long says so, and only when it is done.
    let said = format!("compiling {plugin}, ");
    assert_eq!(
        ran.stderr.contains(&said),
        language != Language::Rust,
        "{}",
        ran.stderr
    );
    let again = runner.run(&["plugin", "check", plugin]);
    assert_eq!(again.stderr, "");
    assert!(
        again.stdout.contains("a server takes it as it is"),
        "{}",
        again.stdout
    );
}

fn is_run(runner: &Runner, plugin: &str) {
    let (text, matches) = text(25_000);
    runner.write("text.txt", text);
    let args = [
        "run",
        plugin,
        "-p",
        "word=żółw",
        "-i",
        "text.txt",
        "-o",
        "matches=found.txt",
        "--json",
    ];
    let ran = runner.run(&args);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    let done = ran.json();
    assert_eq!(
        done["result"],
        json!({"lines": 25_001, "matches": 8_334, "before": null})
    );
    assert!(runner.read("found.txt") == matches, "the output differs");
    assert!(done["usage"]["fuel"].as_u64().unwrap() > 1_000_000);
    assert_eq!(done["near_limits"], json!([]));
    // The log's last line, and no other.
    let ran = runner.run(&[
        "run",
        plugin,
        "-p",
        "word=żółw",
        "-i",
        "text.txt",
        "-o",
        "matches=found.txt",
    ]);
    assert!(
        ran.stderr.contains("8334 of 25001 lines match"),
        "{}",
        ran.stderr
    );
    let ran = runner.run(&[
        "run",
        plugin,
        "-p",
        "wort=x",
        "-i",
        "text.txt",
        "-o",
        "matches=found.txt",
    ]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
}

fn is_limited(runner: &Runner, plugin: &str) {
    let code = |limit: &[&str]| {
        let args = [
            "run",
            plugin,
            "-p",
            "word=żółw",
            "-i",
            "text.txt",
            "-o",
            "matches=no.txt",
            "--json",
        ];
        let ran = runner.run(&[&args, limit].concat());
        assert_eq!(ran.code, Some(1), "{}", ran.stderr);
        let done = ran.json();
        (
            done["error"]["code"].clone(),
            done["near_limits"][0]["limit"].clone(),
        )
    };
    assert_eq!(
        code(&["--fuel", "5M"]),
        (json!("fuel_exhausted"), json!("fuel"))
    );
    assert_eq!(code(&["--memory", "1MiB"]).0, "memory_exceeded");
    assert!(!runner.path("no.txt").exists());
}

fn is_served(runner: Runner, plugin: &str, lines: usize) {
    let (text, matches) = text(lines);
    runner.write("text.txt", &text);
    fs::create_dir_all(runner.path("data/plugins")).unwrap();
    let inbox = runner
        .path("data/plugins")
        .join(Path::new(plugin).file_name().unwrap());
    fs::copy(plugin, inbox).unwrap();
    let mut server = Server::start(runner);
    let submit = ["submit", NAME, "-p", "word=żółw", "-i", "text.txt"];
    let id = wait_until("the server takes the plugin", || {
        let ran = server.client(&submit);
        (ran.code == Some(0)).then(|| ran.stdout.trim().to_owned())
    });

    // It dies once it has a checkpoint or two.
    wait_until("the job saves a checkpoint", || {
        let (_, job) = server.get(&format!("/api/v1/jobs/{id}"));
        assert_ne!(job["state"], "completed", "it was too fast to be killed");
        let done = job["progress"]["done"].as_u64().unwrap_or(0);
        (done > text.len() as u64 / 20).then_some(())
    });
    server = server.kill_and_restart();
    let done = server.wait_for(&id, "completed");
    assert_eq!(done["attempt"], 2);
    let found = (lines as u64).div_ceil(3);
    assert_eq!(
        done["result"],
        json!({"lines": lines + 1, "matches": found, "before": null})
    );
    let logs = server.client(&["job", "logs", &id]).stdout;
    assert!(logs.contains("going on after line "), "{logs}");
    let output = server.client(&["job", "output", &id, "matches"]);
    assert!(output.stdout == matches, "the output differs");

    // The next job of the processor finds what this one left in the cache.
    server.runner().write("text.txt", "one żółw\n");
    let submit = [&submit[..], &["--wait"]].concat();
    let next: Value = serde_json::from_str(server.client(&submit).line()).unwrap();
    assert_eq!(next, json!({"lines": 1, "matches": 1, "before": found}));
    server.stop();
}
