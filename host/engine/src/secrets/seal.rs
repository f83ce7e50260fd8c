//! Sealing values: ChaCha20-Poly1305 (RFC 8439) with a random nonce, and what it is for as what goes with the value, so
//! that a value that was sealed for something else does not open.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom as _, SystemRandom};
use runner_model::SecretString;
use zeroize::Zeroizing;

use super::SecretError;
use super::key::SecretKey;

/// A sealed value.
pub(super) struct Sealed {
    pub(super) nonce: Vec<u8>,
    pub(super) sealed: Vec<u8>,
}

fn cipher(key: &SecretKey) -> LessSafeKey {
    let key = UnboundKey::new(&CHACHA20_POLY1305, key.bytes());
    LessSafeKey::new(key.expect("the key is as long as the algorithm wants it"))
}

pub(super) fn seal(
    key: &SecretKey,
    purpose: &str,
    value: &SecretString,
) -> Result<Sealed, SecretError> {
    // 96 random bits: no operator sets so many secrets that two of them meet.
    let mut nonce = [0; NONCE_LEN];
    SystemRandom::new()
        .fill(&mut nonce)
        .map_err(|_| SecretError::NoRandom)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(
        value.reveal().len() + CHACHA20_POLY1305.tag_len(),
    ));
    bytes.extend_from_slice(value.reveal().as_bytes());
    cipher(key)
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(purpose),
            &mut *bytes,
        )
        .expect("a value is shorter than what the algorithm takes");
    Ok(Sealed {
        nonce: nonce.to_vec(),
        sealed: bytes.to_vec(),
    })
}

/// Opens a sealed value; none if it was sealed with another key, or for something else, or was changed.
pub(super) fn open(key: &SecretKey, purpose: &str, sealed: &Sealed) -> Option<SecretString> {
    let nonce = Nonce::try_assume_unique_for_key(&sealed.nonce).ok()?;
    let mut bytes = Zeroizing::new(sealed.sealed.clone());
    let value = cipher(key)
        .open_in_place(nonce, Aad::from(purpose), &mut bytes)
        .ok()?;
    let value = std::str::from_utf8(value).ok()?;
    Some(SecretString::new(value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(digit: &str) -> SecretKey {
        SecretKey::parse(&digit.repeat(64)).unwrap()
    }

    #[test]
    fn a_value_opens_with_its_key_and_for_its_purpose_alone() {
        let value = SecretString::new("hunter2 é".to_owned());
        let mut sealed = seal(&key("a"), "api", &value).unwrap();
        assert!(!sealed.sealed.windows(7).any(|bytes| bytes == b"hunter2"));
        let opened = |key, text, sealed: &Sealed| open(&key, text, sealed);
        assert_eq!(opened(key("a"), "api", &sealed), Some(value.clone()));
        assert_eq!(opened(key("b"), "api", &sealed), None);
        assert_eq!(opened(key("a"), "other", &sealed), None);
        // The same value is never sealed in the same way twice.
        let again = seal(&key("a"), "api", &value).unwrap();
        assert_ne!(
            (&again.nonce, &again.sealed),
            (&sealed.nonce, &sealed.sealed)
        );
        sealed.sealed[0] ^= 1;
        assert_eq!(opened(key("a"), "api", &sealed), None);
        sealed.nonce.pop();
        assert_eq!(opened(key("a"), "api", &sealed), None);
    }
}
