//! Hints for rejected server certificates.

use super::Hint;
use super::hint::{Part, hint};
use crate::sys::CertificateFault;

/// Returns the hint for a certificate fault. `server` names the server, `address` the option that holds its address.
pub(super) fn for_certificate(fault: CertificateFault, whose: &'static str, address: Part) -> Hint {
    match fault {
        CertificateFault::Expired => hint!("have the ", (whose), "'s certificate renewed; compare this machine's clock first"),
        CertificateFault::NotYetValid => {
            hint!("set this machine's clock right; if it is, have the ", (whose), "'s certificate issued for today")
        }
        CertificateFault::OtherName => {
            hint!("write one of those names in ", (address), ", or have the certificate issued for the name that stands there")
        }
        CertificateFault::NoName => {
            hint!("have the ", (whose), "'s certificate issued with the host as subject alternative name (SAN)")
        }
        CertificateFault::NotForServers => {
            hint!("have the ", (whose), "'s certificate issued with the extended key usage serverAuth")
        }
        CertificateFault::SelfSigned => hint!("give the ", (whose), "'s certificate itself with ", CaBundle),
        CertificateFault::UnknownIssuer => hint!("give the CA that issued the ", (whose), "'s certificate with ", CaBundle),
        CertificateFault::IssuerNotCa => hint!(
            "have that certificate issued with basicConstraints CA:TRUE and, if it has a key usage, keyCertSign; or give the ",
            (whose),
            "'s own certificate with ",
            CaBundle
        ),
        CertificateFault::IssuerNotForServers => hint!(
            "have that certificate issued with the extended key usage serverAuth, or without any; or give the ",
            (whose),
            "'s own certificate with ",
            CaBundle
        ),
        CertificateFault::UnusableKey => {
            hint!("have that certificate issued for a key of RSA (2048 bits or more), P-256, P-384 or Ed25519")
        }
        CertificateFault::IssuerNotValid => hint!("give a CA certificate that is valid today with ", CaBundle),
        CertificateFault::IssuerLimited => hint!("have the ", (whose), "'s certificate issued by a CA that may issue it"),
        CertificateFault::MarkedAsCa => hint!(
            "give this certificate itself with ",
            CaBundle,
            ", which then counts for this server alone; or have one issued that is no CA's"
        ),
        CertificateFault::Other => hint!("have the ", (whose), "'s certificate replaced; its administrator can look into it"),
    }
}
