//! The signature algorithms of ID tokens, as data: RFC 7518, section 3.1; RFC 8037, section 3.1; RFC 9864, section 2.2.
//!
//! `ring` verifies the signatures: TLS links it already, and it takes the raw numbers of a JSON Web Key. It lacks P-521 (ES512), and
//! refuses RSA keys below 2048 bits.

use crate::provider_document::ProviderDocument;
use crate::text::printable;
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use ring::digest::{self, SHA256, SHA384, SHA512};
use ring::signature::{self, EcdsaVerificationAlgorithm, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey};

/// The supported algorithms, for messages.
pub(super) const SUPPORTED: &str = "RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 and EdDSA (Ed25519)";

/// A public-key signature algorithm.
pub(super) struct Algorithm {
    /// The names in `alg`; the last one is shown.
    names: &'static [&'static str],
    kind: KeyType,
    /// The hash algorithm of `at_hash`: OpenID Connect Core 1.0, section 3.1.3.6. For Ed25519, which that section does not name, SHA-512,
    /// the hash inside the algorithm (RFC 8032, section 5.1).
    hash: &'static digest::Algorithm,
}

/// The type of the key, and what `ring` verifies its signatures with.
enum KeyType {
    Rsa(&'static RsaParameters),
    Ec(&'static Curve),
    Ed25519,
}

/// An elliptic curve: RFC 7518, section 6.2.1.
struct Curve {
    /// The name in `crv`.
    name: &'static str,
    /// The size of a coordinate in bytes.
    size: usize,
    /// Verifies signatures that consist of both numbers, each of this size: RFC 7518, section 3.4.
    verification: &'static EcdsaVerificationAlgorithm,
}

static P256: Curve = Curve { name: "P-256", size: 32, verification: &signature::ECDSA_P256_SHA256_FIXED };
static P384: Curve = Curve { name: "P-384", size: 48, verification: &signature::ECDSA_P384_SHA384_FIXED };

static ALGORITHMS: [Algorithm; 9] = [
    Algorithm { names: &["RS256"], kind: KeyType::Rsa(&signature::RSA_PKCS1_2048_8192_SHA256), hash: &SHA256 },
    Algorithm { names: &["RS384"], kind: KeyType::Rsa(&signature::RSA_PKCS1_2048_8192_SHA384), hash: &SHA384 },
    Algorithm { names: &["RS512"], kind: KeyType::Rsa(&signature::RSA_PKCS1_2048_8192_SHA512), hash: &SHA512 },
    Algorithm { names: &["PS256"], kind: KeyType::Rsa(&signature::RSA_PSS_2048_8192_SHA256), hash: &SHA256 },
    Algorithm { names: &["PS384"], kind: KeyType::Rsa(&signature::RSA_PSS_2048_8192_SHA384), hash: &SHA384 },
    Algorithm { names: &["PS512"], kind: KeyType::Rsa(&signature::RSA_PSS_2048_8192_SHA512), hash: &SHA512 },
    Algorithm { names: &["ES256"], kind: KeyType::Ec(&P256), hash: &SHA256 },
    Algorithm { names: &["ES384"], kind: KeyType::Ec(&P384), hash: &SHA384 },
    Algorithm { names: &["Ed25519", "EdDSA"], kind: KeyType::Ed25519, hash: &SHA512 },
];

/// The numbers of a public key, big-endian.
pub(super) enum PublicKey {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// A curve point as `ring` takes it: both coordinates after [`UNCOMPRESSED`], or the bytes of Ed25519.
    Point(Vec<u8>),
}

/// The first byte of a curve point that has both coordinates: SEC 1, section 2.3.3.
const UNCOMPRESSED: u8 = 4;

impl Algorithm {
    /// Finds an algorithm by name.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        ALGORITHMS.iter().find(|algorithm| algorithm.names.contains(&name))
    }

    /// The name to show.
    pub(super) fn name(&self) -> &'static str {
        self.names.last().copied().unwrap_or_default()
    }

    /// Whether `signature` is a valid signature of `message` by `key`.
    pub(super) fn verifies(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
        match (&self.kind, key) {
            (KeyType::Rsa(parameters), PublicKey::Rsa { n, e }) => {
                RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()
            }
            (KeyType::Ec(curve), PublicKey::Point(point)) => {
                UnparsedPublicKey::new(curve.verification, point).verify(message, signature).is_ok()
            }
            (KeyType::Ed25519, PublicKey::Point(point)) => {
                UnparsedPublicKey::new(&signature::ED25519, point).verify(message, signature).is_ok()
            }
            _ => false,
        }
    }

