//! What users write: profiles, durations, URLs, permissions, command lines.

use crate::assertions::split_parts;
use serde_json::{Map, Value};
use std::cell::OnceCell;
use std::path::Path;
use sts_cli::deliver::aws_profile::command_line;
use sts_cli::deliver::word;
use sts_cli::fuzz_entry::{
    guess_url, names_host, parse_until, read_profile, redact_url, split_command_line, with_toml_value, without_user_info,
};
use sts_cli::policy::{Permission, SessionPolicy};
use sts_cli::request::{Endpoint, Issuer, RedirectUri, SessionDuration, parse_timeout};
use sts_cli::sys::Deps;
use toml::de::{DeTable, DeValue};
use url::Url;

const NOW: i64 = 1_893_454_000;
const YEAR: u32 = 31_536_000;

/// An error of a profile has an exit code and a text; a value that is set in a TOML file is read back by `toml`, and every other one stays.
pub fn profiles(input: &[u8]) {
    thread_local! { static DEPS: OnceCell<Deps> = const { OnceCell::new() }; }
    let (text, value) = split_parts(input);
    let (Ok(text), Ok(value)) = (std::str::from_utf8(text), std::str::from_utf8(value)) else { return };
    DEPS.with(|deps| {
        if let Err(error) = read_profile(text, deps.get_or_init(Deps::real)) {
            assert!(!error.source.to_string().is_empty() && error.exit_code() != 0);
        }
    });
    let Some(mut before) = toml_members(text) else { return };
    let Ok(after) = with_toml_value(text, "default", Some(value)) else {
        return assert!(before.get("default").is_some_and(|default| !default.is_string()), "{text:?}");
    };
    let mut members = toml_members(&after).unwrap_or_else(|| panic!("{after:?} is not TOML"));
    assert_eq!(members.remove("default"), Some(Value::from(value)), "{after:?}");
    before.remove("default");
    assert_eq!(members, before, "{after:?}");
}

/// The members of a TOML text.
fn toml_members(text: &str) -> Option<Map<String, Value>> {
    Some(members(DeTable::parse(text).ok()?.get_ref()))
}

fn members(table: &DeTable) -> Map<String, Value> {
    table.iter().map(|(name, value)| (name.get_ref().to_string(), json(value.get_ref()))).collect()
}

fn json(value: &DeValue) -> Value {
    match value {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Boolean(value) => Value::from(*value),
        DeValue::Array(entries) => entries.iter().map(|entry| json(entry.get_ref())).collect(),
        DeValue::Table(table) => Value::Object(members(table)),
        DeValue::Integer(number) => Value::from(vec![number.as_str()]),
        DeValue::Float(number) => Value::from(vec![number.as_str()]),
        DeValue::Datetime(time) => Value::from(vec![time.to_string()]),
    }
}

/// A duration is within its limits, and a time of `--until` that is a duration lies ahead.
pub fn durations(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    match text.parse::<SessionDuration>() {
        Ok(duration) => assert!((900..=YEAR).contains(&duration.seconds())),
        Err(error) => drop(error.to_string()),
    }
    if let Ok(timeout) = parse_timeout(&text) {
        assert!(timeout.as_secs() > 0 && timeout.subsec_nanos() == 0);
    }
    let now = jiff::Timestamp::from_second(NOW).expect("a time");
    if let Ok(until) = parse_until(&text) {
        let time = until.resolve(now);
        if let sts_cli::request::Until::After(_) = until {
            assert!(time.is_none_or(|time| time > now), "{text:?} is {time:?}");
        }
        if let sts_cli::request::Until::Clock(_) = until {
            let ahead = time.map(|time| time.as_second() - NOW);
            assert!(ahead.is_none_or(|seconds| (0..=49 * 3600).contains(&seconds)), "{text:?} is in {ahead:?} s");
        }
    }
}

