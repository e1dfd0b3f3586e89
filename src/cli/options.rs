//! The definitions of all options: name, scope, help and parser.

use super::arguments::profile_candidates;
use super::choices::{CacheKind, ColorUse, dialect, serve_form};
use super::option::{ListOpt, Opt};
use super::option_spec::{Heading, OptionSpec, option};
use crate::policy::{Permission, PolicyError};
use crate::request::{
    ClientAuthMethod, Dialect, LoginMethod, OptionName as Id, OutputFormat, PolicySource, RoleArn, SessionDuration, SessionName, Shell,
    TokenKind, TokenSource, parse_auth_param, parse_port, parse_region, parse_seconds, parse_timeout, split_command_line,
};
use secrecy::SecretString;
use std::path::PathBuf;
use std::time::Duration;

// The client of an identity provider.
pub(super) static ISSUER: Opt<String> = Opt::text(
    option(Id::Issuer, "issuer", "URL", "Issuer URL, or URL of its discovery document")
        .heading(Heading::IdentityProvider)
        .setup(11)
        .alias("config-ep")
        .conflicts_with(&[&TOKEN.spec, &TOKEN_ENDPOINT.spec]),
);
pub(super) static CLIENT_ID: Opt<String> = Opt::text(
    option(Id::ClientId, "client-id", "ID", "Client ID of sts-cli at the provider")
        .heading(Heading::IdentityProvider)
        .setup(12)
        .alias("cid"),
);
pub(super) static CLIENT_SECRET_FILE: Opt<PathBuf> = Opt::path(
    option(Id::ClientSecretFile, "client-secret-file", "PATH", "File with the client secret; `-` for stdin")
        .heading(Heading::IdentityProvider)
        .conflicts_with(&CLIENT_SECRETS),
);
pub(super) static ASK_CLIENT_SECRET: Opt<bool> = Opt::switch(
    option(Id::AskClientSecret, "ask-client-secret", "", "Prompt for the client secret")
        .heading(Heading::IdentityProvider)
        .conflicts_with(&CLIENT_SECRETS),
);
pub(super) static CSEC: Opt<SecretString> = Opt::secret(
    option(Id::Csec, "csec", "SECRET", "Client secret, for compatibility with MinIO's sample program")
        .heading(Heading::IdentityProvider)
        .flag_only()
        .hidden(),
);
pub(super) static CLIENT_SECRET: Opt<SecretString> =
    Opt::secret(option(Id::ClientSecret, "client-secret", "", "The client secret itself").variable_only().conflicts_with(&CLIENT_SECRETS));
static CLIENT_SECRETS: [&OptionSpec; 5] =
    [&CSEC.spec, &CLIENT_SECRET_FILE.spec, &ASK_CLIENT_SECRET.spec, &CLIENT_SECRET.spec, &CLIENT_ASSERTION_KEY.spec];
pub(super) static CLIENT_AUTH: Opt<ClientAuthMethod> = Opt::choice(
    option(Id::ClientAuth, "client-auth", "METHOD", "Client authentication method")
        .details(" [default: one that the provider supports]")
        .heading(Heading::IdentityProvider),
);
pub(super) static CLIENT_ASSERTION_KEY: Opt<PathBuf> = Opt::path(
    option(Id::ClientAssertionKey, "client-assertion-key", "PATH", "Private key (PEM) to use instead of a client secret")
        .details(" (private_key_jwt)")
        .heading(Heading::IdentityProvider)
        .conflicts_with(&CLIENT_SECRETS),
);
pub(super) static CLIENT_ASSERTION_KID: Opt<String> = Opt::text(
    option(Id::ClientAssertionKid, "client-assertion-kid", "NAME", "Key ID (`kid`) of the client assertion key at the provider")
        .heading(Heading::IdentityProvider),
);
pub(super) static SCOPES: Opt<Vec<String>> = Opt::parsed(
    option(Id::Scopes, "scopes", "LIST", "Scopes to request")
        .details(" [default: openid, plus profile and email if supported]")
        .heading(Heading::IdentityProvider)
        .alias("cscopes"),
    |text| Ok(scopes(text)),
);
pub(super) static ALLOW_HTTP_ISSUER: Opt<bool> = Opt::switch(
    option(Id::AllowHttpIssuer, "allow-http-issuer", "", "Allow plain HTTP to a provider on another machine")
        .heading(Heading::IdentityProvider),
);

