//! The words of this project: names, comments and texts for users say nothing that `tests/cases/words.txt` lists.
//!
//! The list names the private words that this project once had, with the word of the field for each; `TERMS.md` has the terms.

use crate::support::rust_source::{Piece, PieceKind, pieces, without_unit_tests};
use crate::support::snapshot::project;
use std::cell::Cell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The Rust sources whose names and comments are checked; texts of the first two.
const SOURCES: [&str; 3] = ["src", "crates", "tests/all/support"];

/// The files and folders with texts for users, beside the string literals of the sources.
const TEXTS: [&str; 21] = [
    "README.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "ARCHITECTURE.md",
    "TERMS.md",
    "docs",
    "examples",
    "man",
    "completions",
    "crates",
    "packaging",
    "tests/live/README.md",
    ".ci/run",
    ".ci/examples",
    ".ci/packages",
    ".ci/recording",
    "benches/cost",
    "tests/live/run",
    "tests/live/install",
    "tests/snapshots/cli/tree",
];

/// Words that must not be used in one kind of text, and what to say instead.
struct Rule {
    section: String,
    words: Vec<String>,
    instead: String,
}

/// Words that are right in one place although a rule forbids some of them.
struct Exception {
    place: String,
    words: Vec<String>,
    line: usize,
    is_used: Cell<bool>,
}

/// The list, with indices of rules by their first word in lower case, and of those for beginnings of words.
#[derive(Default)]
struct WordList {
    rules: Vec<Rule>,
    by_first_word: HashMap<String, Vec<usize>>,
    of_beginnings: Vec<usize>,
    exceptions: Vec<Exception>,
}

/// A word or punctuation mark and its line.
#[derive(Clone, Copy)]
struct Token<'a> {
    line: usize,
    text: &'a str,
}

