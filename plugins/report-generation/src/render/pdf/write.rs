//! Writes filled pages as a PDF file (ISO 32000-1): with an outline, links, and a tree for those who hear it.

use jiff::civil::DateTime;
use pdf_writer::types::{AnnotationFlags, AnnotationType, TabOrder};
use pdf_writer::writers::{Destination, Resources};
use pdf_writer::{Date, Filter, Finish as _, Name, Pdf, Rect, Ref, TextStr};

use super::content::{self, Shared, image_name, opacity_name};
use super::embed::embed;
use super::face::{Face, Faces};
use super::flow::Flow;
use super::front::Target;
use super::leaf::{Leaf, Link};
use super::pack::packed;
use super::page::Page;
use super::tree::{Id, Place};
use crate::render::Error;
use crate::render::escape::Html;

/// What a file says of itself.
pub(super) struct About {
    pub(super) title: String,
    pub(super) subject: Option<String>,
    pub(super) made_at: DateTime,
}

/// The program that made it.
const CREATOR: &str = "runner report-generation";

/// A file being written.
struct File {
    pdf: Pdf,
    next: Ref,
    page: Page,
    pages: Vec<Ref>,
    resources: Ref,
    shared: Shared,
    /// Where parts are in the file.
    places: Vec<(Id, Place)>,
    links: usize,
}

/// The file.
pub(super) fn write(flow: Flow, about: &About, targets: &[Target]) -> Result<Vec<u8>, Error> {
    let mut next = Ref::new(1);
    let [catalog, all] = std::array::from_fn(|_| next.bump());
    let resources = next.bump();
    let mut file = File {
        pdf: Pdf::new(),
        page: flow.page,
        pages: flow.leaves.iter().map(|_| next.bump()).collect(),
        next,
        resources,
        shared: Shared::default(),
        places: Vec::new(),
        links: 0,
    };
    for (number, leaf) in flow.leaves.iter().enumerate() {
        file.leaf(number, leaf, &flow.faces, all);
    }
    file.pdf
        .pages(all)
        .count(file.pages.len() as i32)
        .kids(file.pages.iter().copied());
    file.resources(&flow.faces)?;
    let tree = flow.tree.write(
        &mut file.pdf,
        &mut file.next,
        &file.pages,
        std::mem::take(&mut file.places),
    );
    let outline = file.outline(targets);
    let metadata = file.about(about);
    let mut root = file.pdf.catalog(catalog);
    root.pages(all)
        .outlines(outline)
        .metadata(metadata)
        .lang(TextStr("en"));
    root.pair(Name(b"StructTreeRoot"), tree);
    root.mark_info().marked(true);
    root.viewer_preferences().display_doc_title(true);
    root.finish();
    Ok(file.pdf.finish())
}

impl File {
    /// Writes a page with its links.
    fn leaf(&mut self, number: usize, leaf: &Leaf, faces: &Faces, all: Ref) {
        let height = self.page.height;
        let (drawn, parts) = content::draw(leaf, height, faces, &mut self.shared);
        let place = |mark| Place::Mark {
            page: number,
            number: mark,
        };
        let parts = parts.into_iter().enumerate();
        self.places
            .extend(parts.map(|(mark, part)| (part, place(mark))));
        let contents = self.next.bump();
        self.pdf
            .stream(contents, &packed(&drawn))
            .filter(Filter::FlateDecode);
        let links: Vec<Ref> = leaf
            .links
            .iter()
            .map(|link| self.link(number, link))
            .collect();
        let mut page = self.pdf.page(self.pages[number]);
        page.parent(all)
            .media_box(Rect::new(0.0, 0.0, self.page.width, height))
            .contents(contents)
            .struct_parents(number as i32)
            .tab_order(TabOrder::StructureOrder);
        page.pair(Name(b"Resources"), self.resources);
        if !links.is_empty() {
            page.annotations(links);
        }
    }

    fn link(&mut self, page: usize, link: &Link) -> Ref {
        let id = self.next.bump();
        let height = self.page.height;
        let top = height - link.y;
        let mut annotation = self.pdf.annotation(id);
        annotation
            .subtype(AnnotationType::Link)
            .rect(Rect::new(
                link.x,
                top - link.height,
                link.x + link.width,
                top,
            ))
            .contents(TextStr(&link.text))
            .flags(AnnotationFlags::PRINT)
            .border(0.0, 0.0, 0.0, None)
            // Behind the numbers of the pages.
            .struct_parent((self.pages.len() + self.links) as i32);
        let (to, y) = link.to;
        annotation
            .insert(Name(b"Dest"))
            .start::<Destination<'_>>()
            .page(self.pages[to])
            .xyz(0.0, height - y, None);
        annotation.finish();
        let place = Place::Link {
            page,
            number: self.links,
            link: id,
        };
        self.places.push((link.part, place));
        self.links += 1;
        id
    }

