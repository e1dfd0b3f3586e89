//! The stories, by what they are about.

mod deliveries;
mod keys;
mod logins;
mod refusals;
