//! A secret of DuckDB's, as SQL: `CREATE SECRET` with the providers of its extensions `httpfs` and `aws`.

use super::super::storage_target::StorageTarget;
use super::PlaintextKeys;
use crate::credentials::Credentials;
use crate::request::Request;
use zeroize::Zeroizing;

/// Returns a secret that uses the AWS profile of the same name and refreshes itself; without a profile, one that contains the keys.
pub(super) fn secret(credentials: &Credentials, request: &Request) -> Zeroizing<String> {
    match &request.profile {
        Some(profile) => chain(profile, request),
        None => keys(credentials, request),
    }
}

/// Returns a secret that uses the `credential_process` of this AWS profile and contains no keys.
pub(in crate::deliver) fn chain(profile: &str, request: &Request) -> Zeroizing<String> {
    let options = [("CHAIN", Some("process")), ("PROFILE", Some(profile)), ("REFRESH", Some("auto"))];
    let name = super::sanitize_name(profile, |c| !c.is_control(), '_');
    let comment = format!("-- uses the AWS profile of the same name: sts-cli configure aws {name}\n");
    statement(&comment, "credential_chain", &options, request)
}

/// Returns a secret that contains the keys.
pub(super) fn keys(credentials: &Credentials, request: &Request) -> Zeroizing<String> {
    let PlaintextKeys { access_key, secret_key, session_token } = PlaintextKeys::of(credentials);
    let options = [("KEY_ID", Some(access_key)), ("SECRET", Some(secret_key)), ("SESSION_TOKEN", session_token)];
    statement(&format!("-- these keys expire at {}\n", credentials.expiration), "config", &options, request)
}

fn statement(comment: &str, provider: &str, options: &[(&str, Option<&str>)], request: &Request) -> Zeroizing<String> {
    let store = StorageTarget::of(request);
    let path_style = store.custom_endpoint().map(|_| "path");
    let server_options = [("REGION", Some(request.region.as_str())), ("ENDPOINT", store.custom_authority()), ("URL_STYLE", path_style)];
    let mut sql = Zeroizing::new(comment.to_owned());
    if let Some(bundle) = store.ca_bundle() {
        sql.push_str(&format!("SET ca_cert_file = {};\n", *quoted(bundle)));
    }
    let name = request.label().replace('"', "\"\"");
    sql.push_str(&format!("CREATE OR REPLACE SECRET \"{name}\" (\n    TYPE s3,\n    PROVIDER {provider}"));
    for (name, value) in options.iter().chain(&server_options) {
        let Some(value) = value else { continue };
        for part in [",\n    ", name, " ", quoted(value).as_str()] {
            sql.push_str(part);
        }
    }
    if store.custom_endpoint().is_some() {
        sql.push_str(&format!(",\n    USE_SSL {}", store.is_https()));
    }
    sql.push_str("\n);\n");
    sql
}

/// Quotes a string for SQL: single quotes are doubled.
fn quoted(value: &str) -> Zeroizing<String> {
    Zeroizing::new(format!("'{}'", *Zeroizing::new(value.replace('\'', "''"))))
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn a_statement_with_a_profile_has_no_keys() {
        let sql = secret(&example::credentials(), &example::of_profile("prod", "http://127.0.0.1:9000"));
        let expected = "-- uses the AWS profile of the same name: sts-cli configure aws prod\nCREATE OR REPLACE SECRET \"prod\" (\n    \
                        TYPE s3,\n    PROVIDER credential_chain,\n    CHAIN 'process',\n    PROFILE 'prod',\n    REFRESH 'auto',\n    \
                        REGION 'us-east-1',\n    ENDPOINT '127.0.0.1:9000',\n    URL_STYLE 'path',\n    USE_SSL false\n);\n";
        assert_eq!(*sql, expected);
    }

    #[test]
    fn a_statement_without_a_profile_has_keys_and_expiration() {
        let sql = secret(&example::credentials(), &example::request("https://sts.eu-west-1.amazonaws.com"));
        let expected = "-- these keys expire at 2030-01-01T00:00:00Z\nCREATE OR REPLACE SECRET \"sts-cli\" (\n    TYPE s3,\n    \
                        PROVIDER config,\n    KEY_ID 'FAKEACCESSKEY',\n    SECRET 'fake/secret+key=',\n    \
                        SESSION_TOKEN 'fake.session-token_x',\n    REGION 'eu-west-1'\n);\n";
        assert_eq!(*sql, expected);
        let trusting = keys(&example::credentials(), &example::trusting("/o'brien/ca.pem", "https://minio.example"));
        assert!(trusting.contains("\nSET ca_cert_file = '/o''brien/ca.pem';\n") && trusting.contains("USE_SSL true"), "{}", *trusting);
    }

    #[test]
    fn values_cannot_end_their_quotes() {
        assert_eq!(*quoted("a'); DROP TABLE x; --\\"), "'a''); DROP TABLE x; --\\'");
        let sql = chain("x\nSELECT 1", &example::of_profile("a\"b", "https://minio.example"));
        assert!(sql.starts_with("-- uses the AWS profile of the same name: sts-cli configure aws x_SELECT 1\n"), "{}", *sql);
        assert!(sql.contains("SECRET \"a\"\"b\" ("), "{}", *sql);
    }
}
