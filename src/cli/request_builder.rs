//! Options shared by all commands that obtain credentials, turned into a request.

use super::invocation::Resolved;
use super::option_groups::SESSION;
use super::options as opt;
use crate::policy::SessionPolicy;
use crate::request::identity::{BuildContext, client_certificate};
use crate::request::option_spec::{OptionSpec, ValueKind};
use crate::request::options::CacheKind;
use crate::request::settings::{Settings, missing};
use crate::request::{
    AwsProfile, CachePolicy, Delivery, Endpoint, Origin, OutputFormat, PolicySource, Request, RequestError, Tool, UsageError, WriteOptions,
};
use crate::session::{LoginStatus, Session};
use crate::sys::{Deps, Input, ReadError, Trust};
use std::io;
use std::time::Duration;

/// The default timeout of each wait for a user, a server or another process.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(300);

/// The names of standard input. Only options that read secrets, tokens or policies accept the first, `-`.
const STANDARD_INPUT: [&str; 7] =
    ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0", "file:/dev/stdin", "file:/dev/fd/0", "file:/proc/self/fd/0"];

/// The maximum size of a session policy, larger than any server accepts.
const MAX_POLICY_BYTES: u64 = 64 * 1024;

/// The task of a command that gets credentials.
pub(super) enum Plan {
    Run(Box<Request>),
    PrintPolicy(SessionPolicy),
}

/// Decides what to do for these settings. `--print-policy` needs no identity.
pub(super) fn plan(resolved: &Resolved, deps: &Deps) -> Result<Plan, UsageError> {
    let settings = &resolved.settings;
    if settings.is_on(&opt::PRINT_POLICY) {
        return policy(settings)?.map(Plan::PrintPolicy).ok_or_else(|| missing(&opt::ALLOW, "a policy to print"));
    }
    let delivery = delivery(resolved, deps)?;
    request(resolved, delivery, deps).map(|request| Plan::Run(Box::new(request)))
}

/// Builds the request with this delivery. Warns every time if TLS verification is disabled.
pub(super) fn request(resolved: &Resolved, delivery: Delivery, deps: &Deps) -> Result<Request, UsageError> {
    reject_two_stdin_readers(&resolved.settings)?;
    let request = request_with(resolved, delivery, policy, deps)?;
    warn_if_insecure(&request.trust, deps);
    note_unused_s3_endpoint(&resolved.settings, deps);
    Ok(request)
}

/// Warns if TLS verification is disabled.
pub(super) fn warn_if_insecure(trust: &Trust, deps: &Deps) {
    if trust.insecure {
        deps.terminal.warn("--insecure: TLS certificates are not verified; an attacker on the network can read the keys");
    }
}

/// Notes that `STS_CLI_S3_ENDPOINT` is ignored because the endpoint is set on the command line.
fn note_unused_s3_endpoint(settings: &Settings, deps: &Deps) {
    let is_typed = matches!(settings.origin(&opt::ENDPOINT), Origin::Flag(_) | Origin::Argument(_));
    if is_typed && !settings.is_set(&opt::S3_ENDPOINT) {
        let variable = opt::S3_ENDPOINT.variable();
        if deps.environment.get(&variable).is_some() {
            let [s3, sts] = [opt::S3_ENDPOINT.flag(), opt::ENDPOINT.flag()];
            deps.terminal.note(&format!("{variable} is ignored, because the command line sets {sts}: also set {s3} there"));
        }
    }
}

/// Rejects two options that both read standard input, under any of its names.
fn reject_two_stdin_readers(settings: &Settings) -> Result<(), UsageError> {
    let reads_from = |option: &OptionSpec, names: &[&str]| settings.raw_text(option).is_some_and(|text| names.contains(&text.trim()));
    let reads_stdin = |option: &&OptionSpec| match (option.reads_dash_as_stdin, option.kind) {
        (true, _) => reads_from(option, &STANDARD_INPUT),
        (false, ValueKind::Path) => reads_from(option, &STANDARD_INPUT[1..]),
        (false, _) => false,
    };
    let mut readers = settings.options().filter(reads_stdin);
    match (readers.next(), readers.next()) {
        (Some(one), Some(other)) => Err(UsageError::BothReadStdin { first: settings.origin(one), second: settings.origin(other) }),
        _ => Ok(()),
    }
}

