//! Tests of the snapshot library: changed texts and unused files are detected.

use crate::support::snapshot::{Snapshots, project, with_placeholders};
use snapbox::assert::Action;
use std::path::Path;

/// A folder with the snapshot `cli/hints/one.stderr` in it.
fn folder(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snapshots/cli/hints/one.stderr");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    folder
}

#[test]
fn every_snapshot_is_used_by_a_test() {
    let unused = Snapshots::of_this_project().unused(&project().join("tests/all"));
    assert!(unused.is_empty(), "no test compares with these; SNAPSHOTS=overwrite removes them: {unused:#?}");
}

#[test]
fn one_changed_byte_is_a_difference() {
    let folder = folder("error: no\n  hint: [..]\n");
    let snapshots = Snapshots::at(&folder.path().join("snapshots"), Action::Verify);
    let differs = |text: &str| snapshots.compare(Path::new("cli/hints/one.stderr"), text).is_err();
    assert!(!differs("error: no\n  hint: [..]\n"));
    for text in ["error: No\n  hint: [..]\n", "error: no\n  hint: x\n", "error: no\n  hint: [..]", "error: no\r\n  hint: [..]\n", ""] {
        assert!(differs(text), "{text:?}");
    }
}

#[test]
fn a_missing_snapshot_is_a_difference_unless_the_text_is_empty() {
    let folder = folder("");
    let snapshots = Snapshots::at(&folder.path().join("snapshots"), Action::Verify);
    let other = Path::new("cli/hints/two.stderr");
    assert!(snapshots.compare(other, "error: no\n").is_err());
    assert_eq!(snapshots.compare(other, ""), Ok(()));
}

#[test]
fn overwriting_creates_changes_and_removes_files() {
    let folder = folder("error: no\n");
    let root = folder.path().join("snapshots");
    let snapshots = Snapshots::at(&root, Action::Overwrite);
    for (path, text) in [("cli/hints/one.stderr", "error: \\ yes\n"), ("cli/hints/two.stderr", "new\n")] {
        assert_eq!(snapshots.compare(Path::new(path), text), Ok(()));
        assert_eq!(std::fs::read_to_string(root.join(path)).unwrap(), text);
    }
    assert_eq!(snapshots.compare(Path::new("cli/hints/one.stderr"), ""), Ok(()));
    assert_eq!(snapshots.names("cli/hints"), ["two"]);
}

#[test]
fn an_unused_snapshot_is_found() {
    let folder = folder("error: no\n");
    let (snapshots, sources) = (Snapshots::at(&folder.path().join("snapshots"), Action::Verify), folder.path().join("all"));
    std::fs::create_dir_all(sources.join("cli")).unwrap();
    let unused = |source: &str| {
        std::fs::write(sources.join("cli/hints.rs"), source).unwrap();
        snapshots.unused(&sources).len()
    };
    assert_eq!(["", "refused(3, \"one\")", "refused(3, \"ones\")"].map(unused), [1, 0, 1]);
}

#[test]
fn placeholders_replace_values_that_differ_between_runs() {
    let names = [("/tmp/x".to_owned(), "[HOME]"), ("/tmp/x/config".to_owned(), "[CONFIG]")];
    let text = "/tmp/x/config/a.toml and /tmp/x at http://127.0.0.1:40123/a, http://127.0.0.1:9 and [::1]:65535, cafe, 0123456789abcdef0123456789abcdef.json, 0XWII9SGQF090RB09VI1, FAKETEMPORARYKEY0000";
    let shown = "[CONFIG]/a.toml and [HOME] at http://127.0.0.1:[PORT]/a, http://127.0.0.1:9 and [::1]:[PORT], cafe, [DIGEST].json, [ACCESS-KEY], FAKETEMPORARYKEY0000";
    assert_eq!(with_placeholders(text, &names), shown);
}
