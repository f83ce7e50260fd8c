//! The first sheet: the title, what people want to know first, headline figures, what is on the other sheets, notes.

use rust_xlsxwriter::{Format, FormatAlign, Image, Url, Worksheet, XlsxError};

use super::Done;
use super::cell::{clean, short};
use super::sheet::{Sheet, letters};
use crate::document::{Block, Document, Logo, Style, Value};

/// How high a logo is, in pixels.
const LOGO: f64 = 56.0;

pub(super) fn write(
    name: &str,
    document: &Document,
    sections: &[Done<'_>],
    limits: &[String],
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new(name, document.locale)?;
    let unseen = logo(&mut sheet, document)?;
    let title = sheet.looks.title.clone();
    sheet.line(&document.title, &title)?;
    if let Some(subtitle) = &document.subtitle {
        sheet.note(subtitle)?;
    }
    sheet.skip(1);
    for fact in &document.facts {
        pair(&mut sheet, &fact.label, &fact.value, &fact.style)?;
    }
    let made = Style::Date("%Y-%m-%d %H:%M".to_owned());
    pair(
        &mut sheet,
        "Made at (UTC)",
        &Value::Time(document.made_at),
        &made,
    )?;
    sheet.skip(1);
    let figures: Vec<_> = document
        .sections
        .iter()
        .flat_map(|section| &section.blocks)
        .filter_map(|block| match block {
            Block::Metrics(metrics) => Some(metrics),
            _ => None,
        })
        .collect();
    if !figures.is_empty() {
        caption(&mut sheet, "Headline figures")?;
        for metrics in figures {
            sheet.metrics(metrics)?;
        }
    }
    if !sections.is_empty() {
        caption(&mut sheet, "Contents")?;
        for (name, title, _) in sections {
            // A link to a place in this workbook, whose name holds no apostrophe.
            sheet.inner.write_url(
                sheet.row,
                0,
                Url::new(format!("internal:'{name}'!A1")).set_text(short(&clean(title), 255)),
            )?;
            sheet.skip(1);
        }
        sheet.skip(1);
    }
    let notes: Vec<String> = document
        .notes
        .iter()
        .chain(limits)
        .cloned()
        .chain(unseen.map(str::to_owned))
        .collect();
    if !notes.is_empty() {
        caption(&mut sheet, "Notes")?;
        sheet.paragraphs(&notes)?;
    }
    sheet.finish()
}

/// The logo, if it is one that Excel shows; else a note.
fn logo(sheet: &mut Sheet, document: &Document) -> Result<Option<&'static str>, XlsxError> {
    let image = match &document.logo {
        None => return Ok(None),
        Some(Logo::Svg(_)) => {
            return Ok(Some(
                "The logo is an SVG picture, which workbooks do not show.",
            ));
        }
        Some(Logo::Png(bytes)) => Image::new_from_buffer(bytes),
    };
    let Ok(image) = image else {
        return Ok(Some("The logo could not be read as a PNG picture."));
    };
    let scale = (LOGO / image.height().max(1.0)).min(4.0 * LOGO / image.width().max(1.0));
    let image = image
        .set_scale_height(scale)
        .set_scale_width(scale)
        .set_alt_text("Logo");
    sheet.inner.set_row_height(0, 48)?;
    sheet.inner.insert_image(0, 0, &image)?;
    sheet.skip(1);
    Ok(None)
}

fn caption(sheet: &mut Sheet, text: &str) -> Result<(), XlsxError> {
    let heading = sheet.looks.heading.clone();
    sheet.line(text, &heading)
}

/// What something is, and its value.
fn pair(sheet: &mut Sheet, label: &str, value: &Value, style: &Style) -> Result<(), XlsxError> {
    let muted = sheet.looks.muted.clone();
    sheet.text(sheet.row, 0, label, Some(&muted))?;
    sheet.widen(0, letters(label));
    let format = Format::new().set_align(FormatAlign::Right);
    sheet.value(sheet.row, 1, value, style, &format)?;
    sheet.skip(1);
    Ok(())
}
