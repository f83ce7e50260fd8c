//! Where a test asks this process to die: `RUNNER_FAILPOINT=after-claim`, or `after-claim:3` for the third time. Without
//! the cargo feature `failpoints`, as it is released, nothing is asked and nothing happens.

use runner_store::Armed;

use crate::error::UserError;

/// The place that the environment names.
#[cfg(feature = "failpoints")]
pub(crate) fn armed() -> Result<Option<Armed>, UserError> {
    use crate::error::Exit;

    const NAME: &str = "RUNNER_FAILPOINT";
    let Some(text) = std::env::var_os(NAME) else {
        return Ok(None);
    };
    let armed = text.to_string_lossy().parse();
    armed
        .map(Some)
        .map_err(|error| UserError::new(Exit::Usage, format!("{NAME}: {error}")))
}

/// None.
#[cfg(not(feature = "failpoints"))]
pub(crate) fn armed() -> Result<Option<Armed>, UserError> {
    Ok(None)
}
