//! How the attempts on each version of a plugin went, and what they used.

use axum::Json;
use axum::extract::{Path, State};
use runner_model::{Digest, Histogram, ProcessorName};
use runner_store::PluginVersion;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::body::found;
use crate::problem::Problem;
use crate::shape;
use crate::stats::{Counts, Sum};
use crate::view::List;

/// How the attempts on a version went since it was taken, and what they used.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsageOfVersion {
    #[schema(value_type = shape::Digest)]
    digest: Digest,
    /// What the plugin calls it.
    version: Option<String>,
    /// Whether it is the one that runs.
    active: bool,
    #[serde(flatten)]
    counts: Counts,
    /// How long they ran, in milliseconds.
    duration_ms: Distribution,
    /// How long jobs waited that could have run, in milliseconds.
    queue_ms: Distribution,
    fuel: Distribution,
    peak_memory_bytes: Distribution,
}

/// How figures are spread, to about a tenth; null of nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Distribution {
    mean: Option<f64>,
    least: Option<u64>,
    p25: Option<u64>,
    p50: Option<u64>,
    p75: Option<u64>,
    p95: Option<u64>,
    most: Option<u64>,
}

/// Say how the attempts on each version of a plugin went
///
/// Of all attempts since a version was taken, those that failed among them: counted, and not sampled. The newest version first;
/// those without attempts are left out.
#[utoipa::path(
    get, path = "/plugins/{name}/usage", operation_id = "get_plugin_usage", tag = "plugins",
    responses((status = 200, description = "All of them", body = List<UsageOfVersion>)),
)]
pub(crate) async fn usage(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Json<List<UsageOfVersion>>, Problem> {
    let name: ProcessorName = found("plugin", &name)?;
    let versions = app.engine.store().versions_of(name.clone()).await?;
    if versions.is_empty() {
        return Err(app.engine.no_such_plugin(&name).await?.into());
    }
    let stats = app.engine.store().version_stats(name).await?;
    let used = |version: PluginVersion| {
        let mut sum = Sum::default();
        let own = stats.iter().filter(|(digest, _)| *digest == version.digest);
        own.for_each(|(_, stat)| sum.add(stat));
        (!sum.is_empty()).then(|| view(version, &sum))
    };
    Ok(Json(List {
        items: versions.into_iter().filter_map(used).collect(),
        next_page_token: None,
    }))
}

fn view(version: PluginVersion, sum: &Sum) -> UsageOfVersion {
    UsageOfVersion {
        digest: version.digest,
        version: version.descriptor.map(|descriptor| descriptor.version),
        active: version.is_active,
        counts: sum.counts(),
        duration_ms: distribution(&sum.wall_ms),
        queue_ms: distribution(&sum.queue_ms),
        fuel: distribution(&sum.fuel),
        peak_memory_bytes: distribution(&sum.memory_bytes),
    }
}

fn distribution(histogram: &Histogram) -> Distribution {
    let part = |part| histogram.quantile(part);
    Distribution {
        mean: histogram.mean().map(f64::round),
        least: part(0.0),
        p25: part(0.25),
        p50: part(0.5),
        p75: part(0.75),
        p95: part(0.95),
        most: part(1.0),
    }
}
