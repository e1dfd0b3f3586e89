//! The steps that set up a login at a provider and at a storage server, from templates with which the pages of the documentation are made,
//! too.

mod check;
mod known_values;
#[cfg(test)]
mod pages;
mod provider;
mod server;
mod settings;
mod steps;
mod template;
mod values;

pub(crate) use known_values::KnownValues;
pub(crate) use provider::{PROVIDERS, ProviderGuide};
pub(crate) use steps::{Steps, steps};
