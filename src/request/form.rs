//! What comes out: the forms of the output and the shells they are quoted for.

use super::choice::choices;

/// What comes out, in which form, and where it goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// The form of the output, if there is any.
    pub form: Option<Form>,
    /// The profile of the AWS credentials file that gets the keys, if one is to.
    pub aws_profile: Option<AwsProfile>,
    /// Whether the buckets are listed; `None`: where the form shows them.
    pub buckets: Option<bool>,
}

/// A profile of the AWS credentials file that gets the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsProfile {
    /// What it is called.
    pub name: String,
    /// How it is written.
    pub write_options: WriteOptions,
}

/// How a person's file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Settings that would win over ours, or that we would overwrite, are removed instead of named.
    pub force: bool,
    /// Nothing is written; what would be is told.
    pub dry_run: bool,
    /// The file itself is overwritten, for single files mounted into containers.
    pub in_place: bool,
}

impl From<Form> for Delivery {
    /// Only this on standard output.
    fn from(form: Form) -> Self {
        Self { form: Some(form), ..Self::default() }
    }
}

impl Delivery {
    /// Whether the buckets are to be listed: where it was asked for, or where the form shows them.
    #[must_use]
    pub fn wants_buckets(&self) -> bool {
        self.buckets.unwrap_or(self.form == Some(Form::Text))
    }
}

/// The forms of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For a person to read.
    Text,
    /// One `credential_process` object.
    Json,
    /// One `credential_process` object, for a program that runs this one as its `credential_process`.
    Process,
    /// Commands that set the variables in this shell; `None`: the shell that called us.
    Env(Option<Shell>),
    /// Commands that remove them again.
    Unset(Option<Shell>),
    /// For the later steps of a GitHub Actions job: variables in its file, masks for its log.
    Github,
    /// The format of one tool.
    Tool(Tool),
}

/// The tools whose own formats are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Variables in a file, for docker, compose and the dotenv libraries.
    Dotenv,
    /// A Kubernetes Secret.
    K8s,
    /// A command that sets mc's variable for an alias.
    McHost,
    /// What `mc alias import` reads.
    McAlias,
    /// A remote in rclone's configuration.
    Rclone,
    /// A secret of DuckDB that asks the AWS profile of the same name; without a profile, one with the keys.
    DuckDb,
    /// A secret of DuckDB with the keys in it.
    DuckDbKeys,
    /// The configuration of Terraform's S3 backend.
    Terraform,
    /// The storage options of polars and delta-rs.
    StorageOptions,
    /// The storage options of pandas, dask and what else goes through fsspec.
    FsspecOptions,
    /// A profile for the AWS credentials file.
    AwsIni,
}

/// The shells that output can be quoted for.
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

// What stands behind a colon is a variant of what stands before it.
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
