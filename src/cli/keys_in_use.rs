//! The credentials that `whoami` and `buckets` are about: those of a profile, or those in the environment if there is no profile.

use super::invocation::{Invocation, Resolved};
use super::profile_names::NO_PROFILE;
use super::{options as opt, profile_picker, request_builder};
use crate::access::AccessError;
use crate::advice;
use crate::error::Failure;
use crate::request::identity::{IDENTITIES, IdentityType};
use crate::request::{Endpoint, Request, Responsible, UsageError};
use crate::sys::{Deps, MessageContext};
use crate::whoami::{ConnectionSettings, EnvironmentKeys};

/// The identity whose options apply to keys in the environment: they sign requests.
const IDENTITY_OF_KEYS: &str = "assume-role";

/// The credentials that a command is about.
pub(super) enum KeysInUse {
    /// The credentials of the resolved profile.
    Profile(Box<Resolved>),
    /// The credentials in the environment, and the request that reaches their server.
    Environment(EnvironmentKeys, Box<Request>),
}

impl KeysInUse {
    /// Resolves the profile. Without one, reads the environment, and notes that; else lets the user choose one. If both exist, notes that
    /// tools use the environment.
    ///
    /// # Errors
    /// The errors of [`Invocation::resolve`]; variables that cannot be used.
    pub(super) fn resolve(call: &Invocation<'_>) -> Result<Self, Failure> {
        let are_set = EnvironmentKeys::are_set(&call.deps.environment);
        let profile = call.explicit_profile()?.map(|(name, _)| name);
        if profile.is_none() && !are_set {
            warn_of_token_file(call.deps);
        }
        if are_set && profile == Some(NO_PROFILE) {
            return Self::of_environment(call);
        }
        match call.resolve() {
            Err(UsageError::NoProfile { .. }) if are_set => Self::of_environment(call),
            Err(error) => Ok(Self::Profile(Box::new(profile_picker::pick(error, call)?))),
            Ok(resolved) => {
                if are_set && profile.is_none() {
                    call.deps.terminal.note("AWS_ACCESS_KEY_ID is set, too: AWS tools use those keys; name the profile `none` to see them");
                }
                Ok(Self::Profile(Box::new(resolved)))
            }
        }
    }

    fn of_environment(call: &Invocation<'_>) -> Result<Self, Failure> {
        let environment = &call.deps.environment;
        let identity = IdentityType::find(IDENTITY_OF_KEYS).unwrap_or(&IDENTITIES[0]);
        let settings = call.resolve_without_profile(identity)?.settings;
        let allows_http = settings.is_on(&opt::ALLOW_HTTP);
        let option = if settings.is_set(&opt::S3_ENDPOINT) { &opt::S3_ENDPOINT } else { &opt::ENDPOINT };
        let endpoint = settings.text(option).map(|address| Endpoint::new(address, allows_http)).transpose();
        let connection = ConnectionSettings {
            endpoint: endpoint.map_err(settings.bad_value(option))?,
            trust: request_builder::trust(&settings),
            timeout: request_builder::timeout(&settings)?,
            region: settings.value(&opt::REGION)?,
        };
        let keys = EnvironmentKeys::read(environment)?;
        let request = keys.request(connection, environment)?;
        call.deps.terminal.note("no profile is given: using the credentials in the environment (AWS_ACCESS_KEY_ID)");
        Ok(Self::Environment(keys, Box::new(request)))
    }
}

/// Warns if AWS SDKs find a token, but no keys: they exchange it themselves, and many ignore the address of the storage server for that
/// (boto/boto3#2258).
fn warn_of_token_file(deps: &Deps) {
    let variable = EnvironmentKeys::address_variable(&deps.environment);
    let Some(variable) = variable.filter(|_| deps.environment.get("AWS_WEB_IDENTITY_TOKEN_FILE").is_some()) else { return };
    let context =
        MessageContext { responsible: Responsible::You.word(), documentation: "docs/troubleshooting.md#token-exchanged-by-an-sdk" };
    deps.terminal.warn_in(
        context,
        &format!(
            "AWS SDKs exchange the token in AWS_WEB_IDENTITY_TOKEN_FILE themselves, many of them at Amazon in spite of {variable}: give \
             programs credentials with `sts-cli exec`, or let them run sts-cli with `sts-cli configure aws`"
        ),
    );
}

/// Returns the failure for keys in the environment whose buckets could not be listed.
pub(super) fn failure_of_environment(error: AccessError, deps: &Deps) -> Failure {
    let hints = match &error {
        AccessError::Buckets(error) => Some(advice::for_refused_environment(error, EnvironmentKeys::address_variable(&deps.environment))),
        AccessError::Trust(_) | AccessError::Stopped(_) => None,
    };
    let failure = Failure::from(error);
    Failure { hints: hints.unwrap_or(failure.hints), ..failure }
}
