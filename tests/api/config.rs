//! What the server was told.

use runner_testkit::Server;
use serde_json::{Value, json};

use super::server;

fn setting(server: &Server, name: &str) -> Value {
    let (status, said) = server.get("/api/v1/config");
    assert_eq!(status, 200, "{said}");
    let settings = said["settings"].as_array().unwrap();
    let found = settings.iter().find(|setting| setting["name"] == name);
    found.unwrap().clone()
}

#[test]
fn each_setting_says_where_it_comes_from() {
    let server = server();
    let listen = setting(&server, "listen");
    assert_eq!(
        (&listen["from"], &listen["at"]),
        (&json!("flag"), &json!("--listen"))
    );
    let drain = setting(&server, "drain");
    assert_eq!(
        (&drain["from"], &drain["at"]),
        (&json!("default"), &Value::Null)
    );
    assert!(drain["meaning"].as_str().unwrap().len() > 10, "{drain}");
}
