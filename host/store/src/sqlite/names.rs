//! Names of processors and queues as the numbers that rows hold.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

/// The numbers that were looked up so far. A number never changes its name, so that the only way to be wrong is to
/// remember one whose row was rolled back: see [`Self::forget`].
#[derive(Debug, Default)]
pub(super) struct Names {
    processors: HashMap<Box<str>, i64>,
    queues: HashMap<Box<str>, i64>,
    processor_names: HashMap<i64, Box<str>>,
    queue_names: HashMap<i64, Box<str>>,
}

/// More names than this are looked up again: a stranger may make many queues.
const MOST: usize = 10_000;

impl Names {
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    pub(super) fn processor(&mut self, conn: &Connection, name: &str) -> rusqlite::Result<i64> {
        const FIND: &str = "SELECT id FROM processors WHERE name = ?1";
        const ADD: &str = "INSERT INTO processors (name) VALUES (?1) RETURNING id";
        id(conn, &mut self.processors, name, FIND, ADD)
    }

    pub(super) fn queue(&mut self, conn: &Connection, name: &str) -> rusqlite::Result<i64> {
        const FIND: &str = "SELECT id FROM queues WHERE name = ?1";
        // A queue that comes to life joins the end of the round.
        const ADD: &str = "INSERT INTO queues (name, turn)
            VALUES (?1, (SELECT coalesce(max(turn), 0) FROM queues)) RETURNING id";
        id(conn, &mut self.queues, name, FIND, ADD)
    }

    pub(super) fn processor_name(
        &mut self,
        conn: &Connection,
        id: i64,
    ) -> rusqlite::Result<Box<str>> {
        const FIND: &str = "SELECT name FROM processors WHERE id = ?1";
        name(conn, &mut self.processor_names, id, FIND)
    }

    pub(super) fn queue_name(&mut self, conn: &Connection, id: i64) -> rusqlite::Result<Box<str>> {
        const FIND: &str = "SELECT name FROM queues WHERE id = ?1";
        name(conn, &mut self.queue_names, id, FIND)
    }
}

fn id(
    conn: &Connection,
    known: &mut HashMap<Box<str>, i64>,
    name: &str,
    find: &str,
    add: &str,
) -> rusqlite::Result<i64> {
    if let Some(id) = known.get(name) {
        return Ok(*id);
    }
    let found = conn
        .prepare_cached(find)?
        .query_row([name], |row| row.get(0))
        .optional()?;
    let id = match found {
        Some(id) => id,
        None => conn
            .prepare_cached(add)?
            .query_row([name], |row| row.get(0))?,
    };
    if known.len() >= MOST {
        known.clear();
    }
    known.insert(name.into(), id);
    Ok(id)
}

fn name(
    conn: &Connection,
    known: &mut HashMap<i64, Box<str>>,
    id: i64,
    find: &str,
) -> rusqlite::Result<Box<str>> {
    if let Some(name) = known.get(&id) {
        return Ok(name.clone());
    }
    let name: Box<str> = conn
        .prepare_cached(find)?
        .query_row([id], |row| row.get(0))?;
    if known.len() >= MOST {
        known.clear();
    }
    known.insert(id, name.clone());
    Ok(name)
}
