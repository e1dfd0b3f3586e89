//! The command line: the command tree, errors for invalid calls, and the library below it.

#[cfg(feature = "sandbox")]
mod buckets;
#[cfg(feature = "sandbox")]
mod corrections;
mod documentation;
#[cfg(feature = "sandbox")]
mod documented_commands;
#[cfg(feature = "sandbox")]
mod error_format;
#[cfg(feature = "sandbox")]
mod events;
mod examples;
#[cfg(feature = "sandbox")]
mod forms;
mod generated;
mod help;
#[cfg(feature = "sandbox")]
mod help_examples;
#[cfg(feature = "sandbox")]
mod help_on_terminals;
#[cfg(feature = "sandbox")]
mod hints;
#[cfg(feature = "sandbox")]
mod homes;
#[cfg(feature = "sandbox")]
mod inspect;
#[cfg(feature = "sandbox")]
mod job_tokens;
#[cfg(feature = "sandbox")]
mod login_prompts;
#[cfg(feature = "sandbox")]
mod logout;
#[cfg(feature = "sandbox")]
mod logouts_of_all;
#[cfg(feature = "sandbox")]
mod logouts_that_fail;
#[cfg(feature = "sandbox")]
mod logouts_without_records;
#[cfg(feature = "sandbox")]
mod names;
mod odd_arguments;
#[cfg(feature = "sandbox")]
mod places;
#[cfg(feature = "sandbox")]
mod profile_changes;
#[cfg(feature = "sandbox")]
mod profile_editing;
#[cfg(feature = "sandbox")]
mod profiles;
mod revocation;
mod server_profile;
mod session;
mod setup;
#[cfg(feature = "sandbox")]
mod shared_logins;
#[cfg(feature = "sandbox")]
mod status;
#[cfg(feature = "sandbox")]
mod streams;
mod tree;
mod usage;
#[cfg(feature = "sandbox")]
mod whoami;
