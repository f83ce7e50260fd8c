//! Inputs that are the host's own statistics: made when the first attempt of a job begins, as JSON Lines with a flat object
//! for each span of time, processor, queue and outcome. README.md says what each field is.

use runner_model::{Histogram, STATS_MEDIA_TYPE, Span, StatsAsk};
use runner_store::{Claimed, Input, StatFilter, StatInput, StatRow};
use serde::Serialize;

use super::prepare::PrepareError;
use crate::engine::Shared;

/// The most rows that one input has: some 40 MB.
const MOST_ROWS: usize = 50_000;

/// Makes the inputs of an attempt that have no bytes yet. Those after it have the same.
pub(super) async fn make(shared: &Shared, claimed: &Claimed) -> Result<Vec<Input>, PrepareError> {
    let mut made = Vec::with_capacity(claimed.stat_inputs.len());
    for input in &claimed.stat_inputs {
        let blob = shared.store.put_blob(lines(shared, input).await?).await?;
        let input = Input {
            name: input.name.clone(),
            digest: blob.digest,
            media_type: STATS_MEDIA_TYPE.to_owned(),
            size: blob.size,
        };
        made.push(shared.store.keep_stat_input(claimed.fence, input).await?);
    }
    Ok(made)
}

async fn lines(shared: &Shared, input: &StatInput) -> Result<Vec<u8>, PrepareError> {
    let (rows, span) =
        rows(shared, &input.ask)
            .await?
            .map_err(|span| PrepareError::TooManyRows {
                name: input.name.clone(),
                span,
                most: MOST_ROWS,
            })?;
    let mut bytes = Vec::with_capacity(rows.len() * 700);
    for row in &rows {
        // Numbers and names are written without fail.
        serde_json::to_writer(&mut bytes, &Line::of(row, span))
            .expect("a line is written to memory");
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// The rows and how long each is; that alone if there are too many.
async fn rows(
    shared: &Shared,
    ask: &StatsAsk,
) -> Result<Result<(Vec<StatRow>, Span), Span>, PrepareError> {
    let window = ask.window(shared.clock.now());
    let mut span = window.span;
    loop {
        let filter = StatFilter {
            span,
            from: span.begin(window.from),
            until: window.until,
            processor: None,
            queue: None,
        };
        match shared.store.stat_rows(filter, MOST_ROWS).await? {
            Some(rows) => return Ok(Ok((rows, span))),
            None => match window.coarser {
                Some(coarser) if coarser > span => span = coarser,
                _ => return Ok(Err(span)),
            },
        }
    }
}

/// A row as it is written. Whatever counts time is in milliseconds.
#[derive(Serialize)]
struct Line<'r> {
    time: String,
    span: &'static str,
    processor: &'r str,
    queue: &'r str,
    outcome: &'r str,
    attempts: u64,
    jobs: u64,
    completed: u64,
    failed: u64,
    cancelled: u64,
    failures: u64,
    duration_ms_total: u64,
    duration_ms_mean: u64,
    duration_ms_p50: u64,
    duration_ms_p95: u64,
    duration_ms_p99: u64,
    queue_ms_mean: u64,
    queue_ms_p50: u64,
    queue_ms_p95: u64,
    queue_ms_p99: u64,
    fuel_total: u64,
    fuel_mean: u64,
    fuel_p50: u64,
    fuel_p95: u64,
    fuel_p99: u64,
    peak_memory_bytes_mean: u64,
    peak_memory_bytes_p50: u64,
    peak_memory_bytes_p95: u64,
    peak_memory_bytes_p99: u64,
}

impl<'r> Line<'r> {
    fn of(row: &'r StatRow, span: Span) -> Self {
        let stat = &row.stat;
        let outcome = stat.outcome.as_str();
        let only = |outcomes: &[&str]| {
            if outcomes.contains(&outcome) {
                stat.count
            } else {
                0
            }
        };
        let mean = |histogram: &Histogram| histogram.mean().unwrap_or_default().round() as u64;
        let total = |histogram: &Histogram| {
            (histogram.mean().unwrap_or_default() * histogram.count() as f64).round() as u64
        };
        let part = |histogram: &Histogram, part| histogram.quantile(part).unwrap_or_default();
        let (wall, waited) = (&stat.wall_ms, &stat.queue_ms);
        let (fuel, memory) = (&stat.fuel, &stat.memory_bytes);
        Self {
            time: row.at.to_string(),
            span: span.as_str(),
            processor: row.processor.as_str(),
            queue: row.queue.as_str(),
            outcome,
            attempts: stat.count,
            jobs: only(&["completed", "failed", "cancelled"]),
            completed: only(&["completed"]),
            failed: only(&["failed"]),
            cancelled: only(&["cancelled"]),
            failures: only(&["failed", "retrying"]),
            duration_ms_total: total(wall),
            duration_ms_mean: mean(wall),
            duration_ms_p50: part(wall, 0.5),
            duration_ms_p95: part(wall, 0.95),
            duration_ms_p99: part(wall, 0.99),
            queue_ms_mean: mean(waited),
            queue_ms_p50: part(waited, 0.5),
            queue_ms_p95: part(waited, 0.95),
            queue_ms_p99: part(waited, 0.99),
            fuel_total: total(fuel),
            fuel_mean: mean(fuel),
            fuel_p50: part(fuel, 0.5),
            fuel_p95: part(fuel, 0.95),
            fuel_p99: part(fuel, 0.99),
            peak_memory_bytes_mean: mean(memory),
            peak_memory_bytes_p50: part(memory, 0.5),
            peak_memory_bytes_p95: part(memory, 0.95),
            peak_memory_bytes_p99: part(memory, 0.99),
        }
    }
}
