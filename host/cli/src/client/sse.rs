//! Server-sent events as they come in pieces, after "9.2.6 Interpreting an event stream" of the HTML standard.

/// An event; one that has a number and nothing else tells how far the stream has come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Event {
    /// Its number, of a durable one.
    pub(crate) id: Option<String>,
    /// What kind.
    pub(crate) kind: String,
    /// What it says.
    pub(crate) data: String,
}

/// Puts pieces together again.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    /// A line that has not come to its end.
    line: Vec<u8>,
    /// Whether the last byte was a carriage return, which a line feed may belong to.
    after_return: bool,
    event: Event,
    has_data: bool,
}

impl Parser {
    /// Takes a piece and gives the events that it completes.
    pub(crate) fn feed(&mut self, piece: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for &byte in piece {
            let belongs_to_return = self.after_return && byte == b'\n';
            self.after_return = byte == b'\r';
            match byte {
                b'\n' if belongs_to_return => {}
                b'\n' | b'\r' => {
                    let line = std::mem::take(&mut self.line);
                    events.extend(self.line(&String::from_utf8_lossy(&line)));
                }
                other => self.line.push(other),
            }
        }
        events
    }

    fn line(&mut self, line: &str) -> Option<Event> {
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            let is_one = std::mem::take(&mut self.has_data) || event.id.is_some();
            return is_one.then_some(event);
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                if self.has_data {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
                self.has_data = true;
            }
            "event" => value.clone_into(&mut self.event.kind),
            "id" => self.event.id = Some(value.to_owned()),
            // A comment keeps the connection; other fields are not for us.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = ": hello\n\nid: 7\nevent: job-update\ndata: {\"a\":\ndata: 1}\n\nevent:log\r\ndata:é\r\n\r\n";

    #[test]
    fn events_are_the_same_wherever_the_stream_is_cut() {
        let whole = Parser::default().feed(STREAM.as_bytes());
        assert_eq!(whole.len(), 2);
        assert_eq!(whole[0].id.as_deref(), Some("7"));
        assert_eq!(whole[0].kind, "job-update");
        assert_eq!(whole[0].data, "{\"a\":\n1}");
        assert_eq!(
            (whole[1].id.as_deref(), whole[1].data.as_str()),
            (None, "é")
        );
        for cut in 1..STREAM.len() {
            let mut parser = Parser::default();
            let mut events = parser.feed(&STREAM.as_bytes()[..cut]);
            events.extend(parser.feed(&STREAM.as_bytes()[cut..]));
            assert_eq!(events, whole, "cut at {cut}");
        }
    }

    #[test]
    fn what_broke_off_is_no_event() {
        assert_eq!(Parser::default().feed(b"data: half"), []);
        assert_eq!(Parser::default().feed(b"event: log\n\n"), []);
    }

    #[test]
    fn a_number_alone_is_told() {
        let events = Parser::default().feed(b":\nid: 3\n\n");
        let three = Event {
            id: Some("3".to_owned()),
            ..Event::default()
        };
        assert_eq!(events, [three]);
    }
}
