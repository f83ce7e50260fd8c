//! The board, the server and the terminal together.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use ratatui::crossterm::event::{Event, KeyEventKind};
use runner_model::JobId;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::watch;
use tokio::task::LocalSet;

use super::board::{Board, Deed, View, Wish};
use super::draw;
use super::news::{self, Further, FurtherJob, Snapshot};
use super::screen::{self, Screen};
use crate::client::{AskError, Client, EventStream, Since};

/// How often it is asked how the server stands, and how often at the most a picture is drawn.
const LOOK: Duration = Duration::from_secs(1);
const DRAW: Duration = Duration::from_millis(100);

/// What comes from the server.
enum News {
    Stands(Snapshot),
    Further(FurtherJob),
    Lost(String),
    Done(String),
}

/// Watches until somebody quits. The first question must be answered; a server that goes away then is waited for.
pub(super) async fn run(open: &dyn Fn() -> anyhow::Result<Client>) -> anyhow::Result<ExitCode> {
    let client = open()?;
    let mut board = Board::new(client.address());
    board.heard(
        news::snapshot(&client, View::default()).await?,
        Instant::now(),
    );
    let listener = open()?;
    let (tell, told) = mpsc::unbounded_channel();
    let (order, orders) = mpsc::unbounded_channel();
    let (look, looks) = watch::channel(View::default());
    let tasks = LocalSet::new();
    tasks.spawn_local(ask(client, looks, orders, tell.clone()));
    tasks.spawn_local(listen(listener, tell));
    // Dropped with the tasks when the terminal was given back.
    tasks.run_until(show(board, told, order, look)).await
}

async fn show(
    mut board: Board,
    mut news: UnboundedReceiver<News>,
    order: UnboundedSender<(Deed, JobId)>,
    look: watch::Sender<View>,
) -> anyhow::Result<ExitCode> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for signals")?;
    let mut screen = Screen::take().context("cannot draw on this terminal")?;
    let (sender, mut keys) = mpsc::unbounded_channel();
    screen::listen(sender);
    let mut tick = tokio::time::interval(DRAW);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut is_stale = true;
    loop {
        tokio::select! {
            _ = terminate.recv() => return Ok(ExitCode::SUCCESS),
            _ = tick.tick(), if is_stale => {
                screen.0.draw(|frame| draw::draw(frame, &board, jiff::Timestamp::now()))?;
                is_stale = false;
                continue;
            }
            key = keys.recv() => match key {
                Some(Event::Key(key)) if key.kind != KeyEventKind::Release => match board.key(key) {
                    Some(Wish::Quit) => return Ok(ExitCode::SUCCESS),
                    Some(Wish::Do(deed, job)) => {
                        // The other end is there as long as this is.
                        let _ = order.send((deed, job));
                    }
                    Some(Wish::Look) => drop(look.send_replace(board.view)),
                    None => {}
                },
                Some(_) => {}
                // The terminal is gone.
                None => return Ok(ExitCode::SUCCESS),
            },
            said = news.recv() => match said {
                Some(News::Stands(snapshot)) => board.heard(snapshot, Instant::now()),
                Some(News::Further(job)) => board.came_further(job.id, job.progress),
                Some(News::Lost(why)) => board.lost = Some(why),
                Some(News::Done(text)) => board.said = Some(text),
                None => return Ok(ExitCode::SUCCESS),
            },
        }
        is_stale = true;
    }
}

/// Asks how the server stands, each second and when something changed, and does what is wanted of jobs.
async fn ask(
    mut client: Client,
    mut looks: watch::Receiver<View>,
    mut orders: UnboundedReceiver<(Deed, JobId)>,
    tell: UnboundedSender<News>,
) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            changed = looks.changed() => if changed.is_err() { return },
            order = orders.recv() => match order {
                Some(order) => {
                    let said = news::act(&client, order).await;
                    if tell.send(News::Done(said)).is_err() {
                        return;
                    }
                }
                None => return,
            },
        }
        let view = *looks.borrow_and_update();
        let said = match news::snapshot(&client, view).await {
            Ok(snapshot) => News::Stands(snapshot),
            Err(error) => lost(&mut client, &error),
        };
        if tell.send(said).is_err() {
            return;
        }
    }
}

/// Listens to progress, and begins again when the server was away.
async fn listen(mut client: Client, tell: UnboundedSender<News>) {
    let filter = vec![("type", "progress".to_owned())];
    loop {
        let error = match EventStream::open(&client, None, &Since::Now, &filter).await {
            Ok(mut events) => loop {
                let event = match events.next(&client).await {
                    Ok(event) => event,
                    Err(error) => break error,
                };
                if event.kind != "progress" {
                    continue;
                }
                if let Ok(Further { job }) = serde_json::from_str(&event.data)
                    && tell.send(News::Further(job)).is_err()
                {
                    return;
                }
            },
            Err(error) => error,
        };
        if tell.send(lost(&mut client, &error)).is_err() {
            return;
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn lost(client: &mut Client, error: &AskError) -> News {
    client.find_again();
    News::Lost(error.to_string())
}
