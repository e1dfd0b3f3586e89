//! Which keys of certificates can be used: RSA of 2048 to 8192 bits, the curves P-256 and P-384, and Ed25519, as *ring* has them.

use x509_parser::prelude::X509Certificate;
use x509_parser::public_key::PublicKey;

/// The object identifiers of RFC 5480 and RFC 8410, with names; the first three are those that can be used.
const KINDS: [(&str, &str); 7] = [
    ("1.2.840.10045.3.1.7", "P-256"),
    ("1.3.132.0.34", "P-384"),
    ("1.3.101.112", "Ed25519"),
    ("1.3.132.0.35", "P-521"),
    ("1.3.132.0.10", "secp256k1"),
    ("1.3.101.113", "Ed448"),
    ("1.2.840.113549.1.1.10", "RSA-PSS"),
];
const USABLE: usize = 3;

/// Says why the key of `certificate` cannot be used, in words that follow the name of the certificate; `None` where it can.
pub(super) fn why_unusable(certificate: &X509Certificate<'_>) -> Option<String> {
    let key = certificate.public_key();
    if let Ok(PublicKey::RSA(rsa)) = key.parsed()
        && key.algorithm.algorithm.to_id_string() != KINDS[6].0
    {
        return match rsa.key_size() {
            2048..=8192 => None,
            bits => Some(format!("has an RSA key of {bits} bits; 2048 to 8192 are required")),
        };
    }
    let curve = key.algorithm.parameters.as_ref().and_then(|it| it.as_oid().ok());
    let kind = curve.as_ref().unwrap_or(&key.algorithm.algorithm).to_id_string();
    let position = KINDS.iter().position(|(id, _)| *id == kind);
    let name = position.map_or(kind.as_str(), |index| KINDS[index].1);
    position.is_none_or(|index| index >= USABLE).then(|| format!("has a key of the type {name}, which is not supported"))
}
