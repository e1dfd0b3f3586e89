//! The definitions of all options: name, scope, help and parser.

use super::arguments::profiles;
use super::choices::{CacheKind, ColorUse, dialect, serve_form};
use super::option::{ListOpt, Opt};
use super::option_spec::{Heading, OptionSpec, row};
use crate::policy::{Permission, PolicyError};
use crate::request::{
    ClientAuthentication, Dialect, Form, LoginWay, OptionName as Id, PolicySource, RoleArn, SessionLength, SessionName, Shell, TokenKind,
    TokenSource, auth_param, command_line, port, region, waiting_time, whole_seconds,
};
use secrecy::SecretString;
use std::path::PathBuf;
use std::time::Duration;

// The client of an identity provider.
pub(super) static ISSUER: Opt<String> = Opt::text(
    row(Id::Issuer, "issuer", "URL", "Issuer, or the address of its discovery document")
        .alias("config-ep")
        .under(Heading::Provider)
        .conflicts_with(&[&TOKEN.spec, &TOKEN_ENDPOINT.spec]),
);
pub(super) static CLIENT_ID: Opt<String> =
    Opt::text(row(Id::ClientId, "client-id", "ID", "Client id of sts-cli at the provider").alias("cid").under(Heading::Provider));
pub(super) static CLIENT_SECRET_FILE: Opt<PathBuf> = Opt::path(
    row(Id::ClientSecretFile, "client-secret-file", "PATH", "File with the client secret, `-` for stdin")
        .under(Heading::Provider)
        .conflicts_with(&CLIENT_SECRETS),
);
pub(super) static ASK_CLIENT_SECRET: Opt<bool> = Opt::switch(
    row(Id::AskClientSecret, "ask-client-secret", "", "Ask for the client secret on the terminal")
        .under(Heading::Provider)
        .conflicts_with(&CLIENT_SECRETS),
);
pub(super) static CSEC: Opt<SecretString> = Opt::secret(
    row(Id::Csec, "csec", "SECRET", "The client secret itself, for the sample program's sake")
        .under(Heading::Provider)
        .flag_only()
        .hidden(),
);
pub(super) static CLIENT_SECRET: Opt<SecretString> =
    Opt::secret(row(Id::ClientSecret, "client-secret", "", "The client secret itself").variable_only().conflicts_with(&CLIENT_SECRETS));
static CLIENT_SECRETS: [&OptionSpec; 5] =
    [&CSEC.spec, &CLIENT_SECRET_FILE.spec, &ASK_CLIENT_SECRET.spec, &CLIENT_SECRET.spec, &CLIENT_ASSERTION_KEY.spec];
pub(super) static CLIENT_AUTH: Opt<ClientAuthentication> = Opt::choice(
    row(Id::ClientAuth, "client-auth", "WAY", "How the client authenticates [default: as the provider lists and accepts]")
        .under(Heading::Provider),
);
pub(super) static CLIENT_ASSERTION_KEY: Opt<PathBuf> = Opt::path(
    row(
        Id::ClientAssertionKey,
        "client-assertion-key",
        "PATH",
        "Private key in PEM that signs instead of a client secret (private_key_jwt)",
    )
    .under(Heading::Provider)
    .conflicts_with(&CLIENT_SECRETS),
);
pub(super) static CLIENT_ASSERTION_KID: Opt<String> = Opt::text(
    row(Id::ClientAssertionKid, "client-assertion-kid", "NAME", "Name (`kid`) of that key at the provider").under(Heading::Provider),
);
pub(super) static SCOPES: Opt<Vec<String>> = Opt::parsed(
    row(Id::Scopes, "scopes", "LIST", "Scopes to ask for [default: openid, and profile, email if offered]")
        .alias("cscopes")
        .under(Heading::Provider),
    |text| Ok(scopes(text)),
);
pub(super) static ALLOW_HTTP_ISSUER: Opt<bool> = Opt::switch(
    row(Id::AllowHttpIssuer, "allow-http-issuer", "", "Allow plain http to a provider on another machine").under(Heading::Provider),
);

// Interactive login and tokens.
pub(super) static AUTH_PARAMS: ListOpt<(String, String)> = ListOpt::new(
    row(Id::AuthParams, "auth-param", "KEY=VALUE", "More for the authorization request, such as kc_idp_hint=corp")
        .key("auth_params")
        .under(Heading::Provider),
    '\n',
    auth_param,
);
pub(super) static USERINFO: Opt<bool> = Opt::switch(
    row(Id::Userinfo, "userinfo", "", "Compare with the provider's userinfo: it must be the same person").under(Heading::Provider),
);
pub(super) static SEND: Opt<TokenKind> = Opt::choice(
    row(Id::Send, "send", "TOKEN", "The provider's token that goes to the storage server [default: id-token]").under(Heading::Provider),
);
pub(super) static TOKEN: Opt<TokenSource> = Opt::parsed(
    row(Id::Token, "token", "SOURCE", "Where a token is: file:PATH, env:NAME, cmd:PROGRAM, -, github, ci, …")
        .under(Heading::Token)
        .conflicts_with(&[&ISSUER.spec]),
    str::parse,
);
pub(super) static AUDIENCE: Opt<String> =
    Opt::text(row(Id::Audience, "audience", "NAME", "Whom the token is to be meant for").under(Heading::Token));
