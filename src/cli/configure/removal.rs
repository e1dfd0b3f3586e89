//! `configure TOOL PROFILE --remove`: removes what `configure` wrote for a profile, which may be gone itself.

use super::super::invocation::Invocation;
use super::super::{profile_names, profile_picker, request_builder};
use super::tool::{ToolArgument, home};
use crate::advice;
use crate::deliver::configure::{ConfigurableTool, ConfigureError, FileOwner, uses};
use crate::deliver::{self, FileChange, aws_profile};
use crate::error::Failure;
use crate::request::{Choice as _, Request, WriteOptions};
use crate::sys::Deps;
use std::path::Path;

/// The tools whose files `configure` writes.
const TOOLS: [ToolArgument; 4] =
    [ToolArgument::Aws, ToolArgument::Mc, ToolArgument::Other(ConfigurableTool::Rclone), ToolArgument::Other(ConfigurableTool::Fsspec)];

/// Runs `configure --remove`.
pub(super) fn run(tool: ToolArgument, call: &Invocation<'_>) -> Result<(), Failure> {
    let (name, request) = profile(call)?;
    let write_options = request_builder::write_options(&call.typed);
    let note = |text: &str| call.deps.terminal.note(text);
    let word = tool.word();
    if matches!(tool, ToolArgument::Other(tool) if tool.file_owner().is_none()) {
        note(&format!("configure wrote no file for {word}: remove the lines that you inserted"));
    } else {
        let found = remove(tool, &name, request.as_ref(), WriteOptions { dry_run: true, ..write_options }, call.deps)?;
        let (path, is_absent) = (found.path.display().to_string(), found.difference.is_empty());
        match () {
            () if is_absent => note(&format!("nothing to remove: configure wrote nothing for `{name}` into {path}")),
            () if write_options.dry_run => {
                deliver::print_text(&found.difference)?;
                note_uses(tool, &name, &found.path, call.deps);
            }
            () => {
                remove(tool, &name, request.as_ref(), write_options, call.deps)?;
                note(&format!("removed {} from {path}", written_part(tool, &name)));
                note_uses(tool, &name, &found.path, call.deps);
            }
        }
    }
    if !matches!(tool, ToolArgument::Aws | ToolArgument::Mc) && is_written(ToolArgument::Aws, &name, request.as_ref(), call.deps) {
        note(&format!("the AWS profile `{name}` stays: run `sts-cli configure aws {name} --remove` to remove it, too"));
    }
    Ok(())
}

/// Returns the name of the profile, which need not exist, and its request, if that can be built.
fn profile(call: &Invocation<'_>) -> Result<(String, Option<Request>), Failure> {
    let resolved = match call.explicit_profile()? {
        Some((name, origin)) => {
            profile_names::check_name(name, origin.as_ref())?;
            match call.resolve_profile(name, origin) {
                Ok(resolved) => resolved,
                Err(_) => return Ok((name.to_owned(), None)),
            }
        }
        None => profile_picker::resolve(call)?,
    };
    let request = request_builder::lookup_request(&resolved, call.deps).ok();
    Ok((resolved.profile.unwrap_or_else(|| "sts-cli".to_owned()), request))
}

/// Removes what `configure` wrote for the profile `name` into the file of `tool`. A difference without lines means that there is nothing.
fn remove(
    tool: ToolArgument,
    name: &str,
    request: Option<&Request>,
    write_options: WriteOptions,
    deps: &Deps,
) -> Result<FileChange, Failure> {
    let owner = match tool {
        ToolArgument::Aws => return Ok(deps.block_on(aws_profile::unconfigure(name, request, write_options, deps))??),
        ToolArgument::Mc => FileOwner::Mc,
        ToolArgument::Other(target) => target.file_owner().ok_or(ConfigureError::NoHome)?,
    };
    let path = owner.path(&deps.environment, &home(deps)?);
    Ok(deps.block_on(owner.remove(&path, name, request, write_options, deps))??)
}

/// Returns what `configure` writes into the file of `tool`, as a noun phrase.
fn written_part(tool: ToolArgument, name: &str) -> String {
    match tool {
        ToolArgument::Mc => format!("the alias of `{name}`"),
        ToolArgument::Other(ConfigurableTool::Rclone) => format!("the remote of `{name}`"),
        ToolArgument::Other(_) => format!("`{name}` as the default of s3"),
        ToolArgument::Aws => format!("the AWS profile `{name}`"),
    }
}

/// Returns the tools that `configure` set up for the profile `name`, changed since then or not. Skips files that cannot be read.
pub(in super::super) fn configured_tools(name: &str, deps: &Deps) -> Vec<ToolArgument> {
    TOOLS.into_iter().filter(|tool| is_written(*tool, name, None, deps)).collect()
}

/// Checks that [`remove_and_note`] can remove what `configure` wrote for the profile `name` into the file of `tool`.
///
/// # Errors
/// A setting that was changed since then, or a file that cannot be replaced; the hint names the command that does it anyway.
pub(in super::super) fn check_removal(tool: ToolArgument, name: &str, request: Option<&Request>, deps: &Deps) -> Result<(), Failure> {
    let check = |force, in_place| remove(tool, name, request, WriteOptions { dry_run: true, force, in_place }, deps).map(drop);
    let Err(failure) = check(false, false) else { return Ok(()) };
    let flags = [("--force", true, false), ("--in-place", false, true), ("--force --in-place", true, true)];
    let sufficient = flags.into_iter().find(|(_, force, in_place)| check(*force, *in_place).is_ok());
    let command = |flags| format!("`sts-cli configure {} {name} --remove {flags}` (`--dry-run` previews the change)", tool.word());
    let hints = sufficient.map(|(flags, ..)| vec![advice::for_kept_settings(command(flags))]);
    Err(Failure { hints: hints.unwrap_or(failure.hints), ..failure })
}

/// Removes what `configure` wrote for the profile `name` into the file of `tool`, and notes it. `request` is that of the profile, if it can be
/// built.
///
/// # Errors
/// A setting that was changed since then, or a file that cannot be written.
pub(in super::super) fn remove_and_note(tool: ToolArgument, name: &str, request: Option<&Request>, deps: &Deps) -> Result<(), Failure> {
    let change = remove(tool, name, request, WriteOptions::default(), deps)?;
    deps.terminal.note(&format!("removed {} from {}", written_part(tool, name), change.path.display()));
    note_uses(tool, name, &change.path, deps);
    Ok(())
}

/// Notes which other settings in the file of `tool` name what is removed.
fn note_uses(tool: ToolArgument, name: &str, path: &Path, deps: &Deps) {
    let find = match tool {
        ToolArgument::Aws => uses::of_aws_profile,
        ToolArgument::Other(ConfigurableTool::Rclone) => uses::of_rclone_remote,
        ToolArgument::Mc | ToolArgument::Other(_) => return,
    };
    for setting in find(&std::fs::read_to_string(path).unwrap_or_default(), name) {
        deps.terminal.note(&format!("{setting} of {} uses what is removed: change or remove that, too", path.display()));
    }
}

/// Whether the file of `tool` has something that `configure` wrote for the profile `name`, changed or not.
fn is_written(tool: ToolArgument, name: &str, request: Option<&Request>, deps: &Deps) -> bool {
    let write_options = WriteOptions { dry_run: true, force: true, in_place: true };
    remove(tool, name, request, write_options, deps).is_ok_and(|change| !change.difference.is_empty())
}
