//! All options, each once: what they are called, where they may stand, what their help says.

use super::arguments::profiles;
use super::option::{Opt, names};
use crate::request::{DIALECTS, FORMS, OptionName as Id};

const PROVIDER: &str = "Identity provider";
const GIVEN: &str = "A token you already have";
const BROWSER: &str = "Browser";
const SERVICE: &str = "Service";
const PERSON: &str = "Who logs in";
const KEYS: &str = "Long-term keys";
const REQUEST: &str = "What to ask for";
const TRUST: &str = "Whom to trust";
const OUTPUT: &str = "What comes out";
const CACHE: &str = "What is kept";
const RENEWAL: &str = "How long it works";
const SERVED: &str = "The endpoint";
const ENDED: &str = "What is ended";
const STANDING: &str = "What is told";

// The client of an identity provider.
pub(super) const ISSUER: Opt = Opt::text(Id::Issuer, "issuer", "URL", "Issuer, or the address of its discovery document")
    .alias("config-ep")
    .under(PROVIDER)
    .instead_of(&["token", "token-endpoint"]);
pub(super) const CLIENT_ID: Opt =
    Opt::text(Id::ClientId, "client-id", "ID", "Client id of sts-cli at the provider").alias("cid").under(PROVIDER);
pub(super) const CLIENT_SECRET_FILE: Opt =
    Opt::path(Id::ClientSecretFile, "client-secret-file", "File with the client secret, `-` for stdin")
        .under(PROVIDER)
        .instead_of(CLIENT_SECRETS);
pub(super) const ASK_CLIENT_SECRET: Opt =
    Opt::switch(Id::AskClientSecret, "ask-client-secret", "Ask for the client secret on the terminal")
        .under(PROVIDER)
        .instead_of(CLIENT_SECRETS);
pub(super) const CSEC: Opt =
    Opt::text(Id::Csec, "csec", "SECRET", "The client secret itself, for the sample program's sake").under(PROVIDER).only_typed().hidden();
pub(super) const CLIENT_SECRET: Opt =
    Opt::text(Id::ClientSecret, "client-secret", "", "The client secret itself").only_a_variable().instead_of(CLIENT_SECRETS);
const CLIENT_SECRETS: &[&str] = &["csec", "client-secret-file", "ask-client-secret", "client-secret"];
pub(super) const SCOPES: Opt =
    Opt::text(Id::Scopes, "scopes", "LIST", "Scopes to ask for [default: openid, and profile, email if offered]")
        .alias("cscopes")
        .under(PROVIDER);
pub(super) const ALLOW_HTTP_ISSUER: Opt =
    Opt::switch(Id::AllowHttpIssuer, "allow-http-issuer", "Allow plain http to a provider on another machine").under(PROVIDER);

// A person at that provider.
pub(super) const AUTH_PARAMS: Opt =
    Opt::list(Id::AuthParams, "auth-param", '\n', "KEY=VALUE", "More for the authorization request, such as kc_idp_hint=corp")
        .key("auth_params")
        .under(PROVIDER);
pub(super) const USERINFO: Opt =
    Opt::switch(Id::Userinfo, "userinfo", "Compare with the provider's userinfo: it must be the same person").under(PROVIDER);
pub(super) const SEND: Opt = Opt::choice(
    Id::Send,
    "send",
    "TOKEN",
    || vec!["id-token", "access-token"],
    "The provider's token that goes to the storage server [default: id-token]",
)
.under(PROVIDER);
pub(super) const TOKEN: Opt =
    Opt::text(Id::Token, "token", "SOURCE", "Where a token is: file:PATH, env:NAME, cmd:PROGRAM, -, github, ci, …")
        .under(GIVEN)
        .instead_of(&["issuer"]);
pub(super) const AUDIENCE: Opt = Opt::text(Id::Audience, "audience", "NAME", "Whom the token is to be meant for").under(GIVEN);
pub(super) const LOGIN: Opt =
    Opt::choice(Id::Login, "login", "WAY", || vec!["auto", "browser", "device", "paste", "never"], "How to ask the person [default: auto]")
        .under(BROWSER);
pub(super) const PORT: Opt =
    Opt::list(Id::Port, "port", ',', "PORT", "Callback port, or a list tried in order [default: a free one]").under(BROWSER);
pub(super) const REDIRECT_URI: Opt =
    Opt::text(Id::RedirectUri, "redirect-uri", "URL", "Redirect URI, whole [default: http://127.0.0.1:PORT/oauth2/callback]")
        .under(BROWSER);
