//! The command layer: options and commands as tables, from the command line to a `Request`, and errors with hints.

mod arguments;
mod buckets;
mod choices;
mod clap_failure;
mod command_line;
mod command_text;
mod command_tree;
mod commands;
mod completions;
mod config_file;
mod configure;
mod confirmation;
mod corrections;
mod doctor;
mod exec;
mod fact_page;
mod flags;
#[cfg(fuzzing)]
pub mod fuzz_entry;
mod get;
mod go_flags;
mod help;
mod hints;
mod inspect;
mod invalid_command_line;
mod invocation;
mod keys_in_use;
mod login;
mod logout;
mod option_argument;
mod option_groups;
mod options;
mod output_settings;
mod own_variables;
mod profile_file;
mod profile_lock;
mod profile_names;
mod profile_picker;
mod profiles;
mod program;
mod published_profile;
mod request_builder;
mod required_user;
mod root_help;
#[cfg(feature = "sandbox")]
mod sandbox;
mod save;
mod serve;
mod session_source;
#[cfg(test)]
mod settings_page;
mod setup;
mod shared_logins;
mod status;
mod toml_file;
mod until;
mod watch;
mod whoami;

pub use command_tree::command;
pub use hints::{explain_error, format_hints};
pub use program::main;
