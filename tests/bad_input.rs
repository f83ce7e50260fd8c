//! What bad input gets: a message that says what to do, before any work is done.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::process::Stdio;

use runner_testkit::{Runner, guest};

fn runner() -> Runner {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    runner.write("in.csv", "a,b\n1,2\n");
    runner
}

/// The arguments of a conversion that would work, and more.
fn convert<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec![
        "run",
        "data-conversion",
        "-q",
        "-i",
        "data=in.csv",
        "-o",
        "data=out.jsonl",
    ];
    args.extend(more);
    args
}

#[test]
fn an_unknown_processor_names_those_that_exist_and_the_nearest() {
    insta::assert_snapshot!(runner().run(&["run", "data-convertion"]).said(), @r"
    exit Some(3)
    error: there is no processor `data-convertion`; there are: data-conversion, property-fetch, report-generation
    hint: did you mean `data-conversion`?
    ");
}

#[test]
fn a_plugin_file_that_is_missing_or_no_component_is_said() {
    let runner = runner();
    insta::assert_snapshot!(runner.run(&["run", "./mine.wasm"]).said(), @r"
    exit Some(3)
    error: cannot read the plugin ./mine.wasm: No such file or directory (os error 2)
    hint: a plugin is a .wasm file, built for wasm32-wasip2
    ");
    runner.write("text.wasm", "hello");
    insta::assert_snapshot!(runner.run(&["run", "text.wasm"]).said(), @r"
    exit Some(1)
    error: cannot load text.wasm: it is no WASM component: it is no WASM at all
    hint: what to do about it: runner plugin check text.wasm
    ");
}

#[test]
fn params_that_do_not_fit_say_where_and_what_was_expected() {
    let runner = runner();
    insta::assert_snapshot!(
        runner.run(&convert(&["-p", "sample=many", "-p", "to=xml"])).said(),
        @r#"
    exit Some(2)
    error: the params do not fit data-conversion:
      /sample: "many" is not of type "integer"
      /to: "xml" is none of "csv", "tsv", "json", "jsonl"
    hint: see what it takes: runner plugin show data-conversion
    "#);
    insta::assert_snapshot!(runner.run(&convert(&["-p", "too=json"])).said(), @r#"
    exit Some(2)
    error: the params do not fit data-conversion:
      /: "to" is a required property
      /: Additional properties are not allowed ('too' was unexpected)
    hint: see what it takes: runner plugin show data-conversion
    "#);
    insta::assert_snapshot!(runner.run(&convert(&["--params", "{to: json}"])).said(), @r#"
    exit Some(2)
    error: --params is no JSON: key must be a string at line 1 column 2
    hint: write a JSON object in quotes, --params '{"to": "json"}', or name a file: --params @params.json
    "#);
    insta::assert_snapshot!(runner.run(&convert(&["-p", "to"])).said(), @r"
    exit Some(2)
    error: -p to: write KEY=VALUE
    ");
    insta::assert_snapshot!(runner.run(&convert(&["-p", "=json"])).said(), @r"
    exit Some(2)
    error: -p =json: write KEY=VALUE
    ");
    insta::assert_snapshot!(runner.run(&convert(&["-p", "to=json", "-p", "to=csv"])).said(), @r"
    exit Some(2)
    error: the param `to` is given twice
    ");
    let ran = runner.run(&[
        "run",
        "data-conversion",
        "-p",
        "to=json",
        "-i",
        "in.csv",
        "-o",
        "-",
        "--data-dir",
        "in.csv/x",
    ]);
    insta::assert_snapshot!(ran.said(), @r"
    exit Some(1)
    error: cannot use the cache folder in.csv/x/cache/code: Not a directory (os error 20)
    ");
    assert_eq!(runner.files(), ["in.csv"]);
}

#[test]
fn inputs_and_outputs_are_checked_before_any_work() {
    let runner = runner();
    let said = |args: &[&str]| runner.run(args).said();
    insta::assert_snapshot!(said(&["run", "data-conversion", "-i", "data=no.csv", "-o", "data=x"]), @r"
    exit Some(2)
    error: cannot read the input no.csv: No such file or directory (os error 2)
    ");
    insta::assert_snapshot!(said(&["run", "data-conversion", "-i", "data=in.csv", "-o", "data=no/out.jsonl"]), @r"
    exit Some(2)
    error: the output's folder no does not exist
    hint: make it first: mkdir -p no
    ");
    insta::assert_snapshot!(said(&["run", "data-conversion", "-q", "-p", "to=json", "-i", "table=in.csv", "-o", "data=x"]), @r"
    exit Some(2)
    error: data-conversion has no input `table`; its inputs are: data
    ");
    insta::assert_snapshot!(said(&["run", "data-conversion", "-q", "-p", "to=json", "-o", "data=x"]), @r"
    exit Some(2)
    error: data-conversion needs the input `data` (A table as CSV, TSV, JSON or JSON Lines)
    hint: -i data=PATH, or -i data=- for the standard input
    ");
    let mut command = runner.command_on_a_terminal(&[
        "run",
        "data-conversion",
        "-q",
        "-p",
        "to=json",
        "-i",
        "in.csv",
    ]);
    let output = command
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout)
        .unwrap()
        .replace("\r\n", "\n");
    insta::assert_snapshot!(shown, @r"
    error: data-conversion makes the output `data` (The converted rows): say where it goes
    hint: -o data=PATH, or -o data=- for the standard output
    ");
    assert_eq!(runner.files(), ["in.csv"]);
}

#[test]
fn limits_that_are_none_are_said() {
    let runner = runner();
    let said = |flags: &[&str]| runner.run(&convert(flags)).said();
    insta::assert_snapshot!(said(&["--fuel", "lots"]), @r"
    exit Some(2)
    error: --fuel: `lots` is no amount of fuel: write a number (`5000000`), or `200k`, `5M`, `2.5G`, `1T`
    ");
    insta::assert_snapshot!(said(&["--memory", "5TiB"]), @r"
    exit Some(2)
    error: --memory: a guest can have 4.0 GiB at most
    ");
    insta::assert_snapshot!(said(&["--timeout", "5"]), @r"
    exit Some(2)
    error: --timeout: `5` is no duration: write `500ms`, `30s`, `5m`
    ");
    insta::assert_snapshot!(said(&["--limit", "ram=5"]), @r"
    exit Some(2)
    error: --limit ram=5: there is no limit `ram`; the limits are fuel, timeout, memory, params_bytes, result_bytes, checkpoint_bytes, input_bytes, output_bytes, log_bytes, cache_bytes, http_requests, http_bytes, http_concurrency
    ");
    insta::assert_snapshot!(said(&["-p", "to=json", "--limit", "input_bytes=3"]), @r"
    exit Some(2)
    error: the inputs have 8 B, more than 3 B (limit `input_bytes`)
    hint: raise it: --limit input_bytes=8
    ");
}

#[test]
fn a_job_that_meets_a_limit_says_which_and_what_to_do() {
    let runner = runner();
    runner.write("spin.wasm", guest("spin"));
    runner.write("grow.wasm", guest("grow"));
    insta::assert_snapshot!(runner.run(&["run", "spin.wasm", "-q", "--fuel", "10M"]).said(), @r"
    exit Some(1)
    error: spin failed, fuel_exhausted: it burnt all its fuel, 10 million: it loops, or it needs more (limit `fuel`)
    hint: give it more: --fuel 20000000
    ");
    insta::assert_snapshot!(runner.run(&["run", "spin.wasm", "-q", "--timeout", "100ms"]).said(), @r"
    exit Some(1)
    error: spin failed, timed_out: it took longer than 100ms: it waits for something, or it needs more time (limit `timeout`)
    hint: give it more: --timeout 200ms
    ");
    let grown = runner
        .run(&["run", "grow.wasm", "-q", "--memory", "8MiB"])
        .said();
    assert!(
        grown.contains("grow failed, memory_exceeded: it wanted more memory than its 8.0 MiB"),
        "{grown}"
    );
    assert!(
        grown.ends_with("hint: give it more: --memory 16MiB\n"),
        "{grown}"
    );
}

#[test]
fn a_row_that_is_wrong_is_named() {
    let runner = runner();
    runner.write("in.csv", "a,b\n1,2\n3\n");
    insta::assert_snapshot!(runner.run(&convert(&["-p", "to=jsonl"])).said(), @r#"
    exit Some(1)
    error: data-conversion failed, permanent: row 2 at byte 8: expected 2 fields, found 1; to put such rows aside and go on, pass "on_error": {"skip": 1000}
    "#);
}

#[test]
fn a_file_full_of_nonsense_harms_nobody() {
    let runner = runner();
    let mut random = runner_fixtures::Random::new(5);
    let nonsense: Vec<u8> = (0..300_000).map(|_| random.number() as u8).collect();
    runner.write("in.csv", &nonsense);
    for to in ["to=json", "to=csv"] {
        for from in ["from=csv", "from=tsv", "from=json", "from=jsonl"] {
            let ran = runner.run(&convert(&["-p", to, "-p", from]));
            assert_eq!(ran.code, Some(1), "{from} {to}: {}", ran.stderr);
            assert!(
                ran.stderr.contains("failed, permanent:"),
                "{from} {to}: {}",
                ran.stderr
            );
        }
    }
    assert_eq!(runner.files(), ["in.csv"]);
}