pub(super) const NO_BROWSER: Opt = Opt::switch(Id::NoBrowser, "no-browser", "Show the address instead of opening a browser").under(BROWSER);
pub(super) const TIMEOUT: Opt = Opt::text(Id::Timeout, "timeout", "TIME", "How long to wait for the person [default: 5m]").under(BROWSER);

// A service.
pub(super) const TOKEN_ENDPOINT: Opt =
    Opt::text(Id::TokenEndpoint, "token-endpoint", "URL", "Token endpoint, where the issuer's discovery does not serve")
        .alias("idp-ep")
        .under(SERVICE)
        .instead_of(&["issuer"]);
pub(super) const CLIENT_AUTH: Opt = Opt::choice(
    Id::ClientAuth,
    "client-auth",
    "WAY",
    || vec!["basic", "post"],
    "How the secret travels [default: as the provider says, else basic]",
)
.under(SERVICE);
pub(super) const RESOURCE: Opt = Opt::text(Id::Resource, "resource", "URI", "Resource to ask for").under(SERVICE);

// A name in the server's directory.
pub(super) const USER: Opt = Opt::text(Id::User, "user", "NAME", "Login name, the short one [default: asked for]").under(PERSON);
pub(super) const PASSWORD_FILE: Opt =
    Opt::path(Id::PasswordFile, "password-file", "File with the password, `-` for stdin [default: asked for]")
        .under(PERSON)
        .instead_of(&["password-command"]);
pub(super) const PASSWORD_COMMAND: Opt =
    Opt::text(Id::PasswordCommand, "password-command", "COMMAND", "Program that prints the password, with its arguments")
        .under(PERSON)
        .instead_of(&["password-file"]);

// Long-term keys.
pub(super) const ACCESS_KEY: Opt =
    Opt::text(Id::AccessKey, "access-key", "ID", "Access key id, or the user's name [env: AWS_ACCESS_KEY_ID too]")
        .also("AWS_ACCESS_KEY_ID")
        .under(KEYS)
        .instead_of(&["source-profile"]);
pub(super) const SECRET_KEY_FILE: Opt = Opt::path(
    Id::SecretKeyFile,
    "secret-key-file",
    "File with the secret key, `-` for stdin [default: AWS_SECRET_ACCESS_KEY, then a prompt]",
)
.under(KEYS)
.instead_of(&["source-profile"]);
pub(super) const SOURCE_PROFILE: Opt =
    Opt::text(Id::SourceProfile, "source-profile", "NAME", "Profile of the AWS files that holds the keys")
        .under(KEYS)
        .instead_of(&["access-key", "secret-key-file"]);
pub(super) const EXTERNAL_ID: Opt =
    Opt::text(Id::ExternalId, "external-id", "ID", "What AWS wants of callers from another organisation").under(KEYS);

// What to ask for.
pub(super) const ENDPOINT: Opt =
    Opt::text(Id::Endpoint, "endpoint", "URL", "Storage server, such as https://minio.example:9000").alias("sts-ep").under(REQUEST);
pub(super) const ROLE_ARN: Opt = Opt::text(Id::RoleArn, "role-arn", "ARN", "Role to take, where the server has roles").under(REQUEST);
pub(super) const DURATION: Opt =
    Opt::text(Id::Duration, "duration", "TIME", "Length of the session: 8h, 90m or seconds [default: 8h for a person on MinIO, else 1h]")
        .under(REQUEST);
pub(super) const SESSION_NAME: Opt =
    Opt::text(Id::SessionName, "session-name", "NAME", "Name of the session [default: the person's or key's name]").under(REQUEST);
pub(super) const REGION: Opt =
    Opt::text(Id::Region, "region", "REGION", "Region to sign for [default: a regional AWS endpoint's own, else us-east-1]").under(REQUEST);
pub(super) const POLICY: Opt =
    Opt::text(Id::Policy, "policy", "POLICY", "Narrow the credentials by a session policy: JSON, a file, or `-` for stdin")
        .under(REQUEST)
        .instead_of(&["allow"]);
pub(super) const ALLOW: Opt =
    Opt::list(Id::Allow, "allow", '\n', "PERMISSION", "Narrow them to read:bucket/prefix, and write:, list:, delete:, full: alike")
        .under(REQUEST)
        .instead_of(&["policy"]);
pub(super) const PRINT_POLICY: Opt =
    Opt::switch(Id::PrintPolicy, "print-policy", "Print the session policy and do nothing else").under(REQUEST).of_a_call();
