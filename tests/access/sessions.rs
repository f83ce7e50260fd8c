//! Browsers that sign in: a cookie is as good as its token, and of no use to other sites' pages.

use runner_server::rules;
use runner_testkit::Visitor;
use serde_json::{Value, json};

use super::routes::{ROLES, path};
use super::{noop, server, submit};

/// What a browser says of a request that its server's own page makes.
const OWN_PAGE: &str = "Sec-Fetch-Site: same-origin";

fn code(who: &Visitor, method: &str, path: &str, headers: &[&str]) -> (u16, Value) {
    let (status, answer) = who.send_with(method, path, headers, &json!({}));
    (status, answer["code"].clone())
}

#[test]
fn a_browser_signs_in_is_known_and_signs_out() {
    let server = server();
    let ann = server.visitor("ann", "operator");
    let answer = ann.send_raw("POST", "/session", &[], &Value::Null);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 201 Created"), "{answer}");
    assert!(head.contains("cache-control: no-store"), "{head}");
    let cookie = head
        .lines()
        .find(|line| line.starts_with("set-cookie: "))
        .unwrap();
    let (_, attributes) = cookie.split_once("; ").unwrap();
    assert_eq!(
        attributes,
        "Path=/; Max-Age=604800; HttpOnly; SameSite=Strict"
    );
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(
        (&body["name"], &body["role"]),
        (&json!("ann"), &json!("operator"))
    );
    assert!(!body.to_string().contains("runner_"), "{body}");

    let page = ann.sign_in();
    let (status, who) = page.get("/session");
    assert_eq!(
        (status, &who["name"], &who["role"]),
        (200, &json!("ann"), &json!("operator"))
    );
    assert!(who["expires_at"].is_string(), "{who}");
    assert_eq!(ann.get("/session").1["expires_at"], Value::Null);
    // It is another cookie each time, and one is not worth another.
    assert_ne!(page.cookie(), ann.sign_in().cookie());
    assert_eq!(
        code(&page, "POST", "/session", &[OWN_PAGE]),
        (403, json!("forbidden"))
    );

    let mut events = page.events("/events");
    let out = page.send_raw("DELETE", "/session", &[OWN_PAGE], &Value::Null);
    assert!(out.starts_with("HTTP/1.1 204"), "{out}");
    assert!(
        out.contains("set-cookie: runner_session=; Path=/; Max-Age=0;"),
        "{out}"
    );
    assert_eq!(page.get("/session").0, 401);
    while events.next_event().is_some() {}
    // The token and its other browsers stay.
    assert_eq!(ann.get("/jobs").0, 200);
    assert_eq!(ann.send("DELETE", "/session", &Value::Null).0, 204);
}

#[test]
fn a_session_is_as_good_as_its_token() {
    let server = server();
    let (ann, bob) = (
        server.visitor("ann", "submitter"),
        server.visitor("bob", "submitter"),
    );
    let job = submit(&ann, &noop());
    let path = format!("/jobs/{}", job["id"].as_str().unwrap());
    let (anns, bobs) = (ann.sign_in(), bob.sign_in());
    let (status, made) = bobs.send_with("POST", "/jobs", &[OWN_PAGE], &noop());
    assert_eq!((status, &made["created_by"]), (201, &json!("bob")));
    assert_eq!((anns.get(&path).0, bobs.get(&path).0), (200, 404));
    assert_eq!(anns.get("/tokens").0, 403);
    let admin = server.stranger(Some(server.token())).sign_in();
    assert_eq!(admin.get("/tokens").0, 200);
    let brief = json!({"name": "brief", "role": "viewer", "expires_in": "1h"});
    let brief = server.visitor_with(&brief);
    let (status, who) = brief.sign_in().get("/session");
    assert_eq!(
        (status, &who["expires_at"]),
        (200, &brief.get("/session").1["expires_at"])
    );
    // They outlive a restart, and not their tokens.
    let server = server.kill_and_restart();
    let now = |visitor: &Visitor| server.moved(visitor);
    assert_eq!(
        (now(&anns).get(&path).0, now(&admin).get("/tokens").0),
        (200, 200)
    );
    let revoked = server.send(
        "DELETE",
        &format!("/api/v1/tokens/{}", ann.id()),
        &Value::Null,
    );
    assert_eq!(revoked.0, 204);
    assert_eq!(
        (now(&anns).get(&path).0, now(&bobs).get("/jobs").0),
        (401, 200)
    );
    // Another token in the data folder ends what the old one began.
    let runner = server.stop();
    std::fs::remove_file(runner.path("data/token")).unwrap();
    let server = runner_testkit::Server::start(runner);
    assert_eq!(server.moved(&admin).get("/tokens").0, 401);
    assert_eq!(server.moved(&bobs).get("/jobs").0, 200);
}

/// Every route: by a cookie nothing is changed unless the server's own page asks, and then what the role may.
#[test]
fn other_sites_pages_change_nothing_by_a_cookie() {
    let server = server();
    let pages = ROLES.map(|role| server.visitor(&format!("a-{role}"), role).sign_in());
    let host = format!("Origin: http://{}", server.address());
    let others = [
        &[][..],
        &["Sec-Fetch-Site: cross-site"],
        // Another port of the same machine is the same site to a cookie, and another origin.
        &["Sec-Fetch-Site: same-site", host.as_str()],
        &["Origin: http://127.0.0.1:1"],
        &["Origin: null"],
    ];
    let mut tried = 0;
    for rule in rules().iter().filter(|rule| rule.path != "/session") {
        let (method, path) = (rule.method.as_str(), path(rule));
        for (role, page) in ROLES.iter().zip(&pages) {
            let is_for_role = rule.needs.roles().iter().any(|one| one.as_str() == *role);
            let own = [&[OWN_PAGE][..], &[host.as_str()]];
            let good = if method == "GET" { &others[..] } else { &own };
            for headers in good {
                let (status, code) = code(page, method, &path, headers);
                assert_ne!(status, 401, "{role} {rule:?} {headers:?}");
                assert_eq!(
                    status == 403 && code == "forbidden",
                    !is_for_role,
                    "{role} {rule:?} {headers:?}"
                );
                tried += 1;
            }
        }
        if method != "GET" {
            for headers in others {
                assert_eq!(
                    code(&pages[3], method, &path, headers),
                    (403, json!("foreign_page")),
                    "{rule:?}"
                );
            }
        }
    }
    assert!(tried > 600, "{tried}");
    // A WebSocket is open to pages of all sites, as far as browsers go.
    let upgrade = ["Connection: Upgrade", "Upgrade: websocket"];
    assert_eq!(
        code(&pages[0], "GET", "/jobs", &upgrade),
        (403, json!("foreign_page"))
    );
}
