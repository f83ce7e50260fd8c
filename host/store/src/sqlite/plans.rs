//! Every hot query goes down the index it was made for: none scans what grows with the jobs.

use rusqlite::Connection;

use super::{
    actions, audits, batches, cache, claim, clear, collect, depths, due, errors, events, explain,
    fire, gates, held, lists, open, queues, schedules, sessions, stat_inputs, stats, tokens,
    uniques, users, waits, webhooks,
};
use crate::sqlite::migrate::migrate;
use crate::types::{ActionFilter, AuditFilter, BatchFilter, EventFilter, EventType, JobFilter};

fn conn() -> (tempfile::TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("runner.db");
    let mut conn = open::writer(&path).unwrap();
    migrate(&mut conn, &path).unwrap();
    (folder, conn)
}

/// The steps of a query's plan.
fn plan(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let values = vec![rusqlite::types::Value::Integer(1); statement.parameter_count()];
    let steps = statement
        .query_map(rusqlite::params_from_iter(values), |row| row.get(3))
        .unwrap();
    steps.map(Result::unwrap).collect()
}

/// Fails if a query sorts, or scans anything but the tables that have a row for each queue, lane or running job.
fn assert_bounded(what: &str, steps: &[String]) {
    const SMALL: [&str; 10] = [
        // Those that are not over.
        "USING INDEX actions_open",
        // What a request itself names: the jobs of one claim.
        "SCAN json_each VIRTUAL TABLE",
        // The few that processes died under.
        "USING INDEX jobs_suspect",
        "SCAN CONSTANT ROW",
        "SCAN w",
        // One row of what is left to tell, and one row of a union of two.
        "SCAN t",
        "SCAN (subquery-",
        "USING COVERING INDEX limit_keys_opening",
        "USING INDEX jobs_leased",
        "USING COVERING INDEX jobs_leased",
    ];
    for step in steps {
        let is_scan = step.starts_with("SCAN ") && !SMALL.iter().any(|small| step.contains(small));
        let is_walk = step.starts_with("SCAN jobs USING COVERING INDEX jobs_");
        assert!(
            (!is_scan || is_walk) && !step.contains("TEMP B-TREE"),
            "{what}: {steps:#?}"
        );
    }
}

#[test]
fn since_when_jobs_wait_costs_a_look_for_each_lane() {
    let (_folder, conn) = conn();
    let steps = plan(&conn, queues::WAITING_SINCE);
    let look = "SEARCH jobs USING INDEX jobs_ready (queue=? AND priority=? AND limit_key=?)";
    assert!(steps.iter().any(|step| step == look), "{steps:#?}");
    // Those of the queue are walked through as they lie, as many as the query takes.
    assert!(
        steps.iter().any(|step| step.starts_with("SEARCH l USING ")),
        "{steps:#?}"
    );
    assert!(
        !steps.iter().any(|step| step.contains("TEMP B-TREE")),
        "{steps:#?}"
    );
}

