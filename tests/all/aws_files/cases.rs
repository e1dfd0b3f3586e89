//! Tricky files, each before and after the same three changes, byte for byte; and files that no client reads.

use super::{drop_key, drop_nested, nest, prod, set};
use crate::support::snapshot::{Table, project};
use std::collections::BTreeSet;
use std::path::PathBuf;
use sts_cli::aws_files::{Change, CliIncompatibility, Document, EditError, LineFault, Malformed, Section};

fn folder(name: &str) -> PathBuf {
    project().join("tests/cases/aws").join(name)
}

fn changes() -> [Change; 3] {
    [set(&prod(), "region", "eu-west-1"), nest(&prod(), "s3", ("addressing_style", "path")), drop_key(&prod(), "role_arn")]
}

fn changed(text: &[u8], changes: &[Change]) -> Vec<u8> {
    Document::read(text).unwrap().edit(changes).unwrap().bytes().to_vec()
}

#[test]
fn only_changed_settings_change_lines() {
    let files = std::fs::read_dir(folder("kept")).unwrap().map(|entry| entry.unwrap().path().with_extension(""));
    let cases: BTreeSet<_> = files.collect();
    assert!(cases.len() > 30);
    for case in cases {
        let before = std::fs::read(case.with_extension("before")).unwrap();
        let after = std::fs::read(case.with_extension("after")).unwrap();
        let got = changed(&before, &changes());
        let words = |text: &[u8]| text.escape_ascii().to_string().replace("\\n", "\n");
        assert!(got == after, "{}:\n{}\ninstead of:\n{}", case.display(), words(&got), words(&after));
        assert_eq!(changed(&before, &[]), before);

        let document = Document::read(&after).unwrap();
        assert!(document.edit(&changes()).unwrap().is_unchanged(), "{} changes twice", case.display());
        assert_eq!(document.find(&prod(), "region").unwrap().value, "eu-west-1");
        assert_eq!(document.find_nested(&prod(), "s3", "addressing_style").unwrap().value, "path");
        assert_eq!(document.find(&prod(), "role_arn"), None);
    }
}

#[test]
fn lines_that_no_client_reads_are_named() {
    let cases = [
        ("before_sections", 2, LineFault::OutsideSection),
        ("no_delimiter", 3, LineFault::NoDelimiter),
        ("no_name", 2, LineFault::NoName),
        ("open_section", 3, LineFault::NoDelimiter),
        ("empty_section", 1, LineFault::OutsideSection),
        ("no_nested_setting", 4, LineFault::NoNestedSetting),
        ("no_nested_setting_on_a_line_of_its_own", 3, LineFault::NoNestedSetting),
        ("utf_16", 1, LineFault::Utf16),
        ("continuation_of_nothing", 2, LineFault::NoDelimiter),
        ("json", 1, LineFault::OutsideSection),
    ];
    assert_eq!(std::fs::read_dir(folder("refused")).unwrap().count(), cases.len());
    let mut table = Table::default();
    for (name, line, fault) in cases {
        let text = std::fs::read(folder("refused").join(name).with_extension("ini")).unwrap();
        let fault = if name == "open_section" { LineFault::OpenSection } else { fault };
        let malformed = Document::read(&text).map(drop).unwrap_err();
        assert_eq!(malformed, Malformed { line, fault }, "{name}");
        table.error(name, &malformed);
    }
    table.matches("malformed");
}

#[test]
fn values_that_clients_would_misread_are_rejected() {
    let document = Document::read(b"[profile prod]\ns3 = yes\n").unwrap();
    let mut table = Table::default();
    for value in [" x", "x ", "\u{a0}x", "x\u{1f}", "a\nb", "a\rb", "a #b", "a\t;b", "a\u{b};b", "a\u{a0}#b", "#a"] {
        let refused = document.edit(&[set(&prod(), "region", value)]).map(drop).unwrap_err();
        assert_eq!(refused, EditError::Unwritable("region"), "{value:?}");
        table.error(&format!("region = {value:?}"), &refused);
    }
    let block = document.edit(&[nest(&prod(), "s3", ("addressing_style", "path"))]).map(drop).unwrap_err();
    assert_eq!(block, EditError::NotABlock { key: "s3", line: 2 });
    table.error("s3 = yes, and a block of s3", &block);
    table.matches("changes-that-cannot-be-made");
}

