//! Loads certificates and keys from PEM files, and diagnoses other formats.

use super::ClientCertificate;
use super::bundle::{Bundle, element};
use crate::sys::input::is_utf16;
use crate::sys::{Input, ReadError, strip_bom};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io;
use std::path::{Path, PathBuf};
use x509_parser::prelude::{FromDer as _, SubjectPublicKeyInfo, X509Certificate};
use zeroize::Zeroizing;

/// The maximum file size; all roots of an operating system have a quarter of a MiB.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Why a certificate or key could not be loaded.
#[derive(thiserror::Error)]
pub enum TrustError {
    /// The file cannot be read.
    #[error("could not read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The file is larger than 4 MiB.
    #[error("{} is too large for certificates and keys: more than 4 MiB", .0.display())]
    TooLarge(PathBuf),
    /// It contains no certificate.
    #[error("{} contains no PEM certificate", .0.display())]
    NoCertificate(PathBuf),
    /// It contains a certificate that cannot be parsed or trusted.
    #[error("{} contains a certificate that cannot be used: {why}", path.display())]
    BadCertificate {
        /// The file.
        path: PathBuf,
        /// The problem with it.
        why: &'static str,
    },
    /// It contains no private key.
    #[error("{} contains no PEM private key", .0.display())]
    NoKey(PathBuf),
    /// An RSA key of an unsupported size.
    #[error("the RSA key in {} has {bits} bits, not 2048 to 4096", path.display())]
    KeySize {
        /// The file.
        path: PathBuf,
        /// The size, in bits.
        bits: usize,
    },
    /// The key is encrypted with a passphrase.
    #[error("the private key in {} is encrypted", .0.display())]
    EncryptedKey(PathBuf),
    /// It is not a PEM file.
    #[error("{} {form}", path.display())]
    NotPem {
        /// The file.
        path: PathBuf,
        /// The detected format.
        form: DetectedFormat,
    },
    /// Key and certificate do not match, or TLS does not support the type of the key.
    #[error("the private key in {} cannot be used with the certificate", key.display())]
    Mismatch {
        /// The key's file.
        key: PathBuf,
        /// The error of the TLS library.
        source: rustls::Error,
    },
    /// The key cannot be used for client signatures.
    #[error("the private key in {} cannot sign for the client", key.display())]
    UnfitKey {
        /// The key's file.
        key: PathBuf,
        /// The error of the TLS library.
        source: rustls::Error,
    },
}
debug_as_display!(TrustError);

/// The detected content of a file that is not the expected PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetectedFormat {
    /// A certificate in DER.
    Certificate,
    /// A private key in DER.
    Key,
    /// An encrypted private key in DER.
    EncryptedKey,
    /// PKCS#12: certificates and key together, with a passphrase.
    Pkcs12,
    /// PKCS#7 in DER: certificates as Windows exports them.
    BinaryPkcs7,
    /// PKCS#7 in PEM.
    Pkcs7,
    /// An OpenSSH private key.
    OpenSsh,
    /// A `PuTTY` private key.
    Putty,
    /// A private key as a JSON Web Key.
    Jwk,
    /// A base64-encoded PEM file, as Kubernetes shows secrets.
    Base64,
    /// A JSON document with a key, such as that of a Google service account.
    Json,
    /// PEM whose line ends are literally `\n`.
    Escaped,
    /// A public key in any format.
    PublicKey,
    /// A PEM certificate instead of a key.
    CertificateNotKey,
    /// A PEM private key instead of a certificate.
    KeyNotCertificate,
    /// UTF-16 text, as Windows PowerShell writes it.
    Utf16,
    /// Any other binary file.
    Other,
}

