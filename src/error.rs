//! [`Failure`]: the error of a run with its exit code, causes and hints, and how it is printed.

mod access;
mod command;
mod engine;
mod failure;
mod inspect;
mod kind;

pub(crate) use crate::advice::Responsible;
pub(crate) use engine::{facts_for_session, hints_for_session};
pub use failure::Failure;
pub use kind::FailureKind;
