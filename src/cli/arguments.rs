//! The profile as an argument, and the profiles that a shell offers for it.

use super::profile_file;
use crate::sys::{Directories, Environment};
use clap::Arg;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};

/// The profile that a command works with.
pub(super) fn profile_argument() -> Arg {
    Arg::new("PROFILE").help("Profile [default: the one that config.toml names]").add(profiles())
}

/// Offers the profiles.
pub(super) fn profiles() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let directories = Directories::from_environment(&Environment::of_this_process());
        profile_file::names(&directories).unwrap_or_default().into_iter().map(CompletionCandidate::new).collect()
    })
}
