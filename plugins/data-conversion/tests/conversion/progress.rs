//! What a conversion tells while it runs.

use std::io::{self, Cursor};

use runner_data_conversion::{Format, Outputs, Params, Progress, Source, convert};

fn progress_of(input: &str, to: Format) -> Vec<Progress> {
    let mut told = Vec::new();
    let source = Source {
        reader: Cursor::new(input.as_bytes()),
        name: Some("table.jsonl"),
        media_type: None,
    };
    let outputs = Outputs {
        data: io::sink(),
        rejects: &mut || Ok(io::sink()),
    };
    let mut watch = |progress| told.push(progress);
    convert(source, &Params::to(to), outputs, &mut watch, None).expect("the input is sound");
    told
}

#[test]
fn progress_is_told_once_per_mebibyte_and_ends_with_all() {
    let input = "{\"a\":\"0123456789\"}\n".repeat(200_000);
    let size = input.len() as u64;
    for (to, total) in [(Format::Json, size), (Format::Csv, 2 * size)] {
        let told = progress_of(&input, to);
        assert_eq!(told.len() as u64, total / (1024 * 1024) + 1, "{to}");
        assert!(told.is_sorted_by_key(|progress| progress.done));
        assert!(told.iter().all(|progress| progress.total == total));
        assert_eq!(told.last().map(|progress| progress.done), Some(total));
    }
}
