//! [`Delivery`]: output formats, destinations, and the shells that output is quoted for.

use super::choice::choices;

/// What is output, in which format, and where to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// The format printed to standard output, if any.
    pub form: Option<Form>,
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

impl From<Form> for Delivery {
    /// Delivers to standard output only.
    fn from(form: Form) -> Self {
        Self { form: Some(form), ..Self::default() }
    }
}

impl Delivery {
    /// Whether to list the buckets: if requested, or if the format shows them.
    #[must_use]
    pub fn wants_buckets(&self) -> bool {
        self.buckets.unwrap_or(self.form == Some(Form::Text))
    }
}

/// An output format (`--output`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Human-readable text.
    Text,
    /// One `credential_process` object.
    Json,
    /// The JSON of [`Form::Json`], with the limits that callers of a `credential_process` impose.
    Process,
    /// Commands that set environment variables in this shell; `None`: the calling shell.
    Env(Option<Shell>),
    /// Commands that unset the variables of [`Form::Env`]; `None`: the calling shell.
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
choices! { Form:
    "text" => [Form::Text],
    "json" => [Form::Json],
    "process" => [Form::Process],
    "env" => [Form::Env(None)],
    "env:sh" => [Form::Env(Some(Shell::Sh))],
    "env:bash" => [Form::Env(Some(Shell::Bash))],
    "env:zsh" => [Form::Env(Some(Shell::Zsh))],
    "env:fish" => [Form::Env(Some(Shell::Fish))],
    "env:powershell" => [Form::Env(Some(Shell::PowerShell))],
    "env:cmd" => [Form::Env(Some(Shell::Cmd))],
    "unset" => [Form::Unset(None)],
    "unset:sh" => [Form::Unset(Some(Shell::Sh))],
    "unset:bash" => [Form::Unset(Some(Shell::Bash))],
    "unset:zsh" => [Form::Unset(Some(Shell::Zsh))],
    "unset:fish" => [Form::Unset(Some(Shell::Fish))],
    "unset:powershell" => [Form::Unset(Some(Shell::PowerShell))],
    "unset:cmd" => [Form::Unset(Some(Shell::Cmd))],
    "dotenv" => [Form::Tool(Tool::Dotenv)],
    "github" => [Form::Github],
    "k8s" => [Form::Tool(Tool::K8s)],
    "mc-host" => [Form::Tool(Tool::McHost)],
    "mc-alias" => [Form::Tool(Tool::McAlias)],
    "rclone" => [Form::Tool(Tool::Rclone)],
    "duckdb" => [Form::Tool(Tool::DuckDb)],
    "duckdb:keys" => [Form::Tool(Tool::DuckDbKeys)],
    "terraform" => [Form::Tool(Tool::Terraform)],
    "storage-options" => [Form::Tool(Tool::StorageOptions)],
    "storage-options:fsspec" => [Form::Tool(Tool::FsspecOptions)],
    "aws-ini" => [Form::Tool(Tool::AwsIni)],
}
