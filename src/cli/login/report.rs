//! A login, and what is printed after it: the facts, or on a terminal a summary with the next commands.

use super::super::invocation::Resolved;
use super::super::options as opt;
use super::super::{config_file, configure, explain_error, request_builder};
use crate::credentials::Credentials;
use crate::deliver::{self, Buckets};
use crate::error::Failure;
use crate::request::{Delivery, Identity, Request, UsageError, WriteOptions};
use crate::session::Session;
use crate::sys::{Deps, wait_for};
use std::rc::Rc;
use std::time::Duration;

/// How long a login waits for the list of buckets.
const BUCKETS_TIMEOUT: Duration = Duration::from_secs(5);

/// A completed login.
pub(super) struct Login {
    request: Rc<Request>,
    credentials: Credentials,
    buckets: Buckets,
}

impl Login {
    /// Logs in with new tokens, so that their claims are current, and gets new credentials. For a terminal also lists the buckets, if that
    /// takes at most five seconds.
    pub(super) fn new(resolved: &Resolved, deps: &Rc<Deps>) -> Result<Self, Failure> {
        let lists_buckets = is_detailed(deps) && !resolved.settings.is_on(&opt::NO_BUCKETS);
        let delivery = Delivery { buckets: Some(lists_buckets), ..Delivery::default() };
        let mut request = request_builder::request(resolved, delivery, deps)?;
        if !request.cache_policy.enabled {
            let origin = resolved.settings.origin(&opt::NO_CACHE);
            deps.terminal.warn(&format!("{origin}: this login is not stored, so the next command will prompt again"));
        }
        (request.cache_policy.ignore_credentials, request.cache_policy.ignore_tokens) = (true, true);
        switch_user(&mut request, resolved)?;
        let request = Rc::new(request);
        let session = Session::new(&request, deps, explain_error)?;
        let (credentials, buckets) = deps.block_on(async {
            let credentials = session.credentials().await?;
            let _wait = wait_for(BUCKETS_TIMEOUT, || "the list of buckets".to_owned());
            let list = tokio::time::timeout(BUCKETS_TIMEOUT, crate::buckets(&credentials, &request, &session, deps));
            let buckets = list.await.ok().and_then(Result::ok).flatten(); // the login has succeeded, whatever this results in
            Ok::<_, Failure>((credentials, buckets))
        })??;
        Ok(Self { request, credentials, buckets })
    }

    /// Prints the facts, unless a summary follows.
    pub(super) fn print_facts(&self, deps: &Deps) -> Result<(), Failure> {
        if is_detailed(deps) { Ok(()) } else { Ok(deliver::print_facts(&self.credentials, deps)?) }
    }

    /// Prints a summary with the next commands, on a terminal.
    pub(super) fn print_summary(&self, deps: &Deps) -> Result<(), Failure> {
        if is_detailed(deps) { Ok(deliver::print_login(&self.request, &self.credentials, &self.buckets, deps)?) } else { Ok(()) }
    }
}

/// Lets another user log in with `--switch`.
///
/// # Errors
/// No user logs in at a provider with this identity.
fn switch_user(request: &mut Request, resolved: &Resolved) -> Result<(), UsageError> {
    match (resolved.settings.is_on(&opt::SWITCH), &mut request.identity) {
        (true, Identity::WebIdentity(web_identity)) => web_identity.switches_user = true,
        (true, _) => return Err(UsageError::SwitchWithoutLogin(resolved.identity.name)),
        (false, _) => {}
    }
    Ok(())
}

/// Whether to print more than the facts.
fn is_detailed(deps: &Deps) -> bool {
    deps.terminal.is_stdout_terminal() && !deps.terminal.is_quiet()
}

/// Completes a login that created the profile `name`: the only profile becomes the default. After a `dialogue`, offers on a terminal to
/// configure AWS tools; without one, a script may be running, which must not wait for an answer.
pub(super) fn finish(login: &Login, name: &str, dialogue: bool, deps: &Rc<Deps>) -> Result<(), Failure> {
    match config_file::set_default_if_only(name, deps) {
        Ok(true) => deps.terminal.note(&format!("`{name}` is the only profile, so it is now the default for commands without a profile")),
        Ok(false) => {}
        Err(error) => deps.terminal.warn(&format!("could not make `{name}` the default profile: {}", error.with_causes())),
    }
    login.print_summary(deps)?;
    if dialogue && is_detailed(deps) && deps.terminal.prompt_confirmation(&format!("Set up the AWS profile `{name}` now?")).unwrap_or(false)
    {
        configure_aws(login, deps);
    }
    Ok(())
}

/// Configures the AWS profile of the same name. A failure is a warning, because the login has succeeded.
fn configure_aws(login: &Login, deps: &Deps) {
    let write_options = WriteOptions { force: false, in_place: false, dry_run: false };
    if let Err(failure) = configure::configure_aws_profile(&login.request, write_options, None, deps) {
        let name = login.request.label();
        deps.terminal.warn(&format!("{}: run `sts-cli configure aws {name}` for what to do", failure.with_causes()));
    }
}
