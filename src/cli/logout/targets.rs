//! Selects the logins for `logout` (a profile's current and former ones, those of an endpoint or issuer, or all) and the client
//! authentication and TLS settings to revoke them with.

use super::super::invocation::{Invocation, Resolved};
use super::super::options as opt;
use super::super::shared_logins::{current_profiles, sharing};
use super::super::{explain_error, profile_picker, request_builder};
use super::report;
use crate::error::Failure;
use crate::identity::TokenStatus;
use crate::request::identity::IDENTITIES;
use crate::request::option::Opt;
use crate::request::{CachePolicy, Delivery, Endpoint, Identity, Issuer, Request, UsageError};
use crate::session::{LoginKeys, Selection, Session, StoredLogin, StoredMarks, Unrecorded, stored_logins};
use crate::sys::Deps;
use std::rc::Rc;
use std::time::Duration;

/// A login to revoke and remove.
pub(super) struct LogoutTarget {
    /// The name in messages, if there are several.
    pub(super) label: String,
    /// The request that reaches its servers; `None` if the stored login cannot be read.
    pub(super) request: Option<Rc<Request>>,
    /// The stored login, if it is not the request's own.
    pub(super) stored_login: Option<StoredLogin>,
}

/// The logins that an invocation selects.
pub(super) struct LogoutTargets {
    pub(super) logins: Vec<LogoutTarget>,
    /// The cache entries of all known logins, selected or not.
    pub(super) login_keys: Vec<LoginKeys>,
    pub(super) policy: CachePolicy,
    /// The other profiles that share the selected profile's login, if anything is stored of it.
    pub(super) sharing_profiles: Vec<String>,
    timeout: Duration,
}

impl LogoutTargets {
    /// Selects the logins of this invocation.
    pub(super) fn select(call: &Invocation<'_>) -> Result<Self, Failure> {
        let has_filter = LOGIN_FILTERS.iter().any(|option| call.typed.is_set(option()));
        match call.explicit_profile()? {
            _ if call.typed.is_on(&opt::ALL) => Self::all_logins(call),
            Some((name, origin)) => Self::for_profile(call.resolve_profile(name, origin), name, call),
            None if has_filter => Self::for_endpoint(&call.resolve_without_profile(&IDENTITIES[0])?, call),
            None => match call.resolve() {
                Ok(resolved) => {
                    let name = resolved.profile.clone().unwrap_or_default();
                    Self::for_profile(Ok(resolved), &name, call)
                }
                Err(error @ UsageError::NoProfile { .. }) => {
                    let resolved = call.resolve_without_profile(&IDENTITIES[0])?;
                    let is_named = LOGIN_FILTERS.iter().all(|option| resolved.settings.is_set(option()));
                    if is_named {
                        return Self::for_endpoint(&resolved, call);
                    }
                    let stored = stored_logins(policy(&resolved, call)?, call.deps)?;
                    report::without_profile(&stored, &current_profiles(call), call.deps);
                    let resolved = profile_picker::pick(error, call)?;
                    let name = resolved.profile.clone().unwrap_or_default();
                    Self::for_profile(Ok(resolved), &name, call)
                }
                Err(error) => Err(error.into()),
            },
        }
    }

    /// Selects all logins: of current profiles, of stored records, and those with tokens but no record.
    fn all_logins(call: &Invocation<'_>) -> Result<Self, Failure> {
        let policy = policy(&call.resolve_without_profile(&IDENTITIES[0])?, call)?;
        let timeout = timeout(call)?;
        let mut records = stored_logins(policy, call.deps)?;
        let found = current_profiles(call);
        let known = known_entries(&records, &found);
        let (mut logins, mut profiles) = (Vec::new(), Vec::new());
        let marks = StoredMarks::read(policy, call.deps)?;
        for (name, current, session) in found {
            let current = with_logout_cache_policy(current, call);
            let (matching, others) = records.into_iter().partition(|login| login.profile() == Some(&name));
            records = others;
            let matching: Vec<StoredLogin> = matching;
            let is_stored = marks.has(&session.entries()) || matching.iter().any(|login| session.has_login(login));
            let matching = targets_of(matching, policy, timeout, Some(&current));
            logins.extend(if is_stored { prepend_current_login(current.clone(), &name, matching, call.deps)? } else { matching });
            profiles.push(current);
        }
        logins.extend(targets_of(records, policy, timeout, None));
        let mut targets = Self { logins, login_keys: known, policy, sharing_profiles: Vec::new(), timeout };
        targets.add_unrecorded(call.deps, |login| Some(profiles.iter().find(|current| is_of_same_client(login, current))))?;
        targets.logins.sort_by(|one, other| one.label.cmp(&other.label));
        Ok(targets)
    }

