//! The environment variables that pass credentials to tools: those that are set, and those that are unset because they override or
//! conflict.

use super::storage_target::StorageTarget;
use crate::credentials::Credentials;
use crate::request::Request;
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

/// Variables that override the access keys or conflict with them, or that change how requests are signed and addressed. They are unset,
/// never set. `AWS_ACCESS_KEY` and `AWS_SECRET_KEY` are read by the SDKs for Go and Java, `AWS_NO_SIGN_REQUEST` by GDAL, the last four by
/// object_store (polars, delta-rs, obstore).
pub(super) const CONFLICTS: [&str; 13] = [
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_SECURITY_TOKEN",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_NO_SIGN_REQUEST",
    "AWS_TOKEN",
    "AWS_SKIP_SIGNATURE",
    "AWS_VIRTUAL_HOSTED_STYLE_REQUEST",
    "AWS_S3_EXPRESS",
];

/// The variable with the name of the profile whose credentials a command of `exec` has, for the prompt of a shell. `credential_variables`
/// unsets it, because a shell that evaluates its output has other credentials from then on.
pub(crate) const ACTIVE_PROFILE: &str = "STS_CLI_ACTIVE_PROFILE";

/// Variables that select AWS endpoint variants. SDKs reject them together with a custom endpoint.
const VARIANTS: [&str; 2] = ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"];

/// Variables that disable TLS in DuckDB and GDAL.
const WITHOUT_TLS: [&str; 2] = ["DUCKDB_S3_USE_SSL", "AWS_HTTPS"];

/// Endpoint variables that would send requests, with the session token, to another host. They are unset, never set: `AWS_ENDPOINT_URL`
/// affects every service, `AWS_ENDPOINT_URL_DYNAMODB` the locks of delta-rs; `AWS_S3_ENDPOINT` is a URL for Terraform and a host for GDAL;
/// DuckDB, fsspec and rclone prefer their own variable to `AWS_ENDPOINT_URL_S3`.
pub(super) const ENDPOINTS: [&str; 9] = [
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_STS",
    "AWS_ENDPOINT_URL_DYNAMODB",
    "AWS_S3_ENDPOINT",
    "DUCKDB_S3_ENDPOINT",
    "FSSPEC_S3",
    "FSSPEC_S3_CLIENT_KWARGS",
    "FSSPEC_S3_ENDPOINT_URL",
    "RCLONE_S3_ENDPOINT",
];

/// Endpoint variables of tools that sign with AWS's keys from the environment: MLflow's, Metaflow's, TileDB's, TensorFlow's, and the
/// address from which wal-g gets the host of its requests. They are unset where the caller has them, except for the last, which
/// [`credential_variables`] sets.
const OF_TOOLS: [&str; 6] = [
    "MLFLOW_S3_ENDPOINT_URL",
    "METAFLOW_S3_ENDPOINT_URL",
    "TILEDB_VFS_S3_ENDPOINT_OVERRIDE",
    "S3_ENDPOINT",
    "S3_ENDPOINT_SOURCE",
    "AWS_ENDPOINT",
];
/// The prefixes with which wal-g reads settings that are not set without a prefix.
const OF_WAL_G: [&str; 2] = ["WALG_", "WALE_"];
/// The prefix of the variables that make restic assume a role at an STS, with the keys and the session token of its environment.
const RESTIC_ROLE: &str = "RESTIC_AWS_ASSUME_ROLE_";
/// Variables that [`credential_variables`] may set. `AWS_ENDPOINT_URL_STS` is never one: another tool would send its token there.
pub(super) const NAMES: [&str; 11] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT",
    "S3_ENDPOINT_URL",
    "AWS_ALLOW_HTTP",
    "AWS_CA_BUNDLE",
];

/// Variables of a container-credentials endpoint, possibly of a `serve` that has ended.
pub(super) const CONTAINER: [&str; 4] = [
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
];

