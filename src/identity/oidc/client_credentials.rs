//! The client credentials grant: RFC 6749, section 4.4.

use super::{ClientRequest, ProviderError, RegisteredClient};
use crate::request::ClientGrants;
use crate::secret::AccessToken;
use crate::sys::{Deps, TimedStep};

/// Requests an access token for the service itself; with `audience`, as Auth0 and others require it, and `resource` (RFC 8707, section 2),
/// where they are set.
///
/// # Errors
/// The endpoint did not respond, refused, or sent no tokens.
pub(crate) async fn request_access_token(
    client_grants: &ClientGrants,
    client: &RegisteredClient,
    deps: &Deps,
) -> Result<AccessToken, ProviderError> {
    let _step = TimedStep::begin("client credentials grant");
    let scopes = client_grants.scopes.join(" ");
    let mut fields = vec![("grant_type", "client_credentials")];
    fields.extend((!scopes.is_empty()).then_some(("scope", scopes.as_str())));
    fields.extend(client_grants.audience.as_deref().map(|audience| ("audience", audience)));
    fields.extend(client_grants.resource.as_deref().map(|resource| ("resource", resource)));
    client
        .tokens(ClientRequest::ClientCredentials, &fields, deps)
        .await?
        .access_token
        .ok_or(ProviderError::NoAccessToken { needed_by: None })
}
