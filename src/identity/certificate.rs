//! A TLS client certificate: the handshake is the proof. Defects that would make the server refuse it are reported beforehand.

use super::Proof;
use crate::request::Endpoint;
use crate::sys::{CertificateFacts, ClientCertificate, TrustError};
use crate::text::printable;
use jiff::Timestamp;

/// Why a client certificate cannot be used.
#[derive(thiserror::Error)]
pub enum CertificateError {
    /// The files of the certificate cannot be read.
    #[error(transparent)]
    Files(#[from] TrustError),
    /// The endpoint does not use TLS.
    #[error("a client certificate requires an https endpoint")]
    NoTls,
    /// The certificate has expired.
    #[error("the client certificate expired at {0}")]
    Expired(Timestamp),
    /// The certificate's validity period has not begun.
    #[error("the client certificate is not valid before {0}")]
    NotYetValid(Timestamp),
    /// The certificate's extended key usage excludes clients: RFC 5280, section 4.2.1.12.
    #[error("the client certificate is not for clients: its extended key usage lacks clientAuth")]
    NotForClients,
    /// The first certificate in the file is that of a certificate authority.
    #[error("the first certificate in the file is a CA certificate")]
    IsCa,
    /// The certificate's subject has no common name.
    #[error("the client certificate's subject has no common name (CN)")]
    NoName,
}
debug_as_display!(CertificateError);

/// Checks the certificate of `client`, whose common name names the user.
///
/// # Errors
/// See [`CertificateError`].
pub(super) fn prove(client: &ClientCertificate, endpoint: &Endpoint, now: Timestamp) -> Result<Proof, CertificateError> {
    if endpoint.url().scheme() != "https" {
        return Err(CertificateError::NoTls);
    }
    let facts = CertificateFacts::read(client)?;
    if facts.is_a_ca {
        return Err(CertificateError::IsCa);
    }
    if now > facts.not_after {
        return Err(CertificateError::Expired(facts.not_after));
    }
    if now < facts.not_before {
        return Err(CertificateError::NotYetValid(facts.not_before));
    }
    if !facts.is_for_clients {
        return Err(CertificateError::NotForClients);
    }
    let common_name = facts.common_name.as_deref().map(printable).ok_or(CertificateError::NoName)?;
    Ok(Proof { display_name: common_name, certificate_expiration: Some(facts.not_after), ..Proof::default() })
}
