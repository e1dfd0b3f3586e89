//! One program for all targets: the variable `FUZZ_TARGET` names the parser that gets the inputs. `fuzz/run` builds and starts it.
#![no_main]

mod assertions;
mod aws_files;
mod cache_files;
mod inspect;
mod output_forms;
mod provider;
mod published;
mod redaction;
mod replies;
mod settings;
mod shells;
mod terminal_text;
mod tokens;
mod tool_files;

use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

/// A target: feeds one input to a parser, and panics if a property does not hold.
type Target = fn(&[u8]);

/// The targets by name. `fuzz/run` reads the names from here: one a line.
const TARGETS: &[(&str, Target)] = &[
    ("aws_files", aws_files::edit),
    ("sts_replies", replies::sts),
    ("s3_replies", replies::s3),
    ("discovery", provider::discovery),
    ("key_sets", provider::key_sets),
    ("token_answers", provider::token_answers),
    ("device_answers", provider::device_answers),
    ("callbacks", provider::callbacks),
    ("id_tokens", tokens::id_tokens),
    ("tokens_in_text", tokens::in_text),
    ("storage_metadata", published::storage_metadata),
    ("profiles", settings::profiles),
    ("durations", settings::durations),
    ("urls", settings::urls),
    ("session_policies", settings::session_policies),
    ("command_lines", settings::command_lines),
    ("cache_files", cache_files::read),
    ("terminal_text", terminal_text::filter),
    ("redaction", redaction::secrets),
    ("output_forms", output_forms::read_back),
    ("tool_files", tool_files::configure),
    ("inspect", inspect::any_input),
];

static TARGET: OnceLock<Target> = OnceLock::new();

fuzz_target!(
    init: {
        let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
        let found = TARGETS.iter().find(|(known, _)| *known == name);
        let (_, target) = found.unwrap_or_else(|| panic!("FUZZ_TARGET is not the name of a target: {name}"));
        TARGET.get_or_init(|| *target);
    },
    |input: &[u8]| {
        TARGET.get().expect("`init` has run")(input);
    }
);
