//! The dialogue that creates a profile: each answer is checked at once, and none is lost if a later one or the login fails.

use super::super::hints::HintFormatter;
use super::super::invocation::{Invocation, Resolved};
use super::super::options as opt;
use super::super::request_builder;
use super::new_profile::{log_in_and_save, resolve_for_server};
use super::prompts::{self, Prompter};
use crate::error::{Failure, FailureKind};
use crate::identity::{ExaminedProvider, ProviderFacts};
use crate::request::identity::{self, SettingPrompt};
use crate::request::option_spec::OptionSpec;
use crate::request::{Endpoint, Origin};
use crate::sts;
use crate::sys::{Menu, MenuItem, PromptError, unless_stopped};
use std::time::Duration;

/// How long a server may take to respond while the user waits for the next question.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(15);

/// Parts of issuers by which providers are recognized.
const PRODUCTS: [(&str, &str); 6] = [
    ("/realms/", "Keycloak"),
    ("login.microsoftonline.com", "Entra ID"),
    ("accounts.google.com", "Google"),
    (".okta.com", "Okta"),
    (".auth0.com", "Auth0"),
    ("/dex", "Dex"),
];

/// The answers so far.
struct Wizard<'a> {
    call: &'a Invocation<'a>,
    prompter: Prompter<'a>,
    address: &'a str,
    endpoint: &'a Endpoint,
    resolved: Resolved,
    name: String,
    answers: Vec<(&'static OptionSpec, String)>,
    /// A description of the provider, from its discovery document.
    provider: Option<String>,
}

/// A choice in the overview.
#[derive(Clone, Copy)]
enum NextStep {
    LogIn,
    Identity,
    Setting(&'static SettingPrompt),
    Name,
    Cancel,
}

/// Creates a profile for the server at `address`: prompts for what `resolved` and `name` lack, logs in, and saves it.
///
/// # Errors
/// Prompting is not possible, the storage server does not respond, the user cancels, or the login fails.
pub(super) fn create_profile(
    call: &Invocation<'_>,
    address: &str,
    endpoint: &Endpoint,
    resolved: Resolved,
    name: Option<String>,
) -> Result<(), Failure> {
    let is_complete = prompts::missing_settings(&resolved).is_empty();
    if let (true, Some(name)) = (is_complete, &name) {
        return log_in_and_save(name, &Resolved { profile: Some(name.clone()), ..resolved }, false, call.deps);
    }
    let prompter = Prompter::new(&resolved, endpoint, name.as_deref(), call)?;
    let has_issuer = resolved.settings.is_set_or_overridden(&opt::ISSUER);
    let mut wizard =
        Wizard { call, prompter, address, endpoint, resolved, name: name.unwrap_or_default(), answers: Vec::new(), provider: None };
    wizard.probe_storage()?;
    if !has_issuer {
        wizard.choose_identity()?;
    }
    wizard.prompt_for_missing()?;
    if wizard.name.is_empty() {
        wizard.prompt_for_name()?;
    }
    match is_complete {
        true => wizard.log_in(), // only the name was missing
        false => wizard.confirm_and_log_in(),
    }
}

/// Prompts for the settings that `resolved` still lacks after the user has confirmed the others.
pub(super) fn prompt_for_missing(resolved: &mut Resolved, endpoint: &Endpoint, name: &str, call: &Invocation<'_>) -> Result<(), Failure> {
    let questions = prompts::missing_settings(resolved);
    if questions.is_empty() {
        return Ok(());
    }
    let prompter = Prompter::new(resolved, endpoint, Some(name), call)?;
    questions.into_iter().try_for_each(|question| prompter.prompt_for_setting(question, &mut resolved.settings).map(drop))
}

impl Wizard<'_> {
    /// Connects to the storage server, so that a wrong address is reported before the questions.
    fn probe_storage(&self) -> Result<(), Failure> {
        let deps = self.call.deps;
        deps.trust(&request_builder::trust(&self.resolved.settings), self.endpoint.url())?;
        deps.block_on(unless_stopped(Some(RESPONSE_TIMEOUT), deps.http.head(self.endpoint.url())))??.map_err(sts::Error::NoResponse)?;
        deps.terminal.print(&format!("{} responds.\nA few questions create a profile for it.", self.endpoint.address()));
        Ok(())
    }

    fn choose_identity(&mut self) -> Result<(), Failure> {
        let identity = self.prompter.prompt_for_identity(self.resolved.identity)?;
        self.resolved = resolve_for_server(self.address, self.call, identity)?;
        for (option, answer) in &self.answers {
            if identity.login_prompts.iter().any(|question| question.option == *option) {
                self.resolved.settings.set(option, answer, Origin::Flag(option.flag()));
            }
        }
        Ok(())
    }

    fn prompt_for_missing(&mut self) -> Result<(), Failure> {
        prompts::missing_settings(&self.resolved).into_iter().try_for_each(|question| self.prompt_for_setting(question))
    }

