//! The flags that every command which ends in credentials takes.

use super::Plan;
use crate::policy::{Permission, SessionPolicy};
use crate::request::{
    DIALECTS, Delivery, Dialect, Endpoint, FORMS, Form, Identity, Request, RequestError, RoleArn, SessionLength, SessionName, UsageError,
    whole_seconds,
};
use crate::sys::{ClientCertificate, Deps, Trust};
use clap::Args;
use clap::builder::{FalseyValueParser, PossibleValue, PossibleValuesParser};
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
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
    /// Length of the session: 8h, 90m or seconds [default: 8h for a person on MinIO, else 1h]
    #[arg(long, env = "STS_CLI_DURATION", value_name = "TIME", help_heading = REQUEST)]
    duration: Option<String>,
    /// Name of the session [default: the person's or key's name]
    #[arg(long, env = "STS_CLI_SESSION_NAME", value_name = "NAME", help_heading = REQUEST)]
    session_name: Option<String>,
    /// Region to sign for [default: a regional AWS endpoint's own, else us-east-1]
    #[arg(long, env = "STS_CLI_REGION", value_name = "REGION", help_heading = REQUEST)]
    region: Option<String>,
    /// Narrow the credentials by a session policy: JSON, a file, or `-` for stdin
    #[arg(long, env = "STS_CLI_POLICY", value_name = "POLICY", conflicts_with = "allow", help_heading = REQUEST)]
    policy: Option<String>,
    /// Narrow them to read:bucket/prefix, and write:, list:, delete:, full: alike
    #[arg(long, env = "STS_CLI_ALLOW", value_name = "PERMISSION", value_delimiter = '\n', help_heading = REQUEST)]
    allow: Vec<String>,
    /// Print the session policy and do nothing else
    #[arg(long, env = "STS_CLI_PRINT_POLICY", value_parser = FalseyValueParser::new(), help_heading = REQUEST)]
    print_policy: bool,
    /// Kind of storage server [default: auto]
    #[arg(long, env = "STS_CLI_DIALECT", value_name = "KIND", help_heading = REQUEST,
          value_parser = PossibleValuesParser::new(std::iter::once("auto").chain(DIALECTS.map(|(name, _)| name))))]
    dialect: Option<String>,
    /// Allow plain http to a storage server on another machine
    #[arg(long, env = "STS_CLI_ALLOW_HTTP", value_parser = FalseyValueParser::new(), help_heading = REQUEST)]
    allow_http: bool,
    /// Certificates to trust beside the system's, as PEM [env: AWS_CA_BUNDLE too]
    #[arg(long, env = "STS_CLI_CA_BUNDLE", value_name = "PATH", help_heading = REQUEST)]
    ca_bundle: Option<PathBuf>,
    /// Certificate to show to the storage server, as PEM
    #[arg(long, env = "STS_CLI_CLIENT_CERT", value_name = "PATH", help_heading = REQUEST)]
    client_cert: Option<PathBuf>,
    /// Key of that certificate [default: the same file]
    #[arg(long, env = "STS_CLI_CLIENT_KEY", value_name = "PATH", help_heading = REQUEST)]
    client_key: Option<PathBuf>,
    /// Verify no server certificate: for trying things out only
    #[arg(long, env = "STS_CLI_INSECURE", value_parser = FalseyValueParser::new(), help_heading = REQUEST)]
    insecure: bool,
    /// Form of the output; env:SHELL for another shell's [default on a terminal: text]
    #[arg(short, long, env = "STS_CLI_OUTPUT", value_name = "FORM", help_heading = OUTPUT,
          value_parser = PossibleValuesParser::new(FORMS.map(|(name, _)| PossibleValue::new(name).hide(name.contains(':')))))]
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
            Some(name) if name == "github" && deps.environment.get("GITHUB_ENV").is_none() => Err(UsageError::NotInGithub),
            Some(name) => name.parse().map_err(bad("--output")),
            None if deps.terminal.shows_output() => Ok(Form::Text),
            None => Err(UsageError::NoForm),
        }
    }

    /// The certificates: `AWS_CA_BUNDLE` is honoured where nothing else is given. Not verifying is said each time.
    fn trust(&self, deps: &Deps) -> Trust {
        if self.insecure {
            deps.terminal.warn("--insecure: no server's certificate is verified; whoever is on the way can take the keys");
        }
        let bundle = self.ca_bundle.clone().or_else(|| deps.environment.get("AWS_CA_BUNDLE").map(PathBuf::from));
        Trust { ca_bundle: bundle, insecure: self.insecure, client: self.client() }
    }

    /// The certificate to show, where there is one.
    pub(super) fn client(&self) -> Option<ClientCertificate> {
        let certificate = self.client_cert.clone()?;
        Some(ClientCertificate { key: self.client_key.clone().unwrap_or_else(|| certificate.clone()), certificate })
    }

    /// What these flags and an identity mean together. What needs no login needs no identity either.
    pub(super) fn plan(
        &self,
        deps: &Deps,
        timeout: Duration,
        identity: impl FnOnce(Form) -> Result<Identity, UsageError>,
    ) -> Result<Plan, UsageError> {
        let policy = self.policy()?;
        if self.print_policy {
            return policy.map(Plan::PrintPolicy).ok_or(NO_POLICY);
        }
        let form = self.form(deps)?;
        if let Form::Unset(shell) = form {
            return Ok(Plan::Unset(shell));
        }
        let identity = identity(form)?;
        let endpoint = self.endpoint.as_ref().filter(|text| !text.is_empty()).ok_or(NO_ENDPOINT)?;
        let endpoint = Endpoint::new(endpoint, self.allow_http).map_err(bad("--endpoint"))?;
        let region = self.region.as_deref().filter(|region| !region.is_empty()).or(endpoint.region()).unwrap_or("us-east-1").to_owned();
        Ok(Plan::Run(Box::new(Request {
            identity,
            endpoint,
            dialect: parsed::<Dialect>(self.dialect.as_ref().filter(|name| *name != "auto"), "--dialect")?,
            policy,
            role_arn: parsed::<RoleArn>(self.role_arn.as_ref(), "--role-arn")?,
            session_name: parsed::<SessionName>(self.session_name.as_ref(), "--session-name")?,
            duration: parsed::<SessionLength>(self.duration.as_ref(), "--duration")?,
            trust: self.trust(deps),
            region,
            timeout,
            remember: !self.no_cache,
            delivery: Delivery { form, buckets: self.buckets.then_some(true).or(self.no_buckets.then_some(false)) },
            profile: None,
        })))
    }

    /// The session policy: JSON as it stands, from a file or standard input, or of permissions in shorthand.
    fn policy(&self) -> Result<Option<SessionPolicy>, UsageError> {
        match &self.policy {
            Some(json) if json.trim_start().starts_with('{') => Ok(Some(json.parse()?)),
            Some(place) if !place.is_empty() => Ok(Some(policy_text(place)?.parse()?)),
            _ if self.allow.is_empty() => Ok(None),
            _ => {
                let permissions: Vec<Permission> = self.allow.iter().map(|text| text.parse()).collect::<Result<_, _>>()?;
                Ok(Some(SessionPolicy::of(&permissions)?))
            }
        }
    }
}