impl std::fmt::Display for DetectedFormat {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Certificate => "contains a certificate in DER, not PEM",
            Self::Key => "contains a private key in DER, not PEM",
            Self::EncryptedKey => "contains an encrypted private key in DER, not PEM",
            Self::Pkcs12 => "is a PKCS#12 container, not a PEM file",
            Self::BinaryPkcs7 | Self::Pkcs7 => "is a PKCS#7 container, not a PEM file",
            Self::OpenSsh => "contains a private key in OpenSSH format, not PKCS#8",
            Self::Putty => "contains a private key in PuTTY format, not PEM",
            Self::Jwk => "contains a JSON Web Key, not a PEM key",
            Self::Base64 => "contains a PEM file in base64",
            Self::Json => "is a JSON document that contains a private key, not a PEM file",
            Self::Escaped => "contains PEM with line breaks written as \\n",
            Self::PublicKey => "contains a public key, not a private key",
            Self::CertificateNotKey => "contains a certificate, not a private key",
            Self::KeyNotCertificate => "contains a private key, not a certificate",
            Self::Utf16 => "is UTF-16 text, not a PEM file",
            Self::Other => "is not a PEM file",
        })
    }
}

/// `-----BEGIN` in base64.
const IN_BASE64: &str = "LS0tLS1CRUdJTi";
/// Markers of files without a certificate, with the detected content.
const NOT_CERTIFICATES: [(&str, DetectedFormat); 4] = [
    (IN_BASE64, DetectedFormat::Base64),
    ("CERTIFICATE-----\\n", DetectedFormat::Escaped),
    ("-----BEGIN PKCS7-----", DetectedFormat::Pkcs7),
    ("PRIVATE KEY-----", DetectedFormat::KeyNotCertificate),
];
/// Markers of files without a readable key, with the detected content.
const NOT_KEYS: [(&str, DetectedFormat); 12] = [
    ("\"private_key\"", DetectedFormat::Json),
    (IN_BASE64, DetectedFormat::Base64),
    ("KEY-----\\n", DetectedFormat::Escaped),
    ("BEGIN OPENSSH PRIVATE KEY", DetectedFormat::OpenSsh),
    ("PuTTY-User-Key-File", DetectedFormat::Putty),
    ("\"d\"", DetectedFormat::Jwk),
    ("\"kty\"", DetectedFormat::PublicKey),
    ("PUBLIC KEY-----", DetectedFormat::PublicKey),
    ("ssh-", DetectedFormat::PublicKey),
    ("ecdsa-sha2-", DetectedFormat::PublicKey),
    ("-----BEGIN CERTIFICATE", DetectedFormat::CertificateNotKey),
    ("-----BEGIN PKCS7-----", DetectedFormat::Pkcs7),
];

/// Loads all certificates of a file, at least one.
pub(super) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let Bundle { certificates, skipped } = bundle(path)?;
    skipped.first().map_or(Ok(certificates), |(_, why)| Err(TrustError::BadCertificate { path: path.to_owned(), why }))
}

/// Loads the usable certificates of a file, at least one. Like in OpenSSL and Go, an unusable one does not invalidate the others.
pub(super) fn bundle(path: &Path) -> Result<Bundle, TrustError> {
    let content = content(path)?;
    let bundle = Bundle::read(&content);
    match bundle.skipped.first() {
        _ if !bundle.certificates.is_empty() => Ok(bundle),
        Some((_, why)) => Err(TrustError::BadCertificate { path: path.to_owned(), why }),
        None => Err(detect_format(&NOT_CERTIFICATES, &content, path).unwrap_or_else(|| TrustError::NoCertificate(path.to_owned()))),
    }
}

/// Returns the error for the first of `markers` that occurs in `content`.
fn detect_format(markers: &[(&str, DetectedFormat)], content: &[u8], path: &Path) -> Option<TrustError> {
    let (_, form) = markers.iter().find(|(marker, _)| contains(content, marker.as_bytes()))?;
    Some(TrustError::NotPem { path: path.to_owned(), form: *form })
}

/// Loads a client's chain and key.
pub(super) fn identity(client: &ClientCertificate) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), TrustError> {
    let chain = certificates(&client.certificate)?;
    let key = private_key(&client.key)?;
    let provider = rustls::crypto::ring::default_provider();
    rustls::sign::CertifiedKey::from_der(chain.clone(), key.clone_key(), &provider)
        .map_err(|source| TrustError::Mismatch { key: client.key.clone(), source })?;
    Ok((chain, key))
}