/// Builds the request to look up cached credentials: without warnings and without reading standard input.
pub(super) fn lookup_request(resolved: &Resolved, deps: &Deps) -> Result<Request, UsageError> {
    let without_stdin = |settings: &Settings| if reads_policy_from_stdin(settings) { Ok(None) } else { policy(settings) };
    request_with(resolved, Delivery::default(), without_stdin, deps)
}

/// Returns whether the session policy is read from standard input.
fn reads_policy_from_stdin(settings: &Settings) -> bool {
    matches!(settings.value(&opt::POLICY), Ok(Some(PolicySource::Stdin)))
}

/// Returns the status of a login whose request is a [`lookup_request`] with these settings.
pub(super) fn looked_up_status(session: &Session, settings: &Settings) -> LoginStatus {
    let status = session.status();
    // the cache key needs the policy, which was not read
    if reads_policy_from_stdin(settings) { status.without_credentials() } else { status }
}

fn request_with(
    resolved: &Resolved,
    delivery: Delivery,
    policy: impl FnOnce(&Settings) -> Result<Option<SessionPolicy>, UsageError>,
    deps: &Deps,
) -> Result<Request, UsageError> {
    let settings = &resolved.settings;
    let cache_policy = cache_policy(settings, deps)?;
    let timeout = timeout(settings)?;
    let policy = policy(settings)?;
    let identity = (resolved.identity.build)(&BuildContext { settings, format: delivery.format, deps })?;
    let endpoint = endpoint(settings)?;
    let s3_endpoint =
        settings.text(&opt::S3_ENDPOINT).map(|address| parse_endpoint(address, settings).map_err(settings.bad_value(&opt::S3_ENDPOINT)));
    let region = settings.value(&opt::REGION)?.unwrap_or_else(|| endpoint.region().unwrap_or("us-east-1").to_owned());
    Ok(Request {
        identity,
        endpoint,
        s3_endpoint: s3_endpoint.transpose()?,
        dialect: settings.value(&opt::DIALECT)?.flatten(),
        policy,
        role_arn: settings.value(&opt::ROLE_ARN)?,
        session_name: settings.value(&opt::SESSION_NAME)?,
        duration: settings.value(&opt::DURATION)?,
        trust: trust(settings),
        region,
        timeout,
        cache_policy,
        delivery,
        profile: resolved.profile.clone(),
    })
}

/// Returns the timeout of each wait for a user, a server or another process.
///
/// # Errors
/// An invalid `--timeout`.
pub(super) fn timeout(settings: &Settings) -> Result<Duration, UsageError> {
    Ok(settings.value(&opt::TIMEOUT)?.unwrap_or(DEFAULT_TIMEOUT))
}

/// Returns the configured storage server.
pub(super) fn endpoint(settings: &Settings) -> Result<Endpoint, UsageError> {
    let address = settings.required(&opt::ENDPOINT, "the storage server's URL")?;
    parse_endpoint(address, settings).map_err(settings.bad_value(&opt::ENDPOINT))
}

fn parse_endpoint(address: &str, settings: &Settings) -> Result<Endpoint, RequestError> {
    Endpoint::new(address, settings.is_on(&opt::ALLOW_HTTP))
}

/// Returns the output form and the file to write.
fn delivery(resolved: &Resolved, deps: &Deps) -> Result<Delivery, UsageError> {
    let settings = &resolved.settings;
    let aws_profile =
        settings.text(&opt::WRITE_PROFILE).map(|name| AwsProfile { name: name.to_owned(), write_options: write_options(settings) });
    if aws_profile.is_none() {
        let file_options = [&opt::FORCE, &opt::DRY_RUN, &opt::IN_PLACE, &opt::WATCH].into_iter();
        let is_for_save = |option: &OptionSpec| *option == *opt::FORCE && settings.is_set(&opt::SAVE);
        if let Some(option) = file_options.filter(|option| !is_for_save(option)).find(|option| settings.is_on(option)) {
            return Err(UsageError::WriteOptionWithoutFile(option.flag()));
        }
    }
    Ok(Delivery {
        format: form(resolved, aws_profile.is_some(), deps)?,
        aws_profile,
        buckets: settings.is_on(&opt::BUCKETS).then_some(true).or(settings.is_on(&opt::NO_BUCKETS).then_some(false)),
    })
}

