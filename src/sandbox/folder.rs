//! The data folder of a sandbox: keys, certificates, buckets, and files for commands inside.

use super::certificates::{self, Certificates};
use super::files::{kept, written};
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
pub(super) struct Folder {
    path: PathBuf,
    /// The temporary folder, if none was requested; removed with the sandbox.
    temporary: Option<TempDir>,
}

/// A file for commands inside the sandbox.
#[derive(Clone, Copy)]
pub(super) enum Shared {
    /// The secret of the client `robot`.
    RobotSecret,
    /// The password of alice in the directory.
    LdapPassword,
    /// The plugin's token for alice.
    CustomToken,
    /// An ID token of alice.
    IdToken,
    /// The CA of the TLS port.
    Authority,
    /// The valid client certificate.
    ClientCertificate,
    /// Its key.
    ClientKey,
}

impl Folder {
    /// Opens the requested folder, or a temporary one.
    pub(super) fn open(asked: Option<PathBuf>) -> Result<Self, Error> {
        match asked {
            Some(path) => {
                fs::create_dir_all(&path).map_err(|source| Error::Data { path: path.clone(), source })?;
                let path = path.canonicalize().map_err(|source| Error::Data { path, source })?; // a command may change its working directory
                Ok(Self { path, temporary: None })
            }
            None => {
                let made = tempfile::Builder::new().prefix("sts-cli-sandbox-").tempdir();
                let temporary = made.map_err(|source| Error::Data { path: std::env::temp_dir(), source })?;
                Ok(Self { path: temporary.path().to_owned(), temporary: Some(temporary) })
            }
        }
    }

    /// Returns its path.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the folder with the buckets.
    pub(super) fn buckets(&self) -> PathBuf {
        self.path.join("buckets")
    }

    /// Returns the path of a file for commands inside.
    pub(super) fn file(&self, shared: Shared) -> PathBuf {
        self.path.join(match shared {
            Shared::RobotSecret => "robot-secret",
            Shared::LdapPassword => "ldap-password",
            Shared::CustomToken => "custom-token",
            Shared::IdToken => "id-token",
            Shared::Authority => "tls/ca.pem",
            Shared::ClientCertificate => "tls/client.pem",
            Shared::ClientKey => "tls/client-key.pem",
        })
    }

    /// Removes it, if it was a temporary one.
    pub(super) fn close(self) {
        if let Some(temporary) = self.temporary {
            let _ = temporary.close();
        }
    }
}

/// Creates missing keys, certificates, secrets, buckets and the first object. Takes 0.2 s the first time.
pub(super) fn prepare(path: &Path, now: Timestamp) -> Result<(Keys, Certificates), Error> {
    let keys = Keys::open(path)?;
    let certificates = certificates::prepare(&path.join("tls"), now)?;
    kept(&path.join("robot-secret"), || Ok(provider::ROBOT_SECRET.to_owned()))?;
    written(&path.join("ldap-password"), directory::ALICE_PASSWORD)?;
    written(&path.join("custom-token"), plugin::ALICE_TOKEN)?;
    for bucket in BUCKETS {
        let path = path.join("buckets").join(bucket);
        let is_new = !path.exists();
        let made = fs::create_dir_all(&path).and_then(|()| match is_new && bucket == "demo" {
            true => fs::File::create(path.join("hello.txt"))?.write_all(HELLO.as_bytes()),
            false => Ok(()),
        });
        made.map_err(|source| Error::Data { path, source })?;
    }
    Ok((keys, certificates))
}
