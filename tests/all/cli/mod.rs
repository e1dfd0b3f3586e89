//! The command line: the command tree, errors for invalid calls, and the library below it.

#[cfg(all(unix, feature = "sandbox"))]
mod buckets;
#[cfg(all(unix, feature = "sandbox"))]
mod corrections;
mod documentation;
#[cfg(all(unix, feature = "sandbox"))]
mod documented_commands;
#[cfg(all(unix, feature = "sandbox"))]
mod error_format;
#[cfg(all(unix, feature = "sandbox"))]
mod events;
mod examples;
#[cfg(all(unix, feature = "sandbox"))]
mod forms;
mod generated;
#[cfg(unix)]
mod help;
#[cfg(all(unix, feature = "sandbox"))]
mod help_examples;
#[cfg(all(unix, feature = "sandbox"))]
mod help_on_terminals;
#[cfg(all(unix, feature = "sandbox"))]
mod hints;
#[cfg(all(unix, feature = "sandbox"))]
mod homes;
#[cfg(all(unix, feature = "sandbox"))]
mod inspect;
#[cfg(all(unix, feature = "sandbox"))]
mod job_tokens;
#[cfg(all(unix, feature = "sandbox"))]
mod login_prompts;
#[cfg(all(unix, feature = "sandbox"))]
mod logout;
#[cfg(all(unix, feature = "sandbox"))]
mod logouts_of_all;
#[cfg(all(unix, feature = "sandbox"))]
mod logouts_that_fail;
#[cfg(all(unix, feature = "sandbox"))]
mod logouts_without_records;
#[cfg(all(unix, feature = "sandbox"))]
mod names;
#[cfg(unix)]
mod odd_arguments;
#[cfg(all(unix, feature = "sandbox"))]
mod places;
#[cfg(all(unix, feature = "sandbox"))]
mod profile_changes;
#[cfg(all(unix, feature = "sandbox"))]
mod profile_editing;
#[cfg(all(unix, feature = "sandbox"))]
mod profiles;
mod revocation;
mod server_profile;
mod session;
#[cfg(unix)]
mod setup;
#[cfg(all(unix, feature = "sandbox"))]
mod shared_logins;
#[cfg(all(unix, feature = "sandbox"))]
mod status;
#[cfg(all(unix, feature = "sandbox"))]
mod streams;
#[cfg(unix)]
mod tree;
#[cfg(unix)]
mod usage;
#[cfg(all(unix, feature = "sandbox"))]
mod whoami;
