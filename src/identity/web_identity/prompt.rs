//! Whether somebody is being asked to log in, as every process of this user sees it in the stored login.
//!
//! ```text
//!            begun (now)                      answered
//!   Idle ───────────────► InProgress ─────────────────────────► Idle
//!    ▲ ▲                   │       │ ended (unanswered)
//!    │ └─ ended (withdrawn)┘       ▼
//!    │                        Unanswered ──── 10 min pass, or somebody sits at a terminal: begun ──► InProgress
//!    └──────── answered ───────────┘
//! ```
//!
//! An entry that still says `InProgress` when its process holds no login lock any more was left by Ctrl-C or a process that was killed: it counts
//! as unanswered, except for those that waited for that process, who may prompt where it ended.

use jiff::Timestamp;

/// How long a program in the background does not prompt again after nobody answered, in seconds.
const REPROMPT_PAUSE: i64 = 600;

/// Whether somebody is being asked to log in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prompt {
    /// Nobody is being asked, and the last prompt was answered.
    #[default]
    Idle,
    /// Somebody is being asked.
    InProgress {
        /// When the prompt began.
        since: Timestamp,
        /// Which process prompts.
        by: Prompter,
        /// When an earlier prompt began that nobody answered.
        unanswered: Option<Timestamp>,
    },
    /// Nobody answered the prompt that began then.
    Unanswered {
        /// When the prompt began.
        since: Timestamp,
    },
}

/// Which process prompts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompter {
    /// This one.
    ThisProcess,
    /// Another one, which may have been killed.
    AnotherProcess,
}

/// How a prompt of this process ended without a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptEnd {
    /// Nobody finished the login in time.
    Unanswered,
    /// Something else ended it: the provider's refusal, a server out of reach.
    Withdrawn,
}

impl Prompt {
    /// The state that the two stored times stand for: `in_progress` of a prompt that had not ended, `unanswered` of one that timed out.
    #[must_use]
    pub fn from_stored(in_progress: Option<Timestamp>, unanswered: Option<Timestamp>) -> Self {
        match (in_progress, unanswered) {
            (Some(since), unanswered) => Self::InProgress { since, by: Prompter::AnotherProcess, unanswered },
            (None, Some(since)) => Self::Unanswered { since },
            (None, None) => Self::Idle,
        }
    }

    /// The two times to store, as [`Prompt::from_stored`] takes them.
    #[must_use]
    pub fn to_stored(self) -> (Option<Timestamp>, Option<Timestamp>) {
        match self {
            Self::Idle => (None, None),
            Self::InProgress { since, unanswered, .. } => (Some(since), unanswered),
            Self::Unanswered { since } => (None, Some(since)),
        }
    }

    /// When the prompt began that is in progress, whoever asks.
    #[must_use]
    pub fn in_progress_since(self) -> Option<Timestamp> {
        self.to_stored().0
    }

    /// Whether this process is asking.
    #[must_use]
    pub fn is_ours(self) -> bool {
        matches!(self, Self::InProgress { by: Prompter::ThisProcess, .. })
    }

    /// When the last prompt began that nobody answered. `contended`: until a moment ago another process held the login lock, so a
    /// prompt that is still in progress was its own, and this process may go on where it ended.
    #[must_use]
    pub fn last_unanswered(self, contended: bool) -> Option<Timestamp> {
        match self {
            Self::Idle => None,
            Self::InProgress { since, by: Prompter::AnotherProcess, unanswered } if !contended => unanswered.max(Some(since)),
            Self::InProgress { unanswered, .. } => unanswered,
            Self::Unanswered { since } => Some(since),
        }
    }

    /// How many seconds ago nobody answered, where that is so recent that a program in the background does not prompt again.
    #[must_use]
    pub fn unanswered_seconds_ago(self, contended: bool, now: Timestamp) -> Option<i64> {
        let ago = now.as_second() - self.last_unanswered(contended)?.as_second();
        (0..REPROMPT_PAUSE).contains(&ago).then_some(ago)
    }

