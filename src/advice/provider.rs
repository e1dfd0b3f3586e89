//! Hints for failed logins, before the STS is called.

use super::http::{IDENTITY_PROVIDER, TOKEN_ENDPOINT};
use super::token_source::{for_command, for_source};
use super::user_files::{for_malformed, for_places};
use super::{Hint, for_http_error, for_trust, for_unreadable, topics};
use crate::identity::{
    BindError, CertificateError, ClientRequest, DISCOVERY_DOCUMENT, Error, IdTokenError, ProfileError, ProviderEndpoint, ProviderError,
    VERIFICATION_ADDRESS,
};
use crate::request::hint::{HintText, Obstacle, hint};
use crate::request::{OptionSpec, RequestError, Responsible, SecretError, options};

/// Returns the hints for an identity error.
#[must_use]
pub(crate) fn for_identity(error: &Error) -> Vec<Hint> {
    vec![match error {
        Error::Secret(error) => return for_secret(error).into_iter().collect(),
        Error::PasswordCommand(error) => for_command(error, "password"),
        Error::Source(error) => return for_source(error),
        Error::Provider(error) => return for_provider(error),
        Error::Token { problem, .. } => for_token(problem),
        Error::Bind(BindError { fixed: true, .. }) => {
            hint!(
                "stop the program that uses the port, list several ports, such as 8000,18000, with ",
                PORT,
                ", or omit it to use any free port"
            )
        }
        Error::Bind(_) => hint!("check the firewall and sandbox settings of this machine, which forbid to listen on 127.0.0.1"),
        Error::OpaqueToken => {
            hint!({ ProviderAdministrator }, " for access tokens in JWT format with the policy claim, or assume a role with ", ROLE_ARN)
                .about(topics::ACCESS_TOKEN_UNREADABLE)
        }
        Error::Certificate(error) => return for_certificate(error),
        Error::AssertionKey(error) => return for_trust(error),
        Error::Profile(ProfileError::Places(error)) => for_places(error),
        Error::Profile(ProfileError::Malformed(file)) => for_malformed(file),
        Error::Profile(_) => {
            hint!("choose another profile with ", SOURCE_PROFILE, ", or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
        }
        Error::PromptDisabled => HintText::LogIn(Obstacle::PromptsDisabled).into(),
        Error::UnansweredPrompt(_) => HintText::LogIn(Obstacle::PromptPaused).into(),
        Error::NoWayToPrompt(_) => HintText::LogIn(Obstacle::NoBrowserOrTerminal).into(),
        Error::TimedOut { redirect: None, .. } => {
            hint!("allow more time with ", [TIMEOUT = "10m"], ", and enter the code on a device where you can log in")
        }
        Error::OtherUser { account, .. } => {
            hint!((format!("log in again as {account}: the provider will ask who logs in; if this is the right user, change ")), ACCOUNT)
        }
        Error::ContestedAddress => hint!(
            "log in again with ",
            NO_BROWSER,
            " and open the URL that is printed: another user of this machine may have read the first one from the browser's command line"
        ),
        Error::RedirectRejected { redirect, client_id, .. } => {
            return vec![
                hint!(
                    { ProviderAdministrator },
                    (format!(
                        " to register the redirect URI {redirect} for the client {client_id}, with any port if the provider allows that"
                    ))
                )
                .about(topics::REDIRECT_REJECTED),
                hint!("compare ", CLIENT_ID, " with the client at the provider; a provider that compares ports needs a fixed one: ", PORT),
            ];
        }
        Error::TimedOut { redirect: Some(redirect), .. } => return for_browser_timeout(redirect),
    }]
}

fn for_browser_timeout(redirect: &str) -> Vec<Hint> {
    vec![
        hint!(
            "check ",
            CLIENT_ID,
            (format!(
                " if the provider showed an error in the browser, and ask the provider's administrator to register the redirect URI {redirect} for it"
            ))
        )
        .about(topics::REDIRECT_REJECTED),
        hint!(
            "allow more time with ",
            [TIMEOUT = "10m"],
            ", or print the URL with ",
            NO_BROWSER,
            " and open it in a browser in which you can log in"
        ),
    ]
}

fn for_certificate(error: &CertificateError) -> Vec<Hint> {
    vec![match error {
        CertificateError::Files(error) => return for_trust(error),
        CertificateError::NoTls => hint!("use ", [ENDPOINT = "https://…"], ", the storage server's TLS port"),
        CertificateError::Expired(_) | CertificateError::NotYetValid(_) => {
            hint!({ CertificateIssuer }, " for a new one; check this machine's clock first")
        }
        CertificateError::NotForClients => {
            hint!({ CertificateIssuer }, " for one with the extended key usage clientAuth").about(topics::CERTIFICATE_NOT_ACCEPTED)
        }
        CertificateError::IsCa => hint!("put your own certificate first in the file, followed by its issuers"),
        CertificateError::NoName => hint!({ CertificateIssuer }, " for a certificate with a CN: on MinIO it must be the name of a policy"),
    }]
}

fn for_secret(error: &SecretError) -> Option<Hint> {
    Some(match error {
        SecretError::Unreadable { source, .. } => for_unreadable(source, hint!("check the path, and that you may read the file")),
        SecretError::Empty(_) | SecretError::TooLarge(_) => hint!("check the file: it must contain the secret and nothing else"),
        SecretError::Prompt(error) if error.is_end() => return None,
        SecretError::Prompt(_) => hint!("run the command in a terminal"),
        SecretError::PromptFailed { what, .. } => (what.hint)(),
    })
}

fn for_provider(error: &ProviderError) -> Vec<Hint> {
    vec![match error {
        ProviderError::NoResponse { source, .. } => return for_http_error(source, IDENTITY_PROVIDER, &options::ISSUER.spec),
        ProviderError::TokenEndpointUnreachable(source) => return for_http_error(source, TOKEN_ENDPOINT, &options::TOKEN_ENDPOINT.spec),
        ProviderError::NotUsable { what, .. } if *what != DISCOVERY_DOCUMENT => {
            hint!({ ProviderAdministrator }, " to correct it: the provider's discovery document names this URL")
        }
        ProviderError::NotUsable { .. } => {
            hint!("check ", ISSUER, ": <issuer>/.well-known/openid-configuration must be the provider's discovery document")
        }
        ProviderError::UnexpectedIssuer { expected, found, is_discoverable } => other_issuer(expected, found, *is_discoverable),
        ProviderError::UnsafeAddress { what, source } => unsafe_address(what, source),
        ProviderError::LoginRefused { code, .. } => login_refused(code),
        ProviderError::IssuerMismatch { .. } => {
            hint!("log in again; if it happens again, the provider's administrator must correct its issuer")
        }
        ProviderError::TokenRefused { request, authentication, .. } => token_refused(error.refusal_code(), *request, authentication),
        ProviderError::EndpointUnavailable { .. } | ProviderError::DocumentUnavailable { .. } => provider_unavailable(),
        ProviderError::BadToken(_) => {
            hint!(
                { ProviderAdministrator },
                ": its response does not follow RFC 6749, section 5.1, or OpenID Connect Core 1.0, section 3.1.3.3"
            )
        }
        ProviderError::NoTokens { is_configured, .. } => not_a_token_endpoint(*is_configured),
        ProviderError::NoEndpoint(endpoint) => for_missing_endpoint(*endpoint),
        ProviderError::RevocationRefused { authentication, .. } => {
            token_refused(error.refusal_code(), ClientRequest::Revocation, authentication)
        }
        ProviderError::NotARevocationEndpoint { .. } => {
            hint!(
                { ProviderAdministrator },
                " to check the `revocation_endpoint` of the discovery document: the response does not come from one"
            )
        }
        ProviderError::NoSecret(_) => hint!("set the secret with ", CLIENT_SECRET, ", ", CLIENT_SECRET_FILE, " or ", ASK_CLIENT_SECRET),
        ProviderError::AssertionNotSigned(_) => hint!("check the private key of ", CLIENT_ASSERTION_KEY),
        ProviderError::BadRedirect(_) => {
            hint!("choose another with ", REDIRECT_URI, ": http on 127.0.0.1, [::1] or localhost, in plain ASCII")
        }
        ProviderError::NoDeviceCode { .. } => {
            hint!({ ProviderAdministrator }, " to enable the device authorization grant, or use another login method: ", [LOGIN = "paste"])
        }
        ProviderError::DeviceCodeExpired { .. } => hint!("run the command again, and enter the new code in time"),
        ProviderError::UserinfoRefused { .. } => {
            hint!("request the scope `openid` with ", SCOPES, ", or omit ", USERINFO, ", which requires that endpoint")
        }
        ProviderError::SubjectMismatch { .. } => {
            hint!({ ProviderAdministrator }, ": both must have the same `sub` (OpenID Connect Core 1.0, section 5.3.2)")
        }
        ProviderError::NoIdToken => {
            hint!("request the scope `openid` with ", SCOPES, ", and check that the client may use OpenID Connect")
        }
        ProviderError::NoAccessToken { needed_by } => without_access_token(*needed_by),
    }]
}

/// Returns the hint for a response that does not come from a token endpoint.
fn not_a_token_endpoint(is_configured: bool) -> Hint {
    let option = if is_configured { &options::TOKEN_ENDPOINT.spec } else { &options::ISSUER.spec };
    hint!("check ", (option), ", and any proxy in between: the response does not come from a token endpoint")
        .about(topics::NOT_A_TOKEN_ENDPOINT)
}

/// Returns the hint for a response without the access token that an option, or a client credentials grant, needs.
fn without_access_token(needed_by: Option<&'static OptionSpec>) -> Hint {
    match needed_by {
        Some(option) => hint!("request the scope of an API with ", SCOPES, ", or omit ", (option), ", which requires an access token"),
        None => hint!({ ProviderAdministrator }, " why the client credentials grant returns no access token"),
    }
}

/// Returns the hint for a URL that the provider is not allowed to name.
fn unsafe_address(what: &str, problem: &RequestError) -> Hint {
    match problem {
        RequestError::PlainHttp { .. } | RequestError::Downgrade { .. } => {
            hint!({ ProviderAdministrator }, " to use https; on a trusted network, ", ALLOW_HTTP_ISSUER, " allows http")
        }
        _ if what == VERIFICATION_ADDRESS => hint!(
            "use another login method: ",
            [LOGIN = "paste"],
            "; the provider's administrator must correct the `verification_uri` of its device codes"
        ),
        _ => hint!({ ProviderAdministrator }, " to correct its discovery document"),
    }
}

/// Returns the hint for a discovery document of another issuer. For Entra ID's `common`, `organizations` and `consumers` the document
/// contains the placeholder `{tenantid}`, which never equals the issuer of a token.
fn other_issuer(expected: &str, found: &str, has_discovery: bool) -> Hint {
    const MULTI_TENANT: [&str; 3] = ["common", "organizations", "consumers"];
    if found.contains('{') {
        let placeholder = MULTI_TENANT.into_iter().find(|name| expected.split('/').any(|part| part == *name));
        let replacement_note = placeholder.map_or_else(String::new, |name| format!("in place of `{name}` "));
        return hint!("use your tenant ID ", (replacement_note), "in ", ISSUER, ": ID tokens contain only that issuer");
    }
    if has_discovery {
        return hint!("use ", [ISSUER = found.to_owned()], " if that is your provider");
    }
    hint!({ ProviderAdministrator }, " for an issuer with its own discovery document (Azure AD B2C: the one that contains `tfp`)")
}

/// Returns the hint for an endpoint that the provider does not have.
fn for_missing_endpoint(endpoint: ProviderEndpoint) -> Hint {
    match endpoint {
        ProviderEndpoint::DeviceAuthorization => {
            hint!("use another login method: omit ", [LOGIN = "device"], ", or use ", [LOGIN = "paste"])
        }
        ProviderEndpoint::Revocation => {
            hint!("end the session in the provider's account console, or ", { ProviderAdministrator }, " to end it; otherwise it expires")
        }
        ProviderEndpoint::Userinfo => hint!("omit ", USERINFO, ": this provider has no userinfo endpoint"),
    }
}

fn login_refused(code: &str) -> Hint {
    match code {
        "access_denied" => {
            hint!("log in again if you canceled the login; otherwise ", { ProviderAdministrator }, " to allow you to use this client")
        }
        "login_required" | "interaction_required" | "consent_required" => {
            hint!("remove `prompt=none` from ", AUTH_PARAMS, ": the provider requires an interactive login")
        }
        "invalid_scope" => hint!("choose other scopes with ", SCOPES),
        "temporarily_unavailable" | "server_error" => provider_unavailable(),
        _ => check_provider_log(),
    }
}

/// Returns the hint for a `grant` that the token endpoint refused with the error `code`.
fn token_refused(code: Option<&str>, request: ClientRequest, authentication: &str) -> Hint {
    let is_device_flow = matches!(request, ClientRequest::DeviceAuthorization | ClientRequest::DeviceCode);
    match code.unwrap_or_default().to_ascii_lowercase().as_str() {
        "unauthorized_client" | "unsupported_grant_type" | "device_flow_disabled" if is_device_flow => {
            hint!({ ProviderAdministrator }, " to enable the device authorization grant for this client, or use ", [LOGIN = "paste"])
        }
        "unauthorized_client" | "unsupported_grant_type" if request == ClientRequest::ClientCredentials => {
            hint!({ ProviderAdministrator }, " to allow the client credentials grant (a service account) for this client")
        }
        "invalid_client" | "unauthorized_client" if authentication.starts_with("none") => hint!(
            "check ",
            CLIENT_ID,
            "; if the client is confidential, set its secret with ",
            CLIENT_SECRET,
            ", ",
            CLIENT_SECRET_FILE,
            " or ",
            ASK_CLIENT_SECRET
        ),
        "invalid_client" | "unauthorized_client" => {
            hint!("check ", CLIENT_ID, " and its secret or key; if it is registered for another authentication method, set ", CLIENT_AUTH)
        }
        "invalid_scope" => hint!("choose other scopes with ", SCOPES),
        "invalid_target" => hint!("check ", AUDIENCE, " and ", RESOURCE),
        "invalid_grant" | "bad_verification_code" | "incorrect_device_code" => for_invalid_grant(request),
        _ => check_provider_log(),
    }
}

/// Returns the hint for an invalid, expired or already used code or refresh token.
fn for_invalid_grant(request: ClientRequest) -> Hint {
    match request {
        ClientRequest::RefreshToken => hint!("log in again: the provider ended the session, or the token was used twice"),
        ClientRequest::DeviceAuthorization | ClientRequest::DeviceCode => hint!("run the command again, and enter the new code in time"),
        ClientRequest::AuthorizationCode => hint!(
            "log in again: the code was expired or already used; if it happens again, compare the redirect URI with the registered one"
        ),
        ClientRequest::ClientCredentials | ClientRequest::Revocation => check_provider_log(),
    }
}

fn provider_unavailable() -> Hint {
    hint!("try again in a minute: the provider has an internal error; if it persists, ask its administrator")
        .by(Responsible::ProviderAdministrator)
        .about(topics::SERVER_FAILING)
}

fn check_provider_log() -> Hint {
    hint!({ ProviderAdministrator }, " what that means for this client: the provider's log has details")
}

fn for_token(problem: &IdTokenError) -> Hint {
    match problem {
        IdTokenError::Encrypted => hint!({ ProviderAdministrator }, " to disable ID token encryption for this client"),
        IdTokenError::NotAJwt | IdTokenError::Claim(_) | IdTokenError::Header(_) | IdTokenError::Critical(_) => {
            hint!({ ProviderAdministrator }, ": its ID tokens do not follow OpenID Connect Core 1.0, section 2")
        }
        IdTokenError::AccessToken(_) => hint!({ ProviderAdministrator }, " why this client receives it instead of an ID token"),
        IdTokenError::NotAsymmetric(_) | IdTokenError::Algorithm(_) => {
            hint!({ ProviderAdministrator }, " to sign the ID tokens of this client with a public-key algorithm, preferably RS256")
        }
        IdTokenError::UnknownKey { .. } | IdTokenError::Signature => hint!(
            "log in again in a minute: the provider may be rotating its keys; if it persists, ask its administrator to check the key set"
        ),
        IdTokenError::Issuer { .. } => hint!("check ", ISSUER, ", and the provider's public host name"),
        IdTokenError::Audience { .. } | IdTokenError::AuthorizedParty { .. } => {
            hint!("check ", CLIENT_ID, ": the provider issued the token for another client")
        }
        IdTokenError::Subject => {
            hint!("log in again, and ", { ProviderAdministrator }, " why the refresh token returned another subject (`sub`)")
        }
        IdTokenError::Nonce | IdTokenError::AccessTokenHash => {
            hint!("log in again; if it happens again, check for a proxy that mixes up responses")
        }
        IdTokenError::Expired { .. } | IdTokenError::NotYetValid { .. } => {
            hint!("correct this machine's clock; if it is right, ", { ProviderAdministrator }, " to correct theirs")
        }
    }
}
