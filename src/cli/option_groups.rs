//! Groups of options that commands share. `crate::request::options`, files of identities and `options.rs` define the options.

use super::options as opt;
use crate::request::identity::{CLIENT_OPTIONS, IDENTITIES, IdentityType, LOGIN_OPTIONS, MFA_OPTIONS};
use crate::request::option_spec::{OptionScope, OptionSpec};

/// The client at an identity provider.
pub(super) const CLIENT: &[&OptionSpec] = CLIENT_OPTIONS;
/// How to prompt for a login.
pub(super) const PROMPTS: &[&OptionSpec] = LOGIN_OPTIONS;
/// The role, duration, name and policy of the session.
pub(super) const SESSION: [&OptionSpec; 5] =
    [&opt::ROLE_ARN.spec, &opt::DURATION.spec, &opt::SESSION_NAME.spec, &opt::POLICY.spec, &opt::ALLOW.spec];
/// Options of the commands that get credentials: `login`, `get`, `exec`, `serve` and the identities.
pub(super) const SHARED: &[&OptionSpec] = &[
    &opt::ENDPOINT.spec,
    &opt::S3_ENDPOINT.spec,
    &opt::ROLE_ARN.spec,
    &opt::DURATION.spec,
    &opt::SESSION_NAME.spec,
    &opt::REGION.spec,
    &opt::POLICY.spec,
    &opt::ALLOW.spec,
    &opt::PRINT_POLICY.spec,
    &opt::DIALECT.spec,
    &opt::ALLOW_HTTP.spec,
    &opt::CA_BUNDLE.spec,
    &opt::CLIENT_CERT.spec,
    &opt::CLIENT_KEY.spec,
    &opt::INSECURE.spec,
    &opt::OUTPUT.spec,
    &opt::JSON.spec,
    &opt::BUCKETS.spec,
    &opt::NO_BUCKETS.spec,
    &opt::PROFILE.spec,
    &opt::SAVE.spec,
    &opt::MIN_LIFE.spec,
    &opt::FRESH.spec,
    &opt::CACHE.spec,
    &opt::NO_CACHE.spec,
    &opt::TIMEOUT.spec,
];
/// How `logout` finds a login without a profile and connects to its servers.
pub(super) const LOGOUT_CONNECTION: &[&OptionSpec] = &[
    &opt::ENDPOINT.spec,
    &opt::ALLOW_HTTP.spec,
    &opt::CA_BUNDLE.spec,
    &opt::CLIENT_CERT.spec,
    &opt::CLIENT_KEY.spec,
    &opt::INSECURE.spec,
    &opt::CACHE.spec,
    &opt::TIMEOUT.spec,
];
/// How to write a user's file.
pub(super) const FILE: &[&OptionSpec] = &[&opt::DRY_RUN.spec, &opt::FORCE.spec, &opt::IN_PLACE.spec, &opt::WATCH.spec];
/// The AWS profile to write credentials to.
pub(super) const WRITE: &[&OptionSpec] = &[&opt::WRITE_PROFILE.spec];
/// Options for output and `--save`; `exec` and `serve` exclude them.
pub(super) const OUTPUTS: &[&OptionSpec] =
    &[&opt::PRINT_POLICY.spec, &opt::OUTPUT.spec, &opt::JSON.spec, &opt::BUCKETS.spec, &opt::NO_BUCKETS.spec, &opt::SAVE.spec];
/// Options for output without `--save`; `login`, which prints no secrets but can save a profile, excludes them.
pub(super) const OUTPUTS_WITHOUT_SAVE: &[&OptionSpec] =
    &[&opt::PRINT_POLICY.spec, &opt::OUTPUT.spec, &opt::JSON.spec, &opt::BUCKETS.spec, &opt::NO_BUCKETS.spec];
/// Options for output but `--json`; `buckets`, which prints names only, excludes them.
pub(super) const OUTPUTS_WITHOUT_JSON: &[&OptionSpec] =
    &[&opt::PRINT_POLICY.spec, &opt::OUTPUT.spec, &opt::BUCKETS.spec, &opt::NO_BUCKETS.spec, &opt::SAVE.spec];
