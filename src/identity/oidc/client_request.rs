//! What a client requests of a provider, and at which endpoint: the names in messages.

/// A request that the client authenticates: a grant at the token endpoint, a request for a device code, or a revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientRequest {
    /// An authorization code: RFC 6749, section 4.1.3.
    AuthorizationCode,
    /// A client's own credentials: RFC 6749, section 4.4.
    ClientCredentials,
    /// A refresh token: RFC 6749, section 6.
    RefreshToken,
    /// A request for a device code: RFC 8628, section 3.1.
    DeviceAuthorization,
    /// A device code: RFC 8628, section 3.4.
    DeviceCode,
    /// A token to be revoked: RFC 7009.
    Revocation,
}

impl ClientRequest {
    /// The name of the endpoint that it is sent to.
    #[must_use]
    pub fn endpoint_name(self) -> &'static str {
        match self {
            Self::DeviceAuthorization => ProviderEndpoint::DeviceAuthorization.name(),
            Self::Revocation => ProviderEndpoint::Revocation.name(),
            Self::AuthorizationCode | Self::ClientCredentials | Self::RefreshToken | Self::DeviceCode => "token endpoint",
        }
    }
}

impl std::fmt::Display for ClientRequest {
    /// Formats what the endpoint takes or refuses, such as "refresh token".
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::AuthorizationCode => "authorization code",
            Self::ClientCredentials => "client credentials",
            Self::RefreshToken => "refresh token",
            Self::DeviceAuthorization => "request for a device code",
            Self::DeviceCode => "device code",
            Self::Revocation => "token",
        })
    }
}

/// The optional endpoints of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderEndpoint {
    /// The device authorization endpoint: RFC 8628, section 3.1.
    DeviceAuthorization,
    /// The revocation endpoint: RFC 7009.
    Revocation,
    /// The userinfo endpoint: OpenID Connect Core 1.0, section 5.3.
    Userinfo,
}

impl ProviderEndpoint {
    /// The name of the endpoint in messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::DeviceAuthorization => "device authorization endpoint",
            Self::Revocation => "revocation endpoint",
            Self::Userinfo => "userinfo endpoint",
        }
    }
}

impl std::fmt::Display for ProviderEndpoint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}
