//! Selects the logins for `logout` (a profile's current and former ones, those of an endpoint or issuer, or all) and the client
//! authentication and TLS settings to revoke them with.

use super::super::call::{Call, Resolved};
use super::super::identities::WEB_IDENTITY;
use super::super::option::Opt;
use super::super::options as opt;
use super::super::{page_hints, profile_names, shared};
use super::report;
use crate::error::Failure;
use crate::request::{CachePolicy, Delivery, Endpoint, Identity, Issuer, Request, UsageError};
use crate::session::{LoginEntries, Selection, Session, StoredLogin, StoredMarks, Unrecorded, stored_logins};
use crate::sys::Deps;
use std::rc::Rc;
use std::time::Duration;

/// A login to revoke and remove.
pub(super) struct Target {
    /// The name in messages, if there are several.
    pub(super) label: String,
    /// The request that reaches its servers; `None` if the stored login cannot be read.
    pub(super) request: Option<Rc<Request>>,
    /// The stored login, if it is not the request's own.
    pub(super) stored: Option<StoredLogin>,
}

/// The logins that an invocation selects.
pub(super) struct Targets {
    pub(super) logins: Vec<Target>,
    /// The cache entries of all known logins, selected or not.
    pub(super) known: Vec<LoginEntries>,
    pub(super) policy: CachePolicy,
    timeout: Duration,
}

impl Targets {
    /// Selects the logins of this invocation.
    pub(super) fn of(call: &Call<'_>) -> Result<Self, Failure> {
        let by_place = PLACE.iter().any(|option| call.typed.is_set(option()));
        match call.named()? {
            _ if call.typed.is_on(&opt::ALL) => Self::all(call),
            Some((name, origin)) => Self::of_profile(call.resolve_profile(name, origin), name, call),
            None if by_place => Self::of_place(&call.resolve_without_profile(&WEB_IDENTITY)?, call),
            None => match call.resolve() {
                Ok(resolved) => {
                    let name = resolved.profile.clone().unwrap_or_default();
                    Self::of_profile(Ok(resolved), &name, call)
                }
                Err(error @ UsageError::NoProfile { .. }) => {
                    let resolved = call.resolve_without_profile(&WEB_IDENTITY)?;
                    let is_named = PLACE.iter().all(|option| resolved.settings.is_set(option()));
                    if is_named {
                        return Self::of_place(&resolved, call);
                    }
                    let stored = stored_logins(policy(&resolved, call)?, call.deps)?;
                    report::without_profile(&stored, call.deps);
                    Err(error.into())
                }
                Err(error) => Err(error.into()),
            },
        }
    }

    /// Selects all logins: of current profiles, of stored records, and those with tokens but no record.
    fn all(call: &Call<'_>) -> Result<Self, Failure> {
        let policy = policy(&call.resolve_without_profile(&WEB_IDENTITY)?, call)?;
        let timeout = timeout(call)?;
        let mut records = stored_logins(policy, call.deps)?;
        let found = profiles_as_they_are(call);
        let known = known_entries(&records, &found);
        let (mut logins, mut profiles) = (Vec::new(), Vec::new());
        let marks = StoredMarks::read(policy, call.deps)?;
        for (name, now, session) in found {
            let (own, others) = records.into_iter().partition(|login| login.profile() == Some(&name));
            records = others;
            let own: Vec<StoredLogin> = own;
            let is_stored = marks.has(&session.entries()) || own.iter().any(|login| session.has_login(login));
            let own = targets_of(own, policy, timeout, Some(&now));
            logins.extend(if is_stored { with_current(now.clone(), &name, own, call.deps)? } else { own });
            profiles.push(now);
        }
        logins.extend(targets_of(records, policy, timeout, None));
        let mut targets = Self { logins, known, policy, timeout };
        targets.add_unrecorded(call.deps, |login| Some(profiles.iter().find(|now| is_of_its_client(login, now))))?;
        targets.logins.sort_by(|one, other| one.label.cmp(&other.label));
        Ok(targets)
    }

    /// Selects the current login of the profile `name`, if the profile is valid, and its former ones.
    fn of_profile(resolved: Result<Resolved, UsageError>, name: &str, call: &Call<'_>) -> Result<Self, Failure> {
        let now = resolved.and_then(|resolved| request(&resolved, call));
        let policy = match &now {
            Ok(request) => request.cache_policy,
            Err(_) => policy(&call.resolve_without_profile(&WEB_IDENTITY)?, call)?,
        };
        Self::chosen(Selection::Profile(name), name, now.map_err(Failure::from), policy, call)
    }

