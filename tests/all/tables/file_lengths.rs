//! The lengths of source files: one job a file fits into 400 lines.

use crate::support::module_source::files_below;
use crate::support::snapshot::project;

/// The most lines of a file.
const MOST_LINES: usize = 400;

#[test]
fn no_source_file_is_longer_than_400_lines() {
    let files = ["src", "crates", "tests", "benches", "fuzz/fuzz_targets"].map(|folder| project().join(folder));
    let files = files.iter().filter(|folder| folder.is_dir()).flat_map(|folder| files_below(folder));
    let lengths = files.map(|file| (std::fs::read_to_string(&file).unwrap().lines().count(), file));
    let long: Vec<_> = lengths.filter(|(lines, _)| *lines > MOST_LINES).collect();
    assert!(long.is_empty(), "{long:#?}");
}