// Interactive login and tokens.
pub(super) static AUTH_PARAMS: ListOpt<(String, String)> = ListOpt::new(
    option(Id::AuthParams, "auth-param", "KEY=VALUE", "Extra authorization request parameter")
        .details(", such as kc_idp_hint=corp (repeatable)")
        .heading(Heading::IdentityProvider)
        .key("auth_params"),
    '\n',
    parse_auth_param,
);
pub(super) static USERINFO: Opt<bool> = Opt::switch(
    option(Id::Userinfo, "userinfo", "", "Fetch userinfo and require the same subject (`sub`)").heading(Heading::IdentityProvider),
);
pub(super) static SEND: Opt<TokenKind> = Opt::choice(
    option(Id::Send, "send", "TOKEN", "Provider token to send to the storage server")
        .details(" [default: id-token]")
        .heading(Heading::IdentityProvider),
);
pub(super) static TOKEN: Opt<TokenSource> = Opt::parsed(
    option(Id::Token, "token", "SOURCE", "Token source: file:PATH, env:NAME, cmd:PROGRAM, …")
        .details(" (also: -, github, ci)")
        .heading(Heading::Login)
        .setup(13)
        .conflicts_with(&[&ISSUER.spec]),
    str::parse,
);
pub(super) static AUDIENCE: Opt<String> =
    Opt::text(option(Id::Audience, "audience", "NAME", "Audience (`aud`) that the token must have").heading(Heading::Login).setup(39));
pub(super) static LOGIN: Opt<LoginMethod> =
    Opt::choice(option(Id::Login, "login", "METHOD", "Login method").details(" [default: auto]").heading(Heading::Login).common(36));
pub(super) static PORT: ListOpt<u16> = ListOpt::new(
    option(Id::Port, "port", "PORT", "Callback port, or a list to try in order")
        .details(" [default: any free port]")
        .heading(Heading::Login),
    ',',
    parse_port,
);
pub(super) static REDIRECT_URI: Opt<String> = Opt::text(
    option(Id::RedirectUri, "redirect-uri", "URL", "Complete redirect URI")
        .details(" [default: http://127.0.0.1:PORT/oauth2/callback]")
        .heading(Heading::Login),
);
pub(super) static NO_BROWSER: Opt<bool> = Opt::switch(
    option(Id::NoBrowser, "no-browser", "", "Print the login URL instead of opening a browser").heading(Heading::Login).common(49),
);
pub(super) static TIMEOUT: Opt<Duration> = Opt::parsed(
    option(Id::Timeout, "timeout", "TIME", "Maximum wait for the user, another process or a server")
        .details(" (servers: at most 30s) [default: 5m]")
        .common(63),
    parse_timeout,
);

// Client credentials.
pub(super) static TOKEN_ENDPOINT: Opt<String> = Opt::text(
    option(Id::TokenEndpoint, "token-endpoint", "URL", "Token endpoint, instead of discovery from the issuer")
        .heading(Heading::IdentityProvider)
        .alias("idp-ep")
        .conflicts_with(&[&ISSUER.spec]),
);
pub(super) static RESOURCE: Opt<String> =
    Opt::text(option(Id::Resource, "resource", "URI", "Resource indicator of the token (RFC 8707)").heading(Heading::IdentityProvider));

// LDAP.
pub(super) static USER: Opt<String> =
    Opt::text(option(Id::User, "user", "NAME", "Short login name").details(" [default: prompt]").heading(Heading::Login).setup(11));
pub(super) static PASSWORD_FILE: Opt<PathBuf> = Opt::path(
    option(Id::PasswordFile, "password-file", "PATH", "File with the password; `-` for stdin")
        .details(" [default: prompt]")
        .heading(Heading::Login)
        .setup(12)
        .conflicts_with(&[&PASSWORD_COMMAND.spec]),
);
pub(super) static PASSWORD_COMMAND: Opt<Vec<String>> = Opt::parsed(
    option(Id::PasswordCommand, "password-command", "COMMAND", "Command that prints the password")
        .heading(Heading::Login)
        .setup(13)
        .conflicts_with(&[&PASSWORD_FILE.spec]),
    split_command_line,
);

