//! Deviations of real providers and servers that can be switched on one by one: names, default values, and descriptions.
//!
//! This module is the table; the servers query [`Faults`].

use crate::sys::test_events::TestEvent;
use jiff::SignedDuration;
use std::fmt::Write as _;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// A deviation from the default behavior.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    BasicOnly,
    ClockAhead,
    ClockBehind,
    DeviceExpires,
    Disabled,
    DurationCut,
    ExtraAudience,
    HtmlToken,
    NoAudience,
    NoClientGrants,
    NoCompleteUri,
    NoDevice,
    NoInterval,
    NoIss,
    NoKid,
    NoOpenid,
    NoPkceListed,
    NoPolicy,
    NoRefreshIdToken,
    NoRefreshRotation,
    NoRefreshToken,
    NoRevocation,
    NoTokenEndpoint,
    OpaqueAccessToken,
    OtherRegion,
    OversizedToken,
    PostOnly,
    RedirectToken,
    RefuseRefresh,
    ServerClockAhead,
    ServerClockBehind,
    ShortIdToken,
    ShortLife,
    SlashIssuer,
    SlowDown,
    SlowSts,
    LateToken,
    SlowToken,
    Starting,
    TokenUnavailable,
    UnknownKid,
    UnknownPolicy,
    UnknownRoleRefused,
    UserinfoClaims,
    VerificationUrl,
    WrongIssuer,
}

/// The type of the value after `=`, and its default.
#[derive(Clone, Copy)]
enum Usual {
    Nothing,
    Seconds(i64),
    Times(u32),
}

struct Row(Fault, &'static str, Usual, &'static str);

use Usual::{Nothing, Seconds, Times};

