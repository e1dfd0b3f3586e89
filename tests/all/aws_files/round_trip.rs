//! Arbitrary files: what is not changed stays byte for byte, what is set is read back by us and by the AWS SDK for Rust.

use super::{drop_key, nest, prod, sdk, set};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::ops::Range;
use sts_cli::aws_files::{Document, Section};

/// Lines that a person could have written.
const LINES: [&str; 38] = [
    "",
    "  ",
    "\t",
    "# comment",
    "; comment",
    "   # indented comment",
    "[default]",
    "[profile prod]",
    "[profile   prod]",
    "[profile \"prod\"] # remark",
    "[profile test]",
    "  [profile test]",
    "[services prod]",
    "[prod]",
    "[ prod ]",
    "[ profile prod ]",
    "[profile 'prod']",
    "[DEFAULT]",
    "region = us-east-1",
    "region=us-east-1 # home",
    "Region : us-east-1",
    "region =",
    "  region = inner",
    "   deeper = x",
    "    deepest = y",
    "\tx = y",
    "output = json",
    "role_arn = arn:aws:iam::1:role/x",
    "s3 =",
    "s3 = flat",
    "  addressing_style = virtual",
    "  max_queue_size=10",
    "weird = a#;\\%\"'=b : c",
    "ümlaut = ü",
    "output\u{a0}= em\u{2003}",
    "\u{a0}x\u{85}= y",
    "\u{a0}\u{2003}\u{3000}deeper = x",
    "\u{2028}",
];

/// Lines that some reader refuses, everywhere or in some places.
const ODD_LINES: [&str; 4] = ["  words", "words", "= x", "[open"];

/// Lines that the SDK reads differently or rejects: other spellings and delimiters, comments and keys with leading whitespace.
const NOT_FOR_THE_SDK: [&str; 17] = [
    "   # indented comment",
    "[ prod ]",
    "[ profile prod ]",
    "[profile 'prod']",
    "[DEFAULT]",
    "[profile   prod]",
    "[profile \"prod\"] # remark",
    "  [profile test]",
    "Region : us-east-1",
    "  region = inner",
    "   deeper = x",
    "    deepest = y",
    "\tx = y",
    "output\u{a0}= em\u{2003}",
    "\u{a0}x\u{85}= y",
    "\u{a0}\u{2003}\u{3000}deeper = x",
    "\u{2028}",
];

/// A file that the SDK reads, unless a nested setting stands where no block is.
fn file_for_the_sdk() -> impl Strategy<Value = String> {
    let lines: Vec<_> = LINES.into_iter().filter(|line| !NOT_FOR_THE_SDK.contains(line)).collect();
    let block = "s3 =\n  max_queue_size=10";
    let line = prop_oneof![10 => select(lines), 1 => Just(block)];
    vec((line, select(vec!["\n", "\r\n"])), 0..16).prop_map(|lines| {
        let body: String = lines.iter().flat_map(|(line, end)| [*line, *end]).collect();
        "[default]\n".to_owned() + &body
    })
}

fn any_file() -> impl Strategy<Value = String> {
    let line_end = select(vec!["\n", "\n", "\n", "\r\n", "\r"]);
    let line = prop_oneof![100 => select(LINES.as_slice()), 1 => select(ODD_LINES.as_slice())];
    let first = select(vec!["", "\u{feff}", "[default]\n", "[profile prod]\n", "\u{feff}[profile prod]\r\n"]);
    let last = select(vec!["", "", "[profile prod]", "a = b", "  "]);
    (first, vec((line, line_end), 0..24), last).prop_map(|(first, lines, last)| {
        let body: String = lines.iter().flat_map(|(line, end)| [*line, *end]).collect();
        format!("{first}{body}{last}")
    })
}

