//! Hints for files of the user that cannot be changed: AWS files and configuration files of tools.

use super::Hint;
use crate::aws_files::{AwsPathsError, EditError, LineFault, MalformedFile};
use crate::deliver::aws_profile::Error;
use crate::deliver::configure::{ConfigureError, FileOwner, ToolFileError};
use crate::request::hint::hint;
use crate::sys::files::{FileError, FileTask, LockError, is_link_loop, may_be_held_open};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Returns the hints for a profile in the AWS files.
#[must_use]
pub fn for_aws_profile(error: &Error) -> Vec<Hint> {
    vec![match error {
        Error::Places(error) => for_places(error),
        Error::NotText(_) => hint!("install sts-cli where the path is valid UTF-8"),
        Error::Malformed(file) => for_malformed(file),
        Error::NotEditable { source: EditError::Unwritable(_), .. } => hint!("use a value without these characters"),
        Error::NotEditable { path, .. } => hint!("correct it in ", (display_path(path))),
        Error::Conflicts { .. } => hint!(
            "add ",
            FORCE,
            " to overwrite or remove it (",
            DRY_RUN,
            " ",
            FORCE,
            " previews the change), or choose another profile name"
        ),
        Error::Differs { .. } => remove_changed(),
        Error::Inherited { .. } => hint!(
            "remove it from [DEFAULT], which ",
            FORCE,
            " does not change because all profiles inherit it; or set it in the section of this profile"
        ),
        Error::Locked { path, source } => for_lock(path, source),
        Error::File(error) => for_file(error),
    }]
}

/// Returns the hints for the configuration file of a tool.
#[must_use]
pub fn for_tool(error: &ConfigureError) -> Vec<Hint> {
    vec![match error {
        ConfigureError::NoHome => hint!("set ", (if cfg!(windows) { "USERPROFILE" } else { "HOME" }.to_owned()), " to your home directory"),
        ConfigureError::File(error) => for_file(error),
        ConfigureError::NotText(path) => hint!("correct ", (display_path(path)), ", which the tool cannot read either"),
        ConfigureError::Locked { path, source } => for_lock(path, source),
        ConfigureError::ToolFile { source, .. } => for_tool_file(source),
    }]
}

fn for_tool_file(error: &ToolFileError) -> Hint {
    match error {
        ToolFileError::NotLiteral(_) => hint!("use a value without it"),
        ToolFileError::Invalid { tool: FileOwner::Fsspec, .. } => {
            hint!("correct it there, or move the file away so that a new one is created") // fsspec itself writes none
        }
        ToolFileError::Encrypted => {
            hint!("run `rclone config` to remove the password, or set RCLONE_CONFIG to a file without one; then run the command again")
        }
        ToolFileError::Invalid { tool, .. } => hint!("correct it there, or let ", (tool.to_string()), " rewrite it"),
        ToolFileError::ContainsKeys { .. } => {
            hint!("add ", FORCE, " to remove them (", DRY_RUN, " ", FORCE, " previews the change); there may be no other copy")
        }
        ToolFileError::Overridden { .. } => {
            hint!("remove them there, or move that file away; ", FORCE, " writes ours anyway, but theirs still override it")
        }
        ToolFileError::Differs { .. } => remove_changed(),
        ToolFileError::Conflicts { .. } => {
            hint!("add ", FORCE, " to replace it (", DRY_RUN, " ", FORCE, " previews the change), or rename it there to keep both")
        }
    }
}

/// Returns the hint for settings that are to be removed, and were changed since they were written.
fn remove_changed() -> Hint {
    hint!("add ", FORCE, " to remove it anyway (", DRY_RUN, " ", FORCE, " previews the change), or correct it there")
}

/// Returns the hint for settings in the file of a tool that only this `command` removes.
pub(crate) fn for_kept_settings(command: String) -> Hint {
    hint!("run ", (command), ", then this command again")
}

/// Returns the hint for a path with an unexpanded variable or `~`.
fn use_absolute_path() -> Hint {
    hint!("set the variable to an absolute path without quotes: shells do not expand `$HOME` and `~` in single quotes")
}

/// Returns the hint for unknown paths of the AWS files.
pub(super) fn for_places(error: &AwsPathsError) -> Hint {
    match error {
        AwsPathsError::NoHome => hint!("set HOME, or name the files in AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE"),
        AwsPathsError::Unexpanded { .. } => use_absolute_path(),
        AwsPathsError::BadName(_) => hint!("choose a plain name, such as prod"),
    }
}

/// Returns the hint for an AWS file that clients cannot parse.
pub(super) fn for_malformed(MalformedFile { path, source }: &MalformedFile) -> Hint {
    if source.fault == LineFault::Utf16 {
        return hint!("save ", (display_path(path)), " as UTF-8; in PowerShell: `Set-Content -Encoding utf8`");
    }
    hint!((format!("correct line {} of {}", source.line, path.display())))
}

/// Returns the hint for a file that cannot be read or written.
pub(crate) fn for_file(error: &FileError) -> Hint {
    let prevents_rename =
        |source: &io::Error| matches!(source.kind(), ErrorKind::ResourceBusy | ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem);
    match error {
        FileError::IsFolder(_) => hint!("move the folder away: a file is required there"),
        FileError::NotRegular(_) => hint!("put a regular file there, or name one"),
        FileError::Unexpanded(_) => use_absolute_path(),
        FileError::DanglingLink { link, .. } => hint!("create the folder that ", (display_path(link)), " points to, or remove the link"),
        FileError::HardLink(_) => hint!("add ", IN_PLACE, " to overwrite the file itself, under all of its names"),
        FileError::OtherOwner(_) => {
            hint!(
                "ask its owner to run the command, or change the owner with `sudo chown`; ",
                IN_PLACE,
                " keeps the owner, if you may write to it"
            )
        }
        FileError::System { path, source, .. } if is_link_loop(source) => {
            hint!("correct the links at ", (display_path(path)), ": they form a cycle")
        }
        FileError::System { task: FileTask::Read | FileTask::Inspect, .. } => hint!("check that you may read it"),
        FileError::System { task: FileTask::ResolveLink, .. } => hint!("correct the link"),
        FileError::System { task: FileTask::Write, source, .. } if may_be_held_open(source) => {
            hint!("close the program that has it open, or check that you may change it and its folder")
        }
        FileError::System { task: FileTask::Write, source, .. } if prevents_rename(source) => hint!(
            "check that its folder is writable; ",
            IN_PLACE,
            " requires only the file to be writable, such as a single file mounted into a container"
        ),
        FileError::System { .. } => hint!("check that the folder is writable, and that the disk is not full"),
    }
}

fn for_lock(path: &Path, error: &LockError) -> Hint {
    match error {
        LockError::Held(_) | LockError::StillHeld(_) => hint!("wait for that process or stop it, then try again"),
        LockError::File(_) => hint!("check that the folder of ", (display_path(path)), " is writable; ", IN_PLACE, " uses no lock"),
    }
}

fn display_path(path: &Path) -> String {
    path.display().to_string()
}
