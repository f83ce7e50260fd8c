//! Sizes of paper, in points.

/// A size of paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Page {
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Page {
    /// 210 mm by 297 mm.
    pub const A4: Self = Self {
        width: 595.28,
        height: 841.89,
    };

    /// 8½ inches by 11.
    pub const LETTER: Self = Self {
        width: 612.0,
        height: 792.0,
    };

    /// Left of what is written, and right of it.
    pub(super) const SIDE: f32 = 48.0;

    /// Above what is written.
    pub(super) const TOP: f32 = 48.0;

    /// Below what is written; the footer is in it.
    pub(super) const BOTTOM: f32 = 56.0;

    /// How wide what is written may be.
    pub(super) fn room(self) -> f32 {
        self.width - 2.0 * Self::SIDE
    }

    /// Where what is written ends.
    pub(super) fn end(self) -> f32 {
        self.height - Self::BOTTOM
    }
}
