//! Hints for failed logins, before the STS is called.

use super::hint::{Obstacle, hint};
use super::person_files::{for_malformed, for_places};
use super::token_source::{for_command, for_source};
use super::{Hint, for_no_answer, for_trust, for_unreadable};
use crate::identity::{
    BindError, CertificateError, DISCOVERY_DOCUMENT, Error, Grant, ProfileError, ProviderEndpoint, ProviderError, TokenProblem,
    VERIFICATION_ADDRESS,
};
use crate::request::{OptionName, RequestError};
use crate::secret::{SecretError, SecretKind};
use crate::sys::PromptError;

/// Returns the hints for an identity error.
#[must_use]
pub fn for_identity(error: &Error) -> Vec<Hint> {
    vec![match error {
        Error::Secret(error) => return for_secret(error).into_iter().collect(),
        Error::PasswordCommand(error) => for_command(error, "password"),
        Error::Source(error) => return for_source(error),
        Error::Provider(error) => return for_provider(error),
        Error::Token { problem, .. } => for_token(problem),
        Error::BindError(BindError { fixed: true, .. }) => {
            hint!("end the program that uses the port, name several, such as 8000,18000, with ", Port, ", or leave it out for a free one")
        }
        Error::BindError(_) => hint!("check the firewall and sandbox settings of this machine, which let nobody listen on 127.0.0.1"),
        Error::OpaqueToken => {
            hint!({ ProviderAdministrator }, " for access tokens in JWT form with the policy claim, or take a role with ", RoleArn)
        }
        Error::Certificate(error) => return for_certificate(error),
        Error::AssertionKey(error) => return for_trust(error),
        Error::Profile(ProfileError::Places(error)) => for_places(error),
        Error::Profile(ProfileError::Malformed(file)) => for_malformed(file),
        Error::Profile(_) => {
            hint!("name another with ", SourceProfile, ", or give the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
        }
        Error::PromptDisabled => Hint::LogIn(Obstacle::PromptsDisabled),
        Error::UnansweredPrompt(_) => Hint::LogIn(Obstacle::Pause),
        Error::NoWayToPrompt(_) => Hint::LogIn(Obstacle::NoBrowserNorTerminal),
        Error::TimedOut { redirect: None, .. } => {
            hint!("allow more time with ", [Timeout = "10m"], ", and enter the code on a device where you can log in")
        }
        Error::ContestedAddress => hint!(
            "log in again with ",
            NoBrowser,
            " and open the address that is shown: another user of this machine may have read the first one in the browser's command line"
        ),
        Error::TimedOut { redirect: Some(redirect), .. } => return for_an_unanswered_browser(redirect),
    }]
}

fn for_an_unanswered_browser(redirect: &str) -> Vec<Hint> {
    vec![
        hint!(
            "check ",
            ClientId,
            (format!(" if the provider showed an error in the browser, and have the redirect URI {redirect} registered for it"))
        ),
        hint!("allow more time with ", [Timeout = "10m"], ", or show the address with ", NoBrowser, " and open it where you can log in"),
    ]
}

fn for_certificate(error: &CertificateError) -> Vec<Hint> {
    vec![match error {
        CertificateError::Files(error) => return for_trust(error),
        CertificateError::NoTls => hint!("write ", [Endpoint = "https://…"], ", the storage server's TLS port"),
        CertificateError::Expired(_) | CertificateError::NotYetValid(_) => {
            hint!({ CertificateIssuer }, " for a new one; compare this machine's clock first")
        }
        CertificateError::NotForClients => hint!({ CertificateIssuer }, " for one with the extended key usage clientAuth"),
        CertificateError::IsCa => hint!("put your own certificate first in the file, its issuers after it"),
        CertificateError::NoName => hint!("ask for a certificate with a CN: on MinIO it is the name of a policy"),
    }]
}

fn for_secret(error: &SecretError) -> Option<Hint> {
    Some(match error {
        SecretError::Unreadable { source, .. } => for_unreadable(source, hint!("check the path, and that you may read the file")),
        SecretError::Empty(_) | SecretError::TooLarge(_) => hint!("put the secret and nothing else into the file"),
        SecretError::Prompt(PromptError::Interrupted) => return None,
        SecretError::Prompt(_) => hint!("run it in a terminal"),
        SecretError::Unasked { what, .. } => match what {
            SecretKind::UserName => hint!("give it with ", User),
            SecretKind::Password => hint!("give it with ", PasswordFile, " or ", PasswordCommand),
            SecretKind::SecretKey => hint!("give it in AWS_SECRET_ACCESS_KEY, or with ", SecretKeyFile),
            SecretKind::ClientSecret => hint!("give it in ", ClientSecret, ", or with ", ClientSecretFile),
        },
    })
}

fn for_provider(error: &ProviderError) -> Vec<Hint> {
    vec![match error {
        ProviderError::NoAnswer { source, .. } => return for_no_answer(source, "identity provider", OptionName::Issuer),
        ProviderError::SilentEndpoint(source) => return for_no_answer(source, "token endpoint", OptionName::TokenEndpoint),
        ProviderError::NotUsable { what, .. } if *what != DISCOVERY_DOCUMENT => {
            hint!({ ProviderAdministrator }, " to correct it: the provider's discovery document leads there")
        }
        ProviderError::NotUsable { .. } => {
            hint!("check ", Issuer, ": <issuer>/.well-known/openid-configuration must be the provider's discovery document")
        }
        ProviderError::OtherIssuer { expected, found, is_there } => other_issuer(expected, found, *is_there),
        ProviderError::UnsafeAddress { what, source } => unsafe_address(what, source),
        ProviderError::LoginRefused { code, .. } => login_refused(code),
        ProviderError::MixedUp { .. } => {
            hint!("log in again; if it happens again, the provider's administrator must correct its issuer")
        }
        ProviderError::TokenRefused { grant, authentication, .. } => token_refused(code_of(error), *grant, authentication),
        ProviderError::InTrouble { .. } | ProviderError::Unavailable { .. } => in_trouble(),
        ProviderError::BadToken(_) => {
            hint!(
                { ProviderAdministrator },
                ": its answer does not follow RFC 6749, section 5.1, or OpenID Connect Core 1.0, section 3.1.3.3"
            )
        }
        ProviderError::NoTokens { .. } => hint!(
            "check ",
            Issuer,
            " (or ",
            TokenEndpoint,
            "), and a proxy on the way: something other than a token endpoint answers there"
        ),
        ProviderError::NoEndpoint(endpoint) => without(*endpoint),
        ProviderError::NotRevoked { authentication, .. } => token_refused(code_of(error), Grant::Revocation, authentication),
        ProviderError::NoRevocation { .. } => {
            hint!({ ProviderAdministrator }, " about the `revocation_endpoint` of its discovery document: something else answers there")
        }
        ProviderError::NoSecret(_) => hint!("give the secret with ", ClientSecret, ", ", ClientSecretFile, " or ", AskClientSecret),
        ProviderError::BadRedirect(_) => {
            hint!("choose another with ", RedirectUri, ": http on 127.0.0.1, [::1] or localhost, in plain ASCII")
        }
        ProviderError::NoDeviceCode { .. } => {
            hint!("have the provider's administrator switch device codes on, or log in another way with ", [Login = "paste"])
        }
        ProviderError::DeviceCodeExpired { .. } => hint!("run the command again, and enter the new code in time"),
        ProviderError::UserinfoRefused { .. } => {
            hint!("request the scope `openid` with ", Scopes, ", or leave ", Userinfo, " out, which needs that endpoint")
        }
        ProviderError::OtherPerson { .. } => {
            hint!({ ProviderAdministrator }, ": both must speak of the same person (OpenID Connect Core 1.0, section 5.3.2)")
        }
        ProviderError::NoIdToken => {
            hint!("request the scope `openid` with ", Scopes, ", and check that the client may use OpenID Connect")
        }
        ProviderError::NoAccessToken { needed_by: Some(option) } => {
            hint!("request the scope of an API with ", Scopes, ", or leave ", (*option), " out, which needs an access token")
        }
        ProviderError::NoAccessToken { needed_by: None } => {
            hint!({ ProviderAdministrator }, " why the client credentials grant brings no access token")
        }
    }]
}

/// Returns the hint for a URL that the provider is not allowed to name.
fn unsafe_address(what: &str, problem: &RequestError) -> Hint {
    match problem {
        RequestError::PlainHttp { allowed_by, .. } | RequestError::Downgrade { allowed_by, .. } => {
            hint!("have the provider use https; on a network you trust, ", (*allowed_by), " allows it")
        }
        _ if what == VERIFICATION_ADDRESS => hint!(
            "log in another way with ",
            [Login = "paste"],
            "; the provider's administrator must correct the `verification_uri` of its device codes"
        ),
        _ => hint!({ ProviderAdministrator }, " to correct its discovery document"),
    }
}

/// Returns the hint for a discovery document of another issuer. For Entra ID's `common`, `organizations` and `consumers` the document
/// contains the placeholder `{tenantid}`, which never equals the issuer of a token.
fn other_issuer(expected: &str, found: &str, is_there: bool) -> Hint {
    const EVERYBODY: [&str; 3] = ["common", "organizations", "consumers"];
    if found.contains('{') {
        let stands = EVERYBODY.into_iter().find(|name| expected.split('/').any(|part| part == *name));
        let place = stands.map_or_else(String::new, |name| format!("in place of `{name}` "));
        return hint!("write the ID of your tenant ", (place), "in ", Issuer, ": only that issuer stands in its ID tokens");
    }
    if is_there {
        return hint!("write ", [Issuer = found.to_owned()], " if that is your provider");
    }
    hint!({ ProviderAdministrator }, " for an issuer that has a discovery document of its own (Azure AD B2C: the one with `tfp` in it)")
}

/// Returns the hint for an endpoint that the provider does not have.
fn without(endpoint: ProviderEndpoint) -> Hint {
    match endpoint {
        ProviderEndpoint::DeviceAuthorization => {
            hint!("log in another way: leave ", [Login = "device"], " out, or show the address with ", [Login = "paste"])
        }
        ProviderEndpoint::Revocation => {
            hint!("end its sessions in its account console, or wait until they expire: ", { ProviderAdministrator }, " where that is")
        }
        ProviderEndpoint::Userinfo => hint!("leave ", Userinfo, " out: this provider has none"),
    }
}

fn login_refused(code: &str) -> Hint {
    match code {
        "access_denied" => {
            hint!("log in again if the login was canceled, else ", { ProviderAdministrator }, " to let you use this client")
        }
        "login_required" | "interaction_required" | "consent_required" => {
            hint!("leave `prompt=none` out of ", AuthParams, ": the provider has to prompt you")
        }
        "invalid_scope" => hint!("choose other scopes with ", Scopes),
        "temporarily_unavailable" | "server_error" => in_trouble(),
        _ => see_its_log(),
    }
}

/// The code of a refusal, or the one that it means: Google says `invalid_request` where a client secret is missing.
fn code_of(error: &ProviderError) -> Option<&str> {
    match error {
        ProviderError::TokenRefused { code, description, .. } | ProviderError::NotRevoked { code, description, .. } => {
            let is_of_secret = description.as_ref().is_some_and(|words| words.contains("client_secret"));
            if is_of_secret || error.is_of_the_client() { Some("invalid_client") } else { code.as_deref() }
        }
        _ => None,
    }
}

/// Returns the hint for a `grant` that the token endpoint refused with the error `code`.
fn token_refused(code: Option<&str>, grant: Grant, authentication: &str) -> Hint {
    let for_a_device = matches!(grant, Grant::DeviceAuthorization | Grant::DeviceCode);
    match code.unwrap_or_default().to_ascii_lowercase().as_str() {
        "unauthorized_client" | "unsupported_grant_type" | "device_flow_disabled" if for_a_device => {
            hint!("have the provider's administrator allow device codes to this client, or log in another way with ", [Login = "paste"])
        }
        "unauthorized_client" | "unsupported_grant_type" if grant == Grant::ClientCredentials => {
            hint!({ ProviderAdministrator }, " to allow the client credentials grant to this client (a service account)")
        }
        "invalid_client" | "unauthorized_client" if authentication.starts_with("none") => hint!(
            "check ",
            ClientId,
            "; if the client is confidential, give its secret with ",
            ClientSecret,
            ", ",
            ClientSecretFile,
            " or ",
            AskClientSecret
        ),
        "invalid_client" | "unauthorized_client" => {
            hint!("check ", ClientId, " and its secret or key; if it is registered for another method, choose that with ", ClientAuth)
        }
        "invalid_scope" => hint!("choose other scopes with ", Scopes),
        "invalid_target" => hint!("check ", Audience, " and ", Resource),
        "invalid_grant" | "bad_verification_code" | "incorrect_device_code" => used_up(grant),
        _ => see_its_log(),
    }
}

/// Returns the hint for an invalid, expired or already used code or refresh token.
fn used_up(grant: Grant) -> Hint {
    match grant {
        Grant::RefreshToken => hint!("log in again: the provider ended the session, or the token was used twice"),
        Grant::DeviceAuthorization | Grant::DeviceCode => hint!("run the command again, and enter the new code in time"),
        Grant::AuthorizationCode => hint!(
            "log in again: the code was too old or used already; if it happens again, compare the redirect URI with the registered one"
        ),
        Grant::ClientCredentials | Grant::Revocation => see_its_log(),
    }
}

fn in_trouble() -> Hint {
    hint!("try again in a minute: the provider is in trouble; if it stays, ask its administrator")
}

fn see_its_log() -> Hint {
    hint!({ ProviderAdministrator }, " what that means for this client: the provider's log says more")
}

fn for_token(problem: &TokenProblem) -> Hint {
    match problem {
        TokenProblem::Encrypted => hint!({ ProviderAdministrator }, " to switch ID token encryption off for this client"),
        TokenProblem::NotAToken | TokenProblem::Claim(_) | TokenProblem::Header(_) | TokenProblem::Critical(_) => {
            hint!({ ProviderAdministrator }, ": its ID tokens do not follow OpenID Connect Core 1.0, section 2")
        }
        TokenProblem::AccessToken(_) => hint!({ ProviderAdministrator }, " why it stands in the place of the ID token for this client"),
        TokenProblem::NoPublicKey(_) | TokenProblem::Algorithm(_) => {
            hint!({ ProviderAdministrator }, " to sign the ID tokens of this client with a public-key algorithm, best RS256")
        }
        TokenProblem::UnknownKey { .. } | TokenProblem::Signature => hint!(
            "log in again in a minute, the provider may be changing its keys; if it stays, its administrator must look at its key set"
        ),
        TokenProblem::Issuer { .. } => hint!("check ", Issuer, ", and the provider's public host name"),
        TokenProblem::Audience { .. } | TokenProblem::AuthorizedParty { .. } => {
            hint!("check ", ClientId, ": the provider made the token for another client")
        }
        TokenProblem::Subject => {
            hint!("log in again, and ", { ProviderAdministrator }, " how a refresh token can change its person")
        }
        TokenProblem::Nonce | TokenProblem::AccessTokenHash => {
            hint!("log in again; if it happens again, something on the way exchanges answers")
        }
        TokenProblem::Expired { .. } | TokenProblem::Future { .. } => {
            hint!("set this machine's clock right, and if it is, ", { ProviderAdministrator }, " to set theirs")
        }
    }
}
