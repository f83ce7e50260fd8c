//! Streams as messages of a WebSocket (RFC 6455): several on one connection, begun and ended by messages.

mod message;

use std::time::{Duration, Instant};

use axum::Extension;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::{MissedTickBehavior, interval, timeout};
use utoipa::IntoParams;

use self::message::{Asked, Subscribe, read};
pub(crate) use self::message::{SocketAsks, SocketSays};
use super::door::Door;
use super::feed::{Feed, Said};
use super::filter::Filter;
use super::sse::PATIENCE;
use super::{Until, own};
use crate::app::App;
use crate::auth::{Caller, SUBPROTOCOL, WATCH_PREFIX};
use crate::problem::Problem;
use crate::query::Query;

/// How many subscriptions a connection has at the most.
const MOST: usize = 32;

/// How long a message of a client is, in bytes: one beyond the first is answered with a problem, and one beyond the second
/// ends the connection.
const LONGEST: usize = 16 * 1024;
const LONGEST_READ: usize = 1024 * 1024;

/// How often a client is asked whether it is there, and how long it may take to say so.
const PING: Duration = Duration::from_secs(15);
const SILENCE: Duration = Duration::from_secs(45);

/// For pages, which cannot send a header with a WebSocket.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SocketQuery {
    /// A watch token. No other token may stand in an address, which is kept in logs and histories.
    #[param(nullable = false, pattern = "^runner_watch_")]
    watch_token: Option<String>,
}

/// Listen by WebSocket
///
/// Messages are JSON. `{"subscribe": {"id": "mine", "queue": "mail", "type": ["job-completed", "progress"], "after": 42}}` begins a
/// subscription: its filter is that of `/events`, each field a text or a list; `after` is the number of an event, or `latest`,
/// which it is unless said. `{"unsubscribe": "mine"}` ends it. The server answers and tells with the `id` that was given:
/// `{"id": "mine", "subscribed": {"seq": 42}}`, `{"id": "mine", "event": {…}}` with the JSON that `/events` has,
/// `{"id": "mine", "place": {"seq": 50}}` now and then, `{"id": "mine", "unsubscribed": {}}`, and `{"id": "mine", "error": {…}}`
/// with a problem: what is wrong with a message ends nothing. To go on after a connection was lost, subscribe `after` the last
/// `seq` that was told.
///
/// A connection has 32 subscriptions at the most, and a message 16 KiB. The server pings every 15 s and ends a connection that does
/// not answer for 45 s. A page sends its token as a subprotocol, `new WebSocket(url, ["runner.v1", "runner.token." + token])`;
/// a watch token may be in `watch_token` instead, and subscribes to its job alone. By a cookie only the server's own page connects.
#[utoipa::path(
    get, path = "/ws", operation_id = "connect", tag = "events",
    params(SocketQuery),
    responses(
        (status = 101, description = "The connection is a WebSocket from here on: its messages are `SocketAsks` and `SocketSays`"),
        (status = 400, description = "`bad_request`: it is no WebSocket that is asked for"),
        (status = 403, description = "`foreign_page`: a page of another site asks by a cookie; `forbidden`: the token's role may not do that"),
        (status = 422, description = "`invalid`: a token other than a watch token stands in the address"),
    ),
)]
pub(crate) async fn connect(
    State(app): State<App>,
    caller: Caller,
    Extension(until): Extension<Until>,
    Query(query): Query<SocketQuery>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    if query
        .watch_token
        .is_some_and(|token| !token.starts_with(WATCH_PREFIX))
    {
        let message = "only a watch token may stand in an address: send any other in `Authorization`, or as a subprotocol";
        return Err(Problem::invalid("watch_token", message));
    }
    let upgrade = upgrade.map_err(|error| {
        Problem::bad_request(format!(
            "connect by WebSocket, version 13: {}",
            error.body_text()
        ))
    })?;
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .max_message_size(LONGEST_READ)
        .max_frame_size(LONGEST_READ);
    Ok(upgrade.on_upgrade(move |socket| serve(app, caller, until, socket)))
}

/// A client's connection.
struct Connection {
    app: App,
    caller: Caller,
    socket: WebSocket,
    subscriptions: Vec<Subscription>,
    /// How many there have been.
    count: u64,
    said: mpsc::Sender<(u64, Option<Said>)>,
}

