//! The options that neither shape a request nor occur in hints: those of some commands, and of logging, notes, prompts and color. All others
//! are in `crate::request::options`, and are re-exported here; those of a single identity may be in its file.

pub(super) use crate::request::options::*;

use super::choices::{ColorUse, ErrorFormat, ReportFormat, identity_name, serve_form};
use crate::request::identity::IdentityType;
use crate::request::option::Opt;
use crate::request::option_spec::{Heading, option};
use crate::request::{Shell, Until, parse_until};
use std::path::PathBuf;

// Logging, notes, prompts and color.
pub(super) static VERBOSE: Opt<u8> = Opt::count(
    option("verbose", "", "Increase log verbosity")
        .details(" (-v, -vv, -vvv); secrets are never logged")
        .common(61)
        .short('v')
        .per_invocation(),
);
pub(super) static QUIET: Opt<bool> = Opt::switch(option("quiet", "", "Do not print notes").common(62).short('q').per_invocation());
pub(super) static NO_INPUT: Opt<bool> = Opt::switch(option("no-input", "", "Never prompt or open a browser").common(47).per_invocation());
pub(super) static COLOR: Opt<ColorUse> =
    Opt::choice(option("color", "WHEN", "When to use color").details(" [default: auto]").common(64).per_invocation());

pub(super) static ERROR_FORMAT: Opt<ErrorFormat> =
    Opt::choice(option("error-format", "FORMAT", "Format of errors, warnings and notes").details(" [default: text]").per_invocation());

// `get`, `exec` and `serve`.
pub(super) static UNTIL: Opt<Until> = Opt::parsed(
    option("until", "TIME", "Fail at once if renewal ends earlier, e.g. 12h or 18:30").public_value().heading(Heading::Request).flag_only(),
    parse_until,
);

// `serve`.
pub(super) static SERVE_OUTPUT: Opt<Option<Shell>> = Opt::word(
    option("serve-output", "FORMAT", "Print variables that point tools to the endpoint")
        .details(": env, or env:SHELL for a specific shell")
        .heading(Heading::Output)
        .common(21)
        .flag_named("output")
        .short('o')
        .flag_only(),
    serve_form::words,
    serve_form::named,
);

// `login`.
pub(super) static FROM: Opt<String> = Opt::text(
    option("from", "URL", "Create a profile from a published one: URL or file")
        .details(", which is shown and must be confirmed")
        .heading(Heading::Cache)
        .flag_only()
        .conflicts_with(&[&PROFILE.spec]),
);

// Single commands: `logout`, `status` and the reports.
pub(super) static FORGET: Opt<bool> = Opt::switch(
    option("forget", "", "Remove the login even if a server does not respond").heading(Heading::Request).common(22).flag_only(),
);
pub(super) static ALL: Opt<bool> = Opt::switch(
    option("all", "", "Log out of every login stored on this machine").heading(Heading::Request).common(20).flag_only().conflicts_with(&[
        &ENDPOINT.spec,
        &ISSUER.spec,
        &CLIENT_ID.spec,
        &PROFILE.spec,
    ]),
);
pub(super) static ONLY: Opt<bool> = Opt::switch(
    option("only", "", "Remove the credentials of this profile, not its login")
        .details(", which other profiles may share; revokes nothing")
        .heading(Heading::Request)
        .common(23)
        .flag_only()
        .conflicts_with(&[&ALL.spec, &EVERYWHERE.spec, &FORGET.spec, &ENDPOINT.spec, &ISSUER.spec, &CLIENT_ID.spec]),
);
pub(super) static SWITCH: Opt<bool> =
    Opt::switch(option("switch", "", "Log in as another user: the provider asks who").heading(Heading::Login).common(35).flag_only());
pub(super) static ONLINE: Opt<bool> = Opt::switch(
    option("online", "", "Verify the credentials with the storage server")
        .details(" and show whose they are")
        .heading(Heading::Request)
        .common(20)
        .flag_only(),
);
pub(super) static STATUS_ALL: Opt<bool> = Opt::switch(
    option("all-profiles", "", "Show all profiles")
        .details(" [default]")
        .heading(Heading::Request)
        .common(21)
        .flag_named("all")
        .flag_only()
        .conflicts_with(&[&PROFILE.spec]),
);
pub(super) static REPORT_FORMAT: Opt<ReportFormat> = Opt::choice(
    option("report-format", "FORMAT", "Output format")
        .details(" [default: text]")
        .heading(Heading::Output)
        .common(31)
        .flag_named("output")
        .short('o')
        .flag_only()
        .conflicts_with(&[&JSON.spec]),
);

// `profiles`.
pub(super) static LOG_OUT: Opt<bool> =
    Opt::switch(option("log-out", "", "Log out of the profile first").flag_named("logout").heading(Heading::Request).flag_only());
pub(super) static TOOLS: Opt<bool> =
    Opt::switch(option("tools", "", "Remove what configure wrote for the profile, too").heading(Heading::Request).flag_only());
pub(super) static UNSET: Opt<bool> = Opt::switch(option("unset", "", "Have no default profile").heading(Heading::Request).flag_only());

// `configure`.
pub(super) static REMOVE: Opt<bool> = Opt::switch(
    option("remove", "", "Remove what configure wrote for the profile")
        .details("; what was changed since then only with --force")
        .heading(Heading::Output)
        .flag_only()
        .conflicts_with(&[&WATCH.spec]),
);

// `doctor`.
pub(super) static EXAMINED_IDENTITY: Opt<&'static IdentityType> = Opt::word(
    option("examined-identity", "NAME", "Identity to examine without a profile")
        .details(" [default: web-identity]")
        .heading(Heading::Login)
        .common(20)
        .flag_named("identity")
        .flag_only()
        .conflicts_with(&[&PROFILE.spec]),
    identity_name::words,
    identity_name::named,
);
pub(super) static NO_LOGIN: Opt<bool> = Opt::switch(
    option("no-login", "", "Do not prompt for a login").details("; a stored one is used").heading(Heading::Login).common(21).flag_only(),
);
pub(super) static REPORT: Opt<PathBuf> = Opt::path(
    option("report", "PATH", "Write the findings to a private file")
        .details(" (JSON, without secrets), or to standard output if `-`")
        .heading(Heading::Output)
        .common(22)
        .flag_only(),
);
pub(super) static REPLACE_FILE: Opt<bool> =
    Opt::switch(option("replace-file", "", "Replace a file that is not a report").heading(Heading::Output).flag_named("force").flag_only());
