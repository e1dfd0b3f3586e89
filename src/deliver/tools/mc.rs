//! MinIO's client: the variable `MC_HOST_<alias>`, and what `mc alias import` reads.

use super::super::storage_target::StorageTarget;
use super::PlaintextKeys;
use crate::credentials::Credentials;
use crate::deliver::not_literal;
use crate::deliver::not_literal::NotLiteral;
use crate::request::Request;
use serde::Serialize;
use zeroize::Zeroizing;

/// The beginning of `src` in an alias that this program wrote.
const OURS: &str = "sts-cli, ";
/// The text after it if the alias has another name than its profile.
const OF_PROFILE: &str = "profile ";

/// Returns the profile whose keys the alias `name` has, given its `src`; `None` if this program did not write it.
pub(in crate::deliver) fn profile_of<'a>(name: &'a str, src: &'a str) -> Option<&'a str> {
    let rest = src.strip_prefix(OURS)?;
    let profile = rest.strip_prefix(OF_PROFILE).and_then(|rest| Some(rest.rsplit_once(", until ")?.0));
    Some(profile.unwrap_or(name))
}

/// An alias in mc's own format. `src` is mc's field for the origin of the alias.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::deliver) struct Alias<'a> {
    url: String,
    access_key: &'a str,
    secret_key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_token: Option<&'a str>,
    api: &'static str,
    path: &'static str,
    src: String,
}

impl<'a> Alias<'a> {
    /// Creates the alias for these credentials.
    pub(in crate::deliver) fn of(credentials: &'a Credentials, request: &Request) -> Self {
        let PlaintextKeys { access_key, secret_key, session_token } = PlaintextKeys::of(credentials);
        let url = StorageTarget::of(request).address().to_owned();
        let label = request.label();
        let profile_part = if name(label) == label { String::new() } else { format!("{OF_PROFILE}{label}, ") };
        let src = format!("{OURS}{profile_part}until {}", credentials.expiration);
        Self { url, access_key, secret_key, session_token, api: "S3v4", path: "auto", src }
    }
}

/// Returns the variable for the alias and its value. Nothing is percent-encoded: mc splits the keys at `:` up to the last `@` and takes
/// them literally.
///
/// # Errors
/// [`NotLiteral`]: a key contains `:`, or the host `@`.
pub(in crate::deliver) fn host_variable(credentials: &Credentials, request: &Request) -> Result<(String, Zeroizing<String>), NotLiteral> {
    let PlaintextKeys { access_key, secret_key, session_token } = PlaintextKeys::of(credentials);
    let store = StorageTarget::of(request);
    let (scheme, authority) = store.address().split_once("://").unwrap_or(("https", store.address()));
    let token = session_token.map_or_else(Zeroizing::default, |token| Zeroizing::new(format!(":{token}")));
    let name = format!("MC_HOST_{}", variable(request.label()));
    let ambiguous =
        [(access_key, ':'), (secret_key, ':'), (authority, '@')].into_iter().find(|(part, delimiter)| part.contains(*delimiter));
    let value = ambiguous.map_or_else(
        || Ok(Zeroizing::new(format!("{scheme}://{access_key}:{secret_key}{}@{authority}", *token))),
        |(_, delimiter)| Err(delimiter),
    );
    let value = not_literal::with_name(&name, value)?;
    Ok((name, value))
}

/// Returns the variables with the alias for a command, or their removal if the keys cannot be represented. There are two names: mc looks up
/// the exact alias, and some shells drop variables with characters other than letters, digits and `_`.
pub(in crate::deliver) fn variables(request: &Request, keys: Option<&Credentials>) -> Vec<(String, Option<Zeroizing<String>>)> {
    let value = keys.and_then(|keys| host_variable(keys, request).ok()).map(|(_, value)| value);
    names_of_variables(request.label()).into_iter().map(|name| (name, value.clone())).collect()
}

/// Returns the names of the variables that [`variables`] sets for the profile `label`.
pub(in crate::deliver) fn names_of_variables(label: &str) -> Vec<String> {
    let exact_name = super::sanitize_name(label, |c| c != '=' && !c.is_control(), '_');
    let mut names = vec![exact_name, variable(label)];
    names.dedup();
    names.into_iter().map(|name| format!("MC_HOST_{name}")).collect()
}

/// Returns the alias as one line of JSON.
pub(super) fn alias(credentials: &Credentials, request: &Request) -> Zeroizing<String> {
    super::json(&Alias::of(credentials, request))
}

