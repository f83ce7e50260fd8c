//! Every operation of the API. A route that is missing here fails a test.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::events::{EventView, LiveView, ResyncView, SocketAsks, SocketSays};
use crate::problem::Problem;
use crate::shape::PageToken;
use crate::{
    actions, alerts, audit, backfill, batches, config, errors, events, everything, grants, health,
    jobs, limits, outputs, plugins, queues, refusals, schedules, secrets, session, standing, stats,
    submit, templates, tokens, uploads, verbs, watch, webhooks, workers,
};

/// The document as far as the handlers say it.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "runner",
        description = "runner runs jobs whose processors are untrusted WASM plugins.\n\n\
            Every request below `/api/v1` carries a token: `Authorization: Bearer …`. The first one is in the file `token` of \
            the server's data folder; others are made at `/api/v1/tokens`. What goes wrong is answered as \
            `application/problem+json` (RFC 9457), with a stable `code` for programs.\n\n\
            Times are RFC 3339. Names that end in `_ms` count milliseconds, those that end in `_bytes` bytes. Lists give \
            `items` and, where there may be more, `next_page_token`, which is sent as `page_token` for the next page. \
            Unknown fields and query parameters are refused.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    servers((url = "/", description = "This server")),
    paths(
        actions::begin,
        actions::list,
        actions::show,
        actions::abort,
        alerts::list,
        alerts::create,
        alerts::show,
        alerts::remove,
        alerts::mute,
        alerts::history,
        alerts::history_of_one,
        audit::list,
        backfill::backfill,
        batches::create,
        batches::list,
        batches::show,
        batches::items,
        batches::change,
        batches::pause,
        batches::resume,
        batches::stop,
        batches::retry_failed,
        batches::delete,
        config::show,
        errors::list,
        errors::mute,
        errors::resolve,
        errors::open,
        errors::retry,
        events::all,
        events::of_job,
        events::connect,
        everything::pause,
        everything::resume,
        grants::list,
        grants::give,
        grants::take_back,
        grants::approve,
        health::live,
        health::ready,
        jobs::list,
        jobs::show,
        jobs::attempts,
        jobs::logs,
        limits::of_plugin,
        limits::of_all,
        limits::change_of_plugin,
        limits::change_of_all,
        outputs::list,
        outputs::show,
        outputs::list_inputs,
        outputs::show_input,
        plugins::change::activate,
        plugins::change::rollback,
        plugins::change::remove,
        plugins::change::remove_version,
        plugins::install::install,
        plugins::list,
        plugins::show,
        plugins::versions,
        plugins::usage::usage,
        plugins::cache,
        plugins::clear_cache,
        queues::list,
        queues::show,
        queues::pause,
        queues::resume,
        queues::drain,
        queues::clean,
        queues::change,
        queues::keys,
        queues::key,
        queues::change_key,
        refusals::refuse,
        refusals::take_back,
        schedules::list,
        schedules::show,
        schedules::create,
        schedules::put,
        schedules::change,
        schedules::delete,
        schedules::pause,
        schedules::resume,
        schedules::trigger,
        schedules::next,
        schedules::firings,
        secrets::list,
        secrets::set,
        secrets::remove,
        session::show,
        session::sign_in,
        session::sign_out,
        standing::of_batch,
        standing::of_action,
        stats::show,
        stats::series,
        submit::one,
        submit::bulk,
        templates::list,
        templates::show,
        templates::put,
        templates::delete,
        templates::submit,
        tokens::list,
        tokens::create,
        tokens::revoke,
        uploads::create,
        verbs::cancel,
        verbs::pause,
        verbs::resume,
        verbs::retry,
        verbs::promote,
        verbs::delete,
        verbs::explain,
        verbs::change,
        watch::create,
        webhooks::list,
        webhooks::create,
        webhooks::show,
        webhooks::change,
        webhooks::remove,
        webhooks::rotate,
        webhooks::test,
        webhooks::deliveries,
        webhooks::redeliver,
        workers::list,
        workers::show,
        workers::change,
    ),
    components(schemas(Problem, EventView, LiveView, ResyncView, SocketAsks, SocketSays, PageToken)),
    tags(
        (name = "jobs", description = "Jobs: submitted, watched, steered, and what they gave."),
        (name = "batches", description = "Many jobs as one."),
        (name = "actions", description = "Something done to many jobs at once."),
        (name = "events", description = "What happens, as it happens. The `data` of an event is an `Event`, a `LiveEvent`, a `Resync`, a `Batch`, or an `Action`."),
        (name = "queues", description = "Where jobs wait: how many run at once, how often one begins, and whether any does."),
        (name = "schedules", description = "What starts by itself."),
        (name = "templates", description = "Stored jobs and batches with params."),
        (name = "errors", description = "Failures that are the same one."),
        (name = "stats", description = "How jobs stand, and how attempts went."),
        (name = "workers", description = "The nodes that run jobs."),
        (name = "plugins", description = "Processors, what they may reach, and how much their jobs may ask for."),
        (name = "secrets", description = "Values that plugins send and never see."),
        (name = "tokens", description = "Who may ask."),
        (name = "webhooks", description = "Other programs that are told of events, and what became of it."),
        (name = "alerts", description = "What operators want to hear of."),
        (name = "config", description = "What the server was told."),
        (name = "audit", description = "What was changed."),
        (name = "health", description = "For whoever watches the server. No token is needed."),
    ),
    modifiers(&Bearer),
)]
pub(super) struct Api;

/// How a request says who asks.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A token of the server."))
            .build();
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}
