//! `sts-cli get` and the identity commands: gets credentials with the settings of a profile or of the command line.

use super::explain_error;
use super::invocation::Invocation;
use super::request_builder::{self, Plan};
use super::{options as opt, profile_picker, save, until, watch};
use crate::credentials::Credentials;
use crate::deliver;
use crate::error::Failure;
use crate::request::OutputFormat;
use crate::session::Session;
use std::rc::Rc;

/// Runs `get` or an identity command.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    if let Some(OutputFormat::Unset(shell)) = call.typed.value(&opt::OUTPUT)? {
        deliver::unset(shell, call.deps)?; // needs no identity, so nothing is resolved
        return Ok(0);
    }
    let resolved = profile_picker::resolve(&call)?;
    match request_builder::plan(&resolved, call.deps)? {
        Plan::Run(request) => {
            if let Some(name) = resolved.settings.text(&opt::SAVE) {
                save::check(name, &resolved, call.deps)?;
            }
            let needed_until = until::needed_until(&resolved.settings, call.deps)?;
            let request = Rc::new(*request);
            let session = Session::new(&request, call.deps, explain_error)?;
            if let Some(needed) = needed_until {
                session.ensure_until(needed, &session.credentials_blocking()?, true)?;
            }
            let delivered = crate::run(&request, &session, call.deps)?;
            if let Some(name) = resolved.settings.text(&opt::SAVE) {
                save::save_profile(name, &resolved, call.deps)?;
            }
            if resolved.settings.is_on(&opt::WATCH) && !resolved.settings.is_on(&opt::DRY_RUN) {
                let redeliver = async |fresh: &Credentials| deliver::to_aws_profile(&request, fresh, call.deps).await;
                return watch::redeliver_until_stopped(&session, &request, delivered, redeliver, call.deps);
            }
        }
        Plan::PrintPolicy(policy) => deliver::policy(&policy)?,
    }
    Ok(0)
}
