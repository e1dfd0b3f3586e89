//! The command tree of the program, with all arguments built.

use clap::Command;
use sts_cli::cli::command;

pub(crate) fn tree() -> Command {
    let mut tree = command();
    tree.build(); // the arguments of a command are built when they are needed
    tree
}

/// Returns the words that call each command below `root`: none for `root` itself, then those of all others.
pub(crate) fn pages(root: &Command) -> Vec<Vec<String>> {
    fn below(command: &Command, path: &[String]) -> Vec<Vec<String>> {
        let deeper = command.get_subcommands().flat_map(|next| below(next, &[path, &[next.get_name().to_owned()]].concat()));
        std::iter::once(path.to_vec()).chain(deeper).collect()
    }
    below(root, &[])
}

/// Returns the command that these words call.
pub(crate) fn find<'a>(root: &'a Command, page: &[String]) -> &'a Command {
    page.iter().fold(root, |command, name| command.find_subcommand(name).unwrap())
}
