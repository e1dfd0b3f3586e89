//! `sts-cli profiles remove`: removes a profile, and what there is of it elsewhere: its login, and what `configure` wrote for it.

use super::super::invocation::Invocation;
use super::super::option_argument::argument;
use super::super::options as opt;
use super::super::shared_logins::{list, profile_logins, sharing};
use super::super::{config_file, configure, explain_error, flags, logout, profile_file, profile_lock, profile_names, request_builder};
use crate::error::Failure;
use crate::request::{CachePolicy, Choice as _, ConfigError, Origin, Request};
use crate::session::{LoginKeys, Session, StoredLogin, stored_logins};
use crate::sys::files::{FileError, FileTask};
use crate::sys::{Deps, PromptError};
use clap::Command;
use std::path::Path;
use std::rc::Rc;

/// Adds the options `--logout` and `--tools`.
pub(super) fn arguments(command: Command) -> Command {
    command.args([&opt::LOG_OUT.spec, &opt::TOOLS.spec].into_iter().filter_map(argument))
}

/// The traces of a profile besides its file.
struct Remains {
    /// Whether tokens or credentials are stored.
    is_logged_in: bool,
    /// The other profiles that share its login.
    sharing: Vec<String>,
    /// The argument by which `logout` finds its login once the profile is gone: a profile, or `--all`.
    logout_argument: String,
    tools: Vec<configure::ToolArgument>,
    request: Option<Rc<Request>>,
}

impl Remains {
    /// Finds what there is of the profile `name`; what cannot be read is skipped.
    fn find(name: &str, call: &Invocation<'_>) -> Self {
        let resolved = call.resolve_profile(name, None).ok();
        let request = resolved.and_then(|resolved| request_builder::lookup_request(&resolved, call.deps).ok()).map(Rc::new);
        let session = request.as_ref().and_then(|request| Session::new(request, call.deps, explain_error).ok());
        let status = session.as_ref().map(Session::status);
        let is_logged_in = status.is_some_and(|status| status.has_stored_tokens || status.credentials.is_some());
        let (mut sharing_profiles, mut logout_argument) = (Vec::new(), name.to_owned());
        if let (Some(session), Some(request), true) = (session, &request, is_logged_in) {
            let login = session.entries();
            sharing_profiles = sharing(name, &login, &profile_logins(call));
            let recorded = recorded_profile(name, &login, request.cache_policy, call.deps);
            logout_argument = recorded.or_else(|| sharing_profiles.first().cloned()).unwrap_or_else(|| "--all".to_owned());
        }
        Self { is_logged_in, sharing: sharing_profiles, logout_argument, tools: configure::configured_tools(name, call.deps), request }
    }

    fn tool_names(&self) -> String {
        list(&self.tools.iter().map(|tool| tool.word().to_owned()).collect::<Vec<_>>())
    }

    /// Asks on a terminal whether to log out. Returns `false` without one.
    fn confirm_logout(&self, name: &str, deps: &Deps) -> Result<bool, Failure> {
        let others = list(&self.sharing);
        let question = match self.sharing.len() {
            0 => format!("Log out of `{name}`, too?"),
            1 => format!("{others} shares the login of `{name}`. Log out of both, too?"),
            _ => format!("{others} share the login of `{name}`. Log out of all of them, too?"),
        };
        confirm(&question, deps)
    }

    fn note_login(&self, deps: &Deps) {
        let shared = if self.sharing.is_empty() { String::new() } else { format!(", shared with {}", list(&self.sharing)) };
        if self.is_logged_in {
            let argument = &self.logout_argument;
            deps.terminal.note(&format!(
                "its login is still stored on this machine{shared}: run `sts-cli logout {argument}` to revoke and remove it"
            ));
        }
    }

    fn note_tools(&self, name: &str, deps: &Deps) {
        for word in self.tools.iter().map(|tool| tool.word()) {
            deps.terminal.note(&format!("{word} is still configured for it: run `sts-cli configure {word} {name} --remove`"));
        }
    }
}