/// All faults: those of the provider, then those of the storage server.
static ROWS: [Row; 46] = [
    Row(Fault::BasicOnly, "basic-only", Nothing, "the token endpoint takes client secrets in the Authorization header only"),
    Row(Fault::PostOnly, "post-only", Nothing, "the token endpoint takes client secrets in the form only"),
    Row(Fault::ClockAhead, "clock-ahead", Seconds(30), "the provider's clock is ahead: the STS sees tokens from the future"),
    Row(Fault::ClockBehind, "clock-behind", Seconds(1200), "the provider's clock is behind: tokens have expired when they come"),
    Row(Fault::DeviceExpires, "device-expires", Seconds(3), "device codes live only so long"),
    Row(Fault::ExtraAudience, "extra-audience", Nothing, "ID tokens are for another service too (Zitadel)"),
    Row(Fault::HtmlToken, "html-token", Nothing, "the token endpoint answers with a web page"),
    Row(Fault::NoAudience, "no-audience", Nothing, "access tokens of services have no aud"),
    Row(Fault::NoCompleteUri, "no-complete-uri", Nothing, "the device answer has no verification_uri_complete"),
    Row(Fault::NoDevice, "no-device", Nothing, "there is no device flow"),
    Row(Fault::NoInterval, "no-interval", Nothing, "the device answer has no interval, so it is 5 s"),
    Row(Fault::NoIss, "no-iss", Nothing, "redirects do not name the issuer (no RFC 9207)"),
    Row(Fault::NoKid, "no-kid", Nothing, "tokens name no key (Authentik without a signing key)"),
    Row(Fault::NoPkceListed, "no-pkce-listed", Nothing, "discovery does not tell of PKCE (Entra ID)"),
    Row(Fault::NoPolicy, "no-policy", Nothing, "nobody has the policy claim"),
    Row(Fault::NoRefreshIdToken, "no-refresh-id-token", Nothing, "a refresh is answered without an ID token"),
    Row(Fault::NoRefreshRotation, "no-refresh-rotation", Nothing, "a refresh is answered without a refresh token; the old one goes on"),
    Row(Fault::NoRefreshToken, "no-refresh-token", Nothing, "logins come without a refresh token"),
    Row(Fault::NoRevocation, "no-revocation", Nothing, "the provider revokes no tokens"),
    Row(Fault::NoTokenEndpoint, "no-token-endpoint", Nothing, "discovery names no token endpoint (Facebook)"),
    Row(Fault::OpaqueAccessToken, "opaque-access-token", Nothing, "access tokens of services are no JWTs (Okta, WSO2)"),
    Row(Fault::OversizedToken, "oversized-token", Nothing, "people are in 300 groups: S3 calls have more than 8 KiB of headers"),
    Row(Fault::RedirectToken, "redirect-token", Nothing, "the token endpoint redirects elsewhere"),
    Row(Fault::RefuseRefresh, "refuse-refresh", Nothing, "refresh tokens are refused"),
    Row(Fault::ShortIdToken, "short-id-token", Seconds(20), "ID and access tokens live only so long"),
    Row(Fault::SlashIssuer, "slash-issuer", Nothing, "the issuer ends with a slash (Auth0, Authentik)"),
    Row(Fault::SlowDown, "slow-down", Nothing, "the first poll for a device code is told to slow down"),
    Row(Fault::LateToken, "late-token", Seconds(1), "the token endpoint has done its work, and answers so much later"),
    Row(Fault::SlowToken, "slow-token", Seconds(3), "the token endpoint takes so long"),
    Row(Fault::TokenUnavailable, "token-unavailable", Times(1), "the token endpoint answers 503 so many times"),
    Row(Fault::UnknownKid, "unknown-kid", Nothing, "tokens name a key that is not in the key set"),
    Row(Fault::UnknownPolicy, "unknown-policy", Nothing, "the policy claim names policies that the server does not have"),
    Row(
        Fault::UserinfoClaims,
        "userinfo-claims",
        Nothing,
        "the policy is in userinfo only (Authelia, GitLab): the STS wants the access token too",
    ),
    Row(Fault::VerificationUrl, "verification-url", Nothing, "the device answer says verification_url (Google)"),
    Row(Fault::WrongIssuer, "wrong-issuer", Nothing, "the provider calls itself by another address"),
    Row(Fault::Disabled, "disabled", Nothing, "the server has LDAP, certificates and plugin tokens switched off"),
    Row(Fault::DurationCut, "duration-cut", Seconds(900), "no credentials live longer than this"),
    Row(Fault::NoClientGrants, "no-client-grants", Nothing, "the server does not know AssumeRoleWithClientGrants"),
    Row(Fault::NoOpenid, "no-openid", Nothing, "the server has no claim-based OpenID provider"),
    Row(Fault::OtherRegion, "other-region", Nothing, "the server is in eu-central-1, and takes signatures of no other region"),
    Row(Fault::ServerClockAhead, "server-clock-ahead", Seconds(1200), "the server's clock is ahead"),
    Row(Fault::ServerClockBehind, "server-clock-behind", Seconds(1200), "the server's clock is behind"),
    Row(Fault::ShortLife, "short-life", Seconds(20), "all credentials live only so long, whatever was asked for"),
    Row(Fault::SlowSts, "slow-sts", Seconds(3), "the STS takes so long"),
    Row(Fault::Starting, "starting", Times(2), "the server is still starting: so many STS calls get 503"),
    Row(Fault::UnknownRoleRefused, "unknown-role-refused", Nothing, "unknown role ARNs are refused (MinIO before August 2025)"),
];

/// A requested fault: `NAME`, `NAME=30s` or `NAME=2`.
#[derive(Clone, Debug)]
pub struct AskedFault(Fault, Amount);

#[derive(Clone, Debug)]
enum Amount {
    Nothing,
    Span(SignedDuration),
    Left(Arc<AtomicU32>),
}

/// Why a fault cannot be parsed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    /// There is no fault with this name.
    #[error("there is no fault `{0}`: `--fault help` lists them")]
    Unknown(String),
    /// It takes no value.
    #[error("`{0}` takes no value")]
    NoValue(&'static str),
    /// Its value is not a duration.
    #[error("`{0}` takes a duration such as 30s or 20m")]
    NoDuration(&'static str),
    /// Its value is not a number.
    #[error("`{0}` takes a number")]
    NoNumber(&'static str),
}

impl FromStr for AskedFault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value.trim())));
        let Row(fault, name, usual, _) =
            ROWS.iter().find(|row| row.1 == name.trim()).ok_or_else(|| FaultError::Unknown(name.trim().to_owned()))?;
        let amount = match (*usual, value) {
            (Nothing, None) => Amount::Nothing,
            (Nothing, Some(_)) => return Err(FaultError::NoValue(name)),
            (Seconds(seconds), None) => Amount::Span(SignedDuration::from_secs(seconds)),
            (Seconds(_), Some(text)) => {
                let span: Option<SignedDuration> = text.parse().ok();
                Amount::Span(span.filter(SignedDuration::is_positive).ok_or(FaultError::NoDuration(name))?)
            }
            (Times(times), None) => Amount::Left(Arc::new(AtomicU32::new(times))),
            (Times(_), Some(text)) => Amount::Left(Arc::new(AtomicU32::new(text.parse().map_err(|_| FaultError::NoNumber(name))?))),
        };
        Ok(Self(*fault, amount))
    }
}

