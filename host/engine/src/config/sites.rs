//! Sites whose pages may read: `cors_origins`.

use std::collections::BTreeSet;

use runner_model::Origin;

/// Reads sites with commas between. Each is there once.
pub(super) fn read(text: &str) -> Result<Vec<Origin>, String> {
    let texts = text.split(',').map(str::trim);
    let sites = texts.filter(|text| !text.is_empty()).map(site);
    let sites: BTreeSet<Origin> = sites.collect::<Result<_, _>>()?;
    Ok(sites.into_iter().collect())
}

/// The same as a text.
pub(super) fn text(sites: &[Origin]) -> String {
    let texts: Vec<String> = sites.iter().map(Origin::to_string).collect();
    texts.join(", ")
}

/// A site as a browser writes it: scheme, host and port, and no path.
fn site(text: &str) -> Result<Origin, String> {
    let shown: String = text.chars().take(80).flat_map(char::escape_debug).collect();
    let wrong =
        |why: &str| format!("`{shown}` is no site: {why}; write it as `https://app.example.com`");
    let (scheme, authority) = text
        .split_once("://")
        .ok_or_else(|| wrong("it begins with no https:// or http://"))?;
    if authority.contains(['/', '?', '#']) {
        return Err(wrong("there is more in it than a host and a port"));
    }
    Origin::parse(scheme, authority).map_err(|error| wrong(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{Config, Settings};

    fn read(text: &str) -> Result<Settings, String> {
        let config = Config::parse(Path::new("/etc/runner/runner.toml"), text);
        config
            .map(|config| config.settings)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_file_says_how_the_server_is_reached() {
        let text = "tls_cert = \"cert.pem\"\ntls_key = \"/secret/key.pem\"\n\
                    cors_origins = [\"https://app.example.com\", \"http://localhost:3000\", \"HTTPS://App.example.com:443\"]\n";
        let settings = read(text).unwrap();
        let files = (
            Path::new("/etc/runner/cert.pem"),
            Path::new("/secret/key.pem"),
        );
        assert_eq!(settings.certificate(), Ok(Some(files)));
        let sites: Vec<String> = settings
            .cors_origins
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(sites, ["http://localhost:3000", "https://app.example.com"]);
        assert_eq!(read(&settings.toml()).unwrap(), settings);
    }

    #[test]
    fn what_is_wrong_with_a_site_is_said_with_its_line() {
        for (text, said) in [
            (
                "cors_origins = [\"*\"]\n",
                "1: `cors_origins`: `*` is no site: it begins with no https:// or http://; write it as",
            ),
            (
                "\ncors_origins = [\"https://a.com/x\"]\n",
                "2: `cors_origins`: `https://a.com/x` is no site: there is more in it",
            ),
            (
                "cors_origins = [\"ftp://a.com\"]\n",
                "1: `cors_origins`: `ftp://a.com` is no site: only http and https",
            ),
            (
                "cors_origins = \"https://a.com\"\n",
                "1: write `cors_origins` as a list of texts",
            ),
        ] {
            let error = read(text).unwrap_err();
            assert!(
                error.starts_with(&format!("/etc/runner/runner.toml:{said}")),
                "{error}"
            );
        }
    }
}
