//! The variables in the caller's environment that must not stay beside other credentials: those that act as one of ours, and those that an
//! enclosing `exec` has set for its own credentials.

use super::configure::fsspec_overrides;
use super::storage_target::StorageTarget;
use super::tools::{mc, rclone};
use super::variables::{ACTIVE_PROFILE, CONFLICTS, ENDPOINTS, NAMES, OwnedVariable, is_plain, is_service_endpoint, redirects_tool};
use crate::aws_files::AwsFile;
use crate::request::Request;
use crate::sys::{Deps, Environment};
use zeroize::Zeroizing;

/// The proxy of object_store alone, which reads the session token where the store is not reached by https. Those of everybody are the
/// caller's.
const PROXY: &str = "AWS_PROXY_URL";

/// Returns the changes to make in `environment` before the variables of other credentials for `request` are set there. The order matters
/// where names ignore case, as on Windows: a removed name may be another spelling of one that is set.
pub(super) fn changes(environment: &Environment, request: &Request) -> Vec<OwnedVariable> {
    let equivalents = equivalent_names(environment, request).map(|name| (name.to_owned(), None));
    equivalents.chain(changes_of_enclosing_exec(environment)).collect()
}

/// Returns the changes that undo what an enclosing `exec` has set, apart from the variables that any credentials set or unset: its aliases,
/// with which mc and rclone would send other credentials to its server, and its empty AWS files.
pub(super) fn changes_of_enclosing_exec(environment: &Environment) -> impl Iterator<Item = OwnedVariable> {
    let aliases = environment.get(ACTIVE_PROFILE).map(alias_names).unwrap_or_default();
    let aliases = aliases.into_iter().filter(|name| environment.contains(name)).map(|name| (name, None));
    let files = AwsFile::ALL.into_iter().filter(|file| file.is_replaced(environment)).flat_map(|file| {
        let user_value = file.user_value(environment).map(|value| Zeroizing::new(value.to_owned()));
        [(file.variable.to_owned(), user_value), (file.original.to_owned(), None)]
    });
    aliases.chain(files)
}

/// Returns the names of the variables that define the aliases of the profile `label`.
fn alias_names(label: &str) -> Vec<String> {
    [mc::names_of_variables(label), rclone::names_of_variables(label)].concat()
}

/// Removes the changes of names that no shell takes, and warns of them: such an alias stays until the shell of `exec` is left.
pub(super) fn retain_plain_names(changes: &mut Vec<OwnedVariable>, deps: &Deps) {
    let count = changes.len();
    changes.retain(|(name, _)| is_plain(name));
    if changes.len() < count {
        let label = deps.environment.get(ACTIVE_PROFILE).unwrap_or_default();
        deps.terminal.warn_once(&format!(
            "the shell cannot unset the aliases `{label}` of mc and rclone, which `sts-cli exec` has set: there they may send other \
             credentials to its server, so leave its shell before you use others"
        ));
    }
}

/// Whether rclone's CA bundle is that of an enclosing `exec`, which sets it together with that of AWS's tools.
pub(super) fn is_rclone_bundle_ours(environment: &Environment) -> bool {
    let bundle = environment.get(rclone::CA_BUNDLE_VARIABLE);
    bundle.is_some() && bundle == environment.get("AWS_CA_BUNDLE") && environment.get(ACTIVE_PROFILE).is_some()
}

/// Returns the names of variables in `environment` that `credential_variables` does not name and that act as one that it unsets for the
/// store of `request`: object_store reads names in upper and lower case, SDKs and Terraform read an address for each service, rclone
/// prefers `RCLONE_S3_…` to the options of a remote, fsspec its own variables to the keys, and some tools have addresses of their own.
pub(super) fn equivalent_names<'a>(environment: &'a Environment, request: &Request) -> impl Iterator<Item = &'a str> + use<'a> {
    let is_https = StorageTarget::of(request).is_https();
    let is_listed = |name: &str| NAMES.iter().chain(&CONFLICTS).chain(&ENDPOINTS).any(|listed| *listed == name);
    let is_equivalent = move |name: &str| match name.get(..4) {
        Some(head) if head.eq_ignore_ascii_case("AWS_") => {
            let upper = name.to_ascii_uppercase();
            is_listed(&upper) || is_service_endpoint(&upper) || upper == PROXY && !is_https
        }
        _ => {
            redirects_tool(name)
                || name.strip_prefix("RCLONE_S3_").is_some_and(rclone::is_connection_option)
                || fsspec_overrides::affects_requests(name)
        }
    };
    environment.set_names().filter(move |name| is_equivalent(name) && !is_listed(name) && is_plain(name))
}

#[cfg(test)]
mod tests {
    use super::super::tools::example;
    use super::*;

    #[test]
    fn a_tools_proxy_variable_is_removed_if_it_could_expose_the_session_token() {
        let environment = Environment::from([("AWS_PROXY_URL", "http://p"), ("AWS_proxy_url", "http://p"), ("HTTP_PROXY", "http://p")]);
        let gone = |endpoint| equivalent_names(&environment, &example::request(endpoint)).collect::<Vec<_>>();
        assert_eq!(gone("http://127.0.0.1:9000"), ["AWS_PROXY_URL", "AWS_proxy_url"]);
        assert!(gone("https://minio.example").is_empty(), "it sees nothing there");
    }
}
