//! The table of faults: names, default values, and descriptions.

/// The type of the value after `=`, and its default.
#[derive(Clone, Copy)]
pub(super) enum DefaultValue {
    Nothing,
    Seconds(i64),
    Times(u32),
}

use DefaultValue::{Nothing, Seconds, Times};

/// A row of the table.
pub(super) struct Row {
    fault: Fault,
    name: &'static str,
    pub(super) default: DefaultValue,
    description: &'static str,
}

/// Defines [`Fault`] and its table from one list, so that a new fault is one row.
macro_rules! faults {
    ($($variant:ident = $name:literal, $default:expr, $description:literal;)+) => {
        /// A deviation from the default behavior.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Fault {
            $(#[doc = concat!("`", $name, "`: ", $description, ".")] $variant,)+
        }

        static ROWS: &[Row] = &[$(Row { fault: Fault::$variant, name: $name, default: $default, description: $description },)+];
    };
}

faults! {
    // the provider
    BasicOnly = "basic-only", Nothing, "the token endpoint takes client secrets in the Authorization header only";
    PostOnly = "post-only", Nothing, "the token endpoint takes client secrets in the form only";
    ClockAhead = "clock-ahead", Seconds(30), "the provider's clock is ahead: the STS sees tokens from the future";
    ClockBehind = "clock-behind", Seconds(1200), "the provider's clock is behind: tokens are expired when issued";
    DeviceExpires = "device-expires", Seconds(3), "device codes expire after this time";
    ExtraAudience = "extra-audience", Nothing, "ID tokens are for another service too (Zitadel)";
    HtmlToken = "html-token", Nothing, "the token endpoint answers with a web page";
    MisnamedPolicy = "misnamed-policy", Nothing, "the policy claim is called policies";
    NoAudience = "no-audience", Nothing, "access tokens of services have no aud";
    NoCompleteUri = "no-complete-uri", Nothing, "the device answer has no verification_uri_complete";
    NoDevice = "no-device", Nothing, "there is no device flow";
    NoInterval = "no-interval", Nothing, "the device answer has no interval, so it is 5 s";
    NoIss = "no-iss", Nothing, "redirects have no iss parameter (RFC 9207)";
    NoKid = "no-kid", Nothing, "tokens have no kid (Authentik without a signing key)";
    NoPkceListed = "no-pkce-listed", Nothing, "discovery does not list PKCE (Entra ID)";
    NoPolicy = "no-policy", Nothing, "no token has the policy claim";
    NoRefreshIdToken = "no-refresh-id-token", Nothing, "a refresh returns no ID token";
    NoRefreshRotation = "no-refresh-rotation", Nothing, "a refresh returns no refresh token; the old one stays valid";
    NoRefreshToken = "no-refresh-token", Nothing, "logins return no refresh token";
    NoRevocation = "no-revocation", Nothing, "the provider revokes no tokens";
    NoSelectAccount = "no-select-account", Nothing, "there is no prompt=select_account (Keycloak)";
    NoTokenEndpoint = "no-token-endpoint", Nothing, "discovery names no token endpoint (Facebook)";
    ObjectPolicy = "object-policy", Nothing, "the policy claim is an object (Zitadel)";
    OpaqueAccessToken = "opaque-access-token", Nothing, "access tokens of services are no JWTs (Okta, WSO2)";
    OversizedToken = "oversized-token", Nothing, "users are in 300 groups: S3 requests exceed 8 KiB of headers";
    RedirectToken = "redirect-token", Nothing, "the token endpoint redirects elsewhere";
    RefuseRefresh = "refuse-refresh", Nothing, "refresh tokens are refused";
    RefreshIdle = "refresh-idle", Seconds(1800), "refresh tokens expire if they are not used for so long, and say so (Keycloak)";
    SessionEnds = "session-ends", Seconds(7200), "sessions end after this time, and refresh tokens say so (Keycloak)";
    ShortIdToken = "short-id-token", Seconds(20), "ID and access tokens live only so long";
    SlashIssuer = "slash-issuer", Nothing, "the issuer ends with a slash (Auth0, Authentik)";
    SlowDown = "slow-down", Nothing, "the first poll for a device code is answered with slow_down";
    LateToken = "late-token", Seconds(1), "the token endpoint issues tokens, and responds after this delay";
    SlowToken = "slow-token", Seconds(3), "the token endpoint delays its work by this time";
    StrangeKey = "strange-key", Nothing, "the key set has a key of a type that the STS cannot read";
    TokenUnavailable = "token-unavailable", Times(1), "the token endpoint answers 503 this many times";
    UnknownKid = "unknown-kid", Nothing, "tokens name a key that is not in the key set";
    UnknownPolicy = "unknown-policy", Nothing, "the policy claim names policies that the server does not have";
    UserinfoClaims = "userinfo-claims", Nothing, "the policy is only in userinfo (Authelia, GitLab): the STS requires the access token";
    VerificationUrl = "verification-url", Nothing, "the device answer says verification_url (Google)";
    WrongIssuer = "wrong-issuer", Nothing, "the provider's metadata has another issuer";

    // the storage server
    Disabled = "disabled", Nothing, "LDAP, certificates and plugin tokens are disabled";
    DurationCut = "duration-cut", Seconds(900), "the maximum lifetime of credentials";
    NoMetadata = "no-metadata", Nothing, "the storage address has no metadata (MinIO without a proxy that serves it)";
    NoClientGrants = "no-client-grants", Nothing, "the server does not know AssumeRoleWithClientGrants";
    NoOpenid = "no-openid", Nothing, "the server has no claim-based OpenID provider";
    OtherResource = "other-resource", Nothing, "the metadata of the storage address describes another server";
    OtherRegion = "other-region", Nothing, "the server requires signatures for eu-central-1";
    ServerClockAhead = "server-clock-ahead", Seconds(1200), "the server's clock is ahead";
    ServerClockBehind = "server-clock-behind", Seconds(1200), "the server's clock is behind";
    ShortLife = "short-life", Seconds(20), "the lifetime of all credentials, whatever was requested";
    SlowSts = "slow-sts", Seconds(3), "the STS responds after this delay";
    Starting = "starting", Times(2), "the server is starting: this many STS calls get 503";
    UnknownRoleRefused = "unknown-role-refused", Nothing, "unknown role ARNs are refused (MinIO before August 2025)";
    WrongLookupPassword = "wrong-lookup-password", Nothing, "the directory refuses the server's own lookup account";
}

impl Fault {
    /// Lists all faults: those of the provider, then those of the storage server.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.fault)
    }

    /// Returns its name, such as `slow-down`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Returns its effect, in one line.
    #[must_use]
    pub fn description(self) -> &'static str {
        self.row().description
    }

    /// Returns its default value as text, such as `30s`, `20m` or `2`; `None` if it takes no value.
    #[must_use]
    pub fn default_value(self) -> Option<String> {
        match self.row().default {
            Nothing => None,
            Seconds(seconds) if seconds % 60 == 0 => Some(format!("{}m", seconds / 60)),
            Seconds(seconds) => Some(format!("{seconds}s")),
            Times(times) => Some(times.to_string()),
        }
    }

    pub(super) fn row(self) -> &'static Row {
        &ROWS[self as usize] // the variants and the rows come from one list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_one_row_and_a_unique_name() {
        assert!(Fault::all().all(|fault| fault.row().fault == fault));
        let mut names: Vec<&str> = Fault::all().map(Fault::name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ROWS.len());
    }
}
