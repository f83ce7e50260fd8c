//! A conversion that goes on from a checkpoint gives what one in one piece gives: bytes, rejects and report alike,
//! wherever it was interrupted.

use std::cell::RefCell;
use std::io::{self, Cursor, Write};
use std::rc::Rc;

use proptest::collection::vec;
use proptest::prelude::*;
use runner_data_conversion::{
    Checkpoint, Error, Outputs, Params, Progress, Report, Source, Watcher, convert,
};
use serde_json::{Value, json};

type Shared = Rc<RefCell<Vec<u8>>>;

struct Output(Shared);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a host keeps: the checkpoint as bytes, and the outputs as they were.
#[derive(Clone)]
struct Kept {
    state: Vec<u8>,
    data: Vec<u8>,
    rejects: Option<Vec<u8>>,
}

struct Host {
    every: u64,
    data: Shared,
    rejects: Rc<RefCell<Option<Shared>>>,
    kept: Vec<Kept>,
    last: u64,
}

impl Watcher for Host {
    fn progress(&mut self, progress: Progress) {
        assert!(progress.done >= self.last && progress.done <= progress.total);
        self.last = progress.done;
    }

    fn save(&mut self, checkpoint: &Checkpoint) {
        let rejects = self.rejects.borrow();
        self.kept.push(Kept {
            state: serde_json::to_vec(checkpoint).expect("a checkpoint is JSON"),
            data: self.data.borrow().clone(),
            rejects: rejects.as_ref().map(|output| output.borrow().clone()),
        });
    }

    fn save_every(&self) -> u64 {
        self.every
    }
}

/// What came of a conversion: outputs and report, or what it says of its failure.
#[derive(Debug, PartialEq)]
struct Outcome {
    data: Vec<u8>,
    rejects: Option<Vec<u8>>,
    report: Result<Report, String>,
}

/// Converts from where something was kept, and keeps on keeping.
fn go_on(input: &[u8], params: &Params, every: u64, from: Option<&Kept>) -> (Outcome, Vec<Kept>) {
    let data: Shared = Rc::new(RefCell::new(
        from.map_or_else(Vec::new, |kept| kept.data.clone()),
    ));
    let rejects = Rc::new(RefCell::new(None));
    let mut left = from.and_then(|kept| kept.rejects.clone());
    let mut host = Host {
        every,
        data: Rc::clone(&data),
        rejects: Rc::clone(&rejects),
        kept: Vec::new(),
        last: 0,
    };
    let source = Source {
        reader: Cursor::new(input),
        name: None,
        media_type: None,
    };
    let outputs = Outputs {
        data: Output(Rc::clone(&data)),
        rejects: &mut || {
            let output: Shared = Rc::new(RefCell::new(left.take().unwrap_or_default()));
            *rejects.borrow_mut() = Some(Rc::clone(&output));
            Ok(Output(output))
        },
    };
    let checkpoint: Option<Checkpoint> =
        from.map(|kept| serde_json::from_slice(&kept.state).expect("it was written so"));
    let report = convert(source, params, outputs, &mut host, checkpoint.as_ref());
    let report = report.map_err(|error: Error| error.to_string());
    let outcome = Outcome {
        data: data.take(),
        rejects: rejects.take().map(|output: Shared| output.take()),
        report,
    };
    (outcome, host.kept)
}

/// Interrupts a conversion at every place where it keeps something, and the second after that again.
fn interrupted_everywhere(input: &[u8], params: Value, every: u64) -> usize {
    let params: Params = serde_json::from_value(params).expect("the params are valid");
    let (whole, kept) = go_on(input, &params, every, None);
    for (index, from) in kept.iter().enumerate() {
        let (resumed, later) = go_on(input, &params, every, Some(from));
        if whole.report.is_ok() {
            assert_eq!(resumed, whole, "from checkpoint {index}");
        } else {
            assert_eq!(resumed.report, whole.report, "from checkpoint {index}");
        }
        if let Some(from) = later.first() {
            let (again, _) = go_on(input, &params, every, Some(from));
            assert_eq!(again.report, whole.report, "again, from checkpoint {index}");
        }
    }
    kept.len()
}

const FORMATS: [&str; 4] = ["csv", "tsv", "json", "jsonl"];

/// Records with columns that come late, rows to reject, and text that needs care.
fn table(format: &str) -> String {
    match format {
        "csv" => "\u{feff}id,\"na\nme\",note\r\n1,a,\"x, \"\"y\"\"\"\r\n\r\n2,bé\n3,,\n\"4\",\"two\nlines\",7\n5,x,z".to_owned(),
        "tsv" => "id\tname\tnote\n1\ta\tx\n2\tb\n3\t\t\"q\"\"\"\n4\td\t😀\n".to_owned(),
        "json" => "\u{feff} [ {\"id\":1,\"in\":{\"a\":null}} ,\n 7, {\"id\":\"x\",\"in\":{\"b\":[1, 2]}},{\"id\":2.50},{\"late\":true} ]\n".to_owned(),
        _ => "{\"id\":1}\n\n{\"id\":\n[3]\n{\"id\":null,\"in\":{\"b\":\"é\"}}\n{\"late\":[]}\n{\"id\":1e3}".to_owned(),
    }
}

