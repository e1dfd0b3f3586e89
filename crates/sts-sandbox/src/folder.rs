//! The data folder of a sandbox: keys, certificates, buckets, and files for commands inside.

use super::certificates::{self, Certificates};
use super::files::{read_or_create, write_private};
use super::keys::Keys;
use super::{Error, directory, plugin, provider};
use jiff::Timestamp;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The buckets that exist from the start.
const BUCKETS: [&str; 2] = ["demo", "logs"];
const HELLO: &str = "Hello from the sts-cli sandbox.\n";

/// The data folder of a sandbox.
pub(crate) struct Folder {
    path: PathBuf,
    /// The temporary folder, if none was requested; removed when this is dropped.
    _temporary: Option<TempDir>,
}

/// A file with a secret, token or certificate for programs under test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SharedFile {
    /// The secret of the service client, `robot`.
    RobotSecret,
    /// The password of alice in the LDAP directory.
    LdapPassword,
    /// A token of the identity plugin for alice.
    CustomToken,
    /// An ID token of alice that was issued at the start, valid for an hour.
    IdToken,
    /// The CA certificate of the TLS port, as PEM.
    CaBundle,
    /// A valid client certificate, as PEM.
    ClientCertificate,
    /// The private key of the client certificate, as PEM.
    ClientKey,
}

impl Folder {
    /// Opens the requested folder, or a temporary one.
    pub(crate) fn open(requested: Option<PathBuf>) -> Result<Self, Error> {
        match requested {
            Some(path) => {
                fs::create_dir_all(&path).map_err(|source| Error::Data { path: path.clone(), source })?;
                let path = path.canonicalize().map_err(|source| Error::Data { path, source })?; // a command may change its working directory
                Ok(Self { path, _temporary: None })
            }
            None => {
                let created = tempfile::Builder::new().prefix("sts-cli-sandbox-").tempdir();
                let temporary = created.map_err(|source| Error::Data { path: std::env::temp_dir(), source })?;
                Ok(Self { path: temporary.path().to_owned(), _temporary: Some(temporary) })
            }
        }
    }

    /// Returns its path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the folder with the buckets.
    pub(crate) fn buckets(&self) -> PathBuf {
        self.path.join("buckets")
    }

    /// Returns the path of a file for commands inside.
    pub(crate) fn file(&self, shared_file: SharedFile) -> PathBuf {
        let in_tls = |name| self.path.join("tls").join(name);
        match shared_file {
            SharedFile::RobotSecret => self.path.join("robot-secret"),
            SharedFile::LdapPassword => self.path.join("ldap-password"),
            SharedFile::CustomToken => self.path.join("custom-token"),
            SharedFile::IdToken => self.path.join("id-token"),
            SharedFile::CaBundle => in_tls("ca.pem"),
            SharedFile::ClientCertificate => in_tls("client.pem"),
            SharedFile::ClientKey => in_tls("client-key.pem"),
        }
    }
}

/// Creates missing keys, certificates, secrets, buckets and the first object. Takes 0.2 s the first time.
pub(crate) fn prepare(path: &Path, now: Timestamp) -> Result<(Keys, Certificates), Error> {
    let keys = Keys::open(path)?;
    let certificates = certificates::prepare(&path.join("tls"), now)?;
    read_or_create(&path.join("robot-secret"), || Ok(provider::SERVICE_CLIENT.1.to_owned()))?;
    write_private(&path.join("ldap-password"), directory::ALICE_PASSWORD)?;
    write_private(&path.join("custom-token"), plugin::ALICE_TOKEN)?;
    for bucket in BUCKETS {
        let path = path.join("buckets").join(bucket);
        let is_new = !path.exists();
        let created = fs::create_dir_all(&path).and_then(|()| match is_new && bucket == "demo" {
            true => fs::File::create(path.join("hello.txt"))?.write_all(HELLO.as_bytes()),
            false => Ok(()),
        });
        created.map_err(|source| Error::Data { path, source })?;
    }
    Ok((keys, certificates))
}
