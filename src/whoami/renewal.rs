//! How credentials are renewed: with what, whether that needs a prompt, and until when.

use crate::request::{CustomToken, ProofSource, Request};
use crate::session::{LoginFacts, LoginStatus, Renewal};
use crate::sys::CertificateFacts;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RenewalFacts {
    /// Whether a renewal needs nothing from the user.
    pub is_silent: bool,
    /// The means.
    pub means: RenewalMeans,
    /// When they expire, if that is known.
    pub until: Option<Timestamp>,
}

impl RenewalFacts {
    /// Returns how the credentials of `request` are renewed. Reads a certificate's file.
    pub(super) fn of(request: &Request, status: &LoginStatus, login: &LoginFacts) -> Self {
        let (means, until) = match request.identity.proof_source() {
            ProofSource::Login(_) if login.has_refresh_token => (RenewalMeans::RefreshToken, login.refresh_until),
            ProofSource::Login(_) if status.renewal == Renewal::Silent => (RenewalMeans::StoredToken, login.token_until),
            ProofSource::Login(_) => (RenewalMeans::Login, None),
            ProofSource::SuppliedToken(_) | ProofSource::CustomToken(CustomToken(_)) => (RenewalMeans::SuppliedToken, login.token_until),
            ProofSource::ClientCredentials(_) => (RenewalMeans::ClientCredentials, None),
            ProofSource::Certificate(certificate) => {
                (RenewalMeans::Certificate, CertificateFacts::read(certificate).ok().map(|facts| facts.not_after))
            }
            ProofSource::Secrets(secrets) if secrets.keys.is_some() => (RenewalMeans::AccessKeys, None),
            ProofSource::Secrets(_) => (RenewalMeans::Password, None),
        };
        Self { is_silent: status.renewal == Renewal::Silent, means, until }
    }
}