/// A value as a file can hold it.
fn any_value() -> impl Strategy<Value = String> {
    "[!-~]([ -~]{0,20}[!-~])?"
        .prop_filter("a comment for some", |value| !value.starts_with(['#', ';']) && !value.contains(" #") && !value.contains(" ;"))
}

/// Returns the ranges of the lines of `text`, with line ends.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = text.len() - text.trim_start_matches('\u{feff}').len();
    while start < text.len() {
        let rest = &text[start..];
        let stop = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let end = if rest[stop..].starts_with("\r\n") { stop + 2 } else { rest.len().min(stop + 1) };
        lines.push(start..start + end);
        start += end;
    }
    lines
}

/// The lines of `key` in the profile, where it counts, and of all of its value; those between them that say nothing are others.
fn lines_of(text: &str, key: &str) -> Vec<Range<usize>> {
    let Some(found) = Document::read(text.as_bytes()).unwrap().find(&prod(), key) else { return Vec::new() };
    let speaks = |line: &Range<usize>| !matches!(text[line.clone()].trim().chars().next(), None | Some('#' | ';'));
    let count = found.value.split('\n').count();
    lines(text).into_iter().skip(found.line - 1).filter(speaks).take(count).collect()
}

/// Finds the lines of `key` wherever they stand in the profile: those that were found are made comments, until there are none.
fn all_lines_of(text: &str, key: &str) -> Vec<Range<usize>> {
    let (mut rest, mut all) = (text.to_owned(), Vec::new());
    loop {
        let found = lines_of(&rest, key);
        if found.is_empty() {
            return all;
        }
        for line in found {
            let comment = |byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { '#' };
            let hidden: String = rest[line.clone()].bytes().map(comment).collect();
            rest.replace_range(line.clone(), &hidden);
            all.push(line);
        }
    }
}

/// `text` to the byte, but for these lines.
fn without(text: &str, gone: &[Range<usize>]) -> Vec<u8> {
    let kept = text.bytes().enumerate().filter(|(place, _)| !gone.iter().any(|line| line.contains(place)));
    kept.map(|(_, byte)| byte).collect()
}

