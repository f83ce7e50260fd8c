//! Records of JSON to records of JSON: each stays as it is, but for blanks, and for columns that are left out or
//! renamed at the top level.
use std::collections::BTreeMap;
use std::io::{self, Read, Seek, Write};

use runner_tables::json::{JsonRecords, Member, Members, compact, indented, unescape};
use runner_tables::{Fault, RowError};

use crate::checkpoint::{Stage, Written};
use crate::context::Context;
use crate::error::Error;
use crate::json::JsonColumns;
use crate::json::columns::Kinds;
use crate::out::Out;
use crate::params::Params;
use crate::plan::{given_types, refuse_same_names};
use crate::report::Tally;
use crate::sink::Layout;

/// What becomes of the members of a record.
struct Shape<'a> {
    select: Option<&'a Vec<String>>,
    rename: &'a BTreeMap<String, String>,
}

/// Converts all records from where the reader stands, and gives the output's length too. `from` is what an earlier
/// conversion left.
pub(crate) fn run<R: Read + Seek, W: Write, J: Write>(
    records: &mut JsonRecords<R>,
    params: &Params,
    layout: Layout,
    mut out: Out<W>,
    context: &mut Context<'_, '_, J>,
    from: Option<(Written, JsonColumns)>,
) -> Result<(Tally, u64), Error> {
    let shape = Shape {
        select: params.select.as_ref(),
        rename: &params.rename,
    };
    let given = given_types(params);
    let (mut written, mut columns) = match from {
        Some((written, columns)) => (written.rows, columns),
        None => (0, JsonColumns::new(given)),
    };
    let mut seen = Vec::new();
    let mut reshaped = Vec::new();
    loop {
        if context.is_due(records.next_offset()) {
            out.hand_on().map_err(Error::data)?;
            let (rows, bytes) = (written, out.written());
            let stage = Stage::Records(Written { rows, bytes }, columns.saved());
            context.save(records.position(), stage)?;
        }
        if !records.advance()? {
            break;
        }
        let looked = records.object().and_then(|object| {
            look(object, &mut columns, &mut seen)?;
            shape.apply(object, &mut reshaped)
        });
        let object = match &looked {
            Ok(Some(())) => &reshaped[..],
            Ok(None) => records.text(),
            Err(fault) => {
                let error = RowError {
                    row: records.row(),
                    offset: records.offset(),
                    fault: fault.clone(),
                };
                context.rejects.reject(error, records.text())?;
                continue;
            }
        };
        for &(column, kinds) in &seen {
            columns.count(column, kinds);
        }
        write(object, layout, written == 0, &mut out).map_err(Error::data)?;
        written += 1;
    }
    let end = if written == 0 {
        layout.empty()
    } else {
        layout.close()
    };
    let bytes = out
        .put(end.as_bytes())
        .and_then(|()| out.finish())
        .map_err(Error::data)?;
    if !columns.names().is_empty() {
        columns.refuse_unknown("select", shape.select.into_iter().flatten())?;
        columns.refuse_unknown("rename", shape.rename.keys())?;
        columns.refuse_unknown("types", given.into_iter().flat_map(BTreeMap::keys))?;
    }
    let tally = Tally {
        rows_read: records.row(),
        rows_written: written,
        columns: shape.report(&mut columns)?,
    };
    Ok((tally, bytes))
}

/// Looks at every member once: that it is not nested too deep and fits the type its column was given.
fn look(
    object: &[u8],
    columns: &mut JsonColumns,
    seen: &mut Vec<(usize, Kinds)>,
) -> Result<(), Fault> {
    seen.clear();
    columns.begin_record();
    for member in Members::new(object, 1) {
        let Member { key, value } = member?;
        // Columns beyond the most that are kept count pass unreported.
        if let Some(column) = columns.find_or_add(&unescape(key)?) {
            columns.check(column, value)?;
            seen.push((column, Kinds::of(value)));
        }
    }
    Ok(())
}

fn write<W: Write>(object: &[u8], layout: Layout, first: bool, out: &mut Out<W>) -> io::Result<()> {
    let front = if first {
        layout.open()
    } else {
        layout.between()
    };
    out.put(front.as_bytes())?;
    match layout {
        Layout::Indented => indented(object, 1, out)?,
        Layout::Lines | Layout::Array => compact(object, out)?,
    }
    out.put(layout.behind().as_bytes())
}

impl Shape<'_> {
    /// Makes the object anew if anything is to change.
    fn apply(&self, object: &[u8], reshaped: &mut Vec<u8>) -> Result<Option<()>, Fault> {
        if self.select.is_none() && self.rename.is_empty() {
            return Ok(None);
        }
        reshaped.clear();
        reshaped.push(b'{');
        match self.select {
            None => {
                for member in Members::new(object, 1) {
                    self.push(member?, reshaped)?;
                }
            }
            Some(select) => {
                let mut chosen = vec![None; select.len()];
                for member in Members::new(object, 1) {
                    let member = member?;
                    let key = unescape(member.key)?;
                    if let Some(at) = select.iter().position(|name| name.as_bytes() == &*key) {
                        chosen[at] = Some(member);
                    }
                }
                for member in chosen.into_iter().flatten() {
                    self.push(member, reshaped)?;
                }
            }
        }
        reshaped.push(b'}');
        Ok(Some(()))
    }

    fn push(&self, member: Member<'_>, reshaped: &mut Vec<u8>) -> Result<(), Fault> {
        if reshaped.len() > 1 {
            reshaped.push(b',');
        }
        let key = unescape(member.key)?;
        let renamed = std::str::from_utf8(&key)
            .ok()
            .and_then(|key| self.rename.get(key));
        match renamed {
            Some(name) => {
                let name = serde_json::Value::from(name.as_str()).to_string();
                reshaped.extend_from_slice(name.as_bytes());
            }
            None => reshaped.extend_from_slice(member.key),
        }
        reshaped.push(b':');
        reshaped.extend_from_slice(member.value);
        Ok(())
    }

    fn report(&self, columns: &mut JsonColumns) -> Result<Vec<crate::report::ColumnReport>, Error> {
        let sources: Vec<usize> = match self.select {
            None => (0..columns.names().len()).collect(),
            Some(select) => select
                .iter()
                .filter_map(|name| columns.find(name.as_bytes()))
                .collect(),
        };
        let name_of = |source: usize| {
            let name = &columns.names()[source];
            self.rename.get(name).unwrap_or(name)
        };
        refuse_same_names(sources.iter().map(|&source| name_of(source).as_str()))?;
        Ok(sources
            .iter()
            .map(|&source| columns.report(source, name_of(source)))
            .collect())
    }
}
