//! The flags that every command which ends in credentials takes.

use crate::request::{
    Delivery, Endpoint, FORMS, Form, Identity, Request, RequestError, RoleArn, SessionLength, SessionName, Shell, UsageError, whole_seconds,
};
use crate::sys::Deps;
use clap::Args;
use clap::builder::{FalseyValueParser, PossibleValuesParser};
use std::time::Duration;

const REQUEST: &str = "What to ask for";
const OUTPUT: &str = "What comes out";
const GENERAL: &str = "General";

#[derive(Args)]
pub(super) struct SharedArgs {
    /// Storage server, such as https://minio.example:9000
    #[arg(long, alias = "sts-ep", env = "STS_CLI_ENDPOINT", value_name = "URL", help_heading = REQUEST)]
    endpoint: Option<String>,
    /// Role to take, where the server has roles
    #[arg(long, env = "STS_CLI_ROLE_ARN", value_name = "ARN", help_heading = REQUEST)]
    role_arn: Option<String>,
    /// Length of the session: 8h, 90m or seconds [default: 8h on MinIO, else 1h]
    #[arg(long, env = "STS_CLI_DURATION", value_name = "TIME", help_heading = REQUEST)]
    duration: Option<String>,
    /// Name of the session [default: the person's or key's name]
    #[arg(long, env = "STS_CLI_SESSION_NAME", value_name = "NAME", help_heading = REQUEST)]
    session_name: Option<String>,
    /// Region to sign for
    #[arg(long, env = "STS_CLI_REGION", value_name = "REGION", default_value = "us-east-1", help_heading = REQUEST)]
    region: String,
    /// Allow plain http to a storage server on another machine
    #[arg(long, env = "STS_CLI_ALLOW_HTTP", value_parser = FalseyValueParser::new(), help_heading = REQUEST)]
    allow_http: bool,
    /// Form of the output [default on a terminal: text]
    #[arg(short, long, env = "STS_CLI_OUTPUT", value_name = "FORM", help_heading = OUTPUT,
          value_parser = PossibleValuesParser::new(FORMS.map(|(name, _)| name)))]
    output: Option<String>,
    /// List the buckets found [default: for text only]
    #[arg(long, env = "STS_CLI_BUCKETS", value_parser = FalseyValueParser::new(), overrides_with = "no_buckets", help_heading = OUTPUT)]
    buckets: bool,
    /// Do not list buckets
    #[arg(long, env = "STS_CLI_NO_BUCKETS", value_parser = FalseyValueParser::new(), overrides_with = "buckets", help_heading = OUTPUT)]
    no_buckets: bool,
    /// Read and write nothing of sts-cli's own files
    #[arg(long, env = "STS_CLI_NO_CACHE", value_parser = FalseyValueParser::new(), help_heading = GENERAL)]
    no_cache: bool,
    #[command(flatten)]
    pub(super) talk: TalkArgs,
}

// How much is said. (A doc comment here would become the command's own.)
#[derive(Args)]
pub(super) struct TalkArgs {
    /// Log to standard error; twice and thrice for more, never a secret
    #[arg(short, long, action = clap::ArgAction::Count, env = "STS_CLI_VERBOSE", help_heading = GENERAL)]
    verbose: u8,
    /// Leave out notes
    #[arg(short, long, env = "STS_CLI_QUIET", value_parser = FalseyValueParser::new(), help_heading = GENERAL)]
    quiet: bool,
    /// Ask for nothing: no browser, no prompt
    #[arg(long, env = "STS_CLI_NO_INPUT", value_parser = FalseyValueParser::new(), help_heading = GENERAL)]
    no_input: bool,
    /// Colour what a person reads
    #[arg(long, env = "STS_CLI_COLOR", value_name = "WHEN", default_value = "auto",
          value_parser = ["auto", "always", "never"], help_heading = GENERAL)]
    color: String,
}

impl SharedArgs {
    /// What comes out, and in which form. A pipe gets none unless one was chosen.
    pub(super) fn form(&self, deps: &Deps) -> Result<Form, UsageError> {
        match &self.output {
            Some(name) => name.parse().map_err(bad("--output")),
            None if deps.terminal.shows_output() => Ok(Form::Text),
            None => Err(UsageError::NoForm),
        }
    }

    pub(super) fn request(self, identity: Identity, form: Form, timeout: Duration) -> Result<Request, UsageError> {
        const ENDPOINT: UsageError =
            UsageError::Missing { what: "the storage server's address", flag: "--endpoint", variable: "STS_CLI_ENDPOINT" };
        let endpoint = self.endpoint.filter(|text| !text.is_empty()).ok_or(ENDPOINT)?;
        Ok(Request {
            identity,
            endpoint: Endpoint::new(&endpoint, self.allow_http).map_err(bad("--endpoint"))?,
            role_arn: parsed::<RoleArn>(self.role_arn, "--role-arn")?,
            session_name: parsed::<SessionName>(self.session_name, "--session-name")?,
            duration: parsed::<SessionLength>(self.duration, "--duration")?,
            region: self.region,
            timeout,
            remember: !self.no_cache,
            delivery: Delivery { form, buckets: self.buckets.then_some(true).or(self.no_buckets.then_some(false)) },
        })
    }
}

impl TalkArgs {
    /// Sets up how much is said, and in which colours. Logs hold our own events only: those of libraries may show what we never would.
    pub(super) fn apply(&self, deps: &mut Deps) {
        use tracing_subscriber::filter::{LevelFilter, Targets};
        use tracing_subscriber::layer::SubscriberExt as _;
        use tracing_subscriber::util::SubscriberInitExt as _;
        let choice = match self.color.as_str() {
            "always" => anstream::ColorChoice::Always,
            "never" => anstream::ColorChoice::Never,
            _ => anstream::ColorChoice::Auto,
        };
        choice.write_global();
        if self.quiet {
            deps.terminal.hush();
        }
        if self.no_input {
            deps.terminal.ask_nobody();
        }
        let level = match self.verbose {
            0 => return,
            1 => LevelFilter::INFO,
            2 => LevelFilter::DEBUG,
            _ => LevelFilter::TRACE,
        };
        let ours = Targets::new().with_target("sts_cli", level);
        let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(choice == anstream::ColorChoice::Always);
        let _ = tracing_subscriber::registry().with(log).with(ours).try_init();
    }
}

/// A value of a flag that must be of a kind, if it is there.
pub(super) fn parsed<T: std::str::FromStr<Err = RequestError>>(text: Option<String>, flag: &'static str) -> Result<Option<T>, UsageError> {
    text.filter(|text| !text.is_empty()).map(|text| text.parse().map_err(bad(flag))).transpose()
}

/// Names the flag that a bad value came with.
pub(super) fn bad(name: &'static str) -> impl Fn(RequestError) -> UsageError {
    move |source| UsageError::BadValue { name, source }
}

/// A waiting time: at least a second.
pub(super) fn waiting_time(text: &str) -> Result<Duration, UsageError> {
    let seconds = whole_seconds(text).map_err(bad("--timeout"))?;
    if seconds == 0 { Err(bad("--timeout")(RequestError::NotALength(text.to_owned()))) } else { Ok(Duration::from_secs(seconds)) }
}

/// The shell that `-o unset` was asked for, if it was.
pub(super) fn unset(form: Form) -> Option<Option<Shell>> {
    if let Form::Unset(shell) = form { Some(shell) } else { None }
}
