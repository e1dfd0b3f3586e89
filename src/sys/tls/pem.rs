//! Certificates and keys from PEM files, and what is wrong with files that hold none.

use super::ClientCertificate;
use crate::sys::input::is_utf16;
use crate::sys::{Input, ReadError, without_byte_order_mark};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io;
use std::path::{Path, PathBuf};
use x509_parser::prelude::{FromDer as _, X509Certificate};
use zeroize::Zeroizing;

/// The most bytes of a file of certificates or keys: all roots of an operating system have a quarter of a MiB.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// Why a certificate or a key could not be had from its file.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The file cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// More than 4 MiB.
    #[error("{} is too large for certificates and keys: more than 4 MiB", .0.display())]
    TooLarge(PathBuf),
    /// No certificate in it.
    #[error("{} holds no certificate in PEM", .0.display())]
    NoCertificate(PathBuf),
    /// A certificate that cannot be parsed.
    #[error("{} holds a certificate that cannot be read", .0.display())]
    BadCertificate(PathBuf),
    /// No private key in it.
    #[error("{} holds no private key in PEM", .0.display())]
    NoKey(PathBuf),
    /// A key that wants a passphrase.
    #[error("the private key in {} is encrypted", .0.display())]
    EncryptedKey(PathBuf),
    /// Certificates or keys in another form than PEM.
    #[error("{} {form}", path.display())]
    NotPem {
        /// The file.
        path: PathBuf,
        /// What it holds.
        form: FileForm,
    },
    /// Key and certificate belong to different pairs, or the key is of a kind that TLS does not know.
    #[error("the private key in {} cannot be used with the certificate", key.display())]
    Mismatch {
        /// The key's file.
        key: PathBuf,
        /// What the TLS library said.
        source: rustls::Error,
    },
    /// A key that can make no signature of a client.
    #[error("the private key in {} cannot sign for the client", key.display())]
    UnfitKey {
        /// The key's file.
        key: PathBuf,
        /// What the TLS library said.
        source: rustls::Error,
    },
}

/// A form of certificates and keys that is not PEM, or not for this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileForm {
    /// A certificate in DER.
    Certificate,
    /// A private key in DER.
    Key,
    /// PKCS#12: certificates and key together, with a passphrase.
    Pkcs12,
    /// PKCS#7 in DER: certificates as Windows exports them.
    BinaryPkcs7,
    /// PKCS#7 in PEM.
    Pkcs7,
    /// Text as Windows PowerShell writes it.
    Utf16,
    /// Something else that is no text.
    Other,
}

impl std::fmt::Display for FileForm {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Certificate => "holds a certificate in DER, not in PEM",
            Self::Key => "holds a private key in DER, not in PEM",
            Self::Pkcs12 => "is a PKCS#12 container, not a PEM file",
            Self::BinaryPkcs7 | Self::Pkcs7 => "is a PKCS#7 container, not a PEM file",
            Self::Utf16 => "is UTF-16 text, not a PEM file",
            Self::Other => "is no PEM file",
        })
    }
}

/// All certificates of a file, at least one.
pub(super) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let content = content(path)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&content).collect();
    let found = found.map_err(|_| TrustError::BadCertificate(path.to_owned()))?;
    match found.is_empty() {
        true if contains(&content, b"-----BEGIN PKCS7-----") => Err(TrustError::NotPem { path: path.to_owned(), form: FileForm::Pkcs7 }),
        true => Err(TrustError::NoCertificate(path.to_owned())),
        false => Ok(found),
    }
}

/// A client's chain and key.
pub(super) fn identity(client: &ClientCertificate) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), TrustError> {
    let chain = certificates(&client.certificate)?;
    let key = private_key(&client.key)?;
    let provider = rustls::crypto::ring::default_provider();
    rustls::sign::CertifiedKey::from_der(chain.clone(), key.clone_key(), &provider)
        .map_err(|source| TrustError::Mismatch { key: client.key.clone(), source })?;
    Ok((chain, key))
}

/// The private key in a file: PKCS#8, PKCS#1 or SEC1, not encrypted.
pub(super) fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, TrustError> {
    let content = content(path)?;
    let text = String::from_utf8_lossy(&content);
    if text.contains("ENCRYPTED") {
        return Err(TrustError::EncryptedKey(path.to_owned()));
    }
    PrivateKeyDer::from_pem_slice(&content).map_err(|_| TrustError::NoKey(path.to_owned()))
}

fn content(path: &Path) -> Result<Zeroizing<Vec<u8>>, TrustError> {
    let content = Input::File(path).bytes(MOST_BYTES).map_err(|error| match error {
        ReadError::Unreadable(source) => TrustError::Unreadable { path: path.to_owned(), source },
        ReadError::TooLarge => TrustError::TooLarge(path.to_owned()),
    })?;
    match form_of(&content) {
        Some(form) => Err(TrustError::NotPem { path: path.to_owned(), form }),
        None => Ok(unindented(&content)),
    }
}

/// What a file holds that is no PEM file; `None` where it may be one.
fn form_of(content: &[u8]) -> Option<FileForm> {
    if is_utf16(content) {
        return Some(FileForm::Utf16);
    }
    if contains(content, b"-----BEGIN ") || std::str::from_utf8(content).is_ok_and(|text| !text.contains('\0')) {
        return None;
    }
    let length = content.get(1).copied().unwrap_or_default(); // of the outer SEQUENCE: from 0x80 on it says how many bytes it takes
    let inside = content.get(2 + usize::from(length.saturating_sub(0x80))..);
    Some(match inside.unwrap_or_default() {
        [0x02, 0x01, 0x03, ..] => FileForm::Pkcs12,
        [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, ..] => FileForm::BinaryPkcs7,
        _ if X509Certificate::from_der(content).is_ok() => FileForm::Certificate,
        _ if PrivateKeyDer::try_from(content).is_ok() => FileForm::Key,
        _ if content.starts_with(&[0x30]) && length >= 0x80 => FileForm::Pkcs12, // in BER: there is no other form with a length like that
        _ => FileForm::Other,
    })
}

/// The lines of `content` without a byte order mark and the blanks around them, which the reader of PEM does not expect.
fn unindented(content: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut lines = Zeroizing::new(Vec::with_capacity(content.len() + 1));
    for line in
        without_byte_order_mark(content).split(|byte| matches!(byte, b'\r' | b'\n')).map(<[u8]>::trim_ascii).filter(|line| !line.is_empty())
    {
        lines.extend_from_slice(line);
        lines.push(b'\n');
    }
    lines
}

fn contains(content: &[u8], text: &[u8]) -> bool {
    content.windows(text.len()).any(|part| part == text)
}
