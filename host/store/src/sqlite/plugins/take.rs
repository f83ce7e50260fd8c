//! Versions come in.

use runner_model::{Digest, ProcessorName};
use rusqlite::params;

use super::{Known, Why, find, owner, run, tell};
use crate::error::StoreError;
use crate::sqlite::blobs;
use crate::sqlite::rows::{named, signed};
use crate::sqlite::txn::Txn;
use crate::types::{Installed, NewVersion, Offered, Refusal};

pub(in crate::sqlite) fn install(
    txn: &mut Txn<'_>,
    version: &NewVersion,
) -> Result<Installed, StoreError> {
    let known = find(txn.conn, version.digest)?;
    match known {
        Some(known) => match known.removed_at {
            None => again(txn, version, &known),
            Some(at) if !version.offered.brings_back(at) => Ok(Installed::Removed(at)),
            Some(_) => bring_back(txn, version, &known),
        },
        None => {
            blobs::name(txn.conn, version.digest)?;
            let refused = judge(txn, version)?;
            let n = insert(txn, version, refused.as_ref())?;
            begin(txn, version, n, refused)
        }
    }
}

/// Why a version does not get its name; nothing if it does.
fn judge(txn: &Txn<'_>, version: &NewVersion) -> Result<Option<Refusal>, StoreError> {
    Ok(match &version.descriptor {
        Err(refusal) => Some(refusal.clone()),
        Ok(descriptor) => owner(txn.conn, &descriptor.name)?
            .filter(|owner| owner.source != version.source)
            .map(|owner| name_taken(&descriptor.name, &owner.source, version.digest)),
    })
}

/// Lets a version run that came in, unless it is refused.
fn begin(
    txn: &mut Txn<'_>,
    version: &NewVersion,
    n: i64,
    refused: Option<Refusal>,
) -> Result<Installed, StoreError> {
    match (version.descriptor.as_ref().ok(), refused) {
        (Some(descriptor), None) => {
            run(txn, &descriptor.name, (&version.source, n), Why::Offered)?;
            tell(txn, Some(&descriptor.name), version.digest, "active");
            Ok(Installed::Active)
        }
        (descriptor, refused) => {
            let name = descriptor.map(|descriptor| &descriptor.name);
            tell(txn, name, version.digest, "refused");
            Ok(refused.map_or(Installed::Known, Installed::Refused))
        }
    }
}

fn name_taken(name: &ProcessorName, owner: &str, digest: Digest) -> Refusal {
    let owner = match owner {
        "bundled" | "installed" => format!("the {owner} plugin"),
        file => format!("the plugin from {file}"),
    };
    Refusal {
        code: "name_taken".to_owned(),
        message: format!(
            "the name `{name}` belongs to {owner}; to let this one have it: \
             runner plugin activate {name}@{digest}"
        ),
    }
}

/// The same bytes once more. From the source that owns the name they run, as when an older file is put back, or when a
/// file that was refused for its name gets the name that owns the plugin; unless they are what the source offered last:
/// then somebody may have activated another version since, and the source has nothing new to say.
fn again(txn: &mut Txn<'_>, version: &NewVersion, known: &Known) -> Result<Installed, StoreError> {
    let refused = || {
        let refused = known.refused.clone();
        refused.map_or(Installed::Known, Installed::Refused)
    };
    let Some(name) = &known.name else {
        return Ok(refused());
    };
    let name: ProcessorName = named("processor name", name.as_str())?;
    let is_by_hand = version.offered == Offered::ByHand;
    let Some(owner) = owner(txn.conn, &name)? else {
        // The plugin that had the name is gone. What was refused beside it does not take its place by itself.
        if !is_by_hand {
            return Ok(refused());
        }
        accept(txn, version, known.n)?;
        return begin(txn, version, known.n, None);
    };
    let is_active = owner.active == known.n;
    if owner.source != version.source {
        return Ok(if is_active {
            Installed::Known
        } else {
            Installed::Refused(name_taken(&name, &owner.source, version.digest))
        });
    }
    // Whoever installs a version by hand means it.
    if owner.offered == known.n && (is_active || !is_by_hand) {
        return Ok(Installed::Known);
    }
    accept(txn, version, known.n)?;
    run(txn, &name, (&version.source, known.n), Why::Offered)?;
    if is_active {
        return Ok(Installed::Known);
    }
    tell(txn, Some(&name), version.digest, "active");
    Ok(Installed::Active)
}

/// Bytes that were removed, offered anew: they are judged as if they had never been there.
fn bring_back(
    txn: &mut Txn<'_>,
    version: &NewVersion,
    known: &Known,
) -> Result<Installed, StoreError> {
    blobs::name(txn.conn, version.digest)?;
    let refused = judge(txn, version)?;
    accept(txn, version, known.n)?;
    if let Some(refusal) = &refused {
        const REFUSE: &str =
            "UPDATE plugin_versions SET refused_code = ?2, refused = ?3 WHERE n = ?1";
        txn.conn.prepare_cached(REFUSE)?.execute(params![
            known.n,
            refusal.code,
            refusal.message
        ])?;
    }
    begin(txn, version, known.n, refused)
}

/// Takes a version that is known from a source.
fn accept(txn: &Txn<'_>, version: &NewVersion, n: i64) -> Result<(), StoreError> {
    const ACCEPT: &str = "UPDATE plugin_versions SET source = ?2, refused_code = NULL,
            refused = NULL, removed_at = NULL, compile_ms = coalesce(?3, compile_ms)
        WHERE n = ?1";
    txn.conn.prepare_cached(ACCEPT)?.execute(params![
        n,
        version.source,
        version.compile_ms.map(signed)
    ])?;
    Ok(())
}

fn insert(
    txn: &Txn<'_>,
    version: &NewVersion,
    refused: Option<&Refusal>,
) -> Result<i64, StoreError> {
    const INSERT: &str = "INSERT INTO plugin_versions (digest, name, version, source, descriptor,
            size, added_at, refused_code, refused, compile_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let descriptor = version.descriptor.as_ref().ok();
    txn.conn.prepare_cached(INSERT)?.execute(params![
        version.digest.as_bytes(),
        descriptor.map(|descriptor| descriptor.name.as_str()),
        descriptor.map(|descriptor| &descriptor.version),
        version.source,
        descriptor.map(|descriptor| serde_json::json!(descriptor).to_string()),
        signed(version.size),
        txn.now.as_millis(),
        refused.map(|refusal| &refusal.code),
        refused.map(|refusal| &refusal.message),
        version.compile_ms.map(signed),
    ])?;
    Ok(txn.conn.last_insert_rowid())
}
