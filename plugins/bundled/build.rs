//! Builds the bundled processors.

fn main() {
    runner_plugin_build::Guests::new()
        .shared("plugins/tables")
        .package(
            "data-conversion",
            "runner-data-conversion",
            "plugins/data-conversion",
        )
        .build_or_exit();
}
