//! What is asked for comes, and nothing else, whether it happened before or happens now.

use serde_json::{Value, json};

use super::{admin, last, noop, run, server, submit};

type Fits = Box<dyn Fn(&Value) -> bool>;

fn by(fits: impl Fn(&Value) -> bool + 'static) -> Fits {
    Box::new(fits)
}

fn seq(event: &Value) -> Option<i64> {
    event["seq"].as_i64()
}

#[test]
fn each_filter_lets_through_what_it_says() {
    let server = server();
    let who = admin(&server);
    let round = || {
        run(&server, &json!({"processor": "noop", "queue": "mail"}));
        run(&server, &json!({"processor": "echo", "queue": "mail"}));
        run(
            &server,
            &json!({"processor": "echo", "params": {"fail": "permanent"}}),
        );
        run(&server, &noop());
        let items = json!({"items": [noop(), {"processor": "echo"}]});
        let (status, batch) = who.post("/batches", &items);
        assert_eq!(status, 201, "{batch}");
        let id = batch["id"].as_str().unwrap().to_owned();
        let mut stands = who.events(&format!("/batches/{id}/events"));
        while stands.next_event().is_some() {}
        id
    };
    let start = last(&server);
    let job = submit(&who, &json!({"processor": "noop", "delay_ms": 3_600_000}));
    let other = run(&server, &noop());
    let batch = round();

    let of = |name: &'static str, wanted: &'static str| -> Fits {
        by(move |event| event["job"][name] == wanted)
    };
    let of_batch = {
        let batch = batch.clone();
        move |event: &Value| event["job"]["batch_id"] == batch || event["data"]["batch"] == batch
    };
    let of_jobs = {
        let jobs = [json!(job), json!(other)];
        move |event: &Value| jobs.contains(&event["job"]["id"])
    };
    let only_job = json!(job);
    let of_type = |wanted: &'static [&'static str]| -> Fits {
        by(move |event| wanted.contains(&event["type"].as_str().unwrap()))
    };
    let ends: &[&str] = &["job-completed", "job-failed"];
    let cases: Vec<(String, Fits)> = vec![
        ("queue=mail".to_owned(), of("queue", "mail")),
        (
            "queue=mail,echo".to_owned(),
            by(|event| {
                ["mail", "echo"]
                    .iter()
                    .any(|queue| event["job"]["queue"] == *queue)
            }),
        ),
        ("processor=echo".to_owned(), of("processor", "echo")),
        (
            "processor=echo&queue=mail".to_owned(),
            by(|event| event["job"]["processor"] == "echo" && event["job"]["queue"] == "mail"),
        ),
        (format!("batch={batch}"), by(of_batch)),
        (format!("job={job},{other}"), by(of_jobs)),
        (
            format!("job={job}&type=job-completed"),
            by(move |event| event["job"]["id"] == only_job && event["type"] == "job-completed"),
        ),
        ("type=job-completed,job-failed".to_owned(), of_type(ends)),
        (
            "type=job-failed&processor=echo".to_owned(),
            of_type(&["job-failed"]),
        ),
        ("type=batch-update".to_owned(), of_type(&["batch-update"])),
    ];
    // What was before is found in the store, what comes now is told.
    let mut streams: Vec<_> = cases
        .iter()
        .map(|(query, _)| who.events(&format!("/events?after={start}&{query}")))
        .collect();
    let mut sockets: Vec<_> = cases
        .iter()
        .enumerate()
        .map(|(number, (query, _))| {
            let mut filter = json!({"id": format!("filter {number}"), "after": start});
            for (name, wanted) in query.split('&').filter_map(|pair| pair.split_once('=')) {
                filter[name] = wanted.split(',').collect();
            }
            let mut socket = who.socket("/ws", &[]).unwrap();
            assert_eq!(socket.subscribe(&filter), start);
            socket
        })
        .collect();
    who.post(&format!("/jobs/{job}/promote"), &Value::Null);
    server.wait_for_end(&job);
    round();
    let end = last(&server);
    let mut whole = who.events(&format!("/events?after={start}"));
    let mut all = Vec::new();
    while all.last().is_none_or(|event| seq(event) != Some(end)) {
        all.extend(whole.next_event().filter(|event| seq(event).is_some()));
    }
    for ((query, fits), (stream, socket)) in cases.iter().zip(streams.iter_mut().zip(&mut sockets))
    {
        let wanted: Vec<_> = all
            .iter()
            .filter(|event| fits(event))
            .filter_map(seq)
            .collect();
        assert!(
            wanted.len() >= 2 || query.starts_with("job="),
            "{query}: {wanted:?}"
        );
        let (mut told, mut said) = (Vec::new(), Vec::new());
        while told.len() < wanted.len() {
            told.extend(seq(&stream.next_event().unwrap()));
        }
        while said.len() < wanted.len() {
            said.extend(seq(&socket.next_event().unwrap()));
        }
        assert_eq!(told, wanted, "{query}");
        assert_eq!(said, wanted, "{query}");
    }
}