// Long-term keys.
pub(super) static ACCESS_KEY: Opt<String> = Opt::text(
    option(Id::AccessKey, "access-key", "ID", "Access key ID or user name")
        .details(" [also env: AWS_ACCESS_KEY_ID]")
        .heading(Heading::Login)
        .setup(11)
        .also("AWS_ACCESS_KEY_ID")
        .conflicts_with(&[&SOURCE_PROFILE.spec]),
);
pub(super) static SECRET_KEY_FILE: Opt<PathBuf> = Opt::path(
    option(Id::SecretKeyFile, "secret-key-file", "PATH", "File with the secret key; `-` for stdin")
        .details(" [default: AWS_SECRET_ACCESS_KEY, else prompt]")
        .heading(Heading::Login)
        .setup(12)
        .conflicts_with(&[&SOURCE_PROFILE.spec]),
);
pub(super) static SOURCE_PROFILE: Opt<String> = Opt::text(
    option(Id::SourceProfile, "source-profile", "NAME", "AWS profile to read the keys from")
        .heading(Heading::Login)
        .setup(13)
        .conflicts_with(&[&ACCESS_KEY.spec, &SECRET_KEY_FILE.spec]),
);
pub(super) static EXTERNAL_ID: Opt<String> = Opt::text(
    option(Id::ExternalId, "external-id", "ID", "External ID")
        .details(", required by some roles of other AWS accounts")
        .heading(Heading::Request)
        .setup(37),
);

// Storage server and session.
pub(super) static ENDPOINT: Opt<String> = Opt::text(
    option(Id::Endpoint, "endpoint", "URL", "Storage server URL")
        .details(", such as https://minio.example:9000")
        .heading(Heading::Request)
        .setup(10)
        .alias("sts-ep"),
);
pub(super) static S3_ENDPOINT: Opt<String> = Opt::text(
    option(Id::S3Endpoint, "s3-endpoint", "URL", "S3 URL, if it differs from the STS")
        .details(" [default: the value of --endpoint]")
        .heading(Heading::Request)
        .belongs_to(&ENDPOINT.spec),
);
pub(super) static ROLE_ARN: Opt<RoleArn> = Opt::parsed(
    option(Id::RoleArn, "role-arn", "ARN", "Role to assume, if the server has roles").heading(Heading::Request).common(34),
    str::parse,
);
pub(super) static DURATION: Opt<SessionDuration> = Opt::parsed(
    option(Id::Duration, "duration", "TIME", "Session duration: 8h, 90m or seconds")
        .details(" [default: 8h for a login on MinIO, else 1h]")
        .heading(Heading::Request)
        .common(33),
    str::parse,
);
pub(super) static SESSION_NAME: Opt<SessionName> = Opt::parsed(
    option(Id::SessionName, "session-name", "NAME", "Role session name")
        .details(" [default: the name of the user or key]")
        .heading(Heading::Request),
    str::parse,
);
pub(super) static REGION: Opt<String> = Opt::parsed(
    option(Id::Region, "region", "REGION", "Signing region")
        .details(" [default: the region of the AWS endpoint, else us-east-1]")
        .heading(Heading::Request),
    parse_region,
);
pub(super) static POLICY: Opt<PolicySource> = Opt::parsed(
    option(Id::Policy, "policy", "POLICY", "Session policy that restricts access: JSON, a file, or `-` for stdin")
        .heading(Heading::Request)
        .conflicts_with(&[&ALLOW.spec]),
    |text| Ok(text.into()),
);
pub(super) static ALLOW: ListOpt<Permission, PolicyError> = ListOpt::new(
    option(Id::Allow, "allow", "PERMISSION", "Restrict access, e.g. read:bucket/prefix")
        .details(" (verbs: read, write, list, delete, full; repeatable)")
        .heading(Heading::Request)
        .common(35)
        .conflicts_with(&[&POLICY.spec]),
    '\n',
    str::parse,
);
pub(super) static PRINT_POLICY: Opt<bool> = Opt::switch(
    option(Id::PrintPolicy, "print-policy", "", "Print the session policy and exit").heading(Heading::Request).per_invocation(),
);
pub(super) static DIALECT: Opt<Option<Dialect>> = Opt::word(
    option(Id::Dialect, "dialect", "TYPE", "Type of storage server").details(" [default: auto]").heading(Heading::Request),
    dialect::words,
    dialect::named,
);

