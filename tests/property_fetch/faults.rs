//! Everything goes wrong at once, and the process dies in the middle of it.

use runner_property_api::{Fault, Settings};
use serde_json::json;

use crate::support::Story;

#[test]
fn under_all_faults_and_a_kill_every_record_is_there_once_and_bought_once_but_for_the_page_in_flight()
 {
    for seed in [7, 2026] {
        let story = Story::begin(Settings {
            seed,
            faults: Fault::ALL.to_vec(),
            ..Settings::default()
        });
        // Every second page is whole, this one too: it is bought, and never arrives.
        story.api.hold(14);
        let id = story.fetch(&json!({}));
        story.api.wait_for_hold();
        let held = story.api.ledger().asked.last().unwrap().clone();
        assert_eq!((held.fault, held.is_purchase), (None, true));
        let Story { api, server } = story;
        let server = server.kill_and_restart();
        api.release();
        let story = Story { api, server };
        let done = story.server.wait_for(&id, "completed");
        story.has_all(&story.output(&id));
        story.bought_once(|number| u32::from(held.records.contains(&number)));

        let ledger = story.api.ledger();
        let times = |fault| {
            ledger
                .asked
                .iter()
                .filter(|asked| asked.fault == Some(fault))
                .count() as u64
        };
        for fault in Fault::ALL {
            assert!(times(fault) > 0, "{}", fault.name());
        }
        let result = &done["result"];
        assert_eq!(result["records"], 10_000);
        assert_eq!(result["reported_total"], 10_000);
        assert_eq!(result["duplicates"], 30 * times(Fault::Overlap));
        assert_eq!(result["empty_pages"], times(Fault::Empty));
        assert_eq!(result["short_pages"], times(Fault::Short));
        assert_eq!(result["total_changes"], 2 * times(Fault::Total));
        let failed = [
            Fault::RateLimit,
            Fault::Errors,
            Fault::Cut,
            Fault::Broken,
            Fault::Reset,
        ];
        assert_eq!(result["errors"], failed.into_iter().map(times).sum::<u64>());
        assert!(result["records_per_minute"].as_f64().unwrap() > 1_000.0);

        let log = story.server.client(&["job", "logs", &id]).stdout;
        assert!(log.contains(": 400 records in "), "{log}");
        assert!(log.contains("going on from the checkpoint: "), "{log}");
    }
}
