//! The names of types: one type has a name, and one name a type.

use crate::support::module_source::files_below;
use crate::support::snapshot::project;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A name that each room may use for its own type, which others write with the room's name: `sts::Error`.
const OF_A_ROOM: &str = "Error";

/// Returns the name of the type that a line defines.
fn defined(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = match line.strip_prefix("pub") {
        Some(rest) => rest.split_once(' ')?.1,
        None => line,
    };
    let name = ["struct ", "enum ", "trait ", "union "].iter().find_map(|keyword| line.strip_prefix(keyword))?;
    name.split(|c: char| !c.is_alphanumeric()).next()
}

/// Returns the names that several of these files define, with the files.
fn shared(files: impl IntoIterator<Item = (PathBuf, String)>) -> BTreeMap<String, BTreeSet<PathBuf>> {
    let mut names: BTreeMap<String, BTreeSet<PathBuf>> = BTreeMap::new();
    for (file, text) in files {
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for name in code.lines().filter_map(defined).filter(|name| *name != OF_A_ROOM) {
            names.entry(name.to_owned()).or_default().insert(file.clone());
        }
    }
    names.into_iter().filter(|(_, files)| files.len() > 1).collect()
}

#[test]
fn each_type_has_a_name_of_its_own() {
    for root in ["src", "crates/sts-sandbox/src"] {
        let files = files_below(&project().join(root)).into_iter().filter(|file| !file.ends_with("tests.rs"));
        let shared = shared(files.map(|file| (file.clone(), std::fs::read_to_string(&file).unwrap())));
        assert!(shared.is_empty(), "rename all but one of the types of a name: {shared:#?}");
    }
}

#[test]
fn types_of_one_name_are_found_whatever_their_visibility() {
    let files = [("a", "pub(super) struct Key;\npub enum Error {}\n"), ("b", "    enum Key {\n"), ("c", "struct Keys;\nenum Error {}\n")];
    let shared = shared(files.map(|(name, text)| (name.into(), text.to_owned())));
    assert_eq!(shared.into_iter().map(|(name, files)| (name, files.len())).collect::<Vec<_>>(), [("Key".to_owned(), 2)]);
}
