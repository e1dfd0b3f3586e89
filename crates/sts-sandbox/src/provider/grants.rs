//! The state of the provider: pending login pages, unredeemed codes, and sessions with refresh tokens.

use super::clients::Client;
use crate::accounts::Account;
use crate::random;
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

const LOGIN_PAGE_LIFETIME: SignedDuration = SignedDuration::from_mins(10);
const CODE_LIFETIME: SignedDuration = SignedDuration::from_secs(60);
/// Long, so that tests can refresh a day later.
const REFRESH_TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A valid authorization request that waits for a sign-in.
#[derive(Clone)]
pub(super) struct PendingAuthorization {
    pub(super) client: &'static Client,
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) challenge: String,
    pub(super) scope: String,
    pub(super) login_hint: Option<String>,
    /// The values of `prompt`, separated by spaces.
    pub(super) prompt: String,
}

impl PendingAuthorization {
    /// Whether the request has this value of `prompt`.
    pub(super) fn has_prompt(&self, value: &str) -> bool {
        self.prompt.split(' ').any(|prompt| prompt == value)
    }
}

/// A session of a signed-in user.
#[derive(Clone)]
pub(super) struct ProviderSession {
    /// The `sid` claim, and the id of the refresh token family.
    pub(super) id: String,
    pub(super) client: &'static Client,
    pub(super) account: Account,
    pub(super) scope: String,
    pub(super) signed_in: Timestamp,
}

struct Code {
    authorization: PendingAuthorization,
    session: ProviderSession,
    expires: Timestamp,
    redeemed: bool,
}

struct Family {
    session: ProviderSession,
    /// The only valid refresh token of the family.
    current: String,
    expires: Timestamp,
}

#[derive(Default)]
struct GrantState {
    pages: HashMap<String, (PendingAuthorization, Timestamp)>,
    codes: HashMap<String, Code>,
    families: HashMap<String, Family>,
    revoked_tokens: HashSet<String>,
}

/// The shared state of the provider.
#[derive(Default)]
pub(crate) struct Grants(Mutex<GrantState>);

impl Grants {
    fn lock(&self) -> MutexGuard<'_, GrantState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores a request whose login page is shown; returns the single-use id for the page.
    pub(super) fn begin_login(&self, authorization: PendingAuthorization, now: Timestamp) -> String {
        let id = random::token();
        let mut store = self.lock();
        store.pages.retain(|_, (_, expires)| *expires > now);
        store.pages.insert(id.clone(), (authorization, expires_after(now, LOGIN_PAGE_LIFETIME)));
        id
    }

    /// Takes the request of a submitted login page; works once.
    pub(super) fn take_login(&self, id: &str, now: Timestamp) -> Option<PendingAuthorization> {
        self.lock().pages.remove(id).filter(|(_, expires)| *expires > now).map(|(authorization, _)| authorization)
    }

    /// Issues a code after a sign-in.
    pub(super) fn code(&self, authorization: PendingAuthorization, account: Account, now: Timestamp) -> String {
        let session = ProviderSession {
            id: random::token(),
            client: authorization.client,
            account,
            scope: authorization.scope.clone(),
            signed_in: now,
        };
        let code = random::token();
        let mut store = self.lock();
        store.codes.retain(|_, old| old.expires > now);
        store.codes.insert(code.clone(), Code { authorization, session, expires: expires_after(now, CODE_LIFETIME), redeemed: false });
        code
    }

    /// Redeems a code. A second use revokes its session (RFC 6749, 4.1.2).
    pub(super) fn redeem(&self, code: &str, now: Timestamp) -> Option<(PendingAuthorization, ProviderSession)> {
        let mut store = self.lock();
        let entry = store.codes.get_mut(code)?;
        if entry.redeemed {
            let session = entry.session.id.clone();
            store.families.remove(&session);
            return None;
        }
        entry.redeemed = true;
        (entry.expires > now).then(|| (entry.authorization.clone(), entry.session.clone()))
    }

    /// Issues a refresh token for the session, which invalidates the previous one.
    pub(super) fn refresh_token(&self, session: &ProviderSession, now: Timestamp) -> String {
        let token = format!("{}.{}", session.id, random::token());
        let mut store = self.lock();
        store.families.retain(|_, family| family.expires > now);
        let family = Family { session: session.clone(), current: token.clone(), expires: expires_after(now, REFRESH_TOKEN_LIFETIME) };
        store.families.insert(session.id.clone(), family);
        token
    }

    /// Returns the session of a refresh token. Reuse of an old token revokes the session.
    pub(super) fn session_of_refresh_token(&self, token: &str, client: &Client, now: Timestamp) -> Option<ProviderSession> {
        let mut store = self.lock();
        let (id, _) = token.split_once('.')?;
        let family = store.families.get(id).filter(|family| family.session.client.id == client.id && family.expires > now)?;
        if family.current != token {
            store.families.remove(id);
            return None;
        }
        Some(family.session.clone())
    }

    /// Whether the session is active.
    pub(super) fn is_active(&self, session: &str) -> bool {
        self.lock().families.contains_key(session)
    }

    /// Ends the session of a refresh token of this client.
    pub(super) fn revoke_session_of(&self, refresh_token: &str, client: &Client) {
        let Some((id, _)) = refresh_token.split_once('.') else { return };
        let mut store = self.lock();
        if store.families.get(id).is_some_and(|family| family.session.client.id == client.id && family.current == refresh_token) {
            store.families.remove(id);
        }
    }

    /// Revokes an access token by its `jti`.
    pub(super) fn revoke(&self, token_id: &str) {
        self.lock().revoked_tokens.insert(token_id.to_owned());
    }

    /// Whether an access token was revoked.
    pub(super) fn is_revoked(&self, token_id: &str) -> bool {
        self.lock().revoked_tokens.contains(token_id)
    }
}

fn expires_after(now: Timestamp, lifetime: SignedDuration) -> Timestamp {
    now.saturating_add(lifetime).unwrap_or(now)
}
