//! Hints for STS error responses, as a table: symptom → fact about the request and hint.
//!
//! Fragments are matched case-insensitively, because the wording changes between releases; the first matching row applies.

use super::Hint;
use crate::request::Dialect;
use crate::request::hint::hint;
use crate::sts::{ErrorResponse, RequestContext};

/// The fact about the request that a refusal concerns, shown as its cause: names and URLs, and of the values of claims only audience, issuer
/// and policy names.
#[derive(Clone, Copy)]
pub(super) enum Seen {
    /// No fact: the server's message states it, or none helps.
    Nothing,
    ClaimNames,
    Policies,
    Audience,
    Issuer,
    Role,
    Seconds,
    Address,
}

/// A row of the table. An empty fragment matches every message, an empty code every code (compared without the suffix `Exception`),
/// an empty action every action, `None` every dialect and every status.
pub(super) struct StsRow {
    pub(super) dialect: Option<Dialect>,
    pub(super) status: Option<u16>,
    pub(super) action: &'static str,
    pub(super) code: &'static str,
    pub(super) fragment: &'static str,
    pub(super) fact: Seen,
    pub(super) advice: fn() -> Hint,
}

const fn row(code: &'static str, fragment: &'static str, fact: Seen, advice: fn() -> Hint) -> StsRow {
    StsRow { dialect: None, status: None, action: "", code, fragment, fact, advice }
}

impl StsRow {
    /// Restricts the row to refusals of this action.
    const fn for_action(self, action: &'static str) -> Self {
        Self { action, ..self }
    }

    /// Restricts the row to servers of this dialect.
    const fn for_dialect(self, dialect: Dialect) -> Self {
        Self { dialect: Some(dialect), ..self }
    }

    /// Restricts the row to refusals with this HTTP status.
    const fn for_status(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }

    /// Whether the error response matches the row.
    pub(super) fn matches(&self, refusal: &ErrorResponse, request_context: &RequestContext) -> bool {
        let status_matches = self.status.is_none_or(|status| status == refusal.status);
        let dialect_matches = self.dialect.is_none_or(|dialect| dialect == request_context.dialect);
        let action_matches = self.action.is_empty() || self.action == request_context.action;
        let code_matches = self.code.is_empty() || self.code == refusal.plain_code();
        status_matches && dialect_matches && action_matches && code_matches && refusal.message.to_lowercase().contains(self.fragment)
    }
}

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

