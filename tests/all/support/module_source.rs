//! Rust sources, as far as tests over the tree need them: `use` trees, paths and items of each file, without comments, texts and unit
//! tests. It relies on the layout of rustfmt.

use super::rust_source::{PieceKind, pieces};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The path of a module below its crate: `["sys", "tls"]`; empty for the crate's root.
pub(crate) type Module = Vec<String>;

/// A source file.
pub(crate) struct Source {
    pub(crate) module: Module,
    pub(crate) imports: Vec<Import>,
    /// Paths with `::` outside of `use`.
    pub(crate) paths: Vec<Vec<String>>,
    /// The names of the items that the file defines.
    pub(crate) items: BTreeSet<String>,
}

/// One name that a `use` adds; `*` for all.
pub(crate) struct Import {
    pub(crate) path: Vec<String>,
    pub(crate) name: String,
}

impl Source {
    /// Reads the file at `path` below the folder `root` of a crate's sources.
    pub(crate) fn read(root: &Path, path: &Path) -> Self {
        let inside = path.strip_prefix(root).unwrap().with_extension("");
        let mut module: Module = inside.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
        module.pop_if(|last| last == "mod" || last == "lib");
        Self::parse(module, &std::fs::read_to_string(path).unwrap())
    }

    /// Parses the `text` of a module.
    pub(crate) fn parse(module: Module, text: &str) -> Self {
        let code = with_own_supers(&without_tests(&code_in(text)));
        let (uses, rest) = split_uses(&code);
        let imports = uses.iter().flat_map(|tree| imports_of(tree)).collect();
        Self { module, imports, paths: paths_in(&rest), items: items_in(&rest) }
    }
}

/// Returns the Rust files below `folder`.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

fn is_part_of_a_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Returns `text` without comments and without the content of string literals.
fn code_in(text: &str) -> String {
    pieces(text).iter().filter(|piece| piece.kind == PieceKind::Code).map(|piece| piece.text).collect()
}

/// Leaves out the items that only tests compile: from their attribute to the end of the item, a line that begins with `}` or ends with `;`.
fn without_tests(code: &str) -> String {
    let (mut kept, mut is_test) = (String::new(), false);
    for line in code.lines() {
        is_test |= line.starts_with("#[cfg(test)") || line.starts_with("#[cfg(all(test");
        if !is_test {
            kept.push_str(line);
            kept.push('\n');
        }
        let is_end = line.starts_with('}') || line.ends_with(';') && !line.starts_with(' ');
        is_test &= !is_end;
    }
    kept
}

/// Rewrites paths in modules inside of the file, so that they lead from the file's own module: `super::` is `self::` there.
fn with_own_supers(code: &str) -> String {
    let (mut all, mut is_inside) = (String::new(), false);
    for line in code.lines() {
        is_inside |= line.contains("mod ") && line.ends_with('{') && !line.starts_with(' ');
        is_inside &= !line.starts_with('}');
        let line = if is_inside { line.replace("super::", "self::").replace("self::self::", "super::") } else { line.to_owned() };
        all.push_str(&line);
        all.push('\n');
    }
    all
}

/// Splits code into the trees of its `use` declarations, without white space, and the rest.
fn split_uses(code: &str) -> (Vec<String>, String) {
    let (mut uses, mut rest, mut open) = (Vec::new(), String::new(), None::<String>);
    for line in code.lines() {
        let declared = line.trim_start().strip_prefix("pub ").unwrap_or(line.trim_start());
        let declared = declared.strip_prefix("pub(").and_then(|vis| vis.split_once(") ")).map_or(declared, |(_, rest)| rest);
        match (&mut open, declared.strip_prefix("use ")) {
            (Some(tree), _) => tree.push_str(line),
            (None, Some(tree)) => open = Some(tree.to_owned()),
            (None, None) => rest = rest + line + "\n",
        }
        if let Some(tree) = open.take_if(|tree| tree.trim_end().ends_with(';')) {
            uses.push(tree.trim_end().trim_end_matches(';').split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    (uses, rest)
}

/// Returns the names that the tree of a `use` adds.
fn imports_of(tree: &str) -> Vec<Import> {
    let Some((head, list)) = tree.split_once('{') else { return vec![import(tree)] };
    let list = list.rsplit_once('}').map_or(list, |(list, _)| list);
    members(list).iter().flat_map(|member| imports_of(&[head, member].concat())).collect()
}

fn import(path: &str) -> Import {
    let (path, alias) = path.split_once(" as ").map_or((path, None), |(path, alias)| (path, Some(alias)));
    let mut path: Vec<String> = path.split("::").map(|part| part.trim().to_owned()).collect();
    path.pop_if(|last| last == "self");
    let name = alias.or(path.last().map(String::as_str)).unwrap_or_default().trim().to_owned();
    Import { path, name }
}

/// The members of a list in braces, whatever lists they hold themselves.
fn members(list: &str) -> Vec<&str> {
    let (mut depth, mut members, mut begins) = (0, Vec::new(), 0);
    for (at, letter) in list.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                members.push(list[begins..at].trim());
                begins = at + 1;
            }
            _ => {}
        }
    }
    members.push(list[begins..].trim());
    members.retain(|member| !member.is_empty());
    members
}

fn paths_in(code: &str) -> Vec<Vec<String>> {
    let words = code.split(|c| !(is_part_of_a_word(c) || c == ':'));
    let paths = words.map(|word| word.trim_matches(':')).filter(|word| word.contains("::"));
    paths.map(|path| path.split("::").map(str::to_owned).collect()).collect()
}

fn items_in(code: &str) -> BTreeSet<String> {
    const KINDS: [&str; 9] = ["fn", "struct", "enum", "trait", "type", "const", "static", "mod", "macro_rules!"];
    let words: Vec<&str> = code.split_whitespace().collect();
    let named = words.windows(2).filter(|pair| KINDS.contains(&pair[0]));
    named.map(|pair| pair[1].chars().take_while(|c| is_part_of_a_word(*c)).collect()).collect()
}
