//! The options of the output, the cache and profiles, and those of `serve` and `logout` that hints name.

#![expect(missing_docs, reason = "the help of each option is its documentation")]

use crate::request::OutputFormat;
use crate::request::choice::choices;
use crate::request::option::Opt;
use crate::request::option_spec::{Heading, option};
use crate::request::{parse_port, parse_seconds};
use std::path::PathBuf;
use std::time::Duration;

// Output.
pub(crate) static OUTPUT: Opt<OutputFormat> = Opt::choice(
    option("output", "FORMAT", "Output format")
        .details("; env:SHELL for a specific shell [default on a terminal: text]")
        .heading(Heading::Output)
        .common(31)
        .short('o')
        .per_invocation()
        .conflicts_with(&[&JSON.spec]),
);
pub static JSON: Opt<bool> = Opt::switch(
    option("json", "", "Print JSON").details(", as -o json does").heading(Heading::Output).flag_only().conflicts_with(&[&OUTPUT.spec]),
);
pub(crate) static WRITE_PROFILE: Opt<String> = Opt::text(
    option("write-profile", "NAME", "Write to this AWS profile")
        .public_value()
        .details(" in the credentials file")
        .heading(Heading::Output)
        .common(41)
        .per_invocation(),
);
pub static FORCE: Opt<bool> = Opt::switch(
    option("force", "", "Overwrite conflicting settings or an existing profile").heading(Heading::Output).common(48).flag_only(),
);
pub static DRY_RUN: Opt<bool> =
    Opt::switch(option("dry-run", "", "Show the changes without writing the file").heading(Heading::Output).common(45).flag_only());
pub(crate) static IN_PLACE: Opt<bool> = Opt::switch(
    option("in-place", "", "Overwrite the file instead of replacing it")
        .details(", for files mounted into a container")
        .heading(Heading::Output)
        .common(50)
        .flag_only(),
);
pub(crate) static WATCH: Opt<bool> =
    Opt::switch(option("watch", "", "Keep running; rewrite the file before expiration").heading(Heading::Output).common(46).flag_only());
pub(crate) static BUCKETS: Opt<bool> = Opt::switch(
    option("buckets", "", "List buckets")
        .details(" [default: for text output only]")
        .heading(Heading::Output)
        .conflicts_with(&[&NO_BUCKETS.spec]),
);
pub(crate) static NO_BUCKETS: Opt<bool> =
    Opt::switch(option("no-buckets", "", "Do not list buckets").heading(Heading::Output).conflicts_with(&[&BUCKETS.spec]));

// Cache and profiles.
pub static PROFILE: Opt<String> = Opt::text(
    option("profile", "NAME", "Profile to load; `none` ignores the default profile")
        .short('p')
        .public_value()
        .heading(Heading::Cache)
        .completing_profiles()
        .per_invocation(),
);
pub(crate) static SAVE: Opt<String> = Opt::text(
    option("save", "NAME", "Save the settings as a profile")
        .public_value()
        .details(" after a successful login")
        .heading(Heading::Cache)
        .setup(32)
        .flag_only(),
);
pub(crate) static MIN_LIFE: Opt<Duration> = Opt::parsed(
    option("min-life", "TIME", "Renew credentials that expire within this time")
        .public_value()
        .details(" [default: a third of their lifetime, at most 15m]")
        .heading(Heading::Cache)
        .common(52),
    |text| parse_seconds(text).map(Duration::from_secs),
);
pub(crate) static FRESH: Opt<bool> =
    Opt::switch(option("fresh", "", "Get new credentials even if some are cached").heading(Heading::Cache).common(44).per_invocation());
pub static CACHE: Opt<CacheKind> = Opt::choice(
    option("cache", "KIND", "Cache storage")
        .details(": private files, or encrypted with a key in the system keyring [default: file]")
        .heading(Heading::Cache),
);
pub(crate) static NO_CACHE: Opt<bool> =
    Opt::switch(option("no-cache", "", "Do not read or write cached tokens and credentials").heading(Heading::Cache));

// `exec --renew` and `serve`.
pub(crate) static RENEW: Opt<bool> = Opt::switch(
    option("renew", "", "Keep running and serve renewed credentials")
        .details(" through a local container credentials endpoint")
        .heading(Heading::Output)
        .common(20)
        .per_invocation(),
);
pub(crate) static SERVE_PORT: Opt<u16> = Opt::parsed(
    option("serve-port", "PORT", "Port of the endpoint")
        .example("8000")
        .public_value()
        .details(" [default: any free port]")
        .heading(Heading::Output)
        .common(20)
        .flag_named("port")
        .per_invocation(),
    parse_port,
);
pub(crate) static TOKEN_FILE: Opt<PathBuf> = Opt::path(
    option("token-file", "PATH", "Write the token of the endpoint into this file")
        .details(", private and replaced at each start [default: a new path]")
        .heading(Heading::Output)
        .flag_only(),
);

// `logout`.
pub(crate) static EVERYWHERE: Opt<bool> = Opt::switch(
    option("everywhere", "", "Revoke all credentials of this user")
        .details(", including those on other machines")
        .heading(Heading::Request)
        .common(21)
        .flag_only(),
);

pub(crate) static BUCKET: Opt<String> = Opt::text(
    option("bucket", "NAME", "Query the server, also about this bucket")
        .details(" (for credentials that may not list buckets)")
        .public_value()
        .example("BUCKET")
        .heading(Heading::Request)
        .common(22)
        .per_invocation(),
);

/// How cached tokens and credentials are protected at rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheKind {
    /// In files that only the user can read, not encrypted.
    File,
    /// Encrypted with a key in the operating system's keyring.
    Keyring,
}

choices! { CacheKind:
    "file" => [CacheKind::File],
    "keyring" => [CacheKind::Keyring],
}