    /// Selects the logins without a profile that match the endpoint, issuer and client id; unset ones match any.
    fn of_place(resolved: &Resolved, call: &Call<'_>) -> Result<Self, Failure> {
        let settings = &resolved.settings;
        let text = |option| settings.text(option);
        let endpoint = text(&opt::ENDPOINT).map(|text| Endpoint::new(text, true)).transpose().map_err(settings.bad(&opt::ENDPOINT))?;
        let issuer = text(&opt::ISSUER).map(|text| Issuer::new(text, true)).transpose().map_err(settings.bad(&opt::ISSUER))?;
        let selection = Selection::Matching {
            endpoint: endpoint.as_ref().map(Endpoint::address),
            issuer: issuer.as_ref().map(Issuer::name),
            client_id: text(&opt::CLIENT_ID),
        };
        let policy = policy(resolved, call)?;
        if endpoint.is_some() && issuer.is_some() && settings.is_set(&opt::CLIENT_ID) {
            return Self::chosen(selection, "the login without a profile", Ok(request(resolved, call)?), policy, call);
        }
        let records = stored_logins(policy, call.deps)?;
        let known = known_entries(&records, &profiles_as_they_are(call));
        let timeout = timeout(call)?;
        let meant = records.into_iter().filter(|login| selection.takes(login)).collect();
        let logins = targets_of(meant, policy, timeout, None);
        Ok(Self { logins, known, policy, timeout })
    }

    /// Selects the login of the request `now` (labeled `name`), the stored ones in `selection`, and unrecorded ones of the same client.
    fn chosen(
        selection: Selection<'_>,
        name: &str,
        now: Result<Request, Failure>,
        policy: CachePolicy,
        call: &Call<'_>,
    ) -> Result<Self, Failure> {
        let records = stored_logins(policy, call.deps)?;
        let known = known_entries(&records, &profiles_as_they_are(call));
        let timeout = now.as_ref().map_or_else(|_| timeout(call), |request| Ok(request.timeout))?;
        if now.is_err() {
            report::without_profile(&records, call.deps);
        }
        let meant = records.into_iter().filter(|login| selection.takes(login)).collect();
        let before = targets_of(meant, policy, timeout, now.as_ref().ok());
        let mut targets = Self { logins: Vec::new(), known, policy, timeout };
        match now {
            Err(error) if before.is_empty() => {
                let unrecorded = Unrecorded::find(&targets.known, policy, call.deps)?;
                if unrecorded.is_worth_a_word() {
                    report::left(&unrecorded, call.deps);
                }
                return Err(error);
            }
            Err(_) => targets.logins = before,
            Ok(request) => {
                targets.logins = with_current(request.clone(), name, before, call.deps)?;
                targets.known.push(Session::new(&Rc::new(request.clone()), call.deps, page_hints)?.entries());
                targets.add_unrecorded(call.deps, |login| is_of_its_client(login, &request).then_some(Some(&request)))?;
            }
        }
        Ok(targets)
    }

    /// Adds unrecorded logins for which `proof` returns `Some`: the request whose client authentication revokes them, if there is one.
    fn add_unrecorded<'a>(&mut self, deps: &Deps, proof: impl Fn(&StoredLogin) -> Option<Option<&'a Request>>) -> Result<(), Failure> {
        for login in Unrecorded::find(&self.known, self.policy, deps)?.logins {
            if let Some(now) = proof(&login) {
                self.known.push(login.entries());
                self.logins.extend(targets_of(vec![login], self.policy, self.timeout, now));
            }
        }
        Ok(())
    }
}

