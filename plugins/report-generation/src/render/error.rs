//! Why a report could not be written.

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The output took no more.
    #[error("could not write: {0}")]
    Write(#[from] std::io::Error),
    /// The library that writes workbooks refused something: a fault here, not in the data.
    #[error("could not make the workbook: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The library that writes PDF refused something: a fault here, not in the data.
    #[error("could not make the PDF: {0}")]
    Paper(String),
    /// A text could not be put together.
    #[error("could not put a text together")]
    Text(#[from] std::fmt::Error),
    /// The template is not one, or asks for what is not there.
    #[error("the template is wrong in line {line}, `{text}`: {cause}")]
    Template {
        /// From 1.
        line: usize,
        /// What stands in that line.
        text: String,
        /// What is wrong there.
        cause: String,
    },
}