/// A variable with its value; `None` if it is unset.
pub(super) type Variable = (&'static str, Option<Zeroizing<String>>);

/// A variable whose name is known only at run time, with its value; `None` if it is unset.
pub(super) type OwnedVariable = (String, Option<Zeroizing<String>>);

/// Returns everything that `-o env` sets and unsets, in this order. Other variables stay as they are.
#[expect(clippy::disallowed_methods, reason = "the variables contain the keys")]
pub(super) fn credential_variables(credentials: &Credentials, request: &Request) -> Vec<Variable> {
    let keys = [
        ("AWS_ACCESS_KEY_ID", credentials.access_key.clone()),
        ("AWS_SECRET_ACCESS_KEY", credentials.secret_key.expose_secret().to_owned()),
        ("AWS_SESSION_TOKEN", credentials.session_token.expose_secret().to_owned()),
        ("AWS_CREDENTIAL_EXPIRATION", credentials.expiration.to_string()),
    ];
    let keys = keys.map(|(name, value)| (name, Some(Zeroizing::new(value)).filter(|value| !value.is_empty())));
    CONFLICTS.into_iter().chain([ACTIVE_PROFILE]).map(|name| (name, None)).chain(keys).chain(storage_variables(request)).collect()
}

/// Returns the variables for region, endpoint and CA bundle of the storage server. For AWS the endpoint variables are unset: tools derive
/// the endpoint from the region. Without `--ca-bundle` the caller's `AWS_CA_BUNDLE` stays.
///
/// `AWS_ENDPOINT` is for object_store (polars, delta-rs, obstore), which requires `AWS_ALLOW_HTTP` for plain HTTP; `S3_ENDPOINT_URL` is for
/// s5cmd.
pub(super) fn storage_variables(request: &Request) -> Vec<Variable> {
    let set = |name, value: &str| (name, Some(Zeroizing::new(value.to_owned())).filter(|value| !value.is_empty()));
    let store = StorageTarget::of(request);
    let address = store.custom_endpoint().unwrap_or_default();
    let variants = VARIANTS.into_iter().filter(|_| store.custom_endpoint().is_some());
    let gone = ENDPOINTS.into_iter().chain(variants).chain(WITHOUT_TLS.into_iter().filter(|_| store.is_https()));
    let store_variables = [
        set("AWS_REGION", &request.region),
        set("AWS_DEFAULT_REGION", &request.region),
        set("AWS_ENDPOINT_URL_S3", address),
        set("AWS_ENDPOINT", address),
        set("S3_ENDPOINT_URL", address),
        set("AWS_ALLOW_HTTP", if store.is_https() { "" } else { "true" }),
    ];
    let bundle = store.ca_bundle().map(|path| set("AWS_CA_BUNDLE", path));
    gone.map(|name| (name, None)).chain(store_variables).chain(bundle).collect()
}

/// Whether a name can be part of a command without quotes. No tool uses others.
pub(super) fn is_plain(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether this is an endpoint variable of an AWS service.
pub(super) fn is_service_endpoint(name: &str) -> bool {
    let service = name.strip_prefix("AWS_").and_then(|rest| rest.strip_suffix("_URL").unwrap_or(rest).strip_suffix("_ENDPOINT"));
    name.starts_with("AWS_ENDPOINT_URL") || service.is_some_and(|service| ["S3", "STS", "IAM", "DYNAMODB"].contains(&service))
}

/// Whether a variable of this name leads a tool that signs with AWS's keys to another server.
pub(super) fn redirects_tool(name: &str) -> bool {
    let wal_g_suffix = OF_WAL_G.iter().find_map(|prefix| name.strip_prefix(prefix));
    OF_TOOLS.contains(&wal_g_suffix.unwrap_or(name)) || name.starts_with(RESTIC_ROLE)
}

#[cfg(test)]
mod tests {
    use super::super::tools::example;
    use super::*;

    /// Whether each variable is set; `None` if it is left alone.
    fn fate(variables: &[Variable], name: &str) -> Option<bool> {
        variables.iter().rfind(|(other, _)| *other == name).map(|(_, value)| value.is_some())
    }

    #[test]
    fn endpoint_variables_are_set_for_every_tool_except_on_aws() {
        let of = |endpoint: &str| storage_variables(&example::request(endpoint));
        let cases = [
            (of("http://127.0.0.1:9000"), true, true),
            (of("https://minio.example"), true, false),
            (of("https://sts.eu-west-1.amazonaws.com"), false, false),
        ];
        for (variables, has_address, allows_http) in cases {
            for name in ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT", "S3_ENDPOINT_URL"] {
                assert_eq!(fate(&variables, name), Some(has_address), "{name}");
            }
            assert_eq!(fate(&variables, "AWS_ALLOW_HTTP"), Some(allows_http));
            assert!(ENDPOINTS.iter().all(|name| fate(&variables, name) == Some(false)));
            assert_eq!(fate(&variables, "AWS_CA_BUNDLE"), None);
        }
    }

    #[test]
    fn every_set_variable_can_be_unset() {
        let variables = credential_variables(&example::credentials(), &example::trusting("/ca.pem", "http://127.0.0.1:9000"));
        let set: Vec<&str> = variables.iter().filter(|(_, value)| value.is_some()).map(|(name, _)| *name).collect();
        assert!(set.iter().all(|name| NAMES.contains(name)), "{set:?}");
        assert_eq!(set.len(), NAMES.len());
    }
}
