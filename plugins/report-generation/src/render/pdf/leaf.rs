//! What stands on the pages, until it is known how many there are: shapes and texts at their places.

use super::face::Face;
use super::image::Image;
use super::path::Path;
use super::tree::Id;

/// A colour, and how much of it is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ink {
    pub(super) colour: [u8; 3],
    pub(super) opacity: f32,
}

impl Ink {
    /// Texts.
    pub(super) const TEXT: Self = Self::of([0x1b, 0x20, 0x28]);
    /// Texts that may stand back.
    pub(super) const MUTED: Self = Self::of([0x59, 0x62, 0x6f]);
    /// What leads somewhere, and what stands out.
    pub(super) const ACCENT: Self = Self::of([0x2f, 0x6b, 0xd8]);
    /// Thin lines.
    pub(super) const LINE: Self = Self::of([0xdc, 0xe0, 0xe6]);
    /// Lines that part more.
    pub(super) const RULE: Self = Self::of([0x8a, 0x93, 0xa0]);
    /// What lies behind headings of tables, and behind cards.
    pub(super) const TINT: Self = Self::of([0xf4, 0xf6, 0xf9]);

    pub(super) const fn of(colour: [u8; 3]) -> Self {
        Self {
            colour,
            opacity: 1.0,
        }
    }
}

/// Something on a page.
pub(super) enum Mark {
    /// A line of prepared text: its start and its base line.
    Text {
        x: f32,
        y: f32,
        text: String,
        face: Face,
        size: f32,
        ink: Ink,
    },
    /// An outline, what it is filled with, and the line around it.
    Shape {
        path: Path,
        fill: Option<Ink>,
        stroke: Option<(Ink, f32)>,
    },
    /// A picture: where it is, and how wide and high.
    Picture {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        image: Image,
    },
}

/// A place that leads to another.
pub(super) struct Link {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
    /// The page it leads to, and how far down.
    pub(super) to: (usize, f32),
    pub(super) text: String,
    pub(super) part: Id,
}

/// A page: its marks, each with the part it belongs to, or none where it only decorates.
#[derive(Default)]
pub(super) struct Leaf {
    pub(super) marks: Vec<(Option<Id>, Mark)>,
    pub(super) links: Vec<Link>,
}
