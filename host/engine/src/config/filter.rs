//! How much is logged: `log`. A list of levels, each for all or for a part of the program.

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// Reads a filter; it is written without spaces.
pub(super) fn read(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    for part in &parts {
        let (of, level) = part.split_once('=').unwrap_or(("", part));
        if !LEVELS.contains(&level.to_ascii_lowercase().as_str()) {
            return Err(format!(
                "`{}` is no level: write off, error, warn, info, debug or trace",
                shown(level)
            ));
        }
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
        if part.contains('=') && (of.is_empty() || !of.chars().all(is_part)) {
            return Err(format!(
                "`{}` is no part of the program: write `runner_engine=info`",
                shown(of)
            ));
        }
    }
    Ok(parts.join(","))
}

fn shown(text: &str) -> String {
    text.chars().take(40).flat_map(char::escape_debug).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_levels_for_all_and_for_parts() {
        for good in ["info", "WARN", "warn,runner_engine::webhooks=debug", "off"] {
            assert_eq!(read(good), Ok(good.to_owned()));
        }
        for wrong in [
            "",
            "info,",
            "loud",
            "runner_engine",
            "=info",
            "a b=info",
            "a[b]=info",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