// TLS.
pub(super) static ALLOW_HTTP: Opt<bool> =
    Opt::switch(option(Id::AllowHttp, "allow-http", "", "Allow plain HTTP to a storage server on another machine").heading(Heading::Tls));
pub(super) static CA_BUNDLE: Opt<PathBuf> = Opt::path(
    option(Id::CaBundle, "ca-bundle", "PATH", "Additional trusted certificates (PEM)")
        .details(" [also env: AWS_CA_BUNDLE]")
        .heading(Heading::Tls)
        .setup(42)
        .also("AWS_CA_BUNDLE"),
);
pub(super) static CLIENT_CERT: Opt<PathBuf> = Opt::path(
    option(Id::ClientCert, "client-cert", "PATH", "TLS client certificate (PEM)").details(" for the storage server").heading(Heading::Tls),
);
pub(super) static CLIENT_KEY: Opt<PathBuf> = Opt::path(
    option(Id::ClientKey, "client-key", "PATH", "Private key of the client certificate")
        .details(" [default: the same file]")
        .heading(Heading::Tls),
);
pub(super) static INSECURE: Opt<bool> =
    Opt::switch(option(Id::Insecure, "insecure", "", "Skip TLS certificate verification (testing only)").heading(Heading::Tls));

// Output.
pub(super) static OUTPUT_FORM: Opt<OutputFormat> = Opt::choice(
    option(Id::Output, "output", "FORMAT", "Output format")
        .details("; env:SHELL for a specific shell [default on a terminal: text]")
        .heading(Heading::Output)
        .common(31)
        .short('o')
        .per_invocation(),
);
pub(super) static WRITE_PROFILE: Opt<String> = Opt::text(
    option(Id::WriteProfile, "write-profile", "NAME", "Write to this AWS profile")
        .details(" in the credentials file")
        .heading(Heading::Output)
        .common(41)
        .per_invocation(),
);
pub(super) static FORCE: Opt<bool> = Opt::switch(
    option(Id::Force, "force", "", "Overwrite conflicting settings or an existing profile").heading(Heading::Output).common(48).flag_only(),
);
pub(super) static DRY_RUN: Opt<bool> = Opt::switch(
    option(Id::DryRun, "dry-run", "", "Show the changes without writing the file").heading(Heading::Output).common(45).flag_only(),
);
pub(super) static IN_PLACE: Opt<bool> = Opt::switch(
    option(Id::InPlace, "in-place", "", "Overwrite the file instead of replacing it")
        .details(", for files mounted into a container")
        .heading(Heading::Output)
        .common(50)
        .flag_only(),
);
pub(super) static WATCH: Opt<bool> = Opt::switch(
    option(Id::Watch, "watch", "", "Keep running; rewrite the file before expiration").heading(Heading::Output).common(46).flag_only(),
);
pub(super) static BUCKETS: Opt<bool> = Opt::switch(
    option(Id::Buckets, "buckets", "", "List buckets")
        .details(" [default: for text output only]")
        .heading(Heading::Output)
        .conflicts_with(&[&NO_BUCKETS.spec]),
);
pub(super) static NO_BUCKETS: Opt<bool> =
    Opt::switch(option(Id::NoBuckets, "no-buckets", "", "Do not list buckets").heading(Heading::Output).conflicts_with(&[&BUCKETS.spec]));

