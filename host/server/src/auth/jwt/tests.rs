//! Tokens that are good, those that are not, and keys that are none.

use std::io::Write as _;
use std::process::Command;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::json;
use tempfile::NamedTempFile;

use super::*;

/// A key of nobody, made for these tests: `ring` makes none of this kind.
static PRIVATE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let made = Command::new("openssl")
        .args([
            "genpkey",
            "-algorithm",
            "RSA",
            "-pkeyopt",
            "rsa_keygen_bits:2048",
        ])
        .output()
        .expect("the program openssl makes the key of this test: install openssl");
    assert!(made.status.success(), "{made:?}");
    made.stdout
});
const SECRET: &[u8] = b"a secret of thirty-two bytes, or so";

fn issuer(algorithm: JwtAlgorithm, key: &NamedTempFile) -> JwtIssuer {
    let roles = [
        ("ops", Role::Operator),
        ("root", Role::Admin),
        ("apps", Role::Submitter),
    ];
    JwtIssuer {
        issuer: "https://id.example.com".to_owned(),
        audience: "runner".to_owned(),
        algorithm,
        key: key.path().to_owned(),
        name: "sub".to_owned(),
        role: "groups".to_owned(),
        roles: roles.map(|(text, role)| (text.to_owned(), role)).into(),
    }
}

fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn key_pair() -> RsaKeyPair {
    let der = PrivatePkcs8KeyDer::from_pem_slice(&PRIVATE).unwrap();
    RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).unwrap()
}

/// The public key in PEM form, as PKCS #1 has it.
fn public() -> String {
    let der = base64::engine::general_purpose::STANDARD.encode(key_pair().public_key().as_ref());
    format!("-----BEGIN RSA PUBLIC KEY-----\n{der}\n-----END RSA PUBLIC KEY-----\n")
}

fn unsigned(algorithm: &str, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}",
        part(&json!({"alg": algorithm, "typ": "JWT"})),
        part(claims)
    )
}

fn by_secret(algorithm: &str, claims: &Value, secret: &[u8]) -> String {
    let text = unsigned(algorithm, claims);
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes()));
    format!("{text}.{signature}")
}

