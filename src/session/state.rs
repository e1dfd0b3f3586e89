//! What a session holds: its request and cache, and the state that one acquisition leaves to the next.

use super::cache::SessionCache;
use super::error::Error;
use super::refresh_task::RefreshInFlight;
use super::renewal_prompt::RenewalPrompt;
use crate::credentials::Credentials;
use crate::identity::LoginState;
use crate::request::{Request, Responsible};
use crate::sts::LearnedServer;
use crate::sys::Deps;
use jiff::Timestamp;
use std::cell::RefCell;
use std::rc::Rc;
use tokio::sync::Mutex;

/// Explains an error in sentences. Supplied by the command layer, which knows commands and options.
pub(crate) type ErrorExplainer = fn(&Error, HintAudience) -> Explanation;

/// The explanation of an error, beside the causes that it contains.
#[derive(Clone, Debug, Default)]
pub struct Explanation {
    /// Facts that belong to its causes.
    pub facts: Vec<String>,
    /// The hints.
    pub hints: Vec<String>,
    /// The one who must act on the first hint.
    pub responsible: Responsible,
}

/// The audience that hints are rendered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HintAudience {
    /// A user who reads them on a browser page or in a message.
    Person,
    /// Another sts-cli process, which shows them to its own user with the options of its own command.
    OtherProcess,
}

/// Acquires credentials for one request, and holds the most recent ones.
pub struct Session {
    pub(super) request: Rc<Request>,
    pub(super) deps: Rc<Deps>,
    pub(super) cache: Rc<SessionCache>,
    pub(super) state: Mutex<SessionState>,
    /// The credentials that the current renewal replaces, although they may still be fresh.
    pub(super) replaced: RefCell<Option<Credentials>>,
    pub(super) created_at: Timestamp,
    pub(super) explain: ErrorExplainer,
}

/// In-memory state that a session carries from one acquisition to the next.
#[derive(Default)]
pub(super) struct SessionState {
    /// The credentials returned most recently.
    pub(super) credentials: Option<Credentials>,
    pub(super) login: LoginState,
    pub(super) server: LearnedServer,
    pub(super) renewal_prompt: RenewalPrompt,
    /// A refresh whose outcome has not been taken yet. While it runs it owns the tokens, and `login` holds none.
    pub(super) refresh: Option<RefreshInFlight>,
}

impl SessionState {
    /// Stores `credentials` as the current ones and returns a copy. Allows the next renewal to prompt again.
    pub(super) fn set_current(&mut self, credentials: Credentials) -> Credentials {
        self.renewal_prompt = RenewalPrompt::Allowed;
        self.credentials.insert(credentials).clone()
    }
}
