//! Parses the certificates of a PEM file one by one: RFC 7468, section 5, with legacy labels, and OpenSSL's `TRUSTED CERTIFICATE`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::CertificateDer;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// The labels of certificates: RFC 7468, legacy, OpenSSL.
const LABELS: [&str; 3] = ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"];
/// The DER-encoded object identifiers of `serverAuth` and `anyExtendedKeyUsage`.
const SERVERS: [&[u8]; 2] = [&[0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01], &[0x06, 0x04, 0x55, 0x1d, 0x25, 0x00]];

/// The certificates of a file.
pub(super) struct Bundle {
    /// The usable ones.
    pub(super) certificates: Vec<CertificateDer<'static>>,
    /// The unusable ones: the number in the file, counted from one, and the reason.
    pub(super) skipped: Vec<(usize, &'static str)>,
}

impl Bundle {
    /// Parses `content`, whose lines are trimmed.
    pub(super) fn read(content: &[u8]) -> Self {
        let mut bundle = Self { certificates: Vec::new(), skipped: Vec::new() };
        let mut current: Option<(&str, Vec<u8>)> = None;
        for line in content.split(|byte| *byte == b'\n') {
            match (label(line, b"-----BEGIN "), label(line, b"-----END "), &mut current) {
                (Some(label), ..) => {
                    bundle.add_block(current.take().map(|_| Err(TRUNCATED)));
                    current = Some((label, Vec::new()));
                }
                (_, Some(label), Some((begin_label, text))) => {
                    let block = if *begin_label == label { certificate(text) } else { Err(UNREADABLE) };
                    current = None;
                    bundle.add_block(Some(block));
                }
                (.., Some((_, text))) => text.extend(line.iter().filter(|byte| !byte.is_ascii_whitespace())),
                _ => {}
            }
        }
        bundle.add_block(current.map(|_| Err(TRUNCATED)));
        bundle
    }

    /// Adds a complete block.
    fn add_block(&mut self, block: Option<Result<CertificateDer<'static>, &'static str>>) {
        match block {
            Some(Ok(certificate)) => self.certificates.push(certificate),
            Some(Err(reason)) => self.skipped.push((self.certificates.len() + self.skipped.len() + 1, reason)),
            None => {}
        }
    }
}

const TRUNCATED: &str = "it is truncated";
pub(super) const UNREADABLE: &str = "it cannot be parsed";
const DISTRUSTED: &str = "it is marked as not trusted for servers";

/// Returns the certificate label of a BEGIN or END line.
fn label(line: &[u8], prefix: &[u8]) -> Option<&'static str> {
    let label = line.strip_prefix(prefix)?.strip_suffix(b"-----")?;
    LABELS.into_iter().find(|name| name.as_bytes() == label)
}

/// Decodes a certificate and its trust settings, which OpenSSL appends.
fn certificate(text: &[u8]) -> Result<CertificateDer<'static>, &'static str> {
    let der = STANDARD.decode(text).map_err(|_| UNREADABLE)?;
    let (rest, _) = X509Certificate::from_der(&der).map_err(|_| UNREADABLE)?;
    if !is_for_servers(rest) {
        return Err(DISTRUSTED);
    }
    Ok(der[..der.len() - rest.len()].to_vec().into())
}

/// Whether OpenSSL's `X509_CERT_AUX` trusts the certificate for servers. It contains a list of trusted uses, then one of rejected uses; an
/// empty list is no restriction.
fn is_for_servers(auxiliary: &[u8]) -> bool {
    let Some((_, mut members, _)) = element(auxiliary) else { return true };
    let names = |usages: &[u8]| SERVERS.iter().any(|server| usages.windows(server.len()).any(|part| part == *server));
    while let Some((tag, usages, rest)) = element(members) {
        match tag {
            0x30 if !names(usages) => return false,
            0xa0 if names(usages) => return false,
            _ => members = rest,
        }
    }
    true
}

/// Parses the first DER element: tag, content, and the rest.
pub(super) fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let [tag, length, rest @ ..] = der else { return None };
    let length_bytes = usize::from(length.checked_sub(0x80).unwrap_or_default());
    let (bytes, rest) = rest.split_at_checked(length_bytes).filter(|_| length_bytes <= 4 && *length != 0x80)?;
    let initial_length = if length_bytes == 0 { usize::from(*length) } else { 0 };
    let length = bytes.iter().fold(initial_length, |length, byte| length << 8 | usize::from(*byte));
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}
