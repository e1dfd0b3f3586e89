//! Credentials in every output form, read back by a reader of that form.

use crate::assertions::{choice, request, split_parts};
use crate::shells;
use std::collections::BTreeMap;
use sts_cli::aws_files::{Document, Section};
use sts_cli::credentials::Credentials;
use sts_cli::fuzz_entry::output;
use sts_cli::request::{OutputFormat, Request, Shell, Tool};
use sts_cli::secret::{SecretKey, SessionToken};

/// The keys that go in, and come out again.
#[derive(Debug, PartialEq)]
struct Keys {
    access_key: String,
    secret_key: String,
    session_token: String,
}

/// A reader of a form; `None` if it cannot read the text.
type Reader = fn(&str) -> Option<Keys>;

const FORMS: [(OutputFormat, Reader); 15] = [
    (OutputFormat::Json, process_json),
    (OutputFormat::Env(Some(Shell::Sh)), |text| variables(shells::posix_variables(text)?)),
    (OutputFormat::Env(Some(Shell::Fish)), |text| variables(shells::fish_variables(text)?)),
    (OutputFormat::Env(Some(Shell::PowerShell)), |text| variables(shells::power_shell_variables(text)?)),
    (OutputFormat::Env(Some(Shell::Cmd)), |text| variables(shells::cmd_variables(text)?)),
    (OutputFormat::Github, github),
    (OutputFormat::Tool(Tool::Dotenv), dotenv),
    (OutputFormat::Tool(Tool::K8s), kubernetes),
    (OutputFormat::Tool(Tool::McAlias), |text| json_members(text, ["accessKey", "secretKey", "sessionToken"])),
    (OutputFormat::Tool(Tool::Rclone), rclone),
    (OutputFormat::Tool(Tool::DuckDbKeys), duckdb),
    (OutputFormat::Tool(Tool::Terraform), terraform),
    (OutputFormat::Tool(Tool::StorageOptions), |text| {
        json_members(text, ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"])
    }),
    (OutputFormat::Tool(Tool::FsspecOptions), |text| json_members(text, ["key", "secret", "token"])),
    (OutputFormat::Tool(Tool::AwsIni), aws_ini),
];

/// A value that a form accepts is read back as it was; the form never reads as something else.
pub fn read_back(input: &[u8]) {
    let (form, input) = choice(input, FORMS.len());
    let (access_key, rest) = split_parts(input);
    let (secret_key, session_token) = split_parts(rest);
    let [access_key, secret_key, session_token] =
        [access_key, secret_key, session_token].map(|part| String::from_utf8_lossy(part).into_owned());
    let keys = Keys { access_key, secret_key, session_token };
    if keys.access_key.is_empty() || keys.secret_key.is_empty() || keys.session_token.is_empty() {
        return;
    }
    let (form, reader) = FORMS[form];
    let request = Request { delivery: form.into(), ..request("https://s3.example.com") };
    if let Ok(text) = output(form, &credentials(&keys), &request) {
        assert_eq!(reader(&text), Some(keys), "{form:?}: {:?}", *text);
    }
}

fn credentials(keys: &Keys) -> Credentials {
    let time = |second| jiff::Timestamp::from_second(second).expect("a time");
    Credentials {
        access_key: keys.access_key.clone(),
        secret_key: SecretKey::new(keys.secret_key.clone()),
        session_token: SessionToken::new(keys.session_token.clone()),
        expiration: time(1_893_456_000),
        granted: time(1_893_452_400),
        name: None,
        identity: None,
    }
}

fn keys([access_key, secret_key, session_token]: [Option<String>; 3]) -> Option<Keys> {
    Some(Keys { access_key: access_key?, secret_key: secret_key?, session_token: session_token? })
}

/// The keys in variables; a variable that is set twice is an error.
fn variables(pairs: Vec<(String, String)>) -> Option<Keys> {
    let count = pairs.len();
    let mut variables: BTreeMap<String, String> = pairs.into_iter().collect();
    if variables.len() != count {
        return None;
    }
    keys(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"].map(|name| variables.remove(name)))
}

fn json_members(text: &str, names: [&str; 3]) -> Option<Keys> {
    let document: serde_json::Value = serde_json::from_str(text).ok()?;
    keys(names.map(|name| document.get(name)?.as_str().map(str::to_owned)))
}

fn process_json(text: &str) -> Option<Keys> {
    let is_one_line = text.matches('\n').count() == 1 && text.ends_with('\n');
    json_members(text, ["AccessKeyId", "SecretAccessKey", "SessionToken"]).filter(|_| is_one_line)
}

/// `NAME<<DELIMITER`, lines, `DELIMITER`: "Workflow commands for GitHub Actions", multiline strings.
fn github(text: &str) -> Option<Keys> {
    let (mut pairs, mut lines) = (Vec::new(), text.split_terminator('\n'));
    while let Some(head) = lines.next() {
        let (name, delimiter) = head.split_once("<<")?;
        let value: Vec<&str> = lines.by_ref().take_while(|line| *line != delimiter).collect();
        pairs.push((name.to_owned(), value.join("\n")));
    }
    variables(pairs)
}

/// Lines as `docker run --env-file` reads them, or with quotes, inside of which nothing is escaped.
fn dotenv(text: &str) -> Option<Keys> {
    let pair = |line: &str| {
        let (name, value) = line.split_once('=')?;
        let inner = ['\'', '"'].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
        let is_plain = |value: &str| !value.contains(['\'', '"', ' ', '#', '\\', '$', '`']);
        inner.or_else(|| Some(value).filter(|value| is_plain(value))).map(|value| (name.to_owned(), value.to_owned()))
    };
    variables(text.split_terminator('\n').map(pair).collect::<Option<_>>()?)
}

/// The double-quoted scalars below `stringData` of a YAML document.
fn kubernetes(text: &str) -> Option<Keys> {
    let pair = |line: &str| {
        let (name, value) = line.strip_prefix("  ")?.split_once(": ")?;
        Some((
            name.to_owned(),
            double_quoted(value, |escape, rest| match escape {
                'U' => Some((char::from_u32(u32::from_str_radix(rest.get(..8)?, 16).ok()?)?, 8)),
                _ => None,
            })?,
        ))
    };
    variables(text.split_once("stringData:\n")?.1.split_terminator('\n').map(pair).collect::<Option<_>>()?)
}

/// Reads a text in double quotes with backslash escapes, up to its end.
fn double_quoted(text: &str, escape: impl Fn(char, &str) -> Option<(char, usize)>) -> Option<String> {
    let inner = text.strip_prefix('"')?;
    let (mut value, mut at) = (String::new(), 0);
    loop {
        let c = inner[at..].chars().next()?;
        at += c.len_utf8();
        match c {
            '"' => return Some(value).filter(|_| at == inner.len()),
            '\\' => {
                let escaped = inner[at..].chars().next()?;
                at += escaped.len_utf8();
                let plain = matches!(escaped, '"' | '\\').then_some((escaped, 0));
                let (c, length) = plain.or_else(|| escape(escaped, &inner[at..]))?;
                value.push(c);
                at += length;
            }
            '\n' => return None,
            other => value.push(other),
        }
    }
}

/// goconfig, which rclone uses: a line a key, quotes of backticks or three double quotes, spaces trimmed.
fn rclone(text: &str) -> Option<Keys> {
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "))?;
        let quoted = line.strip_prefix("\"\"\"").and_then(|rest| rest.strip_suffix("\"\"\""));
        Some(quoted.unwrap_or(line.trim()).to_owned())
    };
    keys([value("access_key_id"), value("secret_access_key"), value("session_token")])
}

/// SQL strings, in which two quotes are one.
fn duckdb(text: &str) -> Option<Keys> {
    let mut rest = text.split_once("PROVIDER config")?.1;
    let mut value = |name: &str| {
        rest = rest.strip_prefix(&format!(",\n    {name} '"))?;
        let mut value = String::new();
        loop {
            let (part, after) = rest.split_once('\'')?;
            value.push_str(part);
            match after.strip_prefix('\'') {
                Some(after) => rest = after,
                None => {
                    rest = after;
                    return Some(value);
                }
            }
            value.push('\'');
        }
    };
    keys([value("KEY_ID"), value("SECRET"), value("SESSION_TOKEN")])
}

/// HCL strings with the escapes of Terraform; an interpolation is an error.
fn terraform(text: &str) -> Option<Keys> {
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "))?;
        double_quoted(&without_templates(line)?, |escape, rest| match escape {
            'u' => Some((char::from_u32(u32::from_str_radix(rest.get(..4)?, 16).ok()?)?, 4)),
            _ => None,
        })
    };
    keys([value("access_key"), value("secret_key"), value("token")])
}

/// Reads `$${` and `%%{` as `${` and `%{` from the left, as `terraform console` does; `None` for `${` and `%{` themselves.
fn without_templates(text: &str) -> Option<String> {
    let (mut literal, mut at) = (String::new(), 0);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if rest.starts_with("${") || rest.starts_with("%{") {
            return None;
        }
        if rest.starts_with("$${") || rest.starts_with("%%{") {
            at += 1;
            literal.push_str(&text[at..at + 2]);
            at += 2;
        } else {
            literal.push(c);
            at += c.len_utf8();
        }
    }
    Some(literal)
}

fn aws_ini(text: &str) -> Option<Keys> {
    let document = Document::read(text.as_bytes()).ok()?;
    let value = |name: &str| document.find(&Section::Keys("sts-cli".to_owned()), name).map(|found| found.value);
    keys([value("aws_access_key_id"), value("aws_secret_access_key"), value("aws_session_token")])
}
