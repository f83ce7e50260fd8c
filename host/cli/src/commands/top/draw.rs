//! The picture of a board. It fits 80 columns and 24 lines, and shows more where there is more.

use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Cell, Row, Table, TableState};
use runner_model::{Progress, StateName, is_hidden};

use super::board::{Board, Mode, View};
use super::news::Queue;
use crate::client::Job;
use crate::terminal::{has_colours, span};

/// How many queues are shown where there is little room.
const FEW_QUEUES: usize = 5;

/// How wide a bar is.
const BAR: usize = 12;

const KEYS: &str = "↑↓ job  tab states  p pause  r resume  c cancel  t try again  / filter  q quit";

pub(super) fn draw(frame: &mut Frame<'_>, board: &Board, now: Timestamp) {
    let queues = board
        .snapshot
        .queues
        .len()
        .clamp(1, FEW_QUEUES.max(usize::from(frame.area().height) / 4));
    let lines = u16::try_from(queues + 2).unwrap_or(u16::MAX);
    let [head, totals, queues, jobs, foot] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Length(lines),
        Constraint::Min(3),
        Constraint::Length(1),
    ])
    .areas(frame.area());
    frame.render_widget(head_line(board), head);
    frame.render_widget(totals_line(board), totals);
    draw_queues(frame, board, queues);
    draw_jobs(frame, board, jobs, now);
    frame.render_widget(foot_line(board), foot);
}

fn colour(colour: Color) -> Style {
    match has_colours() {
        true => Style::new().fg(colour),
        false => Style::new(),
    }
}

fn bold() -> Style {
    Style::new().add_modifier(Modifier::BOLD)
}

fn head_line(board: &Board) -> Line<'_> {
    let state = match &board.lost {
        None => Span::styled("live", colour(Color::Green)),
        Some(_) => Span::styled("lost the server, waiting for it", colour(Color::Red)),
    };
    let (completed, failed) = board.rates();
    Line::from(vec![
        Span::styled("runner top", bold()),
        Span::raw(format!("  {}  ", board.place)),
        state,
        Span::raw(format!(
            "  {completed:.1} completed/s  {failed:.1} failed/s"
        )),
    ])
}

fn totals_line(board: &Board) -> Line<'_> {
    let workers = &board.snapshot.workers;
    let (busy, slots) = workers.iter().fold((0, 0), |(busy, slots), worker| {
        (busy + worker.busy, slots + worker.slots)
    });
    let count = |states: &[&str]| -> u64 {
        board
            .snapshot
            .queues
            .iter()
            .map(|queue| queue.count(states))
            .sum()
    };
    let workers = match workers.len() {
        1 => "1 worker".to_owned(),
        many => format!("{many} workers"),
    };
    let share = busy as f64 / (slots.max(1)) as f64;
    Line::from(format!(
        "{workers}  slots {} {busy}/{slots}  pending {}  running {}  paused {}  failed {}",
        gauge(share, BAR),
        count(&["pending"]),
        count(&["running"]),
        count(&["paused"]),
        count(&["failed"]),
    ))
}

/// A bar, and what is left of its width.
fn gauge(share: f64, width: usize) -> String {
    let full = (share.clamp(0.0, 1.0) * width as f64).round() as usize;
    format!("{}{}", "━".repeat(full), "─".repeat(width - full))
}

fn draw_queues(frame: &mut Frame<'_>, board: &Board, area: Rect) {
    let mut queues: Vec<&Queue> = board.snapshot.queues.iter().collect();
    // What has most to do stands first, and the rest by name.
    queues.sort_by_key(|queue| std::cmp::Reverse(queue.count(&["pending", "running"])));
    let room = usize::from(area.height).saturating_sub(2);
    let hidden = queues.len().saturating_sub(room);
    let title = match hidden {
        0 => " queues ".to_owned(),
        _ => format!(" queues, {hidden} more "),
    };
    let rows = queues.iter().take(room).map(|queue| {
        let cells = [
            shown(&queue.name),
            queue.count(&["pending"]).to_string(),
            queue.count(&["running"]).to_string(),
            queue
                .count(&["blocked", "scheduled", "retrying", "paused"])
                .to_string(),
            queue.count(&["failed"]).to_string(),
            queue.count(&["completed"]).to_string(),
            if queue.paused { "paused" } else { "" }.to_owned(),
        ];
        let style = if queue.paused {
            colour(Color::Yellow)
        } else {
            Style::new()
        };
        Row::new(cells).style(style)
    });
    let widths = [
        Constraint::Min(20),
        Constraint::Length(8),
        Constraint::Length(8),
        Constraint::Length(8),
        Constraint::Length(8),
        Constraint::Length(10),
        Constraint::Length(6),
    ];
    let header = [
        "QUEUE",
        "PENDING",
        "RUNNING",
        "WAITING",
        "FAILED",
        "COMPLETED",
        "",
    ];
    let table = Table::new(rows, widths)
        .header(Row::new(header).style(bold()))
        .block(Block::new().borders(Borders::TOP).title(title));
    frame.render_widget(table, area);
}

