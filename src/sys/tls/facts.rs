//! What a client certificate says of itself, before a server says it.

use super::bundle::UNREADABLE;
use super::pem;
use super::{ClientCertificate, TrustError};
use jiff::Timestamp;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// The facts that decide whether a storage server takes a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// The subject's common name: on MinIO the name of the policy.
    pub common_name: Option<String>,
    /// From when on it counts.
    pub not_before: Timestamp,
    /// When it ends; credentials end no later.
    pub not_after: Timestamp,
    /// Whether it may be used by clients: the extended key usage names `clientAuth`, or none at all.
    pub is_for_clients: bool,
    /// Whether it is a CA's: no server takes one for a person's.
    pub is_a_ca: bool,
}

impl CertificateFacts {
    /// Reads the first certificate of the client's file, and makes sure that its key can be used.
    ///
    /// # Errors
    /// [`TrustError`], naming the file.
    pub fn read(client: &ClientCertificate) -> Result<Self, TrustError> {
        let (chain, _) = pem::identity(client)?;
        let bad = || TrustError::BadCertificate { path: client.certificate.clone(), why: UNREADABLE };
        let leaf = chain.first().ok_or_else(bad)?;
        let (_, certificate) = X509Certificate::from_der(leaf).map_err(|_| bad())?;
        let time = |seconds: i64| Timestamp::from_second(seconds).map_err(|_| bad());
        let usage = certificate.extended_key_usage().map_err(|_| bad())?;
        Ok(Self {
            common_name: certificate.subject().iter_common_name().find_map(|name| name.as_str().ok()).map(str::to_owned),
            not_before: time(certificate.validity().not_before.timestamp())?,
            not_after: time(certificate.validity().not_after.timestamp())?,
            is_for_clients: usage.is_none_or(|usage| usage.value.client_auth || usage.value.any),
            is_a_ca: certificate.is_ca(),
        })
    }
}
