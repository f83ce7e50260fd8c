//! The projects that `runner plugin new` writes: the same small processor in each language, complete with tests, a
//! README and all that building it needs besides the language's own registry.

#![warn(missing_docs)]

use runner_model::ProcessorName;

include!(concat!(env!("OUT_DIR"), "/projects.rs"));

/// What the templates call the processor.
const NAME: &str = "my-processor";
const NAME_IN_RUST: &str = "my_processor";

/// A language that there is a template for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Built with cargo for `wasm32-wasip2`, on the SDK.
    Rust,
    /// Built with componentize-js.
    JavaScript,
    /// Built with componentize-py.
    Python,
}

/// A file of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where in the project.
    pub path: &'static str,
    /// What stands in it.
    pub text: String,
}

impl Language {
    /// The files of a project for a processor of that name.
    pub fn project(self, name: &ProcessorName) -> Vec<File> {
        let name = name.as_str();
        let name_in_rust = name.replace('-', "_");
        self.files()
            .iter()
            .map(|(path, text)| File {
                path,
                text: text
                    .replace(NAME, name)
                    .replace(NAME_IN_RUST, &name_in_rust),
            })
            .collect()
    }

    /// What makes the plugin, said in the project's folder.
    pub const fn build_command(self) -> &'static str {
        match self {
            Self::Rust => "cargo build --release --target wasm32-wasip2",
            Self::JavaScript => "npm ci && npm run build",
            Self::Python => "python3 build.py",
        }
    }

    /// What tests the project, said in its folder.
    pub const fn test_command(self) -> &'static str {
        match self {
            Self::Rust => "cargo test",
            Self::JavaScript => "npm test",
            Self::Python => "python3 -m unittest discover tests",
        }
    }

    /// The file that building makes, from the project's folder on.
    pub fn plugin_file(self, name: &ProcessorName) -> String {
        match self {
            Self::Rust => format!(
                "target/wasm32-wasip2/release/{}.wasm",
                name.as_str().replace('-', "_")
            ),
            Self::JavaScript | Self::Python => format!("{name}.wasm"),
        }
    }

    const fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Rust => RUST,
            Self::JavaScript => JAVASCRIPT,
            Self::Python => PYTHON,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Language; 3] = [Language::Rust, Language::JavaScript, Language::Python];

    fn project(language: Language) -> Vec<File> {
        let name = ProcessorName::try_from("word-search".to_owned()).unwrap();
        language.project(&name)
    }

    fn text(language: Language, path: &str) -> String {
        let file = project(language).into_iter().find(|file| file.path == path);
        file.unwrap_or_else(|| panic!("{language:?} has no {path}"))
            .text
    }

    #[test]
    fn every_project_has_its_name_and_what_it_needs() {
        for language in ALL {
            for path in ["README.md", ".gitignore", "wit/job.wit"] {
                assert!(!text(language, path).is_empty(), "{language:?} {path}");
            }
            for file in project(language) {
                let leftover = [NAME, NAME_IN_RUST, "@WASI"]
                    .into_iter()
                    .find(|word| file.text.contains(word));
                assert_eq!(leftover, None, "{language:?} {}", file.path);
            }
        }
        assert!(text(Language::JavaScript, "src/processor.js").contains("name: 'word-search'"));
    }

    #[test]
    fn the_sdk_in_a_rust_project_needs_no_workspace() {
        let manifest = text(Language::Rust, "sdk/Cargo.toml");
        assert!(!manifest.contains("workspace"), "{manifest}");
        assert!(manifest.contains("\nserde_json = {"), "{manifest}");
        assert!(text(Language::Rust, "sdk/src/bindings.rs").contains("\"../wit\""));
        let lock = text(Language::Rust, "Cargo.lock");
        for package in ["word-search", "runner-plugin", "wit-bindgen", "syn"] {
            assert!(lock.contains(&format!("name = \"{package}\"")), "{package}");
        }
        assert!(!lock.contains("name = \"wasmtime\""));
    }

    #[test]
    fn the_wasi_in_a_python_project_is_the_one_that_its_world_names() {
        let world = text(Language::Python, "wit/plugin.wit");
        let http = text(Language::Python, "wit/deps/http.wit");
        let version = http.split(['@', ';']).nth(1).unwrap();
        assert!(
            world.contains(&format!("wasi:http/outgoing-handler@{version};")),
            "{world}"
        );
    }
}
