//! `sts-cli inspect SOURCE`: says what a token, credentials, a certificate or a document is, and what servers would do with it.

mod json;
mod text;

use super::arguments::profile_candidates;
use super::hints::HintFormatter;
use super::invocation::Invocation;
use super::{explain_error, output_settings, profile_names, profile_picker, request_builder};
use crate::deliver;
use crate::error::Failure;
use crate::inspect::{self, Finding, FindingKind, InspectError, Source};
use crate::session::Session;
use clap::{Arg, Command, ValueHint};
use std::io::IsTerminal as _;
use std::rc::Rc;

/// Adds the argument `SOURCE`.
pub(super) fn arguments(command: Command) -> Command {
    let source = Arg::new("SOURCE").value_hint(ValueHint::Other).add(profile_candidates());
    let help = "`-` for stdin, file:PATH, env:NAME, or a profile";
    command.arg(source.help(help).long_help([help, "; never a token itself"].concat()))
}

/// Runs `inspect`. Exit code 4 means that nothing was decoded.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    let prints_json = output_settings::prints_json(&call.typed)?;
    let argument = match call.argument("SOURCE") {
        Some(argument) => argument.to_owned(),
        None => chosen_profile(&call)?,
    };
    let findings = findings(&Source::parse(&argument), &call)?;
    let now = call.deps.clock.now();
    deliver::print_text(&if prints_json { json::line(&argument, &findings) } else { text::page(&findings, now) })?;
    if findings.iter().any(Finding::is_decoded) {
        return Ok(0);
    }
    let title = findings.into_iter().next().map(|finding| finding.title);
    let failure = Failure::from(InspectError::NotDecoded(title.unwrap_or_default()));
    Ok(failure.print_beside_report(&HintFormatter::of(&call).format_hints(&failure.hints)))
}

/// Returns the text and the JSON about an input, for fuzzing.
#[cfg(fuzzing)]
pub(super) fn render(content: &[u8], now: jiff::Timestamp) -> [String; 2] {
    let findings = inspect::read(content, false, now);
    [text::page(&findings, now), json::line("-", &findings)]
}

/// Returns the default profile, or one that the user chooses; never if something is piped in, which `-` reads.
fn chosen_profile(call: &Invocation<'_>) -> Result<String, Failure> {
    if !call.deps.terminal.is_interactive() || !std::io::stdin().is_terminal() {
        return Err(InspectError::NoSource { profiles: profile_names::names(&call.deps.directories)? }.into());
    }
    Ok(profile_picker::resolve(call)?.profile.unwrap_or_default())
}

fn findings(source: &Source, call: &Invocation<'_>) -> Result<Vec<Finding>, Failure> {
    if let Source::Profile(name) = source {
        return of_profile(name, call);
    }
    if *source == Source::Stdin && std::io::stdin().is_terminal() {
        call.deps.terminal.note("paste the text, then press Ctrl-D on an empty line");
    }
    let (content, has_more) = inspect::content_of(source, call.deps)?;
    Ok(inspect::read(&content, has_more, call.deps.clock.now()))
}

/// Reads what is stored for a profile, without network and prompts.
fn of_profile(name: &str, call: &Invocation<'_>) -> Result<Vec<Finding>, Failure> {
    let profiles = profile_names::names(&call.deps.directories)?;
    if !profiles.iter().any(|known| known == name) {
        return Err(InspectError::NotASource { profiles }.into()); // without the argument, which may be a token
    }
    let resolved = call.resolve_profile(name, None)?;
    let request = Rc::new(request_builder::lookup_request(&resolved, call.deps)?);
    let session = Session::new(&request, call.deps, explain_error)?;
    let mut findings = inspect::of_profile(&session, &request, call.deps);
    if findings.is_empty() {
        findings.push(Finding::new(FindingKind::Empty, format!("nothing: no credentials or tokens are stored for the profile {name}")));
    }
    Ok(findings)
}
