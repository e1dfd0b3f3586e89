//! What to do when the identity brought no proof.

use super::person_files::{for_malformed, for_places};
use super::token_source::for_source;
use super::{for_no_answer, for_trust};
use crate::identity::{BindError, CertificateError, Error, ProfileError, ProviderError, TokenProblem};
use crate::request::RequestError;
use crate::secret::SecretError;
use crate::sys::PromptError;

/// What to do about a login that failed before the STS was asked.
#[must_use]
pub fn for_identity(error: &Error) -> Vec<String> {
    let hint = match error {
        Error::Secret(error) => return for_secret(error),
        Error::Source(error) => return for_source(error),
        Error::Provider(error) => return for_provider(error),
        Error::Token { problem, .. } => for_token(problem),
        Error::BindError(BindError { fixed: true, .. }) => {
            "end the program that uses the port, name several, such as 8000,18000, with --port, or leave it out for a free one"
        }
        Error::BindError(_) => "this machine lets nobody listen on 127.0.0.1: check its firewall or sandbox settings",
        Error::OpaqueToken => {
            "ask the provider's administrator for access tokens in JWT form with the policy claim, or take a role with --role-arn"
        }
        Error::Certificate(error) => return for_certificate(error),
        Error::Profile(ProfileError::Places(error)) => for_places(error),
        Error::Profile(ProfileError::Malformed(file)) => return vec![for_malformed(file)],
        Error::Profile(_) => "name another with --source-profile, or give the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        Error::MayNotAsk => "run it without --no-input and --login never in a terminal, or give a token with --token",
        Error::AskedInVain(_) => "log in from a terminal with the same command; that ends the pause",
        Error::NobodyToAsk(_) => {
            "run the command in a terminal, or set BROWSER to a command that opens an address, or show the address with --no-browser"
        }
        Error::TimedOut { redirect: None, .. } => "allow more time with --timeout 10m, and enter the code on a device where you can log in",
        Error::TimedOut { redirect: Some(redirect), .. } => {
            return vec![
                format!(
                    "if the provider showed an error in the browser, check --client-id, and have the redirect URI {redirect} registered for it"
                ),
                "allow more time with --timeout 10m, or show the address with --no-browser and open it where you can log in".to_owned(),
            ];
        }
    };
    vec![hint.to_owned()]
}

fn for_certificate(error: &CertificateError) -> Vec<String> {
    let hint = match error {
        CertificateError::Files(error) => return for_trust(error),
        CertificateError::NoTls => "write --endpoint https://…, the storage server's TLS port",
        CertificateError::Expired(_) | CertificateError::NotYetValid(_) => {
            "ask whoever issues your certificates for a new one; compare this machine's clock first"
        }
        CertificateError::NotForClients => "ask whoever issues your certificates for one with the extended key usage clientAuth",
        CertificateError::IsCa => "put your own certificate first in the file, its issuers after it",
        CertificateError::NoName => "on MinIO the CN must be the name of a policy: ask for a certificate with one",
    };
    vec![hint.to_owned()]
}

fn for_secret(error: &SecretError) -> Vec<String> {
    let hint = match error {
        SecretError::Unreadable { .. } => "check the path, and that you may read the file",
        SecretError::Empty(_) | SecretError::TooLarge(_) => "the file must hold the secret and nothing else",
        SecretError::Prompt(PromptError::Interrupted) => return Vec::new(),
        SecretError::Prompt(_) => "run it in a terminal",
        SecretError::Unasked { what: "User name", .. } => "give it with --user",
        SecretError::Unasked { what: "Password", .. } => "give it with --password-file or --password-command",
        SecretError::Unasked { what: "Secret key", .. } => "give it in AWS_SECRET_ACCESS_KEY, or with --secret-key-file",
        SecretError::Unasked { .. } => "give it in STS_CLI_CLIENT_SECRET, or with --client-secret-file",
    };
    vec![hint.to_owned()]
}