#[test]
fn every_direction_goes_on_from_every_row() {
    for from in FORMATS {
        for to in FORMATS {
            let params = json!({"from": from, "to": to, "on_error": {"skip": 100}});
            let kept = interrupted_everywhere(table(from).as_bytes(), params, 1);
            assert!(kept >= 5, "{from} to {to}: {kept} checkpoints");
        }
    }
}

#[test]
fn what_params_change_goes_on_too() {
    for params in [
        json!({"to": "json", "pretty": true, "from": "csv"}),
        json!({"to": "csv", "from": "csv", "header": false, "delimiter": ";"}),
        json!({"to": "jsonl", "from": "csv", "header": ["x", "y", "z"], "nulls": ["a"]}),
        json!({"to": "json", "from": "csv", "types": {"id": "integer"}, "select": ["note", "id"]}),
        json!({"to": "jsonl", "from": "csv", "sample": 1, "rename": {"id": "key"}}),
    ] {
        for more in [json!("fail"), json!({"skip": 0}), json!({"skip": 50})] {
            let mut params = params.clone();
            params["on_error"] = more;
            interrupted_everywhere(table("csv").as_bytes(), params, 1);
        }
    }
    let records = "[{\"a\":{\"b\":1},\"c\":2},{\"c\":3,\"a\":{\"d\":[4]}}]";
    for params in [
        json!({"from": "json", "to": "json", "pretty": true, "select": ["c"]}),
        json!({"from": "json", "to": "csv", "select": ["a.d", "c"], "rename": {"c": "x"}}),
        json!({"from": "json", "to": "tsv", "header": false, "types": {"c": "integer"}}),
    ] {
        assert!(interrupted_everywhere(records.as_bytes(), params, 1) >= 2);
    }
}

#[test]
fn a_checkpoint_of_another_input_is_refused() {
    let params = Params::to(runner_data_conversion::Format::Jsonl);
    let (_, kept) = go_on(b"a,b\n1,2\n3,4\n", &params, 1, None);
    for other in ["a,b\n1,2\n3,4\n5,6\n", "{\"a\":1}\n{\n}\n"] {
        let (outcome, _) = go_on(other.as_bytes(), &params, 1, kept.last());
        let why = outcome.report.expect_err("it is another input");
        assert!(why.contains("the checkpoint is of another input"), "{why}");
    }
}

#[test]
fn a_row_longer_than_what_is_read_at_once_is_no_matter() {
    let long = "x".repeat(600_000);
    let input = format!("a,b\n1,{long}\n2,\"{long}\"\n3,short\n");
    let params = json!({"from": "csv", "to": "jsonl"});
    assert_eq!(interrupted_everywhere(input.as_bytes(), params, 100_000), 2);
}

proptest! {
    #[test]
    fn interrupted_is_the_same_as_uninterrupted(
        cells in vec(vec("[a-z0-9\",\n\r\té.-]{0,8}|true|2026-01-31", 3), 0..12),
        from in 0usize..2,
        to in 0usize..4,
        every in 1u64..40,
        skip in 0u64..20,
    ) {
        let mut input = String::new();
        for row in &cells {
            input.push_str(&row.join(if from == 0 { "," } else { "\t" }));
            input.push('\n');
        }
        let params = json!({"from": FORMATS[from], "to": FORMATS[to], "on_error": {"skip": skip}});
        interrupted_everywhere(input.as_bytes(), params, every);
    }

    #[test]
    fn interrupted_json_is_the_same_as_uninterrupted(
        input in "\\[?(\\{(\"[a-d]\":(1|2.5|\"x é\"|null|true|\\[ 1\\]|\\{\"b\":null,\"e\":2\\}),?){0,3}\\}|7|[,\n ]){0,10}\\]?",
        records in vec("\\{\"[a-d]\":(1|\"x\"|null|\\{\"[ab]\":[0-9]\\})\\}|\\[\\]", 0..12),
        valid in any::<bool>(),
        array in any::<bool>(),
        to in 0usize..4,
        every in 1u64..40,
        skip in 0u64..20,
    ) {
        let (input, from) = match (valid, array) {
            (true, true) => (format!("[{}]", records.join(" ,\n")), "json"),
            (true, false) => (records.join("\n"), "jsonl"),
            (false, true) => (input, "json"),
            (false, false) => (input, "jsonl"),
        };
        let params = json!({"from": from, "to": FORMATS[to], "on_error": {"skip": skip}});
        interrupted_everywhere(input.as_bytes(), params, every);
    }
}
