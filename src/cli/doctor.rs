//! `sts-cli doctor`: examines a login step by step, and prints what each step found.

mod examined;
mod json;
mod report;
mod text;

use super::explain_error;
use super::hints::HintFormatter;
use super::invocation::{Invocation, Resolved};
use super::options as opt;
use super::{output_settings, profiles, request_builder};
use crate::advice::Hint;
use crate::credentials::is_secret;
use crate::deliver;
use crate::doctor::{self, Diagnosis, Step, StepName};
use crate::error::{Failure, Responsible};
use crate::request::settings::Settings;
use crate::request::{Delivery, Request, TokenSource, UsageError};
use crate::session::Session;
use crate::sys::{Deps, unless_stopped};
use report::Report;
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
    let report = Report::of(&call.typed)?;
    let prints_report = matches!(report, Some(Report::Stdout));
    let prints_json = output_settings::prints_json(&call.typed)? && !prints_report;
    let is_verbose = call.typed.value(&opt::VERBOSE)?.unwrap_or_default() > 0;
    let format_hints = |hints: &[Hint]| HintFormatter::of(&call).format_hints(hints);
    let mut printer = Printer::new(!prints_json && !prints_report, is_verbose);
    let mut print = |step: &Step| printer.print(step, &format_hints);
    let mut diagnosis = Diagnosis::new(call.deps, &mut print);
    let profile = examine(&call, &mut diagnosis)?;
    let steps = diagnosis.into_steps();
    let findings = json::findings(&steps, profile.as_deref(), call.deps.clock.now(), &format_hints);
    let written = report.map_or(Ok(()), |report| report.write(&findings)); // before anything is printed, which a closed pipe would end
    printer.finish(&steps)?;
    if prints_json {
        deliver::print_text(&format!("{findings}\n"))?;
    }
    written?;
    Ok(doctor::first_failure(&steps).map_or(0, |failure| failure.print_beside_report(&format_hints(&failure.hints))))
}

/// Examines the configuration, and what it describes. Returns the profile.
fn examine(call: &Invocation<'_>, diagnosis: &mut Diagnosis<'_>) -> Result<Option<String>, Failure> {
    let started = Instant::now();
    hide_access_key(&call.typed, call.deps, diagnosis);
    let configured = configure(call).and_then(|configured| {
        diagnosis.hide_access_key(configured.resolved.settings.text(&opt::ACCESS_KEY));
        let step = configuration_step(&configured, call.deps)?;
        Ok((configured, step))
    });
    match configured {
        Ok((configured, step)) => {
            diagnosis.add(Step { elapsed: started.elapsed(), ..step });
            let may_prompt = !call.typed.is_on(&opt::NO_LOGIN);
            let examination = diagnosis.examine(&configured.session, &configured.request, may_prompt);
            call.deps.block_on(unless_stopped(None, examination))??;
            Ok(configured.resolved.profile)
        }
        Err(failure) => {
            diagnosis.add(Step { elapsed: started.elapsed(), ..Step::failed(StepName::Configuration, failure) });
            call.deps.block_on(unless_stopped(None, diagnosis.examine_without_configuration()))??;
            Ok(None)
        }
    }
}

/// Hides access keys that may be secrets, before the configuration is known: those of flags and variables.
fn hide_access_key(typed: &Settings, deps: &Deps, diagnosis: &mut Diagnosis<'_>) {
    diagnosis.hide_access_key(typed.text(&opt::ACCESS_KEY));
    for variable in [opt::ACCESS_KEY.variable(), opt::ACCESS_KEY.variable_to_set()] {
        diagnosis.hide_access_key(deps.environment.get(&variable));
    }
}

/// Resolves the settings, and builds the request without cached credentials: the examination gets new ones.
fn configure(call: &Invocation<'_>) -> Result<Configured, Failure> {
    let resolved = examined::resolve(call)?;
    let mut request = request_builder::request(&resolved, Delivery::default(), call.deps)?;
    request.cache_policy.ignore_credentials = true;
    call.deps.trust(&request.trust, request.endpoint.url())?;
    let request = Rc::new(request);
    let session = Session::new(&request, call.deps, explain_error)?;
    Ok(Configured { resolved, request, session })
}

fn configuration_step(configured: &Configured, deps: &Deps) -> Result<Step, UsageError> {
    let Configured { resolved, request, .. } = configured;
    let name = resolved.profile.as_ref().map_or_else(String::new, |name| format!("profile {name}: "));
    let step = Step::passed(StepName::Configuration, format!("{name}{} at {}", resolved.identity.name, request.endpoint.address()));
    let step = match &resolved.profile {
        Some(profile) => step.fact("profile", profile.as_str()),
        None => step.fact("identity", resolved.identity.name),
    };
    let settings = profiles::all_settings_of(resolved, deps)?;
    let step = settings.iter().fold(step, |step, setting| step.setting(&setting.key, &shareable(setting), &setting.origin));
    Ok(match resolved.settings.text(&opt::ACCESS_KEY) {
        Some(key) if is_secret(key) => {
            let origin = resolved.settings.origin(&opt::ACCESS_KEY);
            step.warning(
                format!("{origin} looks like a secret key or a token, so it is not shown: check which key is which"),
                Responsible::You,
            )
        }
        _ => step,
    })
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
