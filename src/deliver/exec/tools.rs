//! The variables of tools that do not ask where AWS's own tools do: mc's `MC_HOST_<alias>` and rclone's `RCLONE_CONFIG_<REMOTE>_…`.
//!
//! The alias and the remote are called as the profile is. mc looks its alias up to the letter; some shells drop variables whose names
//! hold other characters than letters, digits and `_`, so the alias is there with `_` in their place too. rclone itself turns `-` into
//! `_` and everything into capitals.

use super::Variable;
use crate::credentials::Credentials;
use crate::request::{Dialect, Request};
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

/// The alias for mc, in its raw form: mc decodes nothing.
#[expect(clippy::disallowed_methods, reason = "mc takes keys from its variable only")]
pub(super) fn mc(credentials: &Credentials, request: &Request) -> Vec<Variable> {
    let storage = request.endpoint.storage(&request.region);
    let (scheme, host) = storage.split_once("://").unwrap_or(("https", &storage));
    let (access_key, secret_key) = (&credentials.access_key, credentials.secret_key.expose_secret());
    let token = credentials.session_token.expose_secret();
    let keys = Zeroizing::new(match token {
        "" => format!("{access_key}:{secret_key}"),
        token => format!("{access_key}:{secret_key}:{token}"),
    });
    let host = Zeroizing::new(format!("{scheme}://{}@{host}", keys.as_str()));
    mc_names(request.label()).into_iter().map(|name| (name, Some(host.clone()))).collect()
}

/// The same names, removed.
pub(super) fn without_mc(request: &Request) -> Vec<Variable> {
    mc_names(request.label()).into_iter().map(|name| (name, None)).collect()
}

fn mc_names(label: &str) -> Vec<String> {
    let plain: String = label.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let mut names = vec![format!("MC_HOST_{}", possible(label)), format!("MC_HOST_{plain}")];
    names.dedup();
    names
}

/// The remote for rclone, with `keys` or, without, asking where AWS's own tools ask.
#[expect(clippy::disallowed_methods, reason = "rclone takes the keys of a remote from its variables")]
pub(super) fn rclone(request: &Request, keys: Option<&Credentials>) -> Vec<Variable> {
    let remote = possible(label_of_rclone(request.label()).as_str());
    let key = |open: fn(&Credentials) -> &str| keys.map(open).filter(|value| !value.is_empty()).map(str::to_owned);
    let settings = [
        ("TYPE", Some("s3".to_owned())),
        ("PROVIDER", Some(provider(request.dialect).to_owned())),
        ("ENV_AUTH", Some(keys.is_none().to_string())),
        ("ACCESS_KEY_ID", key(|keys| &keys.access_key)),
        ("SECRET_ACCESS_KEY", key(|keys| keys.secret_key.expose_secret())),
        ("SESSION_TOKEN", key(|keys| keys.session_token.expose_secret())),
        ("ENDPOINT", Some(request.endpoint.storage(&request.region))),
        ("REGION", Some(request.region.clone())),
        ("PROFILE", None),
        ("SHARED_CREDENTIALS_FILE", None),
    ];
    let named = settings.into_iter().map(|(name, value)| (format!("RCLONE_CONFIG_{remote}_{name}"), value.map(Zeroizing::new)));
    named.collect()
}

fn label_of_rclone(label: &str) -> String {
    label.replace('-', "_").to_uppercase()
}

/// What no variable's name can hold, left out.
fn possible(name: &str) -> String {
    name.chars().map(|c| if c == '=' || c.is_control() { '_' } else { c }).collect()
}

/// rclone's name for this kind of server; it has none for RustFS.
fn provider(dialect: Option<Dialect>) -> &'static str {
    match dialect {
        Some(Dialect::Minio) => "Minio",
        Some(Dialect::Aws) => "AWS",
        Some(Dialect::Ceph) => "Ceph",
        Some(Dialect::SeaweedFs) => "SeaweedFS",
        Some(Dialect::RustFs | Dialect::Generic) | None => "Other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_there_to_the_letter_and_as_every_shell_passes_them_on() {
        assert_eq!(mc_names("prod"), ["MC_HOST_prod"]);
        assert_eq!(mc_names("my-prod.eu"), ["MC_HOST_my-prod.eu", "MC_HOST_my_prod_eu"]);
        assert_eq!(mc_names("a=b\n"), ["MC_HOST_a_b_"]);
    }
}
