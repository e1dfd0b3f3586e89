//! The requested trust settings.

use std::path::PathBuf;

/// The requested trust settings and client certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// A PEM file with certificates to trust in addition to the operating system's.
    pub ca_bundle: Option<PathBuf>,
    /// Whether server certificates are not verified at all.
    pub insecure: bool,
    /// The client certificate, which is sent only to the storage server.
    pub client: Option<ClientCertificate>,
}

/// A certificate chain and its key, as PEM files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCertificate {
    /// The certificate, followed by intermediates.
    pub certificate: PathBuf,
    /// The key: PKCS#8, PKCS#1 or SEC1, not encrypted.
    pub key: PathBuf,
}
