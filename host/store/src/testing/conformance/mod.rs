//! The suite that every store must pass. Each test has two handles that act as two nodes on one database, and ends
//! in a recount.

pub mod blobs;
pub mod cancel;
pub mod claims;
pub mod events;
pub mod lists;
pub mod plugins;
pub mod rescue;
pub mod settle;
pub mod time;
mod two;

pub use self::two::{SECOND, Two};

/// Makes a test of each of the suite's, for a function that opens two handles: `fn() -> Two`.
#[macro_export]
macro_rules! conformance_suite {
    ($open:path) => {
        $crate::conformance_suite! { $open;
            blobs: bytes_are_kept_once_and_found_by_their_digest, a_job_of_unknown_bytes_is_refused_whole;
            cancel: a_waiting_job_is_cancelled_at_once, a_running_job_is_stopped_by_its_node,
                a_cancelled_job_whose_node_died_does_not_run_again, a_job_that_ended_cannot_be_cancelled;
            claims: no_job_is_claimed_twice, higher_priority_goes_first, limit_keys_take_turns,
                queues_take_turns, among_equals_the_older_goes_first, a_late_key_joins_the_end_of_the_round,
                everything_handed_in_comes_out;
            events: a_wake_up_is_not_lost, every_change_has_its_event_in_order, numbers_rise_after_pruning;
            lists: pages_show_every_job_once, a_few_among_many_are_found, filters_hold_together;
            plugins: a_name_belongs_to_its_first_source, an_older_file_put_back_runs_again,
                what_was_activated_stays_when_a_source_says_nothing_new,
                a_file_refused_for_its_name_runs_from_the_place_that_owns_it, refused_bytes_are_listed_with_their_reason;
            rescue: an_expired_lease_is_claimed_again, a_heartbeat_keeps_its_attempts, a_node_that_is_gone_hears_so,
                the_third_crash_poisons, rescued_jobs_hold_up_nobody, a_rescue_goes_by_portions,
                a_node_that_leaves_costs_no_crash, the_only_node_takes_all_at_its_start;
            settle: a_stale_completion_changes_nothing, a_slot_is_released_once, a_stranded_retry_becomes_due,
                failures_have_an_end, outputs_appear_with_the_settle, partial_outputs_are_marked,
                a_log_keeps_its_newest_lines, a_checkpoint_is_there_for_the_next_attempt;
            time: a_scheduled_job_waits_for_its_time, a_clock_that_goes_back_strands_nothing,
                what_waits_too_long_expires;
        }
    };
    ($open:path; $($module:ident: $($test:ident),+;)+) => {
        $(mod $module {
            $(#[tokio::test]
            async fn $test() {
                let two = $open();
                $crate::testing::conformance::$module::$test(&two).await;
                two.recount().await;
            })+
        })+
    };
}
