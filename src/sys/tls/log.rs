//! Records the certificates that servers present and what made them trusted, so that a diagnosis can show them. Off unless it is started.

use super::refusal::display_name;
use crate::text::printable;
use jiff::Timestamp;
use rustls::pki_types::{CertificateDer, ServerName};
use std::sync::{Mutex, MutexGuard, PoisonError};
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// The reason why a server's certificate is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TrustSource {
    /// A CA in the file of `--ca-bundle`.
    Bundle,
    /// The file of `--ca-bundle`, which contains this very certificate.
    BundleItself,
    /// The trust store of the operating system.
    System,
    /// Nothing: `--insecure` skips the verification.
    NotVerified,
}

/// The certificates that a server presented in a handshake, printable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PresentedChain {
    /// The subject of the server's own certificate.
    pub(crate) subject: String,
    /// The issuer of the server's own certificate.
    pub(crate) issuer: String,
    /// When the first certificate of the chain expires; `None` if none of them can be parsed.
    pub(crate) expires: Option<Timestamp>,
    /// The subjects of the CA certificates that the server sent too.
    pub(crate) authorities: Vec<String>,
    /// The reason why it is trusted.
    pub(crate) trust_source: TrustSource,
    /// `TLS 1.2` or `TLS 1.3`; empty if the handshake did not complete.
    pub(crate) version: &'static str,
}

/// The chains of the servers, most recent last; `None` while nothing is recorded.
#[derive(Debug, Default)]
pub(in crate::sys) struct CertificateLog(Mutex<Option<Vec<(String, PresentedChain)>>>);

impl CertificateLog {
    /// Records from now on.
    pub(in crate::sys) fn start(&self) {
        self.lock().get_or_insert_default();
    }

    /// Records the certificates of the server `name`.
    pub(super) fn record(
        &self,
        name: &ServerName<'_>,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        trust_source: TrustSource,
    ) {
        if let Some(chains) = self.lock().as_mut() {
            chains.push((name.to_str().into_owned(), presented_chain(end_entity, intermediates, trust_source)));
        }
    }

    /// Records the version of TLS of the handshake whose certificates were recorded last.
    pub(super) fn set_version(&self, version: &'static str) {
        if let Some((_, chain)) = self.lock().as_mut().and_then(|chains| chains.last_mut()) {
            chain.version = version;
        }
    }

    /// Returns the last chain of `host`, which may be an IPv6 address in brackets.
    pub(in crate::sys) fn chain_of(&self, host: &str) -> Option<PresentedChain> {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        self.lock().as_ref()?.iter().rev().find(|(name, _)| name == host).map(|(_, chain)| chain.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Vec<(String, PresentedChain)>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn presented_chain(end_entity: &CertificateDer<'_>, intermediates: &[CertificateDer<'_>], trust_source: TrustSource) -> PresentedChain {
    let parse = |certificate| X509Certificate::from_der(certificate).ok().map(|(_, parsed)| parsed);
    let leaf = parse(end_entity);
    let authorities: Vec<X509Certificate<'_>> = intermediates.iter().filter_map(|certificate| parse(certificate)).collect();
    let name = |name: Option<String>| name.map_or_else(|| "unknown".to_owned(), |name| printable(&name));
    let expirations = leaf.iter().chain(&authorities).map(|certificate| certificate.validity().not_after.timestamp());
    PresentedChain {
        subject: name(leaf.as_ref().map(|leaf| display_name(leaf.subject()))),
        issuer: name(leaf.as_ref().map(|leaf| display_name(leaf.issuer()))),
        expires: expirations.min().and_then(|seconds| Timestamp::from_second(seconds).ok()),
        authorities: authorities.iter().map(|authority| display_name(authority.subject())).collect(),
        trust_source,
        version: "",
    }
}