/// Returns how to write files.
pub(super) fn write_options(settings: &Settings) -> WriteOptions {
    let [force, dry_run, in_place] = [&opt::FORCE, &opt::DRY_RUN, &opt::IN_PLACE].map(|option| settings.is_on(option));
    WriteOptions { force, dry_run, in_place }
}

/// Returns the output form. Without `--output`, only a terminal gets one, and not if the keys go to a file. `duckdb` reads the profile
/// later, so it cannot be combined with flags that change the session.
fn form(resolved: &Resolved, writes_file: bool, deps: &Deps) -> Result<Option<OutputFormat>, UsageError> {
    let settings = &resolved.settings;
    let format = if settings.is_on(&opt::JSON) { Some(OutputFormat::Json) } else { settings.value(&opt::OUTPUT)? };
    match format {
        Some(OutputFormat::Tool(Tool::DuckDb)) if resolved.profile.is_some() => match settings.first_flag_of(&SESSION) {
            Some(option) => Err(UsageError::NotInAwsProfile(option.flag())),
            None => Ok(Some(OutputFormat::Tool(Tool::DuckDb))),
        },
        Some(OutputFormat::Github) if deps.environment.get("GITHUB_ENV").is_none() => Err(UsageError::NotInGithub),
        Some(form) => Ok(Some(form)),
        None if writes_file => Ok(None),
        None if deps.terminal.is_stdout_terminal() => Ok(Some(OutputFormat::Text)),
        None => Err(UsageError::NoFormat),
    }
}

/// Returns the TLS settings.
pub(super) fn trust(settings: &Settings) -> Trust {
    let ca_bundle = settings.path(&opt::CA_BUNDLE).map(|path| std::path::absolute(&path).unwrap_or(path)); // tools may run elsewhere
    Trust { ca_bundle, insecure: settings.is_on(&opt::INSECURE), client: client_certificate(settings) }
}

/// Returns the cache policy.
///
/// # Errors
/// [`UsageError::RelativePath`], or an invalid `--cache` or `--min-life`.
pub(super) fn cache_policy(settings: &Settings, deps: &Deps) -> Result<CachePolicy, UsageError> {
    let files = !settings.is_on(&opt::NO_CACHE);
    if let Some(path) = deps.directories.relative_state().filter(|_| files) {
        return Err(UsageError::RelativePath { variable: "STS_CLI_STATE_DIR", path: path.to_owned() });
    }
    Ok(CachePolicy {
        enabled: files,
        sealed: settings.value(&opt::CACHE)? == Some(CacheKind::Keyring),
        any_seal: false,
        ignore_credentials: settings.is_on(&opt::FRESH),
        ignore_tokens: false,
        min_life: settings.value(&opt::MIN_LIFE)?,
    })
}

/// Returns the session policy: from inline JSON, a file, standard input, or the `--allow` shorthand.
fn policy(settings: &Settings) -> Result<Option<SessionPolicy>, UsageError> {
    let origin = || settings.origin(&opt::POLICY);
    let json = match settings.value(&opt::POLICY)? {
        Some(PolicySource::Json(json)) => json,
        Some(PolicySource::Stdin) => policy_text(Input::Stdin, origin())?,
        Some(PolicySource::File(path)) => policy_text(Input::File(&path), origin())?,
        None => return policy_from_allow(settings),
    };
    json.parse().map(Some).map_err(|source| UsageError::Policy { origin: origin(), source })
}

/// Returns the session policy of the `--allow` permissions, if any.
fn policy_from_allow(settings: &Settings) -> Result<Option<SessionPolicy>, UsageError> {
    let permissions = settings.list(&opt::ALLOW)?;
    let policy = (!permissions.is_empty()).then(|| SessionPolicy::from_permissions(&permissions)).transpose();
    policy.map_err(|source| UsageError::Policy { origin: settings.origin(&opt::ALLOW), source })
}

/// Reads the text of a policy; `origin` is where its path was set.
fn policy_text(input: Input<'_>, origin: Origin) -> Result<String, UsageError> {
    let unread = |error| match error {
        ReadError::Unreadable(source) => source,
        ReadError::TooLarge => io::Error::other("it exceeds 64 KiB"),
    };
    let text = input.text(MAX_POLICY_BYTES).map(|mut text| std::mem::take(&mut *text));
    text.map_err(|error| UsageError::UnreadablePolicy { origin, place: input.to_string(), source: unread(error) })
}