pub(super) static LOGIN: Opt<LoginWay> =
    Opt::choice(row(Id::Login, "login", "WAY", "How to ask the person [default: auto]").under(Heading::Browser));
pub(super) static PORT: ListOpt<u16> = ListOpt::new(
    row(Id::Port, "port", "PORT", "Callback port, or a list tried in order [default: a free one]").under(Heading::Browser),
    ',',
    port,
);
pub(super) static REDIRECT_URI: Opt<String> = Opt::text(
    row(Id::RedirectUri, "redirect-uri", "URL", "Redirect URI, whole [default: http://127.0.0.1:PORT/oauth2/callback]")
        .under(Heading::Browser),
);
pub(super) static NO_BROWSER: Opt<bool> =
    Opt::switch(row(Id::NoBrowser, "no-browser", "", "Show the address instead of opening a browser").under(Heading::Browser));
pub(super) static TIMEOUT: Opt<Duration> = Opt::parsed(
    row(Id::Timeout, "timeout", "TIME", "Longest wait for the user, another process, or (30s at most) a server [default: 5m]"),
    waiting_time,
);

// Client credentials.
pub(super) static TOKEN_ENDPOINT: Opt<String> = Opt::text(
    row(Id::TokenEndpoint, "token-endpoint", "URL", "Token endpoint, where the issuer's discovery does not serve")
        .alias("idp-ep")
        .under(Heading::Service)
        .conflicts_with(&[&ISSUER.spec]),
);
pub(super) static RESOURCE: Opt<String> = Opt::text(row(Id::Resource, "resource", "URI", "Resource to ask for").under(Heading::Service));

// LDAP.
pub(super) static USER: Opt<String> =
    Opt::text(row(Id::User, "user", "NAME", "Login name, the short one [default: asked for]").under(Heading::Person));
pub(super) static PASSWORD_FILE: Opt<PathBuf> = Opt::path(
    row(Id::PasswordFile, "password-file", "PATH", "File with the password, `-` for stdin [default: asked for]")
        .under(Heading::Person)
        .conflicts_with(&[&PASSWORD_COMMAND.spec]),
);
pub(super) static PASSWORD_COMMAND: Opt<Vec<String>> = Opt::parsed(
    row(Id::PasswordCommand, "password-command", "COMMAND", "Program that prints the password, with its arguments")
        .under(Heading::Person)
        .conflicts_with(&[&PASSWORD_FILE.spec]),
    command_line,
);

// Long-term keys.
pub(super) static ACCESS_KEY: Opt<String> = Opt::text(
    row(Id::AccessKey, "access-key", "ID", "Access key id, or the user's name [env: AWS_ACCESS_KEY_ID too]")
        .also("AWS_ACCESS_KEY_ID")
        .under(Heading::Keys)
        .conflicts_with(&[&SOURCE_PROFILE.spec]),
);
pub(super) static SECRET_KEY_FILE: Opt<PathBuf> = Opt::path(
    row(
        Id::SecretKeyFile,
        "secret-key-file",
        "PATH",
        "File with the secret key, `-` for stdin [default: AWS_SECRET_ACCESS_KEY, then a prompt]",
    )
    .under(Heading::Keys)
    .conflicts_with(&[&SOURCE_PROFILE.spec]),
);
pub(super) static SOURCE_PROFILE: Opt<String> = Opt::text(
    row(Id::SourceProfile, "source-profile", "NAME", "Profile of the AWS files that holds the keys")
        .under(Heading::Keys)
        .conflicts_with(&[&ACCESS_KEY.spec, &SECRET_KEY_FILE.spec]),
);
pub(super) static EXTERNAL_ID: Opt<String> =
    Opt::text(row(Id::ExternalId, "external-id", "ID", "What AWS wants of callers from another organization").under(Heading::Keys));

// Storage server and session.
pub(super) static ENDPOINT: Opt<String> = Opt::text(
    row(Id::Endpoint, "endpoint", "URL", "Storage server, such as https://minio.example:9000").alias("sts-ep").under(Heading::Request),
);
pub(super) static S3_ENDPOINT: Opt<String> = Opt::text(
    row(Id::S3Endpoint, "s3-endpoint", "URL", "S3 address, where the STS has another [default: that of --endpoint]")
        .belongs_to(&ENDPOINT.spec)
        .under(Heading::Request),
);
pub(super) static ROLE_ARN: Opt<RoleArn> =
    Opt::parsed(row(Id::RoleArn, "role-arn", "ARN", "Role to take, where the server has roles").under(Heading::Request), str::parse);
