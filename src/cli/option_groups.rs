//! Groups of options that commands share. `options.rs` defines the options.

use super::option_spec::{OptionScope, OptionSpec};
use super::options::{
    ACCESS_KEY, ALL, ALLOW, ALLOW_HTTP, ALLOW_HTTP_ISSUER, ASK_CLIENT_SECRET, AUDIENCE, AUTH_PARAMS, BUCKETS, CA_BUNDLE, CACHE_KIND,
    CLIENT_ASSERTION_KEY, CLIENT_ASSERTION_KID, CLIENT_AUTH, CLIENT_CERT, CLIENT_ID, CLIENT_KEY, CLIENT_SECRET, CLIENT_SECRET_FILE, COLOR,
    CSEC, DIALECT, DRY_RUN, DURATION, ENDPOINT, ENDPOINT_FORM, ENDPOINT_PORT, EVERYWHERE, EXTERNAL_ID, FORCE, FORGET, FRESH, IN_PLACE,
    INSECURE, ISSUER, JSON, LOGIN, MIN_LIFE, NO_BROWSER, NO_BUCKETS, NO_CACHE, NO_INPUT, ONLINE, OUTPUT_FORM, PASSWORD_COMMAND,
    PASSWORD_FILE, POLICY, PORT, PRINT_POLICY, PROFILE, QUIET, REDIRECT_URI, REGION, RENEW, RESOURCE, ROLE_ARN, S3_ENDPOINT, SAVE, SCOPES,
    SECRET_KEY_FILE, SEND, SESSION_NAME, SOURCE_PROFILE, TIMEOUT, TOKEN, TOKEN_ENDPOINT, USER, USERINFO, VERBOSE, WATCH, WRITE_PROFILE,
};
use crate::request::OptionName as Id;

/// The client at an identity provider.
pub(super) const CLIENT: &[&OptionSpec] = &[
    &ISSUER.spec,
    &CLIENT_ID.spec,
    &CLIENT_SECRET_FILE.spec,
    &ASK_CLIENT_SECRET.spec,
    &CSEC.spec,
    &CLIENT_SECRET.spec,
    &CLIENT_AUTH.spec,
    &CLIENT_ASSERTION_KEY.spec,
    &CLIENT_ASSERTION_KID.spec,
    &SCOPES.spec,
    &ALLOW_HTTP_ISSUER.spec,
];
/// How to prompt for a login.
pub(super) const PROMPTS: &[&OptionSpec] = &[&LOGIN.spec, &PORT.spec, &NO_BROWSER.spec];
/// The role, duration, name and policy of the session.
pub(super) const SESSION: [&OptionSpec; 5] = [&ROLE_ARN.spec, &DURATION.spec, &SESSION_NAME.spec, &POLICY.spec, &ALLOW.spec];
/// Options of every command that gets credentials.
pub(super) const SHARED: &[&OptionSpec] = &[
    &ENDPOINT.spec,
    &S3_ENDPOINT.spec,
    &ROLE_ARN.spec,
    &DURATION.spec,
    &SESSION_NAME.spec,
    &REGION.spec,
    &POLICY.spec,
    &ALLOW.spec,
    &PRINT_POLICY.spec,
    &DIALECT.spec,
    &ALLOW_HTTP.spec,
    &CA_BUNDLE.spec,
    &CLIENT_CERT.spec,
    &CLIENT_KEY.spec,
    &INSECURE.spec,
    &OUTPUT_FORM.spec,
    &BUCKETS.spec,
    &NO_BUCKETS.spec,
    &PROFILE.spec,
    &SAVE.spec,
    &MIN_LIFE.spec,
    &FRESH.spec,
    &CACHE_KIND.spec,
    &NO_CACHE.spec,
    &TIMEOUT.spec,
];
/// How `logout` finds a login without a profile and connects to its servers.
pub(super) const LOGOUT: &[&OptionSpec] = &[
    &ENDPOINT.spec,
    &ALLOW_HTTP.spec,
    &CA_BUNDLE.spec,
    &CLIENT_CERT.spec,
    &CLIENT_KEY.spec,
    &INSECURE.spec,
    &CACHE_KIND.spec,
    &TIMEOUT.spec,
];
/// How to write a user's file.
pub(super) const FILE: &[&OptionSpec] = &[&DRY_RUN.spec, &FORCE.spec, &IN_PLACE.spec, &WATCH.spec];
/// The AWS profile to write credentials to.
pub(super) const WRITE: &[&OptionSpec] = &[&WRITE_PROFILE.spec];
/// Options for output and `--save`; `exec` and `serve` exclude them.
pub(super) const OUTPUTS: &[&OptionSpec] = &[&PRINT_POLICY.spec, &OUTPUT_FORM.spec, &BUCKETS.spec, &NO_BUCKETS.spec, &SAVE.spec];
/// Options for output; `login`, which prints no secrets but can save a profile, excludes them.
pub(super) const OUTPUTS_WITHOUT_SAVE: &[&OptionSpec] = &[&PRINT_POLICY.spec, &OUTPUT_FORM.spec, &BUCKETS.spec, &NO_BUCKETS.spec];
/// How to prompt for a login in `serve`, where `--port` is the endpoint's port.
pub(super) const PROMPTS_WITHOUT_PORT: &[&OptionSpec] = &[&LOGIN.spec, &NO_BROWSER.spec];
/// Options of every command.
pub(super) const COMMON: &[&OptionSpec] = &[&VERBOSE.spec, &QUIET.spec, &NO_INPUT.spec, &COLOR.spec];

