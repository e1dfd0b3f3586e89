//! What STS servers say when they refuse, as data: symptom → what it means, what we saw, what to do and who must do it.
//!
//! The fragments are matched without regard to case, because wording changes between releases; the first row that fits counts.

use super::Hint;
use super::hint::hint;
use crate::request::Dialect;
use crate::sts::{Refusal, RequestContext};

/// What was seen that helps, to be shown beside the advice. Names and addresses, never values of claims but those that name policies.
#[derive(Clone, Copy)]
pub(super) enum Seen {
    Nothing,
    ClaimNames,
    Policies,
    Audience,
    Issuer,
    Role,
    Seconds,
    Host,
}

/// One symptom. An empty fragment fits every message, an empty code every code (they count without the
/// `Exception` that some servers put behind them), no action every action, no dialect every server.
pub(super) struct Row {
    pub(super) dialect: Option<Dialect>,
    pub(super) action: &'static str,
    pub(super) code: &'static str,
    pub(super) fragment: &'static str,
    pub(super) seen: Seen,
    pub(super) advice: fn() -> Hint,
}

const fn row(code: &'static str, fragment: &'static str, seen: Seen, advice: fn() -> Hint) -> Row {
    Row { dialect: None, action: "", code, fragment, seen, advice }
}

impl Row {
    /// Restricts the row to refusals of this action.
    const fn after(self, action: &'static str) -> Self {
        Self { action, ..self }
    }

    /// Restricts the row to this kind of server.
    const fn from(self, dialect: Dialect) -> Self {
        Self { dialect: Some(dialect), ..self }
    }

    /// Whether it is this symptom.
    pub(super) fn fits(&self, refusal: &Refusal, sent: &RequestContext) -> bool {
        let by_server = self.dialect.is_none_or(|dialect| dialect == sent.dialect);
        let by_action = self.action.is_empty() || self.action == sent.action;
        let by_code = self.code.is_empty() || self.code == refusal.plain_code();
        by_server && by_action && by_code && refusal.message.to_lowercase().contains(self.fragment)
    }
}

fn set_the_clock() -> Hint {
    hint!("set this machine's clock right: it differs from the storage server's by more than signatures allow")
}

fn check_the_secret_key() -> Hint {
    hint!("check the secret key; if it is right, a proxy on the way changes the Host header")
}

fn check_the_access_key() -> Hint {
    hint!("check the access key, and that ", Endpoint, " is the server it belongs to")
}

