//! Errors as a person reads them, with exit code, causes and hints: also those that no server or machine of these tests can be brought to.

use crate::support::snapshot::Table;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Duration;
use sts_cli::aws_files::AwsPathsError;
use sts_cli::cache::CacheWriteError;
use sts_cli::cli::format_hints;
use sts_cli::error::Failure;
use sts_cli::identity::{
    self, CertificateError, ClientRequest, CommandError, IdTokenError, ProfileError, ProviderEndpoint, ProviderError, SourceError,
};
use sts_cli::provider_document::MemberError;
use sts_cli::request::{
    CLIENT_SECRET_PROMPT, ConfigError, Dialect, PASSWORD_PROMPT, RequestError, SECRET_KEY_PROMPT, SecretError, USER_NAME_PROMPT,
    UsageError, options,
};
use sts_cli::sys::files::{FileError, FileTask, LockError, PrivateFolderError};
use sts_cli::sys::{BrowserError, DetectedFormat, PromptError, Stopped, TrustError};
use sts_cli::{s3, sts};

/// Adds an error as `main` prints it. Names of types stay out: a new name is no new text.
pub(super) fn row(table: &mut Table, error: impl Into<Failure>) {
    let failure = error.into();
    let mut text = format!("error: {}\n", failure.source);
    let (mut cause, mut last) = (failure.source.source(), failure.source.to_string());
    while let Some(found) = cause {
        if !last.contains(&found.to_string()) {
            last = found.to_string();
            text.push_str(&format!("  caused by: {last}\n"));
        }
        cause = found.source();
    }
    format_hints(&failure.hints).iter().for_each(|hint| text.push_str(&format!("  hint: {hint}\n")));
    table.row(&format!("exit code {}", failure.exit_code()), &text);
}

pub(super) fn denied() -> std::io::Error {
    ErrorKind::PermissionDenied.into()
}

pub(super) fn path(name: &str) -> PathBuf {
    PathBuf::from("/home/alice").join(name)
}

#[test]
fn login_errors() {
    use identity::Error;
    let mut table = Table::default();
    let timed_out = |redirect| Error::TimedOut { timeout: Duration::from_secs(300), redirect, rejected_callback: None };
    for error in [
        Error::OpaqueToken,
        Error::PromptDisabled,
        Error::UnansweredPrompt(120),
        Error::NoWayToPrompt(None),
        Error::NoWayToPrompt(Some(BrowserError::NotFound(None))),
        Error::NoWayToPrompt(Some(BrowserError::NotACommand("firefox '".to_owned()))),
        Error::NoWayToPrompt(Some(BrowserError::NotAWebAddress)),
        Error::NoWayToPrompt(Some(BrowserError::NotStarted { command: "firefox".to_owned(), source: denied() })),
        timed_out(None),
        timed_out(Some("http://127.0.0.1:8000/oauth2/callback".to_owned())),
        Error::OtherUser { account: "bob".to_owned(), user: "alice (alice@example.test)".to_owned() },
        Error::ContestedAddress,
    ] {
        row(&mut table, error);
    }
    table.matches("logins");
}

fn token_refused(request: ClientRequest, status: u16, words: [Option<&str>; 2], authentication: &'static str) -> ProviderError {
    let [code, description] = words.map(|words| words.map(str::to_owned));
    ProviderError::TokenRefused { request, status, code, description, authentication }
}