/// Returns the profile in a record of `login`: `name`, else another one, by which `logout` finds it, too.
fn recorded_profile(name: &str, login: &LoginKeys, policy: CachePolicy, deps: &Deps) -> Option<String> {
    let records = stored_logins(policy, deps).ok()?;
    let names = records.iter().filter(|record| record.entries().shares_login_with(login)).filter_map(StoredLogin::profile);
    names.max_by_key(|found| *found == name).map(str::to_owned)
}

/// Runs `profiles remove`. On a terminal, asks whether to log out and to change the files of tools; in scripts, names what remains. Checks
/// all tools first, so that a file that cannot be changed leaves everything as it is.
pub(super) fn run(call: &Invocation<'_>) -> Result<u8, Failure> {
    let (name, deps) = (call.argument("PROFILE").unwrap_or_default(), call.deps);
    let path = profile_names::own_file(name, deps)?;
    let flags = flags::settings([&opt::LOG_OUT.spec, &opt::TOOLS.spec].into_iter(), call.matches)?;
    let remains = Remains::find(name, call);
    let references = remaining_references(name, &path, deps)?;
    let removes_tools = !remains.tools.is_empty()
        && (flags.is_on(&opt::TOOLS) || confirm(&format!("Remove `{name}` from the files of {}, too?", remains.tool_names()), deps)?);
    if removes_tools {
        remains.tools.iter().try_for_each(|tool| configure::check_removal(*tool, name, remains.request.as_deref(), deps))?;
    }
    let logs_out = flags.is_on(&opt::LOG_OUT) || remains.is_logged_in && remains.confirm_logout(name, deps)?;
    if logs_out && !remains.sharing.is_empty() {
        deps.terminal.note(&format!("this logs out of {}, too", list(&remains.sharing)));
    }
    let code = if logs_out { logout::run_confirmed(call)? } else { 0 };
    if code != 0 {
        deps.terminal.note(&format!("the profile `{name}` was not removed, because its logout is not complete"));
        return Ok(code);
    }
    if removes_tools {
        remains.tools.iter().try_for_each(|tool| configure::remove_and_note(*tool, name, remains.request.as_deref(), deps))?;
    }
    profile_lock::while_locked(deps, || {
        std::fs::remove_file(&path)
            .map_err(|source| ConfigError::NotRemoved(FileError::System { task: FileTask::Remove, path: path.clone(), source }))
    })?;
    deps.terminal.note(&format!("removed {}", path.display()));
    if !logs_out {
        remains.note_login(deps);
    }
    if !removes_tools {
        remains.note_tools(name, deps);
    }
    references.iter().for_each(|note| deps.terminal.note(note));
    Ok(0)
}

/// Asks on a terminal. Returns `false` without one, and if it is closed.
fn confirm(question: &str, deps: &Deps) -> Result<bool, Failure> {
    let terminal = &deps.terminal;
    if !terminal.is_used_interactively() {
        return Ok(false);
    }
    match terminal.prompt_confirmation(question) {
        Err(PromptError::Unanswered(_)) => Ok(false),
        answer => Ok(answer?),
    }
}

/// Returns notes about what still refers to the profile `name` after the user's file `own_path` is removed.
fn remaining_references(name: &str, own_path: &Path, deps: &Deps) -> Result<Vec<String>, ConfigError> {
    let default = config_file::read(deps)?.default.filter(|(default, _)| default == name);
    let mut notes: Vec<String> =
        default.into_iter().map(|(_, origin)| format!("{origin}: still names this profile as the default")).collect();
    match profile_names::files(name, None, deps)?.iter().find(|path| *path != own_path) {
        Some(path) => notes.push(format!("the administrator's profile `{name}` now applies: {}", path.display())),
        None => {
            let origins = profile_file::origins_extending(name, deps)?.into_iter();
            let other_origins = origins.filter(|origin| !matches!(origin, Origin::File(line) if line.path == own_path));
            notes.extend(other_origins.map(|origin| format!("{origin}: still extends this profile")));
        }
    }
    Ok(notes)
}