fn by_rsa(claims: &Value) -> String {
    let text = unsigned("RS256", claims);
    let pair = key_pair();
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        text.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Good claims, with some put over them.
fn claims(over: Value) -> Value {
    let mut claims = json!({
        "iss": "https://id.example.com",
        "aud": ["other", "runner"],
        "exp": 4_102_444_800_u64,
        "sub": "ann@example.com",
        "groups": ["apps", "ops", "unknown"],
    });
    let Value::Object(over) = over else {
        panic!("{over}")
    };
    claims.as_object_mut().unwrap().extend(over);
    claims
}

#[test]
fn a_good_token_says_who_somebody_is_and_what_they_may_do() {
    let (secret, public) = (file(SECRET), file(public().as_bytes()));
    let both = [
        issuer(JwtAlgorithm::HS256, &secret),
        issuer(JwtAlgorithm::RS256, &public),
    ];
    let jwts = Jwts::open(&both).unwrap();
    for text in [
        by_secret("HS256", &claims(json!({})), SECRET),
        by_rsa(&claims(json!({}))),
    ] {
        assert!(Jwts::is_one(&text));
        let said = jwts.read(&text).unwrap();
        // The greatest role of several.
        assert_eq!(
            (said.name.as_str(), said.role),
            ("ann@example.com", Role::Operator)
        );
        assert_eq!(said.expires_at, Timestamp::from_millis(4_102_444_830_000));
    }
    let one = by_rsa(&claims(json!({"groups": "root"})));
    assert_eq!(jwts.read(&one).unwrap().role, Role::Admin);
}

#[test]
fn a_token_that_is_not_good_is_not_taken() {
    let (secret, key) = (file(SECRET), file(public().as_bytes()));
    let by_hs256 = Jwts::open(&[issuer(JwtAlgorithm::HS256, &secret)]).unwrap();
    let by_rs256 = Jwts::open(&[issuer(JwtAlgorithm::RS256, &key)]).unwrap();
    for (over, why) in [
        (json!({"exp": 1_700_000_000}), "it has ended (`exp`)"),
        (json!({"exp": null}), ""),
        (
            json!({"nbf": 4_102_444_000_u64}),
            "it does not hold yet (`nbf`)",
        ),
        (
            json!({"iss": "https://evil.example.com"}),
            "it is of another issuer (`iss`)",
        ),
        (
            json!({"aud": "other"}),
            "it is for another audience (`aud`)",
        ),
        (json!({"aud": null}), "it has no claim `aud`"),
        (
            json!({"sub": "a b"}),
            "its claim `sub`: `a b` is no name of a token",
        ),
        (
            json!({"sub": 5}),
            "its claim `sub`: `` is no name of a token",
        ),
        (
            json!({"sub": "admin"}),
            "the token in the data folder is called admin",
        ),
        (
            json!({"groups": ["unknown"]}),
            "its claim `groups` names nothing that stands for a role here",
        ),
        (
            json!({"groups": {"ops": true}}),
            "its claim `groups` names nothing",
        ),
    ] {
        let said = by_rs256.read(&by_rsa(&claims(over.clone()))).err();
        assert!(
            said.as_ref().is_some_and(|said| said.starts_with(why)),
            "{over}: {said:?}"
        );
    }
    let good = claims(json!({}));
    // Signed with the public key as if it were a secret, with another secret, by nobody, and changed.
    let confused = by_secret("HS256", &good, public().as_bytes());
    assert!(by_rs256.read(&confused).is_err());
    let dressed = by_secret("RS256", &good, SECRET);
    assert!(by_hs256.read(&dressed).is_err() && by_rs256.read(&dressed).is_err());
    let forged = by_hs256.read(&by_secret("HS256", &good, &[b'x'; 40]));
    assert_eq!(
        forged.err().as_deref(),
        Some("its signature is not one of its issuer's key")
    );
    assert!(by_hs256.read(&by_secret("HS512", &good, SECRET)).is_err());
    for algorithm in ["none", "None", "HS256", "RS256"] {
        let unsigned = format!("{}.", unsigned(algorithm, &good));
        assert!(by_hs256.read(&unsigned).is_err() && by_rs256.read(&unsigned).is_err());
    }
    let text = by_rsa(&good);
    for at in (0..text.len()).step_by(7) {
        let mut other = text.clone().into_bytes();
        other[at] = if other[at] == b'A' { b'B' } else { b'A' };
        assert!(
            by_rs256.read(&String::from_utf8(other).unwrap()).is_err(),
            "{at}"
        );
    }
    for odd in ["", ".", "..", "a.b.c", "e30.e30.e30", &text[1..]] {
        assert!(by_rs256.read(odd).is_err(), "{odd}");
    }
}

#[test]
fn a_key_that_is_none_is_named() {
    let (short, pem) = (
        file(b"short\n"),
        file(b"-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n"),
    );
    let said = |issuer: JwtIssuer| match Jwts::open(&[issuer]) {
        Ok(_) => panic!("it is taken"),
        Err(error) => error.to_string(),
    };
    let said_short = said(issuer(JwtAlgorithm::HS256, &short));
    assert!(
        said_short.ends_with("a secret has 32 bytes at least, and this has 5"),
        "{said_short}"
    );
    let said_pem = said(issuer(JwtAlgorithm::RS256, &pem));
    assert!(
        said_pem.contains("holds no key of `https://id.example.com`: "),
        "{said_pem}"
    );
    let gone = JwtIssuer {
        key: "/nowhere".into(),
        ..issuer(JwtAlgorithm::RS256, &pem)
    };
    assert!(
        said(gone).starts_with("cannot read the key of `https://id.example.com` in /nowhere: ")
    );
}
