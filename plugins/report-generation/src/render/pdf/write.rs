//! Writes filled pages as a PDF file: with an outline, links, and a tree for those who hear it.

use jiff::civil::DateTime;
use krilla::annotation::{Annotation, LinkAnnotation, Target as Aim};
use krilla::color::rgb;
use krilla::destination::XyzDestination;
use krilla::geom::{Point, Rect, Size, Transform};
use krilla::metadata::{Metadata, TextDirection};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, LineCap, LineJoin, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier};
use krilla::{Document, SerializeSettings};

use super::face::Faces;
use super::flow::Flow;
use super::front::Target;
use super::leaf::{Ink, Leaf, Mark};
use super::tree::Id;
use crate::render::Error;

/// What a file says of itself.
pub(super) struct About {
    pub(super) title: String,
    pub(super) subject: Option<String>,
    pub(super) made_at: DateTime,
}

/// The file.
pub(super) fn write(
    flow: Flow,
    about: About,
    targets: &[Target],
    settings: SerializeSettings,
) -> Result<Vec<u8>, Error> {
    let Flow {
        page,
        faces,
        leaves,
        tree,
        ..
    } = flow;
    let mut document = Document::new_with(settings);
    document.set_metadata(metadata(about));
    let mut marks: Vec<(Id, Identifier)> = Vec::new();
    for leaf in leaves {
        let size = PageSettings::from_wh(page.width, page.height)
            .ok_or_else(|| Error::Paper("the page has no size".to_owned()))?;
        let mut sheet = document.start_page_with(size);
        let mut surface = sheet.surface();
        draw(&mut surface, &faces, &leaf, &mut marks);
        surface.finish();
        for link in leaf.links {
            let Some(place) = Rect::from_xywh(link.x, link.y, link.width, link.height) else {
                continue;
            };
            let (page, y) = link.to;
            let aim = XyzDestination::new(page, Point::from_xy(0.0, y));
            let aim = Aim::Destination(aim.into());
            let link_to = Annotation::new_link(LinkAnnotation::new(place, aim), Some(link.text));
            marks.push((link.part, sheet.add_tagged_annotation(link_to)));
        }
        sheet.finish();
    }
    let mut outline = Outline::new();
    for target in targets {
        let aim = XyzDestination::new(target.page, Point::from_xy(0.0, target.y));
        outline.push_child(OutlineNode::new(target.title.clone(), aim));
    }
    document.set_outline(outline);
    document.set_tag_tree(tree.finish(marks));
    document
        .finish()
        .map_err(|error| Error::Paper(error.to_string()))
}

fn metadata(about: About) -> Metadata {
    let time = about.made_at;
    let byte = |number: i8| u8::try_from(number).unwrap_or_default();
    let made = krilla::metadata::DateTime::new(u16::try_from(time.year()).unwrap_or_default())
        .month(byte(time.month()))
        .day(byte(time.day()))
        .hour(byte(time.hour()))
        .minute(byte(time.minute()))
        .second(byte(time.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    let metadata = Metadata::new()
        .title(about.title)
        .creator("runner report-generation".to_owned())
        .language("en".to_owned())
        .text_direction(TextDirection::LeftToRight)
        .creation_date(made);
    match about.subject {
        Some(subject) => metadata.description(subject),
        None => metadata,
    }
}

/// Draws the marks of a page; marks of one part that follow each other are one place.
fn draw(surface: &mut Surface<'_>, faces: &Faces, leaf: &Leaf, marks: &mut Vec<(Id, Identifier)>) {
    for group in leaf.marks.chunk_by(|(one, _), (other, _)| one == other) {
        let part = group.first().and_then(|(part, _)| *part);
        let tag = match part {
            Some(_) => ContentTag::Other,
            None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
        };
        let place = surface.start_tagged(tag);
        for (_, mark) in group {
            one(surface, faces, mark);
        }
        surface.end_tagged();
        if let Some(part) = part {
            marks.push((part, place));
        }
    }
}

fn fill(ink: Ink) -> Fill {
    Fill {
        paint: colour(ink).into(),
        opacity: opacity(ink),
        rule: Default::default(),
    }
}

fn colour(ink: Ink) -> rgb::Color {
    let [red, green, blue] = ink.colour;
    rgb::Color::new(red, green, blue)
}

fn opacity(ink: Ink) -> NormalizedF32 {
    NormalizedF32::new(ink.opacity).unwrap_or(NormalizedF32::ONE)
}

fn one(surface: &mut Surface<'_>, faces: &Faces, mark: &Mark) {
    match mark {
        Mark::Text {
            x,
            y,
            text,
            face,
            size,
            ink,
        } => {
            surface.set_fill(Some(fill(*ink)));
            surface.set_stroke(None);
            let glyphs = faces.glyphs(text, *face);
            let start = Point::from_xy(*x, *y);
            surface.draw_glyphs(start, &glyphs, faces.font(*face), text, *size, false);
        }
        Mark::Shape {
            path,
            fill: inside,
            stroke,
        } => {
            surface.set_fill(inside.map(fill));
            surface.set_stroke(stroke.map(|(ink, width)| Stroke {
                paint: colour(ink).into(),
                width,
                opacity: opacity(ink),
                line_cap: LineCap::Round,
                line_join: LineJoin::Round,
                ..Stroke::default()
            }));
            surface.draw_path(path);
        }
        Mark::Picture {
            x,
            y,
            width,
            height,
            image,
        } => {
            if let Some(size) = Size::from_wh(*width, *height) {
                surface.push_transform(&Transform::from_translate(*x, *y));
                surface.draw_image(image.clone(), size);
                surface.pop();
            }
        }
    }
}
