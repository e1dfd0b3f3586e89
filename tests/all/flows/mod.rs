//! End-to-end runs against the sandbox, and logins that do not complete.

#[cfg(feature = "sandbox")]
mod another_user;
#[cfg(feature = "sandbox")]
mod aws_files;
#[cfg(feature = "sandbox")]
mod aws_places;
mod browsers;
mod child_environment;
#[cfg(feature = "sandbox")]
mod clients;
#[cfg(feature = "sandbox")]
mod clocks;
#[cfg(feature = "sandbox")]
mod completions;
#[cfg(feature = "sandbox")]
mod concurrency;
#[cfg(feature = "sandbox")]
mod configure;
#[cfg(feature = "sandbox")]
mod configure_removal;
mod deadlines;
#[cfg(feature = "sandbox")]
mod devices;
#[cfg(feature = "sandbox")]
mod examples;
#[cfg(feature = "sandbox")]
mod forms;
#[cfg(feature = "sandbox")]
mod identities;
#[cfg(feature = "sandbox")]
mod inputs;
#[cfg(feature = "sandbox")]
mod login;
#[cfg(feature = "sandbox")]
mod login_summary;
#[cfg(feature = "sandbox")]
mod logs;
#[cfg(feature = "sandbox")]
mod narrow_terminals;
#[cfg(feature = "sandbox")]
mod output_readers;
#[cfg(feature = "sandbox")]
mod overriding_variables;
#[cfg(feature = "sandbox")]
mod pasting;
#[cfg(feature = "sandbox")]
mod pickers;
#[cfg(feature = "sandbox")]
mod program_paths;
#[cfg(feature = "sandbox")]
mod prompts;
mod provider_documents;
mod proxies;
#[cfg(feature = "sandbox")]
mod published_profiles;
#[cfg(feature = "sandbox")]
mod rclone_files;
#[cfg(feature = "sandbox")]
mod refresh_in_flight;
mod renewal;
#[cfg(feature = "sandbox")]
mod sandbox;
#[cfg(feature = "sandbox")]
mod services;
#[cfg(feature = "sandbox")]
mod shared_failures;
#[cfg(feature = "sandbox")]
mod shells;
#[cfg(feature = "sandbox")]
mod stale_endpoints;
#[cfg(feature = "sandbox")]
mod storage_metadata;
#[cfg(feature = "sandbox")]
mod text_encodings;
#[cfg(feature = "sandbox")]
mod token_sources;
#[cfg(feature = "sandbox")]
mod tool_files;
mod unfinished_logins;
#[cfg(feature = "sandbox")]
mod using_credentials;
#[cfg(feature = "sandbox")]
mod waits;
#[cfg(feature = "sandbox")]
mod wizard;
#[cfg(feature = "sandbox")]
mod working_day;
