//! SVG, written anew from what is let in by name: shapes, texts, gradients and clips. No script, no event, no foreign content, no
//! animation, no reference to anything outside, no entity.

use roxmltree::{Document, Node, NodeType, ParsingOptions};

use super::Error;
use crate::render::escape::Html;

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";

const NODES: u32 = 20_000;
const DEPTH: usize = 40;
/// Entities may make more of a document than it has bytes.
const BYTES: usize = 2 << 20;

/// `use`, `mask`, `pattern` and filters are not among them: a few lines of those, each twice within the next, keep a reader busy for
/// ever. Neither is `image`, `a`, `script`, `foreignObject` and what moves.
const ELEMENTS: [&str; 19] = [
    "svg",
    "g",
    "defs",
    "title",
    "desc",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "style",
];

const ATTRIBUTES: [&str; 63] = [
    "class",
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "color",
    "cx",
    "cy",
    "d",
    "direction",
    "display",
    "dominant-baseline",
    "dx",
    "dy",
    "fill",
    "fill-opacity",
    "fill-rule",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "fx",
    "fy",
    "gradientTransform",
    "gradientUnits",
    "height",
    "id",
    "letter-spacing",
    "offset",
    "opacity",
    "pathLength",
    "points",
    "preserveAspectRatio",
    "r",
    "rotate",
    "rx",
    "ry",
    "shape-rendering",
    "spreadMethod",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "style",
    "text-anchor",
    "text-decoration",
    "textLength",
    "transform",
    "vector-effect",
    "version",
    "viewBox",
    "visibility",
    "width",
    "word-spacing",
    "x",
    "x1",
    "x2",
];

const MORE_ATTRIBUTES: [&str; 3] = ["y", "y1", "y2"];

/// The document with what is let in alone.
pub(super) fn cleaned(text: &str) -> Result<String, Error> {
    let options = ParsingOptions {
        // Many programs write a document type, and some name their namespaces by entities of it. Entities are counted by the
        // parser, and none from outside is read.
        allow_dtd: true,
        nodes_limit: NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| Error::Svg(error.to_string()))?;
    let root = document.root_element();
    if !root.has_tag_name((SVG, "svg")) {
        return Err(Error::Svg(
            "it does not begin with <svg> in SVG's namespace".to_owned(),
        ));
    }
    let mut clean = String::with_capacity(text.len());
    element(root, 0, &mut clean)?;
    Ok(clean)
}

fn element(node: Node<'_, '_>, depth: usize, out: &mut String) -> Result<(), Error> {
    let name = node.tag_name().name();
    if node.tag_name().namespace() != Some(SVG)
        || !ELEMENTS.contains(&name)
        || (name == "svg" && depth > 0)
    {
        return Ok(());
    }
    if depth > DEPTH {
        return Err(Error::Svg(format!(
            "its elements are more than {DEPTH} deep"
        )));
    }
    if out.len() > BYTES {
        return Err(Error::Svg("it is too large".to_owned()));
    }
    if name == "style" {
        let style: String = node.children().filter_map(|child| child.text()).collect();
        if harmless(&style) {
            out.push_str(&format!("<style>{}</style>", Html(&style)));
        }
        return Ok(());
    }
    out.push('<');
    out.push_str(name);
    if depth == 0 {
        out.push_str(&format!(" xmlns=\"{SVG}\""));
    }
    // A clip within a clip within a clip is as much work as one `use` in another.
    let clip = name == "clipPath"
        || node
            .ancestors()
            .any(|above| above.tag_name().name() == "clipPath");
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        let kept = match attribute.namespace() {
            None if name == "href" => target(node, value),
            Some(XLINK) if name == "href" => target(node, value),
            None => ATTRIBUTES.contains(&name) || MORE_ATTRIBUTES.contains(&name),
            Some(_) => false,
        };
        if kept && harmless(value) && !(clip && value.contains("url(")) {
            out.push_str(&format!(" {name}=\"{}\"", Html(value)));
        }
    }
    out.push('>');
    for child in node.children() {
        match child.node_type() {
            NodeType::Element => element(child, depth + 1, out)?,
            NodeType::Text => out.push_str(&Html(child.text().unwrap_or_default()).to_string()),
            NodeType::Root | NodeType::Comment | NodeType::PI => {}
        }
    }
    out.push_str(&format!("</{name}>"));
    Ok(())
}

/// Whether a reference is one of a gradient to another in this document, whose colours it takes.
fn target(node: Node<'_, '_>, value: &str) -> bool {
    node.tag_name().name().ends_with("Gradient") && value.starts_with('#')
}

/// Whether a value or style refers to nothing outside: no address but that of an element here, no rule that loads, nothing that
/// could hide either.
fn harmless(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let addresses = value.matches("url").count();
    let inside = value.matches("url(#").count()
        + value.matches("url('#").count()
        + value.matches("url(\"#").count();
    let words = [
        "@",
        "\\",
        "expression",
        "javascript:",
        "data:",
        "image(",
        "image-set(",
        "src(",
        "/*",
        "<",
        "behavior",
    ];
    addresses == inside && !words.iter().any(|word| value.contains(word))
}
