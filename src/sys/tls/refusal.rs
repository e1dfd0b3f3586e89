//! Explains why a server's certificate was rejected: as a message with dates and names, and as data for advice.

use super::authority::{AnchorError, anchor_error, intermediate_error};
use super::public_key::why_unusable;
use crate::text::printable;
use jiff::Timestamp;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, Error, OtherError};
use std::sync::Arc;
use x509_parser::prelude::{FromDer as _, GeneralName, X509Certificate, X509Name};

/// The defect of a server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateFault {
    /// It, or a CA certificate that the server sent, has expired.
    Expired,
    /// It, or a CA certificate that the server sent, is not valid yet.
    NotYetValid,
    /// It is for other host names.
    OtherName,
    /// It has no subject alternative name; the common name is ignored.
    NoName,
    /// Its extended key usage does not include servers.
    NotForServers,
    /// It is self-signed and not trusted.
    SelfSigned,
    /// Its issuer is not trusted.
    UnknownIssuer,
    /// A certificate in its chain is not allowed to issue certificates.
    IssuerNotCa,
    /// The extended key usage of a CA above it does not include servers.
    IssuerNotForServers,
    /// The CA in the bundle has expired, or is not valid yet.
    IssuerNotValid,
    /// A CA in its chain is not allowed to issue it: name constraints or path length.
    IssuerLimited,
    /// It is marked as a CA certificate.
    MarkedAsCa,
    /// Its key, or that of a CA above it, is too short or of a type that is not supported.
    UnusableKey,
    /// Anything else.
    Other,
}

/// A rejected certificate: its defect and a message.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(in crate::sys) struct RefusedCertificate {
    pub(in crate::sys) fault: CertificateFault,
    message: String,
}

impl RefusedCertificate {
    fn error(fault: CertificateFault, message: impl Into<String>) -> Error {
        let certificate = Self { fault, message: message.into() };
        Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(certificate))))
    }

    /// Returns the rejection inside `error`, if there is one.
    pub(in crate::sys) fn find_in(error: &Error) -> Option<&Self> {
        match error {
            Error::InvalidCertificate(CertificateError::Other(OtherError(nested_error))) => nested_error.downcast_ref(),
            _ => None,
        }
    }
}

/// Returns the error for a chain that exceeds the path length constraint of a CA in the bundle.
pub(super) fn path_too_long() -> Error {
    RefusedCertificate::error(CertificateFault::IssuerLimited, "the chain exceeds the path length that the CA in the bundle allows")
}

/// A handshake that is not signed with the key of the `certificate`, or with one that cannot be used.
pub(super) fn key_mismatch(certificate: &CertificateDer<'_>, error: Error) -> Error {
    if !matches!(error, Error::InvalidCertificate(_)) {
        return error;
    }
    match X509Certificate::from_der(certificate).ok().and_then(|(_, parsed)| why_unusable(&parsed)) {
        Some(reason) => RefusedCertificate::error(CertificateFault::UnusableKey, format!("the server's certificate {reason}")),
        None => RefusedCertificate::error(CertificateFault::Other, "the server does not have the private key of its certificate"),
    }
}

/// The certificate chain of a server, with the trust settings and the time to verify it at.
pub(super) struct ServerCertificates<'a> {
    pub(super) end_entity: &'a CertificateDer<'a>,
    pub(super) intermediates: &'a [CertificateDer<'a>],
    pub(super) bundle: &'a [CertificateDer<'static>],
    pub(super) name: &'a ServerName<'a>,
    /// The time, in seconds since 1970.
    pub(super) seconds: i64,
}

