//! What the guests of the tests have in common.

pub mod tells;

use runner_plugin::Descriptor;

/// A descriptor with nothing but a name.
pub fn describe(name: &str) -> Descriptor {
    Descriptor::new(name, env!("CARGO_PKG_VERSION"), "A guest of the tests")
}

/// Makes a processor of a function without params, and the crate a plugin that provides it.
#[macro_export]
macro_rules! guest {
    ($name:literal, $run:expr) => {
        struct Tested;

        impl runner_plugin::Processor for Tested {
            type Params = serde_json::Map<String, serde_json::Value>;
            type Output = serde_json::Value;

            fn describe() -> runner_plugin::Descriptor {
                $crate::describe($name)
            }

            fn run(
                job: &runner_plugin::Job,
                _: Self::Params,
            ) -> Result<Self::Output, runner_plugin::Failure> {
                let run: fn(&runner_plugin::Job) -> serde_json::Value = $run;
                Ok(run(job))
            }
        }

        runner_plugin::export!(Tested);
    };
}

/// Makes the crate a plugin whose descriptor is written by hand, past all that the SDK looks after.
#[macro_export]
macro_rules! raw_guest {
    ($name:expr, $schema:expr, $result:expr) => {
        struct Raw;

        impl runner_plugin::__private::Guest for Raw {
            fn describe() -> runner_plugin::__private::Descriptor {
                runner_plugin::__private::Descriptor {
                    name: String::from($name),
                    version: String::from("1.0.0"),
                    summary: String::from("A guest of the tests"),
                    params_schema: String::from($schema),
                    result_schema: None,
                    inputs: Vec::new(),
                    outputs: Vec::new(),
                    wants: Vec::new(),
                    resumable: false,
                }
            }

            fn run(
                _: runner_plugin::__private::Job,
            ) -> Result<String, runner_plugin::__private::Failure> {
                Ok($result)
            }
        }

        #[allow(unsafe_code, reason = "generated: exports of the canonical ABI")]
        const _: () = {
    runner_plugin::__private::export_processor!(Raw with_types_in runner_plugin::__private);
        };
    };
}