/// Loads an unencrypted private key: PKCS#8, PKCS#1 or SEC1.
pub(super) fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, TrustError> {
    let content = content(path)?;
    if contains(&content, b"ENCRYPTED") {
        return Err(TrustError::EncryptedKey(path.to_owned()));
    }
    let none = |_| detect_format(&NOT_KEYS, &content, path).unwrap_or_else(|| TrustError::NoKey(path.to_owned()));
    let key = PrivateKeyDer::from_pem_slice(&content).map_err(none)?;
    match rsa_bits(key.secret_der()) {
        Some(bits) if !(2048..=4096).contains(&bits) => Err(TrustError::KeySize { path: path.to_owned(), bits }),
        _ => Ok(key),
    }
}

/// Returns the size of an RSA key (PKCS#1, also inside PKCS#8); `None` for other keys. The modulus follows version 0.
fn rsa_bits(der: &[u8]) -> Option<usize> {
    const VERSION_AND_MODULUS: &[u8] = &[0x02, 0x01, 0x00, 0x02];
    let index = der.windows(VERSION_AND_MODULUS.len()).position(|part| part == VERSION_AND_MODULUS)?;
    let (_, modulus, _) = element(der.get(index + 3..)?)?;
    let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
    modulus.get(zeros).map(|first| (modulus.len() - zeros) * 8 - first.leading_zeros() as usize)
}

fn content(path: &Path) -> Result<Zeroizing<Vec<u8>>, TrustError> {
    let content = Input::File(path).bytes(MAX_BYTES).map_err(|error| match error {
        ReadError::Unreadable(source) => TrustError::Unreadable { path: path.to_owned(), source },
        ReadError::TooLarge => TrustError::TooLarge(path.to_owned()),
    })?;
    match form_of(&content) {
        Some(form) => Err(TrustError::NotPem { path: path.to_owned(), form }),
        None => Ok(unindented(&content)),
    }
}

/// Detects the format of a file that is not PEM; `None` if it may be PEM.
pub(crate) fn form_of(content: &[u8]) -> Option<DetectedFormat> {
    if is_utf16(content) {
        return Some(DetectedFormat::Utf16);
    }
    if contains(content, b"-----BEGIN ") || std::str::from_utf8(content).is_ok_and(|text| !text.contains('\0')) {
        return None;
    }
    let inner = element(content).map(|(_, inner, _)| inner);
    let length = content.get(1).copied().unwrap_or_default(); // of the outer SEQUENCE; from 0x80 on, the number of length bytes
    let inner = inner.or_else(|| content.get(2 + usize::from(length.saturating_sub(0x80))..)); // truncated, or in BER
    Some(match inner.unwrap_or_default() {
        [0x02, 0x01, 0x03, ..] => DetectedFormat::Pkcs12,
        [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, ..] => DetectedFormat::BinaryPkcs7,
        [0x30, _, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, ..] => DetectedFormat::EncryptedKey,
        _ if X509Certificate::from_der(content).is_ok() => DetectedFormat::Certificate,
        _ if PrivateKeyDer::try_from(content).is_ok() => DetectedFormat::Key,
        _ if SubjectPublicKeyInfo::from_der(content).is_ok() => DetectedFormat::PublicKey,
        _ => DetectedFormat::Other,
    })
}

/// Strips a byte order mark and whitespace around lines, which the PEM parser does not accept.
pub(super) fn unindented(content: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut lines = Zeroizing::new(Vec::with_capacity(content.len() + 1));
    for line in strip_bom(content).split(|byte| matches!(byte, b'\r' | b'\n')).map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()) {
        lines.extend_from_slice(line);
        lines.push(b'\n');
    }
    lines
}

fn contains(content: &[u8], text: &[u8]) -> bool {
    content.windows(text.len()).any(|part| part == text)
}