#[test]
fn provider_errors() {
    let mut table = Table::default();
    let text = |text: &str| text.to_owned();
    let unexpected = |expected: &str, found: &str, is_discoverable| ProviderError::UnexpectedIssuer {
        expected: expected.to_owned(),
        found: found.to_owned(),
        is_discoverable,
    };
    let refused = |request, code| token_refused(request, 400, [Some(code), Some("in the provider's words")], "none (public client)");
    for error in [
        ProviderError::NotUsable { what: "the discovery document", url: text("https://id.example"), problem: text("it is not JSON") },
        unexpected("https://id.example", "https://other.example", true),
        unexpected("https://id.example", "https://other.example", false),
        ProviderError::UnsafeAddress { what: "token endpoint", source: RequestError::NotAnAddress(text("nowhere")) },
        ProviderError::LoginRefused { code: text("access_denied"), description: None },
        ProviderError::LoginRefused { code: text("login_required"), description: Some(text("in the provider's words")) },
        ProviderError::IssuerMismatch { expected: text("https://id.example"), found: None },
        ProviderError::IssuerMismatch { expected: text("https://id.example"), found: Some(text("https://other.example")) },
        refused(ClientRequest::AuthorizationCode, "invalid_grant"),
        refused(ClientRequest::ClientCredentials, "invalid_client"),
        refused(ClientRequest::ClientCredentials, "invalid_scope"),
        refused(ClientRequest::ClientCredentials, "invalid_target"),
        refused(ClientRequest::ClientCredentials, "unauthorized_client"),
        refused(ClientRequest::ClientCredentials, "invalid_grant"),
        refused(ClientRequest::RefreshToken, "invalid_grant"),
        refused(ClientRequest::DeviceAuthorization, "unauthorized_client"),
        refused(ClientRequest::DeviceCode, "access_denied"),
        refused(ClientRequest::DeviceCode, "bad_verification_code"),
        token_refused(ClientRequest::AuthorizationCode, 403, [None, None], "client_secret_basic"),
        ProviderError::EndpointUnavailable {
            endpoint: "token endpoint",
            status: 503,
            description: Some(text("server_error: in the provider's words")),
        },
        ProviderError::EndpointUnavailable { endpoint: "revocation endpoint", status: 502, description: None },
        MemberError::WrongType { name: text("id_token"), found: "a number", expected: "a string" }.into(),
        ProviderError::NoTokens { status: 200, response: text("text/html"), is_configured: false },
        ProviderError::DocumentUnavailable { what: "the discovery document", url: text("https://id.example"), status: 503 },
        unexpected("https://id.example/common/v2.0", "https://id.example/{tenantid}/v2.0", false),
        token_refused(ClientRequest::RefreshToken, 401, [Some("invalid_client"), None], "client_secret_basic, then client_secret_post"),
        ProviderError::NoSecret("client_secret_post"),
        ProviderError::AssertionNotSigned(text("no random numbers")),
        ProviderError::BadRedirect(text("http://[::1")),
        ProviderError::NoEndpoint(ProviderEndpoint::DeviceAuthorization),
        ProviderError::NoEndpoint(ProviderEndpoint::Revocation),
        ProviderError::NoEndpoint(ProviderEndpoint::Userinfo),
        ProviderError::NoDeviceCode { status: 200, response: text("text/html") },
        ProviderError::NotARevocationEndpoint { status: 302, response: text("text/html, redirecting to https://login.example") },
        ProviderError::DeviceCodeExpired { elapsed: Duration::from_secs(600) },
        ProviderError::UserinfoRefused { status: 403, description: Some(text("insufficient_scope: no openid")) },
        ProviderError::SubjectMismatch { found: text("bob"), expected: text("alice") },
        ProviderError::NoIdToken,
        ProviderError::NoAccessToken { needed_by: Some(&options::SEND) },
        ProviderError::NoAccessToken { needed_by: Some(&options::USERINFO) },
        ProviderError::NoAccessToken { needed_by: None },
    ] {
        row(&mut table, identity::Error::from(error));
    }
    table.matches("providers");
}

#[test]
fn id_token_errors() {
    let mut table = Table::default();
    let text = |text: &str| text.to_owned();
    for problem in [
        IdTokenError::Encrypted,
        IdTokenError::NotAJwt,
        IdTokenError::Claim(MemberError::Missing("sub".to_owned())),
        IdTokenError::Claim(MemberError::WrongType { name: "exp".to_owned(), found: "a string", expected: "a number of seconds" }),
        IdTokenError::NotAsymmetric(text("HS256")),
        IdTokenError::Algorithm(text("ES512")),
        IdTokenError::Header(MemberError::Missing(text("alg"))),
        IdTokenError::AccessToken(text("at+jwt")),
        IdTokenError::Critical(text("b64")),
        IdTokenError::UnknownKey { key: text("the key `two`"), algorithm: "RS256", keys: text("the key set is empty") },
        IdTokenError::Signature,
        IdTokenError::Issuer { found: text("https://other.example") },
        IdTokenError::Audience { expected: text("sts-cli"), found: vec![text("web"), text("api")] },
        IdTokenError::AuthorizedParty { expected: text("sts-cli"), found: text("web") },
        IdTokenError::Subject,
        IdTokenError::Nonce,
        IdTokenError::AccessTokenHash,
        IdTokenError::Expired { seconds: 90 },
        IdTokenError::NotYetValid { claim: "nbf", seconds: 90 },
    ] {
        row(&mut table, identity::Error::Token { issuer: text("https://id.example"), problem });
    }
    table.matches("id-tokens");
}

