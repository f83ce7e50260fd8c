//! Runs a conversion over text and gives all that came of it.

use std::cell::RefCell;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::rc::Rc;

use runner_data_conversion::{Error, Outputs, Params, Report, Source, convert};
use serde_json::Value;

/// What came of a conversion.
#[derive(Debug)]
pub(crate) struct Converted {
    pub(crate) data: String,
    /// `None` when no output was made for rejected rows.
    pub(crate) rejects: Option<String>,
    pub(crate) report: Report,
}

impl Converted {
    /// The types of the columns, by name.
    pub(crate) fn types(&self) -> String {
        let columns: Vec<String> = self
            .report
            .columns
            .iter()
            .map(|column| format!("{}:{:?}", column.name, column.kind).to_lowercase())
            .collect();
        columns.join(" ")
    }
}

#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("outputs are UTF-8")
}

/// Gives one byte at a time, so that every place in the input is the end of what was read once.
struct Dribble<'a>(Cursor<&'a [u8]>);

impl Read for Dribble<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let one = into.len().min(1);
        self.0.read(&mut into[..one])
    }
}

impl Seek for Dribble<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

/// Converts bytes by params as a job would give them.
pub(crate) fn try_convert(input: &[u8], params: Value) -> Result<Converted, Error> {
    convert_from(Cursor::new(input), input.len(), params)
}

/// Converts text that is read byte by byte.
pub(crate) fn dribbled(input: &str, params: Value) -> Result<Converted, Error> {
    convert_from(Dribble(Cursor::new(input.as_bytes())), input.len(), params)
}

fn convert_from<R: Read + Seek>(
    reader: R,
    length: usize,
    params: Value,
) -> Result<Converted, Error> {
    let params: Params = serde_json::from_value(params).expect("the params of a test are valid");
    let mut data = Vec::new();
    let rejects = RefCell::new(None);
    let source = Source {
        reader,
        name: None,
        media_type: None,
    };
    let outputs = Outputs {
        data: &mut data,
        rejects: &mut || {
            let output = Shared::default();
            *rejects.borrow_mut() = Some(output.clone());
            Ok(output)
        },
    };
    let report = convert(source, &params, outputs, &mut |_| {}, None)?;
    assert_eq!(report.output_bytes, data.len() as u64);
    assert_eq!(report.input_bytes, length as u64);
    let rejects = rejects
        .into_inner()
        .map(|output| text_of(&output.0.borrow()));
    Ok(Converted {
        data: text_of(&data),
        rejects,
        report,
    })
}

/// Converts text that must convert.
pub(crate) fn converted(input: &str, params: Value) -> Converted {
    match try_convert(input.as_bytes(), params) {
        Ok(converted) => converted,
        Err(error) => panic!("converting {input:?}: {error}"),
    }
}

/// The output of a conversion that must succeed.
pub(crate) fn data(input: &str, params: Value) -> String {
    converted(input, params).data
}

/// What a conversion that must fail says.
pub(crate) fn error(input: &[u8], params: Value) -> String {
    match try_convert(input, params) {
        Ok(converted) => panic!("converted to {:?}", converted.data),
        Err(error) => error.to_string(),
    }
}
