//! What a checkpoint holds beside the processor's own state: what it was made for, and which outputs it covers.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::bindings::runner::job::types as wit;

/// A checkpoint as it is written.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Kept<S> {
    /// A mark of the params and inputs.
    made_for: String,
    /// The outputs that were open.
    pub(crate) outputs: Vec<String>,
    pub(crate) state: S,
}

impl<S: Serialize> Kept<S> {
    pub(crate) fn new(job: &wit::Job, outputs: Vec<String>, state: S) -> Self {
        Self {
            made_for: mark_of(job),
            outputs,
            state,
        }
    }
}

/// What the last checkpoint of a job saved, for a plugin that looks at it before it goes on: which version saved it, and
/// the state as whatever type that version's was.
#[derive(Debug)]
pub struct Saved<'a> {
    version: &'a str,
    own: &'a str,
    state: &'a RawValue,
}

impl Saved<'_> {
    /// The version of the plugin that saved it.
    pub fn version(&self) -> &str {
        self.version
    }

    /// The state, as a type. The error says why it is none of that.
    pub fn state<S: DeserializeOwned>(&self) -> Result<S, String> {
        serde_json::from_str(self.state.get())
            .map_err(|error| format!("its state does not fit: {error}"))
    }

    /// The state, if this very version of the plugin saved it.
    pub fn own_state<S: DeserializeOwned>(&self) -> Result<S, String> {
        if self.version != self.own {
            return Err(format!(
                "it was saved by version {} of the plugin, and this is {}",
                self.version, self.own
            ));
        }
        self.state()
    }
}

/// Reads a checkpoint that was saved for these params and inputs, by what `read` makes of its state, or says why it is
/// of no use.
pub(crate) fn read<S>(
    job: &wit::Job,
    saved: &wit::Saved,
    version: &str,
    read: impl FnOnce(&Saved<'_>) -> Result<S, String>,
) -> Result<Kept<S>, String> {
    let state = |kept: &RawValue| {
        read(&Saved {
            version: &saved.plugin_version,
            own: version,
            state: kept,
        })
    };
    let kept: Kept<&RawValue> = match serde_json::from_slice(&saved.state) {
        Ok(kept) => kept,
        // Another version of the SDK may have wrapped it otherwise.
        Err(error) => return Err(format!("it cannot be read: {error}")),
    };
    let found = state(kept.state)?;
    if kept.made_for != mark_of(job) {
        return Err("the params or the inputs have changed since".to_owned());
    }
    Ok(Kept {
        made_for: kept.made_for,
        outputs: kept.outputs,
        state: found,
    })
}

/// FNV-1a over the params, and the names, types and sizes of the inputs. It finds changes, not forgeries.
fn mark_of(job: &wit::Job) -> String {
    let mut hash: u64 = 0xCBF2_9CE4_8422_2325;
    let mut add = |bytes: &[u8]| {
        // The length keeps apart what only together is the same.
        let length = (bytes.len() as u64).to_le_bytes();
        for byte in length.iter().chain(bytes) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
        }
    };
    add(job.params.as_bytes());
    for input in &job.inputs {
        add(input.name.as_bytes());
        add(input.media_type.as_bytes());
        add(&input.size.to_le_bytes());
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(params: &str, size: u64) -> wit::Job {
        wit::Job {
            id: "018f".to_owned(),
            processor: "p".to_owned(),
            attempt: 2,
            last_attempt: false,
            params: params.to_owned(),
            inputs: vec![wit::BlobInfo {
                name: "data".to_owned(),
                media_type: "text/csv".to_owned(),
                size,
            }],
            checkpoint: None,
        }
    }

    fn saved(job: &wit::Job) -> wit::Saved {
        let kept = Kept::new(job, vec!["data".to_owned()], 7_u64);
        wit::Saved {
            state: serde_json::to_vec(&kept).expect("it is JSON"),
            plugin_version: "1.2.0".to_owned(),
        }
    }

    #[test]
    fn a_checkpoint_is_for_the_same_job_and_version_alone() {
        let made_for = job("{}", 10);
        let saved = saved(&made_for);
        let own =
            |job: &wit::Job, version| read(job, &saved, version, |saved| saved.own_state::<u64>());
        let kept = own(&made_for, "1.2.0").expect("it is its own");
        assert_eq!((kept.state, kept.outputs), (7, vec!["data".to_owned()]));
        let why = |job: &wit::Job, version| own(job, version).expect_err("it is another's");
        assert_eq!(
            why(&made_for, "1.3.0"),
            "it was saved by version 1.2.0 of the plugin, and this is 1.3.0"
        );
        let changed = "the params or the inputs have changed since";
        assert_eq!(why(&job("{\"a\":1}", 10), "1.2.0"), changed);
        assert_eq!(why(&job("{}", 11), "1.2.0"), changed);
        let no_fit = read(&made_for, &saved, "1.2.0", |saved| {
            saved.own_state::<String>()
        })
        .expect_err("a number is no text");
        assert!(no_fit.starts_with("its state does not fit: "), "{no_fit}");
    }

    #[test]
    fn a_plugin_may_take_what_other_versions_of_it_saved() {
        let made_for = job("{}", 10);
        let saved = saved(&made_for);
        let take = |job: &wit::Job| {
            read(job, &saved, "2.0.0", |saved| match saved.version() {
                "1.2.0" => saved.state::<u64>().map(|lines| vec![lines]),
                other => Err(format!("version {other} is not understood")),
            })
        };
        assert_eq!(take(&made_for).expect("it is understood").state, [7]);
        assert_eq!(
            take(&job("{}", 11)).expect_err("it is for another input"),
            "the params or the inputs have changed since"
        );
    }
}
