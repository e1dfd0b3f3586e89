//! The environment variables of commands inside the sandbox.

use std::ffi::OsString;
use sts_sandbox::{Account, Sandbox, SharedFile};

/// Returns names and values: `STS_CLI_…` configure this program, `SANDBOX_…` are for scripts.
pub(super) fn all(sandbox: &Sandbox, program: OsString) -> Vec<(&'static str, OsString)> {
    let (alice, service) = (Account::Alice.access_keys(), sandbox.service_account_keys());
    let file = |shared_file| sandbox.file(shared_file).into_os_string();
    vec![
        ("STS_CLI", program),
        ("STS_CLI_ENDPOINT", sandbox.endpoint().into()),
        ("STS_CLI_ISSUER", sandbox.issuer().into()),
        ("STS_CLI_CLIENT_ID", sandbox.client_id().into()),
        ("STS_CLI_PROFILE", "none".into()), // the user's default profile is for another server
        ("SANDBOX_ACCESS_KEY", alice.access_key.into()),
        ("SANDBOX_SECRET_KEY", alice.secret_key.into()),
        ("SANDBOX_SERVICE_ACCESS_KEY", service.access_key.into()),
        ("SANDBOX_SERVICE_SECRET_KEY", service.secret_key.into()),
        ("SANDBOX_LDAP_PASSWORD_FILE", file(SharedFile::LdapPassword)),
        ("SANDBOX_ROBOT_SECRET_FILE", file(SharedFile::RobotSecret)),
        ("SANDBOX_TLS_ENDPOINT", sandbox.tls_endpoint().into()),
        ("SANDBOX_CA", file(SharedFile::CaBundle)),
        ("SANDBOX_CLIENT_CERT", file(SharedFile::ClientCertificate)),
        ("SANDBOX_CLIENT_KEY", file(SharedFile::ClientKey)),
        ("SANDBOX_CUSTOM_TOKEN_FILE", file(SharedFile::CustomToken)),
        ("SANDBOX_ROLE_ARN", sandbox.plugin_role_arn().into()),
        ("SANDBOX_WEB_ROLE_ARN", sandbox.web_identity_role_arn().into()),
        ("SANDBOX_WEB_ROLE_CLIENT_ID", sandbox.role_client_id().into()),
        ("SANDBOX_ID_TOKEN_FILE", file(SharedFile::IdToken)),
        ("SANDBOX_ACTIONS_ID_TOKEN_REQUEST_URL", sandbox.actions_token_url().into()),
        ("SANDBOX_ACTIONS_ID_TOKEN_REQUEST_TOKEN", sandbox.actions_token().into()),
    ]
}
