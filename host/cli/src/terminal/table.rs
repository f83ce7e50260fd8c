//! Tables whose columns are as wide as what stands in them.

use std::io::{self, IsTerminal as _};

use console::{Term, measure_text_width, pad_str, truncate_str};

/// What stands between two columns.
const GAP: &str = "  ";

/// A table that is printed as its rows come: the first rows say how wide its columns are.
#[derive(Debug)]
pub(crate) struct Table {
    titles: Vec<&'static str>,
    /// None before the first rows.
    widths: Option<Vec<usize>>,
    /// The most that a line may take; none where that is no matter.
    most: Option<usize>,
}

impl Table {
    /// A table for the standard output; on a terminal no line is longer than that is wide.
    pub(crate) fn new(titles: &[&'static str]) -> Self {
        let most = io::stdout()
            .is_terminal()
            .then(|| usize::from(Term::stdout().size().1));
        Self {
            titles: titles.to_vec(),
            widths: None,
            most,
        }
    }

    /// The lines of the next rows, with the titles before the first.
    pub(crate) fn lines(&mut self, rows: &[Vec<String>]) -> Vec<String> {
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| one_line(cell)).collect())
            .collect();
        let mut lines = Vec::with_capacity(rows.len() + 1);
        let widths = match &self.widths {
            Some(widths) => widths.clone(),
            None => {
                let mut widths = widths(&self.titles, &rows);
                if let Some(most) = self.most {
                    fit(&mut widths, &self.titles, most);
                }
                let titles: Vec<String> = self.titles.iter().map(ToString::to_string).collect();
                lines.push(self.line(&widths, &titles));
                self.widths = Some(widths.clone());
                widths
            }
        };
        lines.extend(rows.iter().map(|row| self.line(&widths, row)));
        lines
    }

    fn line(&self, widths: &[usize], row: &[String]) -> String {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| {
                // Later rows may have more to say than the first, and where all is shown nothing is cut.
                let cut = self.most.map(|_| "…");
                pad_str(cell, *width, console::Alignment::Left, cut).into_owned()
            })
            .collect();
        let line = cells.join(GAP);
        let line = line.trim_end();
        match self.most {
            Some(most) => truncate_str(line, most, "…").into_owned(),
            None => line.to_owned(),
        }
    }
}

/// What a column keeps that gives others room.
const LEAST: usize = 8;

/// Takes from the widest columns until a line fits. The first says what the row is of, and keeps all.
fn fit(widths: &mut [usize], titles: &[&str], most: usize) {
    loop {
        let line: usize = widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1);
        let over = line.saturating_sub(most);
        let columns = widths.iter_mut().zip(titles).skip(1);
        let can_give =
            |(width, title): &(&mut usize, &&str)| **width > LEAST.max(measure_text_width(title));
        let Some((width, _)) = columns.filter(can_give).max_by_key(|(width, _)| **width) else {
            return;
        };
        if over == 0 {
            return;
        }
        *width -= 1;
    }
}

fn widths(titles: &[&str], rows: &[Vec<String>]) -> Vec<usize> {
    let width_of = |(column, title): (usize, &&str)| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells
            .map(|cell| measure_text_width(cell))
            .fold(measure_text_width(title), usize::max)
    };
    titles.iter().enumerate().map(width_of).collect()
}

/// A stranger's text must not look like another row.
fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
        let owned = |row: &&[&str]| row.iter().map(ToString::to_string).collect();
        rows.iter().map(owned).collect()
    }

    #[test]
    fn columns_are_as_wide_as_the_first_rows_and_later_ones_keep_to_them() {
        let mut table = Table {
            titles: vec!["ID", "TITLE"],
            widths: None,
            most: Some(12),
        };
        assert_eq!(
            table.lines(&rows(&[&["1234", "short"], &["5", "two\nlines of it"]])),
            ["ID    TITLE", "1234  short", "5     two l…"]
        );
        assert_eq!(table.lines(&rows(&[&["6", "x"]])), ["6     x"]);
    }

    #[test]
    fn the_widest_columns_give_room_to_those_behind_them() {
        let mut table = Table {
            titles: vec!["ID", "WHAT", "STATE", "AGE"],
            widths: None,
            most: Some(35),
        };
        let long = "a text that is much too long";
        assert_eq!(
            table.lines(&rows(&[&["0123456789", long, "completed", "5m"]])),
            [
                "ID          WHAT      STATE     AGE",
                "0123456789  a text …  complet…  5m",
            ]
            .map(str::to_owned)
        );
    }
}