/// The faults of one sandbox.
#[derive(Clone, Debug, Default)]
pub struct Faults(Vec<AskedFault>);

impl FromIterator<AskedFault> for Faults {
    fn from_iter<T: IntoIterator<Item = AskedFault>>(asked: T) -> Self {
        Self(asked.into_iter().collect())
    }
}

impl Faults {
    /// Whether the fault is switched on.
    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.amount(fault).is_some()
    }

    /// Returns the duration of a fault that has one.
    pub(crate) fn span(&self, fault: Fault) -> Option<SignedDuration> {
        match self.amount(fault) {
            Some(Amount::Span(span)) => Some(*span),
            _ => None,
        }
    }

    /// Waits for the duration of the fault, if it is switched on.
    pub(crate) async fn wait(&self, fault: Fault) {
        if let Some(span) = self.span(fault) {
            TestEvent::FaultWaits { fault: ROWS.iter().find(|row| row.0 == fault).map_or("", |row| row.1) }.send();
            tokio::time::sleep(span.unsigned_abs()).await;
        }
    }

    /// Whether a counted fault occurs once more; counts down.
    pub(crate) fn strikes(&self, fault: Fault) -> bool {
        let Some(Amount::Left(left)) = self.amount(fault) else { return false };
        left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    }

    /// Returns the value of the fault; the last one counts.
    fn amount(&self, fault: Fault) -> Option<&Amount> {
        self.0.iter().rev().find(|asked| asked.0 == fault).map(|asked| &asked.1)
    }
}

/// Lists all faults with default values and descriptions, for `--fault help`.
pub(super) fn fault_list() -> String {
    ROWS.iter().fold(String::new(), |mut list, Row(_, name, usual, about)| {
        let name = match usual {
            Nothing => (*name).to_owned(),
            Seconds(seconds) if seconds % 60 == 0 => format!("{name}={}m", seconds / 60),
            Seconds(seconds) => format!("{name}={seconds}s"),
            Times(times) => format!("{name}={times}"),
        };
        let _ = writeln!(list, "  {name:<24} {about}");
        list
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_asked_for_by_name_and_value() {
        for (text, said) in [
            ("slow-down", None),
            ("clock-ahead", None),
            ("clock-ahead=30s", None),
            ("clock-behind=20m", None),
            ("starting=2", None),
            ("", Some("there is no fault ``: `--fault help` lists them")),
            ("slow", Some("there is no fault `slow`: `--fault help` lists them")),
            ("slow-down=1", Some("`slow-down` takes no value")),
            ("clock-ahead=-30s", Some("`clock-ahead` takes a duration such as 30s or 20m")),
            ("clock-ahead=soon", Some("`clock-ahead` takes a duration such as 30s or 20m")),
            ("starting=often", Some("`starting` takes a number")),
        ] {
            let refused = text.parse::<AskedFault>().err().map(|error| error.to_string());
            assert_eq!(refused.as_deref(), said, "{text}");
        }
    }

    #[test]
    fn counted_faults_strike_so_often() {
        let faults: Faults = [("starting=2").parse::<AskedFault>().unwrap()].into_iter().collect();
        assert_eq!([(); 4].map(|()| faults.strikes(Fault::Starting)), [true, true, false, false]);
        assert!(!faults.strikes(Fault::TokenUnavailable));
    }

    #[test]
    fn every_fault_has_one_row() {
        let mut names: Vec<&str> = ROWS.iter().map(|row| row.1).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ROWS.len());
        assert_eq!(fault_list().lines().count(), ROWS.len());
    }
}
