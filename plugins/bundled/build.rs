//! Builds the bundled processors.

fn main() {
    runner_plugin_build::Guests::new()
        .shared("plugins/tables")
        .package(
            "data-conversion",
            "runner-data-conversion",
            "plugins/data-conversion",
        )
        .package(
            "property-fetch",
            "runner-property-fetch",
            "plugins/property-fetch",
        )
        .package(
            "report-generation",
            "runner-report-generation",
            "plugins/report-generation",
        )
        .build_or_exit();
}
