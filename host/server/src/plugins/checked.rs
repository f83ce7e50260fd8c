//! How a plugin looks that was checked and not taken: what it says of itself, and what it would come beside.

use runner_engine::{CheckedPlugin, Source};
use runner_model::{Descriptor, Digest, ProcessorName};
use serde::Serialize;
use utoipa::ToSchema;

use super::view::VersionView;
use crate::shape;
use crate::shape::model::Descriptor as DescriptorShape;

/// The answer to a plugin that was sent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum PluginAnswer {
    /// The version that there is now.
    Taken(Box<VersionView>),
    /// What was found, of `validate_only`.
    Would(Box<PluginChecked>),
}

/// A plugin that passed the checks. Nothing of it is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PluginChecked {
    /// It is true.
    validate_only: bool,
    #[schema(value_type = shape::Name)]
    name: ProcessorName,
    /// What the plugin calls it.
    version: String,
    #[schema(value_type = shape::Digest)]
    digest: Digest,
    size_bytes: u64,
    /// How long compiling took, in milliseconds.
    compile_ms: u64,
    #[schema(value_type = DescriptorShape)]
    descriptor: Descriptor,
    /// The version of its name that runs now.
    replaces: Option<ReplacedVersion>,
    /// Whether its name belongs to a plugin from elsewhere: then it would be refused.
    name_taken: bool,
}

/// A version that another would replace.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReplacedVersion {
    version: Option<String>,
    #[schema(value_type = shape::Digest)]
    digest: Digest,
    /// `bundled`, `installed`, or the file's path.
    source: String,
    /// What it says of itself.
    #[schema(value_type = Option<DescriptorShape>)]
    descriptor: Option<Descriptor>,
}

impl From<CheckedPlugin> for PluginChecked {
    fn from(checked: CheckedPlugin) -> Self {
        let CheckedPlugin {
            digest,
            size,
            descriptor,
            compile_ms,
            active,
        } = checked;
        let installed = Source::Installed.as_text();
        Self {
            validate_only: true,
            name: descriptor.name.clone(),
            version: descriptor.version.clone(),
            digest,
            size_bytes: size,
            compile_ms,
            name_taken: active
                .as_ref()
                .is_some_and(|active| active.digest != digest && active.source != installed),
            replaces: active.map(|active| ReplacedVersion {
                version: active.descriptor.as_ref().map(|said| said.version.clone()),
                digest: active.digest,
                source: active.source,
                descriptor: active.descriptor,
            }),
            descriptor,
        }
    }
}