/// How to prompt for a login in `serve`, where `--port` is the endpoint's port.
pub(super) const PROMPTS_WITHOUT_PORT: &[&OptionSpec] = &[&opt::LOGIN.spec, &opt::NO_BROWSER.spec];
/// Options of every command.
pub(super) const COMMON: &[&OptionSpec] =
    &[&opt::VERBOSE.spec, &opt::QUIET.spec, &opt::NO_INPUT.spec, &opt::COLOR.spec, &opt::ERROR_FORMAT.spec];
/// How long the credentials must be available.
pub(super) const LONG_WORK: &[&OptionSpec] = &[&opt::UNTIL.spec];
/// Whether `exec` renews the credentials of its command.
pub(super) const RENEWAL: &[&OptionSpec] = &[&opt::RENEW.spec];
/// The endpoint of `serve`.
pub(super) const SERVE: &[&OptionSpec] = &[&opt::SERVE_PORT.spec, &opt::SERVE_OUTPUT.spec, &opt::TOKEN_FILE.spec];
/// The options that only `login` has, or has without a file to write.
pub(super) const LOGIN_ONLY: &[&OptionSpec] = &[&opt::SWITCH.spec, &opt::ACCOUNT.spec, &opt::FORCE.spec, &opt::FROM.spec];
/// The first options of `configure`.
pub(super) const CONFIGURE: &[&OptionSpec] = &[&opt::DRY_RUN.spec, &opt::FORCE.spec, &opt::REMOVE.spec];
/// The first options of `logout`, which do not concern a connection.
pub(super) const LOGOUT: &[&OptionSpec] = &[&opt::ALL.spec, &opt::EVERYWHERE.spec, &opt::ONLY.spec, &opt::FORGET.spec];
/// The options of `status`.
pub(super) const STATUS: &[&OptionSpec] =
    &[&opt::REPORT_FORMAT.spec, &opt::JSON.spec, &opt::ONLINE.spec, &opt::STATUS_ALL.spec, &opt::PROFILE.spec];
/// Options of `whoami` alone.
pub(super) const WHOAMI: &[&OptionSpec] =
    &[&opt::REPORT_FORMAT.spec, &opt::JSON.spec, &opt::ONLINE.spec, &opt::BUCKET.spec, &opt::PROFILE.spec, &opt::TIMEOUT.spec];
/// The format of `profiles list` and `profiles show`.
pub(super) const REPORT: &[&OptionSpec] = &[&opt::REPORT_FORMAT.spec, &opt::JSON.spec];

/// The first options of `setup`: values that it fills into its steps.
pub(super) const SETUP: &[&OptionSpec] = &[
    &opt::ENDPOINT.spec,
    &opt::ISSUER.spec,
    &opt::CLIENT_ID.spec,
    &opt::CLAIM.spec,
    &opt::ROLE_ARN.spec,
    &opt::SUBJECT.spec,
    &opt::DIALECT.spec,
    &opt::PORT.spec,
];
/// The other options of `setup`: further values.
pub(super) const SETUP_MORE: &[&OptionSpec] =
    &[&opt::AUDIENCE.spec, &opt::REDIRECT_URI.spec, &opt::SCOPES.spec, &opt::ACCOUNT.spec, &opt::PROFILE.spec];
/// The first options of `doctor`.
pub(super) const DOCTOR: &[&OptionSpec] = &[
    &opt::EXAMINED_IDENTITY.spec,
    &opt::NO_LOGIN.spec,
    &opt::REPORT.spec,
    &opt::JSON.spec,
    &opt::ENDPOINT.spec,
    &opt::ISSUER.spec,
    &opt::CLIENT_ID.spec,
    &opt::USER.spec,
    &opt::CA_BUNDLE.spec,
    &opt::VERBOSE.spec,
];
/// The options of `doctor` alone that are not among its first.
pub(super) const DOCTOR_MORE: &[&OptionSpec] = &[&opt::REPORT_FORMAT.spec, &opt::REPLACE_FILE.spec];
/// The one-time codes of MFA devices.
pub(super) const MFA: &[&OptionSpec] = MFA_OPTIONS;
/// The other options of identities, for a command that accepts those of all of them.
pub(super) const OF_IDENTITIES: &[&OptionSpec] = &[
    &opt::ACCOUNT.spec,
    &opt::AUTH_PARAMS.spec,
    &opt::USERINFO.spec,
    &opt::SEND.spec,
    &opt::TOKEN.spec,
    &opt::AUDIENCE.spec,
    &opt::REDIRECT_URI.spec,
    &opt::TOKEN_ENDPOINT.spec,
    &opt::RESOURCE.spec,
    &opt::USER.spec,
    &opt::PASSWORD_FILE.spec,
    &opt::PASSWORD_COMMAND.spec,
    &opt::ACCESS_KEY.spec,
    &opt::SECRET_KEY_FILE.spec,
    &opt::SOURCE_PROFILE.spec,
    &opt::EXTERNAL_ID.spec,
];
/// Options of commands that get credentials, but not of `doctor`, which delivers none.
pub(super) const NOT_OF_DOCTOR: &[&OptionSpec] = &[
    &opt::PRINT_POLICY.spec,
    &opt::OUTPUT.spec,
    &opt::BUCKETS.spec,
    &opt::NO_BUCKETS.spec,
    &opt::SAVE.spec,
    &opt::MIN_LIFE.spec,
    &opt::FRESH.spec,
];