impl WordList {
    /// Reads the list: `[section]`, then lines `words, other words | instead`; under `[right]` lines `place | words | reason`.
    fn parse(text: &str) -> Self {
        let mut list = Self::default();
        let mut section = "";
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('|').map(str::trim).collect();
            match (section, fields.as_slice()) {
                (_, [name]) if name.starts_with('[') => section = name.trim_matches(['[', ']']),
                ("right", [place, words, reason]) if !reason.is_empty() => {
                    list.exceptions.push(Exception {
                        place: (*place).to_owned(),
                        words: tokens_of_text(words).iter().map(|token| token.text.to_owned()).collect(),
                        line: index + 1,
                        is_used: Cell::new(false),
                    });
                }
                ("names" | "openings" | "texts" | "everywhere", [words, instead]) if !instead.is_empty() => {
                    words.split(',').for_each(|words| list.add(section, words, instead));
                }
                _ => panic!("tests/cases/words.txt:{}: not a line of this list: {line}", index + 1),
            }
        }
        list
    }

    fn add(&mut self, section: &str, words: &str, instead: &str) {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        match words[0].ends_with('*') {
            true => self.of_beginnings.push(self.rules.len()),
            false => self.by_first_word.entry(words[0].to_ascii_lowercase()).or_default().push(self.rules.len()),
        }
        self.rules.push(Rule { section: section.to_owned(), words, instead: instead.to_owned() });
    }

    fn of_this_project() -> Self {
        Self::parse(&std::fs::read_to_string(project().join("tests/cases/words.txt")).unwrap())
    }

    /// The findings in a Rust source: names in its code, openings of its comments, words in its literals.
    fn check_source(&self, path: &str, source: &str) -> Vec<String> {
        let pieces = pieces(without_unit_tests(source));
        let mut findings = Vec::new();
        let mut last_comment = 0;
        for piece in &pieces {
            let tokens = tokens(piece);
            match piece.kind {
                PieceKind::Code => findings.extend(self.check(path, &["names"], &tokens)),
                PieceKind::Literal if path.starts_with("tests/") => {}
                PieceKind::Literal => findings.extend(self.check(path, &["texts", "everywhere"], &tokens)),
                PieceKind::Comment => {
                    findings.extend(self.check(path, &["everywhere"], &tokens));
                    if last_comment + 1 != piece.line {
                        findings.extend(self.check(path, &["openings"], &tokens[..tokens.len().min(4)]));
                    }
                    last_comment = piece.line;
                }
            }
        }
        findings
    }

    /// The findings in a text for users.
    fn check_text(&self, path: &str, text: &str) -> Vec<String> {
        self.check(path, &["texts", "everywhere"], &tokens_of_text(part_to_check(path, text)))
    }

    /// The places among `tokens` where a rule of these sections applies and no exception does.
    fn check(&self, path: &str, sections: &[&str], tokens: &[Token<'_>]) -> Vec<String> {
        let mut findings = Vec::new();
        let starts = if sections == ["openings"] { 1.min(tokens.len()) } else { tokens.len() };
        for at in 0..starts {
            for rule in self.rules_for(tokens[at].text).filter(|rule| sections.contains(&rule.section.as_str())) {
                let is_exact = ["names", "openings"].contains(&rule.section.as_str());
                let found = at..at + rule.words.len();
                if matches(&rule.words, &tokens[at..], is_exact) && !self.is_right(path, tokens, found.clone()) {
                    let words = tokens[found].iter().map(|token| token.text).collect::<Vec<_>>().join(" ");
                    findings.push(format!("{path}:{}: `{words}`: {}", tokens[at].line, rule.instead));
                }
            }
        }
        findings
    }

    /// The rules that may apply at this word: those for it in any case, and those for beginnings of words.
    fn rules_for(&self, word: &str) -> impl Iterator<Item = &Rule> {
        let known = self.by_first_word.get(&word.to_ascii_lowercase()).into_iter().flatten();
        known.chain(&self.of_beginnings).map(|index| &self.rules[*index])
    }

    /// Whether an exception covers these tokens. Marks it as used.
    fn is_right(&self, path: &str, tokens: &[Token<'_>], found: std::ops::Range<usize>) -> bool {
        let covers = |exception: &&Exception| {
            let length = exception.words.len();
            path.starts_with(&exception.place)
                && (found.end.saturating_sub(length)..=found.start).any(|start| matches(&exception.words, &tokens[start..], false))
        };
        let exception = self.exceptions.iter().find(covers);
        exception.inspect(|exception| exception.is_used.set(true)).is_some()
    }
}

/// Whether `tokens` begin with these words, where `*` at the end of a word is any rest of it.
fn matches(words: &[String], tokens: &[Token<'_>], is_exact: bool) -> bool {
    let is_word = |(word, token): (&String, &Token<'_>)| match word.strip_suffix('*') {
        Some(start) => token.text.get(..start.len()).is_some_and(|text| text == start || !is_exact && text.eq_ignore_ascii_case(start)),
        None => token.text == word || !is_exact && token.text.eq_ignore_ascii_case(word),
    };
    words.len() <= tokens.len() && words.iter().zip(tokens).all(is_word)
}

/// The part of a text file that is checked: of the change log what is not released, of the terms what is before the words to avoid.
fn part_to_check<'a>(path: &str, text: &'a str) -> &'a str {
    let end = match path {
        "CHANGELOG.md" => text.match_indices("\n## ").nth(1).map(|(end, _)| end),
        "TERMS.md" => text.find("\n## Words to avoid"),
        _ => None,
    };
    &text[..end.unwrap_or(text.len())]
}

fn tokens_of_text(text: &str) -> Vec<Token<'_>> {
    tokens(&Piece { kind: PieceKind::Comment, line: 1, text })
}

