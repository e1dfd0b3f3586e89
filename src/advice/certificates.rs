//! Hints for rejected server certificates.

use super::Hint;
use super::hint::{Part, hint};
use crate::sys::CertificateFault;

/// Returns the hint for a certificate fault. `server` names the server, `address` the option that holds its address.
pub(super) fn for_certificate(fault: CertificateFault, server: &'static str, address: Part) -> Hint {
    match fault {
        CertificateFault::Expired => hint!("have the ", (server), "'s certificate renewed; check this machine's clock first"),
        CertificateFault::NotYetValid => {
            hint!(
                "correct this machine's clock; if it is right, have the ",
                (server),
                "'s certificate reissued with a validity that has begun"
            )
        }
        CertificateFault::OtherName => {
            hint!("use one of those names in ", (address), ", or have the certificate issued for the name in use")
        }
        CertificateFault::NoName => {
            hint!("have the ", (server), "'s certificate issued with the host as subject alternative name (SAN)")
        }
        CertificateFault::NotForServers => {
            hint!("have the ", (server), "'s certificate issued with the extended key usage serverAuth")
        }
        CertificateFault::SelfSigned => hint!("trust the ", (server), "'s certificate itself with ", CaBundle),
        CertificateFault::UnknownIssuer => hint!("trust the CA that issued the ", (server), "'s certificate with ", CaBundle),
        CertificateFault::IssuerNotCa => hint!(
            "have that certificate issued with basicConstraints CA:TRUE and, if it has a key usage, keyCertSign; or trust the ",
            (server),
            "'s own certificate with ",
            CaBundle
        ),
        CertificateFault::IssuerNotForServers => hint!(
            "have that certificate issued with the extended key usage serverAuth, or without any; or trust the ",
            (server),
            "'s own certificate with ",
            CaBundle
        ),
        CertificateFault::UnusableKey => {
            hint!("have that certificate issued for a key of RSA (2048 bits or more), P-256, P-384 or Ed25519")
        }
        CertificateFault::IssuerNotValid => hint!("trust a CA certificate that is currently valid with ", CaBundle),
        CertificateFault::IssuerLimited => hint!("have the ", (server), "'s certificate issued by a CA server constraints permit it"),
        CertificateFault::MarkedAsCa => hint!(
            "trust this certificate itself with ",
            CaBundle,
            " (it is then trusted for this server only), or have one issued that is not a CA certificate"
        ),
        CertificateFault::Other => hint!("ask the administrator of the ", (server), " to replace its certificate"),
    }
}
