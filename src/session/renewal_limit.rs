//! How long credentials can be renewed without the user, as far as that is known: for `--until`, and for a warning in time.

use super::early_expiration::{EarlyExpiration, ExpiresTooEarly, LimitReason};
use super::{Error, Session};
use crate::credentials::{Credentials, format_time};
use crate::identity;
use crate::identity::{LoginState, RefreshLifetime};
use crate::request::{ProofSource, TokenSource, WebIdentity};
use jiff::{SignedDuration, Timestamp};

/// How long credentials can be renewed without the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenewalLimit {
    /// As long as the secrets are valid: they have no expiration that this program can see.
    Unlimited,
    /// Until this time, at the latest.
    Until(Timestamp, LimitReason),
    /// Not known.
    Unknown(UnknownReason),
}

impl RenewalLimit {
    /// Until when renewals are sure to work without the user; `None` if no time is known.
    #[must_use]
    pub(crate) fn known_until(self) -> Option<Timestamp> {
        match self {
            Self::Until(time, _) | Self::Unknown(UnknownReason::NotShown(time) | UnknownReason::Extended(Some(time))) => Some(time),
            Self::Unlimited | Self::Unknown(_) => None,
        }
    }
}

/// Why a [`RenewalLimit`] is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownReason {
    /// The provider does not say when the refresh token expires.
    NotStated,
    /// The login expires at this time, unless the next renewal extends that; none has shown yet whether it does.
    NotShown(Timestamp),
    /// Each refresh extends the login, which expires at this time without one, if the provider states that.
    Extended(Option<Timestamp>),
    /// Each renewal reads the token again from its source.
    TokenSource,
}

impl UnknownReason {
    /// The reason in words, after "it is not known whether …: ".
    #[must_use]
    pub fn text(self, now: Timestamp) -> String {
        match self {
            Self::NotStated => "the provider does not state when the login expires".to_owned(),
            Self::NotShown(expires) => {
                format!("the login expires at {}, unless a renewal before then extends it", format_time(expires, now))
            }
            Self::Extended(Some(expires)) => {
                let expires = format_time(expires, now);
                format!("the login expires at {expires}, each renewal before then extends it, and the provider does not state how often")
            }
            Self::Extended(None) => "each renewal extends the login, and the provider does not state how often".to_owned(),
            Self::TokenSource => "each renewal reads the token again".to_owned(),
        }
    }
}

impl Session {
    /// Returns how long `credentials` can be renewed without the user, if the next renewal is at `due`.
    #[must_use]
    pub fn renewal_limit(&self, credentials: &Credentials, due: Timestamp) -> RenewalLimit {
        self.silent_renewal_limit(due).unwrap_or(RenewalLimit::Until(credentials.expiration, LimitReason::Prompt))
    }

    /// Returns how long credentials can be renewed without the user, if the next renewal is at `due`; `None` if each one prompts.
    #[must_use]
    pub(crate) fn silent_renewal_limit(&self, due: Timestamp) -> Option<RenewalLimit> {
        if self.request.identity.supplied_code().is_some() {
            return None; // a one-time code is used up
        }
        Some(match self.request.identity.proof_source() {
            ProofSource::Login(web_identity) => return self.login_limit(web_identity, due),
            source if source.prompts() => return None,
            ProofSource::SuppliedToken(token) => self.supplied_token_limit(&token.source),
            ProofSource::CustomToken(_) => RenewalLimit::Unknown(UnknownReason::TokenSource),
            ProofSource::Certificate(certificate) => identity::certificate_expiration(certificate)
                .map_or(RenewalLimit::Unlimited, |expiration| RenewalLimit::Until(expiration, LimitReason::Certificate)),
            ProofSource::ClientCredentials(_) | ProofSource::Secrets(_) => RenewalLimit::Unlimited,
        })
    }

