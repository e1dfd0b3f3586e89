//! [`Delivery`]: output formats, destinations, and the shells that output is quoted for.

use super::choice::choices;

/// The output formats and destinations of credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// The format printed to standard output, if any.
    pub format: Option<OutputFormat>,
    /// The profile in the AWS credentials file to write the keys to, if any.
    pub aws_profile: Option<AwsProfile>,
    /// Whether to list the buckets; `None`: only for formats that show them.
    pub buckets: Option<bool>,
}

/// A profile in the AWS credentials file to write the keys to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsProfile {
    /// The name of the profile.
    pub name: String,
    /// How the file is written.
    pub write_options: WriteOptions,
}

/// How a file of the user is changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Whether to remove conflicting settings instead of reporting them.
    pub force: bool,
    /// Whether to print the change instead of writing it.
    pub dry_run: bool,
    /// Whether to overwrite the file itself instead of replacing it by rename; for single files mounted into containers.
    pub in_place: bool,
}

impl From<OutputFormat> for Delivery {
    /// Delivers to standard output only.
    fn from(form: OutputFormat) -> Self {
        Self { format: Some(form), ..Self::default() }
    }
}

impl Delivery {
    /// Whether to list the buckets: if requested, or if the format shows them.
    #[must_use]
    pub(crate) fn lists_buckets(&self) -> bool {
        self.buckets.unwrap_or(self.format == Some(OutputFormat::Text))
    }
}

/// An output format (`--output`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    /// Human-readable text.
    Text,
    /// One `credential_process` object.
    Json,
    /// The JSON of [`OutputFormat::Json`], with the limits that callers of a `credential_process` impose.
    Process,
    /// Commands that set environment variables in this shell; `None`: the calling shell.
    Env(Option<Shell>),
    /// Commands that unset the variables of [`OutputFormat::Env`]; `None`: the calling shell.
    Unset(Option<Shell>),
    /// GitHub Actions: variables appended to `$GITHUB_ENV` for later steps, and log masks.
    Github,
    /// The format of a specific tool.
    Tool(Tool),
}

/// A tool with an output format of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// A `.env` file, for Docker, Compose and dotenv libraries.
    Dotenv,
    /// A Kubernetes Secret.
    K8s,
    /// A shell command that sets `MC_HOST_<alias>`.
    McHost,
    /// JSON for `mc alias import`.
    McAlias,
    /// A remote section for `rclone.conf`.
    Rclone,
    /// `CREATE SECRET` for DuckDB that reads the AWS profile of the same name; without a profile, one that contains the keys.
    DuckDb,
    /// `CREATE SECRET` for DuckDB that contains the keys.
    DuckDbKeys,
    /// A backend configuration file for Terraform's S3 backend.
    Terraform,
    /// Storage options (JSON) for polars and delta-rs.
    StorageOptions,
    /// Storage options (JSON) for pandas, dask and other users of fsspec.
    FsspecOptions,
    /// A profile section for the AWS credentials file.
    AwsIni,
}

/// A shell whose quoting rules are supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// Any POSIX shell.
    Sh,
    /// GNU bash.
    Bash,
    /// zsh.
    Zsh,
    /// fish.
    Fish,
    /// Windows PowerShell and pwsh.
    PowerShell,
    /// The Windows command interpreter.
    Cmd,
}

// A colon separates the format from its variant.
choices! { OutputFormat:
    "text" => [OutputFormat::Text],
    "json" => [OutputFormat::Json],
    "process" => [OutputFormat::Process],
    "env" => [OutputFormat::Env(None)],
    "env:sh" => [OutputFormat::Env(Some(Shell::Sh))],
    "env:bash" => [OutputFormat::Env(Some(Shell::Bash))],
    "env:zsh" => [OutputFormat::Env(Some(Shell::Zsh))],
    "env:fish" => [OutputFormat::Env(Some(Shell::Fish))],
    "env:powershell" => [OutputFormat::Env(Some(Shell::PowerShell))],
    "env:cmd" => [OutputFormat::Env(Some(Shell::Cmd))],
    "unset" => [OutputFormat::Unset(None)],
    "unset:sh" => [OutputFormat::Unset(Some(Shell::Sh))],
    "unset:bash" => [OutputFormat::Unset(Some(Shell::Bash))],
    "unset:zsh" => [OutputFormat::Unset(Some(Shell::Zsh))],
    "unset:fish" => [OutputFormat::Unset(Some(Shell::Fish))],
    "unset:powershell" => [OutputFormat::Unset(Some(Shell::PowerShell))],
    "unset:cmd" => [OutputFormat::Unset(Some(Shell::Cmd))],
    "dotenv" => [OutputFormat::Tool(Tool::Dotenv)],
    "github" => [OutputFormat::Github],
    "k8s" => [OutputFormat::Tool(Tool::K8s)],
    "mc-host" => [OutputFormat::Tool(Tool::McHost)],
    "mc-alias" => [OutputFormat::Tool(Tool::McAlias)],
    "rclone" => [OutputFormat::Tool(Tool::Rclone)],
    "duckdb" => [OutputFormat::Tool(Tool::DuckDb)],
    "duckdb:keys" => [OutputFormat::Tool(Tool::DuckDbKeys)],
    "terraform" => [OutputFormat::Tool(Tool::Terraform)],
    "storage-options" => [OutputFormat::Tool(Tool::StorageOptions)],
    "storage-options:fsspec" => [OutputFormat::Tool(Tool::FsspecOptions)],
    "aws-ini" => [OutputFormat::Tool(Tool::AwsIni)],
}