    /// Selects the current login of the profile `name`, if the profile is valid, and its former ones.
    fn for_profile(resolved: Result<Resolved, UsageError>, name: &str, call: &Invocation<'_>) -> Result<Self, Failure> {
        let current = resolved.and_then(|resolved| request(&resolved, call));
        let policy = match &current {
            Ok(request) => request.cache_policy,
            Err(_) => policy(&call.resolve_without_profile(&IDENTITIES[0])?, call)?,
        };
        Self::for_selection(Selection::Profile(name), name, current.map_err(Failure::from), policy, call)
    }

    /// Selects the logins without a profile that match the endpoint, issuer and client id; unset ones match any.
    fn for_endpoint(resolved: &Resolved, call: &Invocation<'_>) -> Result<Self, Failure> {
        let settings = &resolved.settings;
        let text = |option| settings.text(option);
        let endpoint =
            text(&opt::ENDPOINT).map(|text| Endpoint::new(text, true)).transpose().map_err(settings.bad_value(&opt::ENDPOINT))?;
        let issuer = text(&opt::ISSUER).map(|text| Issuer::new(text, true)).transpose().map_err(settings.bad_value(&opt::ISSUER))?;
        let selection = Selection::Matching {
            endpoint: endpoint.as_ref().map(Endpoint::address),
            issuer: issuer.as_ref().map(Issuer::name),
            client_id: text(&opt::CLIENT_ID),
        };
        let policy = policy(resolved, call)?;
        if endpoint.is_some() && issuer.is_some() && settings.is_set(&opt::CLIENT_ID) {
            return Self::for_selection(selection, "the login without a profile", Ok(request(resolved, call)?), policy, call);
        }
        let records = stored_logins(policy, call.deps)?;
        let known = known_entries(&records, &current_profiles(call));
        let timeout = timeout(call)?;
        let selected = records.into_iter().filter(|login| selection.matches(login)).collect();
        let logins = targets_of(selected, policy, timeout, None);
        Ok(Self { logins, login_keys: known, policy, sharing_profiles: Vec::new(), timeout })
    }

    /// Selects the login of the request `current` (labeled `name`), the stored ones in `selection`, and unrecorded ones of the same client.
    fn for_selection(
        selection: Selection<'_>,
        name: &str,
        current: Result<Request, Failure>,
        policy: CachePolicy,
        call: &Invocation<'_>,
    ) -> Result<Self, Failure> {
        let records = stored_logins(policy, call.deps)?;
        let profiles = current_profiles(call);
        let known = known_entries(&records, &profiles);
        let timeout = current.as_ref().map_or_else(|_| timeout(call), |request| Ok(request.timeout))?;
        if current.is_err() {
            report::without_profile(&records, &profiles, call.deps);
            if !records.iter().any(|login| selection.matches(login)) {
                report::other_profiles(&records, call.deps);
            }
        }
        let selected = records.into_iter().filter(|login| selection.matches(login)).collect();
        let former = targets_of(selected, policy, timeout, current.as_ref().ok());
        let mut targets = Self { logins: Vec::new(), login_keys: known, policy, sharing_profiles: Vec::new(), timeout };
        match current {
            Err(error) if former.is_empty() => {
                let unrecorded = Unrecorded::find(&targets.login_keys, policy, call.deps)?;
                if unrecorded.is_reportable() {
                    report::warn_of_unrecorded(&unrecorded, call.deps);
                }
                return Err(error);
            }
            Err(_) => targets.logins = former,
            Ok(request) => {
                targets.logins = match missing_token(&request, call.deps) {
                    Some(source) => {
                        report::token_missing(&source, call.deps);
                        former
                    }
                    None => prepend_current_login(request.clone(), name, former, call.deps)?,
                };
                let login = Session::new(&Rc::new(request.clone()), call.deps, explain_error)?.entries();
                if StoredMarks::read(policy, call.deps)?.has(&login) {
                    let profiles: Vec<_> = profiles.into_iter().map(|(name, _, session)| (name, session.entries())).collect();
                    targets.sharing_profiles = sharing(name, &login, &profiles);
                }
                targets.login_keys.push(login);
                targets.add_unrecorded(call.deps, |login| is_of_same_client(login, &request).then_some(Some(&request)))?;
            }
        }
        Ok(targets)
    }

    /// Adds unrecorded logins for which `revocation_request` returns `Some`: the request whose client authentication revokes them, if there
    /// is one.
    fn add_unrecorded<'a>(
        &mut self,
        deps: &Deps,
        revocation_request: impl Fn(&StoredLogin) -> Option<Option<&'a Request>>,
    ) -> Result<(), Failure> {
        for login in Unrecorded::find(&self.login_keys, self.policy, deps)?.logins {
            if let Some(current) = revocation_request(&login) {
                self.login_keys.push(login.entries());
                self.logins.extend(targets_of(vec![login], self.policy, self.timeout, current));
            }
        }
        Ok(())
    }
}

