//! The value of a secret: from the standard input, or asked for. It is never an argument, which everybody on the machine
//! could read.

use std::io::{self, IsTerminal as _, Read};

use anyhow::Context;
use console::Term;
use runner_engine::MOST_SECRET_BYTES;
use runner_model::{SecretName, SecretString};

use crate::error::{Exit, UserError};

/// Refuses a value that was given as an argument, without repeating it.
pub(super) fn is_no_argument(name: &SecretName, misplaced: &[String]) -> Result<(), UserError> {
    if misplaced.is_empty() {
        return Ok(());
    }
    let message =
        "the value of a secret is no argument: everybody on this machine could read it there";
    Err(UserError::new(Exit::Usage, message).hint(format!(
        "runner secret set {name} < FILE, or without that to be asked for it; what you just typed is in your shell's history"
    )))
}

/// Reads the value.
pub(super) fn read(name: &SecretName) -> anyhow::Result<SecretString> {
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        return Ok(of_stream(stdin.lock())?);
    }
    let term = Term::stderr();
    if !term.is_term() {
        let message = "there is nowhere to ask for the value";
        return Err(UserError::new(Exit::Usage, message)
            .hint(format!("runner secret set {name} < FILE"))
            .into());
    }
    term.write_str(&format!("value of {name}, which is not shown: "))
        .context("cannot ask for the value")?;
    let typed = term.read_secure_line().context("cannot read the value")?;
    Ok(of_stream(typed.as_bytes())?)
}

/// Takes all of a stream but the line's end at its end: that is the file's, not the secret's.
fn of_stream(stream: impl Read) -> Result<SecretString, UserError> {
    let wrong = |message: String| UserError::new(Exit::Usage, message);
    let mut bytes = Vec::with_capacity(4096);
    // What goes beyond is a line's end of two bytes, or too much.
    stream
        .take(MOST_SECRET_BYTES as u64 + 3)
        .read_to_end(&mut bytes)
        .map_err(|error| wrong(format!("cannot read the value: {error}")))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| wrong("the value is no text in UTF-8: encode it, in base64 say".to_owned()))?;
    let mut value = text;
    if value.ends_with('\n') {
        value.pop();
        if value.ends_with('\r') {
            value.pop();
        }
    }
    let value = SecretString::new(value);
    if value.reveal().is_empty() {
        return Err(wrong("the value is empty".to_owned())
            .hint("to be rid of a secret: runner secret rm NAME"));
    }
    if value.reveal().len() > MOST_SECRET_BYTES {
        return Err(wrong("the value has more than 64 KiB".to_owned()));
    }
    if value.reveal().ends_with(['\n', '\r']) {
        return Err(
            wrong("the value ends with more than one line break".to_owned())
                .hint("take them away: a secret hardly ends with them"),
        );
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_before_its_line_does() {
        let read = |text: &[u8]| of_stream(text).map(|value| value.reveal().to_owned());
        for text in ["abc", "abc\n", "abc\r\n"] {
            assert_eq!(read(text.as_bytes()).unwrap(), "abc");
        }
        assert_eq!(read(b"a\nb \n").unwrap(), "a\nb ");
        let longest = "x".repeat(MOST_SECRET_BYTES);
        assert_eq!(read(format!("{longest}\r\n").as_bytes()).unwrap(), longest);
        for wrong in ["", "\n", "\r\n", "abc\n\n", &format!("{longest}x")] {
            let error = read(wrong.as_bytes()).unwrap_err().to_string();
            assert!(!error.contains("abc"), "{error}");
        }
        assert!(read(b"\xff\xfe").is_err());
    }
}
