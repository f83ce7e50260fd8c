//! What makes a message one of ours, as Standard Webhooks says: `webhook-id`, `webhook-timestamp` and `webhook-signature`
//! (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};
use runner_model::SecretString;
use runner_store::{StoredEvent, StoredWebhook};
use zeroize::Zeroizing;

use crate::secrets::SecretError;

/// What every secret begins with.
const PREFIX: &str = "whsec_";

/// Random bytes of a secret. The specification wants 24 to 64.
const SECRET_BYTES: usize = 32;

/// Random bytes.
pub(super) fn random<const N: usize>() -> Result<[u8; N], SecretError> {
    let mut bytes = [0; N];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map(|()| bytes).map_err(|_| SecretError::NoRandom)
}

/// A new secret, as people put it into their programs.
pub(super) fn new_secret() -> Result<SecretString, SecretError> {
    let bytes = Zeroizing::new(random::<SECRET_BYTES>()?);
    Ok(SecretString::new(format!(
        "{PREFIX}{}",
        STANDARD.encode(*bytes)
    )))
}

/// The id of the message of an event: the same whenever it is sent, and that of no other, also of another database or of
/// this one once an older copy took its place.
pub(super) fn message_id(webhook: &StoredWebhook, event: &StoredEvent) -> String {
    let mark = u64::from_be_bytes(webhook.mark);
    format!("evt_{mark:016x}_{}_{}", event.seq, event.at.as_millis())
}

/// One signature; none if the secret is none.
pub(super) fn signature(
    secret: &SecretString,
    id: &str,
    seconds: i64,
    body: &[u8],
) -> Option<String> {
    let bytes = secret.reveal().strip_prefix(PREFIX)?;
    let bytes = Zeroizing::new(STANDARD.decode(bytes).ok()?);
    let mut signed = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &bytes));
    signed.update(format!("{id}.{seconds}.").as_bytes());
    signed.update(body);
    Some(format!("v1,{}", STANDARD.encode(signed.sign())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_signed_as_the_specification_does() {
        // The example of the specification.
        let secret = SecretString::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
        let signed = signature(
            &secret,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            br#"{"test": 2432232314}"#,
        );
        assert_eq!(
            signed.as_deref(),
            Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        );
        assert_eq!(
            signature(&SecretString::new("x".to_owned()), "", 0, b""),
            None
        );
    }

    #[test]
    fn a_secret_is_never_made_twice() {
        let (one, other) = (new_secret().unwrap(), new_secret().unwrap());
        assert_ne!(one, other);
        assert!(signature(&one, "a", 1, b"b").is_some());
    }
}