#[test]
fn token_source_errors() {
    let mut table = Table::default();
    let text = |text: &str| text.to_owned();
    for error in [
        SourceError::Unset { name: text("JOB_TOKEN"), needed_by: None },
        SourceError::Unset { name: text("CI_JOB_JWT"), needed_by: Some(identity::NeededBy::Gitlab) },
        SourceError::Unset { name: text("CIRCLE_OIDC_TOKEN_V2"), needed_by: Some(identity::NeededBy::Circleci) },
        SourceError::Unreadable { input_name: text("/var/run/token"), source: denied() },
        SourceError::Empty(text("/var/run/token")),
        SourceError::TooLarge(text("/var/run/token")),
        SourceError::Command(CommandError::NotStarted { program: text("token-helper"), source: denied() }),
        SourceError::Command(CommandError::Failed { program: text("token-helper"), status: text("exit status: 1"), source: None }),
        SourceError::Command(CommandError::TimedOut { program: text("token-helper"), timeout: Duration::from_secs(30) }),
        SourceError::Command(CommandError::Unreadable { program: text("token-helper"), source: ErrorKind::InvalidData.into() }),
        SourceError::Command(CommandError::TooLong(text("token-helper"))),
        SourceError::NotOneToken(vec![]),
        SourceError::NotOneToken(vec!["id_token", "access_token"]),
        SourceError::NoTokenReturned { status: 403, message: Some(text("no permission")) },
        SourceError::NoTokenReturned { status: 503, message: None },
        SourceError::UnsafeAddress("ACTIONS_ID_TOKEN_REQUEST_URL"),
        SourceError::NoCi(vec!["GITHUB_ACTIONS", "GITLAB_CI"]),
        SourceError::NoAudience("gitlab"),
    ] {
        row(&mut table, identity::Error::from(error));
    }
    table.matches("token-sources");
}

#[test]
fn secret_and_client_certificate_errors() {
    let mut table = Table::default();
    let time = "2030-01-01T00:00:00Z".parse().unwrap();
    for error in [
        SecretError::Empty("/home/alice/password".to_owned()),
        SecretError::TooLarge("/home/alice/password".to_owned()),
        SecretError::Unreadable { place: "standard input".to_owned(), source: ErrorKind::InvalidData.into() },
        SecretError::Prompt(PromptError::Interrupted),
        SecretError::PromptFailed { what: &PASSWORD_PROMPT, source: PromptError::NoTerminal },
        SecretError::PromptFailed { what: &SECRET_KEY_PROMPT, source: PromptError::Disabled },
        SecretError::PromptFailed { what: &CLIENT_SECRET_PROMPT, source: PromptError::Unanswered(ErrorKind::UnexpectedEof.into()) },
        SecretError::PromptFailed { what: &USER_NAME_PROMPT, source: PromptError::NoTerminal },
    ] {
        row(&mut table, identity::Error::from(error));
    }
    for error in [
        CommandError::Failed { program: "pass".to_owned(), status: "its exit code is 1".to_owned(), source: None },
        CommandError::NotStarted { program: "pass".to_owned(), source: ErrorKind::NotFound.into() },
        CommandError::Unreadable { program: "pass".to_owned(), source: ErrorKind::InvalidData.into() },
    ] {
        row(&mut table, identity::Error::PasswordCommand(error));
    }
    for error in [
        ProfileError::Places(AwsPathsError::NoHome),
        ProfileError::Unreadable { path: path("credentials"), source: denied() },
        ProfileError::NoKeys { name: "prod".to_owned(), files: vec![path("credentials"), path("config")] },
    ] {
        row(&mut table, identity::Error::from(error));
    }
    for error in [
        CertificateError::NoTls,
        CertificateError::Expired(time),
        CertificateError::NotYetValid(time),
        CertificateError::NotForClients,
        CertificateError::IsCa,
        CertificateError::NoName,
        CertificateError::Files(TrustError::NoKey(path("key.pem"))),
    ] {
        row(&mut table, identity::Error::from(error));
    }
    table.matches("secrets-and-certificates");
}

