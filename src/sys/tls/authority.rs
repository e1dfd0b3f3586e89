//! Which certificates may vouch for others: RFC 5280, sections 4.2.1.3 (key usage) and 4.2.1.9 (basic constraints).
//!
//! The TLS library takes whatever it is given as a trust anchor. A server's own certificate in a CA bundle must not become one: whoever
//! has that server's key could then speak for every host.

use rustls::pki_types::CertificateDer;
use x509_parser::prelude::{FromDer as _, X509Certificate, X509Version};

/// Decides whether a certificate may sign others: it is marked as a CA's, and its key usage, where it has one, includes signing
/// certificates. One of version 1 or 2, which cannot be marked, may where it is self-signed, as OpenSSL has it. One that cannot be
/// read may not.
pub(super) fn may_sign(certificate: &CertificateDer<'_>) -> bool {
    let Ok((_, certificate)) = X509Certificate::from_der(certificate) else { return false };
    if certificate.version() != X509Version::V3 {
        return certificate.subject().as_raw() == certificate.issuer().as_raw();
    }
    let is_ca = certificate.basic_constraints().is_ok_and(|constraints| constraints.is_some_and(|it| it.value.ca));
    is_ca && certificate.key_usage().is_ok_and(|usage| usage.is_none_or(|it| it.value.key_cert_sign()))
}

#[cfg(test)]
mod tests {
    use super::may_sign;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;

    fn of_version_1(name: &str) -> CertificateDer<'static> {
        let folder = std::path::Path::new("tests/cases/certificates");
        CertificateDer::from_pem_file(folder.join(name)).unwrap()
    }

    #[test]
    fn a_certificate_of_version_1_may_sign_where_it_is_self_signed() {
        assert!(may_sign(&of_version_1("version-1-self-signed.pem")));
        assert!(!may_sign(&of_version_1("version-1-issued.pem")));
    }

    #[test]
    fn what_is_no_certificate_may_not_sign() {
        for bytes in [&b""[..], b"\x30\x00", b"certificate"] {
            assert!(!may_sign(&CertificateDer::from(bytes)));
        }
    }

    #[test]
    #[cfg(feature = "sandbox")]
    fn one_of_version_3_must_be_marked_and_its_key_usage_must_allow_it() {
        use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, KeyUsagePurpose};
        let may = |is_ca: IsCa, usages: &[KeyUsagePurpose]| {
            let mut parameters = CertificateParams::default();
            (parameters.is_ca, parameters.key_usages) = (is_ca, usages.to_vec());
            may_sign(parameters.self_signed(&KeyPair::generate().unwrap()).unwrap().der())
        };
        let ca = || IsCa::Ca(BasicConstraints::Unconstrained);
        assert!(may(ca(), &[]));
        assert!(may(IsCa::Ca(BasicConstraints::Constrained(0)), &[KeyUsagePurpose::KeyCertSign]));
        assert!(may(ca(), &[KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyCertSign]));
        assert!(!may(ca(), &[KeyUsagePurpose::DigitalSignature]));
        assert!(!may(ca(), &[KeyUsagePurpose::CrlSign]));
        assert!(!may(IsCa::NoCa, &[]));
        assert!(!may(IsCa::NoCa, &[KeyUsagePurpose::KeyCertSign]));
        assert!(!may(IsCa::ExplicitNoCa, &[]));
        assert!(!may(IsCa::ExplicitNoCa, &[KeyUsagePurpose::KeyCertSign]));
    }
}