/// Returns an alias that is valid in a variable name: it begins with a letter (mc) and contains no dash (shells).
fn variable(label: &str) -> String {
    let name = super::sanitize_name(label, |c| c.is_ascii_alphanumeric(), '_');
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("sts_{name}") }
}

/// Returns an alias that is valid in mc's file: a letter, then letters, digits, dashes and underscores.
pub(in crate::deliver) fn name(label: &str) -> String {
    let name = super::sanitize_name(label, |c| c.is_ascii_alphanumeric() || c == '-' || c == '_', '-');
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("sts-{name}") }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn the_variable_has_the_keys_unencoded() {
        let cases = [
            ("http://127.0.0.1:9000", "http://FAKEACCESSKEY:fake/secret+key=:fake.session-token_x@127.0.0.1:9000"),
            ("https://minio.example/", "https://FAKEACCESSKEY:fake/secret+key=:fake.session-token_x@minio.example"),
            (
                "https://sts.eu-west-1.amazonaws.com",
                "https://FAKEACCESSKEY:fake/secret+key=:fake.session-token_x@s3.eu-west-1.amazonaws.com",
            ),
        ];
        for (endpoint, expected) in cases {
            let (name, value) = host_variable(&example::credentials(), &example::request(endpoint)).unwrap_or_default();
            assert_eq!((name.as_str(), value.as_str()), ("MC_HOST_sts_cli", expected));
        }
        let (_, value) = host_variable(&example::with("A", "s", ""), &example::request("https://minio.example")).unwrap_or_default();
        assert_eq!(*value, "https://A:s@minio.example");
        let divided = [
            ("A:", "s", "https://minio.example", ':'),
            ("A", "s:", "https://minio.example", ':'),
            ("A", "s", "https://minio.example/a@b", '@'),
        ];
        for (access_key, secret_key, endpoint, character) in divided {
            let request = example::request(endpoint);
            let credentials = example::with(access_key, secret_key, "t:u@v");
            assert_eq!(host_variable(&credentials, &request), Err(NotLiteral { name: "MC_HOST_sts_cli".to_owned(), character }));
            assert!(variables(&request, Some(&credentials)).iter().all(|(_, value)| value.is_none()));
        }
    }

    #[test]
    fn alias_names_are_valid_for_mc_and_the_shell() {
        for (label, in_variable, in_file) in [("prod", "prod", "prod"), ("eu-1.x", "eu_1_x", "eu-1-x"), ("1", "sts_1", "sts-1")] {
            assert_eq!((variable(label).as_str(), name(label).as_str()), (in_variable, in_file));
        }
    }

    #[test]
    fn a_command_gets_the_exact_alias_and_one_that_every_shell_passes_on() {
        let names = |profile: &str| {
            let request = Request { profile: Some(profile.to_owned()), ..example::request("https://minio.example") };
            variables(&request, None).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(names("prod"), ["MC_HOST_prod"]);
        assert_eq!(names("my-prod.eu"), ["MC_HOST_my-prod.eu", "MC_HOST_my_prod_eu"]);
        assert_eq!(names("a=b\n"), ["MC_HOST_a_b_"]);
    }

    #[test]
    fn the_alias_is_valid_json_for_any_keys() {
        let alias = alias(&example::with(example::NASTY, example::NASTY, example::NASTY), &example::request("https://minio.example"));
        let read: serde_json::Value = serde_json::from_str(&alias).unwrap_or_default();
        for key in ["accessKey", "secretKey", "sessionToken"] {
            assert_eq!(read[key], example::NASTY);
        }
        assert_eq!((&read["url"], &read["api"]), (&"https://minio.example".into(), &"S3v4".into()));
        assert_eq!(read["src"], "sts-cli, until 2030-01-01T00:00:00Z");
    }

    #[test]
    fn an_alias_names_its_profile_if_the_names_differ() {
        for (label, expected) in
            [("a-b", "sts-cli, until 2030-01-01T00:00:00Z"), ("a.b", "sts-cli, profile a.b, until 2030-01-01T00:00:00Z")]
        {
            let src = Alias::of(&example::credentials(), &example::of_profile(label, "https://minio.example")).src;
            assert_eq!((src.as_str(), profile_of("a-b", &src)), (expected, Some(label)));
        }
        assert_eq!(profile_of("a-b", "https://theirs"), None);
    }
}