/// A stream that a client asked for.
struct Subscription {
    number: u64,
    id: String,
    /// The number of the last event that the client knows of.
    told: i64,
    task: AbortHandle,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The client is gone, or reads nothing.
struct Gone;

async fn serve(app: App, caller: Caller, until: Until, socket: WebSocket) {
    let _watching = app.meters.watching();
    // It hears of tokens that are revoked also while it has no subscription.
    let _listening = app.hub.listen();
    let mut door = Door::new(app.clone(), &app.hub, caller.clone(), until);
    // What waits beyond one waits in the feeds, which read it only then.
    let (said, mut heard) = mpsc::channel(1);
    let mut connection = Connection {
        app,
        caller,
        socket,
        subscriptions: Vec::new(),
        count: 0,
        said,
    };
    let mut ping = interval(PING);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut alive = Instant::now();
    loop {
        let done = tokio::select! {
            message = connection.socket.recv() => match message {
                Some(Ok(message)) => {
                    alive = Instant::now();
                    connection.hear(message).await
                }
                Some(Err(_)) | None => Err(Gone),
            },
            Some((number, said)) = heard.recv() => match said {
                Some(said) => connection.tell(number, said, &mut door).await,
                // There is nothing more to hear.
                None => return connection.close(close_code::RESTART, "").await,
            },
            _ = ping.tick() => match alive.elapsed() < SILENCE {
                true => connection.send(Message::Ping(axum::body::Bytes::new())).await,
                false => Err(Gone),
            },
            () = door.shut() => {
                let why = "the token has ended, or the server stops";
                return connection.close(close_code::AWAY, why).await;
            }
        };
        if done.is_err() {
            return;
        }
    }
}

impl Connection {
    /// Does what a message asks for.
    async fn hear(&mut self, message: Message) -> Result<(), Gone> {
        let text = match message {
            Message::Text(text) => text,
            // It answers pings by itself.
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Close(_) => return Err(Gone),
            Message::Binary(_) => {
                let problem = Problem::bad_request("messages are text: JSON");
                return self.refuse(None, &problem).await;
            }
        };
        if let Err(wait) = self.caller.take() {
            return self
                .refuse(None, &Problem::too_many(&self.caller, wait))
                .await;
        }
        if text.len() > LONGEST {
            let detail = format!("a message has {LONGEST} bytes at the most");
            let problem = Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail);
            return self.refuse(None, &problem).await;
        }
        match read(&text) {
            Ok(Asked::Subscribe(asked)) => {
                let id = asked.id.clone();
                match self.subscribe(asked) {
                    Ok(()) => Ok(()),
                    Err(problem) => self.refuse(Some(&id), &problem).await,
                }
            }
            Ok(Asked::Unsubscribe(id)) => match self.unsubscribe(&id) {
                Ok(()) => self.say(&id, "unsubscribed", "{}").await,
                Err(problem) => self.refuse(Some(&id), &problem).await,
            },
            Err(wrong) => self.refuse(wrong.0.as_deref(), &wrong.1).await,
        }
    }

    fn subscribe(&mut self, asked: Subscribe) -> Result<(), Problem> {
        if self.subscriptions.iter().any(|one| one.id == asked.id) {
            let message = "there is a subscription of that id: take another id, or end that one";
            return Err(Problem::invalid("/subscribe/id", message));
        }
        if self.subscriptions.len() == MOST {
            let message = format!("a connection has {MOST} subscriptions at the most");
            return Err(Problem::invalid("/subscribe", message));
        }
        let filter = Filter::read(&asked.filter, "/subscribe/")?;
        let (filter, owner) = own(&self.caller, filter)?;
        let feed = Feed::new(&self.app.hub, filter, owner, asked.after);
        self.count += 1;
        let task = tokio::spawn(pass_on(feed, self.count, self.said.clone()));
        self.subscriptions.push(Subscription {
            number: self.count,
            id: asked.id,
            told: 0,
            task: task.abort_handle(),
        });
        Ok(())
    }

    fn unsubscribe(&mut self, id: &str) -> Result<(), Problem> {
        let before = self.subscriptions.len();
        self.subscriptions.retain(|one| one.id != id);
        match self.subscriptions.len() < before {
            true => Ok(()),
            false => Err(Problem::invalid(
                "/unsubscribe",
                "there is no subscription of that id",
            )),
        }
    }

    /// Tells what a subscription says, if it is one still.
    async fn tell(&mut self, number: u64, said: Said, door: &mut Door) -> Result<(), Gone> {
        let found = self
            .subscriptions
            .iter_mut()
            .find(|one| one.number == number);
        let Some(subscription) = found else {
            return Ok(());
        };
        let id = subscription.id.clone();
        let place = |seq: i64| format!("{{\"seq\":{seq}}}");
        match said {
            Said::Began(seq) => {
                subscription.told = seq;
                self.say(&id, "subscribed", &place(seq)).await
            }
            Said::Place(seq) if seq == subscription.told => Ok(()),
            Said::Place(seq) => {
                subscription.told = seq;
                self.say(&id, "place", &place(seq)).await
            }
            Said::Resync(resync) => self.say(&id, "event", &resync.json()).await,
            Said::Events { bundle, picked } => {
                for data in picked.iter().flat_map(|lines| bundle.data(lines)) {
                    tokio::select! {
                        said = self.say(&id, "event", data) => said?,
                        () = door.shut() => return Err(Gone),
                    }
                }
                Ok(())
            }
        }
    }

    async fn refuse(&mut self, id: Option<&str>, problem: &Problem) -> Result<(), Gone> {
        let problem = serde_json::to_string(problem).unwrap_or_default();
        match id {
            Some(id) => self.say(id, "error", &problem).await,
            None => {
                let text = format!("{{\"error\":{problem}}}");
                self.send(Message::Text(text.into())).await
            }
        }
    }

    async fn say(&mut self, id: &str, what: &str, json: &str) -> Result<(), Gone> {
        // A text can be written.
        let id = serde_json::to_string(id).unwrap_or_default();
        let text = format!("{{\"id\":{id},\"{what}\":{json}}}");
        self.send(Message::Text(text.into())).await
    }

    /// Sends a message to a client that reads.
    async fn send(&mut self, message: Message) -> Result<(), Gone> {
        match timeout(PATIENCE, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Gone),
        }
    }

    async fn close(mut self, code: u16, why: &'static str) {
        self.subscriptions.clear();
        let frame = CloseFrame {
            code,
            reason: why.into(),
        };
        // Whoever does not read it is cut off.
        let _ = timeout(
            Duration::from_secs(1),
            self.socket.send(Message::Close(Some(frame))),
        )
        .await;
    }
}

/// Hands on what a feed says, and that it has ended.
async fn pass_on(mut feed: Feed, number: u64, to: mpsc::Sender<(u64, Option<Said>)>) {
    while let Some(said) = feed.next().await {
        if to.send((number, Some(said))).await.is_err() {
            return;
        }
    }
    // The connection may be gone.
    let _ = to.send((number, None)).await;
}
