//! Small readers of the shells' quotes, written after their manuals and without the code that quotes.

/// Splits words as a POSIX shell does that knows single quotes, double quotes and backslashes, and nothing that expands. `None` if quotes
/// are open or something would be expanded.
pub fn split_posix(line: &str) -> Option<Vec<String>> {
    let (mut words, mut word) = (Vec::new(), None::<String>);
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match c {
            ' ' | '\t' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next()? {
                        '\'' => break,
                        other => word.push(other),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(characters.next()?),
            '"' | '$' | '`' | ';' | '&' | '|' | '<' | '>' | '(' | ')' | '*' | '?' | '[' | '!' => return None,
            '#' | '~' if word.is_none() => return None,
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Some(words)
}

/// Reads `export NAME=VALUE;` lines, as a POSIX shell does.
pub fn posix_variables(text: &str) -> Option<Vec<(String, String)>> {
    variables(text, "export ", "=", |rest| {
        let end = end_of_quoted(rest, |inside| inside.find('\'').map(|at| (at, at + 1)))?;
        Some((split_posix(&rest[..end])?.concat(), end))
    })
}

/// Reads `set -gx NAME 'VALUE';` lines, as fish does: `\'` and `\\` are the escapes inside of single quotes.
pub fn fish_variables(text: &str) -> Option<Vec<(String, String)>> {
    variables(text, "set -gx ", " ", |rest| {
        let mut value = String::new();
        let mut characters = rest.char_indices().skip(1);
        while let Some((at, c)) = characters.next() {
            match c {
                '\'' => return Some((value, at + 1)),
                '\\' if rest[at + 1..].starts_with(['\'', '\\']) => value.push(characters.next()?.1),
                other => value.push(other),
            }
        }
        None
    })
}

/// Reads `$env:NAME = 'VALUE';` lines, as PowerShell does: two quotes of any kind are one.
pub fn power_shell_variables(text: &str) -> Option<Vec<(String, String)>> {
    const QUOTES: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];
    variables(text, "$env:", " = ", |rest| {
        let mut value = String::new();
        let mut characters = rest.char_indices().skip(1).peekable();
        while let Some((at, c)) = characters.next() {
            match c {
                quote if QUOTES.contains(&quote) => match characters.next_if(|(_, next)| QUOTES.contains(next)) {
                    Some((_, second)) => value.push(second),
                    None => return Some((value, at + quote.len_utf8())),
                },
                other => value.push(other),
            }
        }
        None
    })
}

/// Reads `set "NAME=VALUE"` lines, as cmd does.
pub fn cmd_variables(text: &str) -> Option<Vec<(String, String)>> {
    let lines = text.split_terminator("\r\n");
    let pair = |line: &str| {
        let (name, value) = line.strip_prefix("set \"")?.strip_suffix('"')?.split_once('=')?;
        let is_literal = !value.contains(['%', '"', '\r', '\n']);
        is_literal.then(|| (name.to_owned(), value.to_owned()))
    };
    let pairs: Option<Vec<(String, String)>> = lines.map(pair).collect();
    Some(pairs?.into_iter().filter(|(_, value)| !value.is_empty()).collect())
}

/// Returns the end of a word in POSIX quotes: everything up to a `;` that is outside of them.
fn end_of_quoted(rest: &str, next_quote: impl Fn(&str) -> Option<(usize, usize)>) -> Option<usize> {
    let mut at = 0;
    loop {
        match rest[at..].chars().next()? {
            ';' => return Some(at),
            '\'' => at += 1 + next_quote(&rest[at + 1..])?.1,
            '\\' => at += 1 + rest[at + 1..].chars().next()?.len_utf8(),
            other => at += other.len_utf8(),
        }
    }
}

/// Reads assignments: `prefix`, a name, `separator`, and a value that `read` returns with the length of its spelling; then `;` and a line end.
/// Lines that remove variables are skipped.
fn variables(text: &str, prefix: &str, separator: &str, read: impl Fn(&str) -> Option<(String, usize)>) -> Option<Vec<(String, String)>> {
    let (mut variables, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let Some(assignment) = rest.strip_prefix(prefix) else {
            rest = rest.split_once('\n')?.1;
            continue;
        };
        let (name, value) = assignment.split_once(separator)?;
        let (read_value, length) = read(value)?;
        variables.push((name.to_owned(), read_value));
        rest = value[length..].strip_prefix(";\n")?;
    }
    Some(variables)
}
