//! Long-term keys from a profile of the AWS files: "Shared config and credentials files", AWS SDKs and Tools Reference Guide.
//!
//! Read only, and only these three settings. The credentials file goes before the config file, as everywhere.

use crate::secret::{SecretKey, SessionToken};
use crate::sys::Environment;
use std::io;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Why a profile brought no keys.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// A file that is there cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// No such section, in any of the files.
    #[error("there is no AWS profile `{name}` with keys in {}", listed(files))]
    NoKeys {
        /// The profile.
        name: String,
        /// Where it was looked for.
        files: Vec<PathBuf>,
    },
}

fn listed(files: &[PathBuf]) -> String {
    files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(" and ")
}

/// The keys of a profile.
pub(super) struct ProfileKeys {
    pub(super) access_key: String,
    pub(super) secret_key: SecretKey,
    pub(super) session_token: Option<SessionToken>,
}

/// Reads the keys of the profile `name`.
///
/// # Errors
/// See [`ProfileError`].
pub(super) fn read(name: &str, environment: &Environment) -> Result<ProfileKeys, ProfileError> {
    let home = environment.home().unwrap_or_default();
    let place = |variable, file| environment.get(variable).map_or_else(|| home.join(".aws").join(file), PathBuf::from);
    let files = [(place("AWS_SHARED_CREDENTIALS_FILE", "credentials"), ""), (place("AWS_CONFIG_FILE", "config"), "profile ")];
    for (path, prefix) in &files {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(source) => return Err(ProfileError::Unreadable { path: path.clone(), source }),
        };
        let section = if name == "default" { name.to_owned() } else { format!("{prefix}{name}") };
        if let Some(keys) = keys_of(&text, &section) {
            return Ok(keys);
        }
    }
    Err(ProfileError::NoKeys { name: name.to_owned(), files: files.map(|(path, _)| path).to_vec() })
}

fn keys_of(text: &str, section: &str) -> Option<ProfileKeys> {
    let mut inside = false;
    let (mut access_key, mut secret_key, mut session_token) = (None, None, None);
    for line in text.trim_start_matches('\u{feff}').lines() {
        let nested = line.starts_with([' ', '\t']);
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            inside = header.split_whitespace().eq(section.split_whitespace());
        } else if inside && !nested && !line.starts_with(['#', ';']) {
            let Some((name, value)) = line.split_once('=') else { continue };
            let value = value.trim().to_owned();
            match name.trim() {
                "aws_access_key_id" => access_key = Some(value),
                "aws_secret_access_key" => secret_key = Some(SecretKey::new(value)),
                "aws_session_token" => session_token = Some(SessionToken::new(value)),
                _ => {}
            }
        }
    }
    Some(ProfileKeys { access_key: access_key?, secret_key: secret_key?, session_token })
}
