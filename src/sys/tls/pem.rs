//! Certificates and keys from PEM files, and what is wrong with files that hold none.

use super::ClientCertificate;
use crate::sys::{Input, ReadError};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io;
use std::path::{Path, PathBuf};
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
    /// A PKCS#12 container, or another binary form.
    #[error("{} is no PEM file (PKCS#12, perhaps)", .0.display())]
    NotPem(PathBuf),
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

/// All certificates of a file, at least one.
pub(super) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let content = content(path)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&content).collect();
    let found = found.map_err(|_| TrustError::BadCertificate(path.to_owned()))?;
    if found.is_empty() { Err(TrustError::NoCertificate(path.to_owned())) } else { Ok(found) }
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
    // DER begins with a SEQUENCE of some length; no text does.
    if content.starts_with(&[0x30]) && content.get(1).is_some_and(|length| *length >= 0x80) {
        return Err(TrustError::NotPem(path.to_owned()));
    }
    Ok(content)
}