pub(super) const WEB_IDENTITY: &[&OptionSpec] =
    &[&AUTH_PARAMS.spec, &USERINFO.spec, &SEND.spec, &TOKEN.spec, &AUDIENCE.spec, &REDIRECT_URI.spec];
pub(super) const CLIENT_GRANTS: &[&OptionSpec] = &[&TOKEN_ENDPOINT.spec, &AUDIENCE.spec, &RESOURCE.spec];
pub(super) const LDAP: &[&OptionSpec] = &[&USER.spec, &PASSWORD_FILE.spec, &PASSWORD_COMMAND.spec];
pub(super) const CUSTOM_TOKEN: &[&OptionSpec] = &[&TOKEN.spec, &AUDIENCE.spec];
pub(super) const ASSUME_ROLE: &[&OptionSpec] = &[&ACCESS_KEY.spec, &SECRET_KEY_FILE.spec, &SOURCE_PROFILE.spec, &EXTERNAL_ID.spec];

/// Returns the options that apply to one invocation and so cannot be set in a profile.
pub(super) fn per_invocation_options() -> impl Iterator<Item = &'static OptionSpec> {
    let all = Id::ALL.iter().map(|name| spec(*name));
    all.filter(|option| !option.is_allowed_in_profiles() && option.scope != OptionScope::VariableOnly && option.id != Id::Csec)
}

/// Returns the definition of the option `name`. A name without a definition does not compile.
#[expect(clippy::too_many_lines, reason = "one line an option")]
pub(super) fn spec(name: Id) -> &'static OptionSpec {
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
        Id::ClientAssertionKey => &CLIENT_ASSERTION_KEY,
        Id::ClientAssertionKid => &CLIENT_ASSERTION_KID,
        Id::Resource => &RESOURCE,
        Id::User => &USER,
        Id::PasswordFile => &PASSWORD_FILE,
        Id::PasswordCommand => &PASSWORD_COMMAND,
        Id::AccessKey => &ACCESS_KEY,
        Id::SecretKeyFile => &SECRET_KEY_FILE,
        Id::SourceProfile => &SOURCE_PROFILE,
        Id::ExternalId => &EXTERNAL_ID,
        Id::Endpoint => &ENDPOINT,
        Id::S3Endpoint => &S3_ENDPOINT,
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
        Id::All => &ALL,
        Id::Online => &ONLINE,
        Id::Json => &JSON,
    }
}
