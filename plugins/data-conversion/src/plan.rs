//! Which columns go to the output, in which order and under which names.
use std::collections::{BTreeMap, HashMap, HashSet};

use runner_tables::CellType;

use crate::error::Error;
use crate::params::{Params, Types};

/// One column of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Planned {
    /// Its index in the input.
    pub(crate) source: usize,
    /// Its name in the output.
    pub(crate) name: String,
    /// The type it was given, if any.
    pub(crate) given: Option<CellType>,
}

/// Plans the output of an input with these columns.
pub(crate) fn plan(names: &[String], params: &Params) -> Result<Vec<Planned>, Error> {
    if names.is_empty() {
        // An empty input has no columns to miss.
        return Ok(Vec::new());
    }
    let index: HashMap<&str, usize> = names
        .iter()
        .enumerate()
        .map(|(index, name)| (name.as_str(), index))
        .collect();
    let find = |param, name: &str| {
        index
            .get(name)
            .copied()
            .ok_or_else(|| Error::UnknownColumn {
                param,
                name: name.to_owned(),
                known: names.to_vec(),
            })
    };
    for name in params.rename.keys() {
        find("rename", name)?;
    }
    let given = given_types(params);
    for name in given.into_iter().flat_map(BTreeMap::keys) {
        find("types", name)?;
    }
    let sources: Vec<usize> = match &params.select {
        None => (0..names.len()).collect(),
        Some(select) => select
            .iter()
            .map(|name| find("select", name))
            .collect::<Result<_, _>>()?,
    };
    let planned: Vec<Planned> = sources
        .into_iter()
        .map(|source| {
            let name = &names[source];
            Planned {
                source,
                name: params.rename.get(name).unwrap_or(name).clone(),
                given: given.and_then(|types| types.get(name)).copied(),
            }
        })
        .collect();
    refuse_same_names(planned.iter().map(|column| column.name.as_str()))?;
    Ok(planned)
}

/// The types that columns were given one by one.
pub(crate) fn given_types(params: &Params) -> Option<&BTreeMap<String, CellType>> {
    match &params.types {
        Types::All(_) => None,
        Types::Columns(types) => Some(types),
    }
}

/// Refuses an output in which two columns have one name.
pub(crate) fn refuse_same_names<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(Error::SameName(name.to_owned()));
        }
    }
    Ok(())
}
