//! `sts-cli doctor`: examines a login step by step, and prints what each step found.

mod json;
mod text;

use super::explain_error;
use super::hints::HintFormatter;
use super::invocation::{Invocation, Resolved};
use super::options as opt;
use super::{output_settings, profiles, request_builder};
use crate::advice;
use crate::deliver;
use crate::doctor::{self, Diagnosis, Step, StepName};
use crate::error::{Failure, FailureKind};
use crate::request::identity::IDENTITIES;
use crate::request::{Delivery, Request, TokenSource, UsageError};
use crate::session::Session;
use crate::sys::files::write_private_or_into;
use crate::sys::unless_stopped;
use std::path::Path;
use std::rc::Rc;
use text::Printer;
use tokio::time::Instant;

/// A login that is configured well enough to be examined.
struct Configured {
    resolved: Resolved,
    request: Rc<Request>,
    session: Session,
}

/// Runs `doctor`. The exit code is that of the first step that failed.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    let prints_json = output_settings::prints_json(&call.typed)?;
    let is_verbose = call.typed.value(&opt::VERBOSE)?.unwrap_or_default() > 0;
    let mut printer = Printer::new(!prints_json, is_verbose);
    let mut print = |step: &Step| printer.print(step, &|hints| HintFormatter::of(&call).format_hints(hints));
    let mut diagnosis = Diagnosis::new(call.deps, &mut print);
    let started = Instant::now();
    let profile = match configure(&call) {
        Ok(configured) => {
            let step = configuration_step(&configured.resolved, &configured.request);
            diagnosis.add(Step { elapsed: started.elapsed(), ..step });
            let may_prompt = !call.typed.is_on(&opt::NO_LOGIN);
            let examination = diagnosis.examine(&configured.session, &configured.request, may_prompt);
            call.deps.block_on(unless_stopped(None, examination))??;
            configured.resolved.profile
        }
        Err(failure) => {
            diagnosis.add(Step { elapsed: started.elapsed(), ..Step::failed(StepName::Configuration, failure) });
            call.deps.block_on(unless_stopped(None, diagnosis.examine_without_configuration()))??;
            None
        }
    };
    let steps = diagnosis.into_steps();
    printer.finish(&steps)?;
    let findings = json::findings(&steps, profile.as_deref(), &|hints| HintFormatter::of(&call).format_hints(hints));
    if prints_json {
        deliver::print_text(&format!("{findings}\n"))?;
    }
    if let Some(path) = call.typed.path(&opt::REPORT) {
        write_report(&path, &findings)?;
    }
    Ok(doctor::exit_code(&steps))
}

/// Resolves the settings, and builds the request without cached credentials: the examination gets new ones.
fn configure(call: &Invocation<'_>) -> Result<Configured, Failure> {
    let resolved = resolve(call)?;
    let mut request = request_builder::request(&resolved, Delivery::default(), call.deps)?;
    request.cache_policy.ignore_credentials = true;
    call.deps.trust(&request.trust, request.endpoint.url())?;
    let request = Rc::new(request);
    let session = Session::new(&request, call.deps, explain_error)?;
    Ok(Configured { resolved, request, session })
}

/// Resolves the profile, else the login that the flags describe: of the identity that `--identity` names, else of the first one.
fn resolve(call: &Invocation<'_>) -> Result<Resolved, UsageError> {
    if let Some(identity) = call.typed.value(&opt::EXAMINED_IDENTITY)? {
        return call.resolve_without_profile(identity);
    }
    match call.resolve() {
        Err(UsageError::NoProfile { .. }) if call.typed.is_set(&opt::ENDPOINT) => call.resolve_without_profile(&IDENTITIES[0]),
        resolved => resolved,
    }
}

fn configuration_step(resolved: &Resolved, request: &Request) -> Step {
    let name = resolved.profile.as_ref().map_or_else(String::new, |name| format!("profile {name}: "));
    let step = Step::passed(StepName::Configuration, format!("{name}{} at {}", resolved.identity.name, request.endpoint.address()))
        .fact("identity", resolved.identity.name);
    let step = match &resolved.profile {
        Some(profile) => step.fact("profile", profile.as_str()),
        None => step,
    };
    profiles::settings_of(resolved).iter().fold(step, |step, setting| step.setting(&setting.key, &shareable(setting), &setting.origin))
}

/// Returns the value of a setting for a report, which others will read: of a command only the program, because its arguments may be secrets.
fn shareable(setting: &profiles::Setting) -> String {
    let value = &setting.value;
    match (setting.key.as_str(), value.parse::<TokenSource>()) {
        ("token", Ok(source @ TokenSource::Command(_))) => format!("{} …", source.label()),
        ("password_command", _) => {
            value.split_once(char::is_whitespace).map_or_else(|| value.clone(), |(program, _)| format!("{program} …"))
        }
        _ => value.clone(),
    }
}

/// Writes the findings to a private file, or into a device or pipe.
fn write_report(path: &Path, findings: &serde_json::Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(findings).unwrap_or_default() + "\n";
    write_private_or_into(path, text.as_bytes()).map_err(|error| {
        let hints = vec![advice::for_file(&error)];
        Failure::new(FailureKind::Config, error, hints)
    })
}
