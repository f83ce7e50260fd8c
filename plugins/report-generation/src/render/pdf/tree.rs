//! What the parts of a page are to one who hears them: headings, paragraphs, tables, pictures with a sentence that says what
//! they show. Everything else, such as lines and footers, is decoration.

use std::num::NonZeroU16;

use krilla::tagging::{
    Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};

/// A part of the document; its number in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Id(usize);

/// What a part is.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Section,
    Heading(u16, String),
    Paragraph,
    Table,
    Row,
    Head,
    Cell,
    /// A picture, and what it shows.
    Figure(String),
    Contents,
    Entry,
    Link,
    List,
    Item,
}

/// The parts, in the order they are read.
#[derive(Debug, Default)]
pub(super) struct Tree {
    parts: Vec<(Part, Vec<usize>)>,
    roots: Vec<usize>,
}

impl Tree {
    /// Adds a part at the end of another, or of the document.
    pub(super) fn add(&mut self, above: Option<Id>, part: Part) -> Id {
        let id = self.parts.len();
        self.parts.push((part, Vec::new()));
        match above {
            Some(Id(above)) => self.parts[above].1.push(id),
            None => self.roots.push(id),
        }
        Id(id)
    }

    /// The tree as PDF has it; `marks` are the places on pages that belong to each part.
    pub(super) fn finish(self, marks: Vec<(Id, Identifier)>) -> TagTree {
        let mut leaves: Vec<Vec<Identifier>> = vec![Vec::new(); self.parts.len()];
        for (Id(id), mark) in marks {
            leaves[id].push(mark);
        }
        let mut tree = TagTree::new().with_lang(Some("en".to_owned()));
        for root in &self.roots {
            if let Some(node) = self.node(*root, &mut leaves) {
                tree.push(node);
            }
        }
        tree
    }

    /// A part with what is in it; nothing where there is nothing. Cells may be empty.
    fn node(&self, id: usize, leaves: &mut [Vec<Identifier>]) -> Option<Node> {
        let (part, below) = &self.parts[id];
        let mut children: Vec<Node> = std::mem::take(&mut leaves[id])
            .into_iter()
            .map(Node::Leaf)
            .collect();
        children.extend(below.iter().filter_map(|id| self.node(*id, leaves)));
        if children.is_empty() && !matches!(part, Part::Cell | Part::Head) {
            return None;
        }
        Some(Node::Group(TagGroup::with_children(kind(part), children)))
    }
}

fn kind(part: &Part) -> TagKind {
    match part {
        Part::Section => Tag::Section.into(),
        Part::Heading(level, title) => {
            let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(title.clone())).into()
        }
        Part::Paragraph => Tag::P.into(),
        Part::Table => Tag::Table.into(),
        Part::Row => Tag::TR.into(),
        Part::Head => Tag::TH(TableHeaderScope::Column).into(),
        Part::Cell => Tag::TD.into(),
        Part::Figure(alt) => Tag::Figure(Some(alt.clone())).into(),
        Part::Contents => Tag::TOC.into(),
        Part::Entry => Tag::TOCI.into(),
        Part::Link => Tag::Link.into(),
        Part::List => Tag::L(ListNumbering::Disc).into(),
        Part::Item => Tag::LI.into(),
    }
}
