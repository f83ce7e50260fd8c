// Made by `npm run types` of host/server/openapi.json. Not changed by hand.

export interface paths {
    "/api/v1/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List actions
         * @description The newest first. A submitter sees its own.
         *
         *     Needs the role viewer, submitter, operator or admin.
         */
        get: operations["list_actions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/actions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an action
         * @description Needs the role viewer, submitter, operator or admin. A submitter may with what is its own.
         */
        get: operations["get_action"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/actions/{id}/abort": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End an action before it is done
         * @description What it did stays.
         *
         *     Needs the role submitter, operator or admin. A submitter may with what is its own.
         */
        post: operations["abort_action"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/actions/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listen to an action
         * @description Server-sent events `action-update`, each with the whole action as its `data`: how it stands now, and whenever that changes, at
         *     most five times a second. The stream ends with the action.
         *
         *     Needs the role viewer, submitter, operator or admin. A submitter may with what is its own.
         */
        get: operations["list_action_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List alerts
         * @description In the order of their names.
         *
         *     Needs the role viewer, operator or admin.
         */
        get: operations["list_alerts"];
        put?: never;
        /**
         * Add an alert
         * @description When it begins to fire, and when it does no more, is an event `alert`.
         *
         *     Needs the role operator or admin.
         */
        post: operations["create_alert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an alert
         * @description Needs the role viewer, operator or admin.
         */
        get: operations["get_alert"];
        put?: never;
        post?: never;
        /**
         * Remove an alert
         * @description How it turned stays.
         *
         *     Needs the role operator or admin.
         */
        delete: operations["remove_alert"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{name}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List how an alert turned
         * @description The newest first, also of one that was removed.
         *
         *     Needs the role viewer, operator or admin.
         */
        get: operations["list_history_of_alert"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{name}/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have nobody told of an alert for a while
         * @description Needs the role operator or admin.
         */
        post: operations["mute_alert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List how alerts turned
         * @description The newest first.
         *
         *     Needs the role viewer, operator or admin.
         */
        get: operations["list_alert_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was changed, by whom and from where
         * @description The newest first. Every request that may change something is there, also one that was refused; of jobs that were submitted the
         *     jobs themselves say it.
         *
         *     Needs the role admin.
         */
        get: operations["list_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List batches
         * @description The newest first. A submitter sees its own.
         *
         *     Needs the role viewer, submitter, operator or admin.
         */
        get: operations["list_batches"];
        put?: never;
        /**
         * Submit a batch
         * @description As one document with at most 10 000 items, or as lines of JSON (`application/x-ndjson`) of any number: the first may be the
         *     batch itself, as `{"batch": {…}}`, and each other one is an item, of at most 4 MiB. Items of a stream run while it is still being
         *     sent, unless the request has an `Idempotency-Key`; when a line is wrong, the batch is stopped.
         *
         *     Needs the role submitter, operator or admin.
         */
        post: operations["submit_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a batch
         * @description Needs the role viewer, submitter, operator or admin. A submitter may with what is its own.
         */
        get: operations["get_batch"];
        put?: never;
        post?: never;
        /**
         * Delete a batch that ended
         * @description Its jobs stay.
         *
         *     Needs the role submitter, operator or admin. A submitter may with what is its own.
         */
        delete: operations["delete_batch"];
        options?: never;
        head?: never;
        /**
         * Change a batch
         * @description Needs the role submitter, operator or admin. A submitter may with what is its own.
         */
        patch: operations["change_batch"];
        trace?: never;
    };
    "/api/v1/batches/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listen to a batch
         * @description Server-sent events `batch-update`, each with the whole batch as its `data`: how it stands now, and whenever that changes, at
         *     most five times a second. The stream ends with the batch.
         *
         *     Needs the role viewer, submitter, operator or admin. A submitter may with what is its own.
         */
        get: operations["list_batch_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batches/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the items of a batch
         * @description Its jobs, the newest first. `batch` is not to be given.
         *
         *     Needs the role viewer, submitter, operator or admin. A submitter may with what is its own.
         */
        get: operations["list_batch_items"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batches/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a batch
         * @description No more of its items begin; those that run go on.
         *
         *     Needs the role submitter, operator or admin. A submitter may with what is its own.
         */
        post: operations["pause_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batches/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a batch go on
         * @description Needs the role submitter, operator or admin. A submitter may with what is its own.
         */
        post: operations["resume_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batches/{id}/retry-failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run the failed items of a batch again
         * @description Each runs on the version of its plugin that it was submitted for, or with `"latest": true` on the one that is active now.
         *
         *     Needs the role submitter, operator or admin. A submitter may with what is its own.
         */
        post: operations["retry_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batches/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a batch
         * @description Items that wait are cancelled; those that run go on. It takes no more.
         *
         *     Needs the role submitter, operator or admin. A submitter may with what is its own.
         */
        post: operations["stop_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the configuration
         * @description Each setting as it is in force, and where that comes from. What is limited or granted is at `/limits` and with the plugins.
         *
         *     Needs the role operator or admin.
         */
        get: operations["get_config"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List failures that are the same one
         * @description The one that came last first.
         *
         *     Needs the role viewer, operator or admin.
         */
        get: operations["list_errors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/errors/{id}/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mute a failure
         * @description Nobody wants to hear of it.
         *
         *     Needs the role operator or admin.
         */
        post: operations["mute_error"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/errors/{id}/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a failure again
         * @description It is to be looked at.
         *
         *     Needs the role operator or admin.
         */
        post: operations["open_error"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/errors/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark a failure as resolved
         * @description It should not come again; if it does, it is open again.
         *
         *     Needs the role operator or admin.
         */
        post: operations["resolve_error"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/errors/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run all jobs again that failed so
         * @description Those that are failed still; each on the version of its plugin that it was submitted for, or with `"latest": true` on the one
         *     that is active now.
         *
         *     Needs the role operator or admin.
         */
        post: operations["retry_error"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listen to everything
         * @description Server-sent events. Durable ones have an `id`: a client that comes again with `Last-Event-ID` misses and repeats none of those
         *     that are kept. `progress` and `log` have none, and come only while they happen. At the start and every 15 s comes an `id`
         *     alone, without an event: all that the client asked for up to it was sent, so that a filter that lets nothing through costs
         *     nothing when the client comes again.
         *
         *     It begins with what comes next, unless `after` says otherwise. A submitter hears of its own jobs and batches. What a filter
         *     asks for is not what an event does not know: of a job that was deleted, nothing but its id.
         *
         *     An event `resync` says that there are events that the client has not seen and will not (see `Resync`): fetch anew what is
         *     shown. The stream goes on behind it. A client that takes nothing for a minute is cut off.
         *
         *     Needs the role viewer, submitter, operator or admin.
         */
        get: operations["list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs
         * @description The newest first. A submitter sees its own.
         *
         *     Needs the role viewer, submitter, operator or admin.
         */
        get: operations["list_jobs"];
        put?: never;
        /**
         * Submit a job
         * @description It is on disk when the answer comes. Files are sent as `multipart/form-data`: the part `job` first, with the job as JSON, and
         *     then a part for each file, of any size up to the ceiling of `input_bytes`; they are written to disk as they come.
         *
         *     A job with a `unique` key that another has may be answered by that one, with 200 and `"duplicate": true`.
         *
         *     Needs the role submitter, operator or admin.
         */
        post: operations["submit_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a job
         * @description Needs the role viewer, submitter, operator or admin. A submitter may with what is its own.
         */
        get: operations["get_job"];
        put?: never;
        post?: never;
        /**
         * Delete a job that ended
         * @description With its log and outputs. Events of it are kept.
         *
         *     Needs the role submitter, operator or admin. A submitter may with what is its own.
         */
        delete: operations["delete_job"];
        options?: never;
        head?: never;
        /**
         * Change a job that waits
         * @description What is left out stays as it is; null takes away. What is changed of a job that runs holds for its next attempt.
         *
         *     Needs the role submitter, operator or admin. A submitter may with what is its own.
         */
        patch: operations["change_job"];
        trace?: never;
    };
    "/api/v1/jobs/{id}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the attempts of a job
         * @description The oldest first. Of one that runs or stands still on the node that answers, the usage is that so far.
         *
         *     Needs the role viewer, submitter, operator or admin. A submitter may with what is its own.
         */
        get: operations["list_attempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job
         * @description One that waits ends at once; of one that runs the attempt is stopped within 100 ms, and `is_stopping` is true until then.
         *
         *     Needs the role submitter, operator or admin. A submitter may with what is its own.
         */
        post: operations["cancel_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listen to a job
         * @description Server-sent events, as those of everything: see there what `id` and `resync` are.
         *
         *     It begins with all that is kept of the job, unless `after` says otherwise.
         *
         *     Needs the role viewer, submitter, operator or admin. A submitter may with what is its own.
         */
        get: operations["list_job_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say why a job does not run
         * @description Each reason has a stable `code`, a sentence, and fields of its own. None are there of a job that runs or ended, and of one
         *     that is next.
         *
         *     Needs the role viewer, submitter, operator or admin. A submitter may with what is its own.
         */
        get: operations["explain_job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/inputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the inputs of a job
         * @description Of statistics there is what was asked for, and no bytes before the first attempt.
         *
         *     Needs the role viewer, submitter, operator or admin. A submitter may with what is its own.
         */
        get: operations["list_inputs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/inputs/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download an input
         * @description The bytes, as a download that can run nothing, as an output is.
         *
         *     Needs the role viewer, submitter, operator or admin. A submitter may with what is its own.
         */
        get: operations["get_input"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the log of an attempt
         * @description Needs the role viewer, submitter, operator or admin. A submitter may with what is its own.
         */
        get: operations["get_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/outputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the outputs of a job
         * @description Needs the role viewer, submitter, operator or admin. A submitter may with what is its own.
         */
        get: operations["list_outputs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/outputs/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download an output
         * @description The bytes, as a download that can run nothing: `Content-Disposition: attachment`, `nosniff`, and a policy that forbids all. Of
         *     attempts that did not succeed, `runner-partial: true` says so.
         *
         *     Needs the role viewer, submitter, operator or admin. A submitter may with what is its own.
         */
        get: operations["get_output"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a job
         * @description One that waits is held back. One that runs is frozen where it stands if there is room in memory; otherwise its attempt is
         *     interrupted, and another goes on from its last checkpoint, or from the start. `resumes` says which.
         *
         *     Needs the role submitter, operator or admin. A submitter may with what is its own.
         */
        post: operations["pause_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a job run now that waits for its time
         * @description One that is scheduled, or waits for its next attempt, may run at once.
         *
         *     Needs the role submitter, operator or admin. A submitter may with what is its own.
         */
        post: operations["promote_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a paused job go on
         * @description One that is frozen goes on once its node has a slot for it.
         *
         *     Needs the role submitter, operator or admin. A submitter may with what is its own.
         */
        post: operations["resume_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a job again that ended
         * @description It runs on the version of its plugin that it was submitted for, with all its attempts to come; with `"latest": true` on the
         *     version that is active now, if its params fit that.
         *
         *     Needs the role submitter, operator or admin. A submitter may with what is its own.
         */
        post: operations["retry_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/watch-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a token that sees one job
         * @description Its events, log and outputs too, and nothing else. It ends with the token that made it.
         *
         *     Needs the role viewer, submitter, operator or admin. A submitter may with what is its own.
         */
        post: operations["create_watch_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do something to many jobs
         * @description To those that are named or that fit a filter when it begins, portion by portion, also over a restart of the server. A filter
         *     finds only jobs that it can be done to.
         *
         *     Needs the role submitter, operator or admin.
         */
        post: operations["begin_action"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit many jobs
         * @description All of them are taken in one commit, or none: at most 10 000, in a body of at most 32 MiB, without files. A job names others
         *     before it by their places, from 0, in `after` and in its inputs.
         *
         *     Needs the role submitter, operator or admin.
         */
        post: operations["submit_jobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List how much jobs may ask for
         * @description Of plugins for which nothing else was said.
         *
         *     Needs the role viewer, submitter, operator or admin.
         */
        get: operations["list_limits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change how much jobs may ask for
         * @description Limits by their names: a number in the limit's unit, a text such as `512MiB`, `10m` or `5G`, or null, as by default.
         *
         *     Needs the role admin.
         */
        patch: operations["change_limits"];
        trace?: never;
    };
    "/api/v1/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause everything
         * @description No queue gives jobs any more; what runs goes on.
         *
         *     Needs the role operator or admin.
         */
        post: operations["pause_everything"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List plugins
         * @description Every version that there is, the ones that run among them. A submitter sees those that run, and neither what was refused nor what
         *     is compiled.
         *
         *     Needs the role viewer, submitter, operator or admin.
         */
        get: operations["list_plugins"];
        put?: never;
        /**
         * Install a plugin
         * @description The bytes of a WASM component as the body, of any media type but JSON and forms. It is compiled and checked, and is the version
         *     that runs from now on. The answer comes after that, which takes seconds for large ones.
         *
         *     Needs the role admin.
         */
        post: operations["install_plugin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a plugin
         * @description The version that runs, with what it says of itself: the schema of its params, its inputs and its outputs. A submitter does not see
         *     what it may reach.
         *
         *     Needs the role viewer, submitter, operator or admin.
         */
        get: operations["get_plugin"];
        put?: never;
        post?: never;
        /**
         * Remove a plugin with all its versions
         * @description Jobs that wait for one of them fail when their turn comes; those that run go on.
         *
         *     Needs the role admin.
         */
        delete: operations["remove_plugin"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{name}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let another version of a plugin run
         * @description Jobs that were submitted for a version keep it; new ones run on this one.
         *
         *     Needs the role admin.
         */
        post: operations["activate_plugin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{name}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the version that runs have what was granted
         * @description Grants are held when a new version asks for more than the one that they were given to.
         *
         *     Needs the role admin.
         */
        post: operations["approve_grants"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{name}/cache": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say how much the jobs of a plugin keep for each other
         * @description Needs the role viewer, operator or admin.
         */
        get: operations["get_plugin_cache"];
        put?: never;
        post?: never;
        /**
         * Forget what the jobs of a plugin keep for each other
         * @description Needs the role admin.
         */
        delete: operations["clear_plugin_cache"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{name}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what a plugin may reach
         * @description And what it asks for and does not have, with the commands that would give it; and what of that it was refused.
         *
         *     Needs the role viewer, operator or admin.
         */
        get: operations["list_grants"];
        put?: never;
        /**
         * Let a plugin reach something by HTTP
         * @description A grant to the same place replaces the one that is there.
         *
         *     Needs the role admin.
         */
        post: operations["give_grant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{name}/grants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take back a grant
         * @description Attempts that run keep it until they end.
         *
         *     Needs the role admin.
         */
        delete: operations["take_back_grant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{name}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List how much jobs of a plugin may ask for
         * @description Needs the role viewer, submitter, operator or admin.
         */
        get: operations["list_plugin_limits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change how much jobs of a plugin may ask for
         * @description Limits by their names: a number in the limit's unit, a text such as `512MiB`, `10m` or `5G`, or null, as for all.
         *
         *     Needs the role admin.
         */
        patch: operations["change_plugin_limits"];
        trace?: never;
    };
    "/api/v1/plugins/{name}/refusals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refuse a plugin what it asks for
         * @description It does not have what is not granted, refused or not: this says that somebody has decided, and it is listed as refused and not as
         *     something to be given any more. A grant that gives something of it takes the refusal back.
         *
         *     Needs the role admin.
         */
        post: operations["refuse_want"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{name}/refusals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take back a refusal
         * @description The plugin has no more by it: what it asks for is listed as not granted again.
         *
         *     Needs the role admin.
         */
        delete: operations["take_back_refusal"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{name}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go back to the version that ran before
         * @description Needs the role admin.
         */
        post: operations["rollback_plugin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{name}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say how the attempts on each version of a plugin went
         * @description Of all attempts since a version was taken, those that failed among them: counted, and not sampled. The newest version first;
         *     those without attempts are left out.
         *
         *     Needs the role viewer, operator or admin.
         */
        get: operations["get_plugin_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List every version that there was of a plugin
         * @description The newest first, also those that were removed or refused.
         *
         *     Needs the role viewer, operator or admin.
         */
        get: operations["list_plugin_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{name}/versions/{digest}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a version of a plugin that does not run
         * @description Needs the role admin.
         */
        delete: operations["remove_plugin_version"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List queues
         * @description A queue is there from its first job on, or from when it was changed.
         *
         *     Needs the role viewer, operator or admin.
         */
        get: operations["list_queues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a queue
         * @description Needs the role viewer, operator or admin.
         */
        get: operations["get_queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a queue
         * @description What is left out stays as it is. A queue that there is not is made.
         *
         *     Needs the role operator or admin.
         */
        patch: operations["change_queue"];
        trace?: never;
    };
    "/api/v1/queues/{name}/clean": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete jobs of a queue that ended
         * @description Needs the role operator or admin.
         */
        post: operations["clean_queue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/{name}/drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel all jobs of a queue that wait
         * @description And those that are paused; what runs goes on.
         *
         *     Needs the role operator or admin.
         */
        post: operations["drain_queue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/{name}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the limit keys of a queue
         * @description Those that jobs have which run or wait, and those with limits of their own; in the order of their names.
         *
         *     Needs the role viewer, operator or admin.
         */
        get: operations["list_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/{name}/keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a limit key of a queue
         * @description One that nobody has set and of which nothing runs is as the queue says for all keys.
         *
         *     Needs the role viewer, operator or admin.
         */
        get: operations["get_key"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the limits of a limit key
         * @description What is left out stays as it is.
         *
         *     Needs the role operator or admin.
         */
        patch: operations["change_key"];
        trace?: never;
    };
    "/api/v1/queues/{name}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a queue
         * @description It gives no jobs any more; what runs goes on.
         *
         *     Needs the role operator or admin.
         */
        post: operations["pause_queue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a queue go on
         * @description Needs the role operator or admin.
         */
        post: operations["resume_queue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let everything go on
         * @description The queues give jobs again that are not paused themselves.
         *
         *     Needs the role operator or admin.
         */
        post: operations["resume_everything"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List schedules
         * @description In the order of their names, the server's own upkeep among them.
         *
         *     Needs the role viewer, operator or admin.
         */
        get: operations["list_schedules"];
        put?: never;
        /**
         * Make a schedule
         * @description What it starts is checked now, as if it were submitted.
         *
         *     Needs the role operator or admin.
         */
        post: operations["create_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a schedule
         * @description Needs the role viewer, operator or admin.
         */
        get: operations["get_schedule"];
        /**
         * Make or replace a schedule
         * @description Whether it is paused stays as it was.
         *
         *     Needs the role operator or admin.
         */
        put: operations["put_schedule"];
        post?: never;
        /**
         * Delete a schedule
         * @description What it started stays.
         *
         *     Needs the role operator or admin.
         */
        delete: operations["delete_schedule"];
        options?: never;
        head?: never;
        /**
         * Change a schedule
         * @description What is left out stays as it is.
         *
         *     Needs the role operator or admin.
         */
        patch: operations["change_schedule"];
        trace?: never;
    };
    "/api/v1/schedules/{name}/backfill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fire a schedule for times of the past
         * @description Each time is a firing of its own, and there is one of each: sent again, it does what is left. At most 1 000 times at once.
         *
         *     Needs the role operator or admin.
         */
        post: operations["backfill_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{name}/firings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what a schedule fired
         * @description The last first.
         *
         *     Needs the role viewer, operator or admin.
         */
        get: operations["list_firings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{name}/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say when a schedule fires next
         * @description Needs the role viewer, operator or admin.
         */
        get: operations["get_next_times"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{name}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a schedule
         * @description Needs the role operator or admin.
         */
        post: operations["pause_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a schedule go on
         * @description Times that passed meanwhile are not made up for.
         *
         *     Needs the role operator or admin.
         */
        post: operations["resume_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{name}/trigger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fire a schedule now
         * @description Also one that is paused.
         *
         *     Needs the role operator or admin.
         */
        post: operations["trigger_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List secrets
         * @description In the order of their names, without their values.
         *
         *     Needs the role admin.
         */
        get: operations["list_secrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set a secret
         * @description It is sealed with the server's key, and no answer ever holds it.
         *
         *     Needs the role admin.
         */
        put: operations["set_secret"];
        post?: never;
        /**
         * Remove a secret
         * @description Jobs whose grants need it fail then.
         *
         *     Needs the role admin.
         */
        delete: operations["remove_secret"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say who asks
         * @description Needs the role viewer, submitter, operator or admin.
         */
        get: operations["get_session"];
        put?: never;
        /**
         * Sign a browser in
         * @description The answer alone has the cookie's text. It takes a token, and no cookie: one that was stolen does not go on for ever.
         *
         *     Needs the role viewer, submitter, operator or admin.
         */
        post: operations["sign_in"];
        /**
         * Sign a browser out
         * @description Of a token without a session there is nothing to end, and that is no mistake.
         *
         *     Needs the role viewer, submitter, operator or admin.
         */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say how jobs stand and how attempts went
         * @description Jobs are counted as they stand now, attempts that ended since `since`. A submitter sees its own, without processors, queues and
         *     users.
         *
         *     Needs the role viewer, submitter, operator or admin.
         */
        get: operations["get_stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say how attempts went over time
         * @description At most 10 000 points.
         *
         *     Needs the role viewer, operator or admin.
         */
        get: operations["get_series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List templates
         * @description In the order of their names.
         *
         *     Needs the role viewer, submitter, operator or admin.
         */
        get: operations["list_templates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a template
         * @description Needs the role viewer, submitter, operator or admin.
         */
        get: operations["get_template"];
        /**
         * Make or replace a template
         * @description It is checked when it is used: what it is of may depend on its params.
         *
         *     Needs the role operator or admin.
         */
        put: operations["put_template"];
        post?: never;
        /**
         * Delete a template
         * @description What was started from it stays.
         *
         *     Needs the role operator or admin.
         */
        delete: operations["delete_template"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/{name}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit a job or a batch from a template
         * @description Needs the role submitter, operator or admin.
         */
        post: operations["submit_template"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tokens
         * @description Without their text. The one in the data folder has the id `file`.
         *
         *     Needs the role admin.
         */
        get: operations["list_tokens"];
        put?: never;
        /**
         * Make a token
         * @description The answer alone has the token's text: it is kept as a digest. Sent again, it makes another.
         *
         *     Needs the role admin.
         */
        post: operations["create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a token
         * @description It lets nobody in any more, from the next request on; streams of events that it opened end.
         *
         *     Needs the role admin.
         */
        delete: operations["revoke_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send bytes ahead of a job
         * @description They are written to disk as they come, and kept for a day, or for as long as a job has them.
         *
         *     Needs the role submitter, operator or admin.
         */
        post: operations["upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks
         * @description Needs the role operator or admin.
         */
        get: operations["list_webhooks"];
        put?: never;
        /**
         * Add a webhook
         * @description The answer alone has the secret, so that a request that is sent again makes another. What is told by mail has none.
         *
         *     Needs the role admin.
         */
        post: operations["create_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a webhook
         * @description Needs the role operator or admin.
         */
        get: operations["get_webhook"];
        put?: never;
        post?: never;
        /**
         * Remove a webhook
         * @description Needs the role admin.
         */
        delete: operations["remove_webhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description What is left out stays as it is.
         *
         *     Needs the role admin.
         */
        patch: operations["change_webhook"];
        trace?: never;
    };
    "/api/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what a webhook was told
         * @description The newest first.
         *
         *     Needs the role operator or admin.
         */
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/deliveries/{delivery}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send something again
         * @description Soon, whatever became of it. Its `webhook-id` stays.
         *
         *     Needs the role operator or admin.
         */
        post: operations["redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a webhook a new secret
         * @description The answer alone has the new secret. The one before signs too for a while.
         *
         *     Needs the role admin.
         */
        post: operations["rotate_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message of type `test`
         * @description Now and once, also to one that is disabled.
         *
         *     Needs the role operator or admin.
         */
        post: operations["test_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the nodes that run jobs
         * @description Needs the role viewer, operator or admin.
         */
        get: operations["list_workers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers/{node}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a node
         * @description Needs the role viewer, operator or admin.
         */
        get: operations["get_worker"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change how many jobs a node runs at once
         * @description What runs goes on, also if there are fewer slots then. It holds until the node starts again.
         *
         *     Needs the role operator or admin.
         */
        patch: operations["change_worker"];
        trace?: never;
    };
    "/api/v1/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listen by WebSocket
         * @description Messages are JSON. `{"subscribe": {"id": "mine", "queue": "mail", "type": ["job-completed", "progress"], "after": 42}}` begins a
         *     subscription: its filter is that of `/events`, each field a text or a list; `after` is the number of an event, or `latest`,
         *     which it is unless said. `{"unsubscribe": "mine"}` ends it. The server answers and tells with the `id` that was given:
         *     `{"id": "mine", "subscribed": {"seq": 42}}`, `{"id": "mine", "event": {…}}` with the JSON that `/events` has,
         *     `{"id": "mine", "place": {"seq": 50}}` now and then, `{"id": "mine", "unsubscribed": {}}`, and `{"id": "mine", "error": {…}}`
         *     with a problem: what is wrong with a message ends nothing. To go on after a connection was lost, subscribe `after` the last
         *     `seq` that was told.
         *
         *     A connection has 32 subscriptions at the most, and a message 16 KiB. The server pings every 15 s and ends a connection that does
         *     not answer for 45 s. A page sends its token as a subprotocol, `new WebSocket(url, ["runner.v1", "runner.token." + token])`;
         *     a watch token may be in `watch_token` instead, and subscribes to its job alone. By a cookie only the server's own page connects.
         *
         *     Needs the role viewer, submitter, operator or admin.
         */
        get: operations["connect"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say whether the server lives */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say whether the server is ready
         * @description It is while it runs jobs, and its store answers and is written to.
         */
        get: operations["get_readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What is done to many jobs. */
        Action: {
            /** Format: u-int64 */
            changed: number;
            created_at: components["schemas"]["Time"];
            created_by?: string | null;
            /**
             * Format: u-int64
             * @description To how many of them it was tried.
             */
            done: number;
            /** @description Whether they are only counted. */
            dry_run: boolean;
            /** Format: u-int64 */
            failed: number;
            /** @description Why it failed, by the code of the problem. */
            failures: components["schemas"]["ActionFailure"][];
            /** @description Which jobs, as it was asked for; null if they were named. */
            filter?: {
                [key: string]: unknown;
            } | null;
            finished_at?: components["schemas"]["Time"] | null;
            id: components["schemas"]["ActionId"];
            /** @description Of `retry`: whether on the version of their plugin that is active then. */
            latest?: boolean;
            /**
             * Format: u-int64
             * @description How many jobs were found.
             */
            matched: number;
            /**
             * Format: u-int64
             * @description How many jobs were named; null if it was asked for by a filter.
             */
            named?: number | null;
            /**
             * Format: u-int8
             * @description Of `priority`.
             */
            priority?: number;
            /** @description `counting`, `running`, `done` or `aborted`. */
            state: string;
            /**
             * Format: u-int64
             * @description Those that were so already.
             */
            unchanged: number;
            /** @description `cancel`, `pause`, `resume`, `retry`, `promote`, `delete` or `priority`. */
            verb: string;
        };
        /** @description One of those jobs. */
        ActionExample: {
            job_id: components["schemas"]["JobId"];
            message: string;
        };
        /** @description What could not be done to jobs, for one reason. */
        ActionFailure: {
            code: string;
            /** Format: u-int64 */
            count: number;
            example: components["schemas"]["ActionExample"];
        };
        /**
         * Format: uuid
         * @description The id of an action: a UUID (version 7).
         * @example 019a2c4e-b2d0-7e11-8a02-5c4d3e2f1a09
         */
        ActionId: string;
        /** @description A rule for what operators want to hear of. */
        Alert: {
            created_at: components["schemas"]["Time"];
            created_by?: string | null;
            /**
             * Format: u-int64
             * @description For how long it must be over its line.
             */
            for_ms: number;
            /** @description What was seen then. */
            message?: string | null;
            muted_until?: components["schemas"]["Time"] | null;
            name: components["schemas"]["Name"];
            since: components["schemas"]["Time"];
            /** @description `ok`, `pending` or `firing`. */
            state: string;
            /** @description What it watches. */
            watch: {
                [key: string]: unknown;
            };
        };
        /** @description How a rule turned. */
        AlertTurned: {
            alert: components["schemas"]["Name"];
            at: components["schemas"]["Time"];
            /** @description What was seen. */
            message: string;
            /** @description Whether nobody was told. */
            muted: boolean;
            /** @description `firing` or `recovered`. */
            state: string;
        };
        /** @description An event, as streams have it. */
        AnyEvent: components["schemas"]["Event"] | components["schemas"]["LiveEvent"] | components["schemas"]["Resync"];
        /** @description An attempt. */
        Attempt: {
            /**
             * Format: u-int32
             * @description Which, from 1.
             */
            attempt: number;
            ended_at?: components["schemas"]["Time"] | null;
            error?: components["schemas"]["AttemptError"] | null;
            /** @description The node that ran it. */
            node: string;
            plugin_digest?: components["schemas"]["Digest"] | null;
            started_at: components["schemas"]["Time"];
            usage: components["schemas"]["Usage"];
        };
        /** @description Why an attempt did not succeed. */
        AttemptError: {
            code: components["schemas"]["FailureName"];
            /** @description More of it: a backtrace, the processor's own words. */
            detail?: string | null;
            /** @description What happened, limit and use, and what to do. */
            message: string;
        };
        /** @description A page of changes. */
        AuditList: {
            /** @description The page looked at as many as one may: the next goes on. */
            bound_reached?: boolean;
            items: components["schemas"]["Change"][];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /**
         * @description Which times, and how.
         * @example {
         *       "from": "2026-01-01T00:00:00Z",
         *       "to": "2026-01-08T00:00:00Z",
         *       "dry_run": true
         *     }
         */
        Backfill: {
            /** @description Says which times that would be, and does nothing. */
            dry_run?: boolean;
            from: components["schemas"]["Time"];
            overlap?: components["schemas"]["OverlapName"] | null;
            to?: components["schemas"]["Time"] | null;
        };
        /** @description What a backfill did, or would do. */
        Backfilled: {
            /** @description How many of the times had fired before. */
            answered_before: number;
            dry_run: boolean;
            items: components["schemas"]["BackfilledTime"][];
            overlap: components["schemas"]["OverlapName"];
        };
        /** @description A time that was fired for, or would be. */
        BackfilledTime: components["schemas"]["Triggered"] | {
            due_at: components["schemas"]["Time"];
        };
        /** @description How long a job waits between its attempts: how the wait grows, or that with its numbers. */
        Backoff: components["schemas"]["Growth"] | components["schemas"]["NewBackoff"];
        /** @description A batch. */
        Batch: {
            counts: components["schemas"]["BatchCounts"];
            created_at: components["schemas"]["Time"];
            created_by?: string | null;
            finished_at?: components["schemas"]["Time"] | null;
            id: components["schemas"]["BatchId"];
            /**
             * Format: u-int32
             * @description How many of its items may be under way at once.
             */
            max_parallel?: number | null;
            /** @description Whatever whoever submitted it wrote here, any JSON. */
            metadata: unknown;
            /** @description Whether more items may come. */
            open: boolean;
            /** @description `running`, `paused`, `stopped` or `done`. */
            state: string;
            then_job_id?: components["schemas"]["JobId"] | null;
            title?: string | null;
        };
        /**
         * @description What is to be changed about a batch.
         * @example {
         *       "max_parallel": 8
         *     }
         */
        BatchChanges: {
            /**
             * Format: u-int32
             * @description How many of its items may be under way at once; null: all.
             */
            max_parallel?: number | null;
        };
        /** @description A batch that was looked through, and of which nothing is kept. */
        BatchChecked: {
            /**
             * Format: u-int64
             * @description How many items it has.
             */
            items: number;
            /** @description It is true. */
            validate_only: boolean;
        };
        /** @description How many items there are. */
        BatchCounts: {
            /** Format: u-int64 */
            cancelled: number;
            /** Format: u-int64 */
            completed: number;
            /** Format: u-int64 */
            failed: number;
            /**
             * Format: u-int64
             * @description Those that wait, for whatever.
             */
            pending: number;
            /** Format: u-int64 */
            running: number;
            /** Format: u-int64 */
            skipped: number;
            /** Format: u-int64 */
            total: number;
        };
        /**
         * Format: uuid
         * @description The id of a batch: a UUID (version 7).
         * @example 019a2c4e-9a40-7b52-8d11-7f0e5c3b2a10
         */
        BatchId: string;
        /** @description A page of batches. */
        BatchList: {
            /** @description The page looked at as many as one may: the next goes on. */
            bound_reached?: boolean;
            items: components["schemas"]["Batch"][];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /**
         * @description Many jobs, at most 10 000.
         * @example {
         *       "jobs": [
         *         {
         *           "processor": "data-conversion",
         *           "params": {
         *             "from": "csv",
         *             "to": "jsonl"
         *           },
         *           "inputs": {
         *             "input": {
         *               "text": "id\n1\n"
         *             }
         *           }
         *         },
         *         {
         *           "processor": "report-generation",
         *           "after": [
         *             0
         *           ],
         *           "inputs": {
         *             "data": {
         *               "job": 0,
         *               "output": "output"
         *             }
         *           }
         *         }
         *       ]
         *     }
         */
        Bulk: {
            jobs: components["schemas"]["NewJob"][];
        };
        /** @description What became of many jobs. */
        BulkAnswer: {
            /** @description Those that were not taken as jobs of their own. */
            duplicates: components["schemas"]["NotNew"][];
            /** @description The ids of the jobs, in the order of the request. */
            ids: components["schemas"]["JobId"][];
        };
        /** @description The answer to a submit of many jobs. */
        BulkTaken: components["schemas"]["BulkAnswer"] | components["schemas"]["BulkWould"];
        /** @description What would become of many jobs. Nothing of it is kept. */
        BulkWould: {
            /** @description Those that would not. */
            duplicates: components["schemas"]["NotNew"][];
            /** @description How many there are. */
            jobs: number;
            /** @description How many would be jobs of their own. */
            new: number;
            /** @description It is true. */
            validate_only: boolean;
        };
        /** @description How much was forgotten. */
        CacheCleared: {
            /** Format: u-int64 */
            cleared_bytes: number;
        };
        /** @description How much the jobs of a processor keep for each other. */
        CacheView: {
            /** Format: u-int64 */
            bytes: number;
            /** Format: u-int64 */
            limit_bytes: number;
        };
        /** @description A change that somebody asked for. */
        Change: {
            at: components["schemas"]["Time"];
            /** @description The name of the token. */
            by: string;
            /** @description The code of the problem, if it was one. */
            code?: string | null;
            id: string;
            /** @description What it was about. */
            object?: string | null;
            /** @description `done`, `refused`, or `unknown` if whoever asked went away before the answer. */
            outcome: string;
            /** @description The address that the request came from. */
            remote?: string | null;
            role: components["schemas"]["RoleName"];
            /** @example POST /jobs/{id}/cancel */
            route: string;
            /**
             * Format: u-int16
             * @description The status of the answer.
             */
            status?: number | null;
            /** @description Null of the one in the data folder. */
            token_id?: string | null;
        };
        /** @description The version that is to run. */
        Choice: {
            digest: components["schemas"]["Digest"];
        };
        /**
         * @description Which jobs are deleted.
         * @example {
         *       "states": [
         *         "completed"
         *       ],
         *       "older_than": "7d"
         *     }
         */
        CleanBody: {
            older_than?: components["schemas"]["Duration"] | null;
            /** @description `completed`, `failed` and `cancelled`; all three if none is given. */
            states?: string[];
        };
        /** @description How many jobs were deleted. */
        Cleaned: {
            deleted: number;
        };
        /** @description What code there is in memory. */
        CodeInMemory: {
            /**
             * Format: u-int64
             * @description How much may be loaded; what attempts use beyond that goes when they end.
             */
            limit_bytes: number;
            /** Format: u-int64 */
            loaded_bytes: number;
            loaded_versions: number;
        };
        /** @description What code there is. */
        CodeView: {
            code: components["schemas"]["CodeInMemory"];
            compiling: components["schemas"]["CompilingView"][];
            /** @description What was loaded or refused since the start, the newest first, the last fifty. */
            loads: components["schemas"]["LoadView"][];
        };
        /** @description What is being compiled. */
        CompilingView: {
            digest: components["schemas"]["Digest"];
            /** @description Its name if that is known, and else where it comes from. */
            plugin: string;
            since: components["schemas"]["Time"];
            /** Format: u-int64 */
            size_bytes: number;
        };
        /** @description What the server goes by. */
        Configuration: {
            /** @description The file that was read; null if there is none. */
            file?: string | null;
            settings: components["schemas"]["Setting"][];
        };
        /** @description How attempts ended. */
        Counts: {
            /** Format: u-int64 */
            cancelled: number;
            /** Format: u-int64 */
            completed: number;
            /**
             * Format: u-int64
             * @description Those that were the job's last and failed.
             */
            failed: number;
            /** Format: u-int64 */
            interrupted: number;
            /**
             * Format: u-int64
             * @description Those that failed and are tried again.
             */
            retrying: number;
            /**
             * Format: double
             * @description Of those that completed or failed for good, the share that completed, from 0 to 1.
             */
            success_rate?: number | null;
        };
        /**
         * @description For whom a job is; `standard` unless said.
         * @enum {string}
         */
        CustomerTier: "standard" | "premium" | "vip";
        /** @description A message to an endpoint, and what became of it. */
        Delivery: {
            /**
             * Format: u-int32
             * @description How often it was tried.
             */
            attempts: number;
            event: components["schemas"]["DeliveryEvent"];
            id: string;
            last: components["schemas"]["DeliveryTry"];
            next_at?: components["schemas"]["Time"] | null;
            /** @description `delivered`, `waiting` or `failed`. */
            state: string;
        };
        /** @description The event that an endpoint is told of. */
        DeliveryEvent: {
            at: components["schemas"]["Time"];
            job_id?: components["schemas"]["JobId"] | null;
            /** Format: int64 */
            seq: number;
            type: string;
        };
        /** @description One try of a delivery. */
        DeliveryTry: {
            /** @description The first bytes of the answer. */
            answer?: string | null;
            at: components["schemas"]["Time"];
            /** @description What was wrong; null if it was taken. */
            error?: string | null;
            /**
             * Format: u-int64
             * @description How long it took.
             */
            ms: number;
            /**
             * Format: u-int16
             * @description The status of the answer, if there was one.
             */
            status?: number | null;
        };
        /** @description How full queues were in a span, at the fullest. */
        Depth: {
            /** @description When the span begins. */
            at: components["schemas"]["Time"];
            /**
             * Format: u-int64
             * @description The longest that a job had been ready, in milliseconds.
             */
            oldest_ready_ms: number;
            /**
             * Format: u-int64
             * @description The most jobs that were ready and waited.
             */
            ready: number;
            /**
             * Format: u-int64
             * @description The most that ran.
             */
            running: number;
        };
        /** @description What a plugin says of its processor. */
        Descriptor: {
            inputs: components["schemas"]["Port"][];
            name: components["schemas"]["Name"];
            outputs: components["schemas"]["Port"][];
            /** @description The JSON Schema (2020-12) of the params. */
            params_schema: unknown;
            /** @description The JSON Schema of the result, if it promises one. */
            result_schema: unknown;
            /** @description Whether it goes on from checkpoints. */
            resumable: boolean;
            /** @description One line for people. */
            summary: string;
            version: string;
            /** @description What it asks for beyond its inputs. */
            wants: components["schemas"]["WantSaid"][];
        };
        /**
         * @description What bytes are known by: their SHA-256.
         * @example sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
         */
        Digest: string;
        /** @description How figures are spread, to about a tenth; null of nothing. */
        Distribution: {
            /** Format: u-int64 */
            least?: number | null;
            /** Format: double */
            mean?: number | null;
            /** Format: u-int64 */
            most?: number | null;
            /** Format: u-int64 */
            p25?: number | null;
            /** Format: u-int64 */
            p50?: number | null;
            /** Format: u-int64 */
            p75?: number | null;
            /** Format: u-int64 */
            p95?: number | null;
        };
        /** @description How many jobs were cancelled. */
        Drained: {
            cancelled: number;
        };
        /**
         * @description How long: milliseconds, or a text such as `30d`, `12h` or `90s`.
         * @example 30d
         * @example 90000
         */
        Duration: number | string;
        /** @description The last job that failed so; it may have been deleted. */
        ErrorExample: {
            job_id: components["schemas"]["JobId"];
            message: string;
        };
        /** @description Failures that are the same one: of one processor, with one code, and the same message but for numbers and ids. */
        ErrorGroup: {
            code: components["schemas"]["FailureName"];
            /**
             * Format: u-int64
             * @description How often it came.
             */
            count: number;
            example: components["schemas"]["ErrorExample"];
            first_at: components["schemas"]["Time"];
            /** @description The version of the plugin that it came from first. */
            first_version?: string | null;
            id: string;
            last_at: components["schemas"]["Time"];
            /** @description How often it came in each of the last 24 hours of the clock, the oldest first; the last is the one that is not over. */
            last_hours: number[];
            /** @description The version of the plugin that it came from last. */
            last_version?: string | null;
            /** @description The message, without numbers and ids. */
            pattern: string;
            processor: components["schemas"]["Name"];
            /**
             * Format: u-int64
             * @description How often it came again after it was resolved.
             */
            reopened: number;
            state: components["schemas"]["ErrorStateName"];
        };
        /**
         * @description What people think of a failure: `open` is to be looked at, `muted` is known and of no interest, `resolved` should not come again, and is open again if it does.
         * @enum {string}
         */
        ErrorStateName: "open" | "muted" | "resolved";
        /** @description A durable event, as the `data` of one in the stream. */
        Event: {
            at: components["schemas"]["Time"];
            /** @description What else there is to say. */
            data?: unknown;
            job?: components["schemas"]["EventJob"] | null;
            /**
             * Format: int64
             * @description Its number, which is its `id` in the stream: rising, with gaps perhaps, never given twice.
             */
            seq: number;
            /**
             * @description `job-created`, `job-update`, `job-completed`, `job-failed`, `job-cancelled`, `batch-update`, `queue-update`,
             *     `schedule-fired`, `plugin-changed` or `alert`; it is its `event` in the stream too.
             */
            type: string;
        };
        /** @description Which events are meant. Everything that is said must hold; of each kind one is enough. */
        EventFilter: {
            /** @description Of one of these alerts. */
            alerts?: components["schemas"]["Name"][];
            /** @description Of one of these batches, or of an item of it. */
            batches?: components["schemas"]["BatchId"][];
            /** @description Of one of these types, such as `job-failed`; of any if empty. */
            events?: string[];
            /** @description Of jobs of one of these processors. */
            processors?: components["schemas"]["Name"][];
            /** @description Of one of these queues, or of a job in it. */
            queues?: components["schemas"]["Name"][];
            /** @description Of jobs with one of these tags. */
            tags?: string[];
        };
        /** @description The job that an event is of: its state and attempt are those of the event, the rest is as it is now. */
        EventJob: components["schemas"]["Job"] | {
            /** Format: u-int32 */
            attempt: number;
            id: components["schemas"]["JobId"];
            state: components["schemas"]["JobState"];
        };
        /** @description Whether everything is paused. */
        Everything: {
            paused: boolean;
            /** @description How many jobs run on this node. */
            running_here: number;
        };
        /** @description Why a job does not run. */
        Explanation: {
            id: components["schemas"]["JobId"];
            reasons: components["schemas"]["Reason"][];
            state: components["schemas"]["JobState"];
        };
        /**
         * @description What a priority is worked out from.
         * @example {
         *       "urgency": "high",
         *       "customer_tier": "premium",
         *       "value": 1200
         *     }
         */
        Factors: {
            customer_tier?: components["schemas"]["CustomerTier"] | null;
            urgency?: components["schemas"]["Urgency"] | null;
            /**
             * Format: double
             * @description What it is worth, in money, say.
             */
            value?: number | null;
        };
        /** @description Why a job did not succeed. */
        Failure: {
            code: components["schemas"]["FailureName"];
            /** @description More of it: a backtrace, the processor's own words. */
            detail?: string;
            /** @description What happened, limit and use, and what to do. */
            message: string;
        };
        /**
         * @description Why a job did not succeed. `transient`, `timed_out`, `trapped`, `internal`, `retry_after` and `interrupted` are tried again while the job has attempts left; the others are for good.
         * @enum {string}
         */
        FailureName: "transient" | "timed_out" | "trapped" | "internal" | "retry_after" | "interrupted" | "permanent" | "invalid_params" | "fuel_exhausted" | "memory_exceeded" | "output_too_large" | "limit_exceeded" | "denied" | "compile_refused" | "dependency_failed" | "skipped" | "expired" | "poisoned" | "cancelled" | "plugin_missing";
        /** @description A field that is wrong. */
        FieldError: {
            /** @description What is wrong with it, for people. */
            message: string;
            /**
             * @description Where, as a JSON pointer into the body; empty if it is all of it.
             * @example /params/from
             */
            path: string;
        };
        /** @description A firing of a schedule. */
        Firing: {
            batch_id?: components["schemas"]["BatchId"] | null;
            /** @description The time that it fired for. */
            due_at: components["schemas"]["Time"];
            /** @description When it did. */
            fired_at: components["schemas"]["Time"];
            job_id?: components["schemas"]["JobId"] | null;
            /** @description Why it started nothing. */
            message?: string | null;
            /** @description `fired`, `done`, `skipped` or `failed`. */
            outcome: string;
            /**
             * @description How what it started stands: the state of the job; of a batch `running` or `paused`, and once it ended `completed`, `failed`
             *     if an item did, or `cancelled` if it was stopped.
             */
            state?: string | null;
        };
        /** @description A grant, and whether it does something. */
        Grant: components["schemas"]["HttpGrant"] & {
            granted_at: components["schemas"]["Time"];
            granted_by?: string | null;
            id: string;
            /** @description The secrets that it needs and that are not set. */
            missing_secrets: components["schemas"]["SecretName"][];
            /** @description `file`, of the configuration, or `command`. */
            origin: string;
            /** @description Why it is not in force. */
            reason?: string | null;
            /**
             * @description `in_force`; `held`, until the version that runs is approved; `unwanted`, since the plugin does not ask for it;
             *     `no_plugin`.
             */
            state: string;
        };
        /** @description What a plugin asks for and what it has. */
        GrantsOfPlugin: {
            /** @description How many go on with the version that runs, of an approval. */
            approved?: number | null;
            /** @description Its grants, the oldest first. */
            items: components["schemas"]["Grant"][];
            /** @description Null: all are there. */
            next_page_token?: string | null;
            /** @description What it was refused and does not have, the oldest first; also what it does not ask for at present. */
            refusals: components["schemas"]["Refusal"][];
            /** @description What it asks for and does not have, and was not refused. */
            ungranted: components["schemas"]["Ungranted"][];
            wants: components["schemas"]["Want"][];
        };
        /**
         * @description How the wait grows: to twice the last, by one base more, or not.
         * @enum {string}
         */
        Growth: "exponential" | "linear" | "fixed";
        /** @description How the node is. */
        Health: {
            /** @description `ok` or `ready`. */
            status: string;
        };
        /**
         * @description What a plugin may reach by HTTP.
         * @example {
         *       "to": "https://api.example.com/v1",
         *       "methods": [
         *         "GET"
         *       ],
         *       "headers": {
         *         "authorization": "Bearer ${secret:API_KEY}"
         *       },
         *       "rate": "10/s"
         *     }
         */
        HttpGrant: {
            /** @description Private addresses and networks that the name may lead to. */
            addresses?: string[] | null;
            /** @description The longest between two pieces of a body; `1m` unless said. */
            between_bytes_timeout?: string | null;
            /** @description The longest that connecting may take, such as `10s`, which it is unless said. */
            connect_timeout?: string | null;
            /** @description The longest that the headers of the answer may take after that; `2m` unless said. */
            first_byte_timeout?: string | null;
            /** @description Headers that every request gets; `${secret:NAME}` stands for a secret, which the plugin never sees. */
            headers?: {
                [key: string]: string;
            } | null;
            /** @description With which methods; any if it is left out. */
            methods?: string[] | null;
            rate?: components["schemas"]["Rate"] | null;
            /**
             * @description Where to: scheme, host, port (the scheme's own if there is none), and what the path begins with. `https://*.example.com`
             *     is every name below, `http://10.0.0.0/8:*` a network and every port.
             */
            to: string;
        };
        /** @description An input. */
        Input: {
            digest?: components["schemas"]["Digest"] | null;
            media_type: string;
            name: components["schemas"]["PortName"];
            /**
             * Format: u-int64
             * @description Null of statistics before the first attempt.
             */
            size_bytes?: number | null;
            stats?: components["schemas"]["StatsInput"] | null;
        };
        /** @description A job. */
        Job: {
            /** @description The jobs that it waits for. */
            after: components["schemas"]["JobId"][];
            /**
             * Format: u-int32
             * @description Which attempt runs or ran last, from 1; 0 before the first.
             */
            attempt: number;
            batch_id?: components["schemas"]["BatchId"] | null;
            created_at: components["schemas"]["Time"];
            /** @description Who submitted it: the name of a token, or of somebody on whose behalf that was. */
            created_by?: string | null;
            description?: string | null;
            /** @description Whether the answer to a submit is a job that was there before. */
            duplicate?: boolean;
            error?: components["schemas"]["Failure"] | null;
            expires_at?: components["schemas"]["Time"] | null;
            /**
             * Format: u-int32
             * @description How many attempts failed that count.
             */
            failures: number;
            finished_at?: components["schemas"]["Time"] | null;
            /** @description None of a job that is none yet. */
            id?: components["schemas"]["JobId"];
            inputs: components["schemas"]["Input"][];
            /** @description Whether it is being cancelled, and its attempt has not stopped yet. */
            is_stopping: boolean;
            /** @description Fields that are null because all of it would be too large. */
            left_out?: string[];
            /** @description Jobs of one key in a queue share limits. */
            limit_key?: string | null;
            /** @description The limits that it lowers, by their names. */
            limits?: {
                [key: string]: number;
            } | null;
            /**
             * Format: u-int32
             * @description How many may fail before the job does.
             */
            max_attempts: number;
            /** @description Whatever whoever submitted it wrote here, any JSON. */
            metadata: unknown;
            /** @description The jobs that wait for it, the first thousand. Empty in lists. */
            needed_by: components["schemas"]["JobId"][];
            outputs: components["schemas"]["Output"][];
            /** @description What the processor is told, an object. */
            params?: {
                [key: string]: unknown;
            } | null;
            paused_from?: components["schemas"]["JobState"] | null;
            plugin?: components["schemas"]["PluginOfJob"] | null;
            /**
             * Format: u-int8
             * @description 1 to 10; higher goes first.
             */
            priority: number;
            /** @description What works on it. */
            processor: components["schemas"]["Name"];
            progress?: components["schemas"]["Progress"] | null;
            queue: components["schemas"]["Name"];
            /** @description What the processor gave, any JSON; null until it completed. */
            result: unknown;
            /**
             * @description How a paused job goes on that had begun: `frozen`, where it stands; `checkpoint`, from its last checkpoint; `restart`,
             *     from the start.
             */
            resumes?: string | null;
            /** @description From when on it may run. */
            scheduled_at: components["schemas"]["Time"];
            started_at?: components["schemas"]["Time"] | null;
            state: components["schemas"]["JobState"];
            /** @description What became of the submit then: `duplicate`, `replaced` or `skipped`. */
            submitted_as?: string | null;
            tags: string[];
            title?: string | null;
            usage?: components["schemas"]["Usage"] | null;
        };
        /** @description An attempt of a job. */
        JobAttempt: {
            /** Format: u-int32 */
            attempt: number;
            id: components["schemas"]["JobId"];
        };
        /**
         * @description What is to be changed. A field that is null is taken away.
         * @example {
         *       "priority": "high",
         *       "title": "Zip codes, second try"
         *     }
         */
        JobChanges: {
            /**
             * Format: u-int64
             * @description The same, in milliseconds from now.
             * @default null
             */
            delay_ms?: number | null;
            /** @default null */
            description?: string | null;
            /** @default null */
            expires_at?: components["schemas"]["Time"] | null;
            /**
             * Format: u-int64
             * @description The same, in milliseconds from now.
             * @default null
             */
            expires_in_ms?: number | null;
            /**
             * Format: u-int32
             * @description How many attempts may fail before the job does.
             * @default null
             */
            max_attempts?: number | null;
            /** @description Any JSON of at most 64 KiB. */
            metadata?: unknown;
            /** @default null */
            priority?: components["schemas"]["Priority"] | null;
            /** @default null */
            run_at?: components["schemas"]["Time"] | null;
            /** @default null */
            tags?: components["schemas"]["Tag"][] | null;
            /** @default null */
            title?: string | null;
        };
        /** @description How many jobs there are by state. */
        JobCounts: {
            blocked: number;
            cancelled: number;
            completed: number;
            failed: number;
            paused: number;
            pending: number;
            retrying: number;
            running: number;
            scheduled: number;
        };
        /**
         * Format: uuid
         * @description The id of a job: a UUID (version 7), which sorts by when jobs were made.
         * @example 019a2c4e-7d1b-7c3a-9f00-2b6c1d9e4f11
         */
        JobId: string;
        /** @description What runs in a slot. */
        JobInSlot: {
            /** Format: u-int32 */
            attempt: number;
            id: components["schemas"]["JobId"];
            processor: components["schemas"]["Name"];
            queue: components["schemas"]["Name"];
            since: components["schemas"]["Time"];
            usage?: components["schemas"]["UsageSoFar"] | null;
        };
        /** @description A page of jobs. */
        JobList: {
            /** @description The page looked at as many jobs as one may, and so has fewer than there are: the next goes on. */
            bound_reached?: boolean;
            items: components["schemas"]["Job"][];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description How far a job has come. */
        JobProgress: {
            id: components["schemas"]["JobId"];
            progress: components["schemas"]["Progress"];
        };
        /** @description Another job: by its id, or by its place in the same request, from 0. */
        JobRef: number | components["schemas"]["JobId"];
        /**
         * @description Where a job is in its life. `completed`, `failed` and `cancelled` are its ends.
         * @enum {string}
         */
        JobState: "blocked" | "scheduled" | "pending" | "running" | "paused" | "retrying" | "completed" | "failed" | "cancelled";
        /** @description A job with its files: the part `job`, and a part for each file after it. */
        JobWithFiles: {
            /**
             * Format: binary
             * @description A file. Its name is that of the input, unless an input of the job names it as its `part`.
             */
            input?: string;
            job: components["schemas"]["NewJob"];
        };
        /**
         * @description What to change about a limit key. Null is: as the queue says for all keys.
         * @example {
         *       "concurrency": 1
         *     }
         */
        KeyChanges: {
            /**
             * Format: u-int32
             * @description How many of its jobs may run at once.
             */
            concurrency?: number | null;
            rate?: components["schemas"]["Rate"] | null;
        };
        /**
         * @description How much a line of a log matters.
         * @enum {string}
         */
        LevelName: "trace" | "debug" | "info" | "warn" | "error";
        /** @description How much a job may ask for of something. */
        Limit: {
            /** @description Who did. */
            by?: string | null;
            /**
             * Format: u-int64
             * @description The most that a job may ask for.
             */
            ceiling: number;
            /**
             * Format: u-int64
             * @description What it is unless somebody says otherwise.
             */
            default: number;
            /** @description The file and the line that set it. */
            file?: string | null;
            /** @description Whether it was set for all plugins and not for this one. */
            for_all: boolean;
            line?: number | null;
            name: components["schemas"]["LimitName"];
            set_at?: components["schemas"]["Time"] | null;
            /** @description `default`, `file` or `command`. */
            set_by: string;
            /**
             * Format: u-int64
             * @description What a job has that asks for nothing.
             */
            unasked: number;
        };
        /** @description A limit key of a queue. */
        LimitKey: {
            /**
             * Format: u-int32
             * @description How many may: its own number, or the queue's for all keys.
             */
            concurrency?: number | null;
            key: string;
            next_token_at?: components["schemas"]["Time"] | null;
            rate?: components["schemas"]["Rate"] | null;
            /**
             * Format: u-int64
             * @description How many of its jobs run.
             */
            running: number;
        };
        /**
         * @description The name of a limit. Those that end in `_bytes` count bytes, `timeout_ms` counts milliseconds of wall-clock time, `fuel` counts units of work (some billion a second), and `http_requests` and `http_concurrency` count requests.
         * @enum {string}
         */
        LimitName: "fuel" | "timeout_ms" | "memory_bytes" | "params_bytes" | "result_bytes" | "checkpoint_bytes" | "input_bytes" | "output_bytes" | "log_bytes" | "cache_bytes" | "http_requests" | "http_bytes" | "http_concurrency";
        /**
         * @description A limit: a number in its unit, a text such as `512MiB`, `10m` or `5G`, or null for none of its own.
         * @example 512MiB
         * @example 600000
         */
        LimitValue: number | string | null;
        /** @description A page of a list. */
        List_Action: {
            items: {
                /** Format: u-int64 */
                changed: number;
                created_at: components["schemas"]["Time"];
                created_by?: string | null;
                /**
                 * Format: u-int64
                 * @description To how many of them it was tried.
                 */
                done: number;
                /** @description Whether they are only counted. */
                dry_run: boolean;
                /** Format: u-int64 */
                failed: number;
                /** @description Why it failed, by the code of the problem. */
                failures: components["schemas"]["ActionFailure"][];
                /** @description Which jobs, as it was asked for; null if they were named. */
                filter?: {
                    [key: string]: unknown;
                } | null;
                finished_at?: components["schemas"]["Time"] | null;
                id: components["schemas"]["ActionId"];
                /** @description Of `retry`: whether on the version of their plugin that is active then. */
                latest?: boolean;
                /**
                 * Format: u-int64
                 * @description How many jobs were found.
                 */
                matched: number;
                /**
                 * Format: u-int64
                 * @description How many jobs were named; null if it was asked for by a filter.
                 */
                named?: number | null;
                /**
                 * Format: u-int8
                 * @description Of `priority`.
                 */
                priority?: number;
                /** @description `counting`, `running`, `done` or `aborted`. */
                state: string;
                /**
                 * Format: u-int64
                 * @description Those that were so already.
                 */
                unchanged: number;
                /** @description `cancel`, `pause`, `resume`, `retry`, `promote`, `delete` or `priority`. */
                verb: string;
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_Alert: {
            items: {
                created_at: components["schemas"]["Time"];
                created_by?: string | null;
                /**
                 * Format: u-int64
                 * @description For how long it must be over its line.
                 */
                for_ms: number;
                /** @description What was seen then. */
                message?: string | null;
                muted_until?: components["schemas"]["Time"] | null;
                name: components["schemas"]["Name"];
                since: components["schemas"]["Time"];
                /** @description `ok`, `pending` or `firing`. */
                state: string;
                /** @description What it watches. */
                watch: {
                    [key: string]: unknown;
                };
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_AlertTurned: {
            items: {
                alert: components["schemas"]["Name"];
                at: components["schemas"]["Time"];
                /** @description What was seen. */
                message: string;
                /** @description Whether nobody was told. */
                muted: boolean;
                /** @description `firing` or `recovered`. */
                state: string;
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_Attempt: {
            items: {
                /**
                 * Format: u-int32
                 * @description Which, from 1.
                 */
                attempt: number;
                ended_at?: components["schemas"]["Time"] | null;
                error?: components["schemas"]["AttemptError"] | null;
                /** @description The node that ran it. */
                node: string;
                plugin_digest?: components["schemas"]["Digest"] | null;
                started_at: components["schemas"]["Time"];
                usage: components["schemas"]["Usage"];
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_Delivery: {
            items: {
                /**
                 * Format: u-int32
                 * @description How often it was tried.
                 */
                attempts: number;
                event: components["schemas"]["DeliveryEvent"];
                id: string;
                last: components["schemas"]["DeliveryTry"];
                next_at?: components["schemas"]["Time"] | null;
                /** @description `delivered`, `waiting` or `failed`. */
                state: string;
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_ErrorGroup: {
            items: {
                code: components["schemas"]["FailureName"];
                /**
                 * Format: u-int64
                 * @description How often it came.
                 */
                count: number;
                example: components["schemas"]["ErrorExample"];
                first_at: components["schemas"]["Time"];
                /** @description The version of the plugin that it came from first. */
                first_version?: string | null;
                id: string;
                last_at: components["schemas"]["Time"];
                /** @description How often it came in each of the last 24 hours of the clock, the oldest first; the last is the one that is not over. */
                last_hours: number[];
                /** @description The version of the plugin that it came from last. */
                last_version?: string | null;
                /** @description The message, without numbers and ids. */
                pattern: string;
                processor: components["schemas"]["Name"];
                /**
                 * Format: u-int64
                 * @description How often it came again after it was resolved.
                 */
                reopened: number;
                state: components["schemas"]["ErrorStateName"];
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_Firing: {
            items: {
                batch_id?: components["schemas"]["BatchId"] | null;
                /** @description The time that it fired for. */
                due_at: components["schemas"]["Time"];
                /** @description When it did. */
                fired_at: components["schemas"]["Time"];
                job_id?: components["schemas"]["JobId"] | null;
                /** @description Why it started nothing. */
                message?: string | null;
                /** @description `fired`, `done`, `skipped` or `failed`. */
                outcome: string;
                /**
                 * @description How what it started stands: the state of the job; of a batch `running` or `paused`, and once it ended `completed`, `failed`
                 *     if an item did, or `cancelled` if it was stopped.
                 */
                state?: string | null;
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_Input: {
            items: {
                digest?: components["schemas"]["Digest"] | null;
                media_type: string;
                name: components["schemas"]["PortName"];
                /**
                 * Format: u-int64
                 * @description Null of statistics before the first attempt.
                 */
                size_bytes?: number | null;
                stats?: components["schemas"]["StatsInput"] | null;
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_Limit: {
            items: {
                /** @description Who did. */
                by?: string | null;
                /**
                 * Format: u-int64
                 * @description The most that a job may ask for.
                 */
                ceiling: number;
                /**
                 * Format: u-int64
                 * @description What it is unless somebody says otherwise.
                 */
                default: number;
                /** @description The file and the line that set it. */
                file?: string | null;
                /** @description Whether it was set for all plugins and not for this one. */
                for_all: boolean;
                line?: number | null;
                name: components["schemas"]["LimitName"];
                set_at?: components["schemas"]["Time"] | null;
                /** @description `default`, `file` or `command`. */
                set_by: string;
                /**
                 * Format: u-int64
                 * @description What a job has that asks for nothing.
                 */
                unasked: number;
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_LimitKey: {
            items: {
                /**
                 * Format: u-int32
                 * @description How many may: its own number, or the queue's for all keys.
                 */
                concurrency?: number | null;
                key: string;
                next_token_at?: components["schemas"]["Time"] | null;
                rate?: components["schemas"]["Rate"] | null;
                /**
                 * Format: u-int64
                 * @description How many of its jobs run.
                 */
                running: number;
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_Output: {
            items: {
                /**
                 * Format: u-int32
                 * @description The attempt that made it.
                 */
                attempt: number;
                digest: components["schemas"]["Digest"];
                /** @example application/json */
                media_type: string;
                name: components["schemas"]["PortName"];
                /** @description Whether that attempt did not succeed: then it is for people to look at. */
                partial: boolean;
                /** Format: u-int64 */
                size_bytes: number;
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_PluginVersion: {
            items: {
                /** @description Whether it is the one that runs. */
                active: boolean;
                added_at: components["schemas"]["Time"];
                /**
                 * Format: u-int64
                 * @description How much memory its code takes.
                 */
                code_bytes?: number | null;
                /**
                 * Format: u-int64
                 * @description How long compiling it took, in milliseconds.
                 */
                compile_ms?: number | null;
                descriptor?: components["schemas"]["Descriptor"] | null;
                digest: components["schemas"]["Digest"];
                last_load?: components["schemas"]["LoadView"] | null;
                /** @description Whether its code is in memory. */
                loaded: boolean;
                name?: components["schemas"]["Name"] | null;
                refused?: components["schemas"]["RefusalView"] | null;
                removed_at?: components["schemas"]["Time"] | null;
                /** Format: u-int64 */
                size_bytes: number;
                /** @description `bundled`, `installed`, or the file's path. */
                source: string;
                /** @description `active`; `previous`, what a rollback goes back to; `kept`; `refused`; `removed`. */
                state: string;
                /** @description One line for people. */
                summary?: string | null;
                /**
                 * @description How many of the things that it asks for it neither has nor was refused; where plugins are listed, of the version that runs,
                 *     for those who may see what it reaches.
                 */
                ungranted_wants?: number | null;
                /** @description What the plugin calls it. */
                version?: string | null;
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_Queue: {
            items: {
                /**
                 * Format: u-int32
                 * @description How many of its jobs may run at once; as many as there are slots if null.
                 */
                concurrency?: number | null;
                jobs: components["schemas"]["JobCounts"];
                /**
                 * Format: u-int32
                 * @description How many jobs of one limit key may run at once, unless that key has a number of its own.
                 */
                key_concurrency?: number | null;
                key_rate?: components["schemas"]["Rate"] | null;
                name: components["schemas"]["Name"];
                next_token_at?: components["schemas"]["Time"] | null;
                oldest_ready_at?: components["schemas"]["Time"] | null;
                /** @description Whether it gives no jobs for now. */
                paused: boolean;
                rate?: components["schemas"]["Rate"] | null;
                /** @description How many slots this node has. */
                slots: number;
                /**
                 * Format: u-int32
                 * @description How many jobs it gives in its turn.
                 */
                weight: number;
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_Schedule: {
            items: {
                /** @description Whether it is the server's own upkeep. */
                built_in: boolean;
                created_by?: string | null;
                cron: string;
                last_at?: components["schemas"]["Time"] | null;
                misfire: components["schemas"]["MisfireName"];
                name: components["schemas"]["Name"];
                next_at?: components["schemas"]["Time"] | null;
                overlap: components["schemas"]["OverlapName"];
                paused: boolean;
                target: components["schemas"]["Target"];
                zone: string;
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_Secret: {
            items: {
                name: components["schemas"]["SecretName"];
                /** @description Whether it opens with the key that the server has. */
                opens: boolean;
                set_at: components["schemas"]["Time"];
                set_by?: string | null;
                /** @description The plugins with grants that need it. */
                used_by: components["schemas"]["Name"][];
                /** @description The sections of the server's configuration file that name it, as `smtp`. */
                used_by_settings: string[];
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_Template: {
            items: (components["schemas"]["TemplateOf"] & {
                description?: string | null;
                name: components["schemas"]["Name"];
                /** @description The names of its params. */
                takes: string[];
                /** @description Who put it. */
                updated_by?: string | null;
            })[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_Token: {
            items: {
                created_at?: components["schemas"]["Time"] | null;
                created_by?: string | null;
                /** @description Whether it has ended by itself. */
                expired: boolean;
                expires_at?: components["schemas"]["Time"] | null;
                id: string;
                name: components["schemas"]["TokenName"];
                rate?: components["schemas"]["Rate"] | null;
                role: components["schemas"]["RoleName"];
                used_at?: components["schemas"]["Time"] | null;
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_UsageOfVersion: {
            items: (components["schemas"]["Counts"] & {
                /** @description Whether it is the one that runs. */
                active: boolean;
                digest: components["schemas"]["Digest"];
                /** @description How long they ran, in milliseconds. */
                duration_ms: components["schemas"]["Distribution"];
                fuel: components["schemas"]["Distribution"];
                peak_memory_bytes: components["schemas"]["Distribution"];
                /** @description How long jobs waited that could have run, in milliseconds. */
                queue_ms: components["schemas"]["Distribution"];
                /** @description What the plugin calls it. */
                version?: string | null;
            })[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_Webhook: {
            items: {
                created_at: components["schemas"]["Time"];
                created_by?: string | null;
                delivered_at?: components["schemas"]["Time"] | null;
                disabled?: components["schemas"]["WebhookDisabled"] | null;
                enabled: boolean;
                failing_since?: components["schemas"]["Time"] | null;
                /**
                 * Format: u-int32
                 * @description How many deliveries failed in a row.
                 */
                failures: number;
                filter: components["schemas"]["EventFilter"];
                format: components["schemas"]["WebhookFormatName"];
                id: string;
                /**
                 * Format: u-int64
                 * @description How many events were forgotten before it was told.
                 */
                missed: number;
                /**
                 * Format: u-int32
                 * @description How many events are sent at once.
                 */
                parallel: number;
                rests_until?: components["schemas"]["Time"] | null;
                /** @description The secret, in the answer that makes it and nowhere after that. Mail has none. */
                secret?: string;
                /** @description How many secrets sign its messages. */
                secrets: number;
                title?: string | null;
                url: string;
                /**
                 * Format: u-int64
                 * @description How many deliveries wait.
                 */
                waiting: number;
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description A page of a list. */
        List_Worker: {
            items: {
                /** @description How many slots are taken. */
                busy: number;
                /**
                 * Format: u-int64
                 * @description Jobs that it completed since it started.
                 */
                completed: number;
                each: components["schemas"]["Slot"][];
                /**
                 * Format: u-int64
                 * @description Jobs that failed for good on it since it started.
                 */
                failed: number;
                /** @description When its store last heard that it lives: every 5 seconds. */
                heartbeat_at: components["schemas"]["Time"];
                /** @description When others take what it runs, unless its store hears of it before. */
                lease_ends_at: components["schemas"]["Time"];
                node: string;
                /** @description How many jobs it runs at once. */
                slots: number;
                started_at: components["schemas"]["Time"];
                /**
                 * @description `running`; `stopping`: it takes no more jobs; `no_lease`: its store has not heard of it in time, and whatever it runs
                 *     may run elsewhere.
                 */
                state: string;
                /** @description The version of the program. */
                version: string;
            }[];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
        };
        /** @description An ephemeral event, as the `data` of one in the stream. */
        LiveEvent: {
            job: components["schemas"]["JobProgress"];
            /** @enum {string} */
            type: "progress";
        } | {
            job: components["schemas"]["JobAttempt"];
            lines: components["schemas"]["LogLine"][];
            /** @enum {string} */
            type: "log";
        };
        /** @description Code that was loaded, or was not. */
        LoadView: {
            at: components["schemas"]["Time"];
            /**
             * Format: u-int64
             * @description How long compiling took, now or then, in milliseconds.
             */
            compile_ms?: number | null;
            digest: components["schemas"]["Digest"];
            /** @description Whether it was compiled before, and taken from the cache. */
            from_cache?: boolean | null;
            /**
             * Format: u-int64
             * @description How long all of it took, in milliseconds.
             */
            load_ms: number;
            /** @description Why it was refused. */
            message?: string | null;
            /** @description Its name if that is known, and else where it comes from. */
            plugin: string;
            /** @description `ok`, or the code of a refusal. */
            result: string;
            /** Format: u-int64 */
            size_bytes: number;
        };
        /** @description A line of a log. Its text is a stranger's: it may hold anything but control characters. */
        LogLine: {
            /**
             * Format: u-int64
             * @description When it was written, in milliseconds since the attempt began.
             */
            at_ms: number;
            /** @description Named values, as the processor gave them. */
            fields?: {
                [key: string]: unknown;
            };
            level: components["schemas"]["LevelName"];
            message: string;
            /**
             * Format: u-int64
             * @description Its number in the attempt, from 0, dropped lines included.
             */
            number: number;
        };
        /** @description Lines of a log. */
        LogPage: {
            /** Format: u-int32 */
            attempt: number;
            /**
             * Format: u-int64
             * @description How many of the oldest lines are not kept any more.
             */
            dropped: number;
            items: components["schemas"]["LogLine"][];
            /**
             * Format: u-int64
             * @description Where the next page begins, to be sent as `from`; null if these were the last so far.
             */
            next_from?: number | null;
        };
        /** @description The same, with what they used. */
        Measured: components["schemas"]["Outcomes"] & {
            fuel: components["schemas"]["Spread"];
            peak_memory_bytes: components["schemas"]["Spread"];
        };
        /**
         * @description What becomes of times that were missed: left out, made up for once, or each (the last 100).
         * @enum {string}
         */
        MisfireName: "skip" | "once" | "all";
        /**
         * @description For how long nobody is told.
         * @example {
         *       "within": "8h"
         *     }
         */
        Mute: {
            within?: components["schemas"]["Duration"] | null;
        };
        /**
         * @description A name: lower-case letters, digits and `-`, beginning with a letter, at most 64 characters.
         * @example data-conversion
         */
        Name: string;
        /**
         * @description What is to be done to many jobs, as a client asks for it.
         * @example {
         *       "verb": "cancel",
         *       "filter": {
         *         "queue": "mail"
         *       },
         *       "dry_run": true
         *     }
         */
        NewAction: {
            /** @description They are only counted. */
            dry_run?: boolean;
            /** @description Or those that a filter fits, which is that of the list of jobs. */
            filter?: {
                [key: string]: unknown;
            } | null;
            /** @description The jobs one by one, at most 10 000. */
            ids?: components["schemas"]["JobId"][] | null;
            /** @description With `retry`: on the version of their plugin that is active then. */
            latest?: boolean;
            priority?: components["schemas"]["Priority"] | null;
            /** @description `cancel`, `pause`, `resume`, `retry`, `promote`, `delete` or `priority`. */
            verb: string;
        };
        /**
         * @description A rule as a client asks for it.
         * @example {
         *       "name": "mail-waits",
         *       "watch": {
         *         "kind": "backlog",
         *         "above": 100,
         *         "queue": "mail"
         *       },
         *       "for": "2m"
         *     }
         */
        NewAlert: {
            for?: components["schemas"]["Duration"] | null;
            name: components["schemas"]["Name"];
            /**
             * @description What it watches, by its `kind`: `failed_jobs`, `failure_rate`, `backlog`, `backlog_age`, `no_worker`, `disk_free`, `cpu`,
             *     `memory`, `stuck_job` or `schedule_missed`.
             */
            watch: {
                [key: string]: unknown;
            };
        };
        /** @description How long a job waits between its attempts. */
        NewBackoff: {
            /**
             * Format: u-int64
             * @description The first wait, in milliseconds.
             */
            base_ms?: number | null;
            /**
             * Format: u-int64
             * @description The longest wait, in milliseconds; not less than the first.
             */
            cap_ms?: number | null;
            growth?: components["schemas"]["Growth"] | null;
            /**
             * Format: u-int8
             * @description By how much a wait is moved at random.
             */
            jitter_percent?: number | null;
        };
        /**
         * @description A batch as a client writes it.
         * @example {
         *       "title": "January",
         *       "job": {
         *         "processor": "data-conversion",
         *         "params": {
         *           "from": "csv",
         *           "to": "jsonl"
         *         }
         *       },
         *       "items": [
         *         {
         *           "inputs": {
         *             "input": {
         *               "text": "id\n1\n"
         *             }
         *           }
         *         }
         *       ],
         *       "max_parallel": 4
         *     }
         */
        NewBatch: {
            /** @description The items: jobs, or the params of the template. At most 10 000; more are sent as lines. */
            items?: {
                [key: string]: unknown;
            }[] | null;
            /** @description What all items have in common: each is put over it, field by field. */
            job?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: u-int32
             * @description How many of its items may be under way at once; all if it is left out.
             */
            max_parallel?: number | null;
            /** @description Whatever else, any JSON. */
            metadata?: unknown;
            template?: components["schemas"]["Name"] | null;
            then?: components["schemas"]["NewJob"] | null;
            title?: string | null;
        };
        /**
         * @description An input as a client writes it: one of `text`, `part`, `blob`, `stats`, and `job` with `output`.
         * @example {
         *       "text": "id,zip\n1,00123\n",
         *       "media_type": "text/csv"
         *     }
         */
        NewInput: {
            blob?: components["schemas"]["Digest"] | null;
            job?: components["schemas"]["JobRef"] | null;
            /** @description `text/plain` of a text, that of the part, and `application/octet-stream` of a blob unless said. */
            media_type?: string | null;
            output?: components["schemas"]["PortName"] | null;
            /** @description The name of a part of the multipart body. */
            part?: string | null;
            stats?: components["schemas"]["StatsInput"] | null;
            /** @description The text itself. */
            text?: string | null;
            /** @description The id of bytes that were sent ahead. */
            upload?: string | null;
        };
        /**
         * @description A job as a client writes it.
         * @example {
         *       "processor": "data-conversion",
         *       "params": {
         *         "from": "csv",
         *         "to": "jsonl"
         *       },
         *       "inputs": {
         *         "input": {
         *           "text": "id,zip\n1,00123\n"
         *         }
         *       },
         *       "title": "Zip codes",
         *       "tags": [
         *         "import"
         *       ]
         *     }
         */
        NewJob: {
            /** @description The jobs that it waits for. */
            after?: components["schemas"]["JobRef"][];
            backoff?: components["schemas"]["Backoff"] | null;
            /** @description On whose behalf it is submitted; the token's name unless said. A submitter cannot say another's. */
            created_by?: string | null;
            /**
             * Format: u-int64
             * @description It runs so many milliseconds from now.
             */
            delay_ms?: number | null;
            /** @description For people, at most 64 KiB. */
            description?: string | null;
            expires_at?: components["schemas"]["Time"] | null;
            /**
             * Format: u-int64
             * @description The same, in milliseconds from now.
             */
            expires_in_ms?: number | null;
            /** @description The inputs by their names. File parts of a multipart body that no input names are inputs of the parts' names. */
            inputs?: {
                [key: string]: components["schemas"]["NewInput"];
            };
            /** @description Jobs of one key in a queue share limits: at most 128 characters, none of them a control character. */
            limit_key?: string | null;
            /** @description Lower limits than its processor's ceilings, by their names. */
            limits?: {
                [key: string]: number;
            };
            /**
             * Format: u-int32
             * @description How many attempts may fail before the job does; 3 unless said.
             */
            max_attempts?: number | null;
            /** @description Whatever else, any JSON of at most 64 KiB. */
            metadata?: unknown;
            on_failure?: components["schemas"]["OnFailureName"] | null;
            /** @description What the processor is told: an object that fits its schema. Numbers keep up to 15 digits, integers up to 2^64. */
            params?: {
                [key: string]: unknown;
            } | null;
            priority?: components["schemas"]["Priority"] | null;
            /** @description What works on it: the name of a plugin. */
            processor: components["schemas"]["Name"];
            queue?: components["schemas"]["Name"] | null;
            run_at?: components["schemas"]["Time"] | null;
            /** @description To find it by: at most 64 tags of at most 128 bytes. */
            tags?: components["schemas"]["Tag"][];
            /** @description A line for people, at most 1 KiB. */
            title?: string | null;
            unique?: components["schemas"]["NewUnique"] | null;
        };
        /**
         * @description What is to be refused, as the plugin asks for it.
         * @example {
         *       "http": "https://api.example.com"
         *     }
         */
        NewRefusal: {
            /** @description HTTP to a place, or to `*`. */
            http: string;
        } | {
            /** @description A secret by its name. */
            secret: string;
        };
        /**
         * @description A schedule as a client writes it. What a PATCH leaves out stays.
         * @example {
         *       "name": "nightly-report",
         *       "cron": "30 6 * * mon-fri",
         *       "zone": "Europe/Berlin",
         *       "target": {
         *         "job": {
         *           "processor": "report-generation",
         *           "inputs": {
         *             "data": {
         *               "stats": {
         *                 "since": "1d"
         *               }
         *             }
         *           }
         *         }
         *       }
         *     }
         */
        NewSchedule: {
            /**
             * @description When it fires: minute, hour, day of the month, month, day of the week; six fields begin with seconds.
             * @example 30 6 * * mon-fri
             */
            cron?: string | null;
            misfire?: components["schemas"]["MisfireName"] | null;
            name?: components["schemas"]["Name"] | null;
            overlap?: components["schemas"]["OverlapName"] | null;
            target?: components["schemas"]["Target"] | null;
            /**
             * @description The time zone of the rule; `UTC` unless said.
             * @example Europe/Berlin
             */
            zone?: string | null;
        };
        /**
         * @description A template as a client writes it.
         * @example {
         *       "description": "Zip codes of a place",
         *       "job": {
         *         "processor": "data-conversion",
         *         "params": {
         *           "from": "csv",
         *           "to": "{{to}}"
         *         },
         *         "inputs": {
         *           "input": {
         *             "text": "id\n1\n"
         *           }
         *         }
         *       }
         *     }
         */
        NewTemplate: {
            /** @description A batch as clients write it, with `{{name}}` wherever a param goes. */
            batch?: {
                [key: string]: unknown;
            } | null;
            /** @description What it is for. */
            description?: string | null;
            /** @description A job as clients write it, with `{{name}}` wherever a param goes. Either this or `batch`. */
            job?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * @description A token as a client asks for it.
         * @example {
         *       "name": "ci",
         *       "role": "submitter",
         *       "expires_in": "90d",
         *       "rate": "100/s"
         *     }
         */
        NewToken: {
            expires_at?: components["schemas"]["Time"] | null;
            expires_in?: components["schemas"]["Duration"] | null;
            name: components["schemas"]["TokenName"];
            rate?: components["schemas"]["Rate"] | null;
            role: components["schemas"]["RoleName"];
        };
        /** @description What makes a job unique. */
        NewUnique: {
            /** @description What two jobs are compared by: 1 to 512 bytes. */
            key: string;
            mode?: components["schemas"]["OnDuplicate"];
            /** @description Among which jobs: those of its processor unless said. */
            scope?: components["schemas"]["UniqueScope"];
            /** @description Until it ends, in whatever way. */
            until_done?: boolean;
            /**
             * Format: u-int64
             * @description For so many milliseconds from the submission, ended or not; until it ends if it is left out.
             */
            window_ms?: number | null;
        };
        /**
         * @description How long a watch token is good for.
         * @example {
         *       "expires_in": "2h"
         *     }
         */
        NewWatchToken: {
            expires_in?: components["schemas"]["Duration"] | null;
        };
        /**
         * @description A webhook as a client asks for it.
         * @example {
         *       "url": "https://hooks.example.com/runner",
         *       "filter": {
         *         "events": [
         *           "job-failed"
         *         ]
         *       }
         *     }
         */
        NewWebhook: {
            filter?: components["schemas"]["EventFilter"];
            format?: components["schemas"]["WebhookFormatName"] | null;
            /**
             * Format: u-int32
             * @description How many events are sent at once; 1 unless said. With more than one they may come in another order.
             */
            parallel?: number | null;
            /** @description What people call it. */
            title?: string | null;
            /** @description Where to: an http or https address, or `mailto:` and one recipient, who is told by mail as `[smtp]` says. */
            url: string;
        };
        /** @description When a schedule fires next. */
        NextTimes: {
            items: components["schemas"]["Time"][];
            /** @description Whether it is paused, and so does not fire then. */
            paused: boolean;
        };
        /** @description A body that says nothing. */
        Nothing: Record<string, never>;
        /** @description A job that was not taken as one of its own. */
        NotNew: {
            /** @description What became of it: `duplicate`, `replaced` or `skipped`. */
            as: string;
            /** @description The job that has its key. */
            id?: components["schemas"]["JobId"];
            /** @description Its place in the request, from 0. */
            index: number;
            /** @description Of `validate_only`: the place of the job of the same request that has its key. */
            of?: number;
        };
        /**
         * @description What becomes of a job when another has its key: the other is the answer; this one is refused; its params replace the other's
         *     while that waits; this one is left out.
         * @enum {string}
         */
        OnDuplicate: "return" | "reject" | "replace" | "skip";
        /**
         * @description What a job does if one that it waits for does not complete: fail too, be skipped, or run all the same.
         * @enum {string}
         */
        OnFailureName: "fail" | "skip" | "run";
        /** @description How attempts ended, and how long they took. */
        Outcomes: components["schemas"]["Counts"] & {
            /** @description How long they ran, in milliseconds. */
            duration_ms: components["schemas"]["Spread"];
            /** @description How long jobs waited that could have run, in milliseconds. */
            queue_ms: components["schemas"]["Spread"];
        };
        /** @description An output. */
        Output: {
            /**
             * Format: u-int32
             * @description The attempt that made it.
             */
            attempt: number;
            digest: components["schemas"]["Digest"];
            /** @example application/json */
            media_type: string;
            name: components["schemas"]["PortName"];
            /** @description Whether that attempt did not succeed: then it is for people to look at. */
            partial: boolean;
            /** Format: u-int64 */
            size_bytes: number;
        };
        /**
         * @description What becomes of a firing while what the last one started runs still: both run, the new one is left out, or the old one is cancelled.
         * @enum {string}
         */
        OverlapName: "allow" | "skip" | "cancel";
        /**
         * @description Where a list goes on: what `next_page_token` of the last page said, as it was.
         * @example p1a2b
         */
        PageToken: string;
        /** @description A plugin: the version that runs. */
        Plugin: components["schemas"]["PluginVersion"] & {
            compiling?: components["schemas"]["CompilingView"][] | null;
            grants?: components["schemas"]["Grant"][] | null;
            /** @description How much its jobs may ask for. */
            limits: components["schemas"]["Limit"][];
            /** @description What it asks for and was refused. */
            refusals?: components["schemas"]["Refusal"][] | null;
            /** @description What it asks for and does not have, and was not refused. */
            ungranted?: components["schemas"]["Ungranted"][] | null;
        };
        /** @description The answer to a plugin that was sent. */
        PluginAnswer: components["schemas"]["PluginVersion"] | components["schemas"]["PluginChecked"];
        /** @description A plugin that passed the checks. Nothing of it is kept. */
        PluginChecked: {
            /**
             * Format: u-int64
             * @description How long compiling took, in milliseconds.
             */
            compile_ms: number;
            descriptor: components["schemas"]["Descriptor"];
            digest: components["schemas"]["Digest"];
            name: components["schemas"]["Name"];
            /** @description Whether its name belongs to a plugin from elsewhere: then it would be refused. */
            name_taken: boolean;
            replaces?: components["schemas"]["ReplacedVersion"] | null;
            /** Format: u-int64 */
            size_bytes: number;
            /** @description It is true. */
            validate_only: boolean;
            /** @description What the plugin calls it. */
            version: string;
        };
        /** @description The version of a plugin that a job runs on. */
        PluginOfJob: {
            digest: components["schemas"]["Digest"];
            name: components["schemas"]["Name"];
            /** @description What the plugin calls it. */
            version?: string | null;
        };
        /**
         * @description The versions that were taken, and beside them what lies in the plugins folder and was not, what is being compiled,
         *     and what code is in memory.
         */
        Plugins: (components["schemas"]["CodeView"] | null) & {
            items: components["schemas"]["PluginVersion"][];
            /** @description Where the next page begins, to be sent as `page_token`; null on the last. */
            next_page_token?: string | null;
            refused?: components["schemas"]["RefusedFile"][] | null;
        };
        /** @description A version of a plugin. */
        PluginVersion: {
            /** @description Whether it is the one that runs. */
            active: boolean;
            added_at: components["schemas"]["Time"];
            /**
             * Format: u-int64
             * @description How much memory its code takes.
             */
            code_bytes?: number | null;
            /**
             * Format: u-int64
             * @description How long compiling it took, in milliseconds.
             */
            compile_ms?: number | null;
            descriptor?: components["schemas"]["Descriptor"] | null;
            digest: components["schemas"]["Digest"];
            last_load?: components["schemas"]["LoadView"] | null;
            /** @description Whether its code is in memory. */
            loaded: boolean;
            name?: components["schemas"]["Name"] | null;
            refused?: components["schemas"]["RefusalView"] | null;
            removed_at?: components["schemas"]["Time"] | null;
            /** Format: u-int64 */
            size_bytes: number;
            /** @description `bundled`, `installed`, or the file's path. */
            source: string;
            /** @description `active`; `previous`, what a rollback goes back to; `kept`; `refused`; `removed`. */
            state: string;
            /** @description One line for people. */
            summary?: string | null;
            /**
             * @description How many of the things that it asks for it neither has nor was refused; where plugins are listed, of the version that runs,
             *     for those who may see what it reaches.
             */
            ungranted_wants?: number | null;
            /** @description What the plugin calls it. */
            version?: string | null;
        };
        /** @description The attempts that ended in a span. */
        Point: components["schemas"]["Measured"] & {
            /** @description When the span begins. */
            at: components["schemas"]["Time"];
        };
        /** @description A named place for an input or an output. */
        Port: {
            /** @description The media types that it takes or may make; empty: any. */
            media_types: string[];
            name: components["schemas"]["PortName"];
            /** @description Whether a job must give it, or a success always makes it. */
            required: boolean;
            /** @description One line for people. */
            summary: string;
        };
        /**
         * @description The name of an input or output: lower-case letters, digits, `-` and `_`, at most 64 characters.
         * @example input
         */
        PortName: string;
        /**
         * @description How much a job matters among those of its queue, 5 unless said: a number from 1 to 10, higher goes first; a name, which is
         *     2, 5, 8 and 10; or what it is worked out from.
         */
        Priority: components["schemas"]["PriorityNumber"] | components["schemas"]["PriorityName"] | components["schemas"]["Factors"];
        /**
         * @description A priority by its name.
         * @enum {string}
         */
        PriorityName: "low" | "normal" | "high" | "critical";
        PriorityNumber: number;
        /** @description An answer that is no success (RFC 9457). */
        Problem: {
            code: components["schemas"]["ProblemCode"];
            /** @description What happened and what to do, for people. It may change from version to version. */
            detail: string;
            /** @description Each field that is wrong, if it is about fields. */
            errors?: components["schemas"]["FieldError"][];
            /** @description The other job that is in the way. */
            existing_id?: components["schemas"]["JobId"];
            /**
             * Format: u-int16
             * @description The status of the answer.
             */
            status: number;
            /** @description The name of the status. */
            title: string;
        };
        /**
         * @description What went wrong, for programs. Codes are stable.
         *
         *     - `bad_descriptor`: what the plugin says of itself breaks a rule of the contract
         *     - `bad_exports`: the plugin does not export what the contract asks for
         *     - `bad_imports`: the plugin imports what no host gives
         *     - `bad_request`: the request does not read: its path, query, headers or body
         *     - `bad_schema`: the plugin's JSON Schema of its params is none that can be checked
         *     - `built_in`: it is the server's own and stays
         *     - `compile_refused`: the plugin does not compile within the limits
         *     - `duplicate`: another job has the unique key, and this one was to be refused then; `existing_id` names it
         *     - `exists`: there is one of that name already
         *     - `forbidden`: the token's role may not do that
         *     - `foreign_page`: whoever signed in by a cookie changes something from this server's own page alone
         *     - `granted`: the plugin has what is to be refused: its grant is taken back first
         *     - `headers_too_large`: the request has too many headers, or too long ones
         *     - `idempotency_key_reused`: the key was sent with another request before
         *     - `illegal_state`: what it is about is in a state where that cannot be done
         *     - `internal`: something failed on the server; its log says what
         *     - `invalid`: a field is wrong; `errors` says which and why
         *     - `invalid_inputs`: the inputs are not those that the processor takes
         *     - `invalid_params`: the params do not fit the processor's schema; `errors` says where
         *     - `method_not_allowed`: the path does not take that method
         *     - `name_taken`: the name of the plugin belongs to one of another kind
         *     - `no_component`: the bytes are no WASM component
         *     - `no_previous`: there is no version to go back to
         *     - `no_space`: the disk is full
         *     - `no_version`: the plugin never had that version
         *     - `not_found`: there is nothing of that name, or it is somebody else's
         *     - `not_ready`: the node stops, or cannot write to its store
         *     - `number_too_long`: a number has more digits than are kept: send it as text
         *     - `plugin_compiling`: the plugin is still being compiled: ask again
         *     - `plugin_refused`: the plugin is refused; `detail` says why
         *     - `precondition_failed`: it is not as `If-Match` says: somebody else changed it meanwhile
         *     - `range_not_satisfiable`: there are fewer bytes than the range begins at
         *     - `read_only`: it is set in a file, and changed there
         *     - `secret_key`: the key of the secrets is missing, or is not the one that they were sealed with
         *     - `stopping`: the server is stopping
         *     - `token_role`: a token of that name has another role
         *     - `too_large`: the body, or what is in it, is larger than its limit
         *     - `too_many_requests`: the token asks more often than it may; `Retry-After` says in how many seconds it may again
         *     - `unauthorized`: there is no token, or none that lets in
         *     - `unknown_processor`: no plugin provides that processor
         *     - `unwanted`: the plugin does not ask for what is to be granted or refused
         *     - `uri_too_long`: the path with its query is too long
         *     - `version_active`: the version is the one that runs
         *     - `version_removed`: the version of the plugin was removed
         * @enum {string}
         */
        ProblemCode: "bad_descriptor" | "bad_exports" | "bad_imports" | "bad_request" | "bad_schema" | "built_in" | "compile_refused" | "duplicate" | "exists" | "forbidden" | "foreign_page" | "granted" | "headers_too_large" | "idempotency_key_reused" | "illegal_state" | "internal" | "invalid" | "invalid_inputs" | "invalid_params" | "method_not_allowed" | "name_taken" | "no_component" | "no_previous" | "no_space" | "no_version" | "not_found" | "not_ready" | "number_too_long" | "plugin_compiling" | "plugin_refused" | "precondition_failed" | "range_not_satisfiable" | "read_only" | "secret_key" | "stopping" | "token_role" | "too_large" | "too_many_requests" | "unauthorized" | "unknown_processor" | "unwanted" | "uri_too_long" | "version_active" | "version_removed";
        /** @description How far an attempt has come, as its processor last said. */
        Progress: components["schemas"]["ProgressSaid"] & {
            /**
             * Format: double
             * @description The share that is done, from 0 to 100; null if the total is not known.
             */
            percent?: number | null;
        };
        /** @description What a processor said of its progress. */
        ProgressSaid: {
            /**
             * Format: u-int64
             * @description Units done.
             */
            done: number;
            /**
             * Format: u-int64
             * @description Units done that failed.
             */
            failed: number;
            /** @description What is being done, for people. */
            message?: string | null;
            step?: components["schemas"]["ProgressStep"] | null;
            /**
             * Format: u-int64
             * @description Units there are, if that is known.
             */
            total?: number | null;
        };
        /** @description The step that an attempt is in. */
        ProgressStep: {
            /**
             * Format: u-int32
             * @description How many there are.
             */
            count: number;
            /**
             * Format: u-int32
             * @description Which it is, from 0.
             */
            index: number;
            /** @description What it does. */
            name: string;
        };
        /** @description A queue. */
        Queue: {
            /**
             * Format: u-int32
             * @description How many of its jobs may run at once; as many as there are slots if null.
             */
            concurrency?: number | null;
            jobs: components["schemas"]["JobCounts"];
            /**
             * Format: u-int32
             * @description How many jobs of one limit key may run at once, unless that key has a number of its own.
             */
            key_concurrency?: number | null;
            key_rate?: components["schemas"]["Rate"] | null;
            name: components["schemas"]["Name"];
            next_token_at?: components["schemas"]["Time"] | null;
            oldest_ready_at?: components["schemas"]["Time"] | null;
            /** @description Whether it gives no jobs for now. */
            paused: boolean;
            rate?: components["schemas"]["Rate"] | null;
            /** @description How many slots this node has. */
            slots: number;
            /**
             * Format: u-int32
             * @description How many jobs it gives in its turn.
             */
            weight: number;
        };
        /**
         * @description What to change about a queue. Null is: as by default.
         * @example {
         *       "concurrency": 4,
         *       "rate": "10/s burst 20"
         *     }
         */
        QueueChanges: {
            /**
             * Format: u-int32
             * @description How many of its jobs may run at once.
             */
            concurrency?: number | null;
            /**
             * Format: u-int32
             * @description How many jobs of one limit key may run at once.
             */
            key_concurrency?: number | null;
            key_rate?: components["schemas"]["Rate"] | null;
            rate?: components["schemas"]["Rate"] | null;
            /**
             * Format: u-int32
             * @description How many jobs it gives in its turn, from 1.
             */
            weight?: number | null;
        };
        /**
         * @description How often something may happen: a count, and a time, as `10/s`, `100/m` or `5/10s`, at most a million a second; and how many may at once after a rest, as `10/s burst 50`.
         * @example 10/s
         * @example 100/m burst 20
         */
        Rate: string;
        /**
         * @description A reason why a job does not run. Beside these, each code has fields of its own: `queue`, `limit_key`, `node`, `batch`,
         *     `running`, `limit`, `slots`, `holders`, `next_at`, `at`, `until`, `failures`, `max_attempts`, `count`, `jobs`, `from`,
         *     `crashes`, `digest`, `removed_at`, `ahead`, `processor`.
         * @example {
         *       "code": "queue_full",
         *       "message": "the queue mail runs 2 of 2",
         *       "queue": "mail",
         *       "running": 2,
         *       "limit": 2,
         *       "holders": [
         *         "019a2c4e-7d1b-7c3a-9f00-2b6c1d9e4f11",
         *         "019a2c4e-7d1b-7c3a-9f00-2b6c1d9e4f12"
         *       ]
         *     }
         */
        Reason: {
            /**
             * @description `everything_paused`, `queue_paused`, `queue_full`, `queue_rate`, `key_full`, `key_rate`, `dependencies`, `held_back`,
             *     `batch_end`, `scheduled`, `backing_off`, `paused`, `thawing`, `runs_alone`, `version_removed`, `turn`, `no_plugin`,
             *     `node_draining` or `slots_full`.
             */
            code: string;
            /** @description For people. */
            message: string;
        };
        /** @description What a plugin asks for and was refused. */
        Refusal: {
            id: string;
            refused_at: components["schemas"]["Time"];
            refused_by?: string | null;
            want: components["schemas"]["Want"];
        };
        /** @description Why a version does not run. */
        RefusalView: {
            /** @description For programs: `name_taken`, `compile_refused`, `bad_descriptor`, … */
            code: string;
            message: string;
        };
        /** @description A file in the plugins folder that was not taken. */
        RefusedFile: {
            /** @description Since when. */
            at: components["schemas"]["Time"];
            /** @description For programs: `no_component`, `compile_refused`, `name_taken`, `too_large`, … */
            code: string;
            digest?: components["schemas"]["Digest"] | null;
            file: string;
            /** @description What to do about it. */
            hint: string;
            message: string;
        };
        /** @description What was removed. */
        Removed: {
            /** @description A file in the plugins folder that it came from, and that is left there. */
            file?: string | null;
            name: components["schemas"]["Name"];
            /** @description The versions, the newest first. */
            removed: components["schemas"]["Digest"][];
            removed_at: components["schemas"]["Time"];
            /** @description How many jobs wait for one of them, counted up to ten thousand: they fail when their turn comes. */
            stranded_jobs: number;
        };
        /** @description A version that another would replace. */
        ReplacedVersion: {
            descriptor?: components["schemas"]["Descriptor"] | null;
            digest: components["schemas"]["Digest"];
            /** @description `bundled`, `installed`, or the file's path. */
            source: string;
            version?: string | null;
        };
        /**
         * @description There are events that the client has not seen and will not: what it knows of jobs is to be fetched anew. The stream goes on
         *     behind it, and all that comes then is whole again.
         */
        Resync: {
            reason: components["schemas"]["ResyncReason"];
            /**
             * Format: int64
             * @description The stream goes on after the event of this number; it is its `id` in the stream too.
             */
            seq: number;
            /** @description `resync`. */
            type: string;
        };
        /**
         * @description Why events were not seen: `live`, `progress` and `log`, which are not kept, came faster than they were read; `pruned`, those
         *     after the number where the client was are not kept any more; `ahead`, the number where it was is none that this server has
         *     given, since its store is another or was brought back from a backup.
         * @enum {string}
         */
        ResyncReason: "live" | "pruned" | "ahead";
        /** @description What became of jobs that were retried. */
        Retried: {
            example?: components["schemas"]["UnfitJob"] | null;
            /** @description How many run again. */
            retried: number;
            /** @description Of `latest`: how many stay failed, since what they were given does not fit the version that is active now. */
            unfit?: number | null;
        };
        /** @description How a job runs again. */
        Retry: {
            /**
             * @description On the version of its plugin that is active now, instead of the one that it was submitted for.
             * @default false
             */
            latest?: boolean;
        };
        /**
         * @description What a token lets do. `viewer` reads everything that is no administrator's; `submitter` submits jobs, and sees and changes its own alone; `operator` does everything with jobs, batches, queues, schedules, templates and errors; `admin` does everything.
         * @enum {string}
         */
        RoleName: "viewer" | "submitter" | "operator" | "admin";
        /** @description A schedule. */
        Schedule: {
            /** @description Whether it is the server's own upkeep. */
            built_in: boolean;
            created_by?: string | null;
            cron: string;
            last_at?: components["schemas"]["Time"] | null;
            misfire: components["schemas"]["MisfireName"];
            name: components["schemas"]["Name"];
            next_at?: components["schemas"]["Time"] | null;
            overlap: components["schemas"]["OverlapName"];
            paused: boolean;
            target: components["schemas"]["Target"];
            zone: string;
        };
        /** @description A secret, without its value. */
        Secret: {
            name: components["schemas"]["SecretName"];
            /** @description Whether it opens with the key that the server has. */
            opens: boolean;
            set_at: components["schemas"]["Time"];
            set_by?: string | null;
            /** @description The plugins with grants that need it. */
            used_by: components["schemas"]["Name"][];
            /** @description The sections of the server's configuration file that name it, as `smtp`. */
            used_by_settings: string[];
        };
        /**
         * @description The name of a secret: letters, digits, `-` and `_`, beginning with a letter, at most 64 characters.
         * @example PROPERTY_API_KEY
         */
        SecretName: string;
        /**
         * @description How a secret is replaced.
         * @example {
         *       "keep": "24h"
         *     }
         */
        SecretRotation: {
            keep?: components["schemas"]["Duration"] | null;
        };
        /** @description A secret that was set. */
        SecretSet: components["schemas"]["Secret"] & {
            /** @description Whether it is long enough to be taken out of what jobs write. */
            redacted: boolean;
        };
        /**
         * @description A value as a client sends it.
         * @example {
         *       "value": "sk-…"
         *     }
         */
        SecretValue: {
            /**
             * Format: password
             * @description 1 byte to 64 KiB. It does not end with a line end.
             */
            value: string;
        };
        /** @description Attempts over time. */
        Series: {
            /**
             * @description How full the queue was that is asked for, or all of them together, in each span in which jobs were ready or ran; looked at
             *     once a minute, and kept for 7 days. Null if a processor is asked for.
             */
            depth?: components["schemas"]["Depth"][] | null;
            /** @description Those in which attempts ended, the oldest first. */
            items: components["schemas"]["Point"][];
            /**
             * Format: int64
             * @description How long each point is, in milliseconds.
             */
            span_ms: number;
        };
        /** @description Whoever asks. */
        Session: {
            expires_at?: components["schemas"]["Time"] | null;
            name: components["schemas"]["TokenName"];
            role: components["schemas"]["RoleName"];
        };
        /** @description A setting, and who said it. */
        Setting: {
            /** @description Of the file, the line; of the environment and flags, the name. */
            at?: string | null;
            /** @description `default`, `file`, `env` or `flag`. */
            from: string;
            /** @description One line for people. */
            meaning: string;
            /** @description The key in the file. */
            name: string;
            /** @description What it is: a number, a list or a text. */
            value: unknown;
        };
        /** @description A slot of a node. */
        Slot: {
            /** Format: u-int64 */
            completed: number;
            /** Format: u-int64 */
            failed: number;
            job?: components["schemas"]["JobInSlot"] | null;
            /** @description Which, from 1. */
            slot: number;
        };
        /**
         * @description A message to the server: one of the two.
         * @example {
         *       "subscribe": {
         *         "id": "mine",
         *         "queue": "mail",
         *         "type": [
         *           "job-completed",
         *           "job-failed"
         *         ],
         *         "after": "latest"
         *       }
         *     }
         */
        SocketAsks: {
            subscribe?: components["schemas"]["Subscription"];
            /** @description The id of the subscription that ends. */
            unsubscribe?: string;
        };
        /** @description A message of the server. */
        SocketSays: {
            error?: components["schemas"]["Problem"];
            event?: components["schemas"]["AnyEvent"];
            /** @description The id of the subscription that it is about. */
            id?: string;
            /** @description All that it is about up to the event of that number was told. */
            place?: components["schemas"]["SubscriptionPlace"];
            /** @description It has begun, after the event of that number. */
            subscribed?: components["schemas"]["SubscriptionPlace"];
            /** @description It has ended. */
            unsubscribed?: {
                [key: string]: unknown;
            };
        };
        /**
         * @description Over how long each point is counted. Minutes are kept for a week, hours and days for 400 days.
         * @enum {string}
         */
        SpanName: "minute" | "hour" | "day";
        /** @description Mean and quantiles, to about a tenth; null of nothing. */
        Spread: {
            /** Format: double */
            mean?: number | null;
            /** Format: u-int64 */
            p50?: number | null;
            /** Format: u-int64 */
            p95?: number | null;
            /** Format: u-int64 */
            p99?: number | null;
        };
        /** @description What was started. */
        Started: {
            batch_id?: components["schemas"]["BatchId"] | null;
            job_id?: components["schemas"]["JobId"] | null;
        };
        /** @description How jobs stand, and how attempts went. */
        Stats: components["schemas"]["StatsOfAll"] | components["schemas"]["StatsOfOne"];
        /** @description How attempts went by user. */
        StatsByUser: {
            /** @description Those with the most attempts first. */
            items: components["schemas"]["StatsOfUser"][];
            nobody?: components["schemas"]["Outcomes"] | null;
            others?: components["schemas"]["Outcomes"] | null;
            /** @description From when on they are counted: by the hour. */
            since: components["schemas"]["Time"];
        };
        /**
         * @description Which of the server's own statistics are an input, as JSON Lines.
         * @example {
         *       "since": "30d"
         *     }
         */
        StatsInput: {
            /** @description From when on: so long before the end, such as `30d` or `12h`, or a moment. */
            since: string;
            span?: components["schemas"]["SpanName"] | null;
            until?: components["schemas"]["Time"] | null;
        };
        /** @description How all jobs stand, and how their attempts went. */
        StatsOfAll: {
            attempts: components["schemas"]["Measured"];
            by_processor: {
                [key: string]: components["schemas"]["Measured"];
            };
            by_user?: components["schemas"]["StatsByUser"] | null;
            /** @description Whether somebody paused everything: no queue gives jobs then. */
            everything_paused: boolean;
            jobs: components["schemas"]["JobCounts"];
            /** @description The same by queue; states without jobs are left out. */
            queues: {
                [key: string]: {
                    [key: string]: number;
                };
            };
            /** @description How many jobs run on this node. */
            running_here: number;
            /** @description From when on attempts are counted. */
            since: components["schemas"]["Time"];
        };
        /** @description How a submitter's own jobs stand, and how their attempts went. */
        StatsOfOne: {
            attempts: components["schemas"]["Outcomes"];
            /** @description Whether there are more jobs than were counted. */
            bound_reached: boolean;
            jobs: components["schemas"]["JobCounts"];
            /** @description From when on attempts are counted. */
            since: components["schemas"]["Time"];
        };
        /** @description How the attempts of a user went. */
        StatsOfUser: components["schemas"]["Outcomes"] & {
            user: string;
        };
        /** @description An event of a stream. */
        StreamedEvent: {
            /** @description JSON: an `Event`, a `LiveEvent`, a `Resync` or a `Batch`. */
            data: string;
            /** @description What kind of event it is: the `type` of its data. */
            event: string;
            /** @description The number of a durable event, for `Last-Event-ID`. */
            id?: string;
        };
        /** @description What a subscription is of: everything that is said must hold. */
        Subscription: {
            /** @description After the event of that number, or after the `latest`, as it is unless said. */
            after?: unknown;
            batch?: components["schemas"]["Texts"];
            /** @description What the client calls it, 1 to 64 characters. */
            id: string;
            job?: components["schemas"]["Texts"];
            processor?: components["schemas"]["Texts"];
            queue?: components["schemas"]["Texts"];
            type?: components["schemas"]["Texts"];
        };
        /** @description Where a subscription is. */
        SubscriptionPlace: {
            /** Format: int64 */
            seq: number;
        };
        /**
         * @description A tag of a job: 1 to 128 bytes.
         * @example import
         */
        Tag: string;
        /** @description The answer to a submit. */
        Taken: components["schemas"]["Job"] | {
            job: components["schemas"]["Job"];
            /** @description `created`, `duplicate`, `replaced` or `skipped`. */
            outcome: string;
            /** @description It is true. */
            validate_only: boolean;
        };
        /** @description What a schedule starts: one of a job, a batch, a template, and the server's own upkeep. */
        Target: {
            /** @description A job, as clients write it. */
            job: {
                [key: string]: unknown;
            };
        } | {
            /** @description A batch with its items, at most 10 000. */
            batch: components["schemas"]["NewBatch"];
        } | {
            template: components["schemas"]["TemplateUse"];
        } | {
            /** @description The server's own upkeep: the name of a kind, or an object of the kind with its settings. */
            maintenance: unknown;
        };
        /** @description A template. */
        Template: components["schemas"]["TemplateOf"] & {
            description?: string | null;
            name: components["schemas"]["Name"];
            /** @description The names of its params. */
            takes: string[];
            /** @description Who put it. */
            updated_by?: string | null;
        };
        /** @description What a template is of. */
        TemplateOf: {
            batch?: {
                [key: string]: unknown;
            };
            job?: {
                [key: string]: unknown;
            };
        };
        /**
         * @description What is put into a template.
         * @example {
         *       "params": {
         *         "to": "jsonl"
         *       }
         *     }
         */
        TemplateParams: {
            params?: {
                [key: string]: unknown;
            };
        };
        /** @description A template, and what is put into it. */
        TemplateUse: {
            name: components["schemas"]["Name"];
            params?: {
                [key: string]: unknown;
            } | null;
        };
        /** @description The answer to a submit of a template. */
        TemplateUsed: components["schemas"]["Started"] | components["schemas"]["Taken"] | components["schemas"]["BatchChecked"];
        /** @description A text, or a list of 20 at the most. */
        Texts: string | string[];
        /**
         * Format: date-time
         * @description A moment: RFC 3339. The server writes UTC, to the millisecond, and reads any offset.
         * @example 2026-01-31T08:00:00.000Z
         */
        Time: string;
        /** @description A token, without its text. */
        Token: {
            created_at?: components["schemas"]["Time"] | null;
            created_by?: string | null;
            /** @description Whether it has ended by itself. */
            expired: boolean;
            expires_at?: components["schemas"]["Time"] | null;
            id: string;
            name: components["schemas"]["TokenName"];
            rate?: components["schemas"]["Rate"] | null;
            role: components["schemas"]["RoleName"];
            used_at?: components["schemas"]["Time"] | null;
        };
        /**
         * @description The name of a token: letters, digits, `-`, `_`, `.` and `@`, beginning with a letter or digit, at most 64 characters. Jobs belong to names, so that a new token of the same name sees them too.
         * @example ci
         */
        TokenName: string;
        /** @description A token that was made. */
        TokenWithText: components["schemas"]["Token"] & {
            /** @description The text of the token: what is sent as `Authorization: Bearer …`. */
            token: string;
        };
        /** @description What came of a firing. */
        Triggered: {
            batch_id?: components["schemas"]["BatchId"] | null;
            due_at?: components["schemas"]["Time"] | null;
            job_id?: components["schemas"]["JobId"] | null;
            /** @description Why it started nothing, or what upkeep did. */
            message?: string | null;
            /** @description `fired`; `done`, of the server's own upkeep; `skipped`, since what the last one started runs still; `failed`. */
            outcome: string;
        };
        /** @description A job that does not fit the version that is active now. */
        UnfitJob: {
            job_id: components["schemas"]["JobId"];
            message: string;
        };
        /** @description What a plugin asks for and does not have. */
        Ungranted: {
            /** @description The commands that would give it, in this order. */
            commands: string[];
            want: components["schemas"]["Want"];
        };
        /**
         * @description Among which jobs one is unique.
         * @enum {string}
         */
        UniqueScope: "processor" | "queue" | "global";
        /** @description Bytes that were sent ahead of a job. */
        Upload: {
            created_at: components["schemas"]["Time"];
            digest: components["schemas"]["Digest"];
            /** @description A job must have them by then. */
            expires_at: components["schemas"]["Time"];
            id: string;
            media_type: string;
            /** Format: u-int64 */
            size_bytes: number;
        };
        /**
         * @description How urgent a job is; `medium` unless said.
         * @enum {string}
         */
        Urgency: "low" | "medium" | "high" | "critical";
        /** @description What an attempt used. */
        Usage: components["schemas"]["UsageMeasured"] & {
            /**
             * Format: u-int64
             * @description How long the job waited for it once it could have run, in milliseconds.
             */
            queue_ms: number;
        };
        /** @description What was measured of an attempt. */
        UsageMeasured: {
            /**
             * Format: u-int64
             * @description Time frozen, in milliseconds.
             */
            frozen_ms: number;
            /**
             * Format: u-int64
             * @description Fuel burnt: about one unit for each operation.
             */
            fuel: number;
            /**
             * @description Whether `fuel` is exact. An attempt that was cut off is known to 100 million; one that ended by itself is exact, and the
             *     same when it is run again.
             */
            fuel_exact: boolean;
            /**
             * Format: u-int64
             * @description Bytes of HTTP in both directions, headers included.
             */
            http_bytes: number;
            /**
             * Format: u-int64
             * @description HTTP requests made.
             */
            http_requests: number;
            /**
             * Format: u-int64
             * @description Bytes read from inputs.
             */
            input_bytes: number;
            /**
             * Format: u-int64
             * @description Bytes of the log, dropped lines included.
             */
            log_bytes: number;
            /**
             * Format: u-int64
             * @description Bytes written to outputs.
             */
            output_bytes: number;
            /**
             * Format: u-int64
             * @description The most memory that it held at once.
             */
            peak_memory_bytes: number;
            /**
             * Format: u-int64
             * @description Wall-clock time in milliseconds, without frozen time.
             */
            wall_ms: number;
        };
        /** @description How the attempts on a version went since it was taken, and what they used. */
        UsageOfVersion: components["schemas"]["Counts"] & {
            /** @description Whether it is the one that runs. */
            active: boolean;
            digest: components["schemas"]["Digest"];
            /** @description How long they ran, in milliseconds. */
            duration_ms: components["schemas"]["Distribution"];
            fuel: components["schemas"]["Distribution"];
            peak_memory_bytes: components["schemas"]["Distribution"];
            /** @description How long jobs waited that could have run, in milliseconds. */
            queue_ms: components["schemas"]["Distribution"];
            /** @description What the plugin calls it. */
            version?: string | null;
        };
        /** @description What an attempt has used so far. */
        UsageSoFar: {
            /**
             * Format: u-int64
             * @description To one interval of the accounting, 100 million.
             */
            fuel: number;
            /** Format: u-int64 */
            peak_memory_bytes: number;
            /** Format: u-int64 */
            wall_ms: number;
        };
        /** @description What a plugin asks for. */
        Want: {
            /** @description HTTP to a place, or to `*`. */
            http: string;
        } | {
            /** @description A secret by its name. */
            secret: string;
        } | {
            /**
             * Format: u-int64
             * @description Room in the cache, in bytes.
             */
            cache_bytes: number;
        };
        /** @description What a plugin asks for, as it says it. */
        WantSaid: {
            /** @description HTTP to a place, or to `*`. */
            http: string;
        } | {
            /** @description A secret by its name. */
            secret: string;
        } | {
            /**
             * Format: u-int64
             * @description Room in the cache, in bytes.
             */
            cache: number;
        };
        /** @description A token that sees one job. */
        WatchToken: {
            expires_at: components["schemas"]["Time"];
            job_id: components["schemas"]["JobId"];
            /** @description The text of the token: what is sent as `Authorization: Bearer …`. */
            token: string;
        };
        /** @description A webhook. */
        Webhook: {
            created_at: components["schemas"]["Time"];
            created_by?: string | null;
            delivered_at?: components["schemas"]["Time"] | null;
            disabled?: components["schemas"]["WebhookDisabled"] | null;
            enabled: boolean;
            failing_since?: components["schemas"]["Time"] | null;
            /**
             * Format: u-int32
             * @description How many deliveries failed in a row.
             */
            failures: number;
            filter: components["schemas"]["EventFilter"];
            format: components["schemas"]["WebhookFormatName"];
            id: string;
            /**
             * Format: u-int64
             * @description How many events were forgotten before it was told.
             */
            missed: number;
            /**
             * Format: u-int32
             * @description How many events are sent at once.
             */
            parallel: number;
            rests_until?: components["schemas"]["Time"] | null;
            /** @description The secret, in the answer that makes it and nowhere after that. Mail has none. */
            secret?: string;
            /** @description How many secrets sign its messages. */
            secrets: number;
            title?: string | null;
            url: string;
            /**
             * Format: u-int64
             * @description How many deliveries wait.
             */
            waiting: number;
        };
        /**
         * @description What is to change.
         * @example {
         *       "enabled": true
         *     }
         */
        WebhookChanges: {
            /** @description Whether it is told at all. What it missed meanwhile it is told then, as far as that is kept. */
            enabled?: boolean | null;
            filter?: components["schemas"]["EventFilter"] | null;
            format?: components["schemas"]["WebhookFormatName"] | null;
            /** Format: u-int32 */
            parallel?: number | null;
            title?: string | null;
            url?: string | null;
        };
        /** @description Since when, and why, a webhook is told nothing. */
        WebhookDisabled: {
            at: components["schemas"]["Time"];
            reason: string;
        };
        /**
         * @description How messages to an endpoint are written: the event as JSON, or a line of text as Slack or Discord take it.
         * @enum {string}
         */
        WebhookFormatName: "standard" | "slack" | "discord" | "email";
        /** @description A message of type `test`, and what came back. */
        WebhookTest: {
            /** @description The first bytes of the answer. */
            answer?: string | null;
            at: components["schemas"]["Time"];
            delivered: boolean;
            /** @description What was wrong; null if it was taken. */
            error?: string | null;
            /**
             * Format: u-int64
             * @description How long it took.
             */
            ms: number;
            /**
             * Format: u-int16
             * @description The status of the answer, if there was one.
             */
            status?: number | null;
        };
        /** @description A node that runs jobs. */
        Worker: {
            /** @description How many slots are taken. */
            busy: number;
            /**
             * Format: u-int64
             * @description Jobs that it completed since it started.
             */
            completed: number;
            each: components["schemas"]["Slot"][];
            /**
             * Format: u-int64
             * @description Jobs that failed for good on it since it started.
             */
            failed: number;
            /** @description When its store last heard that it lives: every 5 seconds. */
            heartbeat_at: components["schemas"]["Time"];
            /** @description When others take what it runs, unless its store hears of it before. */
            lease_ends_at: components["schemas"]["Time"];
            node: string;
            /** @description How many jobs it runs at once. */
            slots: number;
            started_at: components["schemas"]["Time"];
            /**
             * @description `running`; `stopping`: it takes no more jobs; `no_lease`: its store has not heard of it in time, and whatever it runs
             *     may run elsewhere.
             */
            state: string;
            /** @description The version of the program. */
            version: string;
        };
        /**
         * @description What is to be changed about a node.
         * @example {
         *       "slots": 8
         *     }
         */
        WorkerChanges: {
            /** @description How many jobs it runs at once, from 1 to what it has room for. */
            slots: number;
        };
    };
    responses: {
        /** @description `bad_request`: the request does not read */
        "400-bad_request": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "bad_request";
                    /** @constant */
                    status?: 400;
                };
            };
        };
        /** @description `unauthorized`: there is no token, or none that lets in */
        "401-unauthorized": {
            headers: {
                /** @description `Bearer` */
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "unauthorized";
                    /** @constant */
                    status?: 401;
                };
            };
        };
        /** @description `forbidden`: the token's role may not do that */
        "403-forbidden": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "forbidden";
                    /** @constant */
                    status?: 403;
                };
            };
        };
        /** @description `foreign_page`: by a cookie only the server's own page changes something */
        "403-foreign_page": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "foreign_page";
                    /** @constant */
                    status?: 403;
                };
            };
        };
        /** @description `not_found`: there is nothing of that name, or it is somebody else's */
        "404-not_found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_found";
                    /** @constant */
                    status?: 404;
                };
            };
        };
        /** @description `too_large`: the body is larger than 32 MiB */
        "413-too_large": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "too_large";
                    /** @constant */
                    status?: 413;
                };
            };
        };
        /** @description `uri_too_long`: the path with its query has more than 8 KiB */
        "414-uri_too_long": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "uri_too_long";
                    /** @constant */
                    status?: 414;
                };
            };
        };
        /** @description `bad_request`: the body is of another media type */
        "415-bad_request": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "bad_request";
                    /** @constant */
                    status?: 415;
                };
            };
        };
        /** @description `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
        "422-invalid-bad_request-number_too_long": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "invalid" | "bad_request" | "number_too_long";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description `too_many_requests`: the token asks more often than it may; `Retry-After` says in how many seconds it may again */
        "429-too_many_requests": {
            headers: {
                /** @description In how many seconds */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "too_many_requests";
                    /** @constant */
                    status?: 429;
                };
            };
        };
        /** @description `headers_too_large`: there are more than 64 headers, or they have more than 32 KiB */
        "431-headers_too_large": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "headers_too_large";
                    /** @constant */
                    status?: 431;
                };
            };
        };
        /** @description `internal`: something failed on the server; its log says what */
        "500-internal": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "internal";
                    /** @constant */
                    status?: 500;
                };
            };
        };
        /** @description `plugin_compiling`: the plugin is still being compiled */
        "503-plugin_compiling": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "plugin_compiling";
                    /** @constant */
                    status?: 503;
                };
            };
        };
        /** @description `stopping`: the server is stopping */
        "503-stopping": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "stopping";
                    /** @constant */
                    status?: 503;
                };
            };
        };
        /** @description `no_space`: the disk is full */
        "507-no_space": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "no_space";
                    /** @constant */
                    status?: 507;
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_actions: {
        parameters: {
            query?: {
                created_by?: string;
                /** @description How many on a page: 50 unless said, and never more than 500. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
                /** @description `counting`, `running`, `done` or `aborted`. */
                state?: string;
                verb?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of actions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Action"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    get_action: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the action. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The action */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Action"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    abort_action: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the action. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The action as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Action"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `illegal_state`: it is over */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_action_events: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the action. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream that ends with the action, the token or the server */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["StreamedEvent"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    list_alerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Alert"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    create_alert: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAlert"];
            };
        };
        responses: {
            /** @description The alert */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `exists`: there is one of that name */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "exists";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    get_alert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the alert. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The alert */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    remove_alert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the alert. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_history_of_alert: {
        parameters: {
            query?: {
                /** @description How many on a page: 50 unless said, and never more than 500. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
            };
            header?: never;
            path: {
                /** @description The name of the alert. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of turns */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_AlertTurned"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    mute_alert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the alert. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Mute"];
            };
        };
        responses: {
            /** @description The alert as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_alert_history: {
        parameters: {
            query?: {
                /** @description How many on a page: 50 unless said, and never more than 500. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of turns */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_AlertTurned"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    list_changes: {
        parameters: {
            query?: {
                /** @description Those made before then. */
                before?: components["schemas"]["Time"];
                /** @description By the token of this name. */
                by?: string;
                /** @description Those made then or later. */
                from?: components["schemas"]["Time"];
                /** @description About this. */
                object?: string;
                /** @description `done` or `refused`. */
                outcome?: string;
                /** @description How many on a page: 50 unless said, and never more than 500. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
                /** @description Routes that have this in them, as `/plugins` or `DELETE`. */
                route?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of changes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditList"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    list_batches: {
        parameters: {
            query?: {
                /** @description Those made before then. */
                created_before?: components["schemas"]["Time"];
                created_by?: string;
                /** @description Those made then or later. */
                created_from?: components["schemas"]["Time"];
                /** @description How many on a page: 50 unless said, and never more than 500. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
                /** @description Words in the title. */
                q?: string;
                /** @description `running`, `paused`, `stopped` or `done`. */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of batches */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchList"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    submit_batch: {
        parameters: {
            query?: {
                /** @description Only to be told what would become of it: nothing is kept. */
                validate_only?: boolean;
            };
            header?: {
                /**
                 * @description A key of your own for this request, 1 to 255 printable ASCII characters, such as a UUID: sent again with the same key, it
                 *     is answered and nothing is made twice, for 24 hours. The same key with another request is refused.
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBatch"];
                /**
                 * @example {"batch":{"title":"January","job":{"processor":"data-conversion"}}}
                 *     {"params":{"from":"csv","to":"jsonl"},"inputs":{"input":{"text":"id\n1\n"}}}
                 */
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description Of `validate_only`: it would be taken */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchChecked"];
                };
            };
            /** @description The batch as it was taken */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `not_found`: an input is a blob that there is not, or there is no such template */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_found";
                        /** @constant */
                        status?: 404;
                    };
                };
            };
            /** @description `duplicate`: another job has the unique key of an item; `version_removed`; `illegal_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "duplicate" | "version_removed" | "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `too_large`: more than its ceiling */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "too_large";
                        /** @constant */
                        status?: 413;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            /** @description `invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`; `idempotency_key_reused`; `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid" | "invalid_params" | "invalid_inputs" | "unknown_processor" | "number_too_long" | "idempotency_key_reused" | "bad_request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    get_batch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the batch. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The batch */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    delete_batch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the batch. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `illegal_state`: it has not ended: stop it first */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    change_batch: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the answer had, with its quotes, or several with commas between them: it is changed only if it is so still.
                 *     `*` is whatever it is.
                 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the batch. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchChanges"];
            };
        };
        responses: {
            /** @description The batch as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `illegal_state`: it has ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `precondition_failed`: it is not as `If-Match` says */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                        /** @constant */
                        status?: 412;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_batch_events: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the batch. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream that ends with the batch, the token or the server */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["StreamedEvent"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    list_batch_items: {
        parameters: {
            query?: {
                /** @description Those of a batch. */
                batch?: components["schemas"]["BatchId"];
                /** @description Those made before then. */
                created_before?: components["schemas"]["Time"];
                created_by?: string;
                /** @description Those made then or later. */
                created_from?: components["schemas"]["Time"];
                /** @description Those whose last failure has this code. */
                error?: components["schemas"]["FailureName"];
                /** @description Those that failed as this group of failures did, by its id in `/errors`. */
                error_group?: string;
                /** @description The beginning of an id, at least ten digits of it. */
                id?: string;
                /** @description How many on a page: 50 unless said, and never more than 500. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
                processor?: components["schemas"]["Name"];
                /** @description A text in id, title, description, tags or params. Only so many jobs are looked at for one page; `bound_reached` says so. */
                q?: string;
                queue?: components["schemas"]["Name"];
                /** @description A state, or several with commas between them. */
                state?: string;
                /** @description Those with this tag. */
                tag?: string;
            };
            header?: never;
            path: {
                /** @description The id of the batch. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of jobs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    pause_batch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the batch. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The batch as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `illegal_state`: it has ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    resume_batch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the batch. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The batch as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `illegal_state`: it is not paused, or has ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    retry_batch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the batch. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Retry"] | null;
            };
        };
        responses: {
            /** @description How many run again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retried"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `illegal_state`; `version_removed`; `duplicate`: another job has an item's unique key */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state" | "version_removed" | "duplicate";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    stop_batch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the batch. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The batch as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `illegal_state`: it has ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    get_config: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All settings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configuration"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    list_errors: {
        parameters: {
            query?: {
                code?: components["schemas"]["FailureName"];
                /** @description How many on a page: 50 unless said, and never more than 500. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
                processor?: components["schemas"]["Name"];
                /** @description Words in the last message. */
                q?: string;
                state?: components["schemas"]["ErrorStateName"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_ErrorGroup"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            /** @description `invalid`: there is no such state, or no such name */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    mute_error: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the failure, as a list has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGroup"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    open_error: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the failure, as a list has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGroup"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    resolve_error: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the failure, as a list has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGroup"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    retry_error: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the failure, as a list has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Retry"] | null;
            };
        };
        responses: {
            /** @description How many run again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retried"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `illegal_state`; `version_removed`; `duplicate`: another job has the unique key of one */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state" | "version_removed" | "duplicate";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_events: {
        parameters: {
            query?: {
                /** @description After the event of that number, or after the `latest`. `Last-Event-ID` goes before it. */
                after?: string;
                /** @description Of this batch, or of its items. */
                batch?: string;
                /** @description Of this job, or one of several with commas between them, as all that follow: 20 at the most. */
                job?: string;
                /** @description Of jobs of this processor, or of the plugin that provides it. */
                processor?: string;
                /** @description Of this queue, or of jobs in it. */
                queue?: string;
                /** @description Of this type: one that is kept, `progress` or `log`. A `resync` comes whatever is asked for. */
                type?: string;
            };
            header?: {
                /** @description The number of the last event that was seen; what a browser's `EventSource` sends when it comes again. */
                "Last-Event-ID"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream that ends with the token or the server */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 42
                     *     event: job-completed
                     *     data: {"seq":42,"type":"job-completed","at":"2026-01-31T08:00:00.000Z","job":{"id":"019a2c4e-7d1b-7c3a-9f00-2b6c1d9e4f11","state":"completed","attempt":1}}
                     */
                    "text/event-stream": components["schemas"]["StreamedEvent"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            /** @description `invalid`: a filter is wrong; `errors` says which */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    list_jobs: {
        parameters: {
            query?: {
                /** @description Those of a batch. */
                batch?: components["schemas"]["BatchId"];
                /** @description Those made before then. */
                created_before?: components["schemas"]["Time"];
                created_by?: string;
                /** @description Those made then or later. */
                created_from?: components["schemas"]["Time"];
                /** @description Those whose last failure has this code. */
                error?: components["schemas"]["FailureName"];
                /** @description Those that failed as this group of failures did, by its id in `/errors`. */
                error_group?: string;
                /** @description The beginning of an id, at least ten digits of it. */
                id?: string;
                /** @description How many on a page: 50 unless said, and never more than 500. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
                processor?: components["schemas"]["Name"];
                /** @description A text in id, title, description, tags or params. Only so many jobs are looked at for one page; `bound_reached` says so. */
                q?: string;
                queue?: components["schemas"]["Name"];
                /** @description A state, or several with commas between them. */
                state?: string;
                /** @description Those with this tag. */
                tag?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of jobs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    submit_job: {
        parameters: {
            query?: {
                /** @description Only to be told what would become of it: nothing is kept. */
                validate_only?: boolean;
            };
            header?: {
                /**
                 * @description A key of your own for this request, 1 to 255 printable ASCII characters, such as a UUID: sent again with the same key, it
                 *     is answered and nothing is made twice, for 24 hours. The same key with another request is refused.
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJob"];
                "multipart/form-data": components["schemas"]["JobWithFiles"];
            };
        };
        responses: {
            /** @description A job that was there before, or of `validate_only` what would become of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            /** @description The job as it was taken */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `not_found`: an input is a blob, an upload, or an output of a job, that there is not */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_found";
                        /** @constant */
                        status?: 404;
                    };
                };
            };
            /** @description `duplicate`: another job has its unique key; `version_removed`: the plugin's version went meanwhile; `illegal_state`: a job whose params it was to replace runs already */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "duplicate" | "version_removed" | "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `too_large`: params or files beyond their ceiling */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "too_large";
                        /** @constant */
                        status?: 413;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            /** @description `invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`; `idempotency_key_reused`; `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid" | "invalid_params" | "invalid_inputs" | "unknown_processor" | "number_too_long" | "idempotency_key_reused" | "bad_request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `plugin_compiling`: its plugin is still being compiled; `stopping`: the server is stopping */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "plugin_compiling" | "stopping";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
            507: components["responses"]["507-no_space"];
        };
    };
    get_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    delete_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `illegal_state`: it has not ended: cancel it first */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    change_job: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the answer had, with its quotes, or several with commas between them: it is changed only if it is so still.
                 *     `*` is whatever it is.
                 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobChanges"];
            };
        };
        responses: {
            /** @description The job as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `illegal_state`: it is in a state where that cannot be changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `precondition_failed`: it is not as `If-Match` says */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                        /** @constant */
                        status?: 412;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_attempts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Attempt"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    cancel_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `illegal_state`: it has ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_job_events: {
        parameters: {
            query?: {
                /** @description After the event of that number, or after the `latest`. `Last-Event-ID` goes before it. */
                after?: string;
                /** @description Of this type, or of one of several with commas between them. A `resync` comes whatever is asked for. */
                type?: string;
            };
            header?: {
                /** @description The number of the last event that was seen; what a browser's `EventSource` sends when it comes again. */
                "Last-Event-ID"?: number;
            };
            path: {
                /** @description The id of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream that ends with the token or the server */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example event: progress
                     *     data: {"type":"progress","job":{"id":"019a2c4e-7d1b-7c3a-9f00-2b6c1d9e4f11","progress":{"done":10,"total":40,"failed":0,"message":null,"step":null,"percent":25.0}}}
                     */
                    "text/event-stream": components["schemas"]["StreamedEvent"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            /** @description `invalid`: `type` is wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    explain_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What keeps it from running, the broadest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    list_inputs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Input"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    get_input: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the job. */
                id: string;
                /** @description The name of the output or input. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its bytes, of the media type that whoever submitted them said */
            200: {
                headers: {
                    /** @description `attachment`, with the name of the input */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": number[];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    get_log: {
        parameters: {
            query?: {
                /** @description Of which attempt, from 1; of the last unless said. */
                attempt?: number;
                /** @description From the line of this number on. */
                from?: number;
                /** @description How many lines: 500 unless said, and never more than 10 000. */
                page_size?: number;
            };
            header?: never;
            path: {
                /** @description The id of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Lines, the oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogPage"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    list_outputs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Output"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    get_output: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the job. */
                id: string;
                /** @description The name of the output or input. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its bytes, of the media type that the processor said */
            200: {
                headers: {
                    /** @description `attachment`, with the name of the output */
                    "Content-Disposition"?: string;
                    /** @description `true` if its attempt did not succeed */
                    "runner-partial"?: boolean | null;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": number[];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    pause_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job which is paused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The job, whose attempt does not stand still yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `illegal_state`: it is paused, or has ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    promote_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `illegal_state`: it waits for no time */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    resume_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `illegal_state`: it is not paused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    retry_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Retry"] | null;
            };
        };
        responses: {
            /** @description The job as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `illegal_state`: it has not ended; `version_removed`: its version is gone; `duplicate`: another job has its unique key */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state" | "version_removed" | "duplicate";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `too_large`: its params are beyond the ceiling now */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "too_large";
                        /** @constant */
                        status?: 413;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            /** @description `invalid_params`; `invalid_inputs`; `unknown_processor`; `invalid`: it does not fit the version that is active now; `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid_params" | "invalid_inputs" | "unknown_processor" | "invalid" | "bad_request" | "number_too_long";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    create_watch_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewWatchToken"] | null;
            };
        };
        responses: {
            /** @description The token */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WatchToken"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    begin_action: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A key of your own for this request, 1 to 255 printable ASCII characters, such as a UUID: sent again with the same key, it
                 *     is answered and nothing is made twice, for 24 hours. The same key with another request is refused.
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAction"];
            };
        };
        responses: {
            /** @description The action, which has begun */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Action"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `too_large`: more than 10 000 ids */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "too_large";
                        /** @constant */
                        status?: 413;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            /** @description `invalid`; `number_too_long`; `idempotency_key_reused`; `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid" | "number_too_long" | "idempotency_key_reused" | "bad_request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    submit_jobs: {
        parameters: {
            query?: {
                /** @description Only to be told what would become of it: nothing is kept. */
                validate_only?: boolean;
            };
            header?: {
                /**
                 * @description A key of your own for this request, 1 to 255 printable ASCII characters, such as a UUID: sent again with the same key, it
                 *     is answered and nothing is made twice, for 24 hours. The same key with another request is refused.
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Bulk"];
            };
        };
        responses: {
            /** @description All were there before, or of `validate_only` what would become of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkTaken"];
                };
            };
            /** @description All are taken */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkAnswer"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `not_found`: an input is a blob or an upload that there is not */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_found";
                        /** @constant */
                        status?: 404;
                    };
                };
            };
            /** @description `duplicate`; `version_removed`; `illegal_state`, of one of them */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "duplicate" | "version_removed" | "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `too_large`: more than 10 000, or params beyond their ceiling */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "too_large";
                        /** @constant */
                        status?: 413;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            /** @description `invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`; `idempotency_key_reused`; `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid" | "invalid_params" | "invalid_inputs" | "unknown_processor" | "number_too_long" | "idempotency_key_reused" | "bad_request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_limits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All limits */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Limit"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    change_limits: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the answer had, with its quotes, or several with commas between them: it is changed only if it is so still.
                 *     `*` is whatever it is.
                 */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "memory_bytes": "512MiB",
                 *       "timeout_ms": "10m",
                 *       "fuel": null
                 *     }
                 */
                "application/json": {
                    [key: string]: components["schemas"]["LimitValue"];
                };
            };
        };
        responses: {
            /** @description All limits as they are now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Limit"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `read_only`: it is set in the configuration file */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "read_only";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `precondition_failed`: what was set is not as `If-Match` says */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                        /** @constant */
                        status?: 412;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    pause_everything: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything is paused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Everything"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_plugins: {
        parameters: {
            query?: {
                /** @description Whether they are the ones that run. */
                active?: boolean;
                /** @description How many on a page: all of them unless said, and never more than 500 then. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
                /** @description Words in the name. */
                q?: string;
                /** @description Where they come from, as it is shown. */
                source?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, or a page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plugins"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    install_plugin: {
        parameters: {
            query?: {
                /** @description Only to be told what would become of it: nothing is kept. */
                validate_only?: boolean;
            };
            header?: {
                /**
                 * @description A key of your own for this request, 1 to 255 printable ASCII characters, such as a UUID: sent again with the same key, it
                 *     is answered and nothing is made twice, for 24 hours. The same key with another request is refused.
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description The component */
        requestBody: {
            content: {
                "application/wasm": number[];
            };
        };
        responses: {
            /** @description It was there already and nothing changed; of `validate_only`: it would be taken */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginAnswer"];
                };
            };
            /** @description It runs from now on */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginAnswer"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `name_taken`: a plugin of another kind has its name */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "name_taken";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `too_large`: more bytes than a plugin has */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "too_large";
                        /** @constant */
                        status?: 413;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            /** @description `bad_request`: JSON or a form is no component */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request";
                        /** @constant */
                        status?: 415;
                    };
                };
            };
            /** @description `no_component`; `compile_refused`; `bad_exports`; `bad_imports`; `bad_schema`; `bad_descriptor`; `plugin_refused`; `idempotency_key_reused`; `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "no_component" | "compile_refused" | "bad_exports" | "bad_imports" | "bad_schema" | "bad_descriptor" | "plugin_refused" | "idempotency_key_reused" | "invalid" | "bad_request" | "number_too_long";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    get_plugin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plugin */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plugin"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    remove_plugin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was removed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Removed"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `built_in`: it comes with the server */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "built_in";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
            507: components["responses"]["507-no_space"];
        };
    };
    activate_plugin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Choice"];
            };
        };
        responses: {
            /** @description The version, which runs now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginVersion"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `not_found`: there is no such plugin; `no_version`: it never had that version */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_found" | "no_version";
                        /** @constant */
                        status?: 404;
                    };
                };
            };
            /** @description `illegal_state`; `version_removed` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "illegal_state" | "version_removed";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `version_removed`: it was removed; install it again */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "version_removed";
                        /** @constant */
                        status?: 410;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
            507: components["responses"]["507-no_space"];
        };
    };
    approve_grants: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them as they are now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantsOfPlugin"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `secret_key`: the secrets do not open */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "secret_key";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
            507: components["responses"]["507-no_space"];
        };
    };
    get_plugin_cache: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How much */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CacheView"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    clear_plugin_cache: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How much was forgotten */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CacheCleared"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
            507: components["responses"]["507-no_space"];
        };
    };
    list_grants: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantsOfPlugin"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    give_grant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HttpGrant"];
            };
        };
        responses: {
            /** @description It replaces another */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            /** @description It is granted */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            /** @description `unwanted`: the plugin does not ask for it; `bad_request`: the body reads as no grant; `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unwanted" | "bad_request" | "invalid" | "number_too_long";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
            507: components["responses"]["507-no_space"];
        };
    };
    take_back_grant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the grant or the refusal, as a list has it. */
                id: string;
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `read_only`: it is in the configuration file */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "read_only";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
            507: components["responses"]["507-no_space"];
        };
    };
    list_plugin_limits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All limits */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Limit"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    change_plugin_limits: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the answer had, with its quotes, or several with commas between them: it is changed only if it is so still.
                 *     `*` is whatever it is.
                 */
                "If-Match"?: string;
            };
            path: {
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "memory_bytes": "512MiB",
                 *       "timeout_ms": "10m",
                 *       "fuel": null
                 *     }
                 */
                "application/json": {
                    [key: string]: components["schemas"]["LimitValue"];
                };
            };
        };
        responses: {
            /** @description All limits as they are now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Limit"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `read_only`: it is set in the configuration file */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "read_only";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `precondition_failed`: what was set is not as `If-Match` says */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                        /** @constant */
                        status?: 412;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
            507: components["responses"]["507-no_space"];
        };
    };
    refuse_want: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRefusal"];
            };
        };
        responses: {
            /** @description It was refused already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description It is refused */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `granted`: the plugin has it, and the grant is taken back first */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "granted";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            /** @description `unwanted`: the plugin does not ask for it; `bad_request`: the body reads as nothing that is asked for; `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unwanted" | "bad_request" | "invalid" | "number_too_long";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
            507: components["responses"]["507-no_space"];
        };
    };
    take_back_refusal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the grant or the refusal, as a list has it. */
                id: string;
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
            507: components["responses"]["507-no_space"];
        };
    };
    rollback_plugin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version, which runs now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginVersion"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `no_previous`: there is none to go back to */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "no_previous";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `version_removed`: it was removed */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "version_removed";
                        /** @constant */
                        status?: 410;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
            507: components["responses"]["507-no_space"];
        };
    };
    get_plugin_usage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_UsageOfVersion"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    list_plugin_versions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PluginVersion"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    remove_plugin_version: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The digest of the version. */
                digest: string;
                /** @description The name of the plugin. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was removed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Removed"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `not_found`: there is no such plugin; `no_version`: it never had that version */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_found" | "no_version";
                        /** @constant */
                        status?: 404;
                    };
                };
            };
            /** @description `version_active`: it is the one that runs */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "version_active";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `version_removed`: it was removed before */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "version_removed";
                        /** @constant */
                        status?: 410;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            /** @description `stopping`: the server is stopping; `plugin_compiling`: the plugin is still being compiled */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "stopping" | "plugin_compiling";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
            507: components["responses"]["507-no_space"];
        };
    };
    list_queues: {
        parameters: {
            query?: {
                /** @description How many on a page: all of them unless said, and never more than 500 then. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
                paused?: boolean;
                /** @description Words in the name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, or a page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Queue"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    get_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the queue. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The queue */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    change_queue: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the answer had, with its quotes, or several with commas between them: it is changed only if it is so still.
                 *     `*` is whatever it is.
                 */
                "If-Match"?: string;
            };
            path: {
                /** @description The name of the queue. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueChanges"];
            };
        };
        responses: {
            /** @description The queue as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `precondition_failed`: it is not as `If-Match` says */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                        /** @constant */
                        status?: 412;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    clean_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the queue. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CleanBody"] | null;
            };
        };
        responses: {
            /** @description How many were deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cleaned"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    drain_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the queue. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many were cancelled */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drained"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_keys: {
        parameters: {
            query?: {
                /** @description How many on a page: 50 unless said, and never more than 500. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
            };
            header?: never;
            path: {
                /** @description The name of the queue. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_LimitKey"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    get_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The limit key. */
                key: string;
                /** @description The name of the queue. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitKey"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    change_key: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the answer had, with its quotes, or several with commas between them: it is changed only if it is so still.
                 *     `*` is whatever it is.
                 */
                "If-Match"?: string;
            };
            path: {
                /** @description The limit key. */
                key: string;
                /** @description The name of the queue. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyChanges"];
            };
        };
        responses: {
            /** @description The key as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitKey"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `precondition_failed`: it is not as `If-Match` says */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                        /** @constant */
                        status?: 412;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    pause_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the queue. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The queue as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    resume_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the queue. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The queue as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    resume_everything: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing is paused but what is by itself */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Everything"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_schedules: {
        parameters: {
            query?: {
                /** @description Whether they are the server's own upkeep. */
                built_in?: boolean;
                created_by?: string;
                /** @description How many on a page: all of them unless said, and never more than 500 then. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
                paused?: boolean;
                /** @description Words in the name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, or a page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Schedule"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    create_schedule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A key of your own for this request, 1 to 255 printable ASCII characters, such as a UUID: sent again with the same key, it
                 *     is answered and nothing is made twice, for 24 hours. The same key with another request is refused.
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSchedule"];
            };
        };
        responses: {
            /** @description The schedule */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `not_found`: there is no such template */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_found";
                        /** @constant */
                        status?: 404;
                    };
                };
            };
            /** @description `exists`: there is one of that name */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "exists";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `too_large`: params beyond their ceiling */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "too_large";
                        /** @constant */
                        status?: 413;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            /** @description `invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`; `idempotency_key_reused`; `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid" | "invalid_params" | "invalid_inputs" | "unknown_processor" | "number_too_long" | "idempotency_key_reused" | "bad_request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    get_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the schedule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schedule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    put_schedule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the answer had, with its quotes, or several with commas between them: it is changed only if it is so still.
                 *     `*` is whatever it is.
                 */
                "If-Match"?: string;
            };
            path: {
                /** @description The name of the schedule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSchedule"];
            };
        };
        responses: {
            /** @description The schedule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `not_found`: there is no such template */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_found";
                        /** @constant */
                        status?: 404;
                    };
                };
            };
            /** @description `built_in`: the server's own upkeep keeps its target */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "built_in";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `precondition_failed`: it is not as `If-Match` says */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                        /** @constant */
                        status?: 412;
                    };
                };
            };
            /** @description `too_large`: params beyond their ceiling */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "too_large";
                        /** @constant */
                        status?: 413;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            /** @description `invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`; `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid" | "invalid_params" | "invalid_inputs" | "unknown_processor" | "number_too_long" | "bad_request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    delete_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the schedule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `built_in`: it is the server's own upkeep: pause it, or change it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "built_in";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    change_schedule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the answer had, with its quotes, or several with commas between them: it is changed only if it is so still.
                 *     `*` is whatever it is.
                 */
                "If-Match"?: string;
            };
            path: {
                /** @description The name of the schedule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSchedule"];
            };
        };
        responses: {
            /** @description The schedule as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `built_in`: the server's own upkeep keeps its target */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "built_in";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `precondition_failed`: it is not as `If-Match` says */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                        /** @constant */
                        status?: 412;
                    };
                };
            };
            /** @description `too_large`: params beyond their ceiling */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "too_large";
                        /** @constant */
                        status?: 413;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            /** @description `invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`; `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid" | "invalid_params" | "invalid_inputs" | "unknown_processor" | "number_too_long" | "bad_request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    backfill_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the schedule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Backfill"];
            };
        };
        responses: {
            /** @description What was done, or would be */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backfilled"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `built_in`: the server's own upkeep has no past */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "built_in";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_firings: {
        parameters: {
            query?: {
                /** @description How many on a page: 50 unless said, and never more than 500. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
            };
            header?: never;
            path: {
                /** @description The name of the schedule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of firings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Firing"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    get_next_times: {
        parameters: {
            query?: {
                /** @description How many: 20 unless said, and never more than 500. */
                count?: number;
            };
            header?: never;
            path: {
                /** @description The name of the schedule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The next times */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NextTimes"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    pause_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the schedule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schedule as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    resume_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the schedule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schedule as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    trigger_schedule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A key of your own for this request, 1 to 255 printable ASCII characters, such as a UUID: sent again with the same key, it
                 *     is answered and nothing is made twice, for 24 hours. The same key with another request is refused.
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The name of the schedule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"] | null;
            };
        };
        responses: {
            /** @description What came of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Triggered"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            /** @description `invalid`; `idempotency_key_reused`; `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid" | "idempotency_key_reused" | "bad_request" | "number_too_long";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_secrets: {
        parameters: {
            query?: {
                /** @description How many on a page: all of them unless said, and never more than 500 then. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
                /** @description Words in the name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, or a page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Secret"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    set_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the secret. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecretValue"];
            };
        };
        responses: {
            /** @description It replaces another value */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretSet"];
                };
            };
            /** @description It is new */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretSet"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `secret_key`: the server has no key, or another than the one that secrets were sealed with */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "secret_key";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            /** @description `bad_request`: the body does not read; `invalid`: no name or no value; `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid" | "number_too_long";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    remove_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the secret. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whoever asks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whoever signed in, and a cookie */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is signed out */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    get_stats: {
        parameters: {
            query?: {
                processor?: components["schemas"]["Name"];
                queue?: components["schemas"]["Name"];
                /**
                 * @description From a moment on, or from so long ago, such as `30d` or `12h`; a day unless said, an hour of a series.
                 * @example 30d
                 */
                since?: string;
                /** @description How long each point of a series is: by the minute up to a day, and by the hour beyond, unless said. */
                span?: components["schemas"]["SpanName"];
                /** @description Up to then; up to now unless said. */
                until?: components["schemas"]["Time"];
                /** @description How many users are told by name: 20 unless said, and never more than 1 000. */
                users?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts and spreads */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stats"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: a submitter asks by processor, queue or user */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            /** @description `invalid`: a parameter is none */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    get_series: {
        parameters: {
            query?: {
                processor?: components["schemas"]["Name"];
                queue?: components["schemas"]["Name"];
                /**
                 * @description From a moment on, or from so long ago, such as `30d` or `12h`; a day unless said, an hour of a series.
                 * @example 30d
                 */
                since?: string;
                /** @description How long each point of a series is: by the minute up to a day, and by the hour beyond, unless said. */
                span?: components["schemas"]["SpanName"];
                /** @description Up to then; up to now unless said. */
                until?: components["schemas"]["Time"];
                /** @description How many users are told by name: 20 unless said, and never more than 1 000. */
                users?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A point for each span in which attempts ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Series"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            /** @description `invalid`: a parameter is none, or there would be too many points */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    list_templates: {
        parameters: {
            query?: {
                /** @description `job` or `batch`. */
                kind?: string;
                /** @description How many on a page: all of them unless said, and never more than 500 then. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
                /** @description Words in name or description. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, or a page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Template"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    get_template: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the template. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The template */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    put_template: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the answer had, with its quotes, or several with commas between them: it is changed only if it is so still.
                 *     `*` is whatever it is.
                 */
                "If-Match"?: string;
            };
            path: {
                /** @description The name of the template. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTemplate"];
            };
        };
        responses: {
            /** @description The template */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `precondition_failed`: it is not as `If-Match` says */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                        /** @constant */
                        status?: 412;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    delete_template: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the template. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    submit_template: {
        parameters: {
            query?: {
                /** @description Only to be told what would become of it: nothing is kept. */
                validate_only?: boolean;
            };
            header?: {
                /**
                 * @description A key of your own for this request, 1 to 255 printable ASCII characters, such as a UUID: sent again with the same key, it
                 *     is answered and nothing is made twice, for 24 hours. The same key with another request is refused.
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The name of the template. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TemplateParams"] | null;
            };
        };
        responses: {
            /** @description Of `validate_only`: what would become of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateUsed"];
                };
            };
            /** @description What was started */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `duplicate`: another job has its unique key; `version_removed`; `illegal_state` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "duplicate" | "version_removed" | "illegal_state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /** @description `too_large`: params beyond their ceiling */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "too_large";
                        /** @constant */
                        status?: 413;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            /** @description `invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`; `idempotency_key_reused`; `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid" | "invalid_params" | "invalid_inputs" | "unknown_processor" | "number_too_long" | "idempotency_key_reused" | "bad_request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_tokens: {
        parameters: {
            query?: {
                /** @description How many on a page: all of them unless said, and never more than 500 then. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
                /** @description Words in the name. */
                q?: string;
                role?: components["schemas"]["RoleName"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, or a page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Token"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            /** @description `invalid`: there is no such role */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    create_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description The token, with its text */
            201: {
                headers: {
                    /** @description `no-store` */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenWithText"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `token_role`: a token of that name has another role */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "token_role";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    revoke_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the token, as a list has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `read_only`: the one in the data folder is revoked there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "read_only";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    upload: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A key of your own for this request, 1 to 255 printable ASCII characters, such as a UUID: sent again with the same key, it
                 *     is answered and nothing is made twice, for 24 hours. The same key with another request is refused.
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description The bytes; there may be none */
        requestBody?: {
            content: {
                "application/octet-stream": number[] | null;
            };
        };
        responses: {
            /** @description What they are known by */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `too_large`: more than any job may be given */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "too_large";
                        /** @constant */
                        status?: 413;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            /** @description `idempotency_key_reused`; `invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "idempotency_key_reused" | "invalid" | "bad_request" | "number_too_long";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_webhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Webhook"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    create_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhook"];
            };
        };
        responses: {
            /** @description The webhook, with its secret */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            /** @description `secret_key`: the server has no key, or another than the one that secrets were sealed with */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "secret_key";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    get_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the webhook, as a list has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    remove_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the webhook, as a list has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    change_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the webhook, as a list has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookChanges"];
            };
        };
        responses: {
            /** @description The webhook as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_deliveries: {
        parameters: {
            query?: {
                /** @description How many on a page: 50 unless said, and never more than 500. */
                page_size?: number;
                page_token?: components["schemas"]["PageToken"];
                /** @description `delivered`, `waiting` or `failed`. */
                state?: string;
            };
            header?: never;
            path: {
                /** @description The id of the webhook, as a list has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Delivery"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    redeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the delivery, as a list has it. */
                delivery: string;
                /** @description The id of the webhook, as a list has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, which waits again */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    rotate_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the webhook, as a list has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SecretRotation"] | null;
            };
        };
        responses: {
            /** @description The webhook, with its new secret */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `secret_key`: the server has no key, or another than the one that secrets were sealed with */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "secret_key";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    test_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the webhook, as a list has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTest"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `secret_key`: the server has no key, or another than the one that secrets were sealed with */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "secret_key";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    list_workers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Worker"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    get_worker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the node. */
                node: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The node */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Worker"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            403: components["responses"]["403-forbidden"];
            404: components["responses"]["404-not_found"];
            414: components["responses"]["414-uri_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    change_worker: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the answer had, with its quotes, or several with commas between them: it is changed only if it is so still.
                 *     `*` is whatever it is.
                 */
                "If-Match"?: string;
            };
            path: {
                /** @description The name of the node. */
                node: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkerChanges"];
            };
        };
        responses: {
            /** @description The node as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Worker"];
                };
            };
            400: components["responses"]["400-bad_request"];
            401: components["responses"]["401-unauthorized"];
            /** @description `forbidden`: the token's role may not do that; `foreign_page`: by a cookie only the server's own page changes something */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden" | "foreign_page";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            404: components["responses"]["404-not_found"];
            /** @description `precondition_failed`: it is not as `If-Match` says */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                        /** @constant */
                        status?: 412;
                    };
                };
            };
            413: components["responses"]["413-too_large"];
            414: components["responses"]["414-uri_too_long"];
            415: components["responses"]["415-bad_request"];
            422: components["responses"]["422-invalid-bad_request-number_too_long"];
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
            507: components["responses"]["507-no_space"];
        };
    };
    connect: {
        parameters: {
            query?: {
                /** @description A watch token. No other token may stand in an address, which is kept in logs and histories. */
                watch_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection is a WebSocket from here on: its messages are `SocketAsks` and `SocketSays` */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_request`: it is no WebSocket that is asked for */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["401-unauthorized"];
            /** @description `foreign_page`: a page of another site asks by a cookie; `forbidden`: the token's role may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "foreign_page" | "forbidden";
                        /** @constant */
                        status?: 403;
                    };
                };
            };
            414: components["responses"]["414-uri_too_long"];
            /** @description `invalid`: a token other than a watch token stands in the address */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "invalid";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["429-too_many_requests"];
            431: components["responses"]["431-headers_too_large"];
            500: components["responses"]["500-internal"];
            503: components["responses"]["503-stopping"];
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    get_readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `internal`: its store does not answer */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "internal";
                        /** @constant */
                        status?: 500;
                    };
                };
            };
            /** @description `not_ready`: it stops, or cannot write to its store */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_ready";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
}
