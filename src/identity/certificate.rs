//! A TLS client certificate: the handshake is the proof; what would make the server refuse it is said before.

use super::Proof;
use crate::request::Endpoint;
use crate::sys::{CertificateFacts, ClientCertificate, TrustError, printable};
use jiff::Timestamp;

/// Why a certificate cannot be the proof.
#[derive(thiserror::Error)]
pub enum CertificateError {
    /// Its files.
    #[error(transparent)]
    Files(#[from] TrustError),
    /// No TLS, no certificate.
    #[error("a client certificate needs an https endpoint")]
    NoTls,
    /// Past its end.
    #[error("the client certificate ended at {0}")]
    Expired(Timestamp),
    /// Not yet begun.
    #[error("the client certificate does not count before {0}")]
    NotYetValid(Timestamp),
    /// Made for something else.
    #[error("the client certificate may not be used by clients: its extended key usage lacks clientAuth")]
    NotForClients,
    /// A CA's own.
    #[error("the first certificate of the file is a CA's")]
    IsCa,
    /// No name.
    #[error("the client certificate's subject has no common name (CN)")]
    NoName,
}
debug_as_display!(CertificateError);

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
    Ok(Proof::Certificate { common_name })
}
