//! Where each format of a report is written.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::error::{Exit, UserError};

/// The file's name, before its ending, where only a folder is named.
const NAME: &str = "runner-report";

/// A format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// One file for the browser, with charts
    Html,
    /// Pages to print
    Pdf,
    /// A workbook for Excel
    Xlsx,
    /// Text with marks
    #[value(name = "md", alias = "markdown")]
    Markdown,
    /// The figures alone
    Json,
}

impl Form {
    /// As the processor's params name it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Markdown => "markdown",
            Self::Json => "json",
        }
    }

    /// The processor's output that has it.
    const fn output(self) -> &'static str {
        match self {
            Self::Html => "report",
            other => other.name(),
        }
    }

    /// What a file's name ends with.
    const fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            other => other.name(),
        }
    }

    fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        let ending = if ending == "htm" {
            "html"
        } else {
            ending.as_str()
        };
        let all = Self::value_variants().iter();
        all.copied().find(|form| form.ending() == ending)
    }
}

/// The formats, each with its file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Places(Vec<(Form, PathBuf)>);

impl Places {
    /// A file's name says its format unless formats are said; several formats are files that differ in their ending.
    pub(super) fn of(formats: &[Form], output: Option<&Path>) -> Result<Self, UserError> {
        let mut forms: Vec<Form> = Vec::new();
        for form in formats {
            if !forms.contains(form) {
                forms.push(*form);
            }
        }
        let path = match output {
            None => Path::new(NAME).to_owned(),
            Some(path) if is_folder(path) => path.join(NAME),
            Some(path) => {
                return Self::at(forms, path);
            }
        };
        if forms.is_empty() {
            forms.push(Form::Html);
        }
        let at = |form: Form| (form, path.with_extension(form.ending()));
        Ok(Self(forms.into_iter().map(at).collect()))
    }

    /// The places for a file that was named.
    fn at(mut forms: Vec<Form>, path: &Path) -> Result<Self, UserError> {
        let is_stdout = path == Path::new("-");
        if forms.is_empty() {
            let form = match (is_stdout, path.extension()) {
                (true, _) | (_, None) => Some(Form::Html),
                _ => Form::of(path),
            };
            forms.push(form.ok_or_else(|| {
                let message = format!("{} is no file of a format that there is", path.display());
                UserError::new(Exit::Usage, message)
                    .hint("end it with .html, .pdf, .xlsx, .md or .json, or say --format")
            })?);
        }
        if let [form] = forms[..] {
            return Ok(Self(vec![(form, path.to_owned())]));
        }
        if is_stdout {
            let message = "the standard output takes one format";
            return Err(
                UserError::new(Exit::Usage, message).hint("name a file or a folder: -o reports/")
            );
        }
        let at = |form: Form| (form, path.with_extension(form.ending()));
        Ok(Self(forms.into_iter().map(at).collect()))
    }

    /// The formats, in their order.
    pub(super) fn forms(&self) -> Vec<Form> {
        self.0.iter().map(|(form, _)| *form).collect()
    }

    /// As outputs of a job are said.
    pub(super) fn flags(&self) -> Vec<String> {
        let flag = |(form, path): &(Form, PathBuf)| format!("{}={}", form.output(), path.display());
        self.0.iter().map(flag).collect()
    }

    /// Whether the standard output has one of them.
    pub(super) fn has_stdout(&self) -> bool {
        self.0.iter().any(|(_, path)| path == Path::new("-"))
    }
}

fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.to_string_lossy().ends_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(formats: &[Form], output: Option<&str>) -> String {
        match Places::of(formats, output.map(Path::new)) {
            Ok(places) => places.flags().join(" "),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_name_says_the_format_and_several_formats_differ_in_their_ending() {
        use Form::{Html, Json, Markdown, Pdf, Xlsx};
        for (formats, output, is) in [
            (&[][..], None, "report=runner-report.html"),
            (
                &[Pdf, Html, Pdf],
                None,
                "pdf=runner-report.pdf report=runner-report.html",
            ),
            (&[], Some("october.XLSX"), "xlsx=october.XLSX"),
            (&[], Some("october"), "report=october"),
            (&[Json], Some("october.txt"), "json=october.txt"),
            (
                &[Markdown, Xlsx],
                Some("out/october.md"),
                "markdown=out/october.md xlsx=out/october.xlsx",
            ),
            (&[Html], Some("/tmp"), "report=/tmp/runner-report.html"),
            (&[], Some("-"), "report=-"),
            (
                &[],
                Some("october.doc"),
                "october.doc is no file of a format that there is",
            ),
            (
                &[Html, Pdf],
                Some("-"),
                "the standard output takes one format",
            ),
        ] {
            assert_eq!(places(formats, output), is, "{output:?}");
        }
    }
}
