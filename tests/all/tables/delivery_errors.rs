//! Errors of deliveries as a person reads them: output forms, files of tools, commands, endpoints.

use super::errors::{denied, path, row};
use crate::support::snapshot::Table;
use std::io::ErrorKind;
use std::path::PathBuf;
use sts_cli::aws_files::{AwsPathsError, EditError};
use sts_cli::deliver::aws_profile::Conflict;
use sts_cli::deliver::configure::{ConfigureError, FileOwner, ToolFileError};
use sts_cli::deliver::{self, NotLiteral, aws_profile, exec, serve};
use sts_cli::sys::files::{FileError, LockError};

fn invalid_tool_file(tool: FileOwner, problem: &str) -> ToolFileError {
    ToolFileError::Invalid { tool, problem: problem.to_owned() }
}

#[test]
fn output_format_errors() {
    let mut table = Table::default();
    for character in ['$', '\n', ' ', '\u{fffd}', '\u{7f}'] {
        row(&mut table, deliver::Error::NotLiteral(NotLiteral { name: "AWS_CA_BUNDLE".to_owned(), character }));
    }
    let source = || ToolFileError::NotLiteral(NotLiteral { name: "endpoint".to_owned(), character: '%' });
    row(&mut table, ConfigureError::ToolFile { path: path("rclone.conf"), source: source() });
    row(&mut table, ConfigureError::File(FileError::Unexpanded(PathBuf::from("$HOME/rclone.conf"))));
    row(&mut table, aws_profile::Error::NotEditable { path: path("config"), source: EditError::Unwritable("ca_bundle") });
    let unexpanded = AwsPathsError::Unexpanded { variable: "AWS_CONFIG_FILE", path: "$HOME/.aws/config".to_owned() };
    row(&mut table, aws_profile::Error::Places(unexpanded));
    table.matches("values-that-a-form-cannot-hold");
}

#[test]
fn delivery_errors() {
    let mut table = Table::default();
    let held = || LockError::StillHeld(Some("sts-cli for prod (process 1)".to_owned()));
    row(&mut table, deliver::Error::ClosedPipe);
    row(&mut table, deliver::Error::NotWritten(ErrorKind::StorageFull.into()));
    row(&mut table, deliver::Error::NotInGithub);
    row(&mut table, deliver::Error::NoGithubFile { path: "/tmp/env".to_owned(), source: denied() });
    let conflicts =
        || vec![Conflict { key: "role_arn", path: path("config"), line: 2 }, Conflict { key: "region", path: path("config"), line: 3 }];
    for error in [
        aws_profile::Error::Conflicts { profile: "prod".to_owned(), conflicts: conflicts() },
        aws_profile::Error::Inherited { profile: "prod".to_owned(), conflicts: conflicts() },
        aws_profile::Error::Places(AwsPathsError::NoHome),
        aws_profile::Error::Places(AwsPathsError::BadName("a]b".to_owned())),
        aws_profile::Error::NotText(path("config")),
        aws_profile::Error::NotEditable { path: path("config"), source: EditError::NotABlock { key: "s3", line: 2 } },
        aws_profile::Error::Locked { path: path("config"), source: held() },
    ] {
        row(&mut table, error);
    }
    for error in [
        ConfigureError::ToolFile { path: path("mc.json"), source: invalid_tool_file(FileOwner::Mc, "its version is 9, not 10") },
        ConfigureError::ToolFile { path: path("fsspec.json"), source: invalid_tool_file(FileOwner::Fsspec, "line 1 is not valid JSON") },
        ConfigureError::ToolFile { path: path("rclone.conf"), source: ToolFileError::Encrypted },
        ConfigureError::ToolFile {
            path: path("mc.json"),
            source: ToolFileError::ContainsKeys { place: "the alias `prod`".to_owned(), keys: vec!["accessKey".to_owned()] },
        },
        ConfigureError::ToolFile {
            path: path("rclone.conf"),
            source: ToolFileError::Conflicts { place: "[prod]".to_owned(), settings: vec!["type = sftp".to_owned()] },
        },
        ConfigureError::ToolFile {
            path: path("fsspec.json"),
            source: ToolFileError::Overridden { tool: FileOwner::Fsspec, settings: vec!["`key` of s3 (a.ini)".to_owned()] },
        },
        ConfigureError::File(FileError::DanglingLink { link: path(".mc"), target: path("gone") }),
        ConfigureError::File(FileError::HardLink(path("rclone.conf"))),
        ConfigureError::File(FileError::OtherOwner(path("rclone.conf"))),
        ConfigureError::NoHome,
        ConfigureError::NotText(path("rclone.conf")),
        ConfigureError::File(FileError::IsFolder(path("rclone.conf"))),
        ConfigureError::Locked { path: path("rclone.conf"), source: held() },
    ] {
        row(&mut table, error);
    }
    row(&mut table, serve::Error::Folder(denied()));
    row(&mut table, serve::Error::Port { port: Some(8000), source: denied() });
    row(&mut table, serve::Error::Port { port: None, source: denied() });
    row(&mut table, serve::Error::Signals(denied()));
    row(&mut table, serve::Error::NotInBackground(denied()));
    row(&mut table, exec::Error::NotFound("mcc".to_owned()));
    row(&mut table, exec::Error::NotRun { command: "mc".to_owned(), source: denied() });
    row(&mut table, exec::Error::Foreign("./arm".to_owned()));
    row(&mut table, exec::Error::Files(denied()));
    table.matches("deliveries");
}