#[test]
fn certificate_and_key_file_errors() {
    let mut table = Table::default();
    for error in [
        TrustError::Unreadable { path: path("ca.pem"), source: denied() },
        TrustError::NoCertificate(path("ca.pem")),
        TrustError::BadCertificate { path: path("ca.pem"), why: "it cannot be parsed" },
        TrustError::NoKey(path("key.pem")),
        TrustError::EncryptedKey(path("key.pem")),
        TrustError::NotPem { path: path("all.p12"), form: DetectedFormat::Pkcs12 },
        TrustError::NotPem { path: path("it's.cer"), form: DetectedFormat::Certificate },
        TrustError::NotPem { path: path("key.der"), form: DetectedFormat::Key },
        TrustError::NotPem { path: path("ca.p7b"), form: DetectedFormat::BinaryPkcs7 },
        TrustError::NotPem { path: path("ca.p7b"), form: DetectedFormat::Pkcs7 },
        TrustError::NotPem { path: path("ca.pem"), form: DetectedFormat::Utf16 },
        TrustError::NotPem { path: path("ca.jks"), form: DetectedFormat::Other },
        TrustError::NotPem { path: path("key.p8"), form: DetectedFormat::EncryptedKey },
        TrustError::NotPem { path: path("id_rsa"), form: DetectedFormat::OpenSsh },
        TrustError::NotPem { path: path("key.ppk"), form: DetectedFormat::Putty },
        TrustError::NotPem { path: path("key.json"), form: DetectedFormat::Jwk },
        TrustError::NotPem { path: path("key.b64"), form: DetectedFormat::Base64 },
        TrustError::NotPem { path: path("account.json"), form: DetectedFormat::Json },
        TrustError::NotPem { path: path("key.txt"), form: DetectedFormat::Escaped },
        TrustError::NotPem { path: path("key.pub"), form: DetectedFormat::PublicKey },
        TrustError::NotPem { path: path("ca.pem"), form: DetectedFormat::CertificateNotKey },
        TrustError::NotPem { path: path("key.pem"), form: DetectedFormat::KeyNotCertificate },
        TrustError::TooLarge(path("/dev/zero")),
        TrustError::KeySize { path: path("key.pem"), bits: 1024 },
        TrustError::UnfitKey { key: path("key.pem"), source: rustls::Error::General("unknown curve".to_owned()) },
        TrustError::Mismatch { key: path("key.pem"), source: rustls::Error::General("of another pair".to_owned()) },
    ] {
        row(&mut table, error);
    }
    table.matches("certificates-and-keys");
}

/// Adds the errors of addresses where something other than an STS responds.
fn rows_of_other_servers(table: &mut Table) {
    for shares_origin_with_provider in [false, true] {
        let (address, message) = ("https://console.example".to_owned(), Some("MinIO Console".to_owned()));
        row(table, sts::Error::NotSts { address, status: 200, content_type: "text/html".to_owned(), shares_origin_with_provider, message });
        let (address, location) = ("http://minio.example:9000".to_owned(), "https://minio.example:9000/".to_owned());
        row(table, sts::Error::Redirected { address, status: 308, location, shares_origin_with_provider });
    }
    let strangers = [
        (404, "text/html", None),
        (200, "text/plain", Some("MinIO Console at :9001")),
        (400, "application/json", Some("invalid_request")),
        (400, "text/plain", Some("Client sent an HTTP request to an HTTPS server.")),
        (404, "text/plain", None),
        (502, "text/plain", Some("Bad Gateway")),
    ];
    for (status, content_type, message) in strangers {
        let (address, content_type) = ("http://minio.example:9000".to_owned(), content_type.to_owned());
        let message = message.map(str::to_owned);
        row(table, sts::Error::NotSts { address, status, content_type, shares_origin_with_provider: false, message });
    }
}

