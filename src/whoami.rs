//! Who the credentials of a profile, or of the environment, belong to, what they may do and for how long. Without network.

mod environment;
mod identity;
mod renewal;
mod report;

pub(crate) use environment::{ConnectionSettings, EnvironmentError, EnvironmentKeys};
pub(crate) use identity::UserFacts;
pub(crate) use renewal::{RenewalFacts, RenewalMeans};
pub(crate) use report::{CredentialFacts, KeysOrigin, Whoami};