impl ServerCertificates<'_> {
    /// Converts a certificate error into a [`RefusedCertificate`]; other errors are unchanged.
    pub(super) fn explain(&self, error: Error) -> Error {
        use CertificateError as Its;
        let Error::InvalidCertificate(problem) = &error else { return error };
        let chain: Vec<X509Certificate<'_>> = std::iter::once(self.end_entity)
            .chain(self.intermediates)
            .filter_map(|it| Some(X509Certificate::from_der(it).ok()?.1))
            .collect();
        let Some(leaf) = chain.first() else {
            return RefusedCertificate::error(CertificateFault::Other, "the server's certificate cannot be parsed");
        };
        let (fault, message) = match problem {
            Its::Expired | Its::ExpiredContext { .. } | Its::NotValidYet | Its::NotValidYetContext { .. } => self.dates(&chain),
            Its::NotValidForName | Its::NotValidForNameContext { .. } => self.name_mismatch(leaf),
            Its::InvalidPurpose | Its::InvalidPurposeContext { .. } => (
                CertificateFault::NotForServers,
                "the server's certificate is not for servers: its extended key usage lacks serverAuth".to_owned(),
            ),
            Its::UnknownIssuer => self.issuer(&chain),
            Its::Other(nested_error) if nested_error.0.is::<RefusedCertificate>() => return error,
            Its::BadSignature
            | Its::UnsupportedSignatureAlgorithmContext { .. }
            | Its::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
                self.key_above(&chain).unwrap_or_else(|| classify_by_name(problem))
            }
            other => classify_by_name(other),
        };
        RefusedCertificate::error(fault, message)
    }

    /// Explains the first certificate of the chain that is expired or not valid yet.
    fn dates(&self, chain: &[X509Certificate<'_>]) -> (CertificateFault, String) {
        let is_expired = |it: &X509Certificate<'_>| self.seconds > it.validity().not_after.timestamp();
        let is_not_yet_valid = |it: &X509Certificate<'_>| self.seconds < it.validity().not_before.timestamp();
        let Some((at, certificate)) = chain.iter().enumerate().find(|(_, it)| is_expired(it) || is_not_yet_valid(it)) else {
            return (CertificateFault::Expired, "a certificate of the server has expired".to_owned());
        };
        let subject = if at == 0 {
            "the server's certificate".to_owned()
        } else {
            format!("the CA certificate {}, which the server sent,", display_name(certificate.subject()))
        };
        if is_expired(certificate) {
            (CertificateFault::Expired, format!("{subject} expired on {}", time(certificate.validity().not_after.timestamp())))
        } else {
            (
                CertificateFault::NotYetValid,
                format!("{subject} is not valid before {}", time(certificate.validity().not_before.timestamp())),
            )
        }
    }

    /// Explains a name mismatch.
    fn name_mismatch(&self, leaf: &X509Certificate<'_>) -> (CertificateFault, String) {
        let host = self.name.to_str();
        let names: Vec<String> = leaf
            .subject_alternative_name()
            .ok()
            .flatten()
            .map(|names| names.value.general_names.iter().filter_map(network_name).collect())
            .unwrap_or_default();
        if names.is_empty() {
            let message = format!(
                "the server's certificate has no subject alternative names (its subject {} is ignored)",
                display_name(leaf.subject())
            );
            return (CertificateFault::NoName, message);
        }
        (CertificateFault::OtherName, format!("the server's certificate is for {}, not for {host}", printable(&names.join(", "))))
    }

    /// Finds the CA above the server's certificate whose key cannot be used, if there is one.
    fn key_above(&self, chain: &[X509Certificate<'_>]) -> Option<(CertificateFault, String)> {
        let known = self.known();
        let issued = |candidate: &&X509Certificate<'_>| chain.iter().any(|it| it.issuer().as_raw() == candidate.subject().as_raw());
        let (issuer, reason) = known.iter().chain(chain).filter(issued).find_map(|it| Some((it, why_unusable(it)?)))?;
        Some((CertificateFault::UnusableKey, format!("the CA certificate {} {reason}", display_name(issuer.subject()))))
    }

    /// The certificates of the bundle.
    fn known(&self) -> Vec<X509Certificate<'_>> {
        self.bundle.iter().filter_map(|it| Some(X509Certificate::from_der(it).ok()?.1)).collect()
    }

    /// Explains an unknown issuer: the bundle may contain the issuer, but as one that is not allowed to issue.
    fn issuer(&self, chain: &[X509Certificate<'_>]) -> (CertificateFault, String) {
        let known = self.known();
        let issued = |candidate: &X509Certificate<'_>| chain.iter().any(|it| it.issuer().as_raw() == candidate.subject().as_raw());
        if let Some((issuer, reason)) = known.iter().filter(|it| issued(it)).find_map(|it| Some((it, anchor_error(it, self.seconds)?))) {
            if chain.first().is_some_and(|leaf| leaf.issuer().as_raw() == leaf.subject().as_raw()) {
                let message = "the server's certificate is self-signed, and differs from the certificate of the same name in the CA bundle";
                return (CertificateFault::SelfSigned, message.to_owned()); // it was replaced, or this is an attack
            }
            let (fault, message) = unfit(reason);
            return (fault, format!("the issuer {} in the CA bundle {message}", display_name(issuer.subject())));
        }
        let sent_issuers = chain.iter().skip(1).filter(|it| issued(it));
        if let Some((issuer, reason)) = sent_issuers.into_iter().find_map(|it| Some((it, intermediate_error(it, self.seconds)?))) {
            let (fault, words) = unfit(reason);
            return (fault, format!("the CA certificate {}, which the server sent, {words}", display_name(issuer.subject())));
        }
        let topmost = chain.iter().find(|it| !chain.iter().any(|other| it.issuer().as_raw() == other.subject().as_raw()));
        let message = match topmost {
            None => return (CertificateFault::SelfSigned, "the server's certificate is self-signed and not trusted".to_owned()),
            Some(topmost) => format!("the issuer of the server's certificate, {}, is not trusted", display_name(topmost.issuer())),
        };
        (CertificateFault::UnknownIssuer, message)
    }
}

fn unfit(reason: AnchorError) -> (CertificateFault, String) {
    match reason {
        AnchorError::NotMarked => (CertificateFault::IssuerNotCa, "is not marked as a CA (basicConstraints CA:TRUE)".to_owned()),
        AnchorError::MayNotSign => {
            (CertificateFault::IssuerNotCa, "may not sign certificates (its key usage lacks keyCertSign)".to_owned())
        }
        AnchorError::UnknownExtension => (CertificateFault::IssuerLimited, "has an unknown critical extension".to_owned()),
        AnchorError::NotForServers => {
            (CertificateFault::IssuerNotForServers, "is not for servers (its extended key usage lacks serverAuth)".to_owned())
        }
        AnchorError::Expired(end) => (CertificateFault::IssuerNotValid, format!("expired on {}", time(end))),
        AnchorError::NotYetValid(not_before) => (CertificateFault::IssuerNotValid, format!("is not valid before {}", time(not_before))),
    }
}

/// Explains errors that the library reports only by name.
fn classify_by_name(problem: &CertificateError) -> (CertificateFault, String) {
    let name = match problem {
        CertificateError::Other(nested_error) => nested_error.to_string(),
        other => format!("{other:?}"),
    };
    let is_any_of = |names: &[&str]| names.iter().any(|known| name.contains(known));
    let (fault, message) = match () {
        () if is_any_of(&["CaUsedAsEndEntity"]) => (CertificateFault::MarkedAsCa, "the server's certificate is marked as a CA certificate"),
        () if is_any_of(&["EndEntityUsedAsCa"]) => (
            CertificateFault::IssuerNotCa,
            "the issuer of the server's certificate, which the server sent, is not marked as a CA (basicConstraints CA:TRUE)",
        ),
        () if is_any_of(&["PathLenConstraintViolated"]) => {
            (CertificateFault::IssuerLimited, "the server's certificate chain exceeds the path length that a CA in it allows")
        }
        () if is_any_of(&["NameConstraintViolation"]) => {
            (CertificateFault::IssuerLimited, "a CA above the server's certificate may not issue for its names (name constraints)")
        }
        () if is_any_of(&["BadSignature"]) => {
            (CertificateFault::UnknownIssuer, "the server's certificate is not signed by the trusted CA with the name of its issuer")
        }
        () if is_any_of(&["Revoked"]) => (CertificateFault::Other, "the server's certificate is revoked"),
        () if is_any_of(&["UnsupportedSignatureAlgorithm"]) => {
            (CertificateFault::Other, "the server's certificate is signed with an algorithm that is not supported")
        }
        () if is_any_of(&["UnhandledCriticalExtension", "UnsupportedCriticalExtension"]) => {
            (CertificateFault::Other, "the server's certificate has an unknown critical extension")
        }
        () if is_any_of(&["UnsupportedCertVersion"]) => (CertificateFault::Other, "the server's certificate is not of X.509 version 3"),
        () if is_any_of(&["BadEncoding", "ExtensionValueInvalid", "MalformedExtensions"]) => {
            (CertificateFault::Other, "the server's certificate cannot be parsed")
        }
        () => (CertificateFault::Other, "the server's certificate is invalid"),
    };
    (fault, message.to_owned())
}

/// Returns a subject alternative name as text.
fn network_name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => {
            let v4 = <[u8; 4]>::try_from(*bytes).map(std::net::IpAddr::from);
            v4.or_else(|_| <[u8; 16]>::try_from(*bytes).map(std::net::IpAddr::from)).ok().map(|address| address.to_string())
        }
        _ => None,
    }
}

/// Returns the common name in backticks, or the whole name if there is none.
pub(super) fn display_name(name: &X509Name<'_>) -> String {
    let common = name.iter_common_name().find_map(|it| it.as_str().ok());
    format!("`{}`", printable(&common.map_or_else(|| name.to_string(), str::to_owned)))
}

fn time(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| "a distant date".to_owned(), |time| time.to_string())
}
