//! The stories, by what they are about.

mod aws_files;
mod bad_tokens;
mod certificates;
mod clients;
mod clocks;
mod deliveries;
mod directory;
mod doctor;
mod examples;
mod keyring;
mod keys;
mod logins;
mod logout;
mod long_jobs;
mod metadata;
mod plugin;
mod policies;
mod published_metadata;
mod readers;
mod refusals;
mod renewal;
mod seaweedfs;
mod services;
mod setup;
mod terminals;
mod tokens_in_hand;
