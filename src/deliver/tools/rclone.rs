//! A remote for `rclone.conf`, or for a command's variables.

use super::super::storage_target::StorageTarget;
use super::PlaintextKeys;
use crate::credentials::Credentials;
use crate::deliver::not_literal;
use crate::deliver::not_literal::{Formatted, NotLiteral};
use crate::deliver::quoting;
use crate::request::Request;
use zeroize::Zeroizing;

/// The beginning of the comment with the `--ca-cert` option.
pub(in crate::deliver) const BUNDLE_COMMENT: &str = "# rclone takes certificates on its command line:";

/// Options with keys, which override those of a profile.
pub(in crate::deliver) const KEYS: [&str; 3] = ["access_key_id", "secret_access_key", "session_token"];

/// Options that redirect requests or keys, or change how requests are signed. The last three are booleans.
pub(in crate::deliver) const CONFLICTS: [&str; 7] =
    ["shared_credentials_file", "role_arn", "sts_endpoint", "download_url", "v2_auth", "use_accelerate_endpoint", "use_dual_stack"];

/// Options that this program sets.
pub(in crate::deliver) const OURS: [&str; 7] = ["type", "provider", "region", "endpoint", "force_path_style", "env_auth", "profile"];

/// The variable with the CA bundle for all remotes.
pub(in crate::deliver) const CA_BUNDLE_VARIABLE: &str = "RCLONE_CA_CERT";

/// Whether an option, named as in a variable, sets the endpoint, the keys or the signature version.
pub(in crate::deliver) fn is_connection_option(option: &str) -> bool {
    KEYS.iter().chain(&CONFLICTS).chain(&OURS).any(|name| name.eq_ignore_ascii_case(option))
}

/// The values of conflicting options that have no effect.
fn inactive_value(option: &str) -> &'static str {
    if CONFLICTS[4..].contains(&option) { "false" } else { "" }
}

/// Whether this value of a conflicting option has no effect.
pub(in crate::deliver) fn is_inactive(option: &str, value: &str) -> bool {
    value.is_empty() || value.eq_ignore_ascii_case(inactive_value(option))
}

/// Returns the remote with the keys in it, preceded by a comment with their expiration.
///
/// # Errors
/// [`NotLiteral`]: a value that rclone would truncate or expand.
pub(super) fn remote(credentials: &Credentials, request: &Request) -> Result<Zeroizing<String>, NotLiteral> {
    let mut remote = Zeroizing::new(format!("# these keys expire at {}\n[{}]\n", credentials.expiration, name(request.label())));
    remote.push_str(&server_options(request)?);
    remote.push_str(&lines(&[("env_auth", Some("false"))])?);
    remote.push_str(&lines(&keys_of(credentials))?);
    Ok(remote)
}

fn keys_of(credentials: &Credentials) -> [(&'static str, Option<&str>); 3] {
    let PlaintextKeys { access_key, secret_key, session_token } = PlaintextKeys::of(credentials);
    let [access_key_id, secret_access_key, token] = KEYS;
    [(access_key_id, Some(access_key)), (secret_access_key, Some(secret_key)), (token, session_token)]
}

/// Returns the options for type, provider, region and endpoint of the storage server.
pub(in crate::deliver) fn server_option_pairs<'a>(request: &'a Request, store: &'a StorageTarget) -> [(&'static str, Option<&'a str>); 5] {
    [
        ("type", Some("s3")),
        ("provider", Some(provider(request, store))),
        ("region", Some(request.region.as_str())),
        ("endpoint", store.custom_endpoint()),
        ("force_path_style", store.custom_endpoint().map(|_| "true")),
    ]
}

/// Returns the variables that define the remote for a command: with `keys`, or with `env_auth` to use the AWS variables. `None` removes a
/// variable; an empty value hides the option of the remote in the user's file.
///
/// There are two names: rclone looks up the exact remote name in upper case, and some shells drop variables with characters other than
/// letters, digits and `_`.
pub(in crate::deliver) fn variables(request: &Request, keys: Option<&Credentials>) -> Vec<(String, Option<Zeroizing<String>>)> {
    let store = StorageTarget::of(request);
    let empty_keys = KEYS.map(|name| (name, Some("")));
    let env_auth = if keys.is_some() { "false" } else { "true" };
    let auth_options =
        [("env_auth", Some(env_auth)), ("profile", Some(""))].into_iter().chain(CONFLICTS.map(|name| (name, Some(inactive_value(name)))));
    let place = server_option_pairs(request, &store).map(|(name, value)| (name, value.or((name == "endpoint").then_some("")))); // overrides the endpoint in the file
    let options: Vec<_> = place.into_iter().chain(auth_options).chain(keys.map_or(empty_keys, keys_of)).collect();
    let remotes = names_in_variables(request.label());
    let remote_variables = remotes.iter().flat_map(|remote| options.iter().map(move |(option, value)| (variable(remote, option), *value)));
    let bundle = store.ca_bundle().map(|path| (CA_BUNDLE_VARIABLE.to_owned(), Some(path)));
    remote_variables.chain(bundle).map(|(name, value)| (name, value.map(|value| Zeroizing::new(value.to_owned())))).collect()
}