/// Returns the options of an identity: its own, and those that all identities have. Includes those that its command does not accept:
/// set by a variable or a profile, they must be refused, not ignored.
pub(super) fn of_identity(identity: &'static IdentityType) -> impl Iterator<Item = &'static OptionSpec> {
    let groups = identity.options.iter().chain(&[SHARED, WRITE, FILE, COMMON]);
    groups.flat_map(|group| group.iter().copied())
}

/// Returns the options that can be set in a profile, with repetitions.
pub(super) fn profile_options() -> impl Iterator<Item = &'static OptionSpec> {
    IDENTITIES.iter().flat_map(of_identity).filter(|option| option.is_allowed_in_profiles())
}

/// Returns all options, with repetitions.
pub(super) fn all() -> impl Iterator<Item = &'static OptionSpec> {
    let of_commands = [LONG_WORK, RENEWAL, SERVE, LOGIN_ONLY, CONFIGURE, LOGOUT, STATUS, WHOAMI, SETUP, DOCTOR, DOCTOR_MORE]
        .into_iter()
        .flatten()
        .copied();
    IDENTITIES.iter().flat_map(of_identity).chain(of_commands)
}

/// Returns the options that a profile must not set, because they apply to one invocation, for the error that says so. Without those for
/// secrets: they are unknown keys, whose error has a hint of its own.
pub(super) fn options_refused_in_profiles() -> impl Iterator<Item = &'static OptionSpec> {
    all().filter(|option| !option.is_allowed_in_profiles() && option.scope != OptionScope::VariableOnly && **option != *opt::CSEC)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::commands;
    use crate::request::option_spec::Prominence;
    use std::collections::{BTreeMap, BTreeSet};

    /// The ranks, each with its options. `*`: listed only by commands that describe a login.
    const RANKS: &str = "\
10 endpoint*
11 access-key* issuer* user*
12 client-id* password-file* secret-key-file*
13 password-command* source-profile* token*
20 all examined-identity online renew serve-port
21 all-profiles everywhere no-login serve-output
22 bucket forget report
23 only
31 output report-format
32 save*
33 duration
34 role-arn
35 allow switch
36 login
37 external-id*
38 mfa-serial*
39 audience*
41 write-profile
42 ca-bundle*
44 fresh
45 dry-run
46 watch
47 no-input
48 force
49 no-browser
50 in-place
52 min-life
61 verbose
62 quiet
63 timeout
64 color
";

    #[test]
    fn the_ranks_of_options_on_the_screen_of_h_are_these() {
        let mut lines: BTreeMap<u8, BTreeSet<String>> = BTreeMap::new();
        for option in all() {
            match option.prominence {
                Prominence::Common(rank) => lines.entry(rank).or_default().insert(option.name.to_owned()),
                Prominence::Setup(rank) => lines.entry(rank).or_default().insert(format!("{}*", option.name)),
                Prominence::Rare => continue,
            };
        }
        let lines: String = lines.into_iter().map(|(rank, names)| format!("{rank} {}\n", Vec::from_iter(names).join(" "))).collect();
        assert_eq!(lines, RANKS);
    }

    #[test]
    fn doctor_accepts_the_options_of_every_identity() {
        let accepted: Vec<_> = commands::find("doctor").unwrap().options().collect();
        for option in IDENTITIES.iter().flat_map(|identity| identity.options.iter().copied().flatten()) {
            assert_eq!(accepted.iter().filter(|known| **known == *option).count(), 1, "{option:?}");
        }
    }
}
