//! Plugins of the program that are being compiled when somebody asks for them: that is waited for.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use runner_engine::SubmitError;
use runner_model::ProcessorName;

use crate::app::App;
use crate::problem::Problem;

/// Lets a request about a plugin wait until the plugin is there.
pub(crate) async fn wait(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if let Some(name) = plugin(request.uri().path())
        && app.engine.is_coming(&name).await?
    {
        return Err(SubmitError::Compiling(name).into());
    }
    Ok(next.run(request).await)
}

/// The plugin that a path is about.
fn plugin(path: &str) -> Option<ProcessorName> {
    let mut parts = path.split('/').skip_while(|part| *part != "plugins");
    parts.nth(1)?.to_owned().try_into().ok()
}
