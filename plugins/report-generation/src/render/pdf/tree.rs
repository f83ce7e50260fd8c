//! What the parts of a page are to one who hears them: headings, paragraphs, tables, pictures with a sentence that says what
//! they show. Everything else, such as lines and footers, is decoration.

use pdf_writer::types::{ListNumbering, StructRole, TableHeaderScope};
use pdf_writer::writers::{StructElement, StructTreeRoot};
use pdf_writer::{Finish as _, Pdf, Ref, TextStr};

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

/// A place in the file that a part is at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// What is marked with a number on a page.
    Mark { page: usize, number: usize },
    /// A link, by its number among all and its own in the file.
    Link {
        page: usize,
        number: usize,
        link: Ref,
    },
}

/// The tree as it is written.
struct Written<'a> {
    pdf: &'a mut Pdf,
    next: &'a mut Ref,
    /// The numbers of pages in the file.
    pages: &'a [Ref],
    /// The places of each part.
    places: Vec<Vec<Place>>,
    /// Whose the marks of each page are, and the links.
    marks: Vec<Vec<Ref>>,
    links: Vec<Ref>,
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

    /// Writes the parts that are somewhere in the file, and gives the number of their root. Pages are known there by their own
    /// numbers, links by those behind them, in order.
    pub(super) fn write(
        &self,
        pdf: &mut Pdf,
        next: &mut Ref,
        pages: &[Ref],
        places: Vec<(Id, Place)>,
    ) -> Ref {
        let (root, document) = (next.bump(), next.bump());
        let mut written = Written {
            pdf,
            next,
            pages,
            places: vec![Vec::new(); self.parts.len()],
            marks: vec![Vec::new(); pages.len()],
            links: Vec::new(),
        };
        for (Id(id), place) in places {
            match place {
                Place::Mark { page, .. } => written.marks[page].push(document),
                Place::Link { .. } => written.links.push(document),
            }
            written.places[id].push(place);
        }
        let roots = self.below(&self.roots, document, &mut written);
        let Written {
            pdf,
            next,
            marks,
            links,
            ..
        } = written;
        let mut element = pdf.struct_element(document);
        element.kind(StructRole::Document).parent(root);
        element.lang(TextStr("en"));
        let mut children = element.children();
        for id in roots {
            children.struct_element(id);
        }
        children.finish();
        element.finish();
        let owners: Vec<Ref> = marks
            .iter()
            .map(|owners| {
                let id = next.bump();
                pdf.indirect(id).array().items(owners.iter().copied());
                id
            })
            .collect();
        let mut tree = pdf.indirect(root).start::<StructTreeRoot<'_>>();
        tree.child(document);
        let all = owners.into_iter().chain(links);
        let mut parents = tree.parent_tree();
        let mut numbers = parents.nums();
        let mut count = 0;
        for owner in all {
            numbers.insert(count, owner);
            count += 1;
        }
        numbers.finish();
        parents.finish();
        tree.parent_tree_next_key(count);
        root
    }

    /// Writes parts, and gives the numbers of those that are somewhere.
    fn below(&self, ids: &[usize], above: Ref, written: &mut Written<'_>) -> Vec<Ref> {
        ids.iter()
            .filter_map(|id| self.element(*id, above, written))
            .collect()
    }

    /// Writes a part with what is in it; nothing where there is nothing. Cells may be empty.
    fn element(&self, id: usize, above: Ref, written: &mut Written<'_>) -> Option<Ref> {
        let (part, below) = &self.parts[id];
        let own = written.next.bump();
        // What an item of a list says is its body (ISO 32000-1, 14.8.4.3.3).
        let inner = match part {
            Part::Item => written.next.bump(),
            _ => own,
        };
        let below = self.below(below, inner, written);
        let places = std::mem::take(&mut written.places[id]);
        if below.is_empty() && places.is_empty() && !matches!(part, Part::Cell | Part::Head) {
            return None;
        }
        for place in &places {
            written.owned(*place, inner);
        }
        let mut element = written.pdf.struct_element(own);
        element.parent(above);
        say(&mut element, part);
        if inner == own {
            children(&mut element, written.pages, &places, &below);
        } else {
            element.child(inner);
            element.finish();
            let mut body = written.pdf.struct_element(inner);
            body.kind(StructRole::LBody).parent(own);
            children(&mut body, written.pages, &places, &below);
        }
        Some(own)
    }
}

/// Says what is in a part: its places, and the parts below it.
fn children(element: &mut StructElement<'_>, pages: &[Ref], places: &[Place], below: &[Ref]) {
    let mut children = element.children();
    for place in places {
        match *place {
            Place::Mark { page, number } => {
                children
                    .marked_content_ref()
                    .page(pages[page])
                    .marked_content_id(number as i32);
            }
            Place::Link { page, link, .. } => {
                children.object_ref().page(pages[page]).object(link);
            }
        }
    }
    for id in below {
        children.struct_element(*id);
    }
}

impl Written<'_> {
    /// Notes whose a place is.
    fn owned(&mut self, place: Place, owner: Ref) {
        match place {
            Place::Mark { page, number } => self.marks[page][number] = owner,
            Place::Link { number, .. } => self.links[number] = owner,
        }
    }
}

/// Says what a part is.
fn say(element: &mut StructElement<'_>, part: &Part) {
    element.kind(match part {
        Part::Section => StructRole::Sect,
        Part::Heading(1, _) => StructRole::H1,
        Part::Heading(2, _) => StructRole::H2,
        Part::Heading(..) => StructRole::H3,
        Part::Paragraph => StructRole::P,
        Part::Table => StructRole::Table,
        Part::Row => StructRole::TR,
        Part::Head => StructRole::TH,
        Part::Cell => StructRole::TD,
        Part::Figure(_) => StructRole::Figure,
        Part::Contents => StructRole::TOC,
        Part::Entry => StructRole::TOCI,
        Part::Link => StructRole::Link,
        Part::List => StructRole::L,
        Part::Item => StructRole::LI,
    });
    match part {
        Part::Heading(_, title) => {
            element.title(TextStr(title));
        }
        Part::Figure(alt) => {
            element.alt(TextStr(alt));
        }
        Part::Head => {
            let mut attributes = element.attributes();
            attributes.push().table().scope(TableHeaderScope::Column);
        }
        Part::List => {
            let mut attributes = element.attributes();
            attributes.push().list().list_numbering(ListNumbering::Disc);
        }
        _ => {}
    }
}
