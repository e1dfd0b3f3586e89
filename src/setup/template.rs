//! Templates of steps: Markdown with tokens such as `{client_id}`, which are filled in as the language around them requires.

use super::values::Values;
use crate::deliver;

/// The text around a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    /// Prose.
    Prose,
    /// A quoted string of JSON, YAML, TOML, JavaScript or Python.
    Quoted,
    /// A word of a shell command; a quoted string of JSON if it begins with `"`.
    Word,
}

/// Tokens whose values have the syntax of their language already.
const LITERAL: [&str; 3] = ["profile", "redirects", "subject_condition"];

/// Fills the tokens of `template`. In a shell command, each word with a token is quoted.
pub(super) fn fill(template: &str, values: &Values) -> String {
    let mut language = None;
    let mut filled = String::with_capacity(2 * template.len());
    for line in template.lines() {
        let fence = line.strip_prefix("```");
        match language {
            _ if fence.is_some() => filled.push_str(line),
            Some("sh") => words(line).into_iter().for_each(|word| filled.push_str(&shell_word(word, values))),
            Some(_) => filled.push_str(&replace(line, Context::Quoted, values)),
            None => filled.push_str(&replace(line, Context::Prose, values)),
        }
        if fence.is_some() {
            language = if language.is_some() { None } else { fence };
        }
        filled.push('\n');
    }
    filled
}

/// Splits a command into words, each with the space that follows it.
fn words(line: &str) -> Vec<&str> {
    let mut is_quoted = false;
    line.split_inclusive(|character| {
        is_quoted ^= character == '\'';
        character == ' ' && !is_quoted
    })
    .collect()
}

/// Fills the tokens of a word and quotes it; of an assignment only the value, because the shell reads the name itself.
fn shell_word(word: &str, values: &Values) -> String {
    let content = word.trim_end_matches(' ');
    let unquoted = content.replace('\'', "");
    let filled = replace(&unquoted, Context::Word, values);
    if filled == unquoted {
        return word.to_owned();
    }
    let name_end = unquoted.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|end| unquoted[*end..].starts_with('='));
    let (name, value) = filled.split_at(name_end.map_or(0, |end| end + 1));
    [name, &deliver::word(value), &word[content.len()..]].concat()
}

/// Replaces the tokens of a text.
fn replace(text: &str, context: Context, values: &Values) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, token) = rest.split_at(start);
        filled.push_str(before);
        let Some(end) = token.find('}') else {
            rest = token;
            break;
        };
        let name = &token[1..end];
        match values.get(name) {
            Some(value) => {
                let is_in_string = context == Context::Quoted || context == Context::Word && before.ends_with('"');
                let is_string = is_in_string && !LITERAL.contains(&name);
                filled.push_str(&if is_string { escaped(value) } else { value.to_owned() });
                rest = &token[end + 1..];
            }
            None => {
                filled.push('{');
                rest = &token[1..];
            }
        }
    }
    filled + rest
}

/// Escapes a value for a string in double quotes.
fn escaped(value: &str) -> String {
    let text = serde_json::Value::from(value).to_string();
    text.get(1..text.len() - 1).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        Values::of(vec![("id", r"a'b$(c)\d".to_owned()), ("plain", "sts-cli".to_owned())])
    }

    #[test]
    fn values_are_quoted_as_the_language_around_them_requires() {
        let template =
            "`{id}` {unknown} {ä\n```sh\nrun {plain} x={id} 'y=[\"{id}\"]' 'a b' \"$z\"\n```\n```json\n{ \"a\": \"{id}\" }\n```\n";
        let expected = r#"`a'b$(c)\d` {unknown} {ä
```sh
run sts-cli x='a'\''b$(c)\d' y='["a'\''b$(c)\\d"]' 'a b' "$z"
```
```json
{ "a": "a'b$(c)\\d" }
```
"#;
        assert_eq!(fill(template, &values()), expected);
    }

    #[test]
    fn a_command_without_values_stays_as_it_is() {
        let line = "id=$(kcadm.sh create clients -s 'a={\"b\":\"c\"}') \\";
        assert_eq!(fill(&format!("```sh\n{line}\n```"), &values()), format!("```sh\n{line}\n```\n"));
    }
}
