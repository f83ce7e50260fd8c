//! A thousand who listen to everything while jobs run.

use std::sync::Arc;
use std::time::Instant;

use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{Barrier, watch};

use super::{admin, last, noop, server};

const WATCHERS: usize = 1_000;
const JOBS: usize = 3_000;

/// How much memory the server may take for them, in KiB. Measured: see the line that the test prints.
const MOST_KIB: u64 = 160 * 1024;

/// What a process has in memory, in KiB.
pub(super) fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.unwrap().trim().trim_end_matches(" kB");
    number.parse().unwrap()
}

/// Listens; gives the lines of the answer. What keeps the connection open comes with it.
pub(super) async fn listen(
    address: &str,
    token: &str,
    path: &str,
) -> (Lines<BufReader<OwnedReadHalf>>, OwnedWriteHalf) {
    let stream = TcpStream::connect(address).await.unwrap();
    let (read, mut write) = stream.into_split();
    let request = format!(
        "GET /api/v1{path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    write.write_all(request.as_bytes()).await.unwrap();
    (BufReader::new(read).lines(), write)
}

/// The next number of an event; none of one that tells a place alone.
pub(super) async fn next_id(lines: &mut Lines<BufReader<OwnedReadHalf>>) -> Option<i64> {
    loop {
        let line = lines.next_line().await.unwrap()?;
        if let Some(id) = line.strip_prefix("id: ") {
            return Some(id.parse().unwrap());
        }
    }
}

/// Reads all numbers up to the last, which is known later: each must follow the one before.
async fn watch(
    address: String,
    token: String,
    begun: Arc<Barrier>,
    mut end: watch::Receiver<Option<i64>>,
) -> Result<usize, String> {
    let (mut lines, _open) = listen(&address, &token, "/events").await;
    let mut seen = next_id(&mut lines).await.ok_or("it ended at once")?;
    begun.wait().await;
    let mut count = 0;
    loop {
        if end.borrow_and_update().is_some_and(|end| seen >= end) {
            return Ok(count);
        }
        let id = tokio::select! {
            id = next_id(&mut lines) => id.ok_or(format!("it ended after {seen}"))?,
            _ = end.changed() => continue,
        };
        // Its place may be told again.
        if id != seen {
            if id != seen + 1 {
                return Err(format!("{id} came after {seen}"));
            }
            (seen, count) = (id, count + 1);
        }
    }
}

#[test]
fn a_thousand_watchers_hear_of_everything_once_and_in_order() {
    let server = server();
    let before = last(&server);
    let idle = memory(server.process());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let begun = Arc::new(Barrier::new(WATCHERS + 1));
    let (sender, end) = watch::channel(None);
    let watchers: Vec<_> = (0..WATCHERS)
        .map(|_| {
            let (address, token) = (server.address().to_owned(), server.token().to_owned());
            runtime.spawn(watch(address, token, Arc::clone(&begun), end.clone()))
        })
        .collect();
    runtime.block_on(begun.wait());
    let listening = memory(server.process());
    let began = Instant::now();
    let who = admin(&server);
    let mut most = listening;
    for _ in 0..JOBS / 500 {
        let jobs: Vec<_> = (0..500).map(|_| noop()).collect();
        let (status, answer) = who.post("/jobs/bulk", &json!({"jobs": jobs}));
        assert_eq!(status, 201, "{answer}");
        most = most.max(memory(server.process()));
    }
    // Jobs take turns by the time when they came, so that this one is the last.
    let last = last(&server);
    let ran = began.elapsed();
    most = most.max(memory(server.process()));
    sender.send_replace(Some(last));
    let told: Vec<_> = watchers
        .into_iter()
        .map(|watcher| runtime.block_on(watcher).unwrap())
        .collect();
    let heard = began.elapsed();
    most = most.max(memory(server.process()));
    let events = usize::try_from(last - before).unwrap();
    assert!(events >= 3 * JOBS, "{events}");
    let right = told.iter().filter(|told| **told == Ok(events)).count();
    let wrong = told.iter().find(|told| **told != Ok(events));
    assert_eq!(right, WATCHERS, "{wrong:?}, and there were {events}");
    eprintln!(
        "{WATCHERS} watchers, {JOBS} jobs: run after {ran:?}, {events} events heard by all after {heard:?}; memory {idle} KiB idle, \
         {listening} with all listening, {most} at the most"
    );
    assert!(most - idle < MOST_KIB, "{most} KiB, {idle} when idle");
}
