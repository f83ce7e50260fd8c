//! Pictures of boards, and what keys do to them.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use runner_model::{JobId, Progress};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::board::{Board, Deed, Mode, View, Wish};
use super::draw;
use super::news::Snapshot;

const FIRST: &str = "01a20131-7d0c-7b4e-9f2b-3f8a54f1c1de";
const SECOND: &str = "01a20131-7d0c-7b4e-9f2b-000000000002";

fn id(text: &str) -> JobId {
    text.parse().unwrap()
}

fn job(id: &str, state: &str, more: Value) -> Value {
    let mut job = json!({
        "id": id, "processor": "data-conversion", "queue": "data-conversion", "state": state,
        "priority": 5, "attempt": 1, "failures": 0, "max_attempts": 3,
        "created_at": "2026-03-01T11:58:00Z",
    });
    for (key, value) in more.as_object().unwrap() {
        job[key] = value.clone();
    }
    job
}

fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn snapshot(view: View, completed: u64) -> Snapshot {
    Snapshot {
        queues: vec![
            read(json!({"name": "data-conversion", "paused": false, "jobs": {"pending": 1200, "running": 2, "completed": 31}})),
            read(json!({"name": "reports", "paused": true, "jobs": {"pending": 3, "paused": 1, "failed": 4}})),
        ],
        workers: vec![read(json!({"slots": 8, "busy": 2, "completed": completed, "failed": 4}))],
        jobs: vec![
            serde_json::from_value(job(FIRST, "running", json!({
                "title": "January\u{1b}[2J\nand more",
                "progress": {"done": 450, "total": 1000, "failed": 0, "message": null, "step": null},
            })))
            .unwrap(),
            serde_json::from_value(job(SECOND, "paused", json!({"processor": "report-generation", "tags": ["nightly"]}))).unwrap(),
        ],
        view,
    }
}

fn board() -> Board {
    let mut board = Board::new("http://127.0.0.1:7070");
    let now = Instant::now();
    board.heard(snapshot(View::Running, 100), now);
    board.heard(snapshot(View::Running, 150), now + Duration::from_secs(4));
    board
}

fn picture(board: &Board, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    terminal
        .draw(|frame| draw::draw(frame, board, now))
        .unwrap();
    terminal.backend().to_string()
}

fn press(board: &mut Board, code: KeyCode) -> Option<Wish> {
    board.key(KeyEvent::new(code, KeyModifiers::NONE))
}

#[test]
fn a_server_is_seen_at_a_glance_on_a_small_terminal() {
    insta::assert_snapshot!(picture(&board(), 80, 24));
}

#[test]
fn a_picture_is_drawn_whatever_the_size() {
    let board = board();
    for (width, height) in [(1, 1), (10, 3), (40, 9), (300, 100)] {
        picture(&board, width, height);
    }
}

#[test]
fn keys_steer_the_job_that_is_chosen() {
    let mut board = board();
    assert_eq!(
        press(&mut board, KeyCode::Char('p')),
        Some(Wish::Do(Deed::Pause, id(FIRST)))
    );
    press(&mut board, KeyCode::Down);
    assert_eq!(
        press(&mut board, KeyCode::Char('r')),
        Some(Wish::Do(Deed::Resume, id(SECOND)))
    );
    // There is none below the last.
    press(&mut board, KeyCode::Char('j'));
    assert_eq!(
        press(&mut board, KeyCode::Char('t')),
        Some(Wish::Do(Deed::Retry, id(SECOND)))
    );
    press(&mut board, KeyCode::Char('k'));
    assert_eq!(
        press(&mut board, KeyCode::Char('p')),
        Some(Wish::Do(Deed::Pause, id(FIRST)))
    );
    assert_eq!(press(&mut board, KeyCode::Char('q')), Some(Wish::Quit));
    let interrupt = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert_eq!(board.key(interrupt), Some(Wish::Quit));
}

#[test]
fn a_job_is_cancelled_only_by_somebody_who_is_sure() {
    let mut board = board();
    assert_eq!(press(&mut board, KeyCode::Char('c')), None);
    assert_eq!(board.mode, Mode::Confirming(id(FIRST)));
    assert!(
        picture(&board, 80, 24)
            .contains("cancel 01a20131-7d0c-7b4e-9f2b-3f8a54f1c1de? y cancels it")
    );
    assert_eq!(press(&mut board, KeyCode::Char('n')), None);
    press(&mut board, KeyCode::Char('c'));
    assert_eq!(
        press(&mut board, KeyCode::Char('y')),
        Some(Wish::Do(Deed::Cancel, id(FIRST)))
    );
}

#[test]
fn a_filter_leaves_what_it_names_and_esc_takes_it_away() {
    let mut board = board();
    for code in "/NIGHTX"
        .chars()
        .map(KeyCode::Char)
        .chain([KeyCode::Backspace])
    {
        press(&mut board, code);
    }
    assert!(picture(&board, 80, 24).contains("/NIGHT▏"));
    press(&mut board, KeyCode::Enter);
    let left: Vec<JobId> = board.jobs().iter().map(|job| job.id).collect();
    assert_eq!(left, [id(SECOND)]);
    assert_eq!(
        press(&mut board, KeyCode::Char('p')),
        Some(Wish::Do(Deed::Pause, id(SECOND)))
    );
    press(&mut board, KeyCode::Esc);
    assert_eq!(board.jobs().len(), 2);
}

#[test]
fn other_states_are_looked_at_and_what_comes_late_is_left() {
    let mut board = board();
    assert_eq!(press(&mut board, KeyCode::Tab), Some(Wish::Look));
    assert_eq!((board.view, board.jobs().len()), (View::Waiting, 0));
    // None is chosen where there is none.
    assert_eq!(press(&mut board, KeyCode::Char('p')), None);
    assert_eq!(press(&mut board, KeyCode::Char('c')), None);
    board.heard(snapshot(View::Running, 150), Instant::now());
    assert_eq!(board.jobs().len(), 0);
    board.heard(snapshot(View::Waiting, 150), Instant::now());
    assert_eq!(board.jobs().len(), 2);
    press(&mut board, KeyCode::BackTab);
    press(&mut board, KeyCode::Left);
    assert_eq!(board.view, View::Completed);
}

#[test]
fn rates_are_those_of_the_last_seconds_and_begin_anew_with_the_server() {
    let mut board = board();
    assert_eq!(board.rates(), (12.5, 0.0));
    board.heard(snapshot(View::Running, 7), Instant::now());
    assert_eq!(board.rates(), (0.0, 0.0));
}

#[test]
fn progress_comes_between_two_looks() {
    let mut board = board();
    let half = Progress {
        done: 500,
        total: Some(1000),
        message: Some("half way".to_owned()),
        ..Progress::default()
    };
    board.came_further(id(FIRST), half);
    let shown = picture(&board, 100, 24);
    assert!(
        shown.contains("━━━━━━──────  50 %") && shown.contains("half way"),
        "{shown}"
    );
}

#[test]
fn a_server_that_is_lost_is_told_with_the_reason() {
    let mut board = board();
    board.lost = Some("cannot reach the server at http://127.0.0.1:7070: refused".to_owned());
    let shown = picture(&board, 80, 24);
    assert!(shown.contains("lost the server, waiting for it"), "{shown}");
    assert!(
        shown.contains("cannot reach the server at http://127.0.0.1:7070"),
        "{shown}"
    );
    board.heard(snapshot(View::Running, 150), Instant::now());
    assert!(picture(&board, 80, 24).contains("live"));
}
