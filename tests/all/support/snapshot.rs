//! Snapshots: compares complete outputs with files below `tests/snapshots`.
//!
//! The file's folder is named after the test module (`cli/hints`), its name is given by the test, its ending says what it holds
//! (`stdout`, `stderr`, `txt`). A text that is empty has no file. What differs between runs is replaced by a placeholder (`[PORT]`).
//! `SNAPSHOTS=overwrite cargo test` rewrites the files and removes unused ones: read the difference before you commit it.

use super::outcome::Outcome;
use snapbox::assert::{Action, DEFAULT_ACTION_ENV};
use snapbox::data::{Data, DataFormat};
use std::panic::Location;
use std::path::{Path, PathBuf};

/// The lowest port that Linux gives to those who ask for any free one.
const EPHEMERAL: u16 = 32768;

/// A text that differs between runs, and its placeholder.
pub(crate) type Name = (String, &'static str);

/// Compares `text` with the calling module's file `name.txt`.
#[track_caller]
pub(crate) fn matches(name: &str, text: &str) {
    matches_kind(name, "txt", text);
}

/// Compares `text` with the calling module's file of this name and kind.
#[track_caller]
pub(crate) fn matches_kind(name: &str, kind: &str, text: &str) {
    let path = PathBuf::from(format!("{}/{name}.{kind}", module_of(Location::caller().file())));
    if let Err(difference) = Snapshots::of_this_project().compare(&path, text) {
        panic!("{}: {difference}", path.display());
    }
}

/// The module of the test file: `cli/hints` for `tests/all/cli/hints.rs`.
fn module_of(file: &str) -> String {
    let file = file.replace('\\', "/");
    let inside = file.rsplit_once("tests/all/").map_or(file.as_str(), |(_, inside)| inside);
    inside.trim_end_matches(".rs").trim_end_matches("/mod").to_owned()
}

/// Replaces what differs between runs by placeholders: these names (longest first), ephemeral ports, and random values of the program and
/// the sandbox.
pub(crate) fn with_placeholders(text: &str, names: &[Name]) -> String {
    let mut names: Vec<&Name> = names.iter().filter(|(text, _)| !text.is_empty()).collect();
    names.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
    let text = names.into_iter().fold(text.to_owned(), |text, (value, placeholder)| text.replace(value, placeholder));
    let hosts = ["127.0.0.1:", "localhost:", "[::1]:", "127.0.0.1%3A", "localhost%3A"];
    without_drawn_words(&hosts.iter().fold(text, |text, host| without_free_ports(&text, host)))
}

/// Digests (names of files in the cache), access keys and request ids of the sandbox; those that a test makes up stay.
fn without_drawn_words(text: &str) -> String {
    let parts = text.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric());
    let shown = parts.map(|part| {
        let word = part.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
        let is = |of: fn(&char) -> bool| word.chars().all(|letter| of(&letter)) && word.chars().any(|letter| letter.is_ascii_digit());
        let is_made_up = ["FAKE", "STAGE", "ASIA", "AKIA"].iter().any(|start| word.starts_with(start));
        let placeholder = match word.len() {
            16 if is(|letter| matches!(letter, '0'..='9' | 'A'..='F')) => "[REQUEST-ID]",
            20 if is(|letter| matches!(letter, '0'..='9' | 'A'..='Z')) && !is_made_up => "[ACCESS-KEY]",
            32.. if is(char::is_ascii_hexdigit) => "[DIGEST]",
            _ => word,
        };
        format!("{placeholder}{}", &part[word.len()..])
    });
    shown.collect()
}

fn without_free_ports(text: &str, host: &str) -> String {
    let mut parts = text.split(host);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let is_free = part[..digits].parse().is_ok_and(|port: u16| port >= EPHEMERAL);
        whole.extend([host, if is_free { "[PORT]" } else { &part[..digits] }, &part[digits..]]);
    }
    whole
}

/// One snapshot for many inputs: a row for each input with its output.
#[derive(Default)]
pub(crate) struct Table(String);