/// Returns the names of the variables that [`variables`] sets for the profile `label`, apart from [`CA_BUNDLE_VARIABLE`].
pub(in crate::deliver) fn names_of_variables(label: &str) -> Vec<String> {
    let options = || OURS.iter().chain(&CONFLICTS).chain(&KEYS);
    names_in_variables(label).iter().flat_map(|remote| options().map(move |option| variable(remote, option))).collect()
}

fn variable(remote: &str, option: &str) -> String {
    format!("RCLONE_CONFIG_{remote}_{}", option.to_uppercase())
}

/// Returns the options for type, provider, region and endpoint of the storage server.
///
/// # Errors
/// [`NotLiteral`]: a value that rclone would truncate or expand.
pub(in crate::deliver) fn server_options(request: &Request) -> Result<Zeroizing<String>, NotLiteral> {
    let store = StorageTarget::of(request);
    let mut place = Zeroizing::new(String::new());
    if let Some(path) = store.ca_bundle() {
        let quoted_path = not_literal::with_name("--ca-cert", super::unquoted(&quoting::word(path), |_| false))?;
        place.push_str(&format!("{BUNDLE_COMMENT} --ca-cert {}\n", *quoted_path));
    }
    place.push_str(&lines(&server_option_pairs(request, &store))?);
    Ok(place)
}

/// Returns the options of a remote, one per line.
///
/// # Errors
/// [`NotLiteral`]: a value that rclone would truncate or expand.
pub(in crate::deliver) fn lines(options: &[(&str, Option<&str>)]) -> Result<Zeroizing<String>, NotLiteral> {
    super::lines(options, " = ", quoted)
}

/// Returns a valid remote name.
pub(in crate::deliver) fn name(label: &str) -> String {
    super::sanitize_name(label, |c| c.is_ascii_alphanumeric() || "_-.+@".contains(c), '_').trim_start_matches('-').to_owned()
}

/// Returns rclone's provider name. MinIO's settings (path style, ListObjectsV2) suit unknown servers.
fn provider(request: &Request, store: &StorageTarget) -> &'static str {
    let named = request.dialect.and_then(|dialect| dialect.traits().rclone_provider);
    named.unwrap_or(if store.is_aws() { "AWS" } else { "Minio" })
}

/// Returns the spellings of the remote name in variables: exact, and with only characters that every shell passes on.
pub(in crate::deliver) fn names_in_variables(label: &str) -> Vec<String> {
    let exact_name = super::sanitize_name(label, |c| c != '=' && !c.is_control(), '_');
    let sanitized = super::sanitize_name(label, |c| c.is_ascii_alphanumeric(), '_');
    let mut names = vec![exact_name.to_uppercase(), sanitized.to_uppercase()];
    names.dedup();
    names
}

/// Formats a value; in triple quotes, as rclone itself does it, if it would be misread unquoted. rclone interpolates `%(name)s` even in
/// quotes, so that is rejected.
fn quoted(value: &str) -> Formatted {
    let unquoted_value = super::unquoted(value, |_| false)?;
    match (value.starts_with(['`', '"']) || value.trim() != value, value.contains("\"\"\"")) {
        _ if value.contains("%(") => Err('%'),
        (true, true) => Err('"'),
        (true, false) => Ok(Zeroizing::new(format!("\"\"\"{value}\"\"\""))),
        (false, _) => Ok(unquoted_value),
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::request::Dialect;

    #[test]
    fn a_remote_has_endpoint_and_expiration() {
        let remote = remote(&example::credentials(), &example::request("http://127.0.0.1:9000")).unwrap_or_default();
        let expected = "# these keys expire at 2030-01-01T00:00:00Z\n[sts-cli]\ntype = s3\nprovider = Minio\nregion = us-east-1\n\
                        endpoint = http://127.0.0.1:9000\nforce_path_style = true\nenv_auth = false\n\
                        access_key_id = FAKEACCESSKEY\nsecret_access_key = fake/secret+key=\nsession_token = fake.session-token_x\n";
        assert_eq!(*remote, expected);
    }

    #[test]
    fn aws_has_no_endpoint_and_known_servers_have_a_provider_name() {
        let aws = server_options(&example::request("https://sts.eu-west-1.amazonaws.com")).unwrap_or_default();
        assert_eq!(*aws, "type = s3\nprovider = AWS\nregion = eu-west-1\n");
        let ceph = Request { dialect: Some(Dialect::Ceph), ..example::request("https://rgw.example") };
        assert!(server_options(&ceph).unwrap_or_default().starts_with("type = s3\nprovider = Ceph\n"));
        let bundle = server_options(&example::trusting("/etc/ca.pem", "https://minio.example")).unwrap_or_default();
        assert!(bundle.starts_with("# rclone takes certificates on its command line: --ca-cert /etc/ca.pem\ntype = s3\n"), "{}", *bundle);
    }

    #[test]
    fn values_are_read_literally() {
        for (value, expected) in [("-a'b\"c\\d $x %y", "-a'b\"c\\d $x %y"), ("`a`", "\"\"\"`a`\"\"\"")] {
            assert_eq!(quoted(value).unwrap_or_default().as_str(), expected);
        }
        for (value, character) in [("a\n[b]", '\n'), ("/%(type)s", '%'), ("`a\"\"\"", '"')] {
            assert_eq!(quoted(value), Err(character));
        }
    }
}
