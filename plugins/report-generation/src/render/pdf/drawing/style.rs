//! How shapes look: their attributes, the rules of style sheets, and their own styles, in that order, the last counts (SVG 1.1, 6).

use roxmltree::{Document, Node};
use simplecss::{
    AttributeOperator, DeclarationTokenizer, Element, PseudoClass, Selector, StyleSheet,
};
use svgtypes::{Color, Paint};

use super::shape::View;
use crate::render::pdf::leaf::Ink;

/// How many gradients may take their colours of each other.
const LINKS: usize = 8;

/// The rules of a drawing, and the drawing that they refer to.
pub(super) struct Sheet<'a, 'i> {
    document: &'a Document<'i>,
    rules: StyleSheet<'a>,
}

impl<'a, 'i> Sheet<'a, 'i> {
    pub(super) fn new(document: &'a Document<'i>, styles: &[&'a str]) -> Self {
        let mut rules = StyleSheet::new();
        for style in styles {
            rules.parse_more(style);
        }
        Self { document, rules }
    }

    /// The first colour of a gradient.
    fn first_colour(&self, id: &str) -> Option<Color> {
        let mut id = id.to_owned();
        for _ in 0..LINKS {
            let is_meant = |node: &Node<'_, '_>| node.attribute("id") == Some(&id);
            let gradient = self.document.descendants().find(is_meant)?;
            let is_stop = |node: &Node<'_, '_>| node.tag_name().name() == "stop";
            if let Some(stop) = gradient.children().find(is_stop) {
                let mut colour = Color::black();
                self.each(stop, |name, value| {
                    if name == "stop-color"
                        && let Ok(said) = value.parse()
                    {
                        colour = said;
                    }
                });
                return Some(colour);
            }
            let mut links = gradient.attributes().filter(|about| about.name() == "href");
            links.next()?.value().strip_prefix('#')?.clone_into(&mut id);
        }
        None
    }

    /// Everything that is said of an element, in the order in which it counts.
    fn each(&self, node: Node<'_, '_>, mut say: impl FnMut(&str, &str)) {
        for attribute in node.attributes() {
            say(attribute.name(), attribute.value());
        }
        for rule in &self.rules.rules {
            if matches(&rule.selector, node) {
                for said in &rule.declarations {
                    say(said.name, said.value);
                }
            }
        }
        if let Some(style) = node.attribute("style") {
            for said in DeclarationTokenizer::from(style) {
                say(said.name, said.value);
            }
        }
    }
}

fn matches(selector: &Selector<'_>, node: Node<'_, '_>) -> bool {
    selector.matches(&Of(node))
}

/// An element as style sheets see it.
struct Of<'a, 'i>(Node<'a, 'i>);

impl Element for Of<'_, '_> {
    fn parent_element(&self) -> Option<Self> {
        self.0.parent_element().map(Of)
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.0.prev_sibling_element().map(Of)
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.0.tag_name().name() == name
    }

    fn attribute_matches(&self, name: &str, operator: AttributeOperator<'_>) -> bool {
        self.0
            .attribute(name)
            .is_some_and(|value| operator.matches(value))
    }

    fn pseudo_class_matches(&self, class: PseudoClass<'_>) -> bool {
        matches!(class, PseudoClass::FirstChild) && self.prev_sibling_element().is_none()
    }
}

/// What a shape is painted with: a colour, and how much of that is seen.
type Painted = Option<([u8; 3], f32)>;

/// How an element looks, and what is in it unless it says otherwise.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    colour: Color,
    fill: Painted,
    stroke: Painted,
    fill_opacity: f32,
    stroke_opacity: f32,
    /// That of an element and all that it is in.
    opacity: f32,
    width: Width,
    is_visible: bool,
}

#[derive(Debug, Clone, Copy)]
enum Width {
    Pixels(f64),
    /// Of what is seen.
    Part(f64),
}

impl Default for Style {
    fn default() -> Self {
        Self {
            colour: Color::black(),
            fill: Some(([0; 3], 1.0)),
            stroke: None,
            fill_opacity: 1.0,
            stroke_opacity: 1.0,
            opacity: 1.0,
            width: Width::Pixels(1.0),
            is_visible: true,
        }
    }
}

impl Style {
    /// The style of an element in one with this style; none if it is not there to be seen, nor what is in it.
    pub(super) fn below(self, node: Node<'_, '_>, sheet: &Sheet<'_, '_>) -> Option<Self> {
        let mut style = self;
        let mut own_opacity = 1.0;
        let mut is_shown = true;
        // Other colours may refer to it.
        sheet.each(node, |name, value| {
            if name == "color"
                && let Ok(colour) = value.trim().parse()
            {
                style.colour = colour;
            }
        });
        sheet.each(node, |name, value| {
            let value = value.trim();
            match name {
                "fill" => style.fill = style.painted(value, self.fill, sheet),
                "stroke" => style.stroke = style.painted(value, self.stroke, sheet),
                "fill-opacity" => style.fill_opacity = part(value, style.fill_opacity),
                "stroke-opacity" => style.stroke_opacity = part(value, style.stroke_opacity),
                "opacity" => own_opacity = part(value, own_opacity),
                "stroke-width" => style.width = width(value).unwrap_or(style.width),
                "visibility" if value != "inherit" => style.is_visible = value == "visible",
                "display" => is_shown = value != "none",
                _ => {}
            }
        });
        style.opacity *= own_opacity;
        is_shown.then_some(style)
    }

    fn painted(&self, value: &str, inherited: Painted, sheet: &Sheet<'_, '_>) -> Painted {
        let of = |colour: Color| {
            let seen = f32::from(colour.alpha) / 255.0;
            Some(([colour.red, colour.green, colour.blue], seen))
        };
        match Paint::from_str(value) {
            Ok(Paint::None) => None,
            Ok(Paint::CurrentColor) => of(self.colour),
            Ok(Paint::Color(colour)) => of(colour),
            Ok(Paint::FuncIRI(id, _)) => of(sheet.first_colour(id).unwrap_or(Color::gray())),
            Ok(Paint::Inherit | Paint::ContextFill | Paint::ContextStroke) | Err(_) => inherited,
        }
    }

    pub(super) fn fill(&self) -> Option<Ink> {
        self.ink(self.fill, self.fill_opacity)
    }

    /// The ink of the line around it, and how wide that is.
    pub(super) fn stroke(&self, view: View) -> Option<(Ink, f64)> {
        let width = match self.width {
            Width::Pixels(pixels) => pixels,
            Width::Part(part) => part * view.0.hypot(view.1) / 2_f64.sqrt(),
        };
        let ink = self.ink(self.stroke, self.stroke_opacity)?;
        (width > 0.0).then_some((ink, width))
    }

    fn ink(&self, painted: Painted, opacity: f32) -> Option<Ink> {
        let (colour, seen) = painted.filter(|_| self.is_visible)?;
        let opacity = (seen * opacity * self.opacity).clamp(0.0, 1.0);
        Some(Ink { colour, opacity })
    }
}

/// A part of one: `0.5` or `50%`.
fn part(value: &str, otherwise: f32) -> f32 {
    let part = match value.strip_suffix('%') {
        Some(percent) => percent.parse::<f32>().map(|percent| percent / 100.0),
        None => value.parse(),
    };
    part.map_or(otherwise, |part| part.clamp(0.0, 1.0))
}

fn width(value: &str) -> Option<Width> {
    match value.strip_suffix('%') {
        Some(percent) => Some(Width::Part(percent.parse::<f64>().ok()? / 100.0)),
        None => super::shape::pixels(value).map(Width::Pixels),
    }
}
