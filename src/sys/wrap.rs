//! Wraps texts to the width of the terminal, so that what a user copies stays in one piece.

use std::io;

/// Wraps `text` to the width of the terminal on standard error, with all lines but the first indented. Unchanged if that is not a terminal.
#[must_use]
pub(crate) fn wrap_to_terminal(text: &str, indent: &str) -> String {
    match terminal_size::terminal_size_of(io::stderr()) {
        Some((width, _)) => wrap_line(text, width.0.into(), indent),
        None => text.to_owned(),
    }
}

/// Wraps each line of `text` to the width of the terminal on standard output, and indents its continuations by `hanging` columns more than
/// the line itself. Unchanged if that is not a terminal.
#[must_use]
pub(crate) fn wrap_to_stdout(text: &str, hanging: usize) -> String {
    let Some((width, _)) = terminal_size::terminal_size_of(io::stdout()) else { return text.to_owned() };
    let wrap = |line: &str| {
        let indent = line.len() - line.trim_start().len() + hanging;
        wrap_line(line, width.0.into(), &" ".repeat(indent))
    };
    text.split('\n').map(wrap).collect::<Vec<_>>().join("\n")
}

/// Wraps `line` to `width` columns, with all lines but the first indented: at spaces only, because a path or an option must not be broken at
/// a hyphen, and not within a command in backquotes, so that it can be selected and pasted, unless that is too long for a line.
#[must_use]
pub(crate) fn wrap_line(line: &str, width: usize, indent: &str) -> String {
    const NO_BREAK_SPACE: &str = "\u{a0}";
    let options = textwrap::Options::new(width).subsequent_indent(indent);
    let fits = |command: &str| textwrap::core::display_width(command) + indent.len() + "``.".len() <= width;
    let keep =
        |(place, part): (usize, &str)| if place % 2 == 1 && fits(part) { part.replace(' ', NO_BREAK_SPACE) } else { part.to_owned() };
    let kept = line.split('`').enumerate().map(keep).collect::<Vec<_>>().join("`");
    textwrap::fill(&kept, options.word_splitter(textwrap::WordSplitter::NoHyphenation)).replace(NO_BREAK_SPACE, " ")
}

/// Returns the width of help texts: that of the terminal, at most 80 columns.
#[must_use]
pub(crate) fn help_width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0).min(80))
}

#[cfg(test)]
mod tests {
    use super::wrap_line;

    #[test]
    fn a_command_is_not_broken_if_it_fits_on_a_line() {
        let text = "saved the profile; use it with `sts-cli get prod`, as usual";
        assert_eq!(wrap_line(text, 44, "  "), "saved the profile; use it with\n  `sts-cli get prod`, as usual");
        assert_eq!(wrap_line(text, 16, ""), "saved the\nprofile; use it\nwith `sts-cli\nget prod`, as\nusual");
    }
}