fn draw_jobs(frame: &mut Frame<'_>, board: &Board, area: Rect, now: Timestamp) {
    let tabs = View::ALL.map(|view| match view == board.view {
        true => format!("[{}]", view.title()),
        false => format!(" {} ", view.title()),
    });
    let filter = match (&board.mode, board.filter.as_str()) {
        (Mode::Filtering, text) => format!("  /{text}▏"),
        (_, "") => String::new(),
        (_, text) => format!("  /{text}"),
    };
    let title = format!(" jobs {}{} ", tabs.concat(), shown(&filter));
    let jobs = board.jobs();
    let rows = jobs.iter().map(|job| row(board, job, now));
    let widths = [
        Constraint::Length(12),
        Constraint::Length(18),
        Constraint::Length(9),
        Constraint::Length(18),
        Constraint::Length(7),
        Constraint::Min(8),
    ];
    let table = Table::new(rows, widths)
        .header(Row::new(["ID", "PROCESSOR", "STATE", "PROGRESS", "AGE", "WHAT"]).style(bold()))
        .row_highlight_style(Style::new().add_modifier(Modifier::REVERSED))
        .block(Block::new().borders(Borders::TOP).title(title));
    let mut state = TableState::new().with_selected(board.chosen());
    frame.render_stateful_widget(table, area, &mut state);
}

fn row(board: &Board, job: &Job, now: Timestamp) -> Row<'static> {
    let progress = board.progress(job);
    let id = job.id.to_string();
    // The end of an id tells jobs apart that came at the same time.
    let end = id.len().saturating_sub(12);
    let what = match (&job.error, &progress, &job.title) {
        (Some(error), ..) => format!("{}: {}", error.code, error.message),
        (
            None,
            Some(Progress {
                message: Some(message),
                ..
            }),
            _,
        ) => message.clone(),
        (None, _, title) => title.clone().unwrap_or_default(),
    };
    let age = job
        .created_at
        .parse()
        .map(|at| span(at, now))
        .unwrap_or_default();
    let style = match job.state {
        StateName::Failed => colour(Color::Red),
        StateName::Cancelled | StateName::Paused => colour(Color::Yellow),
        _ => Style::new(),
    };
    Row::new([
        Cell::new(id[end..].to_owned()),
        Cell::new(shown(&job.processor)),
        Cell::new(job.state.to_string()),
        Cell::new(progress.as_ref().map(bar).unwrap_or_default()),
        Cell::new(age),
        Cell::new(shown(&what)),
    ])
    .style(style)
}

fn bar(progress: &Progress) -> String {
    match progress.percent() {
        Some(percent) => format!("{} {percent:>3.0} %", gauge(percent / 100.0, BAR)),
        None => format!("{} done", progress.done),
    }
}

fn foot_line(board: &Board) -> Line<'_> {
    match (&board.mode, &board.lost, &board.said) {
        (Mode::Confirming(job), ..) => Line::styled(
            format!("cancel {job}? y cancels it, any other key does not"),
            colour(Color::Yellow),
        ),
        (Mode::Filtering, ..) => {
            Line::from("type what to look for; enter keeps the filter, esc takes it away")
        }
        (_, Some(why), _) => Line::styled(shown(why), colour(Color::Red)),
        (_, _, Some(said)) => Line::from(shown(said)),
        _ => Line::from(KEYS),
    }
}

/// A stranger's text on one line, without what a terminal would obey.
fn shown(text: &str) -> String {
    let visible = text.chars().filter(|c| !is_hidden(*c));
    visible
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
