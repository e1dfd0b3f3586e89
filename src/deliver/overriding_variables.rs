//! Detects environment variables that override the files which this program writes, and might send the keys to another server.

use super::storage_target::StorageTarget;
use super::variables::{is_plain, is_service_endpoint, redirects_tool};
use super::{parent_shell, quoting, shell};
use crate::aws_files::AwsFile;
use crate::request::Request;
use crate::sys::{Deps, Environment};

/// Variables of AWS's tools that hold keys, which a login may take from there.
const OF_KEYS: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/// Warns of variables that override the AWS profile `name`, which was written for the storage server of `request`. `is_selected`: the user
/// must select the profile; tools that are configured with its name ignore variables that select another one. In the command of `exec` warns
/// only that no tool finds the profile there.
pub(crate) fn warn_of_variables_over_profile(name: &str, is_selected: bool, request: &Request, deps: &Deps) {
    if AwsFile::ALL.iter().any(|file| file.is_replaced(&deps.environment)) {
        return deps.terminal.warn_once(&format!(
            "in this shell, `sts-cli exec` has replaced the AWS files by empty ones for AWS tools: use the AWS profile `{name}` in another shell"
        ));
    }
    let mut names = variables_over_profile(name, is_selected, request, &deps.environment);
    if uses_keys_of_environment(&deps.environment, request) {
        names.retain(|name| !OF_KEYS.contains(&name.as_str()));
        deps.terminal.warn_once(&format!(
            "the AWS profile `{name}` requires the keys in this shell's environment variables, but AWS tools prefer these to the profile: move \
             them to another AWS profile, select it with --source-profile, and unset AWS_ACCESS_KEY_ID"
        ));
    }
    warn_of_overrides(names, &format!("the AWS profile `{name}`"), deps);
}

/// Whether the access key of `request` is the one in the variables of AWS's tools.
fn uses_keys_of_environment(environment: &Environment, request: &Request) -> bool {
    let Some(access_key) = request.identity.access_key() else { return false };
    environment.get(OF_KEYS[0]).is_some_and(|variable_key| variable_key == access_key)
}

/// Warns that the variables `names` override what was written to `place`, and says how to remove them: env(1) removes those that no shell
/// takes for names (`MC_HOST_my-prod`). Values may be secrets.
pub(crate) fn warn_of_overrides(mut names: Vec<String>, place: &str, deps: &Deps) {
    names.sort();
    let (names, others): (Vec<String>, Vec<String>) = names.into_iter().partition(|name| is_plain(name));
    let shell_hint =
        (!names.is_empty()).then(|| format!("run `{}`", shell::unset_command(parent_shell::detect_with_parents(deps).0, &names)));
    let env_hint = others.iter().map(|name| format!("start the program that reads it with `env -u {}`", quoting::word(name)));
    let hints: Vec<String> = shell_hint.into_iter().chain(env_hint).collect();
    if !hints.is_empty() {
        let hints = hints.join(", and ");
        deps.terminal
            .warn_once(&format!("environment variables override {place} and may send its keys to another server; to unset them, {hints}"));
    }
}

/// Returns the variables that override the AWS profile `profile` for the storage server of `request`: keys that some SDKs prefer to those
/// of a selected profile, another profile, endpoints, and settings that disable custom endpoints.
fn variables_over_profile(profile: &str, is_selected: bool, request: &Request, environment: &Environment) -> Vec<String> {
    let store = StorageTarget::of(request);
    let overrides = |(name, value): &(&str, &str)| match *name {
        "AWS_PROFILE" | "AWS_DEFAULT_PROFILE" => is_selected && *value != profile,
        "AWS_ACCESS_KEY_ID" | "AWS_ACCESS_KEY" | "AWS_SECRET_KEY" | "AWS_WEB_IDENTITY_TOKEN_FILE" => true,
        "AWS_SECRET_ACCESS_KEY" | "AWS_SESSION_TOKEN" | "AWS_SECURITY_TOKEN" => environment.get("AWS_ACCESS_KEY_ID").is_some(),
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS" | "AWS_USE_FIPS_ENDPOINT" | "AWS_USE_DUALSTACK_ENDPOINT" => {
            store.custom_endpoint().is_some() && value.eq_ignore_ascii_case("true")
        }
        "AWS_CA_BUNDLE" => store.ca_bundle().is_some_and(|bundle| bundle != *value),
        _ if name.contains("STS") && value.trim_end_matches('/') == request.endpoint.address() => false,
        "S3_ENDPOINT_URL" | "AWS_ENDPOINT" => !is_storage_address(value, &store), // of s5cmd, and of polars with a profile
        _ => (is_service_endpoint(name) || redirects_tool(name)) && !is_storage_address(value, &store),
    };
    let others = environment.with_prefix("").filter(overrides).map(|(name, _)| name);
    others.filter(|name| is_plain(name)).map(str::to_owned).collect()
}

