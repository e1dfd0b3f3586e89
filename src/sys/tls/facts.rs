//! Reads facts of a client certificate before it is sent.

use super::bundle::UNREADABLE;
use super::pem;
use super::{ClientCertificate, TrustError};
use jiff::Timestamp;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// The facts that decide whether a storage server accepts a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CertificateFacts {
    /// The common name of the subject; MinIO's policy name.
    pub common_name: Option<String>,
    /// Start of validity.
    pub not_before: Timestamp,
    /// End of validity; credentials expire no later.
    pub not_after: Timestamp,
    /// Whether the extended key usage allows clients: it contains `clientAuth`, or is absent.
    pub is_for_clients: bool,
    /// Whether it is a CA certificate, which servers reject.
    pub is_a_ca: bool,
}

impl CertificateFacts {
    /// Reads the first certificate of the file and checks that its key can be used.
    ///
    /// # Errors
    /// [`TrustError`], naming the file.
    pub(crate) fn read(client: &ClientCertificate) -> Result<Self, TrustError> {
        let (chain, _) = pem::identity(client)?;
        let unreadable = || TrustError::BadCertificate { path: client.certificate.clone(), why: UNREADABLE };
        let leaf = chain.first().ok_or_else(unreadable)?;
        let (_, certificate) = X509Certificate::from_der(leaf).map_err(|_| unreadable())?;
        let time = |seconds: i64| Timestamp::from_second(seconds).map_err(|_| unreadable());
        let usage = certificate.extended_key_usage().map_err(|_| unreadable())?;
        Ok(Self {
            common_name: certificate.subject().iter_common_name().find_map(|name| name.as_str().ok()).map(str::to_owned),
            not_before: time(certificate.validity().not_before.timestamp())?,
            not_after: time(certificate.validity().not_after.timestamp())?,
            is_for_clients: usage.is_none_or(|usage| usage.value.client_auth || usage.value.any),
            is_a_ca: certificate.is_ca(),
        })
    }
}
