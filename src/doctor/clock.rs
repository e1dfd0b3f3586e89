//! The clocks: this machine's against those of the storage server and the provider.

use super::problem::Problem;
use super::step::{Step, StepName};
use crate::advice::Hint;
use crate::error::Responsible;
use crate::request::hint::hint;
use crate::sts::Notice;
use jiff::SignedDuration;

/// The largest difference that needs no attention.
const TOLERATED: SignedDuration = SignedDuration::from_secs(60);
/// The largest difference that signatures allow: AWS and MinIO.
const MAX_OF_SIGNATURES: SignedDuration = SignedDuration::from_mins(15);

/// Returns the step for these differences: this machine's time minus that of a server; `None` if that is unknown.
pub(super) fn step(storage: Option<SignedDuration>, provider: Option<SignedDuration>) -> Step {
    let seconds = |skew: Option<SignedDuration>| skew.map(|skew| skew.as_secs().to_string());
    let step = |step: Step| {
        step.optional_fact("seconds_ahead_of_storage", seconds(storage)).optional_fact("seconds_ahead_of_provider", seconds(provider))
    };
    if storage.is_none() && provider.is_none() {
        return Step::skipped(StepName::Clock, "no server sent its time");
    }
    let is_off = |skew: &SignedDuration| skew.abs() > TOLERATED;
    let (off_storage, off_provider) = (storage.filter(is_off), provider.filter(is_off));
    let Some(largest) = [off_storage, off_provider].into_iter().flatten().max_by_key(|skew| skew.abs()) else {
        let agreements = [(storage, "the storage server's"), (provider, "the provider's")];
        let agreements = agreements.iter().filter_map(|(skew, of)| skew.map(|skew| format!("{} s off {of}", skew.as_secs().abs())));
        return step(Step::passed(StepName::Clock, agreements.collect::<Vec<_>>().join(", ")));
    };
    let text = match (off_storage, off_provider) {
        (Some(skew), _) => Notice::ClockSkew(skew).to_string(),
        (None, skew) => provider_text(skew.unwrap_or_default()),
    };
    let (responsible, hints) = responsible(off_storage.is_some(), off_provider.is_some(), provider.is_some());
    let failure = Problem::Clock(text).with_hints(hints);
    let problem =
        if largest.abs() > MAX_OF_SIGNATURES { Step::failed(StepName::Clock, failure) } else { Step::warned(StepName::Clock, failure) };
    step(problem).responsible(responsible)
}

fn provider_text(skew: SignedDuration) -> String {
    let direction = if skew.is_positive() { "ahead of" } else { "behind" };
    format!(
        "this machine's clock is {} s {direction} the provider's; its tokens may be refused until the wrong clock is set right",
        skew.as_secs().abs()
    )
}

/// Returns who must act: the user if all servers disagree with this machine, else the administrator of the one that does.
fn responsible(is_off_storage: bool, is_off_provider: bool, knows_provider: bool) -> (Responsible, Vec<Hint>) {
    match (is_off_storage, is_off_provider) {
        (true, false) if knows_provider => (
            Responsible::StorageAdministrator,
            vec![hint!({ StorageAdministrator }, " to set its clock by NTP: the provider's agrees with this machine's")],
        ),
        (false, true) => (
            Responsible::ProviderAdministrator,
            vec![hint!({ ProviderAdministrator }, " to set its clock by NTP: the storage server's agrees with this machine's")],
        ),
        _ => (
            Responsible::You,
            vec![hint!("set this machine's clock by NTP; if it is right, ", { StorageAdministrator }, " to correct the server's")],
        ),
    }
}
