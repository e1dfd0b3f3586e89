//! The layers of the library: which part may use which. Imports run one way, from top to bottom, so there is no circle.
//!
//! `cargo test layers -- --nocapture` prints the picture.

use crate::support::module_source::{Source, files_below};
use crate::support::snapshot::project;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Each part and what it uses: only parts of later rows, all of them and no others.
const LAYERS: [(&str, &[&str]); 30] = [
    ("main", &["cli", "sys"]),
    ("fuzz_entry", &["cli", "deliver", "identity", "s3", "cache", "request", "secret", "text"]),
    (
        "cli",
        &[
            "doctor",
            "lib",
            "error",
            "advice",
            "session",
            "whoami",
            "inspect",
            "access",
            "deliver",
            "identity",
            "sts",
            "published",
            "setup",
            "request",
            "credentials",
            "policy",
            "sys",
            "text",
        ],
    ),
    ("setup", &["deliver", "identity", "request"]),
    (
        "doctor",
        &["error", "advice", "session", "identity", "sts", "s3", "cache", "request", "credentials", "claims", "policy", "sys", "text"],
    ),
    ("lib", &["error", "session", "deliver", "s3", "request", "credentials", "sys"]),
    (
        "error",
        &[
            "advice",
            "session",
            "whoami",
            "access",
            "inspect",
            "deliver",
            "identity",
            "sts",
            "s3",
            "published",
            "cache",
            "aws_files",
            "request",
            "sys",
            "text",
        ],
    ),
    (
        "advice",
        &[
            "whoami",
            "access",
            "inspect",
            "credentials",
            "deliver",
            "identity",
            "sts",
            "s3",
            "published",
            "cache",
            "aws_files",
            "request",
            "policy",
            "sys",
        ],
    ),
    ("deliver", &["aws_files", "request", "credentials", "secret", "policy", "sys", "text"]),
    ("inspect", &["session", "identity", "cache", "request", "credentials", "secret", "claims", "provider_document", "sys", "text"]),
    ("whoami", &["session", "identity", "request", "credentials", "secret", "claims", "sys"]),
    ("access", &["sts", "s3", "request", "credentials", "sigv4", "sys", "text"]),
    ("session", &["identity", "sts", "s3", "cache", "request", "credentials", "secret", "claims", "sys"]),
    ("sts", &["identity", "request", "credentials", "secret", "claims", "policy", "xml", "sys", "text", "sigv4"]),
    ("identity", &["aws_files", "request", "credentials", "secret", "claims", "provider_document", "xml", "sys", "text"]),
    ("s3", &["request", "credentials", "xml", "sys", "text", "sigv4"]),
    ("published", &["request", "provider_document", "sys", "text"]),
    ("cache", &["credentials", "secret", "sys"]),
    ("aws_files", &["sys", "text"]),
    ("request", &["claims", "policy", "sys"]),
    ("credentials", &["secret", "claims", "text", "sigv4"]),
    ("secret", &[]),
    ("claims", &["provider_document"]),
    ("provider_document", &["sys"]),
    ("policy", &["sys"]),
    ("debug_as_display", &[]),
    ("xml", &["sys", "text"]),
    ("sys", &["text"]),
    ("text", &[]),
    ("sigv4", &[]),
];

/// Returns the dependencies of each part of `src`.
fn uses() -> BTreeMap<String, BTreeSet<String>> {
    let root = project().join("src");
    let sources: Vec<Source> = files_below(&root).iter().map(|file| Source::read(&root, file)).collect();
    let parts: BTreeSet<String> = sources.iter().map(part_of).collect();
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in &sources {
        let part = part_of(source);
        let used = parts_named(source).into_iter().map(|named| if parts.contains(&named) { named } else { "lib".to_owned() }); // `crate::run`
        uses.entry(part.clone()).or_default().extend(used.filter(|used| *used != part));
    }
    uses
}

/// The part that a file belongs to: the first name of its module.
fn part_of(source: &Source) -> String {
    source.module.first().cloned().unwrap_or_else(|| "lib".to_owned())
}

/// The parts that a file names: the word behind each `crate::` or `sts_cli::`, and in `lib.rs` those that stand beside it.
fn parts_named(source: &Source) -> BTreeSet<String> {
    let paths = source.imports.iter().map(|import| &import.path).chain(&source.paths);
    let named = paths.filter_map(|path| match path.first()?.as_str() {
        "crate" | "sts_cli" => path.get(1),
        "super" => path.iter().position(|step| step != "super").filter(|steps| *steps == source.module.len()).and_then(|at| path.get(at)),
        first if source.module.is_empty() => LAYERS.iter().any(|(part, _)| *part == first).then(|| &path[0]),
        _ => None,
    });
    named.cloned().collect()
}

fn picture(uses: &BTreeMap<String, BTreeSet<String>>) -> String {
    let mut picture = String::new();
    for (part, _) in LAYERS {
        let used = uses.get(part).map(|used| used.iter().cloned().collect::<Vec<_>>().join(" ")).unwrap_or_default();
        let _ = writeln!(picture, "{part:>17} ─► {used}");
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
        assert_eq!(parts_named(&Source::parse(vec!["part".to_owned()], source)).into_iter().collect::<Vec<_>>(), expected, "{source}");
    }
}

#[test]
fn the_sandbox_shares_no_code_with_the_program() {
    let folder = project().join("crates/sts-sandbox");
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    assert!(!manifest.contains("sts-cli"), "the sandbox depends on sts-cli");
    let files = files_below(&folder);
    assert!(files.len() > 40, "{files:?}");
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        assert!(!source.contains("sts_cli::") && !source.contains("mod sigv4"), "{}", file.display());
    }
}

#[test]
fn the_architecture_page_shows_these_layers() {
    let (page, picture) = (std::fs::read_to_string(project().join("ARCHITECTURE.md")).unwrap(), picture(&uses()));
    assert!(page.contains(&picture), "the section \"The layers\" of ARCHITECTURE.md must have\n{picture}");
}