/// Whether an address, with or without scheme, is that of the storage server.
fn is_storage_address(place: &str, store: &StorageTarget) -> bool {
    let place = Some(place.trim_end_matches('/'));
    place == store.custom_endpoint() || place == store.custom_authority()
}

#[cfg(test)]
mod tests {
    use super::super::tools::example;
    use super::*;

    const STORE: &str = "http://127.0.0.1:9000";

    fn over(environment: &Environment, endpoint: &str) -> Vec<String> {
        variables_over_profile("prod", true, &example::request(endpoint), environment)
    }

    #[test]
    fn an_endpoint_variable_overrides_only_if_it_differs() {
        for (name, value, is_override) in [
            ("AWS_ENDPOINT_URL", "http://old", true),
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:9000/", false),
            ("AWS_ENDPOINT_URL_S3", "https://127.0.0.1:9000", true),
            ("AWS_ENDPOINT_URL_S3_CONTROL", "http://old", true),
            ("AWS_S3_ENDPOINT", "127.0.0.1:9000", false),
            ("S3_ENDPOINT_URL", "http://old", true),
            ("AWS_ENDPOINT_URL", "", false),
            ("AWS_S3_ENDPOINT_URL", "http://old", true),
            ("MLFLOW_S3_ENDPOINT_URL", "http://old", true),
            ("MLFLOW_S3_ENDPOINT_URL", "http://127.0.0.1:9000", false),
            ("RESTIC_AWS_ASSUME_ROLE_ARN", "arn:aws:iam::1:role/old", true),
            ("RESTIC_REPOSITORY", "s3:http://old/bucket", false),
            ("AWS_ENDPOINT_URL_STS", "https://sts.eu-west-1.amazonaws.com", true),
            ("AWS_ENDPOINT_DISCOVERY_ENABLED", "true", false),
            ("RCLONE_S3_ENDPOINT", "http://old", false),
            ("AWS_ENDPOINT_URL_$(x)", "http://old", false),
            ("AWS_ENDPOINT_URL_S3;x", "http://old", false),
            ("AWS_ENDPOINT_URL_S3\nx", "http://old", false),
            ("RESTIC_AWS_ASSUME_ROLE_`x`", "http://old", false),
        ] {
            assert_eq!(!over(&Environment::from([(name, value)]), STORE).is_empty(), is_override, "{name}={value}");
        }
        let aws = "https://sts.eu-west-1.amazonaws.com";
        assert!(over(&Environment::from([("AWS_ENDPOINT_URL_STS", aws)]), aws).is_empty(), "the STS itself");
        assert_eq!(over(&Environment::from([("AWS_ENDPOINT_URL_S3", "http://old"), ("AWS_USE_FIPS_ENDPOINT", "true")]), aws).len(), 1);
    }

    #[test]
    fn key_and_profile_variables_override_where_tools_use_them() {
        let keys = [("AWS_SESSION_TOKEN", "t"), ("AWS_SECRET_ACCESS_KEY", "s")];
        assert!(over(&Environment::from(keys), STORE).is_empty(), "no tool takes them without the first one");
        let [token, secret] = keys;
        let all = Environment::from([("AWS_DEFAULT_PROFILE", "old"), ("AWS_ACCESS_KEY_ID", "A"), token, secret, ("AWS_PROFILE", "prod")]);
        let names = ["AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID", token.0, secret.0];
        assert_eq!(over(&all, STORE), names);
        assert_eq!(
            variables_over_profile("prod", false, &example::request(STORE), &all),
            names[1..],
            "tools that name a profile take no other"
        );
    }

    #[test]
    fn another_ca_bundle_overrides_one_that_was_written() {
        let environment = Environment::from([("AWS_CA_BUNDLE", "/theirs.pem")]);
        let trusting = |bundle| variables_over_profile("prod", true, &example::trusting(bundle, STORE), &environment);
        assert_eq!((trusting("/ours.pem").len(), trusting("/theirs.pem").len(), over(&environment, STORE).len()), (1, 0, 0));
    }
}
