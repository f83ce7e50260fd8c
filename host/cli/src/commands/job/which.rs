//! Which job is meant: by its id, or by as much of its beginning as no other job has.

use std::str::FromStr;

use runner_model::JobId;

use crate::client::{Client, Job, Listed, ServerArgs, block_on};
use crate::error::{Exit, UserError};
use crate::options::Global;

/// The fewest digits that an abbreviated id has. Ids begin with the time of their submission: ten digits are those of a
/// quarter of a second.
const LEAST: usize = 10;

/// How many jobs are named of those that are meant alike.
const NAMED: usize = 10;

/// A job as the command line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Which {
    /// By its id.
    Whole(JobId),
    /// By the beginning of its id.
    Begins(String),
}

impl FromStr for Which {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let error = match text.parse() {
            Ok(id) => return Ok(Self::Whole(id)),
            Err(error) => error,
        };
        let digits = text.bytes().filter(u8::is_ascii_hexdigit).count();
        let is_beginning = text
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
            && (LEAST..32).contains(&digits);
        if is_beginning {
            Ok(Self::Begins(text.to_owned()))
        } else {
            Err(format!(
                "{error}; its beginning will do, from {LEAST} digits on"
            ))
        }
    }
}

impl Which {
    /// The job's id. The server is asked for one that is abbreviated.
    pub(crate) fn find(&self, global: &Global, server: &ServerArgs) -> anyhow::Result<JobId> {
        let begins = match self {
            Self::Whole(id) => return Ok(*id),
            Self::Begins(begins) => begins,
        };
        // A client of its own: connections do not outlive the runtime that made them.
        let client = Client::open(global, server)?;
        let query = vec![
            ("id", begins.clone()),
            ("page_size", (NAMED + 1).to_string()),
        ];
        let found: Listed<Job> = block_on(async { Ok(client.get(&["jobs"], &query).await?) })?;
        match found.items.as_slice() {
            [job] => Ok(job.id),
            [] => Err(UserError::new(
                Exit::NotFound,
                format!("there is no job whose id begins with {begins}"),
            )
            .hint("see what there is: runner job list")
            .into()),
            several => {
                let lines: Vec<String> = several.iter().take(NAMED).map(line).collect();
                let more = if several.len() > NAMED { "\n  …" } else { "" };
                Err(UserError::new(
                    Exit::Usage,
                    format!(
                        "several jobs have ids that begin with {begins}:\n  {}{more}",
                        lines.join("\n  ")
                    ),
                )
                .hint("write more of the id")
                .into())
            }
        }
    }

    /// The ids of several jobs: none is done anything to if one is not found.
    pub(crate) fn find_all(
        several: &[Self],
        global: &Global,
        server: &ServerArgs,
    ) -> anyhow::Result<Vec<JobId>> {
        several
            .iter()
            .map(|which| which.find(global, server))
            .collect()
    }
}

fn line(job: &Job) -> String {
    let title = job.title.as_deref().unwrap_or_default();
    let line = format!("{} {} {} {title}", job.id, job.state, job.processor);
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_named_by_its_id_or_by_its_beginning() {
        let whole = "01890a5d-ac96-774b-bcce-b302099a8057";
        assert_eq!(whole.parse(), Ok(Which::Whole(whole.parse().unwrap())));
        for begins in [
            "01890a5dac",
            "01890a5d-ac",
            "01890A5D-ac96-774",
            "01890a5dac96",
        ] {
            assert_eq!(begins.parse(), Ok(Which::Begins(begins.to_owned())));
        }
        for text in [
            "",
            "01890a5d-a",
            "latest",
            "01890a5d ac96",
            &format!("{whole}0"),
            "----------",
        ] {
            let error = text.parse::<Which>().unwrap_err();
            assert!(
                error.ends_with("its beginning will do, from 10 digits on"),
                "{error}"
            );
        }
    }
}