    /// Returns the left half of a token's hash, which the claim `at_hash` contains in base64url: OpenID Connect Core 1.0, section 3.1.3.6.
    pub(super) fn half_hash(&self, token: &[u8]) -> Vec<u8> {
        let hash = digest::digest(self.hash, token);
        hash.as_ref()[..hash.as_ref().len() / 2].to_vec()
    }

    /// Reads a JSON Web Key for signatures of this algorithm: RFC 7517, sections 4.1 to 4.4; RFC 7518, section 6; RFC 8037, section 2.
    ///
    /// # Errors
    /// Why the key is unsuitable, as a text for messages.
    pub(super) fn key(&self, key: &ProviderDocument) -> Result<PublicKey, String> {
        self.check_usage(key)?;
        let number = |name| unsigned_number(key, name);
        match self.kind {
            KeyType::Rsa(_) => {
                let (n, e) = (number("n")?, number("e")?);
                let bits = n.len() * 8 - n.first().map_or(0, |first| first.leading_zeros() as usize);
                if (2048..=8192).contains(&bits) { Ok(PublicKey::Rsa { n, e }) } else { Err(format!("{bits} bits, not 2048 to 8192")) }
            }
            KeyType::Ec(Curve { size, .. }) => {
                Ok(PublicKey::Point([vec![UNCOMPRESSED], padded(number("x")?, *size), padded(number("y")?, *size)].concat()))
            }
            KeyType::Ed25519 => decoded(key, "x").map(PublicKey::Point),
        }
    }

    /// Checks that type, curve, algorithm and use of a key allow signatures of this algorithm, ignoring case. Some providers put the type
    /// where the algorithm belongs.
    fn check_usage(&self, key: &ProviderDocument) -> Result<(), String> {
        let (kty, crv) = match self.kind {
            KeyType::Rsa(_) => ("RSA", None),
            KeyType::Ec(curve) => ("EC", Some(curve.name)),
            KeyType::Ed25519 => ("OKP", Some("Ed25519")),
        };
        let equals = |found: &str, expected: &str| found.eq_ignore_ascii_case(expected);
        let invalid = |name: &str, value: &str| Err(format!("`{name}` is {}", printable(value)));
        let required = |name| key.required(name, ProviderDocument::string).map_err(|error| error.to_string());
        let is_absent_or = |name, is_valid: &dyn Fn(&str) -> bool| {
            let found = key.strings(name).map_err(|error| error.to_string())?;
            if found.is_empty() || found.iter().any(|found| is_valid(found)) { Ok(()) } else { invalid(name, &found.join(" ")) }
        };
        let found = required("kty")?;
        if !equals(found, kty) {
            return invalid("kty", found);
        }
        is_absent_or("alg", &|alg| equals(alg, kty) || self.names.iter().any(|name| equals(alg, name)))?;
        is_absent_or("use", &|usage| equals(usage, "sig"))?;
        is_absent_or("key_ops", &|operation| equals(operation, "verify"))?;
        match crv {
            Some(crv) => match required("crv")? {
                found if !equals(found, crv) => invalid("crv", found),
                _ => Ok(()),
            },
            None => Ok(()),
        }
    }
}

/// Reads a big-endian number of a key (RFC 7518, section 6), without the leading zeros that some providers add.
fn unsigned_number(key: &ProviderDocument, name: &'static str) -> Result<Vec<u8>, String> {
    let bytes = decoded(key, name)?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    Ok(bytes[zeros..].to_vec())
}

/// Decodes a base64url member; tolerates padding and the alphabet of plain base64.
fn decoded(key: &ProviderDocument, name: &'static str) -> Result<Vec<u8>, String> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &URL_SAFE,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true),
    );
    let text = match key.required(name, ProviderDocument::string) {
        Err(_) if key.value("x5c").is_some() => return Err(format!("a certificate (`x5c`) without `{name}`")),
        text => text.map_err(|error| error.to_string())?,
    };
    LENIENT.decode(text.replace('+', "-").replace('/', "_")).map_err(|_| format!("`{name}` is not base64url"))
}

/// Pads a coordinate to its full length.
fn padded(number: Vec<u8>, size: usize) -> Vec<u8> {
    let zeros = size.saturating_sub(number.len());
    [vec![0; zeros], number].concat()
}