impl Table {
    /// Adds a row: `input`, and below it what was written, if anything was.
    pub(crate) fn row(&mut self, input: &str, text: &str) {
        let gap = if self.0.is_empty() { "" } else { "\n" };
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "[no line end]\n" };
        self.0.extend([gap, "> ", input, "\n", text, end]);
    }

    /// Adds the error for `input`.
    pub(crate) fn error(&mut self, input: &str, error: &impl std::fmt::Display) {
        self.row(input, &format!("{error}\n"));
    }

    /// Adds a run that must end with this code and without standard output: what it wrote to standard error.
    #[track_caller]
    pub(crate) fn fails(&mut self, code: i32, input: &str, outcome: &Outcome) {
        self.row(input, &outcome.failure(code));
    }

    /// Adds a run that must end with this code: what it wrote to standard output, and below that to standard error.
    #[track_caller]
    pub(crate) fn ends(&mut self, code: i32, input: &str, outcome: &Outcome) {
        assert_eq!(outcome.code, code, "{outcome:#?}");
        let (stdout, stderr) = outcome.shown();
        let gap = if stdout.is_empty() || stderr.is_empty() { "" } else { "[standard error]\n" };
        self.row(input, &format!("{stdout}{gap}{stderr}"));
    }

    /// Compares all rows with the calling module's file `name.txt`.
    #[track_caller]
    pub(crate) fn matches(&self, name: &str) {
        matches(name, &self.0);
    }
}

/// The files, and what happens where a text differs from them.
pub(crate) struct Snapshots {
    root: PathBuf,
    action: Action,
}

impl Snapshots {
    /// The files of this clone, wherever it lies now, treated as the variable `SNAPSHOTS` says.
    pub(crate) fn of_this_project() -> Self {
        Self { root: project().join("tests/snapshots"), action: Action::with_env_var(DEFAULT_ACTION_ENV).unwrap_or_default() }
    }

    /// Files in another folder.
    pub(crate) fn at(root: &Path, action: Action) -> Self {
        Self { root: root.to_owned(), action }
    }

    /// Compares `text` with the file at `path` below the root; no file is the empty text.
    pub(crate) fn compare(&self, path: &Path, text: &str) -> Result<(), String> {
        let path = self.root.join(path);
        if text.is_empty() && (!path.exists() || self.action == Action::Overwrite) {
            let _ = std::fs::remove_file(path);
            return Ok(());
        }
        let expected = Data::read_from(&path, Some(DataFormat::Text)).raw();
        let actual = Data::text(text.replace('\r', "[CR]")); // files are compared whatever their line ends
        let assert = snapbox::Assert::new().action_env(DEFAULT_ACTION_ENV).action(self.action);
        assert.try_eq(Some(&"this run"), actual, expected).map_err(|error| {
            let command = "SNAPSHOTS=overwrite cargo test";
            if path.exists() { format!("{error}\n{command} takes it over") } else { format!("no such file: {command} makes it\n{text}") }
        })
    }

    /// The files that no test names any more, with `sources` as the folder of the tests; where files are overwritten these are removed.
    ///
    /// A test names a file by `"name"` in its module, and all files of a folder of that module by `"folder/`.
    pub(crate) fn unused(&self, sources: &Path) -> Vec<PathBuf> {
        let mut unused = files_below(&self.root);
        unused.retain(|path| !is_named(path.strip_prefix(&self.root).unwrap(), sources));
        if self.action == Action::Overwrite {
            unused.drain(..).for_each(|path| std::fs::remove_file(path).unwrap());
        }
        unused
    }

    /// The names of the files in a folder below the root, without their endings.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let stem = |path: PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut names: Vec<String> = files_below(&self.root.join(folder)).into_iter().map(stem).collect();
        names.sort();
        names
    }
}

/// The clone's folder: where cargo says, or where the test binary was made.
pub(crate) fn project() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from)
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect();
    found.sort();
    found
}

/// Whether the test module that the snapshot's folders lead to has its name in it.
fn is_named(snapshot: &Path, sources: &Path) -> bool {
    let stem = snapshot.with_extension("");
    let modules = stem.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    modules.into_iter().any(|module| {
        let source = [sources.join(module).with_extension("rs"), sources.join(module).join("mod.rs")];
        let source = source.iter().find_map(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
        let name = stem.strip_prefix(module).unwrap().to_string_lossy().into_owned();
        let literal = name.split_once('/').map_or_else(|| format!("\"{name}\""), |(folder, _)| format!("\"{folder}/"));
        source.contains(&literal)
    })
}