    /// Writes what pages are drawn with.
    fn resources(&mut self, faces: &Faces) -> Result<(), Error> {
        let Self {
            pdf, next, shared, ..
        } = self;
        let mut fonts = Vec::new();
        for (face, used) in [(Face::Regular, &shared.regular), (Face::Bold, &shared.bold)] {
            if !used.is_empty() {
                let id = next.bump();
                embed(pdf, next, id, faces, face, used)?;
                fonts.push((content::name(face), id));
            }
        }
        let images: Vec<Ref> = shared.images.iter().map(|_| next.bump()).collect();
        for (image, id) in shared.images.iter().zip(&images) {
            image.write(pdf, next, *id);
        }
        let mut resources = pdf.indirect(self.resources).start::<Resources<'_>>();
        resources.fonts().pairs(fonts);
        let mut named = resources.x_objects();
        for (number, id) in images.iter().enumerate() {
            named.pair(Name(image_name(number).as_bytes()), *id);
        }
        named.finish();
        let mut opacities = resources.ext_g_states();
        for (number, (fill, stroke)) in shared.opacities.iter().enumerate() {
            opacities
                .insert(Name(opacity_name(number).as_bytes()))
                .dict()
                .pair(Name(b"ca"), f32::from(*fill) / 1000.0)
                .pair(Name(b"CA"), f32::from(*stroke) / 1000.0);
        }
        opacities.finish();
        Ok(())
    }

    /// Writes the outline that readers show beside the pages.
    fn outline(&mut self, targets: &[Target]) -> Ref {
        let id = self.next.bump();
        let items: Vec<Ref> = targets.iter().map(|_| self.next.bump()).collect();
        let mut outline = self.pdf.outline(id);
        if let (Some(first), Some(last)) = (items.first(), items.last()) {
            outline.first(*first).last(*last).count(items.len() as i32);
        }
        outline.finish();
        for (number, target) in targets.iter().enumerate() {
            let mut item = self.pdf.outline_item(items[number]);
            item.title(TextStr(&target.title)).parent(id);
            if let Some(before) = number.checked_sub(1) {
                item.prev(items[before]);
            }
            if let Some(behind) = items.get(number + 1) {
                item.next(*behind);
            }
            let y = self.page.height - target.y;
            item.dest().page(self.pages[target.page]).xyz(0.0, y, None);
        }
        id
    }

    /// Writes what the file says of itself, in both of the ways that readers know.
    fn about(&mut self, about: &About) -> Ref {
        let time = about.made_at;
        let byte = |number: i8| u8::try_from(number).unwrap_or_default();
        let made = Date::new(u16::try_from(time.year()).unwrap_or_default())
            .month(byte(time.month()))
            .day(byte(time.day()))
            .hour(byte(time.hour()))
            .minute(byte(time.minute()))
            .second(byte(time.second()))
            .utc_offset_hour(0)
            .utc_offset_minute(0);
        let id = self.next.bump();
        let mut info = self.pdf.document_info(id);
        info.title(TextStr(&about.title))
            .creator(TextStr(CREATOR))
            .creation_date(made);
        if let Some(subject) = &about.subject {
            info.subject(TextStr(subject));
        }
        info.finish();
        let id = self.next.bump();
        self.pdf.metadata(id, packet(about).as_bytes());
        id
    }
}

/// What a file says of itself as XMP (ISO 16684-1).
fn packet(about: &About) -> String {
    let text = |name: &str, text: &str| {
        format!(
            "<dc:{name}><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:{name}>",
            Html(text)
        )
    };
    let subject = about.subject.as_deref();
    let subject = subject.map_or(String::new(), |subject| text("description", subject));
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF \
         xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\
         <dc:format>application/pdf</dc:format><dc:language><rdf:Bag><rdf:li>en</rdf:li></rdf:Bag></dc:language>{}{subject}\
         <xmp:CreatorTool>{CREATOR}</xmp:CreatorTool><xmp:CreateDate>{}</xmp:CreateDate></rdf:Description></rdf:RDF>\
         </x:xmpmeta><?xpacket end=\"r\"?>",
        text("title", &about.title),
        about.made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    )
}