#[test]
fn hot_queries_search_and_do_not_scan() {
    let (_folder, conn) = conn();
    for (what, sql, index) in [
        (
            "next of a lane",
            claim::NEXT,
            "jobs_ready (queue=? AND priority=? AND limit_key=?)",
        ),
        ("take", claim::TAKE, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (
            "lanes of a level",
            claim::LANES_LEVEL,
            "lanes_in_turn (queue=? AND priority=? AND (turn,limit_key)>(?,?))",
        ),
        (
            "lanes below",
            claim::LANES_BELOW,
            "lanes_in_turn (queue=? AND priority<?)",
        ),
        (
            "queues",
            gates::QUEUES,
            "SEARCH p USING PRIMARY KEY (state=?)",
        ),
        ("thawed", claim::THAWED, "jobs_thawed (lease=?)"),
        ("suspects", claim::SUSPECTS, "USING INDEX jobs_suspect"),
        (
            "keys that open",
            queues::KEYS_DUE,
            "limit_keys_opening (opens_at<?)",
        ),
        (
            "the next opening",
            queues::NEXT_OPENING,
            "limit_keys_opening",
        ),
        (
            "who has a unique key",
            uniques::HOLDER,
            "SEARCH u USING PRIMARY KEY (scope=? AND of=? AND key=?)",
        ),
        ("ends to be told", waits::NEXT_TO_TELL, "SCAN t"),
        (
            "who waits",
            waits::WAITING,
            "PRIMARY KEY (needed=? AND job>?)",
        ),
        ("who is older", explain::OLDER, "jobs_ready (queue=?"),
        (
            "what can be cleaned",
            clear::OLDEST,
            "INTEGER PRIMARY KEY (rowid>?)",
        ),
        (
            "what can be cleaned of a queue",
            clear::OLDEST_OF_QUEUE,
            "jobs_by_queue (queue=? AND n>?)",
        ),
        ("what can be drained", clear::OPEN, "jobs_open (n>?)"),
        (
            "what a batch holds back",
            batches::HELD,
            "batch_items_held (batch=?)",
        ),
        (
            "what a batch let go",
            batches::LET_GO,
            "batch_items_let_go (batch=?)",
        ),
        (
            "schedules that are due",
            schedules::DUE,
            "schedules_next (next_at>? AND next_at<?)",
        ),
        (
            "what a schedule started",
            fire::OPEN,
            "firings_open (schedule=?)",
        ),
        (
            "statistics",
            stats::READ,
            "SEARCH stats USING PRIMARY KEY (span=? AND at>? AND at<?)",
        ),
        (
            "statistics that a job asks for",
            stat_inputs::ASKED,
            "SEARCH job_stat_inputs USING PRIMARY KEY (job=?)",
        ),
        (
            "statistics of all together",
            stats::READ_TOTALS,
            "SEARCH stat_totals USING PRIMARY KEY (span=? AND at>? AND at<?)",
        ),
        (
            "statistics that are to be summed up",
            stats::FINER,
            "SEARCH stats USING PRIMARY KEY (span=? AND at>? AND at<?)",
        ),
        (
            "statistics by version",
            stats::versions::READ,
            "plugin_versions_by_name (name=?)",
        ),
        (
            "how full queues were",
            depths::READ,
            "SEARCH depths USING PRIMARY KEY (queue=? AND at>? AND at<?)",
        ),
        (
            "statistics by user",
            users::READ,
            "SEARCH user_stats USING PRIMARY KEY (at>? AND at<?)",
        ),
        (
            "statistics by user and day",
            users::READ_DAYS,
            "SEARCH user_days USING PRIMARY KEY (at>? AND at<?)",
        ),
        (
            "jobs of an error",
            errors::JOBS,
            "PRIMARY KEY (error=? AND job>?)",
        ),
        (
            "what is used least",
            cache::EVICT,
            "cached_by_use (processor=?)",
        ),
        ("blobs", collect::WALK, "PRIMARY KEY (digest>?)"),
        (
            "who names a blob",
            collect::NAMED,
            "job_inputs_by_digest (digest=?)",
        ),
        ("due", due::DUE, "jobs_due (due_at<?)"),
        (
            "events of a job",
            events::OF_JOB,
            "SEARCH events USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        ),
        (
            "when a job was made",
            events::begins::CREATED,
            "sqlite_autoindex_jobs_1 (id=?)",
        ),
        (
            "when an event was",
            events::begins::AT,
            "SEARCH events USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        ),
        (
            "blocks of events",
            events::blocks::READ,
            "SEARCH event_blocks USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        ),
        (
            "deliveries that are due",
            webhooks::deliveries::DUE,
            "webhook_deliveries_waiting (webhook=? AND next_at>? AND next_at<?)",
        ),
        (
            "expired",
            due::EXPIRED,
            "jobs_expiring (expires_at>? AND expires_at<?)",
        ),
        (
            "actions that are not over",
            actions::OPEN,
            "USING INDEX actions_open",
        ),
        ("held", held::HELD, "sqlite_autoindex_jobs_1 (id=?)"),
    ] {
        let steps = plan(&conn, sql);
        assert_bounded(what, &steps);
        assert!(
            steps.iter().any(|step| step.contains(index)),
            "{what}: {steps:#?}"
        );
    }
}

#[test]
fn what_a_webhook_is_told_is_found_by_its_number() {
    let (_folder, conn) = conn();
    let filter = EventFilter {
        events: EventType::ALL.into(),
        ..EventFilter::default()
    };
    let steps = plan(&conn, &webhooks::look::sql(&filter));
    assert_eq!(
        steps,
        ["SEARCH events USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"]
    );
}

#[test]
fn lists_walk_down_one_index_and_do_not_sort() {
    use runner_model::StateName;
    let (_folder, conn) = conn();
    let any = JobFilter::default;
    let states = |states: &[StateName]| JobFilter {
        states: states.to_vec(),
        ..any()
    };
    let name = || "report".to_owned().try_into().unwrap();
    for (filter, index) in [
        (
            any(),
            "SEARCH jobs USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        ),
        (states(&[StateName::Failed]), "jobs_failed"),
        (states(&[StateName::Cancelled]), "jobs_cancelled"),
        (
            states(&[StateName::Pending, StateName::Retrying]),
            "jobs_open",
        ),
        (
            JobFilter {
                queue: Some(name()),
                ..any()
            },
            "jobs_by_queue (queue=? AND n>? AND n<?)",
        ),
        (
            JobFilter {
                processor: Some("report".to_owned().try_into().unwrap()),
                ..any()
            },
            "jobs_by_processor",
        ),
        (
            JobFilter {
                created_by: Some("ann".to_owned()),
                ..any()
            },
            "jobs_by_creator (created_by=? AND n>? AND n<?)",
        ),
        (
            JobFilter {
                tag: Some("red".to_owned()),
                ..any()
            },
            "PRIMARY KEY (tag=? AND job>? AND job<?)",
        ),
        (
            JobFilter {
                error: Some("e1".parse().unwrap()),
                ..any()
            },
            "PRIMARY KEY (error=? AND job>? AND job<?)",
        ),
    ] {
        let steps = plan(&conn, &lists::explained(&filter));
        assert_bounded(index, &steps);
        assert!(
            steps.iter().any(|step| step.contains(index)),
            "{index}: {steps:#?}"
        );
    }
}

#[test]
fn sets_of_jobs_are_found_in_the_states_that_the_model_moves_them_from() {
    use runner_model::Event;
    for (sql, event) in [(due::DUE, Event::Due), (due::EXPIRED, Event::Expire)] {
        let states: Vec<String> = event
            .sources()
            .iter()
            .map(|state| format!("'{state}'"))
            .collect();
        assert!(
            sql.contains(&format!("state IN ({})", states.join(", "))),
            "{event}"
        );
    }
    assert_eq!(Event::Claim.sources(), [runner_model::StateName::Pending]);
    assert!(claim::NEXT.contains("state = 'pending'"));
    assert!(claim::TAKE.contains("state = 'pending'"));
}

#[test]
fn whose_things_are_is_found_by_index() {
    let (_folder, conn) = conn();
    let by_name = AuditFilter {
        name: Some("ann".to_owned()),
        ..AuditFilter::default()
    };
    let made_by_ann = BatchFilter {
        created_by: Some("ann".to_owned()),
        ..BatchFilter::default()
    };
    let of_ann = ActionFilter {
        created_by: Some("ann".to_owned()),
        ..ActionFilter::default()
    };
    for (sql, index) in [
        (
            audits::sql(&by_name, 50).0,
            "audits_by_name (name=? AND n<?)",
        ),
        (
            actions::page_sql(&of_ann, 50).0,
            "actions_by_creator (created_by=? AND n<?)",
        ),
        (tokens::HAS_BYTES.to_owned(), "uploads_by_digest (digest=?)"),
        (
            batches::page_sql(&made_by_ann, 50).page,
            "batches_by_creator (created_by=? AND n<?)",
        ),
        (
            tokens::HAS_BYTES.to_owned(),
            "job_inputs_by_digest (digest=?)",
        ),
        (
            tokens::HAS_BYTES.to_owned(),
            "job_outputs_by_digest (digest=?)",
        ),
        (sessions::LIST.to_owned(), "sessions_by_end (expires_at>?)"),
        (sessions::CROWDED.to_owned(), "sessions_by_token (token=?)"),
        (
            sessions::FORGET.to_owned(),
            "sessions_by_end (expires_at<?)",
        ),
    ] {
        let steps = plan(&conn, &sql);
        let is_used = steps.iter().any(|step| step.contains(index));
        assert!(is_used, "{index}: {steps:#?}");
        assert!(
            !steps.iter().any(|step| step.contains("TEMP B-TREE")),
            "{steps:#?}"
        );
    }
}
