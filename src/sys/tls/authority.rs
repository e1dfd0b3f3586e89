//! Which certificates may be trust anchors: RFC 5280, sections 4.1.2.5 (dates), 4.2.1.3 and 4.2.1.12 (key usages) and 4.2.1.9 (basic
//! constraints).
//!
//! The TLS library accepts any certificate as a trust anchor. A server's own certificate in a CA bundle must not become one: the owner of
//! its key could then impersonate every host.

use x509_parser::prelude::{X509Certificate, X509Version};

/// The object identifiers of the extensions that OpenSSL knows: key identifiers, usages, names, constraints and policies of RFC 5280;
/// addresses (RFC 3779), proxies (RFC 3820), and the certificate type of Netscape.
const KNOWN: [&[u8]; 17] = [
    &[0x55, 0x1d, 14],
    &[0x55, 0x1d, 15],
    &[0x55, 0x1d, 17],
    &[0x55, 0x1d, 18],
    &[0x55, 0x1d, 19],
    &[0x55, 0x1d, 30],
    &[0x55, 0x1d, 31],
    &[0x55, 0x1d, 32],
    &[0x55, 0x1d, 33],
    &[0x55, 0x1d, 35],
    &[0x55, 0x1d, 36],
    &[0x55, 0x1d, 37],
    &[0x55, 0x1d, 54],
    &[0x2b, 6, 1, 5, 5, 7, 1, 7],
    &[0x2b, 6, 1, 5, 5, 7, 1, 8],
    &[0x2b, 6, 1, 5, 5, 7, 1, 14],
    &[0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 1],
];

/// Why a certificate cannot be a trust anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AnchorError {
    /// It is not marked as a CA certificate.
    NotMarked,
    /// Its key usage does not include signing certificates.
    MayNotSign,
    /// Its extended key usage does not include servers.
    NotForServers,
    /// It has a critical extension that is not known.
    UnknownExtension,
    /// It expired at this time, in seconds since 1970.
    Expired(i64),
    /// It is not valid before this time, in seconds since 1970.
    NotYetValid(i64),
}

/// Returns why `certificate` cannot be a trust anchor at `now` (seconds since 1970); `None` if it can. Certificates of version 1 and 2,
/// which have no CA flag, can if they are self-signed. Follows OpenSSL, which verifies anchors like other certificates of the chain.
pub(super) fn anchor_error(certificate: &X509Certificate<'_>, now: i64) -> Option<AnchorError> {
    let validity = certificate.validity();
    let (not_before, not_after) = (validity.not_before.timestamp(), validity.not_after.timestamp());
    let is_version_3 = certificate.version() == X509Version::V3;
    let is_marked_as_ca = if is_version_3 {
        certificate.basic_constraints().is_ok_and(|constraints| constraints.is_some_and(|it| it.value.ca))
    } else {
        certificate.subject().as_raw() == certificate.issuer().as_raw()
    };
    let may_sign = || certificate.key_usage().is_ok_and(|usage| usage.is_none_or(|it| it.value.key_cert_sign()));
    match () {
        () if !is_marked_as_ca => Some(AnchorError::NotMarked),
        () if !may_sign() => Some(AnchorError::MayNotSign),
        () if !is_for_servers(certificate) => Some(AnchorError::NotForServers),
        () if has_unknown_extension(certificate) => Some(AnchorError::UnknownExtension),
        () if now > not_after => Some(AnchorError::Expired(not_after)),
        () if now < not_before => Some(AnchorError::NotYetValid(not_before)),
        () => None,
    }
}

/// Says why a CA's `certificate` that a server sent cannot vouch for it, apart from what the TLS library looks at itself: it passes over key
/// usages, and reports nothing about those without an extended one.
pub(super) fn intermediate_error(certificate: &X509Certificate<'_>, now: i64) -> Option<AnchorError> {
    anchor_error(certificate, now)
        .filter(|error| matches!(error, AnchorError::MayNotSign | AnchorError::NotForServers | AnchorError::UnknownExtension))
}

/// Whether the extended key usage, where there is one, includes servers.
pub(super) fn is_for_servers(certificate: &X509Certificate<'_>) -> bool {
    certificate.extended_key_usage().is_ok_and(|usage| usage.is_none_or(|it| it.value.server_auth || it.value.any))
}

