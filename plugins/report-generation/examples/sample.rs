//! Writes the sample report in every format into a folder, for people to look at:
//! `cargo run --package runner-report-generation --example sample -- target/sample`.

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use runner_report_generation::document::Document;
use runner_report_generation::render::{self, Error};

type Format = fn(&Document, &mut dyn Write) -> Result<(), Error>;

const FORMATS: [(&str, Format); 5] = [
    ("html", render::html),
    ("pdf", render::pdf),
    ("xlsx", render::xlsx),
    ("md", render::markdown),
    ("json", render::json),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| "target/sample".to_owned()),
    );
    std::fs::create_dir_all(&folder)?;
    let document = sample::document();
    for (format, write) in FORMATS {
        let path = folder.join(format!("sample.{format}"));
        let mut out = BufWriter::new(File::create(&path)?);
        write(&document, &mut out)?;
        out.flush()?;
    }
    Ok(())
}
