//! Reports by somebody's own template.

use crate::support::{ORDERS, server, submit};

#[test]
fn a_template_makes_the_html_or_the_markdown_of_the_figures() {
    let server = server();
    server.runner().write("data.csv", ORDERS);
    server.runner().write(
        "own.html",
        "<h1>{{ title }}</h1>\n{% for fact in facts %}<p>{{ fact.label }}: {{ fact.value }}</p>\n{% endfor %}",
    );
    let args = [
        "-p",
        "title=A & B",
        "-i",
        "template=own.html",
        "-o",
        "report=out.html",
    ];
    let made = submit(&server, &args);
    assert_eq!(made.code, Some(0), "{}", made.said());
    let text = server.runner().read("out.html");
    insta::assert_snapshot!(text, @r"
    <h1>A &amp; B</h1>
    <p>Rows: 4</p>
    <p>Columns: 4</p>
    <p>Format: CSV</p>
    <p>Size: 126</p>
    ");

    server
        .runner()
        .write("own.md", "{{ title }}: {{ facts[0].value | number }} rows");
    let args = [
        "-p",
        "title=*All*",
        "-p",
        "formats=[\"markdown\", \"json\"]",
        "-i",
        "template=own.md",
        "-o",
        "markdown=out.md",
    ];
    let made = submit(&server, &args);
    assert_eq!(made.code, Some(0), "{}", made.said());
    assert_eq!(server.runner().read("out.md"), "\\*All\\*: 4 rows");
}

#[test]
fn a_template_that_is_wrong_is_said_with_its_line_and_no_output_is_left() {
    let server = server();
    server.runner().write("data.csv", ORDERS);
    let said = |template: &str, more: &[&str]| {
        server.runner().write("own.html", template);
        let args = ["-i", "template=own.html", "-o", "report=out.html"];
        let ran = submit(&server, &[&args[..], more].concat());
        assert_eq!(ran.code, Some(1), "{}", ran.said());
        let error = ran.stderr.lines().find(|line| line.contains("template"));
        error.unwrap_or(&ran.stderr).trim().to_owned()
    };
    insta::assert_snapshot!([
        said("<h1>\n{{ title }\n</h1>", &[]),
        said("<h1>\n\n{{ titel }}\n</h1>", &[]),
        said("{% for section in sections %}\n{{ section.title | shout }}\n{% endfor %}", &[]),
        said("{{ title }}", &["-p", "formats=[\"html\", \"markdown\"]"]),
        said("{{ title }}", &["-p", "formats=[\"pdf\"]"]),
    ].join("\n"), @"
    error: report-generation failed, permanent: html: the template is wrong in line 2, `{{ title }`: syntax error: unexpected `}`, expected end of variable block
    error: report-generation failed, permanent: html: the template is wrong in line 3, `{{ titel }}`: undefined value
    error: report-generation failed, permanent: html: the template is wrong in line 2, `{{ section.title | shout }}`: unknown filter: filter shout is unknown
    error: report-generation failed, permanent: a template is for HTML or for Markdown: have one of the two, and not both, in `formats`
    error: report-generation failed, permanent: a template is for HTML or for Markdown: have one of the two, and not both, in `formats`
    ");
    assert!(!server.runner().path("out.html").exists());
}
