//! The top of the first page: the logo, the title, what people want to know first, and the contents. Page numbers are put in
//! when all pages are there.

use super::face::Face;
use super::flow::{Flow, Look};
use super::leaf::{Ink, Link, Mark};
use super::lines::fit;
use super::logo;
use super::page::Page;
use super::tree::{Id, Part};
use crate::document::{Document, Fact, Style, Value, show};

/// How high the logo may be, and how wide.
const LOGO: (f32, f32) = (40.0, 200.0);

/// How many facts stand side by side at most.
const FACTS: usize = 5;

/// A line of the contents.
const ENTRY: Look = Look::new(Face::Regular, 9.5, Ink::TEXT);

/// Where the lines of the contents stand: a page and a height for each, and after how many marks they are read.
pub(super) struct Contents {
    lines: Vec<(usize, f32, usize)>,
    part: Id,
}

/// A section's heading: its words, its page, how far down.
pub(super) struct Target {
    pub(super) title: String,
    pub(super) page: usize,
    pub(super) y: f32,
}

/// Begins the document.
pub(super) fn open(flow: &mut Flow, document: &Document) {
    if let Some(picture) = &document.logo {
        logo::draw(flow, picture, LOGO);
    }
    flow.paragraph(
        None,
        Part::Heading(1, document.title.clone()),
        &document.title,
        Look::TITLE,
        0.0,
    );
    if let Some(subtitle) = &document.subtitle {
        flow.y += 2.0;
        flow.paragraph(None, Part::Paragraph, subtitle, Look::SUBTITLE, 0.0);
    }
    flow.y += 8.0;
    let top = flow.y;
    flow.rule(Page::SIDE, top, 48.0, 3.0, Ink::ACCENT);
    flow.y += 12.0;
    let made = Fact {
        label: "Made at (UTC)".to_owned(),
        value: Value::Time(document.made_at),
        style: Style::Date("%Y-%m-%d %H:%M".to_owned()),
    };
    let facts: Vec<&Fact> = document.facts.iter().chain([&made]).collect();
    // As many in each row, so that none stands alone.
    let across = facts.len().div_ceil(facts.len().div_ceil(FACTS));
    for row in facts.chunks(across) {
        facts_row(flow, row, across.max(4));
    }
}

fn facts_row(flow: &mut Flow, row: &[&Fact], across: usize) {
    const LABEL: Look = Look::new(Face::Regular, 7.5, Ink::MUTED);
    const VALUE: Look = Look::new(Face::Bold, 9.5, Ink::TEXT);
    let height = LABEL.line() + VALUE.line();
    flow.need(height + 8.0);
    let width = flow.page.room() / across as f32;
    for (number, fact) in row.iter().enumerate() {
        let part = flow.tree.add(None, Part::Paragraph);
        let x = Page::SIDE + width * number as f32;
        let room = width - 10.0;
        let label = flow.faces.prepare(&fact.label, 200);
        let label = fit(&flow.faces, &label, LABEL.face, LABEL.size, room);
        let value = show::value(&fact.value, &fact.style, flow.locale);
        let value = flow.faces.prepare(&value, 200);
        let value = fit(&flow.faces, &value, VALUE.face, VALUE.size, room);
        let top = flow.y;
        flow.text(Some(part), x, top, label, LABEL);
        flow.text(Some(part), x, top + LABEL.line(), value, VALUE);
    }
    flow.y += height + 8.0;
}

/// Keeps room for so many lines of contents.
pub(super) fn reserve(flow: &mut Flow, entries: usize) -> Contents {
    flow.space(10.0);
    flow.need(Look::HEADING.line() + 4.0 * step());
    let heading = "Contents";
    flow.paragraph(
        None,
        Part::Heading(2, heading.to_owned()),
        heading,
        Look::HEADING,
        0.0,
    );
    flow.y += 4.0;
    let part = flow.tree.add(None, Part::Contents);
    let lines = (0..entries)
        .map(|_| {
            flow.need(step());
            let last = flow.last();
            let place = (last, flow.y, flow.leaves[last].marks.len());
            flow.y += step();
            place
        })
        .collect();
    Contents { lines, part }
}

fn step() -> f32 {
    ENTRY.line() + 3.0
}

/// Writes the contents where room was kept for them.
pub(super) fn fill(flow: &mut Flow, contents: &Contents, targets: &[Target]) {
    let right = Page::SIDE + flow.page.room();
    // How many marks were put in, and on which page.
    let mut before = (0, 0);
    for ((page, top, at), target) in contents.lines.iter().zip(targets) {
        let entry = flow.tree.add(Some(contents.part), Part::Entry);
        let part = flow.tree.add(Some(entry), Part::Link);
        let number = (target.page + 1).to_string();
        let wide = flow.faces.width(&number, ENTRY.face, ENTRY.size);
        let title = flow.faces.prepare(&target.title, 400);
        let title = fit(
            &flow.faces,
            &title,
            ENTRY.face,
            ENTRY.size,
            right - Page::SIDE - 60.0,
        );
        let length = flow.faces.width(&title, ENTRY.face, ENTRY.size);
        let y = top + ENTRY.size * super::face::ASCENT;
        let text = |x: f32, text: String, ink: Ink| Mark::Text {
            x,
            y,
            text,
            face: ENTRY.face,
            size: ENTRY.size,
            ink,
        };
        // Points lead from the title to its page; all rows have them at the same places.
        let point = flow.faces.width(" .", ENTRY.face, ENTRY.size);
        let first = ((Page::SIDE + length + 6.0) / point).ceil();
        let last = ((right - wide - 8.0) / point).floor();
        let points = " .".repeat((last - first).max(0.0) as usize);
        let Some(leaf) = flow.leaves.get_mut(*page) else {
            continue;
        };
        leaf.links.push(Link {
            x: Page::SIDE,
            y: *top,
            width: flow.page.room(),
            height: ENTRY.line(),
            to: (target.page, target.y),
            text: format!("{title}, page {number}"),
            part,
        });
        let marks = [
            (Some(part), text(Page::SIDE, title, Ink::TEXT)),
            (None, text(first * point, points, Ink::RULE)),
            (Some(part), text(right - wide, number, Ink::TEXT)),
        ];
        let shift = if before.0 == *page { before.1 } else { 0 };
        before = (*page, shift + marks.len());
        leaf.marks.splice(at + shift..at + shift, marks);
    }
}

/// The footer of every page: what the report is, and the page's number of all.
pub(super) fn footers(flow: &mut Flow, title: &str) {
    const FOOT: Look = Look::new(Face::Regular, 7.5, Ink::MUTED);
    let pages = flow.leaves.len();
    let title = flow.faces.prepare(title, 400);
    let title = fit(
        &flow.faces,
        &title,
        FOOT.face,
        FOOT.size,
        flow.page.room() - 90.0,
    );
    let y = flow.page.height - 30.0;
    for page in 0..pages {
        let number = format!("Page {} of {pages}", page + 1);
        let wide = flow.faces.width(&number, FOOT.face, FOOT.size);
        let right = Page::SIDE + flow.page.room();
        let text = |x: f32, text: String| Mark::Text {
            x,
            y,
            text,
            face: FOOT.face,
            size: FOOT.size,
            ink: FOOT.ink,
        };
        let marks = [text(Page::SIDE, title.clone()), text(right - wide, number)];
        flow.leaves[page]
            .marks
            .extend(marks.map(|mark| (None, mark)));
    }
}
