//! The JSON Schema of the file: what editors complete, and the list of keys that there are.
//!
//! It says of each value how it is written. Whether it can be is said by whoever reads it, in better words.

use runner_model::Limit;
use serde_json::{Map, Value, json};

use super::settings::{Setting, Settings};

/// The schema of a file.
pub(super) fn schema() -> Value {
    let mut properties = Map::new();
    for setting in Setting::ALL {
        properties.insert(setting.name().to_owned(), of_setting(setting));
    }
    properties.insert(
        "limits".to_owned(),
        limits("How much jobs may ask for, of all plugins that have no limits of their own"),
    );
    properties.insert("webhooks".to_owned(), webhooks());
    properties.insert("smtp".to_owned(), smtp());
    properties.insert(
        "jwt".to_owned(),
        json!({
            "description": "Identity providers whose JSON Web Tokens let in",
            "type": "array",
            "items": issuer(),
        }),
    );
    properties.insert(
        "plugin".to_owned(),
        json!({
            "description": "Plugins by their names",
            "type": "object",
            "additionalProperties": section(&json!({
                "limits": limits("How much jobs of this plugin may ask for"),
                "http": {
                    "description": "What the plugin may reach",
                    "type": "array",
                    "items": grant(),
                },
            })),
        }),
    );
    let mut schema = section(&Value::Object(properties));
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("runner.toml");
    schema
}

/// A table that has these keys and no others.
fn section(properties: &Value) -> Value {
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn of_setting(setting: Setting) -> Value {
    if setting.is_list() {
        let items = Settings::default().items(setting);
        let mut list = texts(setting.meaning());
        list["default"] = json!(items);
        return list;
    }
    let kind = match setting {
        Setting::Slots => json!(["integer", "string"]),
        _ if setting.is_count() => json!("integer"),
        _ => json!("string"),
    };
    let text = Settings::default().text(setting);
    let default = match text.parse::<u64>() {
        Ok(number) if setting.is_count() => json!(number),
        _ => json!(text),
    };
    json!({"description": setting.meaning(), "type": kind, "default": default})
}

fn limits(description: &str) -> Value {
    let one = |limit: Limit| {
        (
            limit.name().to_owned(),
            json!({"type": ["integer", "string"]}),
        )
    };
    let all: Map<String, Value> = Limit::ALL.into_iter().map(one).collect();
    let mut limits = section(&Value::Object(all));
    limits["description"] = json!(description);
    limits
}

fn text(description: &str) -> Value {
    json!({"description": description, "type": "string"})
}

fn texts(description: &str) -> Value {
    json!({"description": description, "type": "array", "items": {"type": "string"}})
}

fn webhooks() -> Value {
    let mut webhooks = section(&json!({
        "allow": texts("Addresses and networks that are not of the public internet, and that webhooks may be sent to"),
        "retry": texts("How long to wait before each time that a delivery is tried again"),
        "timeout": text("How long one try may take"),
        "disable_after": text("For how long nothing could be delivered before a webhook is told no more"),
    }));
    webhooks["description"] = json!("How webhooks are sent, and where to");
    webhooks
}

fn smtp() -> Value {
    let mut smtp = section(&json!({
        "host": text("The server that mail is handed to"),
        "port": {
            "description": "Its port; 587, 465 or 25 unless said, as `tls` is",
            "type": "integer",
            "minimum": 1,
            "maximum": 65535,
        },
        "tls": {
            "description": "How the connection is kept private",
            "type": "string",
            "enum": ["starttls", "tls", "none"],
            "default": "starttls",
        },
        "user": text("Who signs in"),
        "password": text("The secret that is the password: `${secret:NAME}`"),
        "from": text("Whom mail comes from"),
        "to": texts("Who is told of all alerts"),
        "timeout": text("How long one mail may take"),
    }));
    smtp["description"] =
        json!("The server that mail is handed to, and who is told of alerts by it");
    smtp["required"] = json!(["host", "from"]);
    smtp
}

fn issuer() -> Value {
    let mut issuer = section(&json!({
        "issuer": text("Who issues the tokens: their claim `iss`"),
        "audience": text("Whom they are for: their claim `aud`, or one of its texts"),
        "algorithm": {
            "description": "How they are signed",
            "type": "string",
            "enum": ["HS256", "RS256"],
        },
        "key": text("The file of the key: a public one (PEM) for RS256, the secret's bytes for HS256"),
        "name": text("The claim that says who somebody is; `sub` unless said"),
        "role": text("The claim that says what somebody may do, a text or several; `role` unless said"),
        "roles": {
            "description": "Which role each of its texts stands for",
            "type": "object",
            "additionalProperties": {"enum": ["viewer", "submitter", "operator", "admin"]},
        },
    }));
    issuer["required"] = json!(["issuer", "audience", "algorithm", "key", "roles"]);
    issuer
}

fn grant() -> Value {
    let mut grant = section(&json!({
        "to": text("Where to: scheme, host or pattern of hosts, port, path"),
        "methods": texts("With which methods; all if there are none"),
        "headers": {
            "description": "Headers that every request gets; `${secret:NAME}` stands for a secret",
            "type": "object",
            "additionalProperties": {"type": "string"},
        },
        "addresses": texts("Private addresses and networks that the name may lead to"),
        "rate": text("How often, such as `10/s`"),
        "connect_timeout": text("The longest that connecting may take"),
        "first_byte_timeout": text("The longest that the headers of the answer may take"),
        "between_bytes_timeout": text("The longest between two pieces of a body"),
    }));
    grant["required"] = json!(["to"]);
    grant
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::config::Config;

    fn is_valid(toml: &str) -> bool {
        let document: BTreeMap<String, toml::Value> = toml::from_str(toml).unwrap();
        let document = serde_json::to_value(document).unwrap();
        jsonschema::is_valid(&schema(), &document)
    }

    #[test]
    fn the_schema_takes_what_is_right_and_no_other_keys() {
        assert!(jsonschema::meta::is_valid(&schema()));
        assert!(is_valid(Config::DEFAULT_TOML));
        let grant = "[[plugin.a.http]]\nto = \"https://a.com\"\nheaders = { b = \"c\" }\n";
        assert!(is_valid(grant));
        assert!(is_valid(
            "slots = 3\n[limits]\nfuel = 1\nmemory = \"1MiB\"\n"
        ));
        assert!(is_valid(
            "cors_origins = [\"https://a.com\"]\n[webhooks]\nretry = [\"5s\"]\ntimeout = \"9s\"\n"
        ));
        assert!(is_valid(
            "[[jwt]]\nissuer = \"a\"\naudience = \"b\"\nalgorithm = \"RS256\"\nkey = \"c\"\nroles = { d = \"admin\" }\n"
        ));
        assert!(is_valid(
            "[smtp]\nhost = \"a\"\nfrom = \"b@c.d\"\nport = 25\ntls = \"none\"\nto = []\n"
        ));
        for wrong in [
            "[smtp]\nfrom = \"b@c.d\"\n",
            "slot = 3\n",
            "listen = 7070\n",
            "cors_origins = \"https://a.com\"\n",
            "[limits]\nram = 3\n",
            "[webhooks]\nfor = []\n",
            "[plugin.a]\ngrants = []\n",
            "[[plugin.a.http]]\nmethods = []\n",
            "[[jwt]]\nissuer = \"a\"\n",
        ] {
            assert!(!is_valid(wrong), "{wrong}");
        }
    }
}
