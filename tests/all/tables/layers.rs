//! The layers of the library: which part may use which. Imports run one way, from top to bottom, so there is no circle.
//!
//! `cargo test layers -- --nocapture` prints the picture.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Each part and what it uses: only parts of later rows, all of them and no others.
const LAYERS: [(&str, &[&str]); 22] = [
    ("main", &["cli", "sys"]),
    ("cli", &["lib", "error", "advice", "session", "deliver", "identity", "sts", "request", "credentials", "secret", "policy", "sys"]),
    ("lib", &["error", "session", "deliver", "s3", "request", "credentials", "sys"]),
    ("error", &["advice", "session", "deliver", "identity", "sts", "s3", "cache", "aws_files", "request", "secret", "sys"]),
    ("advice", &["deliver", "identity", "sts", "s3", "cache", "aws_files", "request", "secret", "policy", "sys"]),
    ("deliver", &["aws_files", "request", "credentials", "secret", "policy", "sys"]),
    ("session", &["identity", "sts", "s3", "cache", "request", "credentials", "secret", "claims", "sys"]),
    ("sts", &["identity", "request", "credentials", "secret", "claims", "policy", "xml", "sys", "sigv4"]),
    ("identity", &["aws_files", "request", "credentials", "secret", "claims", "provider_document", "xml", "sys"]),
    ("s3", &["request", "credentials", "xml", "sys", "sigv4"]),
    ("cache", &["credentials", "secret", "sys"]),
    ("aws_files", &["sys"]),
    ("request", &["secret", "claims", "policy", "sys"]),
    ("credentials", &["secret", "claims", "sigv4"]),
    ("secret", &["sys"]),
    ("claims", &["provider_document"]),
    ("provider_document", &["sys"]),
    ("policy", &["sys"]),
    ("debug_as_display", &[]),
    ("xml", &["sys"]),
    ("sys", &["sigv4"]), // how a signed form spells a secret, so that an answer that repeats one can be masked
    ("sigv4", &[]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The parts that a source names: the word behind each `crate::` or `sts_cli::`, and the words of a list there.
fn parts_named(source: &str) -> BTreeSet<String> {
    let code = source.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let mut parts = BTreeSet::new();
    for rest in code.split("crate::").skip(1).chain(code.split("sts_cli::").skip(1)) {
        match rest.strip_prefix('{') {
            Some(list) => parts.extend(heads_of(list)),
            None => parts.extend(word(rest)),
        }
    }
    parts
}

/// The first word of each member of a list in braces, whatever lists its members hold themselves.
fn heads_of(list: &str) -> Vec<String> {
    let (mut depth, mut heads, mut begins) = (0, Vec::new(), 0);
    for (at, letter) in list.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                heads.extend(word(list[begins..at].trim_start()));
                begins = at + 1;
                if letter == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    heads
}

fn word(text: &str) -> Option<String> {
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(text.len());
    Some(text[..end].to_owned()).filter(|word| !word.is_empty())
}

/// Returns the dependencies of each part of `src`.
fn uses() -> BTreeMap<String, BTreeSet<String>> {
    let source = crate::support::snapshot::project().join("src");
    let mut files = Vec::new();
    sources(&source, &mut files);
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        let inside = file.strip_prefix(&source).unwrap();
        let part = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        let mut named = parts_named(&std::fs::read_to_string(&file).unwrap());
        if named.remove("run") {
            named.insert("lib".to_owned()); // `crate::run`
        }
        if part == "lib" {
            // its parts stand beside it: `use session::Session`
            let text = std::fs::read_to_string(&file).unwrap();
            named.extend(text.lines().filter_map(|line| word(line.strip_prefix("use ")?)));
            named.extend(["s3", "deliver"].into_iter().filter(|part| text.contains(&format!("{part}::"))).map(str::to_owned));
        }
        uses.entry(part).or_default().extend(named);
    }
    for (part, used) in &mut uses {
        used.remove(part);
        used.retain(|used| used != "tests");
    }
    uses
}

fn picture(uses: &BTreeMap<String, BTreeSet<String>>) -> String {
    let mut picture = String::new();
    for (part, _) in LAYERS {
        let used = uses.get(part).map(|used| used.iter().cloned().collect::<Vec<_>>().join(" ")).unwrap_or_default();
        let _ = writeln!(picture, "{part:>12} ─► {used}");
    }
    picture
}

#[test]
fn imports_run_one_way_from_layer_to_layer() {
    let found = uses();
    println!("{}", picture(&found));
    for (at, (part, allowed)) in LAYERS.iter().enumerate() {
        let below: BTreeSet<&str> = LAYERS[at + 1..].iter().map(|(part, _)| *part).collect();
        assert!(allowed.iter().all(|used| below.contains(used)), "{part} uses a part that does not stand below it");
        let used: BTreeSet<&str> = found[*part].iter().map(String::as_str).collect();
        assert_eq!(used, allowed.iter().copied().collect(), "what {part} uses");
    }
    let known: BTreeSet<&str> = LAYERS.iter().map(|(part, _)| *part).collect();
    assert_eq!(found.keys().map(String::as_str).collect::<BTreeSet<_>>(), known, "each part of src has its row");
}

#[test]
fn imports_are_found_in_every_spelling() {
    for (source, expected) in [
        ("use crate::cli::Call;", vec!["cli"]),
        ("use crate::{advice, deliver::{self, exec}, identity};", vec!["advice", "deliver", "identity"]),
        ("use crate::{\n    sts,\n    error::{Failure, Kind},\n};", vec!["error", "sts"]),
        ("fn f() { crate::deliver::to(crate::s3::Error::MayNotList) }", vec!["deliver", "s3"]),
        ("// crate::cli is not used here", vec![]),
        ("pub(crate) use http::shown;", vec![]),
    ] {
        assert_eq!(parts_named(source).into_iter().collect::<Vec<_>>(), expected, "{source}");
    }
}

#[test]
fn the_sandbox_shares_no_code_with_the_program() {
    let folder = crate::support::snapshot::project().join("crates/sts-sandbox");
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    assert!(!manifest.contains("sts-cli"), "the sandbox depends on sts-cli");
    let mut files = Vec::new();
    sources(&folder, &mut files);
    assert!(files.len() > 40, "{files:?}");
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        assert!(!source.contains("sts_cli::") && !source.contains("mod sigv4"), "{}", file.display());
    }
}
