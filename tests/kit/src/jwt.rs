//! JSON Web Tokens as an issuer makes them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::{Value, json};

/// A token with these claims, signed by HS256.
pub fn jwt(claims: &Value, secret: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = json!({"alg": "HS256", "typ": "JWT"});
    let said = format!("{}.{}", part(&head), part(claims));
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, said.as_bytes()));
    format!("{said}.{signature}")
}
