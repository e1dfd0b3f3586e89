//! Hints for files of the user that cannot be changed: AWS files and configuration files of tools.

use super::Hint;
use super::hint::hint;
use crate::aws_files::{AwsPathsError, EditError, Fault, MalformedFile};
use crate::deliver::aws_profile::Error;
use crate::deliver::configure::{ConfigureError, FileOwner, ToolFileError};
use crate::sys::files::{FileError, FileTask, LockError, is_link_loop};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Returns the hints for a profile in the AWS files.
#[must_use]
pub fn for_aws_profile(error: &Error) -> Vec<Hint> {
    vec![match error {
        Error::Places(error) => for_places(error),
        Error::NotText(_) => hint!("install sts-cli where the path has a plain name"),
        Error::Malformed(file) => for_malformed(file),
        Error::NotEditable { source: EditError::Unwritable(_), .. } => hint!("give a value without that"),
        Error::NotEditable { path, .. } => hint!("correct it in ", (shown(path))),
        Error::Conflicts { .. } => hint!(
            "add ",
            Force,
            " to overwrite that or take it out, ",
            DryRun,
            " ",
            Force,
            " to see it first; or choose another name for the profile"
        ),
        Error::Inherited { .. } => hint!(
            "take it out of [DEFAULT], which ",
            Force,
            " leaves alone: all profiles inherit it; or set it in the section of this profile itself"
        ),
        Error::Locked { path, source } => for_lock(path, source),
        Error::File(error) => for_file(error),
    }]
}

/// Returns the hints for the configuration file of a tool.
#[must_use]
pub fn for_tool(error: &ConfigureError) -> Vec<Hint> {
    vec![match error {
        ConfigureError::NoHome => hint!("set HOME to your home directory"),
        ConfigureError::File(error) => for_file(error),
        ConfigureError::NotText(path) => hint!("look into ", (shown(path)), ": the tool would not read it either"),
        ConfigureError::Locked { path, source } => for_lock(path, source),
        ConfigureError::ToolFile { source, .. } => for_tool_file(source),
    }]
}

fn for_tool_file(error: &ToolFileError) -> Hint {
    match error {
        ToolFileError::NotLiteral(_) => hint!("give a value without it"),
        ToolFileError::NotUsable { tool: FileOwner::Fsspec, .. } => {
            hint!("correct it there, or move it away: then a new one is made") // fsspec itself writes none
        }
        ToolFileError::Encrypted => {
            hint!("run `rclone config` and take the password off, or name a file without one in RCLONE_CONFIG; then run the command again")
        }
        ToolFileError::NotUsable { tool, .. } => hint!("let ", (tool.to_string()), " itself write it anew, or correct it there"),
        ToolFileError::HoldsKeys { .. } => {
            hint!("add ", Force, " to take them out, ", DryRun, " ", Force, " to see it first; there may be no other copy")
        }
        ToolFileError::Merged { .. } => {
            hint!("take them out there, or move that file away; ", Force, " writes ours all the same, and theirs still count")
        }
        ToolFileError::Foreign { .. } => {
            hint!("add ", Force, " to replace it, ", DryRun, " ", Force, " to see it first; or rename it there, to keep both")
        }
    }
}

fn whole_path() -> Hint {
    hint!("set the variable to the whole path, without quotes in it: shells expand `$HOME` and `~` outside of single quotes only")
}

/// Returns the hint for unknown paths of the AWS files.
pub(super) fn for_places(error: &AwsPathsError) -> Hint {
    match error {
        AwsPathsError::NoHome => hint!("set HOME, or name the files in AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE"),
        AwsPathsError::Unexpanded { .. } => whole_path(),
        AwsPathsError::BadName(_) => hint!("choose a plain name, such as prod"),
    }
}

/// Returns the hint for an AWS file that clients cannot parse.
pub(super) fn for_malformed(MalformedFile { path, source }: &MalformedFile) -> Hint {
    if source.fault == Fault::Utf16 {
        return hint!("save ", (shown(path)), " as UTF-8; in PowerShell: `Set-Content -Encoding utf8`");
    }
    hint!((format!("correct line {} of {}", source.line, path.display())))
}

/// Returns the hint for a file that cannot be read or written.
fn for_file(error: &FileError) -> Hint {
    let keeps_its_place =
        |source: &io::Error| matches!(source.kind(), ErrorKind::ResourceBusy | ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem);
    match error {
        FileError::Folder(_) => hint!("move the folder away: a file belongs there"),
        FileError::NotRegular(_) => hint!("put a regular file there, or name one"),
        FileError::Unexpanded(_) => whole_path(),
        FileError::DanglingLink { link, .. } => hint!("make the folder that ", (shown(link)), " leads to, or remove the link"),
        FileError::HardLink(_) => hint!("add ", InPlace, " to write into the file itself, under all of its names"),
        FileError::Foreign(_) => {
            hint!(
                "have its owner run the command, or take it over with `sudo chown`; ",
                InPlace,
                " keeps the owner, if you may write to it"
            )
        }
        FileError::System { path, source, .. } if is_link_loop(source) => {
            hint!("correct the links at ", (shown(path)), ": they lead back to themselves")
        }
        FileError::System { task: FileTask::Read | FileTask::LookAt, .. } => hint!("check that you may read it"),
        FileError::System { task: FileTask::FollowTheLink, .. } => hint!("correct the link"),
        FileError::System { task: FileTask::Write, source, .. } if keeps_its_place(source) => hint!(
            "check that you may write to its folder; ",
            InPlace,
            " needs only the file itself, such as one mounted alone into a container"
        ),
        FileError::System { .. } => hint!("check that you may write there, and that the disk is not full"),
    }
}

fn for_lock(path: &Path, error: &LockError) -> Hint {
    match error {
        LockError::Held(_) | LockError::StillHeld(_) => hint!("wait for that process, or end it, and try again"),
        LockError::File(_) => hint!("check that you may write beside ", (shown(path)), "; ", InPlace, " does without a lock"),
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
