//! How credentials are renewed: with what, whether that needs a prompt, and until when.

use crate::credentials::Credentials;
use crate::identity::TokenStatus;
use crate::request::{ProofSource, Request};
use crate::session::{LimitReason, LoginStatus, Renewal, RenewalLimit, Session};
use jiff::Timestamp;

/// The means of a renewal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RenewalMeans {
    /// The refresh token of the login.
    RefreshToken,
    /// The stored token of the login.
    StoredToken,
    /// An interactive login.
    Login,
    /// A supplied token.
    SuppliedToken,
    /// The client's own credentials.
    ClientCredentials,
    /// The client certificate.
    Certificate,
    /// Access keys.
    AccessKeys,
    /// A password.
    Password,
}

impl RenewalMeans {
    /// The name, as text and for `--json`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::RefreshToken => "refresh token",
            Self::StoredToken => "stored token",
            Self::Login => "login",
            Self::SuppliedToken => "supplied token",
            Self::ClientCredentials => "client credentials",
            Self::Certificate => "client certificate",
            Self::AccessKeys => "access keys",
            Self::Password => "password",
        }
    }
}

/// How credentials are renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RenewalFacts {
    /// The requirement of a renewal.
    pub requirement: Renewal,
    /// The means.
    pub means: RenewalMeans,
    /// How long they can be renewed without the user; `None` if each renewal prompts.
    pub limit: Option<RenewalLimit>,
    /// The supplied token, for identities that have one.
    pub token: Option<TokenStatus>,
}

impl RenewalFacts {
    /// Returns how the credentials of `request`, whose status this is at `now`, are renewed.
    pub(super) fn of(session: &Session, request: &Request, status: &LoginStatus, now: Timestamp) -> Self {
        let limit = session.silent_renewal_limit(status.credentials.as_ref().map_or(now, Credentials::stale_from));
        let means = match request.identity.proof_source() {
            ProofSource::Login(_) => match limit {
                None => RenewalMeans::Login,
                Some(RenewalLimit::Until(_, LimitReason::Token)) => RenewalMeans::StoredToken,
                Some(_) => RenewalMeans::RefreshToken,
            },
            ProofSource::SuppliedToken(_) | ProofSource::CustomToken(_) => RenewalMeans::SuppliedToken,
            ProofSource::ClientCredentials(_) => RenewalMeans::ClientCredentials,
            ProofSource::Certificate(_) => RenewalMeans::Certificate,
            ProofSource::Secrets(secrets) if secrets.keys.is_some() => RenewalMeans::AccessKeys,
            ProofSource::Secrets(_) => RenewalMeans::Password,
        };
        Self { requirement: status.renewal, means, limit, token: status.token.clone() }
    }

    /// Until when they can be renewed without the user, at least, if that is known.
    pub(crate) fn until(&self) -> Option<Timestamp> {
        self.limit.and_then(RenewalLimit::known_until)
    }
}