// Cache and profiles.
pub(super) static PROFILE: Opt<String> = Opt::text(
    option(Id::Profile, "profile", "NAME", "Profile to load; `none` ignores the default profile")
        .heading(Heading::Cache)
        .with_candidates(profile_candidates)
        .per_invocation(),
);
pub(super) static SAVE: Opt<String> = Opt::text(
    option(Id::Save, "save", "NAME", "Save the settings as a profile")
        .details(" after a successful login")
        .heading(Heading::Cache)
        .setup(32)
        .flag_only(),
);
pub(super) static MIN_LIFE: Opt<Duration> = Opt::parsed(
    option(Id::MinLife, "min-life", "TIME", "Renew credentials that expire within this time")
        .details(" [default: a third of their lifetime, at most 15m]")
        .heading(Heading::Cache)
        .common(52),
    |text| parse_seconds(text).map(Duration::from_secs),
);
pub(super) static FRESH: Opt<bool> = Opt::switch(
    option(Id::Fresh, "fresh", "", "Get new credentials even if some are cached").heading(Heading::Cache).common(44).per_invocation(),
);
pub(super) static CACHE_KIND: Opt<CacheKind> = Opt::choice(
    option(Id::Cache, "cache", "KIND", "Cache storage")
        .details(": private files, or encrypted with a key in the system keyring [default: file]")
        .heading(Heading::Cache),
);
pub(super) static NO_CACHE: Opt<bool> =
    Opt::switch(option(Id::NoCache, "no-cache", "", "Do not read or write cached tokens and credentials").heading(Heading::Cache));

// Messages.
pub(super) static VERBOSE: Opt<u8> = Opt::count(
    option(Id::Verbose, "verbose", "", "Increase log verbosity")
        .details(" (-v, -vv, -vvv); secrets are never logged")
        .common(61)
        .short('v')
        .per_invocation(),
);
pub(super) static QUIET: Opt<bool> =
    Opt::switch(option(Id::Quiet, "quiet", "", "Do not print notes").common(62).short('q').per_invocation());
pub(super) static NO_INPUT: Opt<bool> =
    Opt::switch(option(Id::NoInput, "no-input", "", "Never prompt or open a browser").common(47).per_invocation());
pub(super) static COLOR: Opt<ColorUse> =
    Opt::choice(option(Id::Color, "color", "WHEN", "When to use color").details(" [default: auto]").common(64).per_invocation());

// `exec --renew` and `serve`.
pub(super) static RENEW: Opt<bool> = Opt::switch(
    option(Id::Renew, "renew", "", "Keep running and serve renewed credentials")
        .details(" through a local container-credentials endpoint")
        .heading(Heading::Output)
        .common(20)
        .per_invocation(),
);
pub(super) static ENDPOINT_PORT: Opt<u16> = Opt::parsed(
    option(Id::ServePort, "serve-port", "PORT", "Port of the endpoint")
        .details(" [default: any free port]")
        .heading(Heading::Output)
        .common(20)
        .flag_named("port")
        .per_invocation(),
    parse_port,
);
pub(super) static ENDPOINT_FORM: Opt<Option<Shell>> = Opt::word(
    option(Id::ServeOutput, "serve-output", "FORMAT", "Print variables that point tools to the endpoint")
        .details(": env, or env:SHELL for a specific shell")
        .heading(Heading::Output)
        .common(21)
        .flag_named("output")
        .short('o')
        .flag_only(),
    serve_form::words,
    serve_form::named,
);

// `logout` and `status`.
pub(super) static EVERYWHERE: Opt<bool> = Opt::switch(
    option(Id::Everywhere, "everywhere", "", "Revoke all credentials of this user")
        .details(", including those on other machines")
        .heading(Heading::Request)
        .common(21)
        .flag_only(),
);
pub(super) static FORGET: Opt<bool> = Opt::switch(
    option(Id::Forget, "forget", "", "Remove the login even if a server does not respond").heading(Heading::Request).common(22).flag_only(),
);
pub(super) static ALL: Opt<bool> = Opt::switch(
    option(Id::All, "all", "", "Log out of every login stored on this machine")
        .heading(Heading::Request)
        .common(20)
        .flag_only()
        .conflicts_with(&[&ENDPOINT.spec, &ISSUER.spec, &CLIENT_ID.spec]),
);
pub(super) static ONLINE: Opt<bool> = Opt::switch(
    option(Id::Online, "online", "", "Verify the credentials with the storage server")
        .details(" and show whose they are")
        .heading(Heading::Request)
        .common(20)
        .flag_only(),
);
pub(super) static JSON: Opt<bool> = Opt::switch(option(Id::Json, "json", "", "Print JSON").heading(Heading::Output).flag_only());

/// Splits scopes at commas, spaces and tabs.
fn scopes(text: &str) -> Vec<String> {
    text.split([',', ' ', '\t']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}
