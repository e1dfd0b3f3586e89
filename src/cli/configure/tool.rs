//! The tools that `configure` sets up.

use crate::deliver::configure::{ConfigurableTool, ConfigureError};
use crate::request::choice::choices;
use crate::sys::Deps;
use std::path::PathBuf;

/// The tool to configure: the AWS files, mc's file, or a tool that uses an AWS profile.
#[derive(Clone, Copy)]
pub(in super::super) enum ToolArgument {
    Aws,
    Mc,
    Other(ConfigurableTool),
}

choices! { ToolArgument:
    "aws" => [ToolArgument::Aws],
    "mc" => [ToolArgument::Mc],
    "rclone" => [ToolArgument::Other(ConfigurableTool::Rclone)],
    "fsspec" => [ToolArgument::Other(ConfigurableTool::Fsspec)],
    "spark" => [ToolArgument::Other(ConfigurableTool::Spark)],
    "duckdb" => [ToolArgument::Other(ConfigurableTool::DuckDb)],
}

impl ToolArgument {
    pub(super) fn help(self) -> &'static str {
        match self {
            Self::Aws => "AWS CLI, AWS SDKs and other tools that read the AWS config file",
            Self::Mc => "MinIO client: an alias that contains the keys",
            Self::Other(ConfigurableTool::Rclone) => "A remote",
            Self::Other(ConfigurableTool::Fsspec) => "Python: pandas, dask and others",
            Self::Other(ConfigurableTool::Spark) => "Properties for spark-defaults.conf",
            Self::Other(ConfigurableTool::DuckDb) => "A SQL statement, to run or to add to ~/.duckdbrc",
        }
    }
}

/// Returns the home directory, which contains the files of tools.
pub(super) fn home(deps: &Deps) -> Result<PathBuf, ConfigureError> {
    deps.environment.home().ok_or(ConfigureError::NoHome)
}
