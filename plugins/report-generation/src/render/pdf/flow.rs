//! Fills pages from the top: whatever has no room on a page begins the next.

use super::face::{ASCENT, Face, Faces, LINE};
use super::leaf::{Ink, Leaf, Mark};
use super::lines::{Setting, lines};
use super::page::Page;
use super::path::Path;
use super::tree::{Id, Part, Tree};
use crate::document::{Locale, Style, show};
use crate::render::Error;

/// How many characters of a paragraph are looked at.
const PARAGRAPH: usize = 20_000;

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) face: Face,
    pub(super) size: f32,
    pub(super) ink: Ink,
}

impl Look {
    pub(super) const TITLE: Self = Self::new(Face::Bold, 22.0, Ink::TEXT);
    pub(super) const SUBTITLE: Self = Self::new(Face::Regular, 11.0, Ink::MUTED);
    pub(super) const HEADING: Self = Self::new(Face::Bold, 14.0, Ink::TEXT);
    pub(super) const CAPTION: Self = Self::new(Face::Bold, 9.5, Ink::TEXT);
    pub(super) const BODY: Self = Self::new(Face::Regular, 9.5, Ink::TEXT);
    pub(super) const NOTE: Self = Self::new(Face::Regular, 8.0, Ink::MUTED);

    pub(super) const fn new(face: Face, size: f32, ink: Ink) -> Self {
        Self { face, size, ink }
    }

    /// How high a line is.
    pub(super) fn line(self) -> f32 {
        self.size * LINE
    }
}

/// The pages as they are filled.
pub(super) struct Flow {
    pub(super) page: Page,
    pub(super) locale: Locale,
    pub(super) faces: Faces,
    pub(super) leaves: Vec<Leaf>,
    pub(super) tree: Tree,
    /// How far down the last page is filled.
    pub(super) y: f32,
    /// What was cut, for the notes.
    pub(super) notes: Vec<String>,
    /// How many cells of tables may still be set.
    pub(super) cells: usize,
}

impl Flow {
    pub(super) fn new(page: Page, locale: Locale, cells: usize) -> Result<Self, Error> {
        Ok(Self {
            page,
            locale,
            faces: Faces::new()?,
            leaves: vec![Leaf::default()],
            tree: Tree::default(),
            y: Page::TOP,
            notes: Vec::new(),
            cells,
        })
    }

    /// The number of the last page, from 0.
    pub(super) fn last(&self) -> usize {
        self.leaves.len() - 1
    }

    /// How much room the last page has left.
    pub(super) fn left(&self) -> f32 {
        self.page.end() - self.y
    }

    /// Begins a page unless the last has so much room, or is empty.
    pub(super) fn need(&mut self, height: f32) -> bool {
        if self.left() >= height || self.y <= Page::TOP {
            return false;
        }
        self.leaves.push(Leaf::default());
        self.y = Page::TOP;
        true
    }

    /// Leaves room free, but not at the top of a page.
    pub(super) fn space(&mut self, height: f32) {
        if self.y > Page::TOP {
            self.y += height;
        }
    }

    /// Puts something on the last page.
    pub(super) fn mark(&mut self, part: Option<Id>, mark: Mark) {
        if let Some(leaf) = self.leaves.last_mut() {
            leaf.marks.push((part, mark));
        }
    }

    /// Puts a line of prepared text on the last page; `top` is where its line begins.
    pub(super) fn text(&mut self, part: Option<Id>, x: f32, top: f32, text: String, look: Look) {
        if text.is_empty() {
            return;
        }
        let mark = Mark::Text {
            x,
            y: top + look.size * ASCENT,
            text,
            face: look.face,
            size: look.size,
            ink: look.ink,
        };
        self.mark(part, mark);
    }

    /// A rectangle.
    pub(super) fn rect(
        &mut self,
        (x, y): (f32, f32),
        (width, height): (f32, f32),
        radius: f32,
        fill: Ink,
    ) {
        if let Some(path) = Path::rectangle(x, y, width, height, radius) {
            let mark = Mark::Shape {
                path,
                fill: Some(fill),
                stroke: None,
            };
            self.mark(None, mark);
        }
    }

    /// A line from the left to the right.
    pub(super) fn rule(&mut self, x: f32, y: f32, width: f32, thick: f32, ink: Ink) {
        self.rect((x, y - thick / 2.0), (width, thick), 0.0, ink);
    }

    /// A text over as many lines and pages as it takes, as one part. What is too long is cut, with a note.
    pub(super) fn paragraph(
        &mut self,
        above: Option<Id>,
        part: Part,
        text: &str,
        look: Look,
        indent: f32,
    ) {
        let part = self.tree.add(above, part);
        let ready = self.faces.prepare(text, PARAGRAPH);
        let setting = Setting {
            face: look.face,
            size: look.size,
            width: self.page.room() - indent,
            most: usize::MAX,
        };
        for line in lines(&self.faces, &ready, setting) {
            self.need(look.line());
            let top = self.y;
            self.text(Some(part), Page::SIDE + indent, top, line, look);
            self.y += look.line();
        }
        let signs = text.chars().count();
        if signs > PARAGRAPH {
            self.cut(above, text, signs);
        }
    }

    /// Says that a text was cut, below it and among the notes.
    fn cut(&mut self, above: Option<Id>, text: &str, signs: usize) {
        let count = |count: usize| show::number(count as f64, &Style::Plain, self.locale);
        let note = format!(
            "This file shows the first {} of {} characters.",
            count(PARAGRAPH),
            count(signs)
        );
        self.note(above, &note);
        let begin: String = text.chars().take(80).collect();
        self.notes.push(format!("Text “{begin}…”: {note}"));
    }

    /// A heading above a table or a chart.
    pub(super) fn caption(&mut self, above: Option<Id>, text: &str) {
        if !text.is_empty() {
            self.paragraph(
                above,
                Part::Heading(3, text.to_owned()),
                text,
                Look::CAPTION,
                0.0,
            );
            self.y += 4.0;
        }
    }

    /// A note below a table or a chart.
    pub(super) fn note(&mut self, above: Option<Id>, text: &str) {
        self.y += 3.0;
        self.paragraph(above, Part::Paragraph, text, Look::NOTE, 0.0);
    }

    /// Notes, each with a point before it.
    pub(super) fn list(&mut self, above: Option<Id>, texts: &[String]) {
        let list = self.tree.add(above, Part::List);
        for text in texts {
            self.need(2.0 * Look::BODY.line());
            let point = Page::SIDE + 2.0;
            let top = self.y;
            self.text(None, point, top, "•".to_owned(), Look::BODY);
            self.paragraph(Some(list), Part::Item, text, Look::BODY, 14.0);
            self.y += 3.0;
        }
    }
}