/// All symptoms; those of one server or action before those of all.
pub(super) const ROWS: [Row; 61] = [
    // Ceph, which gives no reasons
    row(
        "InvalidIdentityToken",
        "",
        Seen::Issuer,
        || hint!("Ceph does not take the provider's keys: older ones want certificates (x5c) in the provider's key set and the thumbprint of the one that signs; ask the administrator to compare, or to upgrade"),
    )
    .from(Dialect::Ceph),
    row(
        "AccessDenied",
        "",
        Seen::Audience,
        || hint!("Ceph gives no reason: the token may be expired, its issuer not registered, its audience (`aud`, `client_id`, `azp`) not in the provider's list of clients, its keys without certificates (x5c), or the role's trust policy may not let it in; the administrator finds more in the gateway's log"),
    )
    .after("AssumeRoleWithWebIdentity")
    .from(Dialect::Ceph),
    row(
        "AccessDenied",
        "",
        Seen::Role,
        || hint!("check the secret key first, for Ceph gives no reason; if it is right, ask the administrator whether the role's trust policy lets this user in; the gateway's log tells more"),
    )
    .after("AssumeRole")
    .from(Dialect::Ceph),
    // Policies and roles
    row(
        "",
        "claim missing from the jwt token",
        Seen::ClaimNames,
        || hint!({ ProviderAdministrator }, " to put the claim that the server names (a string or a list of policy names) into the ID token, or request the scope that carries it with ", Scopes, ", or take a role with ", RoleArn),
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
        || hint!("pass ", RoleArn, " with an ARN that the storage server prints at its start, or ask its administrator to configure OpenID in claim mode"),
    ),
    row(
        "",
        "error processing rolearn parameter",
        Seen::Role,
        || hint!("leave ", RoleArn, " out where the server reads a claim, or give an ARN that the server prints at its start"),
    ),
    row("", "error processing parameter rolearn", Seen::Role, || hint!("give ", RoleArn, " as the storage server prints it at its start")),
    row(
        "",
        "access_token is mandatory",
        Seen::Nothing,
        || hint!("this server asks the provider for more claims (claim_userinfo), which takes a login: leave ", Token, " out and give ", Issuer, ", or have the policy claim put into the token"),
    ),
    // Tokens and providers
    row(
        "",
        "`aud` claim invalid",
        Seen::Audience,
        || hint!("use the client id that the storage server is configured with (", ClientId, "), or ", { ProviderAdministrator }, " for an audience mapper"),
    ),
    row(
        "",
        "`azp` claim invalid",
        Seen::Audience,
        || hint!("use the client id that the storage server is configured with (", ClientId, "), or ", { ProviderAdministrator }, " for an audience mapper"),
    ),
    row("", "`sub` claim", Seen::ClaimNames, || hint!({ ProviderAdministrator }, " to send a subject (`sub`) in the ID token")),
    row(
        "",
        "used before issued",
        Seen::Nothing,
        || hint!("the storage server's clock is behind the provider's: ask its administrator to set it by NTP, then try again"),
    ),
    row(
        "",
        "token is not valid yet",
        Seen::Nothing,
        || hint!("the storage server's clock is behind the provider's: ask its administrator to set it by NTP, then try again"),
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
        || hint!("the storage server trusts another provider or realm: compare ", Issuer, " with its configuration"),
    ),
    row("", "key is of invalid type", Seen::Issuer, || hint!("have the provider sign ID tokens with an RSA or EC key (no shared secret)")),
    row(
        "",
        "verification error",
        Seen::Issuer,
        || hint!("the storage server has other keys for this provider: compare ", Issuer, " with its configuration"),
    ),
    row(
        "",
        "invalid kid value",
        Seen::Issuer,
        || hint!("the provider signs with a shared secret: ask its administrator to choose an RSA or EC signing key"),
    ),
    row(
        "",
        "unknown jwk key type",
        Seen::Issuer,
        || hint!("the storage server cannot read the provider's key set: use RSA or P-256 keys there, or upgrade the server"),
    ),
    row(
        "InvalidClientCertificate",
        "",
        Seen::Nothing,
        || hint!("the server does not trust the certificate's issuer, or it lacks clientAuth: ask the administrator to add your CA (and, on older servers, the intermediates)"),
    ),
    row(
        "",
        "x509: certificate signed by unknown authority",
        Seen::Nothing,
        || hint!("it is the storage server that does not trust the provider: ask its administrator to add the provider's CA to the server's CAs folder"),
    ),
    // What AWS and its likes call by codes of their own
    row("ExpiredToken", "", Seen::Nothing, || hint!("get a new token: run the command again, or have it made anew: it is past its end, or was issued too long ago")),
    row(
        "InvalidIdentityToken",
        "",
        Seen::Issuer,
        || hint!("the server does not take tokens of this issuer: ask its administrator to register the provider, with this client id among its audiences"),
    ),
    row(
        "IDPCommunicationError",
        "",
        Seen::Issuer,
        || hint!("the server could not reach the provider's key set: try again in a minute, then ", { ProviderAdministrator }, " whether it can be reached from there"),
    ),
    row("PackedPolicyTooLarge", "", Seen::Nothing, || hint!("shorten the session policy, or have the administrator narrow the role's own")),
    row("RegionDisabled", "", Seen::Host, || hint!("this region's STS is switched off for the account: choose another ", Endpoint, " and ", Region)),
    // Duration
    row(
        "",
        "invalid token expiry",
        Seen::Seconds,
        || hint!("servers grant 15m to 365d, many no more than 12h: change ", Duration, "; if it was in bounds, the server's own MINIO_STS_DURATION is not"),
    ),
    // Session policies
    row(
        "",
        "session policy should not exceed",
        Seen::Nothing,
        || hint!("shorten the session policy: use wildcards or fewer prefixes, or have the administrator narrow the policy at the server"),
    ),
    // Session names, where a server may say no more than the code
    row(
        "InvalidArgument",
        "",
        Seen::Nothing,
        || hint!("compare ", SessionName, " (2 to 64 letters, digits and _=,.@-; Ceph takes no +), ", RoleArn, " and ", Duration, " (15m to the role's own maximum) with what this server takes"),
    ),
    row("", "rolesessionname", Seen::Nothing, || hint!("choose a name with ", SessionName, " that this server takes: 2 to 64 letters, digits and _=,.@-")),
    // Keys and signing
    row("RequestTimeTooSkewed", "", Seen::Nothing, set_the_clock),
    row("RequestExpired", "", Seen::Nothing, set_the_clock),
    row("", "signature expired", Seen::Nothing, set_the_clock),
    row("", "signature not yet current", Seen::Nothing, set_the_clock),
    row("", "request has expired", Seen::Nothing, set_the_clock),
    row(
        "",
        "signature we calculated does not match",
        Seen::Host,
        check_the_secret_key,
    ),
    row(
        "",
        "access key id you provided does not exist",
        Seen::Host,
        check_the_access_key,
    ),
    row("", "valid region", Seen::Host, || hint!("give the region of this endpoint with ", Region)),
    row("SignatureDoesNotMatch", "", Seen::Host, check_the_secret_key),
    row("InvalidAccessKeyId", "", Seen::Host, check_the_access_key),
    row("InvalidClientTokenId", "", Seen::Host, check_the_access_key),
    row("", "incorrect service", Seen::Host, || hint!("this server wants another signature: check ", Endpoint)),
    row(
        "",
        "region is wrong",
        Seen::Host,
        || hint!("the server is in another region: give it with ", Region, " (the region that its message names may be wrong)"),
    ),
    row(
        "AccessDenied",
        "access denied",
        Seen::Host,
        || hint!("AssumeRole takes the long-term keys of a user: access keys made in the console, service accounts and temporary keys are refused; use the user's own name and password"),
    )
    .after("AssumeRole"),
    // Roles elsewhere than on MinIO
    row("", "rolearn is required", Seen::Host, || hint!("this server wants a role: name it with ", RoleArn)),
    row("", "role not found", Seen::Role, || hint!("this server has no such role: ask its administrator for the ARN, arn:aws:iam::…:role/NAME")),
    // Directory
    row(
        "",
        "unable to find user dn",
        Seen::Nothing,
        || hint!("the directory does not know this name where the server looks: try the short login name, else ", { StorageAdministrator }),
    ),
    row("", "ldap auth failed for dn", Seen::Nothing, || hint!("the name or the password is wrong, or the account is locked")),
    row(
        "",
        "ldap result code 49",
        Seen::Nothing,
        || hint!("the server's own lookup account is refused by the directory: ", { StorageAdministrator }),
    ),
    row(
        "",
        "ldap result code 200",
        Seen::Nothing,
        || hint!("the storage server cannot talk to the directory: ask its administrator to compare port, TLS mode and CA"),
    ),
    row(
        "",
        "expecting a policy to be set for user",
        Seen::Nothing,
        || hint!("the login is right, but no policy is attached to this name or its groups: ", { StorageAdministrator }, " to attach one"),
    ),
    row("", "ldap is not configured", Seen::Nothing, || hint!("this server has no directory: log in another way, or ask its administrator")),
    row(
        "",
        "ldap client: unable to read",
        Seen::Nothing,
        || hint!("the storage server cannot talk to the directory: ask its administrator to compare port, TLS mode and CA"),
    ),
    row("", "connection refused", Seen::Nothing, || hint!("the storage server cannot reach the directory or the provider: ask its administrator")),
    row("", "authentication failed", Seen::Nothing, || hint!("the name or the password is wrong, or the account is locked")),
    // Certificates
    row(
        "InternalError",
        "specified policy",
        Seen::Nothing,
        || hint!("the certificate's CN must be the name of a policy: ", { StorageAdministrator }, " to create one of that name"),
    ),
    row(
        "",
        "no client certificate provided",
        Seen::Host,
        || hint!("a proxy on the way may end the TLS connection: connect to the server directly, or have TLS passed through"),
    ),
    row(
        "InsecureConnection",
        "",
        Seen::Host,
        || hint!("a proxy on the way ends the TLS connection: connect to the server directly, or have TLS passed through"),
    ),
    // Reaching the wrong thing, or too early
    row("", "is disabled", Seen::Nothing, || hint!("this way to log in is switched off at the storage server: ask its administrator")),
    row("", "unsupported action", Seen::Host, || hint!("this server does not know the action: check ", Endpoint, ", and that the server is recent")),
];
