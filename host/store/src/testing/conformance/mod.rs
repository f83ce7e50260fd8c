//! The suite that every store must pass. Each test has two handles that act as two nodes on one database, and ends
//! in a recount.

pub mod actions;
pub mod alerts;
pub mod audits;
pub mod batches;
pub mod blobs;
pub mod cancel;
pub mod ceilings;
pub mod claims;
pub mod clear;
pub mod events;
pub mod freeze;
pub mod grants;
pub mod known;
pub mod lifecycle;
pub mod limits;
pub mod lists;
pub mod plugins;
pub mod random;
pub mod rescue;
pub mod schedules;
pub mod seen;
pub mod sessions;
pub mod settle;
pub mod stat_inputs;
pub mod stories;
pub mod time;
pub mod tokens;
mod two;
pub mod uniques;
pub mod uploads;
pub mod verbs;
pub mod waits;
pub mod webhooks;

pub use self::two::{SECOND, Two};

/// Makes a test of each of the suite's, for a function that opens two handles: `fn() -> Two`.
#[macro_export]
macro_rules! conformance_suite {
    ($open:path) => {
        $crate::conformance_suite! { $open;
            actions: what_a_filter_fits_is_counted_and_then_done, a_dry_run_counts_and_does_nothing,
                a_portion_counts_once_whoever_hands_it_in, what_cannot_be_done_to_one_is_told_and_the_others_go_on,
                every_verb_does_as_it_does_to_one_job, actions_are_listed_and_forgotten;
            blobs: bytes_are_kept_once_and_found_by_their_digest, a_group_of_bytes_is_kept_whole_or_not_at_all,
                a_job_of_unknown_bytes_is_refused_whole;
            cancel: a_waiting_job_is_cancelled_at_once, a_running_job_is_stopped_by_its_node,
                a_cancelled_job_whose_node_died_does_not_run_again, a_job_that_ended_cannot_be_cancelled;
            ceilings: a_ceiling_is_set_replaced_and_taken_away, a_change_of_ceilings_is_told;
            claims: no_job_is_claimed_twice, higher_priority_goes_first, limit_keys_take_turns,
                queues_take_turns, among_equals_the_older_goes_first,
                a_queue_says_since_when_its_oldest_job_waits, a_late_key_joins_the_end_of_the_round,
                everything_handed_in_comes_out;
            events: a_wake_up_is_not_lost, every_change_has_its_event_in_order, numbers_rise_after_pruning,
                the_events_of_a_job_are_found_among_many;
            grants: a_grant_is_given_seen_and_taken_back, the_same_grant_again_takes_its_place,
                a_grant_is_for_the_plugin_that_had_it, grants_of_the_file_are_what_the_file_says,
                a_grant_of_the_file_waits_for_its_plugin, a_grant_outlives_a_change_of_source_and_is_held,
                a_refusal_is_kept_seen_and_taken_back, a_grant_takes_back_the_refusals_of_what_it_gives,
                secrets_are_kept_sealed;
            lifecycle: a_rollback_goes_back_and_forth, a_rollback_passes_over_what_was_removed,
                a_rollback_gives_the_name_back_to_its_source, a_version_that_is_removed_leaves_its_name_behind,
                the_version_that_runs_is_not_removed_alone, a_removed_plugin_does_not_come_back_by_itself,
                what_is_offered_anew_comes_back, a_name_that_is_free_goes_to_whom_somebody_gives_it,
                jobs_of_a_removed_version_fail_and_run_on_another, attempts_are_counted_by_their_version,
                an_installation_counts_once,
                what_is_kept_of_a_plugin_that_is_gone;
            lists: pages_show_every_job_once, a_few_among_many_are_found, filters_hold_together,
                those_of_a_time_are_found_at_once, a_job_is_shown_as_it_was_taken,
                jobs_that_are_named_are_read_together;
            plugins: a_name_belongs_to_its_first_source, an_older_file_put_back_runs_again,
                what_was_activated_stays_when_a_source_says_nothing_new,
                a_file_refused_for_its_name_runs_from_the_place_that_owns_it, refused_bytes_are_listed_with_their_reason;
            random: whatever_happens_what_is_kept_is_what_is_counted;
            rescue: an_expired_lease_is_claimed_again, a_node_that_was_held_up_takes_nothing_from_itself, a_heartbeat_keeps_its_attempts, a_node_that_is_gone_hears_so,
                the_third_crash_poisons, rescued_jobs_hold_up_nobody, a_rescue_goes_by_portions,
                a_node_that_leaves_costs_no_crash, the_only_node_takes_all_at_its_start, a_suspect_runs_alone,
                a_busy_node_makes_room_for_a_suspect_in_the_end;
            seen: a_change_is_made_only_to_what_was_seen;
            settle: a_stale_completion_changes_nothing, a_slot_is_released_once, a_stranded_retry_becomes_due,
                failures_have_an_end, outputs_appear_with_the_settle, partial_outputs_are_marked,
                a_log_keeps_its_newest_lines, a_checkpoint_is_there_for_the_next_attempt;
            stat_inputs: statistics_are_told_by_time_processor_and_queue, statistics_that_a_job_asks_for_are_made_once,
                statistics_are_asked_for_by_the_job_that_replaced_another;
            time: a_scheduled_job_waits_for_its_time, a_clock_that_goes_back_strands_nothing,
                what_waits_too_long_expires, what_began_and_waits_again_expires_and_says_so;
            alerts: a_rule_is_made_muted_and_removed, a_rule_turns_once_whoever_sees_it, of_a_muted_rule_nobody_is_told,
                the_job_that_waits_for_longest_is_found;
            audits: changes_are_listed_newest_first_by_page_and_filter, old_changes_are_forgotten;
            sessions: a_session_begins_is_seen_and_ends, sessions_go_with_their_token_and_are_bounded, a_key_is_made_once;
            tokens: a_token_is_made_seen_used_and_revoked, tokens_of_one_name_have_one_role, a_change_of_tokens_rings,
                a_revoked_token_s_number_is_not_given_again, whose_a_job_or_batch_is_and_which_bytes;
            batches: a_batch_runs_so_many_of_its_items_at_once, what_a_batch_holds_back_says_so, one_failing_item_stops_nothing_and_the_end_starts_a_job, a_paused_batch_begins_nothing, a_stopped_batch_ends, what_is_left_out_of_a_batch_is_counted, items_of_a_batch_wait_for_each_other;
            known: attempts_are_counted_by_minute_and_hour, statistics_are_the_same_however_far_they_are_summed_up, attempts_are_counted_by_user, statistics_do_not_grow_with_the_number_of_users, how_full_queues_were_is_kept_by_the_minute, a_stale_settle_is_not_counted, failures_that_are_the_same_are_one_group, failures_are_told_by_the_hour_for_a_day, a_cache_is_shared_bounded_and_forgets, blobs_that_nothing_names_go_after_an_hour;
            schedules: a_time_fires_once_whoever_asks, times_missed_while_down_are_made_up_for_as_the_policy_says, a_clock_that_jumps_ahead_is_as_if_nobody_was_there, fixed_times_fire_once_on_the_days_the_clock_changes, intervals_run_through_the_hours_that_the_clock_repeats_and_skips, a_firing_does_not_overlap_unless_it_may, a_paused_schedule_misses_nothing, a_schedule_starts_a_batch,
                a_schedule_is_created_once, a_schedule_that_somebody_fires_once_fires_once, times_of_the_past_fire_by_the_rule_that_is_asked_for, what_a_node_does_itself_is_done_by_one_and_written_down, templates_are_kept;
            stories: a_batch_from_its_first_item_to_the_job_at_its_end, a_tree_of_jobs_in_which_one_fails, a_job_that_fails_until_it_may_no_more, a_schedule_over_both_changes_of_the_clock;
            clear: a_drained_queue_has_nothing_that_waits, old_jobs_are_cleaned_by_queue_state_and_age;
            freeze: a_frozen_attempt_goes_on_where_it_was_frozen, a_frozen_attempt_gives_back_its_slot_once, a_pause_that_is_taken_back_freezes_nothing, a_frozen_attempt_is_paused_again_before_it_got_its_slot, a_frozen_job_is_cancelled_by_its_node, what_was_frozen_with_a_dead_node_goes_on_as_a_new_attempt, what_was_frozen_counts_as_no_crash;
            limits: a_queue_runs_as_many_as_it_may, a_queue_begins_as_often_as_it_may, a_key_runs_as_many_as_it_may, a_key_without_room_holds_up_no_other, a_key_begins_as_often_as_it_may, a_paused_queue_gives_nothing, reasons_vanish_exactly_when_the_job_can_run, a_huge_backlog_delays_no_other_queue, a_heavier_queue_gives_more, settings_that_make_no_sense_are_refused;
            uploads: bytes_sent_ahead_are_kept_for_a_day, an_upload_counts_once_with_its_key,
                what_a_submit_would_do_is_told_and_not_done;
            uniques: another_like_it_is_answered_as_it_says, what_replaces_another_brings_all_that_its_params_are_for, a_job_that_ended_holds_no_key, a_retried_job_takes_its_key_back_unless_another_has_it, a_window_outlives_its_job, a_key_counts_in_its_scope, a_request_counts_once;
            verbs: a_waiting_job_is_paused_and_goes_on_from_where_it_was, a_failed_job_is_retried_with_all_its_attempts, a_cancelled_job_is_retried, a_promoted_job_does_not_wait_for_its_time, a_waiting_job_is_changed, a_change_of_time_moves_a_job, a_job_that_ended_is_deleted_with_all_that_is_its, a_running_job_that_is_to_be_paused_is_frozen_or_interrupted;
            webhooks: a_webhook_is_made_changed_and_removed, a_webhook_finds_what_is_meant_for_it,
                what_a_node_did_is_written_down_once, one_node_alone_tells_a_webhook, what_waits_is_due_and_listed,
                a_webhook_that_is_told_no_more_says_so, events_are_kept_for_webhooks_that_have_not_come_to_them,
                secrets_of_a_webhook_overlap, old_deliveries_are_forgotten;
            waits: a_job_waits_for_all_that_it_names, a_job_does_as_it_says_when_one_fails, no_job_waits_for_itself_by_way_of_others, a_failure_goes_down_a_chain_by_portions, a_job_that_very_many_wait_for_lets_them_go_by_portions, a_paused_job_hears_once_it_is_resumed, an_output_becomes_an_input, half_an_output_feeds_nobody, a_job_that_waits_for_its_time_too_is_scheduled, a_needed_job_that_is_deleted_tells_the_others_first;
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
