//! PDF: pages with real text, headings, contents with page numbers and links, an outline, tables that go on over pages, and
//! charts as vectors. A tree of its parts makes it readable to those who hear it (PDF/UA-1, which a test holds it to).
//!
//! What was weighed: a host compiles all of a plugin before its first job, so what counts is code. `pdf-writer` writes the objects
//! of PDF, with types for all of them, and what is made of them is here: `content` draws pages, `tree` is for those who hear
//! them, `font` and `embed` keep the letters that are used. `krilla` does all that, and reads fonts of every kind, with
//! colours and pictures in them: it took two seconds more to compile than these files; `typst` as a library would lay out for us, at
//! ten times the code, and with a language to escape from. Fonts come from `notosans` (400 kB for two faces); `dejavu` has more characters
//! at three times the size, `epaint_default_fonts` no bold, `typst-assets` no sans-serif but a monospaced one.

mod cards;
mod content;
mod drawing;
mod embed;
mod face;
mod flow;
mod font;
mod front;
mod image;
mod leaf;
mod lines;
mod logo;
mod missing;
mod pack;
mod page;
mod path;
mod picture;
mod table;
mod tree;
mod widths;
mod write;

use std::io::Write;

use self::flow::{Flow, Look};
use self::front::Target;
use self::tree::{Id, Part};
use self::write::About;
use super::Error;
use crate::document::{Block, Document, Section};

pub use self::page::Page;
pub use self::table::{CELLS, COLUMNS, ROWS};

/// Writes a report as PDF on A4.
pub fn pdf(document: &Document, out: &mut dyn Write) -> Result<(), Error> {
    pdf_on(document, Page::A4, out)
}

/// Writes a report as PDF on pages of a size.
pub fn pdf_on(document: &Document, page: Page, out: &mut dyn Write) -> Result<(), Error> {
    let bytes = file(document, page)?;
    out.write_all(&bytes)?;
    Ok(())
}

fn file(document: &Document, page: Page) -> Result<Vec<u8>, Error> {
    let mut flow = Flow::new(page, document.locale, CELLS)?;
    front::open(&mut flow, document);
    // The notes have a line too, although it is not yet known whether there are any.
    let contents = (document.sections.len() > 1)
        .then(|| front::reserve(&mut flow, document.sections.len() + 1));
    let mut targets = Vec::new();
    for one in &document.sections {
        section(&mut flow, one, &mut targets);
    }
    notes(&mut flow, document, &mut targets);
    if let Some(contents) = contents {
        front::fill(&mut flow, &contents, &targets);
    }
    front::footers(&mut flow, &document.title);
    let about = About {
        title: plain(&document.title),
        subject: document.subtitle.as_deref().map(plain),
        made_at: document.made_at,
    };
    write::write(flow, &about, &targets)
}

/// A heading that contents and outline lead to; what follows has so much room on its page.
fn heading(flow: &mut Flow, title: &str, room: f32, targets: &mut Vec<Target>) -> Id {
    flow.space(24.0);
    flow.need(Look::HEADING.line() + 6.0 + room);
    targets.push(Target {
        title: plain(title),
        page: flow.last(),
        y: (flow.y - 6.0).max(0.0),
    });
    let section = flow.tree.add(None, Part::Section);
    let part = Part::Heading(2, title.to_owned());
    flow.paragraph(Some(section), part, title, Look::HEADING, 0.0);
    flow.y += 6.0;
    section
}

fn section(flow: &mut Flow, section: &Section, targets: &mut Vec<Target>) {
    let room = match section.blocks.first() {
        Some(Block::Chart(chart)) => picture::height(flow, chart),
        Some(Block::Text(_)) => 40.0,
        _ => 90.0,
    };
    let above = Some(heading(flow, &section.title, room, targets));
    for (number, block) in section.blocks.iter().enumerate() {
        if number > 0 {
            flow.space(14.0);
        }
        match block {
            Block::Text(paragraphs) => {
                for paragraph in paragraphs {
                    flow.paragraph(above, Part::Paragraph, paragraph, Look::BODY, 0.0);
                    flow.y += 5.0;
                }
            }
            Block::Metrics(metrics) => cards::draw(flow, above, metrics),
            Block::Table(table) => table::draw(flow, above, table),
            Block::Chart(chart) => picture::chart(flow, above, chart),
        }
    }
}

/// What people must know to trust the figures, and what this file could not show.
fn notes(flow: &mut Flow, document: &Document, targets: &mut Vec<Target>) {
    // What the notes themselves lack letters for belongs to the last note.
    for note in &document.notes {
        flow.faces.prepare(note, 20_000);
    }
    let mut notes = document.notes.clone();
    notes.append(&mut flow.notes);
    notes.extend(flow.faces.missing.note());
    if !notes.is_empty() {
        let above = Some(heading(flow, "Notes", 40.0, targets));
        flow.list(above, &notes);
    }
}

/// A text for where no letters are drawn: one line, no control characters.
fn plain(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .take(1_000)
        .collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