pub(super) const DIALECT: Opt =
    Opt::choice(Id::Dialect, "dialect", "KIND", dialects, "Kind of storage server [default: auto]").under(REQUEST);

// Whom to trust.
pub(super) const ALLOW_HTTP: Opt =
    Opt::switch(Id::AllowHttp, "allow-http", "Allow plain http to a storage server on another machine").under(TRUST);
pub(super) const CA_BUNDLE: Opt =
    Opt::path(Id::CaBundle, "ca-bundle", "Certificates to trust beside the system's, as PEM [env: AWS_CA_BUNDLE too]")
        .also("AWS_CA_BUNDLE")
        .under(TRUST);
pub(super) const CLIENT_CERT: Opt =
    Opt::path(Id::ClientCert, "client-cert", "Certificate to show to the storage server, as PEM").under(TRUST);
pub(super) const CLIENT_KEY: Opt = Opt::path(Id::ClientKey, "client-key", "Key of that certificate [default: the same file]").under(TRUST);
pub(super) const INSECURE: Opt =
    Opt::switch(Id::Insecure, "insecure", "Verify no server certificate: for trying things out only").under(TRUST);

// What comes out.
pub(super) const OUTPUT_FORM: Opt = Opt::choice(
    Id::Output,
    "output",
    "FORM",
    || names(&FORMS),
    "Form of the output; env:SHELL for another shell's [default on a terminal: text]",
)
.short('o')
.under(OUTPUT)
.of_a_call();
pub(super) const WRITE_PROFILE: Opt =
    Opt::text(Id::WriteProfile, "write-profile", "NAME", "Write the keys to this profile of the AWS credentials file")
        .under(OUTPUT)
        .of_a_call();
pub(super) const FORCE: Opt =
    Opt::switch(Id::Force, "force", "Replace what stands against it: settings of the file, a saved profile").under(OUTPUT).only_typed();
pub(super) const DRY_RUN: Opt =
    Opt::switch(Id::DryRun, "dry-run", "Show what would change in the file, and write nothing").under(OUTPUT).only_typed();
pub(super) const IN_PLACE: Opt =
    Opt::switch(Id::InPlace, "in-place", "Overwrite the file itself, for one that is mounted into a container").under(OUTPUT).only_typed();
pub(super) const WATCH: Opt =
    Opt::switch(Id::Watch, "watch", "Stay, and write the file again before the credentials end").under(OUTPUT).only_typed();
pub(super) const BUCKETS: Opt =
    Opt::switch(Id::Buckets, "buckets", "List the buckets found [default: for text only]").under(OUTPUT).instead_of(&["no-buckets"]);
pub(super) const NO_BUCKETS: Opt = Opt::switch(Id::NoBuckets, "no-buckets", "Do not list buckets").under(OUTPUT).instead_of(&["buckets"]);

// What is kept.
pub(super) const PROFILE: Opt = Opt::text(Id::Profile, "profile", "NAME", "Profile to take what is not said here from; `none` for none")
    .offering(profiles)
    .under(CACHE)
    .of_a_call();
pub(super) const SAVE: Opt =
    Opt::text(Id::Save, "save", "NAME", "Keep what was said as this profile, when it worked").under(CACHE).only_typed();
pub(super) const MIN_LIFE: Opt =
    Opt::text(Id::MinLife, "min-life", "TIME", "Renew what ends sooner than this [default: a third of the life, at most 15m]").under(CACHE);
pub(super) const FRESH: Opt =
    Opt::switch(Id::Fresh, "fresh", "Ask the storage server even if credentials are cached").under(CACHE).of_a_call();
pub(super) const CACHE_KIND: Opt = Opt::choice(
    Id::Cache,
    "cache",
    "KIND",
    || vec!["file", "keyring"],
    "Keep it in private files, or sealed by the system's keyring [default: file]",
)
.under(CACHE);
pub(super) const NO_CACHE: Opt =
    Opt::switch(Id::NoCache, "no-cache", "Read and write nothing of what is kept; profiles are read").under(CACHE);

// How much is said.
pub(super) const VERBOSE: Opt =
    Opt::count(Id::Verbose, "verbose", "Log to standard error; twice and thrice for more, never a secret").short('v').of_a_call();
