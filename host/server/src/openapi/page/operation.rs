//! An operation as HTML.

use std::fmt::Write as _;

use serde_json::Value;

use super::Operation;
use super::curl;
use super::html::{escaped, marked, marked_line, shown};
use super::schema;

pub(super) fn write(page: &mut String, document: &Value, one: &Operation<'_>) {
    let said = one.said;
    let _ = write!(
        page,
        "<details class=\"operation\"><summary><b class=\"{method}\">{method}</b> <code>{}</code> <span>{}</span></summary>\
         <div id=\"{}\">{}",
        escaped(one.path).replace('/', "/<wbr>"),
        escaped(one.summary()),
        one.id(),
        marked(said["description"].as_str().unwrap_or_default()),
        method = one.method,
    );
    write_params(page, said);
    write_body(page, document, &said["requestBody"]);
    let _ = write!(
        page,
        "<h4>With curl</h4><pre class=\"curl\"><code>{}</code></pre>",
        escaped(&curl::line(document, one))
    );
    page.push_str("<h4>Answers</h4>");
    for (status, response) in said["responses"].as_object().into_iter().flatten() {
        let shared = response["$ref"]
            .as_str()
            .map(|place| place.trim_start_matches('#'));
        let shared = shared.and_then(|place| document.pointer(place));
        write_response(page, status, shared.unwrap_or(response));
    }
    page.push_str("</div></details>\n");
}

fn write_params(page: &mut String, said: &Value) {
    let Some(params) = said["parameters"].as_array() else {
        return;
    };
    page.push_str("<h4>Parameters</h4><dl>");
    for param in params {
        let name = param["name"].as_str().unwrap_or_default();
        let (bounds, place) = (
            schema::bounds(&param["schema"]),
            param["in"].as_str().unwrap_or_default(),
        );
        let _ = write!(
            page,
            "<dt><code>{}</code> <span>in the {place}, {}{}{bounds}</span></dt><dd>{}</dd>",
            escaped(name),
            schema::kind(&param["schema"]),
            if bounds.is_empty() { "" } else { ", " },
            marked_line(param["description"].as_str().unwrap_or_default())
        );
    }
    page.push_str("</dl>");
}

fn write_body(page: &mut String, document: &Value, body: &Value) {
    let Some(content) = body["content"].as_object() else {
        return;
    };
    page.push_str("<h4>Body</h4>");
    for (kind, media) in content {
        let _ = write!(
            page,
            "<p><code>{}</code>: {}</p>",
            escaped(kind),
            schema::kind(&media["schema"])
        );
        if let Some(example) = curl::example(document, media) {
            page.push_str(&shown(example));
        }
    }
}

fn write_response(page: &mut String, status: &str, response: &Value) {
    let about = marked_line(response["description"].as_str().unwrap_or_default());
    let is_problem = status.starts_with(['4', '5']);
    let class = if is_problem { "problem" } else { "success" };
    let _ = write!(
        page,
        "<div class=\"{class}\"><p><b>{status}</b> {about}</p>"
    );
    // All problems look alike.
    if !is_problem {
        for (kind, media) in response["content"].as_object().into_iter().flatten() {
            let _ = write!(
                page,
                "<p><code>{}</code>: {}</p>",
                escaped(kind),
                schema::kind(&media["schema"])
            );
            if let Some(example) = media.get("example") {
                page.push_str(&shown(example));
            }
        }
        for (name, header) in response["headers"].as_object().into_iter().flatten() {
            let about = marked_line(header["description"].as_str().unwrap_or_default());
            let _ = write!(
                page,
                "<p>Header <code>{}</code>: {about}</p>",
                escaped(name)
            );
        }
    }
    page.push_str("</div>");
}