#[test]
fn what_is_not_kept_is_filtered_too() {
    let server = server();
    let who = admin(&server);
    let echo = |queue: &str, say: &str| json!({"processor": "echo", "queue": queue, "params": {"say": say}});
    let mut logs = who.events("/events?queue=mail&type=log");
    // The stream has begun once it has said so.
    assert!(logs.next_frame().unwrap().id.is_some());
    run(&server, &echo("other", "nobody hears it"));
    let job = run(&server, &echo("mail", "it is heard"));
    let event = logs.next_event().unwrap();
    assert_eq!(
        (&event["type"], &event["job"]["id"]),
        (&json!("log"), &json!(job))
    );
    assert!(
        event["lines"].to_string().contains("it is heard"),
        "{event}"
    );
    let mut further = who.events("/events?processor=echo&type=progress");
    assert!(further.next_frame().unwrap().id.is_some());
    let job = run(&server, &echo("other", ""));
    let event = further.next_event().unwrap();
    assert_eq!(
        (&event["type"], &event["job"]["id"]),
        (&json!("progress"), &json!(job))
    );
    // A job's own stream takes types.
    let mut end = who.events(&format!("/jobs/{job}/events?type=job-completed"));
    assert_eq!(end.next_event().unwrap()["type"], "job-completed");
}

#[test]
fn a_wrong_filter_is_refused_by_its_name() {
    let server = server();
    let who = admin(&server);
    let many = vec!["a"; 21].join(",");
    for (field, value) in [
        ("queue", "Mail"),
        ("queue", "mail,"),
        ("queue", &many),
        ("processor", ""),
        ("job", "1"),
        ("batch", "x"),
        ("type", "job-done"),
    ] {
        let (status, problem) = who.get(&format!("/events?{field}={value}"));
        assert_eq!(
            (status, &problem["code"]),
            (422, &json!("invalid")),
            "{problem}"
        );
        assert_eq!(problem["errors"][0]["path"], field, "{problem}");
    }
    let (_, problem) = who.get("/events?type=job-done");
    let said = problem["detail"].as_str().unwrap();
    assert!(
        said.contains("there are no events `job-done`: write job-created"),
        "{said}"
    );
    assert_eq!(who.get("/events?tag=a").0, 400);
    assert_eq!(who.get("/events?queue=a&queue=b").0, 400);
    let job = run(&server, &noop());
    assert_eq!(who.get(&format!("/jobs/{job}/events?type=x")).0, 422);
    assert_eq!(who.get(&format!("/jobs/{job}/events?queue=mail")).0, 400);
}

#[test]
fn the_command_prints_what_is_asked_for() {
    let server = server();
    run(&server, &json!({"processor": "noop", "queue": "mail"}));
    run(&server, &noop());
    let mut command = server.runner().command(&[
        "events",
        "--after",
        "0",
        "--queue",
        "mail",
        "--type",
        "job-created,job-completed",
        "--json",
    ]);
    let mut child = command
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let lines = std::io::BufReader::new(child.stdout.take().unwrap());
    let lines = std::io::BufRead::lines(lines)
        .map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
    let told: Vec<Value> = lines.take(2).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    let kinds: Vec<_> = told.iter().map(|event| &event["type"]).collect();
    assert_eq!(kinds, ["job-created", "job-completed"]);
    assert!(
        told.iter().all(|event| event["job"]["queue"] == "mail"),
        "{told:?}"
    );
    let wrong = server.client(&["events", "--type", "job-done"]);
    assert_eq!(wrong.code, Some(2), "{}", wrong.said());
    assert!(
        wrong.stderr.contains("there are no events `job-done`"),
        "{}",
        wrong.stderr
    );
}
