//! `runner top` on a terminal.

use std::io::{Read as _, Write as _};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::thread;

use runner_testkit::{Server, submit_conversion, wait_until};

use crate::{pause_queue, runner};

#[test]
fn without_a_terminal_it_says_what_is_there_for_programs() {
    let ran = runner().run(&["top"]);
    insta::assert_snapshot!(ran.said(), @r"
    exit Some(2)
    error: runner top needs a terminal
    hint: for programs: runner queue list --json, runner workers --json, runner events --json
    ");
}

/// What stands on a screen of 24 lines and 80 columns after all that was written to it: as much of a terminal as `top`
/// needs, which writes only what changed.
fn picture(written: &str) -> String {
    let mut lines = vec![vec![' '; 80]; 24];
    let (mut line, mut column) = (0, 0);
    let mut rest = written.chars();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' if rest.clone().next() == Some('[') => {
                let command: String = rest
                    .by_ref()
                    .skip(1)
                    .take_while(|c| !c.is_alphabetic())
                    .collect();
                let is_end = |c: &char| c.is_alphabetic();
                let end = written[..written.len() - rest.as_str().len()]
                    .chars()
                    .next_back();
                match end.filter(is_end) {
                    Some('H') => {
                        let mut place = command.split(';').map(|part| part.parse().unwrap_or(1));
                        let mut next = || place.next().unwrap_or(1_usize).saturating_sub(1);
                        (line, column) = (next(), next());
                    }
                    Some('J') => lines = vec![vec![' '; 80]; 24],
                    _ => {}
                }
            }
            '\n' => line += 1,
            '\r' => column = 0,
            c if !c.is_control() => {
                if let Some(cell) = lines.get_mut(line).and_then(|line| line.get_mut(column)) {
                    *cell = c;
                }
                column += 1;
            }
            _ => {}
        }
    }
    let lines: Vec<String> = lines.iter().map(|line| line.iter().collect()).collect();
    lines.join("\n")
}

#[test]
fn it_shows_what_runs_outlives_the_server_and_gives_the_terminal_back() {
    let server = Server::start(runner());
    pause_queue(&server);
    let id = server
        .client(&submit_conversion(&["-i", "in.csv"]))
        .line()
        .to_owned();
    let mut child = server
        .runner()
        .command_on_a_terminal(&["top"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`script` (of util-linux) is installed");
    let mut keys = child.stdin.take().unwrap();
    let mut screen = child.stdout.take().unwrap();
    let seen = Arc::new(Mutex::new(String::new()));
    let writes = Arc::clone(&seen);
    let reader = thread::spawn(move || {
        let mut piece = [0; 4096];
        while let Ok(length @ 1..) = screen.read(&mut piece) {
            writes
                .lock()
                .unwrap()
                .push_str(&String::from_utf8_lossy(&piece[..length]));
        }
    });
    let shows = |text: &str| {
        wait_until(text, || {
            picture(&seen.lock().unwrap()).contains(text).then_some(())
        });
    };
    shows("live");
    // Tab looks at what waits; c and y cancel it.
    keys.write_all(b"\t").unwrap();
    shows(&id[id.len() - 12..]);
    keys.write_all(b"cy").unwrap();
    server.wait_for(&id, "cancelled");
    shows(&format!("cancelled {id}"));
    let runner = server.killed();
    shows("lost the server, waiting for it");
    keys.write_all(b"q").unwrap();
    let status = child.wait().unwrap();
    reader.join().unwrap();
    let seen = seen.lock().unwrap();
    assert!(status.success(), "{status}: {seen}");
    // The screen of before is back, and so is the cursor.
    assert!(
        seen.contains("\u{1b}[?1049h") && seen.contains("\u{1b}[?1049l"),
        "{seen:?}"
    );
    assert!(seen.contains("\u{1b}[?25h"), "{seen:?}");
    drop(runner);
}
