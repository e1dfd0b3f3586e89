//! The state of the login prompt, as stored for all processes of this user.
//!
//! ```text
//!            begun (now)                      answered
//!   Idle ───────────────► InProgress ─────────────────────────► Idle
//!    ▲ ▲                   │       │ ended (unanswered)
//!    │ └─ ended (withdrawn)┘       ▼
//!    │                        Unanswered ──── 10 min pass, or interactive: begun ──► InProgress
//!    └──────── answered ───────────┘
//! ```
//!
//! An entry that is still `InProgress` although its process no longer holds the login lock was left by Ctrl-C or a killed process. It
//! counts as unanswered, except for processes that waited for that one: they may prompt.

use jiff::Timestamp;

/// How long a non-interactive process does not prompt after an unanswered prompt, in seconds.
const REPROMPT_PAUSE: i64 = 600;

/// The state of the login prompt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prompt {
    /// No prompt is in progress, and the last one was answered.
    #[default]
    Idle,
    /// A prompt is in progress.
    InProgress {
        /// When the prompt began.
        since: Timestamp,
        /// Which process prompts.
        prompter: PromptingProcess,
        /// When an earlier, unanswered prompt began.
        unanswered: Option<Timestamp>,
    },
    /// The last prompt was not answered.
    Unanswered {
        /// When the prompt began.
        since: Timestamp,
    },
}

/// Which process prompts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptingProcess {
    /// This process.
    ThisProcess,
    /// Another process, which may have been killed.
    AnotherProcess,
}

/// The way a prompt of this process ended without a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptEnd {
    /// The login was not completed in time.
    Unanswered,
    /// Ended for another reason: the provider refused, a server is unreachable.
    Withdrawn,
}

impl Prompt {
    /// Restores the state from the two stored times: when a prompt in progress began, and when an unanswered one began.
    #[must_use]
    pub(crate) fn from_stored(in_progress: Option<Timestamp>, unanswered: Option<Timestamp>) -> Self {
        match (in_progress, unanswered) {
            (Some(since), unanswered) => Self::InProgress { since, prompter: PromptingProcess::AnotherProcess, unanswered },
            (None, Some(since)) => Self::Unanswered { since },
            (None, None) => Self::Idle,
        }
    }

    /// Returns the two times to store, as [`Prompt::from_stored`] takes them.
    #[must_use]
    pub(crate) fn to_stored(self) -> (Option<Timestamp>, Option<Timestamp>) {
        match self {
            Self::Idle => (None, None),
            Self::InProgress { since, unanswered, .. } => (Some(since), unanswered),
            Self::Unanswered { since } => (None, Some(since)),
        }
    }

    /// When the prompt in progress began, in whichever process.
    #[must_use]
    pub(crate) fn in_progress_since(self) -> Option<Timestamp> {
        self.to_stored().0
    }

    /// Whether this process is prompting.
    #[must_use]
    pub(crate) fn is_ours(self) -> bool {
        matches!(self, Self::InProgress { prompter: PromptingProcess::ThisProcess, .. })
    }

    /// When the last unanswered prompt began. `contended`: this process has just waited for another one to release the login lock, so a
    /// prompt in progress was that process's, and this one may prompt in its place.
    #[must_use]
    pub(crate) fn last_unanswered(self, contended: bool) -> Option<Timestamp> {
        match self {
            Self::Idle => None,
            Self::InProgress { since, prompter: PromptingProcess::AnotherProcess, unanswered } if !contended => unanswered.max(Some(since)),
            Self::InProgress { unanswered, .. } => unanswered,
            Self::Unanswered { since } => Some(since),
        }
    }

    /// How many seconds ago the last unanswered prompt began; `None` if that is too long ago to suppress a prompt.
    #[must_use]
    pub(crate) fn unanswered_seconds_ago(self, contended: bool, now: Timestamp) -> Option<i64> {
        let seconds_ago = now.as_second() - self.last_unanswered(contended)?.as_second();
        (0..REPROMPT_PAUSE).contains(&seconds_ago).then_some(seconds_ago)
    }

