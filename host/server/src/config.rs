//! What the server goes by, and who said so. There are no secrets in it, only their names.

use axum::Json;
use axum::extract::State;
use runner_engine::{Config, Origin, Setting, Settings};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::app::App;

/// The settings that a server was started with.
#[derive(Debug, Default)]
pub(crate) struct Told {
    file: Option<String>,
    settings: Settings,
}

impl Told {
    pub(crate) fn of(config: &Config) -> Self {
        let file = config.path.to_string_lossy();
        Self {
            file: (!file.is_empty()).then(|| file.into_owned()),
            settings: config.settings.clone(),
        }
    }
}

/// What the server goes by.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Configuration)]
pub(crate) struct ConfigView {
    /// The file that was read; null if there is none.
    file: Option<String>,
    settings: Vec<SettingView>,
}

/// A setting, and who said it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Setting)]
pub(crate) struct SettingView {
    /// The key in the file.
    name: &'static str,
    /// One line for people.
    meaning: &'static str,
    /// What it is: a number, a list or a text.
    value: Value,
    /// `default`, `file`, `env` or `flag`.
    from: &'static str,
    /// Of the file, the line; of the environment and flags, the name.
    at: Option<String>,
}

/// Show the configuration
///
/// Each setting as it is in force, and where that comes from. What is limited or granted is at `/limits` and with the plugins.
#[utoipa::path(
    get, path = "/config", operation_id = "get_config", tag = "config",
    responses((status = 200, description = "All settings", body = ConfigView)),
)]
pub(crate) async fn show(State(app): State<App>) -> Json<ConfigView> {
    let told = app.told();
    let view = |setting: Setting| {
        let text = told.settings.text(setting);
        let (from, at) = match told.settings.origin(setting) {
            Origin::Default => ("default", None),
            Origin::File(line) => ("file", Some(line.to_string())),
            Origin::Variable => ("env", Some(setting.variable())),
            Origin::Flag => ("flag", Some(setting.flag())),
        };
        SettingView {
            name: setting.name(),
            meaning: setting.meaning(),
            value: match text.parse::<u64>() {
                Ok(number) if setting.is_count() => json!(number),
                _ if setting.is_list() => json!(told.settings.items(setting)),
                _ => json!(text),
            },
            from,
            at,
        }
    };
    Json(ConfigView {
        file: told.file.clone(),
        settings: Setting::ALL.into_iter().map(view).collect(),
    })
}