    /// Whether fresh `credentials` can be replaced without the user, by ones that expire later: what proves the identity outlives them by more
    /// than a minute, as far as that is known.
    #[must_use]
    pub fn can_renew_early(&self, credentials: &Credentials) -> bool {
        let outlives = |until: Timestamp| credentials.expiration.duration_until(until) > SignedDuration::from_mins(1);
        self.silent_renewal_limit(credentials.stale_from()).is_some_and(|limit| limit.known_until().is_none_or(outlives))
    }

    /// Checks that `credentials` or their successors are available until `needed`; notes if that is not known. `is_renewed`: the caller
    /// renews them.
    ///
    /// # Errors
    /// [`Error::ExpiresTooEarly`].
    pub fn ensure_until(&self, needed: Timestamp, credentials: &Credentials, is_renewed: bool) -> Result<(), Error> {
        if credentials.expiration >= needed {
            return Ok(());
        }
        let limit = self.renewal_limit(credentials, credentials.stale_from());
        let (limit, reason) = match limit {
            RenewalLimit::Until(limit, reason) if limit < needed => (limit, EarlyExpiration::Limit(reason)),
            _ if !is_renewed => (credentials.expiration, EarlyExpiration::NotRenewed),
            RenewalLimit::Until(..) | RenewalLimit::Unlimited => return Ok(()),
            RenewalLimit::Unknown(_) if limit.known_until() >= Some(needed) => return Ok(()),
            RenewalLimit::Unknown(reason) => {
                let now = self.deps.clock.now();
                let (time, reason) = (format_time(needed, now), reason.text(now));
                let note = format!("it is not known whether the credentials can be renewed until {time}: {reason}");
                self.deps.terminal.note(&note);
                return Ok(());
            }
        };
        let (now, profile) = (self.deps.clock.now(), self.request.profile.clone());
        Err(ExpiresTooEarly { needed, limit, expiration: credentials.expiration, now, reason, profile }.into())
    }

    /// Returns the limit of a login at a provider that is renewed at `due`; `None` if each renewal needs a login.
    fn login_limit(&self, web_identity: &WebIdentity, due: Timestamp) -> Option<RenewalLimit> {
        let in_memory = || self.state.try_lock().map(|state| state.login.clone()).unwrap_or_default();
        let login: LoginState = self.cache.login().unwrap_or_else(in_memory);
        if !login.can_refresh(web_identity) {
            let expiration = login.usable_token_expiration(web_identity, self.deps.clock.now())?;
            return Some(RenewalLimit::Until(expiration, LimitReason::Token));
        }
        Some(match login.refresh_lifetime() {
            RefreshLifetime { expires: Some(expires), is_extended: Some(false), .. } => {
                RenewalLimit::Until(expires, LimitReason::RefreshToken)
            }
            RefreshLifetime { expires: Some(expires), is_extended, .. } if expires <= due => {
                RenewalLimit::Until(expires, LimitReason::UnusedRefreshToken { is_extended: is_extended.is_some() })
            }
            RefreshLifetime { expires, is_extended: Some(true), .. } => RenewalLimit::Unknown(UnknownReason::Extended(expires)),
            RefreshLifetime { expires: Some(expires), .. } => RenewalLimit::Unknown(UnknownReason::NotShown(expires)),
            RefreshLifetime { expires: None, .. } => RenewalLimit::Unknown(UnknownReason::NotStated),
        })
    }

    /// Returns the limit of a supplied token: its expiration, if its source cannot supply another one.
    fn supplied_token_limit(&self, source: &TokenSource) -> RenewalLimit {
        let claims = identity::supplied_token_claims(&self.request, &self.deps);
        let expiration = claims.and_then(|claims| claims.expiration());
        match (source, expiration) {
            (TokenSource::Variable(_), Some(expiration)) => RenewalLimit::Until(expiration, LimitReason::SuppliedToken),
            _ => RenewalLimit::Unknown(UnknownReason::TokenSource),
        }
    }
}