const NO_ENDPOINT: UsageError =
    UsageError::Missing { what: "the storage server's address", flag: "--endpoint", variable: "STS_CLI_ENDPOINT" };
const NO_POLICY: UsageError = UsageError::Missing { what: "a policy to print", flag: "--allow", variable: "STS_CLI_ALLOW" };

/// A policy's text, from a file or standard input: 64 KiB are more than any server takes.
fn policy_text(place: &str) -> Result<String, UsageError> {
    let read = |reader: &mut dyn Read| {
        let mut text = String::new();
        reader.take(64 * 1024).read_to_string(&mut text).map(|_| text)
    };
    let text = if place == "-" { read(&mut std::io::stdin().lock()) } else { File::open(place).and_then(|mut file| read(&mut file)) };
    let place = if place == "-" { "standard input" } else { place };
    text.map_err(|source| UsageError::NoPolicy { place: place.to_owned(), source })
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
pub(super) fn parsed<T: std::str::FromStr<Err = RequestError>>(text: Option<&String>, flag: &'static str) -> Result<Option<T>, UsageError> {
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

/// A value that must be there.
pub(super) fn required(value: Option<&str>, missing: UsageError) -> Result<&str, UsageError> {
    value.filter(|value| !value.is_empty()).ok_or(missing)
}

/// Scopes, separated by commas or blanks.
pub(super) fn listed(scopes: &str) -> Vec<String> {
    scopes.split([',', ' ', '\t']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}
