//! Hints for refusals of tokens: their policies and roles, their claims and keys, durations, session policies and names.

use crate::advice::sts_row::RolePresence::{WithRole, WithoutRole};
use crate::advice::sts_row::{Seen, StsRow, row};
use crate::advice::{Hint, topics};
use crate::request::hint::hint;
use crate::request::{Dialect, Responsible};

fn use_the_id_token() -> Hint {
    hint!("use the ID token: this is an access token, for another service; omit ", SEND, ", or set ", TOKEN, " to the ID token")
}

fn use_app_roles() -> Hint {
    hint!({ ProviderAdministrator }, " to send app roles in the claim `roles`: Entra ID leaves out the groups of members of more than 200")
}

fn set_the_role() -> Hint {
    hint!(
        "set ",
        ROLE_ARN,
        ", if the storage server has a role for this provider: without one, it accepts only tokens for the client ID that it is configured with; otherwise use that client ID, or ",
        { ProviderAdministrator },
        " for an audience mapper"
    )
}

fn compare_the_role() -> Hint {
    hint!(
        "compare ",
        ROLE_ARN,
        " with the ARN of this provider's role, which the administrator's command `mc idp openid ls ALIAS` prints: the storage server accepts only tokens for the client ID of the role's provider; if the role is right, request the token for that client ID, or ",
        { ProviderAdministrator },
        " for an audience mapper"
    )
}