/// The options that select logins without a profile.
const LOGIN_FILTERS: [fn() -> &'static Opt<String>; 3] = [|| &opt::ENDPOINT, || &opt::ISSUER, || &opt::CLIENT_ID];

/// Returns whether an unrecorded login belongs to the client of `current`.
fn is_of_same_client(login: &StoredLogin, current: &Request) -> bool {
    matches!(&current.identity, Identity::WebIdentity(web_identity) if login.was_made_by(&web_identity.issuer, &web_identity.client_id))
}

/// The source of the request's supplied token, if that is missing: the login can then be found by its record only.
fn missing_token(request: &Request, deps: &Deps) -> Option<String> {
    let token = TokenStatus::of(request.identity.supplied_token()?, deps);
    token.is_missing().then_some(token.source)
}

/// The entries of all logins that are recorded, and of all `profiles` as they are.
fn known_entries(records: &[StoredLogin], profiles: &[(String, Request, Session)]) -> Vec<LoginKeys> {
    let profiles = profiles.iter().map(|(_, _, session)| session.entries());
    records.iter().map(StoredLogin::entries).chain(profiles).collect()
}

/// Builds the request for the login to revoke.
fn request(resolved: &Resolved, call: &Invocation<'_>) -> Result<Request, UsageError> {
    Ok(with_logout_cache_policy(request_builder::request(resolved, Delivery::default(), call.deps)?, call))
}

/// Widens the cache policy of `request` for a logout.
pub(super) fn with_logout_cache_policy(mut request: Request, call: &Invocation<'_>) -> Request {
    request.cache_policy = logout_cache_policy(request.cache_policy, call);
    request
}

/// Returns the cache policy for this logout.
fn policy(resolved: &Resolved, call: &Invocation<'_>) -> Result<CachePolicy, UsageError> {
    Ok(logout_cache_policy(request_builder::cache_policy(&resolved.settings, call.deps)?, call))
}

/// Returns the timeout without any profile.
fn timeout(call: &Invocation<'_>) -> Result<Duration, UsageError> {
    request_builder::timeout(&call.resolve_without_profile(&IDENTITIES[0])?.settings)
}

/// Includes entries stored before `--no-cache` or `--cache` changed. With `--forget`, does not require the keyring.
fn logout_cache_policy(policy: CachePolicy, call: &Invocation<'_>) -> CachePolicy {
    CachePolicy { enabled: true, any_seal: true, sealed: policy.sealed && !call.typed.is_on(&opt::FORGET), ..policy }
}

/// Returns the current login (of `request`, with its stored login if there is one) followed by `others`.
fn prepend_current_login(
    mut request: Request,
    name: &str,
    mut others: Vec<LogoutTarget>,
    deps: &Rc<Deps>,
) -> Result<Vec<LogoutTarget>, Failure> {
    let session = Session::new(&Rc::new(request.clone()), deps, explain_error)?;
    let current_target = others.iter().position(|target| target.stored_login.as_ref().is_some_and(|stored| session.has_login(stored)));
    let current_target = current_target.map(|index| others.remove(index));
    if let Some(former) = current_target.as_ref().and_then(|target| target.request.as_ref()) {
        copy_client_authentication_and_tls(&mut request, former);
        request.s3_endpoint = request.s3_endpoint.or_else(|| former.s3_endpoint.clone());
    }
    let label = format!("{name} at {}", request.endpoint.address());
    others.insert(
        0,
        LogoutTarget { label, request: Some(Rc::new(request)), stored_login: current_target.and_then(|target| target.stored_login) },
    );
    Ok(others)
}

/// Turns stored logins into targets, with the client authentication and TLS settings of `current`, if any.
fn targets_of(logins: Vec<StoredLogin>, policy: CachePolicy, timeout: Duration, current: Option<&Request>) -> Vec<LogoutTarget> {
    let target = |stored: StoredLogin| {
        let mut request = stored.request(policy, timeout);
        if let (Some(request), Some(current)) = (&mut request, current) {
            copy_client_authentication_and_tls(request, current);
        }
        LogoutTarget { label: stored.label(), request: request.map(Rc::new), stored_login: Some(stored) }
    };
    logins.into_iter().map(target).collect()
}

/// Copies client authentication and TLS settings that are set in `current` to `request`. A login that was made with `--insecure` keeps its
/// TLS settings.
fn copy_client_authentication_and_tls(request: &mut Request, current: &Request) {
    let (trust, now_trust) = (&mut request.trust, &current.trust);
    if !trust.insecure {
        trust.insecure = now_trust.insecure;
        trust.ca_bundle = now_trust.ca_bundle.clone().or_else(|| trust.ca_bundle.take());
        trust.client = now_trust.client.clone().or_else(|| trust.client.take());
    }
    if let (Identity::WebIdentity(web_identity), Identity::WebIdentity(known)) = (&mut request.identity, &current.identity)
        && web_identity.client_id == known.client_id
    {
        if known.client_secret.is_some() || known.assertion_key.is_some() {
            (web_identity.client_secret, web_identity.assertion_key) = (known.client_secret.clone(), known.assertion_key.clone());
            web_identity.client_auth = known.client_auth;
        }
        web_identity.client_auth = known.client_auth.or(web_identity.client_auth);
    }
}
