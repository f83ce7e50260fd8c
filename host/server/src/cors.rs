//! Other sites' pages: those that the configuration names may read, with a token that they send themselves. Cookies are never
//! let through, and no method but GET is.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, header};
use runner_model::Origin;
use tower_http::cors::CorsLayer;

/// How long a browser need not ask again what is allowed.
const REMEMBERED: Duration = Duration::from_secs(60 * 60);

/// The layer that tells browsers so; none if no site is named.
pub(crate) fn cors(sites: &[Origin]) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> = sites
        .iter()
        .filter_map(|site| HeaderValue::from_str(&site.to_string()).ok())
        .collect();
    (!origins.is_empty()).then(|| {
        CorsLayer::new()
            .allow_origin(origins)
            .allow_methods([Method::GET])
            .allow_headers([
                header::AUTHORIZATION,
                HeaderName::from_static("last-event-id"),
            ])
            .expose_headers([header::CONTENT_DISPOSITION, header::RETRY_AFTER])
            .max_age(REMEMBERED)
    })
}