/// The table; rows for one dialect or action come before general ones.
pub(super) const ROWS: [StsRow; 71] = [
    // Ceph, whose errors give no reason
    row(
        "InvalidIdentityToken",
        "",
        Seen::Issuer,
        || hint!({ StorageAdministrator }, " to compare the thumbprint of the provider's signing certificate, or to upgrade Ceph: it does not accept the provider's keys, and older releases require certificates (x5c) in the key set"),
    )
    .for_dialect(Dialect::Ceph),
    row(
        "AccessDenied",
        "",
        Seen::Audience,
        || hint!({ StorageAdministrator }, " for the reason in the gateway's log, which Ceph does not send: the token may be expired, its issuer not registered, its audience (`aud`, `client_id`, `azp`) not in the provider's list of clients, its keys without certificates (x5c), or the role's trust policy may not allow it"),
    )
    .for_action("AssumeRoleWithWebIdentity")
    .for_dialect(Dialect::Ceph),
    row(
        "AccessDenied",
        "",
        Seen::Role,
        || hint!("check the secret key (Ceph sends no reason); if it is right, ", { StorageAdministrator }, " whether the role's trust policy allows this user; the gateway's log has the reason"),
    )
    .for_action("AssumeRole")
    .for_dialect(Dialect::Ceph),
    // Policies and roles
    row(
        "",
        "claim missing from the jwt token",
        Seen::ClaimNames,
        || hint!({ ProviderAdministrator }, " to add the claim that the server names (a string or a list of policy names) to the ID token, or request the scope that includes it with ", SCOPES, ", or assume a role with ", ROLE_ARN),
    ),
    row(
        "",
        "none of the given policies",
        Seen::Policies,
        || hint!({ StorageAdministrator }, " to create a policy of that name, or the provider's to send the name of one that exists"),
    ),
    row(
        "",
        "role/dummy-internal does not exist",
        Seen::Nothing,
        || hint!("set ", ROLE_ARN, " to an ARN that the storage server prints at startup, or ask its administrator to configure OpenID in claim mode"),
    ),
    row(
        "",
        "error processing rolearn parameter",
        Seen::Role,
        || hint!("omit ", ROLE_ARN, " if the server uses a claim, or set it to an ARN that the server prints at startup"),
    ),
    row("", "error processing parameter rolearn", Seen::Role, || hint!("set ", ROLE_ARN, " to an ARN that the storage server prints at startup")),
    row(
        "",
        "access_token is mandatory",
        Seen::Nothing,
        || hint!("omit ", TOKEN, " and set ", ISSUER, ", or have the policy claim added to the token: this server fetches more claims from the provider (claim_userinfo), which requires a login"),
    ),
    // Tokens and providers
    row(
        "",
        "`aud` claim invalid",
        Seen::Audience,
        || hint!("use the client ID that the storage server is configured with (", CLIENT_ID, "), or ", { ProviderAdministrator }, " for an audience mapper"),
    ),
    row(
        "",
        "`azp` claim invalid",
        Seen::Audience,
        || hint!("use the client ID that the storage server is configured with (", CLIENT_ID, "), or ", { ProviderAdministrator }, " for an audience mapper"),
    ),
    row("", "`sub` claim", Seen::ClaimNames, || hint!({ ProviderAdministrator }, " to send a subject (`sub`) in the ID token")),
    row(
        "",
        "used before issued",
        Seen::Nothing,
        || hint!({ StorageAdministrator }, " to set its clock by NTP, then try again: it is behind the provider's"),
    ),
    row(
        "",
        "token is not valid yet",
        Seen::Nothing,
        || hint!({ StorageAdministrator }, " to set its clock by NTP, then try again: it is behind the provider's"),
    ),
    row(
        "",
        "token is expired",
        Seen::Nothing,
        || hint!("get a new token: run the command again; if the token is new, the storage server's clock is ahead: ask its administrator to set it by NTP"),
    ),
    row(
        "",
        "no public key found for kid",
        Seen::Issuer,
        || hint!("compare ", ISSUER, " with the storage server's configuration: it trusts another provider or realm"),
    ),
    row("", "key is of invalid type", Seen::Issuer, || hint!({ ProviderAdministrator }, " to sign ID tokens with an RSA or EC key, not a shared secret")),
    row(
        "",
        "verification error",
        Seen::Issuer,
        || hint!("compare ", ISSUER, " with the storage server's configuration: it has other keys for this provider"),
    ),
    row(
        "",
        "invalid kid value",
        Seen::Issuer,
        || hint!({ ProviderAdministrator }, " to sign with an RSA or EC key: it signs with a shared secret"),
    ),
    row(
        "",
        "unknown jwk key type",
        Seen::Issuer,
        || hint!({ ProviderAdministrator }, " to use RSA or P-256 keys, or have the storage server upgraded, which cannot read the provider's key set"),
    ),
    row(
        "InvalidClientCertificate",
        "",
        Seen::Nothing,
        || hint!({ StorageAdministrator }, " to add your CA (and, on older servers, the intermediates): the server does not trust the certificate's issuer, or it lacks clientAuth"),
    ),
    row(
        "",
        "x509: certificate signed by unknown authority",
        Seen::Nothing,
        || hint!({ StorageAdministrator }, " to add the provider's CA to the server's CAs folder: the storage server does not trust the provider"),
    ),
    // Codes of AWS and compatible servers
    row("ExpiredToken", "", Seen::Nothing, || hint!("get a new token, or run the command again: it is expired, or was issued too long ago")),
    row(
        "InvalidIdentityToken",
        "",
        Seen::Issuer,
        || hint!({ StorageAdministrator }, " to register this issuer, with this client ID as audience: the server does not accept its tokens"),
    ),
    row(
        "IDPCommunicationError",
        "",
        Seen::Issuer,
        || hint!("try again in a minute; if it persists, ", { ProviderAdministrator }, " whether the storage server can reach the key set, which failed"),
    ),
    row("PackedPolicyTooLarge", "", Seen::Nothing, || hint!("shorten the session policy, or ask the administrator to restrict the role's own policy")),
    row("RegionDisabled", "", Seen::Address, || hint!("choose another ", ENDPOINT, " and ", REGION, ": STS is disabled in this region for the account")),
    // Duration
    row(
        "",
        "invalid token expiry",
        Seen::Seconds,
        || hint!("change ", DURATION, ": servers grant 15m to 365d, many at most 12h; if it is in range, the server's own MINIO_STS_DURATION is not"),
    ),
    // Session policies
    row(
        "",
        "session policy should not exceed",
        Seen::Nothing,
        || hint!("shorten the session policy: use wildcards or fewer prefixes, or ", { StorageAdministrator }, " to restrict the policy itself"),
    ),
    // Session names; some servers send only the code
    row(
        "InvalidArgument",
        "",
        Seen::Nothing,
        || hint!("compare ", SESSION_NAME, " (2 to 64 letters, digits and _=,.@-; Ceph accepts no +), ", ROLE_ARN, " and ", DURATION, " (15m to the role's own maximum) with what this server accepts"),
    ),
    row("", "rolesessionname", Seen::Nothing, || hint!("choose a name with ", SESSION_NAME, " that this server accepts: 2 to 64 letters, digits and _=,.@-")),
    // Keys and signing
    row("RequestTimeTooSkewed", "", Seen::Nothing, set_the_clock),
    row("RequestExpired", "", Seen::Nothing, set_the_clock),
    row("", "signature expired", Seen::Nothing, set_the_clock),
    row("", "signature not yet current", Seen::Nothing, set_the_clock),
    row("", "request has expired", Seen::Nothing, set_the_clock),
    row(
        "",
        "signature we calculated does not match",
        Seen::Address,
        check_the_secret_key,
    ),
    row(
        "",
        "access key id you provided does not exist",
        Seen::Address,
        check_the_access_key,
    ),
    row("", "valid region", Seen::Address, || hint!("set the region of this endpoint with ", REGION)),
    row("SignatureDoesNotMatch", "", Seen::Address, check_the_secret_key),
    row("InvalidAccessKeyId", "", Seen::Address, check_the_access_key),
    row("InvalidClientTokenId", "", Seen::Address, check_the_access_key),
    row("", "incorrect service", Seen::Address, || hint!("check ", ENDPOINT, ": this server expects a signature for another service")),
    row(
        "",
        "region is wrong",
        Seen::Address,
        || hint!("set the server's region with ", REGION, " (the region in its message may be wrong)"),
    ),
    row(
        "AccessDenied",
        "access denied",
        Seen::Address,
        || hint!("use the user's own name and password: AssumeRole does not accept access keys made in the console, service accounts and temporary keys"),
    )
    .for_action("AssumeRole"),
    row(
        "AccessDenied",
        "session credentials",
        Seen::Nothing,
        || hint!("use the long-term keys of a user, and leave AWS_SESSION_TOKEN unset: these keys are temporary already"),
    )
    .for_action("GetSessionToken"),
    row(
        "",
        "multifactorauthentication failed",
        Seen::Nothing,
        || hint!("try again with the next code of the MFA device (each is accepted once), and check its serial number"),
    ),
    // Roles on servers other than MinIO
    row("", "rolearn is required", Seen::Address, || hint!("set the role with ", ROLE_ARN, ": this server requires one")),
    row("", "role not found", Seen::Role, || hint!({ StorageAdministrator }, " for the ARN of the role, arn:aws:iam::…:role/NAME: this server has no such role")),
    // Directory
    row(
        "",
        "unable to find user dn",
        Seen::Nothing,
        || hint!("try the short login name, or ", { StorageAdministrator }, " where the server searches: the directory has no such name there"),
    ),
    row("", "ldap auth failed for dn", Seen::Nothing, || hint!("check the user name and password, and that the account is not locked")),
    row(
        "",
        "ldap result code 49",
        Seen::Nothing,
        || hint!({ StorageAdministrator }, " to correct the server's LDAP lookup account, which the directory rejects"),
    ),
    row(
        "",
        "ldap result code 200",
        Seen::Nothing,
        || hint!({ StorageAdministrator }, " to check port, TLS mode and CA of the directory, which the storage server cannot connect to"),
    ),
    row(
        "",
        "expecting a policy to be set for user",
        Seen::Nothing,
        || hint!({ StorageAdministrator }, " to attach a policy to this user or one of its groups: the login succeeded, but none is attached"),
    ),
    row(
        "STSIAMNotInitialized",
        "",
        Seen::Nothing,
        || hint!("try again in a minute, if the server is starting; if it persists, ", { StorageAdministrator }, " whether the directory rejects the server's LDAP lookup account: then MinIO refuses all logins, even of other identities"),
    ),
    row("", "ldap is not configured", Seen::Nothing, || hint!("use another identity, or ", { StorageAdministrator }, " to configure LDAP: this server has none")),
    row(
        "",
        "ldap client: unable to read",
        Seen::Nothing,
        || hint!({ StorageAdministrator }, " to check port, TLS mode and CA of the directory, which the storage server cannot connect to"),
    ),
    row("", "connection refused", Seen::Nothing, || hint!({ StorageAdministrator }, " why the storage server cannot reach the directory or the provider")),
    row("", "authentication failed", Seen::Nothing, || hint!("check the user name and password, and that the account is not locked")),
    // Certificates
    row(
        "InternalError",
        "specified policy",
        Seen::Nothing,
        || hint!({ StorageAdministrator }, " to create a policy whose name is the certificate's CN"),
    ),
    row(
        "",
        "no client certificate provided",
        Seen::Address,
        || hint!("connect to the server directly, or have TLS passed through: a proxy may terminate the TLS connection"),
    ),
    row(
        "InsecureConnection",
        "",
        Seen::Address,
        || hint!("connect to the server directly, or have TLS passed through: a proxy terminates the TLS connection"),
    ),
    // Wrong endpoint, or disabled action
    row("", "is disabled", Seen::Nothing, || hint!({ StorageAdministrator }, " to enable this identity, which is disabled at the server, or for another one")),
    row("", "unsupported action", Seen::Address, || hint!("use assume-role: this server has no GetSessionToken")).for_action("GetSessionToken"),
    row("", "unsupported action", Seen::Address, check_the_action),
    row("", "unsupported api call", Seen::Address, check_the_action),
    row("InvalidAction", "", Seen::Address, check_the_action),
    row("NotImplemented", "", Seen::Address, check_the_action),
    row("MethodNotAllowed", "", Seen::Address, check_the_action),
    row("", "", Seen::Address, check_the_action).for_status(501),
    // MinIO's identity plugin, whose messages are unknown
    row("", "", Seen::Nothing, || hint!("get a new token, or ask the administrator of the identity plugin, which sent this message"))
        .for_action("AssumeRoleWithCustomToken")
        .for_status(500),
];
