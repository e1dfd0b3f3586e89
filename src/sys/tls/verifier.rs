//! Whether a server's certificate is trusted: the given bundle first, the operating system only when the bundle does not know the issuer.
//!
//! Certificates of the bundle that may sign others are trust anchors. Any other counts as the server's own, and for nobody else.

use super::authority::may_sign;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::sync::{Arc, OnceLock};
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// The verifier of every connection. The system's roots are loaded at the first certificate that needs them: loading them
/// costs more than a whole http run.
#[derive(Debug)]
pub(super) struct Verifier {
    provider: Arc<CryptoProvider>,
    bundle: Vec<CertificateDer<'static>>,
    by_bundle: Option<Arc<WebPkiServerVerifier>>,
    by_system: OnceLock<Result<rustls_platform_verifier::Verifier, Error>>,
    insecure: bool,
}

impl Verifier {
    pub(super) fn new(provider: Arc<CryptoProvider>, bundle: Vec<CertificateDer<'static>>, insecure: bool) -> Result<Self, Error> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(bundle.iter().filter(|certificate| may_sign(certificate)).cloned());
        tracing::debug!(certificates = bundle.len(), authorities = roots.len(), "CA bundle: the others are trusted as servers' own only");
        let by_bundle =
            (!roots.is_empty()).then(|| WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build());
        let by_bundle = by_bundle.transpose().map_err(|error| Error::General(error.to_string()))?;
        Ok(Self { provider, bundle, by_bundle, by_system: OnceLock::new(), insecure })
    }

    /// Verifies name and dates of a certificate that is in the bundle, byte for byte; `None` where it is not. It may be marked as a CA's,
    /// as those of many MinIO set-ups are: rustls alone refuses that.
    fn verify_own(&self, certificate: &CertificateDer<'_>, name: &ServerName<'_>, now: UnixTime) -> Option<Result<(), Error>> {
        let known = self.bundle.iter().any(|known| known == certificate);
        known.then(|| {
            let (_, parsed) = X509Certificate::from_der(certificate).map_err(|_| CertificateError::BadEncoding)?;
            let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
            if seconds < parsed.validity().not_before.timestamp() {
                return Err(CertificateError::NotValidYet.into());
            }
            if seconds > parsed.validity().not_after.timestamp() {
                return Err(CertificateError::Expired.into());
            }
            verify_server_name(&ParsedCertificate::try_from(certificate)?, name)
        })
    }

    fn system(&self) -> Result<&rustls_platform_verifier::Verifier, Error> {
        let load = || rustls_platform_verifier::Verifier::new(Arc::clone(&self.provider));
        self.by_system.get_or_init(load).as_ref().map_err(Clone::clone)
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.insecure {
            return Ok(ServerCertVerified::assertion());
        }
        if let Some(trusted) = self.verify_own(end_entity, server_name, now) {
            return trusted.map(|()| ServerCertVerified::assertion());
        }
        let by_bundle = self.by_bundle.as_ref().map(|it| it.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now));
        match by_bundle {
            None | Some(Err(Error::InvalidCertificate(CertificateError::UnknownIssuer))) => {
                self.system()?.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            }
            Some(verdict) => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
