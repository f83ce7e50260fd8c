//! The page that shows the document to people: one file of HTML made here, a style sheet and a small script of our own. It
//! asks for nothing else, and reads without the script as well.

mod curl;
mod html;
mod operation;
mod schema;

use std::fmt::Write as _;

use serde_json::Value;

use self::html::{escaped, marked};

/// The style sheet.
pub(super) const STYLE: &str = include_str!("style.css");
/// The script: a field to look for operations, and buttons that copy.
pub(super) const SCRIPT: &str = include_str!("page.js");

/// The page. Its files are where `files` says.
pub(super) fn page(document: &Value, files: &str) -> String {
    let mut page = String::new();
    let text = |pointer: &str| {
        document
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let (title, version) = (escaped(text("/info/title")), escaped(text("/info/version")));
    let by_tag = by_tag(document);
    // Writing to a string cannot fail, here and below.
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} {version}: the API</title>\n\
         <link rel=\"stylesheet\" href=\"{files}/style.css\">\n<script src=\"{files}/page.js\" defer></script>\n</head>\n<body>\n\
         <nav id=\"nav\"><details open><summary>{title} <small>{version}</small></summary>\n"
    );
    for (tag, operations) in &by_tag {
        let name = tag["name"].as_str().unwrap_or_default();
        let _ = write!(
            page,
            "<section><h2><a href=\"#tag-{name}\">{name}</a></h2><ul>"
        );
        for one in operations {
            let _ = write!(
                page,
                "<li><a href=\"#{}\"><b class=\"{}\">{}</b> {}</a></li>",
                one.id(),
                one.method,
                one.method,
                escaped(one.summary())
            );
        }
        page.push_str("</ul></section>\n");
    }
    page.push_str(
        "<section><h2><a href=\"#schemas\">schemas</a></h2></section>\n</details></nav>\n<main>\n",
    );
    let _ = writeln!(
        page,
        "<header><h1>{title}: the API</h1>{}<p><a href=\"openapi.json\">The same as OpenAPI {}</a>, to make clients of.</p></header>",
        marked(text("/info/description")),
        escaped(text("/openapi"))
    );
    for (tag, operations) in &by_tag {
        let name = tag["name"].as_str().unwrap_or_default();
        let about = marked(tag["description"].as_str().unwrap_or_default());
        let _ = writeln!(
            page,
            "<section class=\"tag\"><h2 id=\"tag-{name}\">{name}</h2>{about}"
        );
        for one in operations {
            operation::write(&mut page, document, one);
        }
        page.push_str("</section>\n");
    }
    page.push_str("<section class=\"tag\"><h2 id=\"schemas\">schemas</h2>\n");
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        schema::write_named(&mut page, name, schema);
    }
    page.push_str("</section>\n</main>\n</body>\n</html>\n");
    page
}

/// An operation where it stands in the document.
struct Operation<'a> {
    path: &'a str,
    method: &'a str,
    said: &'a Value,
}

impl Operation<'_> {
    fn id(&self) -> &str {
        self.said["operationId"].as_str().unwrap_or_default()
    }

    fn summary(&self) -> &str {
        self.said["summary"].as_str().unwrap_or_default()
    }
}

/// The operations of each tag, both in the order of the document.
fn by_tag(document: &Value) -> Vec<(&Value, Vec<Operation<'_>>)> {
    let tags = document["tags"].as_array().into_iter().flatten();
    let of = |tag: &Value| {
        let paths = document["paths"].as_object().into_iter().flatten();
        let all = paths.flat_map(|(path, methods)| {
            let methods = methods.as_object().into_iter().flatten();
            methods.map(move |(method, said)| Operation { path, method, said })
        });
        all.filter(|one| one.said["tags"][0] == tag["name"])
            .collect()
    };
    tags.map(|tag| (tag, of(tag))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::openapi;

    #[test]
    fn the_page_has_every_operation_and_asks_nobody_else() {
        let page = page(openapi(), "docs");
        let operations: usize = by_tag(openapi()).iter().map(|(_, all)| all.len()).sum();
        assert!(operations > 80, "{operations}");
        assert_eq!(
            page.matches("<details class=\"operation\"").count(),
            operations
        );
        for place in [
            "src=\"http",
            "href=\"http",
            "src=\"//",
            "href=\"//",
            "style=\"",
            "onclick",
            "<style",
        ] {
            assert!(!page.contains(place), "{place}");
        }
        assert_eq!(page.matches("<script").count(), 1);
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
        assert!(!SCRIPT.contains("fetch(") && !SCRIPT.contains("XMLHttpRequest"));
    }

    #[test]
    fn every_link_of_the_page_leads_somewhere() {
        let page = page(openapi(), "docs");
        let lost: Vec<&str> = page
            .split("href=\"#")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|id| !page.contains(&format!("id=\"{id}\"")))
            .collect();
        assert!(lost.is_empty(), "{lost:?}");
    }
}
