//! A grant as people give it: the command and the block of the file, ready to be pasted.

use super::http::HttpGrant;
use crate::name::ProcessorName;

impl HttpGrant {
    /// The command that gives it: `runner plugin grant NAME URL --method GET …`.
    pub fn command(&self, plugin: &ProcessorName) -> String {
        let words = ["runner", "plugin", "grant", plugin.as_str()].map(str::to_owned);
        let mut words = words.to_vec();
        words.push(quoted(&self.to.to_string()));
        for method in &self.methods {
            words.push(format!("--method {method}"));
        }
        for (name, value) in &self.headers {
            words.push(format!("--header {}", quoted(&format!("{name}: {value}"))));
        }
        for network in &self.addresses {
            words.push(format!("--address {network}"));
        }
        if let Some(rate) = self.rate {
            words.push(format!("--rate {}", quoted(&rate.to_string())));
        }
        let timeouts = [
            ("--connect-timeout", self.connect_timeout),
            ("--first-byte-timeout", self.first_byte_timeout),
            ("--between-bytes-timeout", self.between_bytes_timeout),
        ];
        for (flag, timeout) in timeouts {
            if let Some(timeout) = timeout {
                let timeout = humantime::format_duration(timeout).to_string();
                words.push(format!("{flag} {}", quoted(&timeout)));
            }
        }
        words.join(" ")
    }

    /// The block of `runner.toml` that gives it.
    pub fn toml(&self, plugin: &ProcessorName) -> String {
        let mut lines = vec![
            format!("[[plugin.{plugin}.http]]"),
            format!("to = {}", text(&self.to)),
        ];
        if !self.methods.is_empty() {
            lines.push(format!("methods = {}", list(&self.methods)));
        }
        if !self.headers.is_empty() {
            let pairs = self.headers.iter();
            let pairs = pairs.map(|(name, value)| format!("{} = {}", text(name), text(value)));
            let pairs: Vec<String> = pairs.collect();
            lines.push(format!("headers = {{ {} }}", pairs.join(", ")));
        }
        if !self.addresses.is_empty() {
            lines.push(format!("addresses = {}", list(&self.addresses)));
        }
        if let Some(rate) = self.rate {
            lines.push(format!("rate = {}", text(rate)));
        }
        let timeouts = [
            ("connect_timeout", self.connect_timeout),
            ("first_byte_timeout", self.first_byte_timeout),
            ("between_bytes_timeout", self.between_bytes_timeout),
        ];
        for (key, timeout) in timeouts {
            if let Some(timeout) = timeout {
                lines.push(format!(
                    "{key} = {}",
                    text(humantime::format_duration(timeout))
                ));
            }
        }
        lines.join("\n")
    }
}

/// A TOML string: what needs an escape there needs the same one in JSON.
fn text(value: impl std::fmt::Display) -> String {
    serde_json::Value::from(value.to_string()).to_string()
}

fn list<T: std::fmt::Display>(values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<String> = values.into_iter().map(text).collect();
    format!("[{}]", values.join(", "))
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/@%+=,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_is_written_so_that_it_can_be_pasted() {
        let grant: HttpGrant = serde_json::from_value(serde_json::json!({
            "to": "http://*.example.com:*",
            "methods": ["POST", "GET"],
            "headers": {"authorization": "Bearer ${secret:key}", "x-it's": "a \"b\""},
            "addresses": ["10.0.0.0/8"],
            "rate": "10/s burst 3",
            "connect_timeout": "90s",
        }))
        .unwrap();
        let plugin = ProcessorName::try_from("fetch".to_owned()).unwrap();
        assert_eq!(
            grant.command(&plugin),
            r#"runner plugin grant fetch 'http://*.example.com:*' --method GET --method POST --header 'authorization: Bearer ${secret:key}' --header 'x-it'\''s: a "b"' --address 10.0.0.0/8 --rate '10/s burst 3' --connect-timeout '1m 30s'"#
        );
        let toml = grant.toml(&plugin);
        let (head, body) = toml.split_once('\n').unwrap();
        assert_eq!(head, "[[plugin.fetch.http]]");
        assert_eq!(toml::from_str::<HttpGrant>(body).unwrap(), grant);
    }
}
