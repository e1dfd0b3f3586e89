//! The graph of the modules: which file takes items from which, and that no chain of them leads back.
//!
//! A path leads to the file that defines the item, through re-exports. What files of a folder share stands in one of them, and not in the
//! folder's own file, which uses or re-exports them.

use crate::support::module_source::{Module, Source, files_below};
use crate::support::snapshot::project;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The modules of a crate, by their paths.
struct Graph(BTreeMap<Module, Source>);

impl Graph {
    fn of(sources: impl IntoIterator<Item = Source>) -> Self {
        Self(sources.into_iter().map(|source| (source.module.clone(), source)).collect())
    }

    /// Reads the crate whose sources are below `root`; its `main.rs` belongs to another one.
    fn of_crate(root: &Path) -> Self {
        let files = files_below(root).into_iter().filter(|file| *file != root.join("main.rs"));
        Self::of(files.map(|file| Source::read(root, &file)))
    }

    /// The file that defines what `path` names in `module`; `None` for other crates' items, and for a module itself.
    fn target(&self, module: &Module, path: &[String], depth: usize) -> Option<Module> {
        let (first, rest) = path.split_first().filter(|_| depth < 10)?;
        match first.as_str() {
            "crate" => self.target_below(&Module::new(), rest, depth),
            "self" => self.target_below(module, rest, depth),
            "super" => {
                let parent = module[..module.len().checked_sub(1)?].to_vec();
                let below = rest.first().is_none_or(|next| next != "super");
                if below { self.target_below(&parent, rest, depth) } else { self.target(&parent, rest, depth + 1) }
            }
            _ if self.child(module, first).is_some() => self.target_below(module, path, depth),
            _ => self.imported(module, first).and_then(|import| self.target(module, &[import, rest].concat(), depth + 1)),
        }
    }

    fn target_below(&self, module: &Module, path: &[String], depth: usize) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        if let Some(child) = self.child(module, first) {
            return self.target_below(&child, rest, depth);
        }
        match self.imported(module, first).filter(|_| !self.0[module].items.contains(first)) {
            Some(import) => self.target(module, &[import, rest].concat(), depth + 1),
            None => Some(module.clone()),
        }
    }

    fn child(&self, module: &Module, name: &str) -> Option<Module> {
        let child = [module.as_slice(), &[name.to_owned()]].concat();
        self.0.contains_key(&child).then_some(child)
    }

    /// The path under which `module` imports `name`, unless that is just the name of another crate.
    fn imported(&self, module: &Module, name: &str) -> Option<&[String]> {
        let import = self.0[module].imports.iter().find(|import| import.name == name)?;
        (import.path.len() > 1 || import.path.first().is_some_and(|first| first != name)).then_some(&import.path)
    }

    /// The files that each file takes items from, or re-exports.
    fn edges(&self) -> BTreeMap<&Module, BTreeSet<Module>> {
        let of = |source: &Source| -> BTreeSet<Module> {
            let paths = source.imports.iter().map(|import| &import.path).chain(&source.paths);
            paths.filter_map(|path| self.target(&source.module, path, 0)).filter(|target| *target != source.module).collect()
        };
        self.0.iter().map(|(module, source)| (module, of(source))).collect()
    }

    /// A shortest way from a file back to itself, of each file that has one.
    fn cycles(&self) -> Vec<Vec<Module>> {
        let edges = self.edges();
        self.0.keys().filter_map(|module| way_back(&edges, module)).collect()
    }
}

/// Finds the shortest way from `start` back to it.
fn way_back(edges: &BTreeMap<&Module, BTreeSet<Module>>, start: &Module) -> Option<Vec<Module>> {
    let (mut seen, mut ways) = (BTreeSet::new(), vec![vec![start.clone()]]);
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for next in way.last().and_then(|last| edges.get(last)).into_iter().flatten() {
                let way = [way.as_slice(), std::slice::from_ref(next)].concat();
                if next == start {
                    return Some(way);
                }
                if seen.insert(next.clone()) {
                    longer.push(way);
                }
            }
        }
        ways = longer;
    }
    None
}

fn shown(cycle: &[Module]) -> String {
    cycle.iter().map(|module| if module.is_empty() { "lib".to_owned() } else { module.join("::") }).collect::<Vec<_>>().join(" → ")
}

#[test]
fn no_file_depends_on_itself_through_others() {
    for root in ["src", "crates/sts-sandbox/src"] {
        let graph = Graph::of_crate(&project().join(root));
        let arrows: usize = graph.edges().values().map(BTreeSet::len).sum();
        println!("{root}: {} files, {arrows} arrows", graph.0.len());
        let cycles = graph.cycles();
        assert!(cycles.is_empty(), "{root}:\n{}", cycles.iter().map(|cycle| shown(cycle)).collect::<Vec<_>>().join("\n"));
    }
}

/// Returns the cycles of a crate of these files.
fn cycles_of(files: &[(&str, &str)]) -> Vec<String> {
    let module = |name: &str| name.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
    Graph::of(files.iter().map(|(name, text)| Source::parse(module(name), text))).cycles().iter().map(|cycle| shown(cycle)).collect()
}

#[test]
fn cycles_are_found_in_every_spelling_of_imports() {
    let root = ("", "mod a;\nmod b;\n");
    for (a, b, is_one) in [
        ("use crate::b::B;\npub struct A;\n", "use crate::a::A;\npub struct B;\n", true),
        ("use super::{b::{self, B}, c};\npub struct A;\n", "fn f() -> crate::a::A { todo!() }\n", true),
        ("fn f() { crate::b::f(\"crate::b\") }\n", "// crate::a::f\nfn f() {}\n", false),
        ("use crate::b;\nfn f() { b::f() }\n", "#[cfg(test)]\nmod tests {\n    use crate::a::f;\n}\nfn f() {}\n", false),
        ("fn f() { crate::b::f() }\n", "mod inner {\n    use super::g;\n}\nfn f() {}\nfn g() {}\n", false),
    ] {
        assert_eq!(!cycles_of(&[root, ("a", a), ("b", b)]).is_empty(), is_one, "{a}{b}");
    }
}

#[test]
fn a_file_that_reexports_its_children_cannot_define_what_they_use() {
    let child = ("hub::child", "use super::Error;\npub struct Child(Error);\n");
    let cycles = cycles_of(&[("", "mod hub;\n"), ("hub", "mod child;\npub use child::Child;\npub enum Error {}\n"), child]);
    assert_eq!(cycles, ["hub → hub::child → hub", "hub::child → hub → hub::child"]);
    let hub = ("hub", "mod child;\nmod error;\npub use child::Child;\npub use error::Error;\n");
    assert!(cycles_of(&[("", "mod hub;\n"), hub, child, ("hub::error", "pub enum Error {}\n")]).is_empty());
}
