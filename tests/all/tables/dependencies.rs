//! The dependencies: what each one sees is documented, and our build script neither has any nor downloads anything.

use crate::support::snapshot::project;
use std::collections::BTreeSet;
use std::path::Path;

/// What a build script would need to download something, or to run a program that can.
const FORBIDDEN: [&str; 6] = ["std::net", "TcpStream", "curl", "wget", "http", "unsafe"];

/// The programs that the build script runs: one prints the version of the C library, the linker where one of its files is, and the compiler
/// tries flags with an empty program.
const PROGRAMS: [&str; 3] =
    ["Command::new(\"getconf\")", "Command::new(compiler).arg(\"-print-file-name=libgcc_eh.a\")", "Command::new(rustc)"];

fn text(path: &str) -> String {
    std::fs::read_to_string(project().join(path)).unwrap()
}

/// The names in the tables of a manifest whose headers end with `kind`.
fn names_in(manifest: &str, kind: &str) -> BTreeSet<String> {
    let is_header = |line: &str| line == format!("[{kind}]") || line.ends_with(&format!(".{kind}]"));
    let mut is_in_table = false;
    let mut names = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_in_table = is_header(line);
        } else if let Some((name, _)) = line.split_once(" = ").filter(|_| is_in_table) {
            names.insert(name.to_owned());
        }
    }
    names
}

/// What a text has in backticks.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn what_each_dependency_sees_is_documented() {
    let page = text("docs/reference/dependencies.md");
    let (with, rest) = page.split_once("## Without secrets").unwrap();
    let without = rest.split_once(" see commands").unwrap().0;
    let rows = with.lines().filter_map(|line| line.strip_prefix("| `")).map(|row| format!("`{}", row.split('|').next().unwrap()));
    let (with, without): (BTreeSet<String>, _) = (rows.flat_map(|names| quoted(&names)).collect(), quoted(without));
    assert_eq!(with.intersection(&without).collect::<Vec<_>>(), Vec::<&String>::new(), "in both lists");
    let listed: BTreeSet<String> = with.union(&without).cloned().collect();
    assert_eq!(listed, names_in(&text("Cargo.toml"), "dependencies"), "docs/reference/dependencies.md lists the dependencies");
}

#[test]
fn no_build_script_downloads_anything() {
    let manifests = ["Cargo.toml", "crates/sts-sandbox/Cargo.toml", "fuzz/Cargo.toml"];
    for manifest in manifests {
        assert_eq!(names_in(&text(manifest), "build-dependencies"), BTreeSet::new(), "{manifest}");
        assert!(!text(manifest).lines().any(|line| line.starts_with("build = ")), "{manifest} names another build script");
        let script = Path::new(manifest).with_file_name("build.rs");
        assert!(manifest == "Cargo.toml" || !project().join(&script).exists(), "{} is not checked here", script.display());
    }
    let script = text("build.rs");
    assert_eq!(FORBIDDEN.iter().find(|word| script.contains(**word)), None, "in build.rs");
    assert_eq!(
        script.matches("Command::new").count(),
        PROGRAMS.iter().map(|program| script.matches(program).count()).sum::<usize>(),
        "build.rs runs another program"
    );
}
