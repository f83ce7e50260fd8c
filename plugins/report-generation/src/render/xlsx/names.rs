//! Names that Excel takes: of sheets, of tables, of their columns. They are unique, whatever the data calls them.

use std::collections::HashSet;

use super::cell::{clean, short};

/// How long the name of a sheet may be, in UTF-16 code units.
const SHEET: usize = 31;

/// How long the name of a table's column may be, in UTF-16 code units.
const COLUMN: usize = 255;

/// The names that were given.
#[derive(Debug, Default)]
pub(super) struct Names {
    sheets: HashSet<String>,
    tables: usize,
}

impl Names {
    /// A name for a sheet.
    pub(super) fn sheet(&mut self, title: &str) -> String {
        let plain: String = clean(title)
            .chars()
            .map(|sign| match sign {
                '*' | '?' | ':' | '[' | ']' | '\\' | '/' | '\n' | '\t' | '!' => ' ',
                // Quotation marks around the names of sheets are these.
                '\'' => '’',
                sign => sign,
            })
            .collect();
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        // Excel keeps `History` for itself.
        let plain = match plain.as_str() {
            "" => "Sheet",
            name if name.eq_ignore_ascii_case("history") => "History of",
            name => name,
        };
        unique(plain, SHEET, &mut self.sheets)
    }

    /// A name for a table.
    pub(super) fn table(&mut self) -> String {
        self.tables += 1;
        format!("Table{}", self.tables)
    }
}

/// Headings for the columns of a table.
pub(super) fn columns<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut taken = HashSet::new();
    names
        .map(|name| {
            let plain = clean(name).replace(['\n', '\t'], " ");
            let plain = if plain.trim().is_empty() {
                "Column"
            } else {
                plain.trim()
            };
            unique(plain, COLUMN, &mut taken)
        })
        .collect()
}

/// A name that is not taken, for readers who do not tell upper from lower case.
fn unique(name: &str, length: usize, taken: &mut HashSet<String>) -> String {
    let first = short(name, length);
    if taken.insert(first.to_lowercase()) {
        return first;
    }
    for number in 2_u64.. {
        let end = format!(" ({number})");
        let next = format!("{}{end}", short(name, length - end.len()).trim_end());
        if taken.insert(next.to_lowercase()) {
            return next;
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_short_unique_and_free_of_what_excel_forbids() {
        let mut names = Names::default();
        assert_eq!(
            names.sheet("Price [USD] / area: 'all'?"),
            "Price USD area ’all’"
        );
        assert_eq!(
            names.sheet("a".repeat(40).as_str()),
            format!("{}…", "a".repeat(30))
        );
        assert_eq!(
            names.sheet("A".repeat(40).as_str()),
            format!("{}… (2)", "A".repeat(26))
        );
        assert_eq!(names.sheet(""), "Sheet");
        assert_eq!(names.sheet("\u{0}\u{1}"), "\u{fffd}\u{fffd}");
        assert_eq!(names.sheet("  "), "Sheet (2)");
        assert_eq!(names.sheet("history"), "History of");
        assert!(names.sheet(&"🦀".repeat(40)).encode_utf16().count() <= SHEET);
    }

    #[test]
    fn headings_of_columns_are_unique_without_regard_to_case() {
        assert_eq!(
            columns(["Name", "name", "", "NAME", "a\nb"].into_iter()),
            ["Name", "name (2)", "Column", "NAME (3)", "a b"]
        );
    }
}