pub(super) const QUIET: Opt = Opt::switch(Id::Quiet, "quiet", "Leave out notes").short('q').of_a_call();
pub(super) const NO_INPUT: Opt = Opt::switch(Id::NoInput, "no-input", "Ask for nothing: no browser, no prompt").of_a_call();
pub(super) const COLOR: Opt =
    Opt::choice(Id::Color, "color", "WHEN", || vec!["auto", "always", "never"], "Colour what a person reads [default: auto]").of_a_call();

// What lasts longer than a call.
pub(super) const RENEW: Opt =
    Opt::switch(Id::Renew, "renew", "Stay beside the command and renew its credentials: for tools that ask container endpoints")
        .under(RENEWAL)
        .of_a_call();
pub(super) const ENDPOINT_PORT: Opt =
    Opt::text(Id::ServePort, "serve-port", "PORT", "Port of the endpoint [default: a free one]").typed_as("port").under(SERVED).of_a_call();
pub(super) const ENDPOINT_FORM: Opt = Opt::choice(
    Id::ServeOutput,
    "serve-output",
    "FORM",
    || names(&FORMS).into_iter().filter(|name| *name == "env" || name.starts_with("env:")).collect(),
    "Print the variables that lead tools to the endpoint: env, or env:SHELL for another shell's",
)
.typed_as("output")
.short('o')
.under(SERVED)
.only_typed();

// What is asked about a login, or done to it.
pub(super) const EVERYWHERE: Opt =
    Opt::switch(Id::Everywhere, "everywhere", "Revoke all credentials of this person, also those of other machines")
        .under(ENDED)
        .only_typed();
pub(super) const FORGET: Opt =
    Opt::switch(Id::Forget, "forget", "Forget it here even where a server gave no answer").under(ENDED).only_typed();
pub(super) const ONLINE: Opt =
    Opt::switch(Id::Online, "online", "Ask the storage server whether it still takes the credentials, and whose they are")
        .under(STANDING)
        .only_typed();
pub(super) const JSON: Opt = Opt::switch(Id::Json, "json", "Write JSON for a program").under(STANDING).only_typed();

/// A client of an identity provider.
pub(super) const CLIENT: &[&Opt] =
    &[&ISSUER, &CLIENT_ID, &CLIENT_SECRET_FILE, &ASK_CLIENT_SECRET, &CSEC, &CLIENT_SECRET, &SCOPES, &ALLOW_HTTP_ISSUER];
/// How a person is asked.
pub(super) const ASKING: &[&Opt] = &[&LOGIN, &PORT, &NO_BROWSER, &TIMEOUT];
/// What the credentials are to be.
pub(super) const GRANT: [&Opt; 5] = [&ROLE_ARN, &DURATION, &SESSION_NAME, &POLICY, &ALLOW];
/// What every command takes that ends in credentials.
pub(super) const SHARED: &[&Opt] = &[
    &ENDPOINT,
    &ROLE_ARN,
    &DURATION,
    &SESSION_NAME,
    &REGION,
    &POLICY,
    &ALLOW,
    &PRINT_POLICY,
    &DIALECT,
    &ALLOW_HTTP,
    &CA_BUNDLE,
    &CLIENT_CERT,
    &CLIENT_KEY,
    &INSECURE,
    &OUTPUT_FORM,
    &BUCKETS,
    &NO_BUCKETS,
    &PROFILE,
    &SAVE,
    &MIN_LIFE,
    &FRESH,
    &CACHE_KIND,
    &NO_CACHE,
];
/// How a file is written.
pub(super) const FILE: &[&Opt] = &[&DRY_RUN, &FORCE, &IN_PLACE, &WATCH];
/// Which file is written.
pub(super) const WRITE: &[&Opt] = &[&WRITE_PROFILE];
/// What of it says how the credentials come out: nothing for commands that keep them to themselves.
pub(super) const OUTPUTS: &[&Opt] = &[&PRINT_POLICY, &OUTPUT_FORM, &BUCKETS, &NO_BUCKETS, &SAVE];
/// The same for one that shows what came of a login, and may keep what was said.
pub(super) const FORMS_OF_OUTPUT: &[&Opt] = &[&PRINT_POLICY, &OUTPUT_FORM, &BUCKETS, &NO_BUCKETS];
/// How a person is asked where `--port` means something else.
pub(super) const ASKING_BUT_PORT: &[&Opt] = &[&LOGIN, &NO_BROWSER, &TIMEOUT];
/// What every command takes.
pub(super) const TALK: &[&Opt] = &[&VERBOSE, &QUIET, &NO_INPUT, &COLOR];