#[test]
fn removing_the_last_nested_setting_removes_its_block() {
    let cases = [
        ("s3 =\n  addressing_style = path\n  # why\n  x = y\nregion = z\n", "s3 =\n  # why\n  x = y\nregion = z\n"),
        ("s3 =\n  addressing_style=path\n\n  # why\n  addressing_style = virtual\nregion = z\n", "\n  # why\nregion = z\n"),
        ("s3 =\n  x = addressing_style\n", "s3 =\n  x = addressing_style\n"),
        ("s3 =\nregion = z\n", "s3 =\nregion = z\n"),
        ("region = z\n", "region = z\n"),
    ];
    for (before, after) in cases {
        let text = changed(format!("[profile prod]\n{before}").as_bytes(), &[drop_nested(&prod(), "s3", "addressing_style")]);
        assert_eq!(String::from_utf8_lossy(&text), format!("[profile prod]\n{after}"));
    }
    assert_eq!(changed(b"", &[drop_nested(&prod(), "s3", "addressing_style")]), b"");
}

#[test]
fn the_long_form_of_the_default_profile_overrides_the_short_form() {
    let default = Section::Profile("default".to_owned());
    let changes = [set(&default, "region", "new")];
    let short = changed(b"[default]\nregion = old\n", &changes);
    assert_eq!(short, b"[default]\nregion = new\n");
    let both = changed(b"[profile default]\nregion = old\n[default]\nregion = old\n", &changes);
    assert_eq!(both, b"[profile default]\nregion = new\n[default]\nregion = old\n");
    assert_eq!(changed(b"", &changes), b"[default]\nregion = new\n");
}

#[test]
fn section_names_follow_the_rules_of_each_file() {
    let cases = [
        (Section::Profile("a b".to_owned()), "[profile 'a b']"),
        (Section::Keys("a b".to_owned()), "[a b]"),
        (Section::Keys("default".to_owned()), "[default]"),
        (Section::Services("prod-sts-cli".to_owned()), "[services prod-sts-cli]"),
    ];
    for (section, header) in cases {
        let text = changed(b"", &[set(&section, "region", "x")]);
        assert_eq!(String::from_utf8_lossy(&text), format!("{header}\nregion = x\n"));
        assert_eq!(Document::read(&text).unwrap().find(&section, "region").unwrap().line, 2);
    }
    let other_quotes = b"[profile \"a b\"]\nregion = old\n";
    assert_eq!(changed(other_quotes, &[set(&Section::Profile("a b".to_owned()), "region", "x")]), b"[profile \"a b\"]\nregion = x\n");
}

#[test]
fn lines_that_only_the_aws_cli_rejects_are_named() {
    let cases: [(&[u8], Option<CliIncompatibility>); 11] = [
        (b"[a]\nx = 1\n[b]\nx = 1\n  x = 1\n", None),
        (b"\xef\xbb\xbf[a]\n", Some(CliIncompatibility::ByteOrderMark)),
        (b"\xef\xbb\xbf", Some(CliIncompatibility::ByteOrderMark)),
        (b"[a]\nx = y\n# \xff\n[a]\n", Some(CliIncompatibility::NotText { line: 3 })),
        (b"[a]\n[b]\n[a] # once more\n", Some(CliIncompatibility::Section { line: 3, first: 1 })),
        (b"[a]\nx = 1\nX: 2\n", Some(CliIncompatibility::Key { line: 3, first: 2 })),
        (b"[profile a]\n[profile  a]\n[a ]\n[a]\n", None),
        (b"[a] b]\n[a] c]\n", None),
        (b"[DEFAULT]\nx = 1\n[a]\nx = 1\n[DEFAULT]\ny = 1\n", None),
        (b"[DEFAULT]\nx = 1\n[a]\ny = 1\n[DEFAULT]\nX = 1\n", Some(CliIncompatibility::Key { line: 6, first: 2 })),
        (b"", None),
    ];
    let mut table = Table::default();
    for (text, objection) in cases {
        assert_eq!(Document::read(text).unwrap().cli_incompatibility(), objection, "{}", text.escape_ascii());
        objection.inspect(|objection| table.error(&text.escape_ascii().to_string(), objection));
    }
    table.matches("objections");
}