/// An accepted URL is encrypted or on this machine, has no user information, and is itself when parsed again.
pub fn urls(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if let Ok(endpoint) = Endpoint::new(&text, false) {
        assert_is_safe(endpoint.url());
        assert_eq!(
            Endpoint::new(endpoint.address(), false).map(|again| again.address().to_owned()).ok().as_deref(),
            Some(endpoint.address())
        );
        let _ = (endpoint.region(), endpoint.storage("us-east-1"), endpoint.is_sts_only(), names_host(&text, endpoint.url()));
    }
    if let Ok(issuer) = Issuer::new(&text, false) {
        assert_is_safe(issuer.discovery());
        assert!(issuer.discovery().path().ends_with("/.well-known/openid-configuration"), "{}", issuer.discovery());
    }
    if let Ok(redirect) = RedirectUri::parse(&text, vec![18_200]) {
        let address = Url::parse(&redirect.address(18_200)).expect("a URL");
        assert!(matches!(address.host_str(), Some("127.0.0.1" | "[::1]" | "localhost")), "{address}");
        assert!(redirect.path().starts_with('/'));
    }
    if let Some(guess) = guess_url(&text) {
        assert!(Endpoint::new(&guess, true).is_ok(), "{guess:?}");
    }
    let redacted = redact_url(&text);
    if let Ok(url) = Url::parse(&redacted) {
        assert!(url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none(), "{redacted}");
    }
    let shown = without_user_info(&text);
    assert!(!Url::parse(&shown).is_ok_and(|url| url.password().is_some()), "{shown}");
}

#[track_caller]
fn assert_is_safe(url: &Url) {
    let is_local = || match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost") || name == "localhost.",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback() || address.to_ipv4_mapped().is_some_and(|address| address.is_loopback()),
        None => false,
    };
    assert!(url.scheme() == "https" || url.scheme() == "http" && is_local(), "{url}");
    assert!(url.username().is_empty() && url.password().is_none(), "{url}");
}

/// A session policy is JSON within the limit, allows nothing beyond the named buckets, and is itself when parsed again.
pub fn session_policies(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let permissions: Vec<Permission> = text.lines().filter_map(|line| line.parse().ok()).collect();
    let policies = [SessionPolicy::from_permissions(&permissions).ok().filter(|_| !permissions.is_empty()), text.parse().ok()];
    for policy in policies.iter().flatten() {
        assert!(policy.as_str().chars().count() <= 2048);
        serde_json::from_str::<Value>(policy.as_str()).expect("JSON");
        assert_eq!(policy.as_str().parse::<SessionPolicy>().ok().as_ref(), Some(policy));
        let _ = policy.excess_minio_length();
    }
    if let Some(policy) = &policies[0] {
        let document: Value = serde_json::from_str(policy.as_str()).expect("JSON");
        for statement in document["Statement"].as_array().expect("statements") {
            assert_eq!(statement["Effect"], "Allow");
            let texts =
                |name: &str| statement[name].as_array().expect("a list").iter().map(|text| text.as_str().expect("a text").to_owned());
            assert!(texts("Action").all(|action| action.starts_with("s3:")), "{policy:?}");
            let is_named = |arn: String| {
                let place = arn.strip_prefix("arn:aws:s3:::").expect("an ARN of S3").to_owned();
                text.lines().any(|line| {
                    line.split_once(':').is_some_and(|(_, named)| place.starts_with(named.split('/').next().unwrap_or_default()))
                })
            };
            assert!(texts("Resource").all(is_named), "{policy:?}");
        }
    }
}

/// A command line is split into the same words by us, by a shell, and by those that split at spaces if no word needs quotes.
pub fn command_lines(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if let Ok(words) = split_command_line(&text) {
        assert!(!words.is_empty());
    }
    let words: Vec<&str> = text.split('\n').filter(|word| !word.contains(['\0', '\r'])).collect();
    let Some((program, arguments)) = words.split_first() else { return };
    let line = command_line(Path::new(program), arguments).expect("a path that is text");
    let expected: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    assert_eq!(crate::shells::split_posix(&line), Some(expected.clone()), "{line:?}");
    assert_eq!(shlex::split(&line), Some(expected), "{line:?}");
    let is_comment = |(start, _): (usize, &str)| line[..start].ends_with(char::is_whitespace);
    assert!(!line.match_indices(['#', ';']).any(is_comment), "{line:?} ends early in an AWS file");
    for word_in in words {
        assert_eq!(crate::shells::split_posix(&word(word_in)), Some(vec![word_in.to_owned()]));
    }
}