    /// The state to store when this process does not prompt because of an unanswered prompt: processes that wait for it see it too.
    #[must_use]
    pub fn given_up(self, contended: bool) -> Self {
        self.last_unanswered(contended).map_or(Self::Idle, |since| Self::Unanswered { since })
    }

    /// The state once this process asks.
    #[must_use]
    pub fn begun(self, now: Timestamp) -> Self {
        let unanswered = self.to_stored().1;
        Self::InProgress { since: now, by: Prompter::ThisProcess, unanswered }
    }

    /// The state once there are tokens; a prompt of another process stays in progress.
    #[must_use]
    pub fn answered(self) -> Self {
        match self {
            Self::InProgress { since, by: by @ Prompter::AnotherProcess, .. } => Self::InProgress { since, by, unanswered: None },
            _ => Self::Idle,
        }
    }

    /// The state after a prompt of this process that brought no login; any other state stays.
    #[must_use]
    pub fn ended(self, end: PromptEnd) -> Self {
        match (self, end) {
            (Self::InProgress { since, by: Prompter::ThisProcess, .. }, PromptEnd::Unanswered) => Self::Unanswered { since },
            (Self::InProgress { by: Prompter::ThisProcess, unanswered, .. }, PromptEnd::Withdrawn) => Self::from_stored(None, unanswered),
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
    fn each_end_of_a_prompt_leads_to_its_state() {
        for before in [Prompt::Idle, Prompt::Unanswered { since: at(10) }] {
            let asking = before.begun(at(100));
            assert!(asking.is_ours());
            assert_eq!(asking.answered(), Prompt::Idle);
            assert_eq!(asking.ended(PromptEnd::Unanswered), Prompt::Unanswered { since: at(100) });
            assert_eq!(asking.ended(PromptEnd::Withdrawn), before, "what was before counts again");
        }
        let others = Prompt::from_stored(Some(at(100)), None);
        assert_eq!(others.answered(), others, "nor answered");
        for end in [PromptEnd::Unanswered, PromptEnd::Withdrawn] {
            assert_eq!(others.ended(end), others, "another process's prompt is not ended by this one");
        }
    }

    #[test]
    fn what_is_stored_comes_back_but_for_whose_it_is() {
        for state in [Prompt::Idle, Prompt::Unanswered { since: at(5) }, Prompt::from_stored(Some(at(7)), Some(at(5)))] {
            let (in_progress, unanswered) = state.to_stored();
            assert_eq!(Prompt::from_stored(in_progress, unanswered), state);
        }
        let (in_progress, unanswered) = Prompt::Idle.begun(at(9)).to_stored();
        assert!(!Prompt::from_stored(in_progress, unanswered).is_ours());
    }

    #[test]
    fn for_ten_minutes_after_nobody_answered_no_program_in_the_background_prompts_again() {
        let killed = Prompt::from_stored(Some(at(1000)), None);
        let unanswered = Prompt::Unanswered { since: at(1000) };
        for (state, contended, now, expected) in [
            (Prompt::Idle, false, 1000, None),
            (unanswered, false, 1000, Some(0)),
            (unanswered, true, 1599, Some(599)),
            (unanswered, false, 1600, None),
            (unanswered, false, 999, None), // the clock was set back
            (killed, false, 1300, Some(300)),
            (killed, true, 1300, None), // whoever waited for that process goes on where it ended
            (Prompt::from_stored(Some(at(1000)), Some(at(900))), true, 1300, Some(400)),
        ] {
            assert_eq!(state.unanswered_seconds_ago(contended, at(now)), expected, "{state:?} at {now}, contended: {contended}");
        }
        assert_eq!(killed.given_up(false), unanswered);
        assert_eq!(killed.given_up(true), Prompt::Idle);
    }
}