#[test]
fn the_section_that_the_aws_cli_reads_is_changed_and_other_spellings_are_named() {
    let keys = || Section::Keys("prod".to_owned());
    let default = || Section::Profile("default".to_owned());
    let spelling = |line| Some(CliIncompatibility::Spelling { line });
    let spellings = |first, line| Some(CliIncompatibility::Spellings { line, first });
    let cases = [
        (keys(), "[ prod ]\nregion = ?\n", spelling(1)),
        (keys(), "[a]\n[prod] # see [1]\nregion = ?\n", spelling(2)),
        (keys(), "[prod\u{a0}]\nregion = ?\n[ prod]\n", spelling(1)),
        (keys(), "[ prod ]\nregion = x\n[prod]\nregion = ?\n[prod ]\nregion = x\n", spellings(1, 3)),
        (keys(), "[prod]\nregion = ?\n[prod]\n", None),
        (prod(), "[ profile prod ]\nregion = ?\n", spelling(1)),
        (prod(), "[profile prod #x]\nregion = ?\n", spelling(1)),
        (prod(), "[profile prod ]\nregion = ?\n", None),
        (prod(), "[profile \t 'prod'] # x\nregion = ?\n", None),
        (prod(), "[ profile prod]\nregion = x\n[profile  prod]\nregion = ?\n", spellings(1, 3)),
        (prod(), "[profile prod]\nregion = x\n[profile 'prod']\nregion = ?\n", spellings(1, 3)),
        (default(), "[ default ]\nregion = ?\n", spelling(1)),
        (default(), "[ profile default ]\nregion = x\n[default]\nregion = ?\n", spellings(1, 3)),
        (default(), "[profile default]\nregion = ?\n[default]\nregion = x\n", spellings(1, 3)),
        (Section::Services("prod".to_owned()), "[ services prod]\nregion = ?\n", spelling(1)),
    ];
    let mut table = Table::default();
    for (section, text, objection) in cases {
        let (before, after) = (text.replace('?', "old"), text.replace('?', "new"));
        assert_eq!(String::from_utf8_lossy(&changed(before.as_bytes(), &[set(&section, "region", "new")])), after);
        let document = Document::read(before.as_bytes()).unwrap();
        assert_eq!(document.find(&section, "region").map(|found| found.value), Some("old".to_owned()), "{text}");
        assert_eq!(document.cli_incompatibility_in(&section), objection, "{text}");
        objection.inspect(|objection| table.error(&text.escape_debug().to_string(), objection));
    }
    table.matches("objections-to-spellings");
}

#[test]
fn settings_that_the_aws_cli_applies_to_every_profile_are_named() {
    let cases: [(&[u8], Section, Option<usize>); 6] = [
        (b"[DEFAULT]\n# x\nregion = x\n[profile prod]\noutput = x\n", prod(), Some(3)),
        (b"[profile prod]\nRegion = x\n[DEFAULT]\nregion = x\n  more\nOutput: y\n", prod(), Some(6)),
        (b"[DEFAULT]\nregion = x\n[DEFAULT] # ]\n[profile prod]\nregion = x\n", prod(), None),
        (b"[default]\nregion = x\n[ DEFAULT ]\nregion = x\n", prod(), None),
        (b"[DEFAULT]\nregion = x\n", Section::Keys("prod".to_owned()), Some(2)),
        (b"[DEFAULT]\nregion = x\n", Section::Services("prod".to_owned()), None),
    ];
    let mut table = Table::default();
    for (text, section, line) in cases {
        let document = Document::read(text).unwrap();
        let expected = line.map(|line| CliIncompatibility::Inherited { line });
        assert_eq!(
            (document.cli_incompatibility(), document.cli_incompatibility_in(&section)),
            (None, expected),
            "{}",
            text.escape_ascii()
        );
        expected.inspect(|objection| table.error(&text.escape_ascii().to_string(), objection));
    }
    table.matches("objections-to-what-is-inherited");
}
