//! Reads facts of certificates: of a client certificate before it is sent, and of those in any PEM file.

use super::bundle::{Bundle, UNREADABLE};
use super::pem;
use super::public_key::why_unusable;
use super::{ClientCertificate, TrustError};
use jiff::Timestamp;
use std::net::{Ipv4Addr, Ipv6Addr};
use x509_parser::prelude::{FromDer as _, GeneralName, X509Certificate};

/// The facts of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CertificateFacts {
    /// The subject.
    pub subject: String,
    /// The issuer.
    pub issuer: String,
    /// The common name of the subject; MinIO's policy name.
    pub common_name: Option<String>,
    /// The alternative names: host names, addresses, e-mail addresses, URIs.
    pub names: Vec<String>,
    /// Start of validity.
    pub not_before: Timestamp,
    /// End of validity; credentials expire no later.
    pub not_after: Timestamp,
    /// Whether the extended key usage allows clients: it contains `clientAuth`, or is absent.
    pub is_for_clients: bool,
    /// Whether it is a CA certificate, which servers reject.
    pub is_a_ca: bool,
    /// Why its key cannot be used, in words that follow the name of the certificate; `None` if it can.
    pub key_problem: Option<String>,
}

impl CertificateFacts {
    /// Reads the first certificate of the file and checks that its key can be used.
    ///
    /// # Errors
    /// [`TrustError`], naming the file.
    pub(crate) fn read(client: &ClientCertificate) -> Result<Self, TrustError> {
        let (chain, _) = pem::identity(client)?;
        let unreadable = || TrustError::BadCertificate { path: client.certificate.clone(), why: UNREADABLE };
        chain.first().and_then(|leaf| Self::of_der(leaf)).ok_or_else(unreadable)
    }

    /// Reads all certificates of a PEM file. Also returns the others: the number in the file, from one, and the reason.
    pub(crate) fn all_in_pem(content: &[u8]) -> (Vec<Self>, Vec<(usize, &'static str)>) {
        let Bundle { certificates, skipped } = Bundle::read(&pem::unindented(content));
        (certificates.iter().filter_map(|der| Self::of_der(der)).collect(), skipped)
    }

    /// Reads a certificate in DER; `None` if it cannot be parsed.
    pub(crate) fn of_der(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let time = |seconds: i64| Timestamp::from_second(seconds).ok();
        let usage = certificate.extended_key_usage().ok()?;
        let names = certificate.subject_alternative_name().ok().flatten();
        Some(Self {
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            common_name: certificate.subject().iter_common_name().find_map(|name| name.as_str().ok()).map(str::to_owned),
            names: names.map(|names| names.value.general_names.iter().filter_map(alternative_name).collect()).unwrap_or_default(),
            not_before: time(certificate.validity().not_before.timestamp())?,
            not_after: time(certificate.validity().not_after.timestamp())?,
            is_for_clients: usage.is_none_or(|usage| usage.value.client_auth || usage.value.any),
            is_a_ca: certificate.is_ca(),
            key_problem: why_unusable(&certificate),
        })
    }
}

/// Formats an alternative name of a type that is in use.
fn alternative_name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) | GeneralName::RFC822Name(name) | GeneralName::URI(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => match *bytes {
            [a, b, c, d] => Some(Ipv4Addr::new(*a, *b, *c, *d).to_string()),
            bytes => <[u8; 16]>::try_from(bytes).ok().map(|bytes| Ipv6Addr::from(bytes).to_string()),
        },
        _ => None,
    }
}