/// The options that select logins without a profile.
const PLACE: [fn() -> &'static Opt<String>; 3] = [|| &opt::ENDPOINT, || &opt::ISSUER, || &opt::CLIENT_ID];

/// Returns whether an unrecorded login belongs to the client of `now`.
fn is_of_its_client(login: &StoredLogin, now: &Request) -> bool {
    matches!(&now.identity, Identity::WebIdentity(person) if login.is_of_client(&person.issuer, &person.client_id))
}

/// Returns the valid profiles with their requests and sessions. Skips invalid ones, which must not prevent a logout of all.
fn profiles_as_they_are(call: &Call<'_>) -> Vec<(String, Request, Session)> {
    let names = profile_names::names(&call.deps.directories).unwrap_or_default().into_iter();
    let as_it_is = |name: String| {
        let resolved = call.look_at_profile(&name, None).ok()?;
        let request = shared::request_for_a_look(&resolved, call.deps).ok()?;
        // what is stored is read for all of them at once
        let without_files = Request { cache_policy: CachePolicy::NOTHING, ..request.clone() };
        let session = Session::new(&Rc::new(without_files), call.deps, page_hints).ok()?;
        Some((name, for_a_logout(request, call), session))
    };
    names.filter_map(as_it_is).collect()
}

/// The entries of all logins that are recorded, and of all `profiles` as they are.
fn known_entries(records: &[StoredLogin], profiles: &[(String, Request, Session)]) -> Vec<LoginEntries> {
    let profiles = profiles.iter().map(|(_, _, session)| session.entries());
    records.iter().map(StoredLogin::entries).chain(profiles).collect()
}

/// Builds the request for the login to revoke.
fn request(resolved: &Resolved, call: &Call<'_>) -> Result<Request, UsageError> {
    Ok(for_a_logout(shared::request(resolved, Delivery::default(), call.deps)?, call))
}

/// Widens the cache policy of `request` for a logout.
fn for_a_logout(mut request: Request, call: &Call<'_>) -> Request {
    request.cache_policy = ending(request.cache_policy, call);
    request
}

/// Returns the cache policy for this logout.
fn policy(resolved: &Resolved, call: &Call<'_>) -> Result<CachePolicy, UsageError> {
    Ok(ending(shared::cache_policy(&resolved.settings, call.deps)?, call))
}

/// Returns the timeout without any profile.
fn timeout(call: &Call<'_>) -> Result<Duration, UsageError> {
    shared::timeout(&call.resolve_without_profile(&WEB_IDENTITY)?.settings)
}

/// Includes entries stored before `--no-cache` or `--cache` changed. With `--forget`, does not require the keyring.
fn ending(policy: CachePolicy, call: &Call<'_>) -> CachePolicy {
    CachePolicy { files: true, both_forms: true, sealed: policy.sealed && !call.typed.is_on(&opt::FORGET), ..policy }
}

/// Returns the current login (of `request`, with its stored login if there is one) followed by `others`.
fn with_current(mut request: Request, name: &str, mut others: Vec<Target>, deps: &Rc<Deps>) -> Result<Vec<Target>, Failure> {
    let session = Session::new(&Rc::new(request.clone()), deps, page_hints)?;
    let same = others.iter().position(|target| target.stored.as_ref().is_some_and(|stored| session.has_login(stored)));
    let same = same.map(|nth| others.remove(nth));
    if let Some(before) = same.as_ref().and_then(|target| target.request.as_ref()) {
        take_proof(&mut request, before);
        request.s3_endpoint = request.s3_endpoint.or_else(|| before.s3_endpoint.clone());
    }
    let label = format!("{name} at {}", request.endpoint.address());
    others.insert(0, Target { label, request: Some(Rc::new(request)), stored: same.and_then(|target| target.stored) });
    Ok(others)
}

/// Turns stored logins into targets, with the client authentication and TLS settings of `now`, if any.
fn targets_of(logins: Vec<StoredLogin>, policy: CachePolicy, timeout: Duration, now: Option<&Request>) -> Vec<Target> {
    let target = |stored: StoredLogin| {
        let mut request = stored.request(policy, timeout);
        if let (Some(request), Some(now)) = (&mut request, now) {
            take_proof(request, now);
        }
        Target { label: stored.label(), request: request.map(Rc::new), stored: Some(stored) }
    };
    logins.into_iter().map(target).collect()
}

/// Copies client authentication and TLS settings that are set in `now` to `request`. A login that was made with `--insecure` keeps its TLS
/// settings.
fn take_proof(request: &mut Request, now: &Request) {
    let (trust, now_trust) = (&mut request.trust, &now.trust);
    if !trust.insecure {
        trust.insecure = now_trust.insecure;
        trust.ca_bundle = now_trust.ca_bundle.clone().or_else(|| trust.ca_bundle.take());
        trust.client = now_trust.client.clone().or_else(|| trust.client.take());
    }
    if let (Identity::WebIdentity(person), Identity::WebIdentity(known)) = (&mut request.identity, &now.identity)
        && person.client_id == known.client_id
    {
        if known.client_secret.is_some() || known.assertion_key.is_some() {
            (person.client_secret, person.assertion_key) = (known.client_secret.clone(), known.assertion_key.clone());
            person.authentication = known.authentication;
        }
        person.authentication = known.authentication.or(person.authentication);
    }
}
