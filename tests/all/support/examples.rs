//! The files of the folder `examples`, and what they run: commands in workflows, containers, units and scripts.

use super::snapshot::project;

/// A file of the folder.
pub(crate) struct Example {
    /// The name of the file.
    pub(crate) name: String,
    /// The content.
    pub(crate) text: String,
}

/// All files of the folder, sorted by name.
pub(crate) fn examples() -> Vec<Example> {
    let entries = std::fs::read_dir(project().join("examples")).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names.iter().map(|name| Example::read(name)).collect()
}

impl Example {
    /// The file with this name.
    pub(crate) fn read(name: &str) -> Self {
        Self { name: name.to_owned(), text: std::fs::read_to_string(project().join("examples").join(name)).unwrap() }
    }

    /// The values of a key of YAML, wherever they are: what follows it on its line, or the indented lines below `KEY: |`.
    pub(crate) fn values(&self, key: &str) -> Vec<String> {
        let lines: Vec<&str> = self.text.lines().collect();
        let is_key = |line: &&str| line.trim_start().trim_start_matches("- ").strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
        let at: Vec<usize> = (0..lines.len()).filter(|at| is_key(&lines[*at])).collect();
        at.into_iter().map(|at| value(&lines[at..], key)).collect()
    }

    /// The items of the list in brackets that is the only value of a key of YAML.
    pub(crate) fn list(&self, key: &str) -> Vec<String> {
        let values = self.values(key);
        let lists: Vec<&str> = values
            .iter()
            .filter_map(|value| value.split_once('[').and_then(|(_, rest)| rest.split_once(']')))
            .map(|(list, _)| list)
            .collect();
        assert!(lists.len() == 1, "{}: {key}: {values:?}", self.name);
        lists[0].split(", ").map(|item| item.trim_matches('"').to_owned()).collect()
    }

    /// The calls of `sts-cli`, in comments too, with their words: lists in brackets, and lines of a shell or a unit.
    pub(crate) fn calls(&self) -> Vec<Vec<String>> {
        let text = self.text.replace("\\\n", " ").replace(['[', ']', '(', ')', '"', ',', '\''], " ").replace('`', " ; ");
        text.lines().filter_map(call).collect()
    }
}

/// The value of the key in the first of these lines, without its indentation.
fn value(lines: &[&str], key: &str) -> String {
    let here = lines[0].split_once(&format!("{key}:")).map_or("", |(_, rest)| rest).trim();
    if !matches!(here, "" | "|") {
        return here.to_owned();
    }
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let below: Vec<&str> =
        lines[1..].iter().take_while(|line| line.is_empty() || indentation(line) > indentation(lines[0])).copied().collect();
    let margin = below.iter().filter(|line| !line.is_empty()).map(|line| indentation(line)).min().unwrap_or_default();
    below.iter().map(|line| format!("{}\n", line.get(margin..).unwrap_or_default())).collect()
}

/// The words of the call of `sts-cli` in a line, up to the command of `exec` or the end of the shell's command.
fn call(line: &str) -> Option<Vec<String>> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let program = |word: &&str| *word == "sts-cli" || word.ends_with("/sts-cli");
    let start = words.iter().position(program)?;
    let command = words.get(start + 1)?;
    sts_cli::cli::command().find_subcommand(command)?;
    let is_end = |word: &&&str| !matches!(**word, ";" | "|" | "&" | "&&" | ">" | "#");
    Some(words[start..].iter().take_while(is_end).map(|word| (*word).to_owned()).collect())
}
