//! The environment variables of commands inside the sandbox.

use super::folder::Shared;
use super::identities::SERVICE_KEYS;
use super::{Account, CLIENT_ID, Sandbox, sts};
use std::ffi::OsString;

/// Returns names and values: `STS_CLI_…` configure this program, `SANDBOX_…` are for scripts.
pub(super) fn all(sandbox: &Sandbox, program: OsString) -> Vec<(&'static str, OsString)> {
    let alice = Account::Alice.person();
    let file = |shared| sandbox.folder().file(shared).into_os_string();
    vec![
        ("STS_CLI", program),
        ("STS_CLI_ENDPOINT", sandbox.endpoint().into()),
        ("STS_CLI_ISSUER", sandbox.issuer().into()),
        ("STS_CLI_CLIENT_ID", CLIENT_ID.into()),
        ("STS_CLI_PROFILE", "none".into()), // the user's default profile is for another server
        ("SANDBOX_ACCESS_KEY", alice.access_key.into()),
        ("SANDBOX_SECRET_KEY", alice.secret_key.into()),
        ("SANDBOX_SERVICE_ACCESS_KEY", SERVICE_KEYS.0.into()),
        ("SANDBOX_SERVICE_SECRET_KEY", SERVICE_KEYS.1.into()),
        ("SANDBOX_LDAP_PASSWORD_FILE", file(Shared::LdapPassword)),
        ("SANDBOX_ROBOT_SECRET_FILE", file(Shared::RobotSecret)),
        ("SANDBOX_TLS_ENDPOINT", sandbox.tls_endpoint().into()),
        ("SANDBOX_CA", file(Shared::Authority)),
        ("SANDBOX_CLIENT_CERT", file(Shared::ClientCertificate)),
        ("SANDBOX_CLIENT_KEY", file(Shared::ClientKey)),
        ("SANDBOX_CUSTOM_TOKEN_FILE", file(Shared::CustomToken)),
        ("SANDBOX_ROLE_ARN", sts::PLUGIN.arn.into()),
        ("SANDBOX_WEB_ROLE_ARN", sts::WEB_IDENTITY.arn.into()),
        ("SANDBOX_WEB_ROLE_CLIENT_ID", super::ROLE_CLIENT_ID.into()),
        ("SANDBOX_ID_TOKEN_FILE", file(Shared::IdToken)),
        ("SANDBOX_ACTIONS_ID_TOKEN_REQUEST_URL", sandbox.actions_address().into()),
        ("SANDBOX_ACTIONS_ID_TOKEN_REQUEST_TOKEN", sandbox.actions_token().into()),
    ]
}