    /// Prompts for a setting until its value is valid; for an issuer, until the provider responds.
    fn prompt_for_setting(&mut self, question: &'static SettingPrompt) -> Result<(), Failure> {
        loop {
            let answer = self.prompter.prompt_for_setting(question, &mut self.resolved.settings)?;
            self.answers.retain(|(option, _)| *option != question.option);
            self.answers.push((question.option, answer));
            if *question.option != *opt::ISSUER {
                return Ok(());
            }
            match self.discover() {
                Ok(facts) => {
                    self.call.deps.terminal.print(&format!("  found {facts}"));
                    self.provider = Some(facts);
                    return Ok(());
                }
                Err(failure) if is_end(&failure) => return Err(failure),
                Err(failure) => self.print(&failure),
            }
        }
    }

    /// Fetches the discovery document of the provider, and describes it.
    fn discover(&self) -> Result<String, Failure> {
        let deps = self.call.deps;
        let issuer = identity::issuer(&self.resolved.settings)?;
        let provider = deps.block_on(unless_stopped(Some(RESPONSE_TIMEOUT), ExaminedProvider::discover(&issuer, deps)))???;
        Ok(description(&provider.facts()))
    }

    fn prompt_for_name(&mut self) -> Result<(), Failure> {
        self.name = self.prompter.prompt_for_name(&self.resolved, self.endpoint, &self.name)?;
        Ok(())
    }

    /// Shows the answers, lets the user change them, and logs in, again if that fails.
    fn confirm_and_log_in(&mut self) -> Result<(), Failure> {
        loop {
            match self.choose_next_step()? {
                NextStep::LogIn => match self.log_in() {
                    Err(failure) if !is_end(&failure) && self.call.deps.terminal.can_prompt() => self.print(&failure),
                    outcome => return outcome,
                },
                NextStep::Identity => {
                    self.choose_identity()?;
                    self.prompt_for_missing()?;
                }
                NextStep::Setting(question) => self.prompt_for_setting(question)?,
                NextStep::Name => self.prompt_for_name()?,
                NextStep::Cancel => return Err(PromptError::Canceled("nothing was saved").into()),
            }
        }
    }

    fn log_in(&mut self) -> Result<(), Failure> {
        self.resolved.profile = Some(self.name.clone());
        log_in_and_save(&self.name, &self.resolved, true, self.call.deps)
    }

    fn choose_next_step(&self) -> Result<NextStep, Failure> {
        let identity = self.resolved.identity;
        let row = |step, name: &str, description: String| (step, MenuItem { name: name.to_owned(), description });
        let mut rows = vec![
            row(NextStep::LogIn, "log in", format!("and save the profile `{}`", self.name)),
            row(NextStep::Identity, "identity", format!("{}: {}", identity.name, identity.login_choice.unwrap_or_default())),
        ];
        let answered = identity.login_prompts.iter().filter(|question| self.answers.iter().any(|(option, _)| *option == question.option));
        rows.extend(answered.map(|question| row(NextStep::Setting(question), &question.option.profile_key(), self.shown_answer(question))));
        rows.push(row(NextStep::Name, "name", self.name.clone()));
        rows.push(row(NextStep::Cancel, "cancel", "nothing is saved".to_owned()));
        let (steps, items): (Vec<NextStep>, Vec<MenuItem>) = rows.into_iter().unzip();
        let question = format!("Log in to {}? Choose a line to change it.", self.endpoint.address());
        let index = self.prompter.choose(&Menu { question: &question, items: &items, default: 0, is_numbered: true }, &opt::SAVE)?;
        Ok(steps.get(index).copied().unwrap_or(NextStep::Cancel))
    }

    fn shown_answer(&self, question: &SettingPrompt) -> String {
        let answer = prompts::current_answer(question, &self.resolved.settings);
        match &self.provider {
            Some(facts) if *question.option == *opt::ISSUER => format!("{answer} ({facts})"),
            _ => answer,
        }
    }

    fn print(&self, failure: &Failure) {
        failure.print(&HintFormatter::of(self.call).format_hints(&failure.hints));
    }
}

/// Whether the user or a signal ended the program.
fn is_end(failure: &Failure) -> bool {
    matches!(
        failure.kind,
        FailureKind::Interrupted | FailureKind::HungUp | FailureKind::Quit | FailureKind::Terminated | FailureKind::ClosedPipe
    )
}

/// Describes a provider: `Keycloak, PKCE, device codes`.
fn description(facts: &ProviderFacts) -> String {
    let product = PRODUCTS.iter().find(|(part, _)| facts.issuer.contains(part)).map_or("an OpenID provider", |(_, product)| product);
    let pkce = if facts.challenge_methods.iter().any(|method| method == "S256") { "PKCE" } else { "PKCE not listed" };
    let device = if facts.has_device_flow { "device codes" } else { "no device codes" };
    format!("{product}: {pkce}, {device}")
}
