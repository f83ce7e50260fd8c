//! A world in memory: a server that is a function, a clock that moves when somebody waits.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Write};
use std::rc::Rc;
use std::time::Duration;

use runner_property_fetch::{
    Answer, Error, Lost, Params, Progress, Report, Request, State, World, fetch,
};
use serde_json::{Value, json};

/// What a request asks for.
pub(crate) struct Query(HashMap<String, String>);

impl Query {
    pub(crate) fn of(request: &Request) -> Self {
        let query = request.url.split_once('?').map_or("", |(_, query)| query);
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        Self(
            pairs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    pub(crate) fn number(&self, name: &str) -> u64 {
        self.0
            .get(name)
            .map_or(0, |value| value.parse().expect("a number"))
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

pub(crate) type Sent = Result<Answer, Lost>;

/// The world.
pub(crate) struct Fake<'a> {
    pub(crate) job: String,
    pub(crate) server: Box<dyn FnMut(&Request) -> Sent + 'a>,
    pub(crate) requests: Vec<Request>,
    pub(crate) waits: Vec<Duration>,
    pub(crate) progress: Vec<Progress>,
    /// Each state that was saved, as JSON, with the length of the output then.
    pub(crate) saved: Vec<(Value, usize)>,
    pub(crate) cache: HashMap<String, Vec<u8>>,
    pub(crate) today: Duration,
    now: Duration,
    pub(crate) output: Rc<RefCell<Vec<u8>>>,
}

/// An output in memory.
pub(crate) struct Memory(Rc<RefCell<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> Fake<'a> {
    pub(crate) fn new(server: impl FnMut(&Request) -> Sent + 'a) -> Self {
        Self {
            job: "018f".to_owned(),
            server: Box::new(server),
            requests: Vec::new(),
            waits: Vec::new(),
            progress: Vec::new(),
            saved: Vec::new(),
            cache: HashMap::new(),
            today: Duration::from_secs(20_000 * 86_400),
            now: Duration::ZERO,
            output: Rc::default(),
        }
    }

    /// Fetches from the beginning.
    pub(crate) fn fetch(&mut self, params: &Value) -> Result<Report, Error> {
        self.fetch_from(params, None)
    }

    /// Fetches from a state on, as it was saved.
    pub(crate) fn fetch_from(
        &mut self,
        params: &Value,
        from: Option<&Value>,
    ) -> Result<Report, Error> {
        let params: Params = serde_json::from_value(params.clone()).expect("valid params");
        let from: Option<State> =
            from.map(|from| serde_json::from_value(from.clone()).expect("a state"));
        let output = Rc::clone(&self.output);
        let mut open = || Ok(Memory(Rc::clone(&output)));
        fetch(&params, self, &mut open, from)
    }

    /// The lines of the output.
    pub(crate) fn lines(&self) -> Vec<String> {
        let output = self.output.borrow();
        let text = std::str::from_utf8(&output).expect("it is text");
        text.lines().map(str::to_owned).collect()
    }

    /// The ids of the records in the output, which are JSON Lines.
    pub(crate) fn ids(&self) -> Vec<u64> {
        let id = |line: &String| {
            let record: Value = serde_json::from_str(line).expect("a record");
            record["RadarID"].as_u64().expect("a number")
        };
        self.lines().iter().map(id).collect()
    }
}

impl World for Fake<'_> {
    fn job(&self) -> &str {
        &self.job
    }

    fn send(&mut self, request: &Request) -> Sent {
        self.requests.push(request.clone());
        assert!(self.requests.len() < 10_000, "it asks for ever");
        self.now += Duration::from_millis(100);
        (self.server)(request)
    }

    fn now(&self) -> Duration {
        self.now
    }

    fn since_1970(&self) -> Duration {
        self.today
    }

    fn wait(&mut self, time: Duration) {
        self.waits.push(time);
        self.now += time;
    }

    fn progress(&mut self, progress: Progress) {
        self.progress.push(progress);
    }

    fn save(&mut self, state: &State) -> Result<(), String> {
        let state = serde_json::to_value(state).expect("it is JSON");
        self.saved.push((state, self.output.borrow().len()));
        Ok(())
    }

    fn recall(&mut self, key: &str) -> Option<Vec<u8>> {
        self.cache.get(key).cloned()
    }

    fn remember(&mut self, key: &str, value: &[u8], _: Duration) -> Result<(), String> {
        self.cache.insert(key.to_owned(), value.to_vec());
        Ok(())
    }
}

/// An answer with JSON.
pub(crate) fn ok(body: &Value) -> Sent {
    Ok(Answer {
        status: 200,
        body: body.to_string().into_bytes(),
        ..Answer::default()
    })
}

/// An answer that is none of success.
pub(crate) fn status(status: u16, body: &str) -> Sent {
    Ok(Answer {
        status,
        body: body.as_bytes().to_vec(),
        ..Answer::default()
    })
}

/// Records with these ids.
pub(crate) fn records(ids: impl IntoIterator<Item = u64>) -> Vec<Value> {
    ids.into_iter().map(|id| json!({"RadarID": id})).collect()
}

/// The answer of a server with so many records that does all as it should.
pub(crate) fn good(request: &Request, total: u64) -> Sent {
    let query = Query::of(request);
    let start = query.number("Start").min(total);
    let end = (start + query.number("Limit")).min(total);
    ok(&json!({
        "results": records(start..end), "resultCount": end - start, "totalResultCount": total, "totalCost": "0.50",
    }))
}

/// Params that buy, in small pages.
pub(crate) fn params(more: &Value) -> Value {
    let mut params = json!({
        "purchase": true, "criteria": {"state": ["AZ"]}, "batch_size": 10, "retry_delay": "100ms",
    });
    let all = params.as_object_mut().expect("an object");
    all.extend(more.as_object().expect("an object").clone());
    params
}

/// An API of the preset `generic` with that paging.
pub(crate) fn generic(paging: &Value) -> Value {
    json!({
        "preset": "generic", "batch_size": 10, "retry_delay": "100ms", "dedupe_by": "RadarID",
        "api": {"url": "https://a.com/items", "records": "/results", "total": "/total", "paging": paging},
    })
}
