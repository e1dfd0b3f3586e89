//! Long-term keys from a profile of the AWS files: "Shared config and credentials files", AWS SDKs and Tools Reference Guide.
//!
//! Reads only the three key settings. As in the AWS SDKs, the credentials file has precedence over the config file.

use super::AwsKeys;
use crate::aws_files::{AwsPaths, AwsPathsError, Document, MalformedFile, Section};
use crate::secret::{SecretKey, SessionToken};
use crate::sys::{Environment, Input, ReadError, files};
use std::io;
use std::path::PathBuf;

/// The largest accepted AWS file; ten thousand profiles take about 2 MiB.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// Why no keys could be read from an AWS profile.
#[derive(thiserror::Error)]
pub enum ProfileError {
    /// The location of the AWS files is unknown: no home directory, or no file name.
    #[error(transparent)]
    Places(#[from] AwsPathsError),
    /// An existing file cannot be read.
    #[error("could not read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
    /// An existing file is malformed.
    #[error(transparent)]
    Malformed(#[from] MalformedFile),
    /// No file has a section of this profile with keys.
    #[error("no AWS profile `{name}` with keys in {}", listed(files))]
    NoKeys {
        /// The profile.
        name: String,
        /// The files that were searched.
        files: Vec<PathBuf>,
    },
}
debug_as_display!(ProfileError);

/// The paths of the files in one line.
fn listed(files: &[PathBuf]) -> String {
    files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(" and ")
}

/// Reads the keys of the profile `name`.
///
/// # Errors
/// See [`ProfileError`].
pub(super) fn read(name: &str, environment: &Environment) -> Result<AwsKeys, ProfileError> {
    let AwsPaths { credentials, config } = AwsPaths::of(name, environment)?;
    let files = [(credentials, Section::Keys(name.to_owned())), (config, Section::Profile(name.to_owned()))];
    for (path, section) in &files {
        let unreadable = |source| ProfileError::Unreadable { path: path.clone(), source };
        if files::is_special(path) {
            continue; // like the AWS CLI, reads regular files only: a pipe could block
        }
        let text = match Input::File(path).bytes(MAX_BYTES) {
            Ok(text) => text,
            Err(ReadError::Unreadable(error)) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(ReadError::Unreadable(source)) => return Err(unreadable(source)),
            Err(ReadError::TooLarge) => return Err(unreadable(io::Error::other("it is larger than 16 MiB"))),
        };
        let document = Document::read(&text).map_err(|fault| fault.in_file(path))?;
        if let Some(keys) = keys_of(&document, section) {
            return Ok(keys);
        }
    }
    Err(ProfileError::NoKeys { name: name.to_owned(), files: files.map(|(path, _)| path).to_vec() })
}

/// The keys in `section`; `None` without an access key or a secret key.
fn keys_of(document: &Document, section: &Section) -> Option<AwsKeys> {
    let contents = document.section(section);
    let value = |key| contents.find(key).map(|found| found.value).filter(|value| !value.is_empty());
    Some(AwsKeys {
        access_key: value("aws_access_key_id")?,
        secret_key: SecretKey::new(value("aws_secret_access_key")?),
        session_token: value("aws_session_token").map(SessionToken::new),
    })
}