pub(super) const WEB_IDENTITY: &[&Opt] = &[&AUTH_PARAMS, &USERINFO, &SEND, &TOKEN, &AUDIENCE, &REDIRECT_URI];
pub(super) const CLIENT_GRANTS: &[&Opt] = &[&TOKEN_ENDPOINT, &CLIENT_AUTH, &AUDIENCE, &RESOURCE];
pub(super) const LDAP: &[&Opt] = &[&USER, &PASSWORD_FILE, &PASSWORD_COMMAND];
pub(super) const CUSTOM_TOKEN: &[&Opt] = &[&TOKEN, &AUDIENCE];
pub(super) const ASSUME_ROLE: &[&Opt] = &[&ACCESS_KEY, &SECRET_KEY_FILE, &SOURCE_PROFILE, &EXTERNAL_ID];

fn dialects() -> Vec<&'static str> {
    std::iter::once("auto").chain(names(&DIALECTS)).collect()
}

/// The row of the option of this name. A name without a row does not compile.
#[expect(clippy::too_many_lines, reason = "one line an option")]
pub(super) fn row(name: Id) -> &'static Opt {
    match name {
        Id::Issuer => &ISSUER,
        Id::ClientId => &CLIENT_ID,
        Id::ClientSecretFile => &CLIENT_SECRET_FILE,
        Id::AskClientSecret => &ASK_CLIENT_SECRET,
        Id::Csec => &CSEC,
        Id::ClientSecret => &CLIENT_SECRET,
        Id::Scopes => &SCOPES,
        Id::AllowHttpIssuer => &ALLOW_HTTP_ISSUER,
        Id::AuthParams => &AUTH_PARAMS,
        Id::Userinfo => &USERINFO,
        Id::Send => &SEND,
        Id::Token => &TOKEN,
        Id::Audience => &AUDIENCE,
        Id::Login => &LOGIN,
        Id::Port => &PORT,
        Id::RedirectUri => &REDIRECT_URI,
        Id::NoBrowser => &NO_BROWSER,
        Id::Timeout => &TIMEOUT,
        Id::TokenEndpoint => &TOKEN_ENDPOINT,
        Id::ClientAuth => &CLIENT_AUTH,
        Id::Resource => &RESOURCE,
        Id::User => &USER,
        Id::PasswordFile => &PASSWORD_FILE,
        Id::PasswordCommand => &PASSWORD_COMMAND,
        Id::AccessKey => &ACCESS_KEY,
        Id::SecretKeyFile => &SECRET_KEY_FILE,
        Id::SourceProfile => &SOURCE_PROFILE,
        Id::ExternalId => &EXTERNAL_ID,
        Id::Endpoint => &ENDPOINT,
        Id::RoleArn => &ROLE_ARN,
        Id::Duration => &DURATION,
        Id::SessionName => &SESSION_NAME,
        Id::Region => &REGION,
        Id::Policy => &POLICY,
        Id::Allow => &ALLOW,
        Id::PrintPolicy => &PRINT_POLICY,
        Id::Dialect => &DIALECT,
        Id::AllowHttp => &ALLOW_HTTP,
        Id::CaBundle => &CA_BUNDLE,
        Id::ClientCert => &CLIENT_CERT,
        Id::ClientKey => &CLIENT_KEY,
        Id::Insecure => &INSECURE,
        Id::Output => &OUTPUT_FORM,
        Id::WriteProfile => &WRITE_PROFILE,
        Id::Force => &FORCE,
        Id::DryRun => &DRY_RUN,
        Id::InPlace => &IN_PLACE,
        Id::Watch => &WATCH,
        Id::Buckets => &BUCKETS,
        Id::NoBuckets => &NO_BUCKETS,
        Id::Profile => &PROFILE,
        Id::Save => &SAVE,
        Id::MinLife => &MIN_LIFE,
        Id::Fresh => &FRESH,
        Id::Cache => &CACHE_KIND,
        Id::NoCache => &NO_CACHE,
        Id::Verbose => &VERBOSE,
        Id::Quiet => &QUIET,
        Id::NoInput => &NO_INPUT,
        Id::Color => &COLOR,
        Id::Renew => &RENEW,
        Id::ServePort => &ENDPOINT_PORT,
        Id::ServeOutput => &ENDPOINT_FORM,
        Id::Everywhere => &EVERYWHERE,
        Id::Forget => &FORGET,
        Id::Online => &ONLINE,
        Id::Json => &JSON,
    }
}
