//! The certificates of a data folder: a CA, a server certificate, and valid and invalid client certificates.
//!
//! Keys and the CA are created once. Certificates are issued at every start, so that the valid client certificate expires in 30 days.

use super::Error;
use super::files::{read_or_create, write_private};
use jiff::Timestamp;
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};
use std::io;
use std::path::Path;
use std::time::Duration;

const CLIENT_DAYS: u64 = 30;
/// The organization in the client certificates; MinIO copies it into the session token.
const ORGANIZATION: &str = "sts-cli sandbox";

/// Certificates and keys of the server, as PEM.
pub(crate) struct Certificates {
    /// The CA certificate.
    pub(crate) authority: String,
    /// The server's certificate.
    pub(crate) server: String,
    /// The server's key.
    pub(crate) server_key: String,
}

/// A client certificate, stored as `NAME.pem` and `NAME-key.pem`.
struct ClientCertificate {
    name: &'static str,
    policy: &'static str,
    purpose: ExtendedKeyUsagePurpose,
    has_expired: bool,
}

static CLIENTS: [ClientCertificate; 5] = [
    ClientCertificate { name: "client", policy: "readwrite", purpose: ExtendedKeyUsagePurpose::ClientAuth, has_expired: false },
    ClientCertificate { name: "client-readonly", policy: "readonly", purpose: ExtendedKeyUsagePurpose::ClientAuth, has_expired: false },
    ClientCertificate { name: "client-server-auth", policy: "readwrite", purpose: ExtendedKeyUsagePurpose::ServerAuth, has_expired: false },
    ClientCertificate {
        name: "client-unknown-policy",
        policy: "nosuchpolicy",
        purpose: ExtendedKeyUsagePurpose::ClientAuth,
        has_expired: false,
    },
    ClientCertificate { name: "client-expired", policy: "readwrite", purpose: ExtendedKeyUsagePurpose::ClientAuth, has_expired: true },
];

/// Loads or creates all certificates in `folder`.
///
/// # Errors
/// A file cannot be read, written or parsed.
pub(crate) fn prepare(folder: &Path, now: Timestamp) -> Result<Certificates, Error> {
    std::fs::create_dir_all(folder).map_err(|source| Error::Data { path: folder.to_owned(), source })?;
    let (authority, issuer) = authority(folder)?;
    let (server, server_key) = issued(folder, "server", &issuer, server_parameters())?;
    for client in &CLIENTS {
        issued(folder, client.name, &issuer, client_parameters(client, now))?;
    }
    Ok(Certificates { authority, server, server_key })
}

/// Loads or creates the CA; returns its certificate and the issuer.
fn authority(folder: &Path) -> Result<(String, Issuer<'static, KeyPair>), Error> {
    let (path, key_path) = (folder.join("ca.pem"), folder.join("ca-key.pem"));
    let key = KeyPair::from_pem(&read_or_create(&key_path, new_key)?).map_err(|error| unusable(&key_path, error))?;
    let mut parameters = CertificateParams::default();
    name(&mut parameters, "sts-cli sandbox CA");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    valid(&mut parameters, false, None);
    let certificate = read_or_create(&path, || Ok(parameters.self_signed(&key).map_err(io::Error::other)?.pem()))?;
    Ok((certificate, Issuer::new(parameters, key)))
}

/// Issues a certificate for the key `name` and writes it.
fn issued(
    folder: &Path,
    name: &str,
    issuer: &Issuer<'_, KeyPair>,
    parameters: Result<CertificateParams, rcgen::Error>,
) -> Result<(String, String), Error> {
    let (path, key_path) = (folder.join(format!("{name}.pem")), folder.join(format!("{name}-key.pem")));
    let key_pem = read_or_create(&key_path, new_key)?;
    let key = KeyPair::from_pem(&key_pem).map_err(|error| unusable(&key_path, error))?;
    let certificate = parameters.and_then(|parameters| parameters.signed_by(&key, issuer)).map_err(|error| unusable(&path, error))?.pem();
    write_private(&path, &certificate)?;
    Ok((certificate, key_pem))
}

fn server_parameters() -> Result<CertificateParams, rcgen::Error> {
    let mut parameters = CertificateParams::new(["127.0.0.1", "localhost"].map(ToOwned::to_owned))?;
    name(&mut parameters, "sts-cli sandbox");
    leaf(&mut parameters, ExtendedKeyUsagePurpose::ServerAuth);
    valid(&mut parameters, false, None);
    Ok(parameters)
}

fn client_parameters(client: &ClientCertificate, now: Timestamp) -> Result<CertificateParams, rcgen::Error> {
    let mut parameters = CertificateParams::default();
    name(&mut parameters, client.policy);
    leaf(&mut parameters, client.purpose.clone());
    valid(&mut parameters, client.has_expired, Some(now));
    Ok(parameters)
}

fn name(parameters: &mut CertificateParams, common_name: &str) {
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    parameters.distinguished_name.push(DnType::OrganizationName, ORGANIZATION);
    parameters.distinguished_name.push(DnType::CommonName, common_name);
}

fn leaf(parameters: &mut CertificateParams, purpose: ExtendedKeyUsagePurpose) {
    parameters.is_ca = IsCa::ExplicitNoCa;
    parameters.use_authority_key_identifier_extension = true;
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.extended_key_usages = vec![purpose];
}

/// Sets the validity from 2020 to 2099, to 30 days from now, or to 2021 (expired). The range is wide because tests move the clock.
fn valid(parameters: &mut CertificateParams, has_expired: bool, now: Option<Timestamp>) {
    parameters.not_before = date_time_ymd(2020, 1, 1);
    parameters.not_after = match now.and_then(|now| u64::try_from(now.as_second()).ok()) {
        _ if has_expired => date_time_ymd(2021, 1, 1),
        Some(seconds) => date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds + CLIENT_DAYS * 24 * 3600),
        None => date_time_ymd(2099, 1, 1),
    };
}

fn new_key() -> io::Result<String> {
    Ok(KeyPair::generate().map_err(io::Error::other)?.serialize_pem())
}

fn unusable(path: &Path, error: rcgen::Error) -> Error {
    Error::Data { path: path.to_owned(), source: io::Error::other(error) }
}
