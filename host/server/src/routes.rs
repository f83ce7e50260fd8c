//! The routes below `/api/v1`, each with what it needs beside it. There is no way to add one without.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};

use crate::app::App;
use crate::auth::Needs::{
    self, Administer, ChangeAction, ChangeBatch, ChangeJob, Listen, Operate, Submit, View,
    ViewAction, ViewAll, ViewBatch, ViewJob,
};
use crate::auth::{Guard, guard};
use crate::{
    actions, alerts, audit, backfill, batches, config, errors, events, everything, grants, jobs,
    limits, outputs, plugins, queues, refusals, schedules, secrets, session, standing, stats,
    submit, templates, tokens, uploads, verbs, watch, webhooks, workers,
};

/// A route, and what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The method.
    pub method: Method,
    /// The path below `/api/v1`, with `{…}` for what changes.
    pub path: &'static str,
    /// What it needs.
    pub needs: Needs,
}

/// The rule of every route below `/api/v1`, as they are registered.
pub fn rules() -> Vec<Rule> {
    let of = |(path, methods): (&'static str, Methods)| {
        methods.0.into_iter().map(move |one| Rule {
            method: one.method,
            path,
            needs: one.needs,
        })
    };
    table().into_iter().flat_map(of).collect()
}

/// The routes, each behind its door.
pub(crate) fn router(app: &App) -> Router<App> {
    table()
        .into_iter()
        .fold(Router::new(), |router, (path, methods)| {
            router.route(path, methods.guarded(app, path))
        })
}

/// What can be done at a path.
struct Methods(Vec<OneMethod>);

struct OneMethod {
    method: Method,
    needs: Needs,
    route: MethodRouter<App>,
}

macro_rules! methods {
    ($($name:ident: $method:ident),*) => {
        $(#[expect(clippy::allow_attributes, reason = "which of them is first at no path changes")]
        #[allow(dead_code, reason = "all methods are here, whichever is first")]
        fn $name<H: Handler<T, App>, T: 'static>(needs: Needs, handler: H) -> Methods {
            Methods(Vec::new()).$name(needs, handler)
        })*

        #[expect(clippy::allow_attributes, reason = "which of them follow another changes")]
        #[allow(dead_code, reason = "all methods are here, whichever follow another")]
        impl Methods {
            $(fn $name<H: Handler<T, App>, T: 'static>(mut self, needs: Needs, handler: H) -> Self {
                self.0.push(OneMethod {
                    method: Method::$method,
                    needs,
                    route: on(MethodFilter::$method, handler),
                });
                self
            })*
        }
    };
}

methods!(get: GET, post: POST, put: PUT, patch: PATCH, delete: DELETE);

impl Methods {
    fn guarded(self, app: &App, path: &'static str) -> MethodRouter<App> {
        self.0.into_iter().fold(MethodRouter::new(), |all, one| {
            let door = Guard {
                app: app.clone(),
                rule: Rule {
                    method: one.method,
                    path,
                    needs: one.needs,
                },
            };
            all.merge(one.route.route_layer(from_fn_with_state(door, guard)))
        })
    }
}

