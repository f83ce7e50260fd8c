//! Headline figures: cards side by side.

use super::face::Face;
use super::flow::{Flow, Look};
use super::leaf::Ink;
use super::lines::{Setting, fit, lines};
use super::page::Page;
use super::tree::{Id, Part};
use crate::document::{Metric, show};

const LABEL: Look = Look::new(Face::Regular, 8.0, Ink::MUTED);
const NOTE: Look = Look::new(Face::Regular, 7.5, Ink::MUTED);

/// The sizes that a figure may have, until it has room.
const SIZES: [f32; 4] = [17.0, 14.0, 11.5, 9.0];

/// Between cards, and from their sides to what is in them.
const GAP: f32 = 9.0;

pub(super) fn draw(flow: &mut Flow, above: Option<Id>, metrics: &[Metric]) {
    // Five would be four and a lonely one.
    let across = match metrics.len() {
        1..=4 => metrics.len().max(3),
        5 | 6 | 9 => 3,
        _ => 4,
    };
    let width = (flow.page.room() - GAP * (across - 1) as f32) / across as f32;
    let value = SIZES[0] * super::face::LINE;
    for row in metrics.chunks(across) {
        let noted = row.iter().any(|metric| metric.note.is_some());
        let height = 2.0 * GAP + LABEL.line() + value + if noted { NOTE.line() } else { 0.0 } - 3.0;
        flow.need(height);
        for (number, metric) in row.iter().enumerate() {
            let x = Page::SIDE + (width + GAP) * number as f32;
            card(flow, above, metric, (x, width, height));
        }
        flow.y += height + GAP;
    }
}

fn card(flow: &mut Flow, above: Option<Id>, metric: &Metric, (x, width, height): (f32, f32, f32)) {
    let top = flow.y;
    flow.rect((x, top), (width, height), 5.0, Ink::TINT);
    let part = flow.tree.add(above, Part::Paragraph);
    let (x, room) = (x + GAP, width - 2.0 * GAP);
    let mut y = top + GAP - 2.0;
    let label = flow.faces.prepare(&metric.label, 200);
    let label = fit(&flow.faces, &label, LABEL.face, LABEL.size, room);
    flow.text(Some(part), x, y, label, LABEL);
    y += LABEL.line();

    let shown = match show::value(&metric.value, &metric.style, flow.locale) {
        empty if empty.is_empty() => "–".to_owned(),
        shown => shown,
    };
    let shown = flow.faces.prepare(&shown, 300);
    let size = SIZES
        .into_iter()
        .find(|size| flow.faces.width(&shown, Face::Bold, *size) <= room)
        .unwrap_or(SIZES[SIZES.len() - 1]);
    let look = Look::new(Face::Bold, size, Ink::TEXT);
    let full = SIZES[0] * super::face::LINE;
    let setting = Setting {
        face: look.face,
        size,
        width: room,
        most: 2,
    };
    let rows = lines(&flow.faces, &shown, setting);
    let mut line = y + (full - look.line() * rows.len() as f32) / 2.0;
    for row in rows {
        flow.text(Some(part), x, line, row, look);
        line += look.line();
    }
    y += full;
    if let Some(note) = &metric.note {
        let note = flow.faces.prepare(note, 200);
        let note = fit(&flow.faces, &note, NOTE.face, NOTE.size, room);
        flow.text(Some(part), x, y, note, NOTE);
    }
}
