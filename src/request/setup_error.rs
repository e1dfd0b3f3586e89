//! Why `setup` has no steps for a combination of provider, storage server and profile.

/// The reason why `setup` prints no steps for a combination of provider, storage server and profile.
#[derive(thiserror::Error)]
pub enum SetupError {
    /// The steps at the server do not restrict permissions to tokens with a certain subject.
    #[error(
        "could not print steps for {tokens} at {server}: these steps do not check the subject of tokens, so others would get the permissions, too"
    )]
    SubjectNotChecked {
        /// The provider, and the holders of its tokens.
        tokens: String,
        /// The storage server.
        server: &'static str,
        /// Whether the check is requested by an option only.
        is_optional: bool,
        /// The server types whose steps check it.
        others: Vec<String>,
    },
    /// The storage server reads the names of policies from a claim, and the provider has none.
    #[error(
        "could not print steps for {provider} and {server}: {server} reads the names of policies from a claim, and {provider} sends no claim for them"
    )]
    NoPolicyClaim {
        /// The provider.
        provider: &'static str,
        /// The storage server.
        server: &'static str,
    },
    /// The profile is one of another identity.
    #[error("could not print steps for the profile `{profile}`: it logs in with {identity}, and the steps are for web-identity")]
    NotWebIdentity {
        /// The profile.
        profile: String,
        /// Its identity.
        identity: &'static str,
    },
}
debug_as_display!(SetupError);