pub(super) static DURATION: Opt<SessionLength> = Opt::parsed(
    row(Id::Duration, "duration", "TIME", "Length of the session: 8h, 90m or seconds [default: 8h for a person on MinIO, else 1h]")
        .under(Heading::Request),
    str::parse,
);
pub(super) static SESSION_NAME: Opt<SessionName> = Opt::parsed(
    row(Id::SessionName, "session-name", "NAME", "Name of the session [default: the person's or key's name]").under(Heading::Request),
    str::parse,
);
pub(super) static REGION: Opt<String> = Opt::parsed(
    row(Id::Region, "region", "REGION", "Region to sign for [default: a regional AWS endpoint's own, else us-east-1]")
        .under(Heading::Request),
    region,
);
pub(super) static POLICY: Opt<PolicySource> = Opt::parsed(
    row(Id::Policy, "policy", "POLICY", "Narrow the credentials by a session policy: JSON, a file, or `-` for stdin")
        .under(Heading::Request)
        .conflicts_with(&[&ALLOW.spec]),
    |text| Ok(text.into()),
);
pub(super) static ALLOW: ListOpt<Permission, PolicyError> = ListOpt::new(
    row(Id::Allow, "allow", "PERMISSION", "Narrow them to read:bucket/prefix, and write:, list:, delete:, full: alike")
        .under(Heading::Request)
        .conflicts_with(&[&POLICY.spec]),
    '\n',
    str::parse,
);
pub(super) static PRINT_POLICY: Opt<bool> = Opt::switch(
    row(Id::PrintPolicy, "print-policy", "", "Print the session policy and do nothing else").under(Heading::Request).per_invocation(),
);
pub(super) static DIALECT: Opt<Option<Dialect>> = Opt::word(
    row(Id::Dialect, "dialect", "KIND", "Kind of storage server [default: auto]").under(Heading::Request),
    dialect::words,
    dialect::named,
);

// TLS.
pub(super) static ALLOW_HTTP: Opt<bool> =
    Opt::switch(row(Id::AllowHttp, "allow-http", "", "Allow plain http to a storage server on another machine").under(Heading::Trust));
pub(super) static CA_BUNDLE: Opt<PathBuf> = Opt::path(
    row(Id::CaBundle, "ca-bundle", "PATH", "Certificates to trust beside the system's, as PEM [env: AWS_CA_BUNDLE too]")
        .also("AWS_CA_BUNDLE")
        .under(Heading::Trust),
);
pub(super) static CLIENT_CERT: Opt<PathBuf> =
    Opt::path(row(Id::ClientCert, "client-cert", "PATH", "Certificate to show to the storage server, as PEM").under(Heading::Trust));
pub(super) static CLIENT_KEY: Opt<PathBuf> =
    Opt::path(row(Id::ClientKey, "client-key", "PATH", "Key of that certificate [default: the same file]").under(Heading::Trust));
pub(super) static INSECURE: Opt<bool> =
    Opt::switch(row(Id::Insecure, "insecure", "", "Verify no server certificate: for trying things out only").under(Heading::Trust));

// Output.
pub(super) static OUTPUT_FORM: Opt<Form> = Opt::choice(
    row(Id::Output, "output", "FORM", "Form of the output; env:SHELL for another shell's [default on a terminal: text]")
        .short('o')
        .under(Heading::Output)
        .per_invocation(),
);
pub(super) static WRITE_PROFILE: Opt<String> = Opt::text(
    row(Id::WriteProfile, "write-profile", "NAME", "Write the keys to this profile of the AWS credentials file")
        .under(Heading::Output)
        .per_invocation(),
);
pub(super) static FORCE: Opt<bool> = Opt::switch(
    row(Id::Force, "force", "", "Replace what stands against it: settings of the file, a saved profile").under(Heading::Output).flag_only(),
);
pub(super) static DRY_RUN: Opt<bool> =
    Opt::switch(row(Id::DryRun, "dry-run", "", "Show what would change in the file, and write nothing").under(Heading::Output).flag_only());
pub(super) static IN_PLACE: Opt<bool> = Opt::switch(
    row(Id::InPlace, "in-place", "", "Overwrite the file itself, for one that is mounted into a container")
        .under(Heading::Output)
        .flag_only(),
);
pub(super) static WATCH: Opt<bool> = Opt::switch(
    row(Id::Watch, "watch", "", "Stay, and write the file again before the credentials end").under(Heading::Output).flag_only(),
);
pub(super) static BUCKETS: Opt<bool> = Opt::switch(
    row(Id::Buckets, "buckets", "", "List the buckets found [default: for text only]")
        .under(Heading::Output)
        .conflicts_with(&[&NO_BUCKETS.spec]),
);
pub(super) static NO_BUCKETS: Opt<bool> =
    Opt::switch(row(Id::NoBuckets, "no-buckets", "", "Do not list buckets").under(Heading::Output).conflicts_with(&[&BUCKETS.spec]));

