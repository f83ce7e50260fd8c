//! Outside of a host, in a plugin's own tests: requests lead nowhere.

use std::io::{self, Read};

use super::{Answer, Error, Request, url};

/// The body of an answer that never comes.
#[derive(Debug)]
pub(super) struct Body;

impl Read for Body {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Ok(0)
    }
}

pub(super) fn send(request: Request, _: &mut dyn Read, _: bool) -> Result<Answer, Error> {
    url::split(&request.url)?;
    Err(Error::Refused(format!(
        "{} {} was not sent: requests are sent by the host, and this runs outside of it",
        request.method, request.url
    )))
}
