//! The files of other tools, to which `configure` adds a profile.

use crate::assertions::{assert_harmless_error, choice, request};
use serde_json::Value;
use sts_cli::fuzz_entry::{fsspec_file, rclone_file};
use sts_cli::request::Request;

/// What was in the file stays, and the same change changes nothing the second time.
pub fn configure(input: &[u8]) {
    let (tool, input) = choice(input, 2);
    let existing = String::from_utf8_lossy(input);
    let request = Request { profile: Some("prod".to_owned()), ..request("https://s3.example.com") };
    let change = |text: &str| if tool == 0 { rclone_file(text, "prod", &request) } else { fsspec_file(text, "prod", &request) };
    match change(&existing) {
        Err(error) => assert_harmless_error(&error),
        Ok(after) => {
            let again = change(&after).unwrap_or_else(|error| panic!("{:?}: {error}", *after));
            assert_eq!(*again, *after, "the second change changes nothing");
            if tool == 0 { assert_sections_stay(&existing, &after) } else { assert_members_stay(&existing, &after) }
        }
    }
}

/// Asserts that the lines of other sections of an rclone.conf are the same.
fn assert_sections_stay(before: &str, after: &str) {
    assert_eq!(other_lines(before), other_lines(after));
}

/// The lines of other sections, with a carriage return at their ends: the last one gets a line end if a section is added.
fn other_lines(text: &str) -> Vec<&str> {
    let mut is_ours = false;
    let is_other = |line: &&str| {
        if line.trim().starts_with('[') && line.trim().ends_with(']') {
            is_ours = line.trim().trim_matches(['[', ']']).trim() == "prod";
        }
        !is_ours && !line.trim().is_empty()
    };
    text.trim_start_matches('\u{feff}').split('\n').filter(is_other).collect()
}

/// Asserts that all other members of a JSON object are the same.
fn assert_members_stay(before: &str, after: &str) {
    let read = |text: &str| serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}'));
    let mut after = read(after).expect("JSON");
    let Ok(mut before) = read(before) else { return };
    for document in [&mut before, &mut after] {
        document.as_object_mut().expect("an object").remove("s3");
    }
    assert_eq!(before, after);
}
