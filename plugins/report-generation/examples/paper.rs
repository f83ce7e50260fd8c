//! Writes the sample report as PDF and as a workbook, to look at.
#[path = "../tests/sample/mod.rs"]
mod sample;

use runner_report_generation::render;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let document = sample::document();
    render::xlsx(&document, &mut std::fs::File::create(format!("{folder}/report.xlsx"))?)?;
    render::pdf(&document, &mut std::fs::File::create(format!("{folder}/report.pdf"))?)?;
    Ok(())
}