/// The words and punctuation marks of a piece. Escapes are punctuation, except one of a line end.
fn tokens<'a>(piece: &Piece<'a>) -> Vec<Token<'a>> {
    let is_part_of_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '\'');
    let text = if piece.kind == PieceKind::Comment { piece.text.trim_start_matches(['/', '!']) } else { piece.text };
    let (mut line, mut rest, mut tokens) = (piece.line, text, Vec::new());
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\\' if rest.starts_with("\\\n") => 1,
            '\\' if piece.kind == PieceKind::Literal => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            '{' if piece.kind == PieceKind::Literal => rest.find(['}', ' ', '\n']).map_or(1, |end| end + 1),
            _ if is_part_of_word(first) => rest.find(|letter| !is_part_of_word(letter)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let text = &rest[..length];
        if !text.trim().is_empty() && text != "\\" {
            tokens.push(Token { line, text: text.trim_end_matches('\'') });
        }
        line += text.matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

/// The files at and below `path` of this project with one of these endings (any, if none is given), with their paths in it.
fn files(path: &str, endings: &[&str]) -> Vec<(String, String)> {
    let mut pending = vec![project().join(path)];
    assert!(pending[0].exists(), "{path} does not exist");
    let mut files = Vec::new();
    while let Some(path) = pending.pop() {
        if path.is_dir() && !path.ends_with("target") {
            pending.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if endings.is_empty() || path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known)) {
            files.extend(std::fs::read_to_string(&path).ok().map(|text| (path_in_project(&path), text)));
        }
    }
    files.sort();
    files
}

fn path_in_project(path: &Path) -> String {
    let parts: PathBuf = path.strip_prefix(project()).unwrap().iter().collect();
    parts.to_str().unwrap().replace('\\', "/")
}

/// Checks the whole project, and returns the findings and the exceptions that apply to nothing.
fn check_project(list: &WordList) -> Vec<String> {
    let sources = SOURCES.iter().flat_map(|path| files(path, &["rs"]));
    let mut findings: Vec<String> = sources.flat_map(|(path, source)| list.check_source(&path, &source)).collect();
    let texts = TEXTS.iter().flat_map(|path| files(path, if *path == "crates" { &["md"] } else { &[] }));
    findings.extend(texts.flat_map(|(path, text)| list.check_text(&path, &text)));
    let unused = list.exceptions.iter().filter(|exception| !exception.is_used.get());
    findings.extend(unused.map(|exception| format!("tests/cases/words.txt:{}: matches nothing any more: remove it", exception.line)));
    findings
}

#[test]
fn names_comments_and_texts_use_the_words_of_the_field() {
    let findings = check_project(&WordList::of_this_project());
    assert!(findings.is_empty(), "say it as TERMS.md does, or add an exception with its reason:\n{}", findings.join("\n"));
}

#[test]
fn listed_words_are_found_in_names_comments_and_texts() {
    let list = WordList::parse(
        "[names]\nShelf, MOST_* | a cache\n[openings]\nThe same | the whole sentence\n[texts]\nkeys end, told | expire\n\
         [everywhere]\nto the letter | exactly\n[right]\nsrc/a.rs | who told it | a song\nsrc | no such | none\n",
    );
    let found = |path: &str, source: &str| list.check_source(path, source).join("\n");
    assert_eq!(
        found("src/a.rs", "struct Shelf;\nconst MOST_KEYS: u8 = 1;"),
        "src/a.rs:1: `Shelf`: a cache\nsrc/a.rs:2: `MOST_KEYS`: a cache"
    );
    assert_eq!(found("src/a.rs", "/// Returns a key.\n/// The same.\nfn shelf() {}"), "");
    assert_eq!(found("src/a.rs", "fn f() {}\n\n/// The same for keys."), "src/a.rs:3: `The same`: the whole sentence");
    assert_eq!(found("src/a.rs", "f(\"a \\\n  Keys\\\n end\");"), "src/a.rs:2: `Keys end`: expire");
    assert_eq!(found("src/a.rs", "f(\"keys. End {told} untold\\n\"); // told to the letter"), "src/a.rs:1: `to the letter`: exactly");
    assert_eq!(found("src/a.rs", "f(\"who told it\")"), "");
    assert_eq!(found("src/b.rs", "f(\"who told it\")"), "src/b.rs:1: `told`: expire");
    assert_eq!(found("tests/all/support/a.rs", "f(\"told\")\n#[cfg(test)]\nmod tests { struct Shelf; }"), "");
    assert_eq!(list.check_text("README.md", "Keys\nend"), ["README.md:1: `Keys end`: expire"]);
    assert_eq!(list.check_text("CHANGELOG.md", "# Changes\n## Unreleased\n- told\n## 0.1\n- told"), ["CHANGELOG.md:3: `told`: expire"]);
    assert_eq!(list.exceptions.iter().map(|exception| exception.is_used.get()).collect::<Vec<_>>(), [true, false]);
}
