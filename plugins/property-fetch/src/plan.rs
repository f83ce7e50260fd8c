//! Params, checked: what a fetch does.

use std::time::Duration;

use crate::endpoint::{Endpoint, RADAR_ID};
use crate::error::Error;
use crate::params::{Format, Params, Preset};
use crate::pointer::Pointer;

/// What a fetch does.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) endpoint: Endpoint,
    /// How many records are asked for at once.
    pub(crate) batch: u32,
    /// The most records to fetch.
    pub(crate) most: Option<u64>,
    /// Whether only the price is asked.
    pub(crate) is_preview: bool,
    /// Whether the records are bought.
    pub(crate) is_bought: bool,
    pub(crate) format: Format,
    /// Columns that were named: all of them, or those that others come after.
    pub(crate) columns: Columns,
    /// Where a record has its id.
    pub(crate) id: Option<Pointer>,
    pub(crate) known_ttl: Option<Duration>,
    pub(crate) retries: u32,
    pub(crate) retry_delay: Duration,
}

/// The columns of CSV, as far as params say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Columns {
    /// These and no others.
    Only(Vec<String>),
    /// These, and what else the first batch has.
    First(Vec<String>),
}

impl Plan {
    /// Checks params.
    pub(crate) fn of(params: &Params) -> Result<Self, Error> {
        let endpoint = Endpoint::of(params)?;
        let id = match (&params.dedupe_by, params.preset) {
            (Some(pointer), _) if pointer.starts_with('/') => {
                let parsed = Pointer::parse(pointer);
                Some(parsed.map_err(|error| Error::Params(format!("`dedupe_by`: {error}")))?)
            }
            (Some(name), _) => Some(Pointer::to_field(name)),
            (None, Preset::PropertyRadar) => Some(Pointer::to_field(RADAR_ID)),
            (None, Preset::Generic) => None,
        };
        if params.known_ttl.is_some() && id.is_none() {
            return Err(Error::Params(
                "`known_ttl` needs `dedupe_by`: the field by which a record is known again"
                    .to_owned(),
            ));
        }
        if params.batch_size == 0 {
            return Err(Error::Params("`batch_size` is at least 1".to_owned()));
        }
        let columns = match &params.columns {
            Some(columns) => Columns::Only(columns.clone()),
            None => Columns::First(params.fields.clone().unwrap_or_default()),
        };
        Ok(Self {
            is_preview: params.preset == Preset::PropertyRadar && !params.purchase,
            is_bought: params.preset == Preset::PropertyRadar && params.purchase,
            endpoint,
            batch: params.batch_size,
            most: params.max_records,
            format: params.format,
            columns,
            id,
            known_ttl: params.known_ttl.map(|span| span.0),
            retries: params.retries,
            retry_delay: params.retry_delay.0,
        })
    }
}
