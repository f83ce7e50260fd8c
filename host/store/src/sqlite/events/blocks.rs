//! Which events may be a job's. Events are looked up by their numbers; an index by job would be written three times for
//! each job. So each 512 events have a Bloom filter of their jobs (<https://en.wikipedia.org/wiki/Bloom_filter>), which
//! is written once with many events, and whoever wants those of one job skips the blocks that cannot have any.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use crate::error::StoreError;

/// Events of a block.
pub(super) const EVENTS: i64 = 512;

/// Bytes of a filter. With three events a job it is wrong about one block in a thousand; with a job for each event, one
/// in fifty.
const BYTES: usize = 512;

/// Blocks of which it is read at once what is known: a few pages of the database.
const PORTION: i64 = 128;

/// The block of an event.
pub(super) const fn of(seq: i64) -> i64 {
    (seq - 1).div_euclid(EVENTS)
}

/// The last event that a block may have.
pub(super) const fn end(block: i64) -> i64 {
    (block + 1) * EVENTS
}

/// The bits of a job: four numbers of twelve bits from the end of its id, which is random (RFC 9562, section 5.7).
fn bits(job: &[u8; 16]) -> impl Iterator<Item = usize> {
    let mut random = [0; 8];
    random[2..].copy_from_slice(&job[10..]);
    let random = u64::from_be_bytes(random);
    (0..4).map(move |nth| (random >> (nth * 12) & 0xfff) as usize)
}

fn may_have(filter: &[u8], job: &[u8; 16]) -> bool {
    bits(job).all(|bit| {
        filter
            .get(bit / 8)
            // What cannot be read may have anything.
            .is_none_or(|byte| byte >> (bit % 8) & 1 == 1)
    })
}

/// Notes the jobs of events that follow each other, from a number on.
pub(in crate::sqlite) fn note<'e>(
    conn: &Connection,
    first: i64,
    jobs: impl Iterator<Item = Option<&'e [u8; 16]>>,
) -> rusqlite::Result<()> {
    let mut open: Option<(i64, Vec<u8>)> = None;
    let mut block = i64::MIN;
    for (seq, job) in (first..).zip(jobs) {
        if of(seq) != block {
            write(conn, open.take())?;
            block = of(seq);
            open = begin(conn, block, seq)?.map(|filter| (block, filter));
        }
        if let (Some((_, filter)), Some(job)) = (&mut open, job) {
            for bit in bits(job) {
                filter[bit / 8] |= 1 << (bit % 8);
            }
        }
    }
    write(conn, open)
}

/// The filter of a block as it is; none if it has events that were not noted.
fn begin(conn: &Connection, block: i64, seq: i64) -> rusqlite::Result<Option<Vec<u8>>> {
    const READ: &str = "SELECT jobs FROM event_blocks WHERE block = ?1";
    if of(seq - 1) != block {
        return Ok(Some(vec![0; BYTES]));
    }
    let known: Option<Vec<u8>> = conn
        .prepare_cached(READ)?
        .query_row([block], |row| row.get(0))
        .optional()?;
    Ok(known.filter(|filter| filter.len() == BYTES))
}

fn write(conn: &Connection, open: Option<(i64, Vec<u8>)>) -> rusqlite::Result<()> {
    const WRITE: &str = "INSERT INTO event_blocks (block, jobs) VALUES (?1, ?2)
        ON CONFLICT DO UPDATE SET jobs = excluded.jobs";
    if let Some(row) = open {
        conn.prepare_cached(WRITE)?.execute(row)?;
    }
    Ok(())
}

pub(in crate::sqlite) const READ: &str =
    "SELECT block, jobs FROM event_blocks WHERE block >= ?1 AND block <= ?2 ORDER BY block";

/// Those of a portion of blocks that may have events of a job, and the last one that was looked at.
pub(super) fn candidates(
    conn: &Connection,
    job: &[u8; 16],
    (first, last): (i64, i64),
) -> Result<(Vec<i64>, i64), StoreError> {
    let last = last.min(first.saturating_add(PORTION - 1));
    let mut statement = conn.prepare_cached(READ)?;
    let mut found = statement.query((first, last))?;
    let mut known = BTreeMap::new();
    while let Some(row) = found.next()? {
        let filter = row.get_ref(1)?.as_blob().unwrap_or_default();
        known.insert(row.get::<_, i64>(0)?, may_have(filter, job));
    }
    let may_have = |block: &i64| known.get(block).copied().unwrap_or(true);
    Ok(((first..=last).filter(may_have).collect(), last))
}

/// Forgets the blocks whose events are gone.
pub(super) fn forget(conn: &Connection) -> rusqlite::Result<()> {
    const FORGET: &str = "DELETE FROM event_blocks WHERE block < ?1";
    const FIRST: &str = "SELECT coalesce(min(seq), 0) FROM events";
    let first: i64 = conn
        .prepare_cached(FIRST)?
        .query_row([], |row| row.get(0))?;
    conn.prepare_cached(FORGET)?.execute([of(first)])?;
    Ok(())
}
