//! What people see of jobs that mean harm.

use runner_testkit::Server;
use serde_json::Value;

/// Whether a terminal would obey it: everything but the end of a line and the space to the next column.
pub(crate) fn is_obeyed(c: char) -> bool {
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && c != '\n' && c != '\t')
}

/// Looks at all that the commands for people show of some jobs.
pub(crate) fn is_harmless(server: &Server, jobs: &[Value]) {
    let ids = jobs.iter().map(|job| job["id"].as_str().unwrap());
    let of_jobs = ids.flat_map(|id| {
        [
            vec!["job", "show", id],
            vec!["job", "logs", id],
            // All that is kept of a job that has ended: it comes to an end.
            vec!["events", "--job", id],
        ]
    });
    let lists = [vec!["job", "list"], vec!["errors"], vec!["plugin", "list"]];
    for args in of_jobs.chain(lists) {
        let ran = server.client(&args);
        assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.stderr);
        for text in [&ran.stdout, &ran.stderr] {
            let found = text.find(is_obeyed).map(|at| {
                let begin = text.floor_char_boundary(at.saturating_sub(60));
                format!("{:?}", &text[begin..text.ceil_char_boundary(at + 20)])
            });
            assert_eq!(found, None, "{args:?}");
        }
    }
}