    /// Returns the state to store when this process does not prompt because of an unanswered prompt, so that waiting processes see it too.
    #[must_use]
    pub(crate) fn after_giving_up(self, contended: bool) -> Self {
        self.last_unanswered(contended).map_or(Self::Idle, |since| Self::Unanswered { since })
    }

    /// Returns the state once this process prompts.
    #[must_use]
    pub fn begun(self, now: Timestamp) -> Self {
        let unanswered = self.to_stored().1;
        Self::InProgress { since: now, prompter: PromptingProcess::ThisProcess, unanswered }
    }

    /// Returns the state after a successful login or refresh; a prompt of another process stays in progress.
    #[must_use]
    pub fn answered(self) -> Self {
        match self {
            Self::InProgress { since, prompter: prompter @ PromptingProcess::AnotherProcess, .. } => {
                Self::InProgress { since, prompter, unanswered: None }
            }
            _ => Self::Idle,
        }
    }

    /// Returns the state after a prompt of this process ended without a login; a prompt of another process is left unchanged.
    #[must_use]
    pub fn ended(self, end: PromptEnd) -> Self {
        match (self, end) {
            (Self::InProgress { since, prompter: PromptingProcess::ThisProcess, .. }, PromptEnd::Unanswered) => Self::Unanswered { since },
            (Self::InProgress { prompter: PromptingProcess::ThisProcess, unanswered, .. }, PromptEnd::Withdrawn) => {
                Self::from_stored(None, unanswered)
            }
            (other, _) => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn each_outcome_of_a_prompt_sets_its_state() {
        for previous in [Prompt::Idle, Prompt::Unanswered { since: at(10) }] {
            let in_progress = previous.begun(at(100));
            assert!(in_progress.is_ours());
            assert_eq!(in_progress.answered(), Prompt::Idle);
            assert_eq!(in_progress.ended(PromptEnd::Unanswered), Prompt::Unanswered { since: at(100) });
            assert_eq!(in_progress.ended(PromptEnd::Withdrawn), previous, "the earlier state is restored");
        }
        let other_process = Prompt::from_stored(Some(at(100)), None);
        assert_eq!(other_process.answered(), other_process, "nor answered");
        for end in [PromptEnd::Unanswered, PromptEnd::Withdrawn] {
            assert_eq!(other_process.ended(end), other_process, "another process's prompt is not ended by this one");
        }
    }

    #[test]
    fn a_stored_prompt_is_restored_without_its_owner() {
        for state in [Prompt::Idle, Prompt::Unanswered { since: at(5) }, Prompt::from_stored(Some(at(7)), Some(at(5)))] {
            let (in_progress, unanswered) = state.to_stored();
            assert_eq!(Prompt::from_stored(in_progress, unanswered), state);
        }
        let (in_progress, unanswered) = Prompt::Idle.begun(at(9)).to_stored();
        assert!(!Prompt::from_stored(in_progress, unanswered).is_ours());
    }

    #[test]
    fn background_programs_do_not_prompt_for_ten_minutes_after_an_unanswered_prompt() {
        let killed = Prompt::from_stored(Some(at(1000)), None);
        let unanswered = Prompt::Unanswered { since: at(1000) };
        for (state, contended, now, expected) in [
            (Prompt::Idle, false, 1000, None),
            (unanswered, false, 1000, Some(0)),
            (unanswered, true, 1599, Some(599)),
            (unanswered, false, 1600, None),
            (unanswered, false, 999, None), // the clock was set back
            (killed, false, 1300, Some(300)),
            (killed, true, 1300, None), // a process that waited for it may prompt
            (Prompt::from_stored(Some(at(1000)), Some(at(900))), true, 1300, Some(400)),
        ] {
            assert_eq!(state.unanswered_seconds_ago(contended, at(now)), expected, "{state:?} at {now}, contended: {contended}");
        }
        assert_eq!(killed.after_giving_up(false), unanswered);
        assert_eq!(killed.after_giving_up(true), Prompt::Idle);
    }
}