// Cache and profiles.
pub(super) static PROFILE: Opt<String> = Opt::text(
    row(Id::Profile, "profile", "NAME", "Profile to take what is not said here from; `none` for none")
        .offering(profiles)
        .under(Heading::Cache)
        .per_invocation(),
);
pub(super) static SAVE: Opt<String> =
    Opt::text(row(Id::Save, "save", "NAME", "Keep what was said as this profile, when it worked").under(Heading::Cache).flag_only());
pub(super) static MIN_LIFE: Opt<Duration> = Opt::parsed(
    row(Id::MinLife, "min-life", "TIME", "Renew what ends sooner than this [default: a third of the life, at most 15m]")
        .under(Heading::Cache),
    |text| whole_seconds(text).map(Duration::from_secs),
);
pub(super) static FRESH: Opt<bool> = Opt::switch(
    row(Id::Fresh, "fresh", "", "Ask the storage server even if credentials are cached").under(Heading::Cache).per_invocation(),
);
pub(super) static CACHE_KIND: Opt<CacheKind> = Opt::choice(
    row(Id::Cache, "cache", "KIND", "Keep it in private files, or sealed by the system's keyring [default: file]").under(Heading::Cache),
);
pub(super) static NO_CACHE: Opt<bool> =
    Opt::switch(row(Id::NoCache, "no-cache", "", "Read and write nothing of what is kept; profiles are read").under(Heading::Cache));

// Messages.
pub(super) static VERBOSE: Opt<u8> = Opt::count(
    row(Id::Verbose, "verbose", "", "Log to standard error; twice and thrice for more, never a secret").short('v').per_invocation(),
);
pub(super) static QUIET: Opt<bool> = Opt::switch(row(Id::Quiet, "quiet", "", "Leave out notes").short('q').per_invocation());
pub(super) static NO_INPUT: Opt<bool> =
    Opt::switch(row(Id::NoInput, "no-input", "", "Ask for nothing: no browser, no prompt").per_invocation());
pub(super) static COLOR: Opt<ColorUse> =
    Opt::choice(row(Id::Color, "color", "WHEN", "Colour what a person reads [default: auto]").per_invocation());

// `exec --renew` and `serve`.
pub(super) static RENEW: Opt<bool> = Opt::switch(
    row(Id::Renew, "renew", "", "Stay beside the command and renew its credentials: for tools that ask container endpoints")
        .under(Heading::Renewal)
        .per_invocation(),
);
pub(super) static ENDPOINT_PORT: Opt<u16> = Opt::parsed(
    row(Id::ServePort, "serve-port", "PORT", "Port of the endpoint [default: a free one]")
        .flag_named("port")
        .under(Heading::Endpoint)
        .per_invocation(),
    port,
);
pub(super) static ENDPOINT_FORM: Opt<Option<Shell>> = Opt::word(
    row(
        Id::ServeOutput,
        "serve-output",
        "FORM",
        "Print the variables that lead tools to the endpoint: env, or env:SHELL for another shell's",
    )
    .flag_named("output")
    .short('o')
    .under(Heading::Endpoint)
    .flag_only(),
    serve_form::words,
    serve_form::named,
);

// `logout` and `status`.
pub(super) static EVERYWHERE: Opt<bool> = Opt::switch(
    row(Id::Everywhere, "everywhere", "", "Revoke all credentials of this person, also those of other machines")
        .under(Heading::Logout)
        .flag_only(),
);
pub(super) static FORGET: Opt<bool> =
    Opt::switch(row(Id::Forget, "forget", "", "Forget it here even where a server gave no answer").under(Heading::Logout).flag_only());
pub(super) static ALL: Opt<bool> = Opt::switch(
    row(Id::All, "all", "", "End all logins that are stored on this machine").under(Heading::Logout).flag_only().conflicts_with(&[
        &ENDPOINT.spec,
        &ISSUER.spec,
        &CLIENT_ID.spec,
    ]),
);
pub(super) static ONLINE: Opt<bool> = Opt::switch(
    row(Id::Online, "online", "", "Ask the storage server whether it still takes the credentials, and whose they are")
        .under(Heading::Status)
        .flag_only(),
);
pub(super) static JSON: Opt<bool> = Opt::switch(row(Id::Json, "json", "", "Write JSON for a program").under(Heading::Status).flag_only());

/// Splits scopes at commas, spaces and tabs.
fn scopes(text: &str) -> Vec<String> {
    text.split([',', ' ', '\t']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}
