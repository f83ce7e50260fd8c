//! The key that secrets are sealed with: from outside, or in a file that is made when it is first needed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::{fmt, str};

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use ring::rand::{SecureRandom as _, SystemRandom};
use zeroize::Zeroizing;

use super::SecretError;

/// The variable of the environment that a key can be given in.
pub const SECRET_KEY_VARIABLE: &str = "RUNNER_SECRET_KEY";

const BYTES: usize = 32;

/// A key of 32 bytes. Nothing prints it, and its memory is wiped when it is dropped.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<[u8; BYTES]>);

/// Where the key comes from.
#[derive(Debug, Clone)]
pub struct SecretKeySource {
    /// The key that was given from outside. It goes before the file.
    pub given: Option<SecretKey>,
    /// The file that holds it otherwise, and is made when the first secret is set.
    pub file: PathBuf,
}

/// The text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not 32 bytes in base64 or hexadecimal (make a key by `openssl rand -base64 32`)")]
pub struct ParseSecretKeyError;

impl SecretKey {
    /// Reads a key: 32 bytes as 64 hexadecimal digits or in base64, of either alphabet, padded or not.
    pub fn parse(text: &str) -> Result<Self, ParseSecretKeyError> {
        let text = text.trim();
        let bytes = if text.len() == 2 * BYTES {
            from_hex(text)
        } else {
            from_base64(text)
        };
        let bytes = bytes.ok_or(ParseSecretKeyError)?;
        let key = <[u8; BYTES]>::try_from(bytes.as_slice()).map_err(|_| ParseSecretKeyError)?;
        Ok(Self(Zeroizing::new(key)))
    }

    fn random() -> Result<Self, SecretError> {
        let mut key = Zeroizing::new([0; BYTES]);
        SystemRandom::new()
            .fill(key.as_mut_slice())
            .map_err(|_| SecretError::NoRandom)?;
        Ok(Self(key))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    fn hex(&self) -> Zeroizing<String> {
        let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or_default();
        let digits = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let mut text = Zeroizing::new(String::with_capacity(2 * BYTES + 1));
        text.extend(digits.map(digit));
        text
    }
}

fn from_hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(BYTES));
    for pair in text.as_bytes().chunks(2) {
        let pair = str::from_utf8(pair).ok()?;
        if !pair.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        bytes.push(u8::from_str_radix(pair, 16).ok()?);
    }
    Some(bytes)
}

fn from_base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let lenient =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [STANDARD, URL_SAFE].iter().find_map(|alphabet| {
        let decoded = GeneralPurpose::new(alphabet, lenient).decode(text);
        decoded.ok().map(Zeroizing::new)
    })
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// Reads the key in a file; none if there is no file.
pub(super) fn read(path: &Path) -> Result<Option<SecretKey>, SecretError> {
    let failed = |source| SecretError::KeyFile {
        path: path.to_owned(),
        source,
    };
    let text = match fs::read_to_string(path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
    if mode & 0o077 != 0 {
        tracing::warn!(path = %path.display(), "others than its owner may read the key of the secrets: chmod 600 it");
    }
    let key = SecretKey::parse(&text);
    key.map(Some)
        .map_err(|error| failed(io::Error::other(error)))
}

/// Makes a key and keeps it in a file that its owner alone can read. If another has just done so, it is that one's key.
pub(super) fn make(path: &Path) -> Result<SecretKey, SecretError> {
    let key = SecretKey::random()?;
    match write(path, &key) {
        Ok(()) => Ok(key),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            read(path)?.ok_or_else(|| SecretError::KeyFile {
                path: path.to_owned(),
                source: error,
            })
        }
        Err(source) => Err(SecretError::KeyFile {
            path: path.to_owned(),
            source,
        }),
    }
}

/// Writes the file whole or not at all: half a key would lose every secret that was sealed with it.
fn write(path: &Path, key: &SecretKey) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    // What an earlier process left when it died here is no key of anything.
    let _ = fs::remove_file(&beside);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)?;
    let mut text = key.hex();
    text.push('\n');
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&beside, path);
    fs::remove_file(&beside)?;
    linked?;
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_in_every_usual_form() {
        let hex = "00ff10".to_owned() + &"fb".repeat(29);
        let key = SecretKey::parse(&hex).unwrap();
        assert_eq!(
            (key.bytes()[1], key.bytes()[2], key.bytes()[31]),
            (255, 16, 251)
        );
        assert_eq!(*key.hex(), hex);
        let standard = "AP8Q".to_owned() + &"+/v7".repeat(9) + "+/s=";
        for text in [
            standard.clone(),
            standard.replace('=', ""),
            standard.replace('+', "-").replace('/', "_"),
            format!(" {standard}\n"),
            hex.to_uppercase(),
        ] {
            assert_eq!(
                SecretKey::parse(&text).unwrap().bytes().len(),
                BYTES,
                "{text}"
            );
        }
        for wrong in [
            "",
            "abc",
            &hex[2..],
            &"zz".repeat(32),
            &"+f".repeat(32),
            "é",
        ] {
            assert!(SecretKey::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(format!("{key:?}"), "SecretKey(…)");
    }

    #[test]
    fn a_file_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        assert!(read(&path).unwrap().is_none());
        let made = make(&path).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert_eq!(read(&path).unwrap().unwrap().bytes(), made.bytes());
        // Whoever comes second has the first one's key.
        assert_eq!(make(&path).unwrap().bytes(), made.bytes());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        fs::write(&path, "half a k").unwrap();
        let error = read(&path).unwrap_err().to_string();
        assert!(
            error.contains("secret.key") && error.contains("32 bytes"),
            "{error}"
        );
    }
}
