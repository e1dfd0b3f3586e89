//! The AWS files: an edit changes nothing else, and is read back by us and by the AWS SDK for Rust.

use crate::assertions::{choice, split_parts};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_runtime::env_config::section::EnvConfigSections;
use aws_runtime::env_config::source::load;
use aws_types::os_shim_internal::{Env, Fs};
use sts_cli::aws_files::{Change, Document, KeyEdit, Section};

const KEY: &str = "region";
const SECTIONS: [fn() -> Section; 3] =
    [|| Section::Profile("prod".to_owned()), || Section::Keys("prod".to_owned()), || Section::Profile("default".to_owned())];

/// Sets or removes one key in a file; a second part of the input is the value.
pub fn edit(input: &[u8]) {
    let (section, input) = choice(input, SECTIONS.len());
    let section = SECTIONS[section]();
    let (text, value) = split_parts(input);
    let Ok(document) = Document::read(text) else { return };
    assert_eq!(document.edit(&[]).expect("no change is always possible").bytes().as_slice(), text, "no change changes nothing");

    let value = if value.is_empty() { "eu-west-1".to_owned() } else { String::from_utf8_lossy(value).into_owned() };
    set(&document, text, &section, &value);
    remove(&document, text, &section);
}

fn change(section: &Section, edit: KeyEdit) -> [Change; 1] {
    [Change { section: section.clone(), key: KEY, edit }]
}

fn set(document: &Document, text: &[u8], section: &Section, value: &str) {
    let changes = change(section, KeyEdit::Set(value.to_owned().into()));
    let Ok(edited) = document.edit(&changes) else { return };
    let after = edited.bytes().to_vec();
    let read_back = Document::read(&after).expect("what was written can be read");
    assert_eq!(read_back.find(section, KEY).map(|found| found.value).as_deref(), Some(value));
    assert!(read_back.edit(&changes).expect("the same change").is_unchanged(), "the second change changes nothing");
    assert_other_lines_stay(text, &after, &edited.regions(), document, &read_back);
    if document.cli_incompatibility().is_none() && is_simple(text) {
        assert_eq!(sdk_value(&after, section).as_deref(), Some(value), "as the AWS SDK reads it");
    }
}

fn remove(document: &Document, text: &[u8], section: &Section) {
    let changes = change(section, KeyEdit::Remove);
    let edited = document.edit(&changes).expect("a key can always be removed");
    let after = edited.bytes().to_vec();
    let read_back = Document::read(&after).expect("what was written can be read");
    assert!(read_back.find(section, KEY).is_none(), "it is removed");
    assert!(after.len() <= text.len());
    assert_other_lines_stay(text, &after, &edited.regions(), document, &read_back);
}

/// Asserts that the lines outside of the changed regions are the same, in the same order.
fn assert_other_lines_stay(before: &[u8], after: &[u8], regions: &[sts_cli::aws_files::Region], old: &Document, new: &Document) {
    let is_lone = |(at, byte): (usize, &u8)| *byte == b'\r' && before.get(at + 1) != Some(&b'\n');
    if before.iter().enumerate().any(is_lone) {
        return; // a line that ends with CR and a blank one that ends with LF become one line if what is between them goes
    }
    let (old_count, new_count) = (line_count(before), line_count(after));
    let (mut old_line, mut new_line) = (0, 0);
    for region in regions {
        assert_eq!(region.old.start - old_line, region.new.start - new_line, "as many lines lie between two changes");
        for offset in 0..region.old.start - old_line {
            assert_eq!(old.line(old_line + offset), new.line(new_line + offset));
        }
        (old_line, new_line) = (region.old.end, region.new.end);
    }
    let rest = old_count.saturating_sub(old_line);
    assert_eq!(rest, new_count.saturating_sub(new_line), "as many lines follow the last change");
    for offset in 0..rest {
        assert_eq!(old.line(old_line + offset), new.line(new_line + offset));
    }
}

/// Counts lines, which end with CR, LF or CR LF.
fn line_count(text: &[u8]) -> usize {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let ends = text.iter().enumerate().filter(|(at, byte)| **byte == b'\n' || **byte == b'\r' && text.get(at + 1) != Some(&b'\n')).count();
    ends + usize::from(!text.is_empty() && !text.ends_with(b"\n") && !text.ends_with(b"\r"))
}

/// Whether the SDK is known to read such a file as botocore does: plain headers and settings of visible ASCII, without continuations.
fn is_simple(text: &[u8]) -> bool {
    text.split(|byte| *byte == b'\n').all(|line| {
        let name_end = line.iter().position(|byte| *byte == b'=').unwrap_or(0);
        let is_name = |name: &[u8]| !name.is_empty() && name.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'_');
        let is_setting = is_name(line[..name_end].trim_ascii_end()) && line.iter().all(|byte| (b' '..=b'~').contains(byte));
        line.is_empty() || matches!(line, b"[prod]" | b"[profile prod]" | b"[default]" | b"[other]") || is_setting
    })
}

/// Returns the value of the key as the AWS SDK for Rust reads it.
fn sdk_value(text: &[u8], section: &Section) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?;
    let kind = if matches!(section, Section::Keys(_)) { EnvConfigFileKind::Credentials } else { EnvConfigFileKind::Config };
    let files = EnvConfigFiles::builder().with_contents(kind, text).build();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let source = runtime.block_on(load(&Env::from_slice(&[]), &Fs::from_slice(&[]), &files)).expect("files from memory");
    let sections = EnvConfigSections::parse(source).expect("a file that the SDK can read");
    sections.get_profile(section.name())?.get(KEY).map(str::to_owned)
}