/// The rows; those for one dialect, claim or action come before general ones.
pub(super) static ROWS: [StsRow; 44] = [
    // Ceph, whose errors give no reason
    row(
        "InvalidIdentityToken",
        "",
        Seen::Issuer,
        topics::CEPH_KEYS,
        || hint!({ StorageAdministrator }, " to compare the thumbprint of the provider's signing certificate, or to upgrade Ceph: it does not accept the provider's keys, and older releases require certificates (x5c) in the key set"),
    )
    .for_dialect(Dialect::Ceph),
    row(
        "AccessDenied",
        "",
        Seen::Audience,
        topics::CEPH_DENIES,
        || hint!({ StorageAdministrator }, " for the reason in the gateway's log, which Ceph does not send: the token may be expired, its issuer not registered, its audience (`aud`, `client_id`, `azp`) not in the provider's list of clients, its keys without certificates (x5c), or the role's trust policy may not allow it"),
    )
    .for_action("AssumeRoleWithWebIdentity")
    .for_dialect(Dialect::Ceph),
    row(
        "AccessDenied",
        "",
        Seen::Role,
        topics::CEPH_DENIES,
        || hint!("check the secret key (Ceph sends no reason); if it is right, ", { StorageAdministrator }, " whether the role's trust policy allows this user; the gateway's log has the reason"),
    )
    .for_action("AssumeRole")
    .for_dialect(Dialect::Ceph),
    // Tokens that are not ID tokens, and claims that the provider leaves out
    row("", "`azp` claim invalid", Seen::Audience, topics::ACCESS_TOKEN_SENT, use_the_id_token).for_claim("scp"),
    row("", "`aud` claim invalid", Seen::Audience, topics::ACCESS_TOKEN_SENT, use_the_id_token).for_claim("scp"),
    row("", "verification error", Seen::Audience, topics::ACCESS_TOKEN_SENT, use_the_id_token).for_claim("scp"),
    row("", "claim missing from the jwt token", Seen::ClaimNames, topics::GROUPS_MISSING, use_app_roles).for_claim("_claim_names"),
    row("", "none of the given policies", Seen::ClaimNames, topics::GROUPS_MISSING, use_app_roles).for_claim("_claim_names"),
    // Policies and roles
    row(
        "",
        "claim missing from the jwt token",
        Seen::ClaimNames,
        topics::POLICY_CLAIM_MISSING,
        || hint!({ ProviderAdministrator }, " to add the claim that the server names (a string or a list of policy names) to the ID token, or request the scope that includes it with ", SCOPES, ", or assume a role with ", ROLE_ARN),
    ),
    row(
        "",
        "none of the given policies",
        Seen::Policies,
        topics::POLICY_NOT_DEFINED,
        || hint!({ StorageAdministrator }, " to create a policy of that name, or the provider's to send the name of one that exists"),
    ),
    row(
        "",
        "role/dummy-internal does not exist",
        Seen::Nothing,
        topics::ROLE_REQUIRED,
        || hint!("set ", ROLE_ARN, " to an ARN that the administrator's command `mc idp openid ls ALIAS` prints, or ask its administrator to configure OpenID in claim mode"),
    ),
    row(
        "",
        "error processing rolearn parameter",
        Seen::Role,
        topics::ROLE_NOT_ACCEPTED,
        || hint!("omit ", ROLE_ARN, " if the server uses a claim, or set it to an ARN that the administrator's command `mc idp openid ls ALIAS` prints"),
    ),
    row("", "error processing parameter rolearn", Seen::Role, topics::ROLE_NOT_ACCEPTED, || hint!("set ", ROLE_ARN, " to an ARN that the administrator's command `mc idp openid ls ALIAS` prints")),
    row(
        "",
        "access_token is mandatory",
        Seen::Nothing,
        topics::ACCESS_TOKEN_REQUIRED,
        || hint!("omit ", TOKEN, " and set ", ISSUER, ", or have the policy claim added to the token: this server fetches more claims from the provider (claim_userinfo), which requires a login"),
    ),
    row(
        "",
        "assume role arn:aws:iam:::user/",
        Seen::Role,
        topics::ROLE_NOT_ACCEPTED,
        || hint!("set ", ROLE_ARN, " to the ARN of a role, arn:aws:iam::…:role/NAME, not to that of a user"),
    ),
    row(
        "AccessDenied",
        "not authorized to",
        Seen::Role,
        topics::ROLE_NOT_ACCEPTED,
        || hint!({ StorageAdministrator }, " to allow this identity in the role's trust policy"),
    ),
    // Tokens and providers
    row("", "`aud` claim invalid", Seen::Audience, topics::AUDIENCE_NOT_ACCEPTED, set_the_role).for_supplied_token(WithoutRole),
    row("", "`azp` claim invalid", Seen::Audience, topics::AUDIENCE_NOT_ACCEPTED, set_the_role).for_supplied_token(WithoutRole),
    row("", "`aud` claim invalid", Seen::AudienceAndRole, topics::AUDIENCE_NOT_ACCEPTED, compare_the_role).for_supplied_token(WithRole),
    row("", "`azp` claim invalid", Seen::AudienceAndRole, topics::AUDIENCE_NOT_ACCEPTED, compare_the_role).for_supplied_token(WithRole),
    row(
        "",
        "`aud` claim invalid",
        Seen::Audience,
        topics::AUDIENCE_NOT_ACCEPTED,
        || hint!("use the client ID that the storage server is configured with (", CLIENT_ID, "), or ", { ProviderAdministrator }, " for an audience mapper"),
    ),
    row(
        "",
        "`azp` claim invalid",
        Seen::Audience,
        topics::AUDIENCE_NOT_ACCEPTED,
        || hint!("use the client ID that the storage server is configured with (", CLIENT_ID, "), or ", { ProviderAdministrator }, " for an audience mapper"),
    ),
    row(
        "",
        "invalid number of segments",
        Seen::Nothing,
        topics::TOKEN_MALFORMED,
        || hint!("check ", TOKEN, ": it must be a whole JWT, three parts separated by dots"),
    ),
    row(
        "",
        "no oidc provider configured",
        Seen::Issuer,
        topics::ISSUER_NOT_REGISTERED,
        || hint!({ StorageAdministrator }, " to register this issuer; RustFS 1.0.0 reads none, and must be upgraded"),
    ),
    row("", "`sub` claim", Seen::ClaimNames, topics::SUBJECT_MISSING, || hint!({ ProviderAdministrator }, " to send a subject (`sub`) in the ID token")),
    row(
        "",
        "used before issued",
        Seen::Clock,
        topics::TOKEN_FROM_THE_FUTURE,
        || hint!({ StorageAdministrator }, " to set its clock by NTP, then try again: it is behind the provider's"),
    ),
    row(
        "",
        "token is not valid yet",
        Seen::Clock,
        topics::TOKEN_FROM_THE_FUTURE,
        || hint!({ StorageAdministrator }, " to set its clock by NTP, then try again: it is behind the provider's"),
    ),
    row(
        "",
        "token is expired",
        Seen::Nothing,
        topics::TOKEN_EXPIRED,
        || hint!("get a new token: run the command again; if the token is new, the storage server's clock is ahead: ask its administrator to set it by NTP"),
    ),
    row(
        "",
        "no public key found for kid",
        Seen::Key,
        topics::KEY_NOT_FOUND,
        || hint!("compare ", ISSUER, " with the storage server's configuration: it trusts another provider or realm"),
    ),
    row("", "key is of invalid type", Seen::Key, topics::SHARED_SECRET, || hint!({ ProviderAdministrator }, " to sign ID tokens with an RSA or EC key, not a shared secret")),
    row(
        "",
        "verification error",
        Seen::Key,
        topics::KEY_NOT_FOUND,
        || hint!("compare ", ISSUER, " with the storage server's configuration: it has other keys for this provider"),
    ),
    row(
        "",
        "invalid kid value",
        Seen::Key,
        topics::SHARED_SECRET,
        || hint!({ ProviderAdministrator }, " to sign with an RSA or EC key: it signs with a shared secret"),
    ),
    row(
        "",
        "unknown jwk key type",
        Seen::Issuer,
        topics::KEY_SET_UNREADABLE,
        || hint!({ ProviderAdministrator }, " to use RSA or P-256 keys, or have the storage server upgraded, which cannot read the provider's key set"),
    ),
    row(
        "InvalidClientCertificate",
        "",
        Seen::Nothing,
        topics::CERTIFICATE_NOT_ACCEPTED,
        || hint!({ StorageAdministrator }, " to add your CA (and, on older servers, the intermediates): the server does not trust the certificate's issuer, or it lacks clientAuth"),
    ),
    row(
        "",
        "x509: certificate signed by unknown authority",
        Seen::Nothing,
        topics::PROVIDER_NOT_TRUSTED,
        || hint!({ StorageAdministrator }, " to add the provider's CA to the server's CAs folder: the storage server does not trust the provider"),
    ),
    // Codes of AWS and compatible servers
    row("ExpiredToken", "", Seen::Nothing, topics::TOKEN_EXPIRED, || hint!("get a new token, or run the command again: it is expired, or was issued too long ago")),
    row(
        "InvalidIdentityToken",
        "",
        Seen::Issuer,
        topics::ISSUER_NOT_REGISTERED,
        || hint!({ StorageAdministrator }, " to register this issuer, with this client ID as audience: the server does not accept its tokens"),
    ),
    row(
        "IDPCommunicationError",
        "",
        Seen::Issuer,
        topics::PROVIDER_NOT_REACHED,
        || hint!("try again in a minute; if it persists, ", { ProviderAdministrator }, " whether the storage server can reach the key set, which failed").by(Responsible::ProviderAdministrator),
    ),
    row("PackedPolicyTooLarge", "", Seen::Nothing, topics::POLICY_TOO_LONG, || hint!("shorten the session policy, or ask the administrator to restrict the role's own policy")),
    row("RegionDisabled", "", Seen::Address, topics::REGION_DISABLED, || hint!("choose another ", ENDPOINT, " and ", REGION, ": STS is disabled in this region for the account")),
    // Duration
    row(
        "",
        "invalid token expiry",
        Seen::Seconds,
        topics::DURATION_NOT_ACCEPTED,
        || hint!("change ", DURATION, ": servers grant 15m to 365d, many at most 12h; if it is in range, the server's own MINIO_STS_DURATION is not"),
    ),
    // Session policies
    row(
        "",
        "session policy should not exceed",
        Seen::Nothing,
        topics::POLICY_TOO_LONG,
        || hint!("shorten the session policy: use wildcards or fewer prefixes, or ", { StorageAdministrator }, " to restrict the policy itself"),
    ),
    // Session names; some servers send only the code
    row(
        "InvalidArgument",
        "",
        Seen::Nothing,
        topics::SESSION_NAME,
        || hint!("compare ", SESSION_NAME, " (2 to 64 letters, digits and _=,.@-; Ceph accepts no +), ", ROLE_ARN, " and ", DURATION, " (15m to the role's own maximum) with what this server accepts"),
    ),
    row("", "rolesessionname", Seen::Nothing, topics::SESSION_NAME, || hint!("choose a name with ", SESSION_NAME, " that this server accepts: 2 to 64 letters, digits and _=,.@-")),
];
