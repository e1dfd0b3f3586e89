//! Secret types that cannot be printed by accident.

use secrecy::{ExposeSecret, SecretString};

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(SecretString);

        impl $name {
            /// Wraps `value`; only `expose_secret` returns it.
            #[must_use]
            pub fn new(value: String) -> Self {
                Self(SecretString::from(value))
            }
        }

        impl ExposeSecret<str> for $name {
            fn expose_secret(&self) -> &str {
                #[expect(clippy::disallowed_methods, reason = "callers open the secret with a reason of their own")]
                self.0.expose_secret()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}

secrets! {
    /// An ID token.
    IdToken,
    /// An access token of a provider.
    AccessToken,
    /// A refresh token.
    RefreshToken,
    /// A token sent to the STS: an ID token, an access token, or a supplied token.
    Token,
    /// A password.
    Password,
    /// An OAuth client secret.
    ClientSecret,
    /// An S3 secret access key.
    SecretKey,
    /// A session token of temporary credentials; MinIO's contains the claims of the ID token.
    SessionToken,
}

impl From<IdToken> for Token {
    fn from(token: IdToken) -> Self {
        Self(token.0)
    }
}

impl From<AccessToken> for Token {
    fn from(token: AccessToken) -> Self {
        Self(token.0)
    }
}
