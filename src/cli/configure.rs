//! `sts-cli configure TOOL [PROFILE]`: configures a tool to fetch credentials from this program, or writes keys to its file if it cannot.

mod removal;
mod tool;

pub(super) use removal::{check_removal, configured_tools, remove_and_note};
pub(super) use tool::ToolArgument;

use super::explain_error;
use super::invocation::Invocation;
use super::{arguments, options as opt, profile_picker, request_builder, watch};
use crate::credentials::Credentials;
use crate::deliver::configure::{self, ConfigurableTool, FileOwner};
use crate::deliver::{self, FileChange, aws_profile};
use crate::error::Failure;
use crate::request::{Choice as _, Delivery, Request, UsageError, WriteOptions};
use crate::session::Session;
use crate::sys::{Deps, this_program, unless_stopped};
use clap::builder::PossibleValue;
use clap::{Arg, Command};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use tool::home;

/// Adds the arguments `TOOL [PROFILE]`.
pub(super) fn arguments(command: Command) -> Command {
    let tools = ToolArgument::ALL.iter().map(|tool| PossibleValue::new(tool.word()).help(tool.help()));
    command
        .arg(Arg::new("TOOL").required(true).value_parser(clap::builder::PossibleValuesParser::new(tools)).help("Tool to configure"))
        .arg(arguments::profile_argument())
}

/// Runs `configure`.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    let Some(tool) = call.argument("TOOL").and_then(ToolArgument::from_word) else { return Ok(2) }; // unreachable: clap rejects other names
    if call.typed.is_on(&opt::REMOVE) {
        return removal::run(tool, &call).map(|()| 0);
    }
    let resolved = profile_picker::resolve(&call)?;
    let request = request_builder::request(&resolved, Delivery::default(), call.deps)?;
    let (write_options, is_watch) = (request_builder::write_options(&resolved.settings), resolved.settings.is_on(&opt::WATCH));
    match tool {
        ToolArgument::Mc => return configure_mc(&Rc::new(request), write_options, is_watch && !write_options.dry_run, call.deps),
        ToolArgument::Aws | ToolArgument::Other(..) if is_watch => return Err(UsageError::WatchNotNeeded(tool.word()).into()),
        ToolArgument::Aws => configure_aws_profile(&request, write_options, None, call.deps)?,
        ToolArgument::Other(target) => {
            let home = home(call.deps)?;
            let file = target.file_owner().map(|owner| (owner, owner.path(&call.deps.environment, &home)));
            if let Some((owner, path)) = &file {
                let warning = target.check_other_files(path, &request, write_options.force)?;
                warning.iter().for_each(|warning| call.deps.terminal.warn(warning));
                // A dry run first: an error here must not leave the AWS profile written but not the tool's file.
                let dry_run = WriteOptions { dry_run: true, ..write_options };
                write_tool_file(target, *owner, path, &request, dry_run, call.deps)?;
            }
            configure_aws_profile(&request, write_options, Some(target), call.deps)?;
            configure_tool(target, file, &request, write_options, call.deps)?;
        }
    }
    Ok(0)
}

/// Writes the AWS profile whose `credential_process` is `get PROFILE -o process`. `target` is the tool that needs it; `None` for `aws`.
pub(super) fn configure_aws_profile(
    request: &Request,
    write_options: WriteOptions,
    target: Option<ConfigurableTool>,
    deps: &Deps,
) -> Result<(), Failure> {
    let name = request.label();
    let command = aws_profile::command_line(&this_program(&deps.environment).map_err(Failure::defect)?, &["get", name, "-o", "process"])?;
    let changes = deps.block_on(aws_profile::configure(name, &command, request, write_options, deps))??;
    let path = changes.first().map(|file| file.path.display().to_string()).unwrap_or_default();
    let success = format!("AWS profile `{name}` in {path} now uses sts-cli; select it with AWS_PROFILE={name} or --profile {name}");
    let needs_no_force = target.is_none_or(|tool| tool.file_owner().is_some());
    deliver::warn_of_variables_over_profile(name, target.is_none(), request, deps);
    Ok(deliver::report_changes(&changes, write_options, &success, needs_no_force, deps)?)
}

/// Configures a tool that uses the AWS profile: writes its file, or prints the text for the user to insert.
fn configure_tool(
    target: ConfigurableTool,
    file: Option<(FileOwner, PathBuf)>,
    request: &Request,
    write_options: WriteOptions,
    deps: &Deps,
) -> Result<(), Failure> {
    let name = request.label();
    let Some((owner, path)) = file else {
        let text = target.text("", name, request, write_options.force).map_err(Failure::defect)?; // no existing text, so no conflict
        return Ok(deliver::print_text(&text)?);
    };
    let change = write_tool_file(target, owner, &path, request, write_options, deps)?;
    let success = format!("{} now uses the AWS profile `{name}` through {}", target.word(), change.path.display());
    let variables = target.overriding_variables(name, request, &deps.environment);
    deliver::warn_of_variables(variables, &change.path.display().to_string(), deps);
    Ok(deliver::report_changes(&[change], write_options, &success, true, deps)?)
}

/// Writes the tool's own file; a dry run only compares.
fn write_tool_file(
    target: ConfigurableTool,
    owner: FileOwner,
    path: &Path,
    request: &Request,
    write_options: WriteOptions,
    deps: &Deps,
) -> Result<FileChange, Failure> {
    let (name, force) = (request.label(), write_options.force);
    let text = |existing: &str| target.text(existing, name, request, force);
    Ok(deps.block_on(owner.write(path, name, write_options, deps, text))??)
}

/// Writes keys to mc's alias, once or, if `is_watch`, until stopped.
fn configure_mc(request: &Rc<Request>, write_options: WriteOptions, is_watch: bool, deps: &Rc<Deps>) -> Result<u8, Failure> {
    let session = Session::new(request, deps, explain_error)?;
    let credentials = session.credentials_blocking()?;
    let path = FileOwner::Mc.path(&deps.environment, &home(deps)?);
    let write = async |fresh: &Credentials| {
        let text = |existing: &str| configure::with_mc_alias(existing, fresh, request, write_options.force);
        let change = FileOwner::Mc.write(&path, request.label(), write_options, deps, text).await?;
        report_mc_change(change, fresh, request, write_options, deps)
    };
    deps.block_on(unless_stopped(None, write(&credentials)))???;
    if is_watch { watch::redeliver_until_stopped(&session, request, credentials, write, deps) } else { Ok(0) }
}

fn report_mc_change(
    change: FileChange,
    credentials: &Credentials,
    request: &Request,
    write_options: WriteOptions,
    deps: &Deps,
) -> Result<(), deliver::Error> {
    let (name, end) = (configure::mc_name(request), credentials.expiration_in_words(deps.clock.now()));
    let success = format!("wrote the keys to the alias `{name}` in {}; they expire at {end}", change.path.display());
    let variables = Vec::from_iter(configure::mc_variable(&deps.environment, request));
    deliver::warn_of_variables(variables, &format!("the alias `{name}`"), deps);
    let changes = [change];
    deliver::warn_of_exposure(&changes, write_options, deps);
    deliver::report_changes(&changes, write_options, &success, true, deps)
}
