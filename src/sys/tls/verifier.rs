//! Verifies server certificates: by the CA bundle first, and by the operating system if the bundle does not contain the issuer.
//!
//! CA certificates of the bundle are trust anchors. Any other certificate is trusted only as that exact server certificate.

use super::authority::{anchor_error, intermediate_error, is_for_servers, path_length_limit};
use super::log::{CertificateLog, TrustSource};
use super::refusal::{ServerCertificates, key_mismatch, path_too_long};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::sync::{Arc, OnceLock};
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// The maximum number of intermediates of which subsets are tried.
const MAX_SELECTED: usize = 6;

/// The certificate verifier. The system's roots are loaded lazily: that costs more than a whole plain HTTP run.
#[derive(Debug)]
pub(super) struct Verifier {
    provider: Arc<CryptoProvider>,
    bundle: Vec<CertificateDer<'static>>,
    by_system: OnceLock<Result<rustls_platform_verifier::Verifier, Error>>,
    insecure: bool,
    log: Arc<CertificateLog>,
}

/// A trust anchor of the bundle, and its path length constraint.
type Anchor<'a> = (&'a CertificateDer<'static>, Option<usize>);

impl Verifier {
    pub(super) fn new(
        provider: Arc<CryptoProvider>,
        bundle: Vec<CertificateDer<'static>>,
        insecure: bool,
        log: Arc<CertificateLog>,
    ) -> Self {
        Self { provider, bundle, by_system: OnceLock::new(), insecure, log }
    }

    /// Verifies a certificate by the bundle, or by the system if the bundle does not contain its issuer. Returns which of them trusts it.
    fn verify(&self, server_certificates: &ServerCertificates<'_>, ocsp_response: &[u8], now: UnixTime) -> Result<TrustSource, Error> {
        if self.bundle.iter().any(|certificate| certificate == server_certificates.end_entity) {
            return verify_pinned(server_certificates).map(|()| TrustSource::BundleItself);
        }
        match self.verify_by_bundle(server_certificates, now) {
            Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)) => self
                .system()?
                .verify_server_cert(
                    server_certificates.end_entity,
                    server_certificates.intermediates,
                    server_certificates.name,
                    ocsp_response,
                    now,
                )
                .map(|_| TrustSource::System),
            result => result.map(|()| TrustSource::Bundle),
        }
    }

    /// Verifies a certificate by the valid trust anchors of the bundle. The library checks neither dates nor path lengths of trust anchors,
    /// so this is done here.
    fn verify_by_bundle(&self, server_certificates: &ServerCertificates<'_>, now: UnixTime) -> Result<(), Error> {
        let parsed = self.bundle.iter().filter_map(|certificate| Some((certificate, X509Certificate::from_der(certificate).ok()?.1)));
        let usable = parsed.filter(|(_, parsed)| anchor_error(parsed, server_certificates.seconds).is_none());
        let anchors: Vec<Anchor<'_>> = usable.map(|(certificate, parsed)| (certificate, path_length_limit(&parsed))).collect();
        tracing::debug!(
            certificates = self.bundle.len(),
            authorities = anchors.len(),
            "CA bundle: certificates that are not authorities are trusted as server certificates only"
        );
        let intermediate_count = server_certificates.intermediates.len();
        let verify_with = |chain: &[CertificateDer<'_>], is_acceptable: &dyn Fn(Option<usize>) -> bool| {
            self.verify_by(
                anchors.iter().filter(|(_, limit)| is_acceptable(*limit)).map(|(certificate, _)| *certificate),
                chain,
                server_certificates,
                now,
            )
        };
        verify_with(server_certificates.intermediates, &|_| true)?;
        if verify_with(server_certificates.intermediates, &|limit| limit.is_none_or(|limit| limit >= intermediate_count)).is_ok() {
            return Ok(());
        }
        let selections = 0..1_usize << intermediate_count.min(MAX_SELECTED);
        let is_valid = |selection: usize| {
            let indices: Vec<_> = (0..intermediate_count.min(MAX_SELECTED)).filter(|index| selection >> index & 1 == 1).collect();
            let chain: Vec<_> = indices.iter().map(|index| server_certificates.intermediates[*index].clone()).collect();
            verify_with(&chain, &|limit| limit == Some(chain.len())).is_ok()
        };
        if selections.into_iter().any(is_valid) { Ok(()) } else { Err(path_too_long()) }
    }

    /// Verifies a certificate with these intermediates and trust anchors only.
    fn verify_by<'a>(
        &self,
        anchors: impl Iterator<Item = &'a CertificateDer<'static>>,
        chain: &[CertificateDer<'_>],
        server_certificates: &ServerCertificates<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(anchors.cloned());
        if roots.is_empty() {
            return Err(CertificateError::UnknownIssuer.into());
        }
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&self.provider)).build();
        let verifier = verifier.map_err(|error| Error::General(error.to_string()))?;
        verifier.verify_server_cert(server_certificates.end_entity, chain, server_certificates.name, &[], now).map(drop)
    }

    fn system(&self) -> Result<&rustls_platform_verifier::Verifier, Error> {
        let load = || rustls_platform_verifier::Verifier::new(Arc::clone(&self.provider));
        self.by_system.get_or_init(load).as_ref().map_err(Clone::clone)
    }
}

/// Whether a CA's certificate that a server sent may issue certificates below an anchor, as far as the library does not check that.
fn is_fit_intermediate(certificate: &CertificateDer<'_>, now: i64) -> bool {
    X509Certificate::from_der(certificate).map_or(true, |(_, parsed)| intermediate_error(&parsed, now).is_none())
}

/// Verifies name, dates and purpose of a certificate that is in the bundle, byte for byte. It may be marked as a CA's, as those of many MinIO
/// set-ups are: rustls alone refuses that.
fn verify_pinned(server_certificates: &ServerCertificates<'_>) -> Result<(), Error> {
    let (_, parsed) = X509Certificate::from_der(server_certificates.end_entity).map_err(|_| CertificateError::BadEncoding)?;
    if server_certificates.seconds < parsed.validity().not_before.timestamp() {
        return Err(CertificateError::NotValidYet.into());
    }
    if server_certificates.seconds > parsed.validity().not_after.timestamp() {
        return Err(CertificateError::Expired.into());
    }
    if !is_for_servers(&parsed) {
        return Err(CertificateError::InvalidPurpose.into());
    }
    verify_server_name(&ParsedCertificate::try_from(server_certificates.end_entity)?, server_certificates.name)
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.insecure {
            self.log.record(name, end_entity, intermediates, TrustSource::NotVerified);
            return Ok(ServerCertVerified::assertion());
        }
        let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let usable: Vec<_> = intermediates.iter().filter(|it| is_fit_intermediate(it, seconds)).cloned().collect();
        let server_certificates = ServerCertificates { end_entity, intermediates: &usable, bundle: &self.bundle, name, seconds };
        let trust_source = self
            .verify(&server_certificates, ocsp_response, now)
            .map_err(|error| ServerCertificates { intermediates, ..server_certificates }.explain(error))?;
        self.log.record(name, end_entity, intermediates, trust_source);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.log.set_version("TLS 1.2");
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
            .map_err(|error| key_mismatch(certificate, error))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.log.set_version("TLS 1.3");
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
            .map_err(|error| key_mismatch(certificate, error))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
