//! The source of access keys that sign an STS request.

use crate::request::SecretSource;

/// The source of long-term access keys.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// Given individually.
    Given {
        /// The access key ID, or on MinIO the user name.
        access_key: String,
        /// The secret key.
        secret_key: SecretSource,
        /// The session token of temporary keys; only some servers accept these for `AssumeRole`.
        session_token: Option<SecretSource>,
    },
    /// This profile in the AWS credentials or config file.
    Profile(String),
}

impl KeySource {
    /// Whether the secret key is prompted for.
    pub(crate) fn prompts(&self) -> bool {
        matches!(self, Self::Given { secret_key: SecretSource::Prompt(_), .. })
    }

    /// Whether the keys may include a session token.
    pub(crate) fn may_be_temporary(&self) -> bool {
        !matches!(self, Self::Given { session_token: None, .. })
    }
}