fn table() -> Vec<(&'static str, Methods)> {
    [
        jobs_and_batches(),
        queues_and_schedules(),
        plugins_and_access(),
        notices(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn jobs_and_batches() -> Vec<(&'static str, Methods)> {
    vec![
        ("/jobs", get(View, jobs::list).post(Submit, submit::one)),
        ("/jobs/bulk", post(Submit, submit::bulk)),
        ("/jobs/actions", post(Submit, actions::begin)),
        ("/uploads", post(Submit, uploads::create)),
        ("/actions", get(View, actions::list)),
        ("/actions/{id}", get(ViewAction, actions::show)),
        ("/actions/{id}/abort", post(ChangeAction, actions::abort)),
        ("/actions/{id}/events", get(ViewAction, standing::of_action)),
        (
            "/jobs/{id}",
            get(ViewJob, jobs::show)
                .patch(ChangeJob, verbs::change)
                .delete(ChangeJob, verbs::delete),
        ),
        ("/jobs/{id}/attempts", get(ViewJob, jobs::attempts)),
        ("/jobs/{id}/logs", get(ViewJob, jobs::logs)),
        ("/jobs/{id}/inputs", get(ViewJob, outputs::list_inputs)),
        (
            "/jobs/{id}/inputs/{name}",
            get(ViewJob, outputs::show_input),
        ),
        ("/jobs/{id}/outputs", get(ViewJob, outputs::list)),
        ("/jobs/{id}/outputs/{name}", get(ViewJob, outputs::show)),
        ("/jobs/{id}/cancel", post(ChangeJob, verbs::cancel)),
        ("/jobs/{id}/pause", post(ChangeJob, verbs::pause)),
        ("/jobs/{id}/resume", post(ChangeJob, verbs::resume)),
        ("/jobs/{id}/retry", post(ChangeJob, verbs::retry)),
        ("/jobs/{id}/promote", post(ChangeJob, verbs::promote)),
        ("/jobs/{id}/explain", get(ViewJob, verbs::explain)),
        ("/jobs/{id}/events", get(ViewJob, events::of_job)),
        ("/jobs/{id}/watch-token", post(ViewJob, watch::create)),
        (
            "/batches",
            get(View, batches::list).post(Submit, batches::create),
        ),
        (
            "/batches/{id}",
            get(ViewBatch, batches::show)
                .patch(ChangeBatch, batches::change)
                .delete(ChangeBatch, batches::delete),
        ),
        ("/batches/{id}/events", get(ViewBatch, standing::of_batch)),
        ("/batches/{id}/items", get(ViewBatch, batches::items)),
        ("/batches/{id}/pause", post(ChangeBatch, batches::pause)),
        ("/batches/{id}/resume", post(ChangeBatch, batches::resume)),
        ("/batches/{id}/stop", post(ChangeBatch, batches::stop)),
        (
            "/batches/{id}/retry-failed",
            post(ChangeBatch, batches::retry_failed),
        ),
        ("/events", get(View, events::all)),
        ("/ws", get(Listen, events::connect)),
        ("/stats", get(View, stats::show)),
        ("/stats/series", get(ViewAll, stats::series)),
        ("/errors", get(ViewAll, errors::list)),
        ("/errors/{id}/mute", post(Operate, errors::mute)),
        ("/errors/{id}/resolve", post(Operate, errors::resolve)),
        ("/errors/{id}/open", post(Operate, errors::open)),
        ("/errors/{id}/retry", post(Operate, errors::retry)),
    ]
}

fn queues_and_schedules() -> Vec<(&'static str, Methods)> {
    vec![
        ("/queues", get(ViewAll, queues::list)),
        (
            "/queues/{name}",
            get(ViewAll, queues::show).patch(Operate, queues::change),
        ),
        ("/queues/{name}/pause", post(Operate, queues::pause)),
        ("/queues/{name}/resume", post(Operate, queues::resume)),
        ("/queues/{name}/drain", post(Operate, queues::drain)),
        ("/queues/{name}/clean", post(Operate, queues::clean)),
        ("/queues/{name}/keys", get(ViewAll, queues::keys)),
        (
            "/queues/{name}/keys/{key}",
            get(ViewAll, queues::key).patch(Operate, queues::change_key),
        ),
        ("/pause", post(Operate, everything::pause)),
        ("/resume", post(Operate, everything::resume)),
        ("/workers", get(ViewAll, workers::list)),
        (
            "/workers/{node}",
            get(ViewAll, workers::show).patch(Operate, workers::change),
        ),
        (
            "/schedules",
            get(ViewAll, schedules::list).post(Operate, schedules::create),
        ),
        (
            "/schedules/{name}",
            get(ViewAll, schedules::show)
                .put(Operate, schedules::put)
                .patch(Operate, schedules::change)
                .delete(Operate, schedules::delete),
        ),
        (
            "/schedules/{name}/trigger",
            post(Operate, schedules::trigger),
        ),
        (
            "/schedules/{name}/backfill",
            post(Operate, backfill::backfill),
        ),
        ("/schedules/{name}/pause", post(Operate, schedules::pause)),
        ("/schedules/{name}/resume", post(Operate, schedules::resume)),
        ("/schedules/{name}/next", get(ViewAll, schedules::next)),
        (
            "/schedules/{name}/firings",
            get(ViewAll, schedules::firings),
        ),
        ("/templates", get(View, templates::list)),
        (
            "/templates/{name}",
            get(View, templates::show)
                .put(Operate, templates::put)
                .delete(Operate, templates::delete),
        ),
        ("/templates/{name}/submit", post(Submit, templates::submit)),
    ]
}

fn plugins_and_access() -> Vec<(&'static str, Methods)> {
    vec![
        (
            "/plugins",
            get(View, plugins::list).post(Administer, plugins::install),
        ),
        (
            "/plugins/{name}",
            get(View, plugins::show).delete(Administer, plugins::remove),
        ),
        ("/plugins/{name}/versions", get(ViewAll, plugins::versions)),
        ("/plugins/{name}/usage", get(ViewAll, plugins::usage)),
        (
            "/plugins/{name}/versions/{digest}",
            delete(Administer, plugins::remove_version),
        ),
        (
            "/plugins/{name}/activate",
            post(Administer, plugins::activate),
        ),
        (
            "/plugins/{name}/rollback",
            post(Administer, plugins::rollback),
        ),
        (
            "/plugins/{name}/grants",
            get(ViewAll, grants::list).post(Administer, grants::give),
        ),
        (
            "/plugins/{name}/grants/{id}",
            delete(Administer, grants::take_back),
        ),
        (
            "/plugins/{name}/refusals",
            post(Administer, refusals::refuse),
        ),
        (
            "/plugins/{name}/refusals/{id}",
            delete(Administer, refusals::take_back),
        ),
        (
            "/plugins/{name}/limits",
            get(View, limits::of_plugin).patch(Administer, limits::change_of_plugin),
        ),
        (
            "/limits",
            get(View, limits::of_all).patch(Administer, limits::change_of_all),
        ),
        ("/plugins/{name}/approve", post(Administer, grants::approve)),
        (
            "/plugins/{name}/cache",
            get(ViewAll, plugins::cache).delete(Administer, plugins::clear_cache),
        ),
        (
            "/session",
            get(View, session::show)
                .post(View, session::sign_in)
                .delete(View, session::sign_out),
        ),
        ("/secrets", get(Administer, secrets::list)),
        (
            "/secrets/{name}",
            put(Administer, secrets::set).delete(Administer, secrets::remove),
        ),
        (
            "/tokens",
            get(Administer, tokens::list).post(Administer, tokens::create),
        ),
        ("/audit", get(Administer, audit::list)),
        ("/config", get(Operate, config::show)),
        ("/tokens/{id}", delete(Administer, tokens::revoke)),
    ]
}

/// Where events go to holds what people put into addresses, and so is not for everybody who sees jobs.
fn notices() -> Vec<(&'static str, Methods)> {
    vec![
        (
            "/webhooks",
            get(Operate, webhooks::list).post(Administer, webhooks::create),
        ),
        (
            "/webhooks/{id}",
            get(Operate, webhooks::show)
                .patch(Administer, webhooks::change)
                .delete(Administer, webhooks::remove),
        ),
        ("/webhooks/{id}/rotate", post(Administer, webhooks::rotate)),
        (
            "/alerts",
            get(ViewAll, alerts::list).post(Operate, alerts::create),
        ),
        ("/alerts/history", get(ViewAll, alerts::history)),
        (
            "/alerts/{name}",
            get(ViewAll, alerts::show).delete(Operate, alerts::remove),
        ),
        ("/alerts/{name}/mute", post(Operate, alerts::mute)),
        (
            "/alerts/{name}/history",
            get(ViewAll, alerts::history_of_one),
        ),
        ("/webhooks/{id}/test", post(Operate, webhooks::test)),
        (
            "/webhooks/{id}/deliveries",
            get(Operate, webhooks::deliveries),
        ),
        (
            "/webhooks/{id}/deliveries/{delivery}/redeliver",
            post(Operate, webhooks::redeliver),
        ),
    ]
}