/// Whether a critical extension is none of those that OpenSSL knows: RFC 5280, section 4.2, has such a certificate rejected.
fn has_unknown_extension(certificate: &X509Certificate<'_>) -> bool {
    certificate.extensions().iter().any(|extension| extension.critical && !KNOWN.contains(&extension.oid.as_bytes()))
}

/// Returns the path length constraint: the maximum number of CAs below this one (RFC 5280, section 4.2.1.9). `None` if unlimited.
pub(super) fn path_length_limit(certificate: &X509Certificate<'_>) -> Option<usize> {
    let constraints = certificate.basic_constraints().ok().flatten()?;
    constraints.value.path_len_constraint.and_then(|limit| usize::try_from(limit).ok())
}

#[cfg(test)]
mod tests {
    use super::{AnchorError, anchor_error};
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;
    use x509_parser::prelude::{FromDer as _, X509Certificate};

    /// In 2027.
    const NOW: i64 = 1_800_000_000;

    fn unfit(certificate: &CertificateDer<'_>, now: i64) -> Option<AnchorError> {
        anchor_error(&X509Certificate::from_der(certificate).unwrap().1, now)
    }

    fn of_version_1(name: &str) -> CertificateDer<'static> {
        let folder = std::path::Path::new("tests/cases/certificates");
        CertificateDer::from_pem_file(folder.join(name)).unwrap()
    }

    #[test]
    fn a_version_1_certificate_is_a_ca_only_if_self_signed() {
        assert_eq!(unfit(&of_version_1("version-1-self-signed.pem"), NOW), None);
        assert_eq!(unfit(&of_version_1("version-1-issued.pem"), NOW), Some(AnchorError::NotMarked));
    }

    #[test]
    #[cfg(feature = "sandbox")]
    fn a_version_3_ca_must_be_marked_and_its_key_usage_must_allow_signing() {
        use rcgen::{
            BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose as For, IsCa, KeyPair, KeyUsagePurpose as Usage, date_time_ymd,
        };
        let of = |is_ca: IsCa, usages: &[Usage], purposes: &[For], now: i64| {
            let mut parameters = CertificateParams::default();
            (parameters.is_ca, parameters.key_usages, parameters.extended_key_usages) = (is_ca, usages.to_vec(), purposes.to_vec());
            (parameters.not_before, parameters.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2040, 1, 1));
            unfit(parameters.self_signed(&KeyPair::generate().unwrap()).unwrap().der(), now)
        };
        let ca = || IsCa::Ca(BasicConstraints::Unconstrained);
        assert_eq!(of(ca(), &[], &[], NOW), None);
        assert_eq!(of(IsCa::Ca(BasicConstraints::Constrained(0)), &[Usage::KeyCertSign], &[], NOW), None);
        assert_eq!(of(ca(), &[Usage::DigitalSignature, Usage::KeyCertSign], &[For::ClientAuth, For::ServerAuth], NOW), None);
        assert_eq!(of(ca(), &[], &[For::Any], NOW), None);
        assert_eq!(of(ca(), &[Usage::DigitalSignature], &[], NOW), Some(AnchorError::MayNotSign));
        assert_eq!(of(ca(), &[Usage::CrlSign], &[], NOW), Some(AnchorError::MayNotSign));
        assert_eq!(of(ca(), &[], &[For::ClientAuth, For::EmailProtection], NOW), Some(AnchorError::NotForServers));
        assert_eq!(of(ca(), &[], &[], 2_208_988_801), Some(AnchorError::Expired(2_208_988_800)));
        assert_eq!(of(ca(), &[], &[], 1_577_836_799), Some(AnchorError::NotYetValid(1_577_836_800)));
        for unmarked in [IsCa::NoCa, IsCa::ExplicitNoCa] {
            assert_eq!(of(unmarked, &[], &[], NOW), Some(AnchorError::NotMarked));
            assert_eq!(of(unmarked, &[Usage::KeyCertSign], &[], NOW), Some(AnchorError::NotMarked));
        }
    }
}
