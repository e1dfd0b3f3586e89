//! TLS with rustls and ring: trust anchors and the client certificate.

mod authority;
mod bundle;
mod facts;
mod log;
mod pem;
mod public_key;
mod refusal;
mod signing;
mod trust;
mod verifier;

pub(crate) use facts::CertificateFacts;
pub(super) use log::CertificateLog;
pub(crate) use log::{PresentedChain, TrustSource};
pub(crate) use pem::form_of;
pub use pem::{DetectedFormat, TrustError};
pub use refusal::CertificateFault;
pub(super) use refusal::RefusedCertificate;
pub(crate) use signing::SigningKey;
pub use trust::{ClientCertificate, Trust};

use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, Error};
use std::sync::Arc;

/// The loaded files of a [`Trust`].
#[derive(Default)]
pub(super) struct TlsMaterial {
    bundle: Vec<CertificateDer<'static>>,
    insecure: bool,
    client: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
}

impl TlsMaterial {
    /// Loads the files of `trust`. Also returns a warning for each unusable certificate of the bundle.
    ///
    /// # Errors
    /// [`TrustError`], naming the file.
    pub(super) fn read(trust: &Trust) -> Result<(Self, Vec<String>), TrustError> {
        let (mut certificates, mut skipped) = (Vec::new(), Vec::new());
        if let Some(path) = &trust.ca_bundle {
            let bundle = pem::bundle(path)?;
            certificates = bundle.certificates;
            skipped.extend(
                bundle.skipped.iter().map(|(index, reason)| format!("ignored certificate {index} in {}: {reason}", path.display())),
            );
        }
        let client = trust.client.as_ref().map(pem::identity).transpose()?;
        Ok((Self { bundle: certificates, insecure: trust.insecure, client }, skipped))
    }

    /// Whether there is a client certificate.
    pub(super) fn has_client_certificate(&self) -> bool {
        self.client.is_some()
    }

    /// Returns a TLS configuration for TLS 1.2 or newer, with the client certificate if `use_client_certificate` is set. The certificates of
    /// servers are recorded in `log`.
    ///
    /// # Errors
    /// The client's key does not match its certificate.
    pub(super) fn config(&self, use_client_certificate: bool, log: Arc<CertificateLog>) -> Result<ClientConfig, Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = Arc::new(verifier::Verifier::new(Arc::clone(&provider), self.bundle.clone(), self.insecure, log));
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let config = config.dangerous().with_custom_certificate_verifier(verifier);
        match &self.client {
            Some((chain, key)) if use_client_certificate => config.with_client_auth_cert(chain.clone(), key.clone_key()),
            _ => Ok(config.with_no_client_auth()),
        }
    }
}
