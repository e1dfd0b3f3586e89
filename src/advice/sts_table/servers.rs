//! Hints for refusals of keys, signatures, directory users and client certificates, and of requests at the wrong server.

use crate::advice::sts_row::{Seen, StsRow, row};
use crate::advice::{Hint, topics};
use crate::request::hint::hint;
use crate::request::{Dialect, Responsible};

fn set_the_clock() -> Hint {
    hint!("correct this machine's clock: it differs from the storage server's by more than signatures allow")
}

fn check_the_secret_key() -> Hint {
    hint!("check the secret key; if it is right, a proxy changes the Host header")
}

fn check_the_access_key() -> Hint {
    hint!("check the access key, and that ", ENDPOINT, " is the server it belongs to")
}

fn check_the_action() -> Hint {
    hint!("check ", ENDPOINT, ", and that the server is recent: it does not support this action")
}

/// The rows; those for one dialect or action come before general ones.
pub(super) static ROWS: [StsRow; 42] = [
    // Keys and signing
    row("RequestTimeTooSkewed", "", Seen::Nothing, topics::CLOCK_DIFFERS, set_the_clock),
    row("RequestExpired", "", Seen::Nothing, topics::CLOCK_DIFFERS, set_the_clock),
    row("", "signature expired", Seen::Nothing, topics::CLOCK_DIFFERS, set_the_clock),
    row("", "signature not yet current", Seen::Nothing, topics::CLOCK_DIFFERS, set_the_clock),
    row("", "request has expired", Seen::Nothing, topics::CLOCK_DIFFERS, set_the_clock),
    row(
        "",
        "signature we calculated does not match",
        Seen::Address,
        topics::SIGNATURE_DIFFERS,
        check_the_secret_key,
    ),
    row(
        "",
        "access key id you provided does not exist",
        Seen::Address,
        topics::ACCESS_KEY_UNKNOWN,
        check_the_access_key,
    ),
    row("", "valid region", Seen::Address, topics::REGION_OR_SERVICE, || hint!("set the region of this endpoint with ", REGION)),
    row("SignatureDoesNotMatch", "", Seen::Address, topics::SIGNATURE_DIFFERS, check_the_secret_key),
    row("InvalidAccessKeyId", "", Seen::Address, topics::ACCESS_KEY_UNKNOWN, check_the_access_key),
    row("InvalidClientTokenId", "", Seen::Address, topics::ACCESS_KEY_UNKNOWN, check_the_access_key),
    row("", "incorrect service", Seen::Address, topics::REGION_OR_SERVICE, || hint!("check ", ENDPOINT, ": this server expects a signature for another service")),
    row(
        "",
        "region is wrong",
        Seen::Address,
        topics::REGION_OR_SERVICE,
        || hint!("set the server's region with ", REGION, " (the region in its message may be wrong)"),
    ),
    row(
        "AccessDenied",
        "",
        Seen::Role,
        topics::ROLE_NOT_ACCEPTED,
        || hint!({ StorageAdministrator }, " to allow sts:AssumeRole in a policy of this user, or to upgrade RustFS: older releases require it"),
    )
    .for_action("AssumeRole")
    .for_dialect(Dialect::RustFs),
    row(
        "AccessDenied",
        "access denied",
        Seen::Address,
        topics::LONG_TERM_KEYS,
        || hint!("use the user's own name and password: AssumeRole does not accept access keys made in the console, service accounts and temporary keys"),
    )
    .for_action("AssumeRole"),
    row(
        "AccessDenied",
        "session credentials",
        Seen::Nothing,
        topics::LONG_TERM_KEYS,
        || hint!("use the long-term keys of a user, and leave AWS_SESSION_TOKEN unset: these keys are temporary already"),
    )
    .for_action("GetSessionToken"),
    row(
        "",
        "multifactorauthentication failed",
        Seen::Nothing,
        topics::MFA_CODE,
        || hint!("try again with the next code of the MFA device (each is accepted once), and check its serial number"),
    ),
    // Roles on servers other than MinIO
    row("", "rolearn is required", Seen::Address, topics::ROLE_REQUIRED, || hint!("set the role with ", ROLE_ARN, ": this server requires one")),
    row("", "role not found", Seen::Role, topics::ROLE_NOT_ACCEPTED, || hint!({ StorageAdministrator }, " for the ARN of the role, arn:aws:iam::…:role/NAME: this server has no such role")),
    // Directory
    row(
        "",
        "unable to find user dn",
        Seen::Nothing,
        topics::LDAP_USER_NOT_FOUND,
        || hint!("try the short login name, or ", { StorageAdministrator }, " where the server searches: the directory has no such name there"),
    ),
    row("", "ldap auth failed for dn", Seen::Nothing, topics::LDAP_PASSWORD, || hint!("check the user name and password, and that the account is not locked")),
    row(
        "",
        "ldap result code 49",
        Seen::Nothing,
        topics::LDAP_LOOKUP_ACCOUNT,
        || hint!({ StorageAdministrator }, " to correct the server's LDAP lookup account, which the directory rejects"),
    ),
    row(
        "",
        "ldap result code 200",
        Seen::Nothing,
        topics::LDAP_NOT_REACHED,
        || hint!({ StorageAdministrator }, " to check port, TLS mode and CA of the directory, which the storage server cannot connect to"),
    ),
    row(
        "",
        "expecting a policy to be set for user",
        Seen::Nothing,
        topics::LDAP_NO_POLICY,
        || hint!({ StorageAdministrator }, " to attach a policy to this user or one of its groups: the login succeeded, but none is attached"),
    ),
    row(
        "STSIAMNotInitialized",
        "",
        Seen::Nothing,
        topics::LDAP_LOOKUP_ACCOUNT,
        || hint!({ StorageAdministrator }, " whether the directory rejects the server's LDAP lookup account, if this persists for a minute: then MinIO does not finish its start, and refuses all logins, even of other identities"),
    )
    .for_action("AssumeRoleWithLDAPIdentity"),
    row(
        "STSIAMNotInitialized",
        "",
        Seen::Nothing,
        topics::SERVER_FAILING,
        || hint!("try again in a minute: the server is starting; if it persists, ", { StorageAdministrator }, " whether it cannot log in to its LDAP server, or cannot reach the provider: then MinIO refuses all logins").by(Responsible::StorageAdministrator),
    ),
    row("", "ldap is not configured", Seen::Nothing, topics::LDAP_NOT_CONFIGURED, || hint!("use another identity, or ", { StorageAdministrator }, " to configure LDAP: this server has none")),
    row(
        "",
        "ldap client: unable to read",
        Seen::Nothing,
        topics::LDAP_NOT_REACHED,
        || hint!({ StorageAdministrator }, " to check port, TLS mode and CA of the directory, which the storage server cannot connect to"),
    ),
    row("", "connection refused", Seen::Nothing, topics::LDAP_NOT_REACHED, || hint!({ StorageAdministrator }, " why the storage server cannot reach the directory or the provider")),
    row("", "authentication failed", Seen::Nothing, topics::LDAP_PASSWORD, || hint!("check the user name and password, and that the account is not locked")),
    // Certificates
    row(
        "InternalError",
        "specified policy",
        Seen::Nothing,
        topics::CERTIFICATE_WITHOUT_POLICY,
        || hint!({ StorageAdministrator }, " to create a policy whose name is the certificate's CN"),
    ),
    row(
        "",
        "no client certificate provided",
        Seen::Address,
        topics::CERTIFICATE_LOST,
        || hint!("connect to the server directly, or have TLS passed through: a proxy may terminate the TLS connection"),
    ),
    row(
        "InsecureConnection",
        "",
        Seen::Address,
        topics::CERTIFICATE_LOST,
        || hint!("connect to the server directly, or have TLS passed through: a proxy terminates the TLS connection"),
    ),
    // Wrong endpoint, or disabled action
    row("", "is disabled", Seen::Nothing, topics::IDENTITY_DISABLED, || hint!({ StorageAdministrator }, " to enable this identity, which is disabled at the server, or for another one")),
    row("", "unsupported action", Seen::Address, topics::ACTION_NOT_SUPPORTED, || hint!("use assume-role: this server has no GetSessionToken")).for_action("GetSessionToken"),
    row("", "unsupported action", Seen::Address, topics::ACTION_NOT_SUPPORTED, check_the_action),
    row("", "unsupported api call", Seen::Address, topics::ACTION_NOT_SUPPORTED, check_the_action),
    row("InvalidAction", "", Seen::Address, topics::ACTION_NOT_SUPPORTED, check_the_action),
    row("NotImplemented", "", Seen::Address, topics::ACTION_NOT_SUPPORTED, check_the_action),
    row("MethodNotAllowed", "", Seen::Address, topics::ACTION_NOT_SUPPORTED, check_the_action),
    row("", "", Seen::Address, topics::ACTION_NOT_SUPPORTED, check_the_action).for_status(501),
    // MinIO's identity plugin, whose messages are unknown
    row("", "", Seen::Nothing, topics::PLUGIN_REFUSES, || hint!("get a new token, or ask the administrator of the identity plugin, which sent this message"))
        .for_action("AssumeRoleWithCustomToken")
        .for_status(500),
];
