//! The options of the storage server, the session and the connection.

#![expect(missing_docs, reason = "the help of each option is its documentation")]

use crate::policy::{Permission, PolicyError};
use crate::request::option::{ListOpt, Opt};
use crate::request::option_spec::{Heading, option};
use crate::request::{
    Choice as _, Dialect, PolicySource, RequestError, RoleArn, SessionDuration, SessionName, invalid_choice, parse_region, parse_timeout,
};
use std::path::PathBuf;
use std::time::Duration;

// The whole invocation.
pub(crate) static TIMEOUT: Opt<Duration> = Opt::parsed(
    option("timeout", "TIME", "Maximum wait for the user, another process or a server")
        .public_value()
        .details(" (servers: at most 30s) [default: 5m]")
        .common(63),
    parse_timeout,
);

// Storage server and session.
pub static ENDPOINT: Opt<String> = Opt::text(
    option("endpoint", "URL", "Storage server URL")
        .example("https://minio.example:9000")
        .public_value()
        .details(", such as https://minio.example:9000")
        .heading(Heading::Request)
        .setup(10)
        .alias("sts-ep"),
);
pub static S3_ENDPOINT: Opt<String> = Opt::text(
    option("s3-endpoint", "URL", "S3 URL, if it differs from the STS")
        .example("https://s3.example")
        .public_value()
        .details(" [default: the value of --endpoint]")
        .heading(Heading::Request)
        .qualifies(&ENDPOINT.spec),
);
pub static ROLE_ARN: Opt<RoleArn> = Opt::parsed(
    option("role-arn", "ARN", "Role to assume, if the server has roles")
        .example("arn:minio:iam:::role/NAME")
        .public_value()
        .heading(Heading::Request)
        .common(34),
    str::parse,
);
pub(crate) static DURATION: Opt<SessionDuration> = Opt::parsed(
    option("duration", "TIME", "Session duration: 8h, 90m or seconds")
        .public_value()
        .details(" [default: 8h for a login on MinIO, 12h for get-session-token, else 1h]")
        .heading(Heading::Request)
        .common(33),
    str::parse,
);
pub(crate) static SESSION_NAME: Opt<SessionName> = Opt::parsed(
    option("session-name", "NAME", "Role session name")
        .example("alice")
        .details(" [default: the name of the user or key]")
        .heading(Heading::Request),
    str::parse,
);
pub static REGION: Opt<String> = Opt::parsed(
    option("region", "REGION", "Signing region")
        .example("eu-west-1")
        .public_value()
        .details(" [default: the region of the AWS endpoint, else us-east-1]")
        .heading(Heading::Request),
    parse_region,
);
pub static POLICY: Opt<PolicySource> = Opt::parsed(
    option("policy", "POLICY", "Session policy that restricts access: JSON, a file, or `-` for stdin")
        .reading_dash_as_stdin()
        .heading(Heading::Request)
        .conflicts_with(&[&ALLOW.spec]),
    |text| Ok(text.into()),
);
pub static ALLOW: ListOpt<Permission, PolicyError> = ListOpt::new(
    option("allow", "PERMISSION", "Restrict access, e.g. read:bucket/prefix")
        .details(" (verbs: read, write, list, delete, full; repeatable)")
        .heading(Heading::Request)
        .common(35)
        .conflicts_with(&[&POLICY.spec]),
    '\n',
    str::parse,
);
pub(crate) static PRINT_POLICY: Opt<bool> =
    Opt::switch(option("print-policy", "", "Print the session policy and exit").heading(Heading::Request).per_invocation());
pub(crate) static DIALECT: Opt<Option<Dialect>> = Opt::word(
    option("dialect", "TYPE", "Type of storage server").details(" [default: auto]").heading(Heading::Request),
    dialect_words,
    parse_dialect,
);

// TLS.
pub(crate) static ALLOW_HTTP: Opt<bool> =
    Opt::switch(option("allow-http", "", "Allow plain HTTP to a storage server on another machine").heading(Heading::Tls));
pub(crate) static CA_BUNDLE: Opt<PathBuf> = Opt::path(
    option("ca-bundle", "PATH", "Additional trusted certificates (PEM)")
        .details(" [also env: AWS_CA_BUNDLE]")
        .heading(Heading::Tls)
        .setup(42)
        .fallback_variable("AWS_CA_BUNDLE"),
);
pub(crate) static CLIENT_CERT: Opt<PathBuf> =
    Opt::path(option("client-cert", "PATH", "TLS client certificate (PEM)").details(" for the storage server").heading(Heading::Tls));
// Does not complete CLIENT_CERT: a renewed certificate often has the old key, and a key of another certificate is refused with a hint.
pub(crate) static CLIENT_KEY: Opt<PathBuf> = Opt::path(
    option("client-key", "PATH", "Private key of the client certificate").details(" [default: the same file]").heading(Heading::Tls),
);
pub(crate) static INSECURE: Opt<bool> =
    Opt::switch(option("insecure", "", "Skip TLS certificate verification (testing only)").heading(Heading::Tls));

/// The value of `--dialect` by which the dialect is detected.
const AUTO: &str = "auto";

fn dialect_words() -> Vec<&'static str> {
    std::iter::once(AUTO).chain(Dialect::words()).collect()
}

fn parse_dialect(word: &str) -> Result<Option<Dialect>, RequestError> {
    match Dialect::from_word(word) {
        None if word != AUTO => Err(invalid_choice(word, &dialect_words())),
        dialect => Ok(dialect),
    }
}
