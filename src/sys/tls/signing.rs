//! Signs client assertions: JSON Web Signatures (RFC 7515) with a private key in a PEM file.
//!
//! Uses the TLS library, which supports PKCS#8, PKCS#1 and SEC1 keys.

use super::bundle::element;
use super::pem::{self, TrustError};
use rustls::SignatureScheme;
use rustls::sign::Signer;
use std::path::Path;

/// Supported algorithms: RFC 7518, section 3.1, and RFC 8037. ECDSA signatures are two integers of a fixed size, in bytes.
const ALGORITHMS: [(SignatureScheme, &str, Option<usize>); 4] = [
    (SignatureScheme::RSA_PKCS1_SHA256, "RS256", None),
    (SignatureScheme::ECDSA_NISTP256_SHA256, "ES256", Some(32)),
    (SignatureScheme::ECDSA_NISTP384_SHA384, "ES384", Some(48)),
    (SignatureScheme::ED25519, "EdDSA", None),
];

/// A private key and its algorithm.
pub(crate) struct SigningKey {
    signer: Box<dyn Signer>,
    algorithm: &'static str,
    size: Option<usize>,
}

impl SigningKey {
    /// Loads the key in the file `path`.
    ///
    /// # Errors
    /// The file cannot be read, contains no PEM key, or the key cannot sign.
    pub(crate) fn read(path: &Path) -> Result<Self, TrustError> {
        let key = pem::private_key(path)?;
        let unfit_key = |source| TrustError::UnfitKey { key: path.to_owned(), source };
        let key = rustls::crypto::ring::default_provider().key_provider.load_private_key(key).map_err(unfit_key)?;
        let supported = ALGORITHMS.iter().find_map(|(scheme, algorithm, size)| Some((key.choose_scheme(&[*scheme])?, *algorithm, *size)));
        let (signer, algorithm, size) =
            supported.ok_or_else(|| unfit_key(rustls::Error::General("no supported algorithm for this key".to_owned())))?;
        Ok(Self { signer, algorithm, size })
    }

    /// Returns the `alg` name.
    pub(crate) fn algorithm(&self) -> &'static str {
        self.algorithm
    }

    /// Signs `message`.
    ///
    /// # Errors
    /// The signature could not be created.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        let signature = self.signer.sign(message)?;
        let Some(size) = self.size else { return Ok(signature) };
        in_fixed_size(&signature, size).ok_or_else(|| rustls::Error::General("unexpected signature format".to_owned()))
    }
}

/// Converts an ASN.1 ECDSA signature to the fixed-size format of RFC 7518, section 3.4.
fn in_fixed_size(signature: &[u8], size: usize) -> Option<Vec<u8>> {
    let [0x30, _, numbers @ ..] = signature else { return None };
    let (first, rest) = number(numbers)?;
    let (second, _) = number(rest)?;
    let mut fixed = vec![0; 2 * size];
    for (number, end) in [(first, size), (second, 2 * size)] {
        let start = end.checked_sub(number.len()).filter(|start| *start + size >= end)?;
        fixed.get_mut(start..end)?.copy_from_slice(number);
    }
    Some(fixed)
}

/// Parses an ASN.1 INTEGER; returns it without leading zeros, and the rest.
fn number(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_, number, rest) = element(der).filter(|(tag, ..)| *tag == 0x02)?;
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    Some((&number[zeros..], rest))
}

#[cfg(test)]
mod tests {
    use super::in_fixed_size;

    #[test]
    fn signature_integers_are_padded_to_a_fixed_size() {
        assert_eq!(in_fixed_size(&[0x30, 7, 2, 2, 0, 0x80, 2, 1, 7], 2), Some(vec![0, 0x80, 0, 7]));
        for other in [&[][..], &[0x30], &[0x30, 3, 2, 9, 1], &[0x30, 8, 2, 3, 1, 1, 1, 2, 1, 1], &[0x31, 6, 2, 1, 1, 2, 1, 1]] {
            assert_eq!(in_fixed_size(other, 2), None, "{other:?}");
        }
    }
}