fn for_provider(error: &ProviderError) -> Vec<String> {
    let hint = match error {
        ProviderError::NoAnswer { source, .. } => return for_no_answer(source, "identity provider", "--issuer"),
        ProviderError::SilentEndpoint(source) => return for_no_answer(source, "token endpoint", "--token-endpoint"),
        ProviderError::NotUsable { .. } => {
            "check --issuer: <issuer>/.well-known/openid-configuration must be the provider's discovery document".to_owned()
        }
        ProviderError::OtherIssuer { found, .. } => format!("if that is your provider, write --issuer {found}"),
        ProviderError::UnsafeAddress { source: RequestError::PlainHttp { flag, .. }, .. } => {
            format!("have the provider use https; on a network you trust, {flag} allows it")
        }
        ProviderError::UnsafeAddress { .. } => "ask the provider's administrator to correct its discovery document".to_owned(),
        ProviderError::LoginRefused { code, .. } => login_refused(code),
        ProviderError::MixedUp { .. } => {
            "log in again; if it happens again, the provider's administrator must correct its issuer".to_owned()
        }
        ProviderError::TokenRefused { code, what, .. } => token_refused(code, what),
        ProviderError::NoTokens { status, .. } if *status >= 500 => {
            "the provider's token endpoint is in trouble: try again, then ask its administrator".to_owned()
        }
        ProviderError::NoTokens { .. } => {
            "something other than a token endpoint answers there: check --issuer (or --token-endpoint), and a proxy on the way".to_owned()
        }
        ProviderError::NoEndpoint("device authorization endpoint") => {
            "log in another way: leave --login device out, or show the address with --login paste".to_owned()
        }
        ProviderError::NoEndpoint("revocation endpoint") => {
            "its sessions end by themselves, or in its account console: ask the provider's administrator".to_owned()
        }
        ProviderError::NotRevoked { status, .. } if *status >= 500 => "the provider is in trouble: try again in a minute".to_owned(),
        ProviderError::NotRevoked { code, .. } => token_refused(code.as_deref().unwrap_or_default(), "refresh token to be revoked"),
        ProviderError::BadRedirect(_) => {
            "choose another with --redirect-uri: http on 127.0.0.1, [::1] or localhost, in plain ASCII".to_owned()
        }
        ProviderError::NoEndpoint(_) => "leave --userinfo out: this provider has none".to_owned(),
        ProviderError::NoDeviceCode { .. } => {
            "have the provider's administrator switch device codes on, or log in another way with --login paste".to_owned()
        }
        ProviderError::DeviceCodeExpired { .. } => "run the command again, and enter the new code in time".to_owned(),
        ProviderError::OtherPerson { .. } => {
            "ask the provider's administrator: both must speak of the same person (OpenID Connect Core 1.0, section 5.3.2)".to_owned()
        }
        ProviderError::NoIdToken => "request the scope `openid` with --scopes, and check that the client may use OpenID Connect".to_owned(),
    };
    vec![hint]
}

fn login_refused(code: &str) -> String {
    match code {
        "access_denied" => {
            "the login was cancelled or is not allowed: log in again, or ask the provider's administrator to let you use this client"
        }
        "login_required" | "interaction_required" | "consent_required" => {
            "the provider wants to ask you: leave `prompt=none` out of --auth-param"
        }
        "invalid_scope" => "choose other scopes with --scopes",
        "temporarily_unavailable" | "server_error" => "the provider is in trouble: try again in a minute",
        _ => "the provider's words above say why; its administrator can see more in its log",
    }
    .to_owned()
}

fn token_refused(code: &str, what: &str) -> String {
    match code {
        "unauthorized_client" | "unsupported_grant_type" if what.contains("device") => {
            "have the provider's administrator allow device codes to this client, or log in another way with --login paste"
        }
        "invalid_grant" if what == "refresh token" => "log in again: the provider ended the session, or the token was used twice",
        "invalid_client" | "unauthorized_client" => {
            "check --client-id; if the client is confidential, give its secret with STS_CLI_CLIENT_SECRET, --client-secret-file or --ask-client-secret"
        }
        "invalid_grant" => "log in again: the code was too old or used already; if it happens again, compare the redirect URI with the registered one",
        _ => "the provider's words above say why; its administrator can see more in its log",
    }
    .to_owned()
}

fn for_token(problem: &TokenProblem) -> &'static str {
    match problem {
        TokenProblem::Encrypted => "ask the provider's administrator to switch ID token encryption off for this client",
        TokenProblem::NotAToken | TokenProblem::Missing(_) | TokenProblem::Other(_) => {
            "ask the provider's administrator: its ID tokens do not follow OpenID Connect Core 1.0, section 2"
        }
        TokenProblem::Algorithm(_) => "ask the provider's administrator to choose an RSA or EC signing key for this client",
        TokenProblem::UnknownKey { .. } | TokenProblem::AmbiguousKey | TokenProblem::Signature => {
            "log in again in a minute, the provider may be changing its keys; if it stays, its administrator must look at its key set"
        }
        TokenProblem::Issuer { .. } => "check --issuer, and the provider's public host name",
        TokenProblem::Audience { .. } | TokenProblem::AuthorizedParty { .. } => {
            "check --client-id: the provider made the token for another client"
        }
        TokenProblem::Subject => "log in again, and ask the provider's administrator how a refresh token can change its person",
        TokenProblem::Nonce | TokenProblem::AccessTokenHash => "log in again; if it happens again, something on the way exchanges answers",
        TokenProblem::Expired { .. } | TokenProblem::Future { .. } => {
            "set this machine's clock right, and if it is, ask the provider's administrator to set theirs"
        }
    }
}