proptest! {
    #[test]
    fn an_edit_without_changes_keeps_every_byte(text in any_file()) {
        if let Ok(document) = Document::read(text.as_bytes()) {
            let edited = document.edit(&[drop_key(&prod(), "absent")]).unwrap();
            prop_assert!(edited.is_unchanged());
            prop_assert_eq!(edited.bytes().to_vec(), text.as_bytes());
        }
    }

    #[test]
    fn arbitrary_bytes_are_rejected_or_kept(text in vec(any::<u8>(), 0..200)) {
        if let Ok(document) = Document::read(&text) {
            prop_assert_eq!(document.edit(&[]).unwrap().bytes().to_vec(), text);
        }
    }

    #[test]
    fn a_set_value_is_read_back_and_nothing_else_changes(text in any_file(), value in any_value()) {
        let Ok(document) = Document::read(text.as_bytes()) else { return Ok(()) };
        let edited = document.edit(&[set(&prod(), "region", &value)]).unwrap();
        let bytes = edited.bytes();
        let after = std::str::from_utf8(&bytes).unwrap();
        let reread = Document::read(after.as_bytes());
        prop_assert!(reread.is_ok(), "{after:?}");
        let reread = reread.unwrap();
        prop_assert_eq!(reread.find(&prod(), "region").map(|found| found.value), Some(value.clone()), "{:?}", after);
        prop_assert!(reread.edit(&[set(&prod(), "region", &value)]).unwrap().is_unchanged());

        let sections = [prod(), Section::Profile("default".into()), Section::Profile("test".into()), Section::Keys("prod".into()), Section::Services("prod".into())];
        for section in sections {
            for key in ["region", "output", "role_arn", "s3", "weird", "x", "deeper", "ümlaut"].into_iter().filter(|key| section != prod() || *key != "region") {
                let value = |document: &Document| document.find(&section, key).map(|found| found.value);
                prop_assert_eq!(value(&document), value(&reread), "{:?} of {:?} in {:?}", key, section, after);
            }
        }
        let old = lines_of(&text, "region");
        let alike = text.bytes().zip(after.bytes()).take_while(|(one, other)| one == other).count();
        let start = old.first().map_or(alike, |line| line.start);
        let kept = without(&text, &old);
        let is_kept = bytes.starts_with(&kept[..start]) && bytes[start..].ends_with(&kept[start..]);
        prop_assert!(is_kept, "all but the lines {:?} of {:?}\nmust be in {:?}", old, text, after);
    }

    #[test]
    fn a_nested_value_is_read_back_and_its_neighbors_stay(text in any_file(), value in any_value()) {
        let Ok(document) = Document::read(text.as_bytes()) else { return Ok(()) };
        let Ok(edited) = document.edit(&[nest(&prod(), "s3", ("addressing_style", &value)), set(&prod(), "output", "text")]) else { return Ok(()) };
        let bytes = edited.bytes();
        let reread = Document::read(&bytes);
        prop_assert!(reread.is_ok(), "{}", bytes.escape_ascii());
        let reread = reread.unwrap();
        let nested = |document: &Document, key| document.find_nested(&prod(), "s3", key).map(|found| found.value);
        prop_assert_eq!(nested(&reread, "addressing_style"), Some(value));
        prop_assert_eq!(nested(&reread, "max_queue_size"), nested(&document, "max_queue_size"));
        prop_assert_eq!(reread.find(&prod(), "output").map(|found| found.value), Some("text".to_owned()));
        let region = |document: &Document| document.find(&prod(), "region").map(|found| found.value);
        prop_assert_eq!(region(&reread), region(&document));
    }

    #[test]
    fn only_dropped_settings_are_removed(text in any_file()) {
        let Ok(document) = Document::read(text.as_bytes()) else { return Ok(()) };
        let bytes = document.edit(&[drop_key(&prod(), "region"), drop_key(&prod(), "role_arn")]).unwrap().bytes();
        let reread = Document::read(&bytes);
        prop_assert!(reread.is_ok(), "{}", bytes.escape_ascii());
        let reread = reread.unwrap();
        prop_assert_eq!(reread.find(&prod(), "region"), None);
        for key in ["output", "s3", "weird", "x", "deeper"] {
            let value = |document: &Document| document.find(&prod(), key).map(|found| found.value);
            prop_assert_eq!(value(&document), value(&reread), "{}", bytes.escape_ascii());
        }
        let gone = [all_lines_of(&text, "region"), all_lines_of(&text, "role_arn")].concat();
        prop_assert_eq!(bytes.escape_ascii().to_string(), without(&text, &gone).escape_ascii().to_string());
    }

    #[test]
    fn the_sdk_reads_our_settings_in_every_file_it_accepts(text in file_for_the_sdk(), value in "[!-~&&[^#;]]{1,30}") {
        let Ok(document) = Document::read(text.as_bytes()) else { return Ok(()) };
        if sdk::read(&sdk::File::Config, &text).is_err() {
            return Ok(()); // about every fourth
        }
        let services = Section::Services("prod-sts-cli".to_owned());
        let changes = [set(&prod(), "credential_process", &value), nest(&services, "s3", ("endpoint_url", &value))];
        let bytes = document.edit(&changes).unwrap().bytes();
        let sections = sdk::read(&sdk::File::Config, std::str::from_utf8(&bytes).unwrap());
        prop_assert!(sections.is_ok(), "{:?} in {}", sections.err(), bytes.escape_ascii());
        let sections = sections.unwrap();
        prop_assert_eq!(sections.get_profile("prod").unwrap().get("credential_process"), Some(value.as_str()));
        prop_assert_eq!(sdk::service(&sections, "prod-sts-cli", "s3", "endpoint_url"), Some(value));
    }
}