#[test]
fn storage_server_errors_and_interruptions() {
    let mut table = Table::default();
    for error in [
        sts::Error::InvalidResponse { action: "AssumeRole", problem: "it contains no AccessKeyId".to_owned() },
        sts::Error::UnsafeKeys { action: "AssumeRole", problem: "its SecretAccessKey contains `$`".to_owned() },
        sts::Error::Expired {
            action: "AssumeRole",
            problem: "the credentials expired at 2026-01-01T00:00:00Z; this machine's time is 2026-01-02T00:00:00Z".to_owned(),
        },
        sts::Error::DurationTooLong { action: None, dialect: Dialect::RustFs, longest: 43200 },
        sts::Error::DurationTooLong { action: Some("GetSessionToken"), dialect: Dialect::Aws, longest: 129_600 },
        sts::Error::PolicyTooLong(2401),
        sts::Error::RoleRequired { action: "AssumeRole" },
        sts::Error::RoleNotSupported { action: "GetSessionToken" },
        sts::Error::PolicyNotSupported { action: "AssumeRoleWithCertificate" },
        sts::Error::TemporaryKeysRefused { action: "AssumeRole", dialect: Dialect::Minio },
    ] {
        row(&mut table, error);
    }
    rows_of_other_servers(&mut table);
    let unsignable = || http::HeaderValue::from_bytes(b"\n").unwrap_err();
    row(&mut table, sts::Error::UnsignableKey(unsignable()));
    row(&mut table, s3::Error::Unsignable(unsignable()));
    for error in [
        sts::RevokeError::NotSupported,
        sts::RevokeError::NoRevokeType,
        sts::RevokeError::UnknownCredentials,
        sts::RevokeError::Refused { status: 403, code: "AccessDenied".to_owned(), message: "in the server's words".to_owned() },
        sts::RevokeError::Unsignable(unsignable()),
    ] {
        row(&mut table, error);
    }
    row(&mut table, s3::Error::ListDenied { request_id: None });
    row(&mut table, s3::Error::NotAList { status: 200, message: None });
    row(&mut table, Stopped::Interrupted);
    row(&mut table, Stopped::TimeLimit(Duration::from_secs(50)));
    row(&mut table, Stopped::RuntimeUnavailable(denied()));
    row(&mut table, LockError::StillHeld(Some("sts-cli for prod (process 1)".to_owned())));
    row(&mut table, LockError::StillHeld(None));
    row(&mut table, LockError::Held(None));
    table.error("too large for the cache", &CacheWriteError::NotStorable);
    table.error("no home for the cache", &CacheWriteError::NotPrivate(PrivateFolderError::NoHome));
    table.matches("storage-servers-and-stops");
}

#[cfg(feature = "sandbox")]
#[test]
fn sandbox_errors() {
    use http::StatusCode;
    use sts_sandbox::{Error, RequestedFault, SignInError};
    let mut table = Table::default();
    for error in [
        Error::UnknownAccount("mallory".to_owned()),
        Error::PortTaken(9000),
        Error::Listen(denied()),
        Error::Data { path: path("data"), source: denied() },
        Error::BadKey { path: path("data/key.pem") },
    ] {
        row(&mut table, error);
    }
    for error in [
        SignInError::NotLoopback("https://id.example".to_owned()),
        SignInError::TooManyRedirects,
        SignInError::NoForm(StatusCode::NOT_FOUND),
        SignInError::Refused("alice".to_owned()),
        SignInError::LastPage(StatusCode::BAD_REQUEST),
    ] {
        row(&mut table, error);
    }
    for fault in ["slow", "slow-down=1", "clock-ahead=soon", "starting=often"] {
        table.error(&format!("--fault {fault}"), &fault.parse::<RequestedFault>().unwrap_err());
    }
    table.matches("sandboxes");
}

#[test]
fn usage_and_configuration_errors() {
    let mut table = Table::default();
    for error in [
        UsageError::WriteOptionWithoutFile("--in-place".to_owned()),
        UsageError::WatchNotNeeded("aws"),
        UsageError::SwitchWithoutLogin("ldap"),
        UsageError::NotInGithub,
        UsageError::NotInAwsProfile("--duration".to_owned()),
    ] {
        row(&mut table, error);
    }
    let failed = || FileError::System { task: FileTask::Write, path: path("prod.toml"), source: denied() };
    for error in [
        ConfigError::NoFolder,
        ConfigError::NotWritten(failed()),
        ConfigError::NotRemoved(failed()),
        ConfigError::TooLarge(path("prod.toml")),
        ConfigError::AdministratorProfile("prod".to_owned()),
    ] {
        row(&mut table, error);
    }
    table.matches("calls-and-files");
}
