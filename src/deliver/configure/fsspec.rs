//! fsspec, with which pandas and dask open `s3://`: the defaults of that protocol, in a file of its configuration folder.

use super::{FileOwner, ToolFileError, json_file, json_text};
use crate::deliver::difference::{Visibility, redacted_setting};
use crate::deliver::storage_target::StorageTarget;
use crate::request::Request;
use crate::sys::Environment;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const TOOL: FileOwner = FileOwner::Fsspec;

/// Keys that override the profile.
const KEYS: [&str; 5] = ["key", "secret", "token", "username", "password"];
/// Keys among the arguments for the client of the AWS SDK (`client_kwargs`) that override the profile.
const CLIENT_KEYS: [&str; 3] = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"];

/// Settings of the AWS SDK (`config_kwargs`) that lead requests to another address: a proxy, and variants of AWS's own addresses, which go
/// with no other. The first part is the JSON Pointer of the object that a setting is in.
const REDIRECTING_SETTINGS: [(&str, &str); 5] = [
    ("", "proxies"),
    ("", "use_dualstack_endpoint"),
    ("", "use_fips_endpoint"),
    ("/s3", "use_accelerate_endpoint"),
    ("/s3", "use_dualstack_endpoint"),
];

/// The settings of the file that a difference may show.
pub(super) const SHOWN: &[(&str, Visibility)] = &[
    ("s3.profile", Visibility::Value),
    ("s3.endpoint_url", Visibility::Value),
    ("s3.anon", Visibility::Value),
    ("s3.client_kwargs.endpoint_url", Visibility::Value),
    ("s3.client_kwargs.region_name", Visibility::Value),
    ("s3.client_kwargs.verify", Visibility::Value),
    ("s3.client_kwargs.aws_access_key_id", Visibility::NameOnly),
    ("s3.client_kwargs.aws_secret_access_key", Visibility::NameOnly),
    ("s3.client_kwargs.aws_session_token", Visibility::NameOnly),
    ("s3.config_kwargs.proxies", Visibility::NameOnly),
    ("s3.config_kwargs.use_dualstack_endpoint", Visibility::Value),
    ("s3.config_kwargs.use_fips_endpoint", Visibility::Value),
    ("s3.config_kwargs.s3.use_accelerate_endpoint", Visibility::Value),
    ("s3.config_kwargs.s3.use_dualstack_endpoint", Visibility::Value),
    ("s3.key", Visibility::NameOnly),
    ("s3.secret", Visibility::NameOnly),
    ("s3.token", Visibility::NameOnly),
    ("s3.username", Visibility::NameOnly),
    ("s3.password", Visibility::NameOnly),
];

/// Returns the path of the file with the defaults.
pub(super) fn file(environment: &Environment, home: &Path) -> PathBuf {
    let default_folder = || home.join(".config").join("fsspec");
    environment.get("FSSPEC_CONFIG_DIR").map_or_else(default_folder, PathBuf::from).join("conf.json")
}

/// Returns the file with the AWS profile, region and endpoint as defaults of the protocol `s3`; other settings stay. Settings for another
/// profile, or for another server without a profile, are replaced only with `force`.
pub(super) fn with_profile(existing: &str, profile: &str, request: &Request, force: bool) -> Result<Zeroizing<String>, ToolFileError> {
    let store = StorageTarget::of(request);
    let mut file = json_file::read(TOOL, existing)?;
    let s3 = json_file::object_entry(TOOL, &mut file, "s3")?;
    let settings = conflicting_settings(s3, profile, request);
    if !settings.is_empty() && !force {
        return Err(ToolFileError::Conflicts { place: "s3".to_owned(), settings });
    }
    let keys = keys(s3);
    if !keys.is_empty() && !keys.iter().any(|name| name.ends_with("token")) && !force {
        return Err(ToolFileError::ContainsKeys { place: "s3".to_owned(), keys });
    }
    KEYS.iter().for_each(|name| drop(s3.shift_remove(*name)));
    if is_anonymous(s3) {
        s3.shift_remove("anon");
    }
    remove_redirecting_settings(s3, &store);
    s3.shift_remove("endpoint_url"); // s3fs rejects it together with `client_kwargs.endpoint_url`
    s3.insert("profile".to_owned(), profile.into());
    let client = json_file::object_entry(TOOL, s3, "client_kwargs")?;
    CLIENT_KEYS.iter().for_each(|name| drop(client.shift_remove(*name)));
    set(client, "endpoint_url", store.custom_endpoint());
    set(client, "region_name", Some(request.region.as_str()));
    if store.ca_bundle().is_some() || !client.get("verify").is_some_and(verifies) {
        set(client, "verify", store.ca_bundle());
    }
    Ok(json_text::set_value(existing, &["s3"], &Value::Object(std::mem::take(s3)), "  "))
}

/// Returns the file without the AWS profile `profile` and its endpoint as defaults of the protocol `s3`, if they are there; other settings
/// stay. Another endpoint or region than `request`, if known, leads to is removed only with `force`.
pub(super) fn without_profile(
    existing: &str,
    profile: &str,
    request: Option<&Request>,
    force: bool,
) -> Result<Zeroizing<String>, ToolFileError> {
    let mut file = json_file::read(TOOL, existing)?;
    let Some(s3) = file.get_mut("s3").and_then(Value::as_object_mut).filter(|s3| s3.get("profile").is_some_and(|name| name == profile))
    else {
        return Ok(Zeroizing::new(existing.to_owned()));
    };
    let store = request.map(StorageTarget::of);
    let bundle = store.as_ref().and_then(StorageTarget::ca_bundle);
    let expected = |name: &str| match (&store, name) {
        (Some(store), "endpoint_url") => Some(store.custom_endpoint()),
        (Some(_), "region_name") => Some(request.map(|request| request.region.as_str())),
        _ => None,
    };
    let mut differing = Vec::new();
    if let Some(client) = s3.get_mut("client_kwargs").and_then(Value::as_object_mut) {
        for name in ["endpoint_url", "region_name"] {
            let found = client.shift_remove(name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            let is_other = |found: &String| expected(name).is_some_and(|expected| expected != Some(found.as_str()));
            differing.extend(found.filter(is_other).map(|found| redacted_setting(name, &found)));
        }
        if client.get("verify").is_some_and(|verify| verify.as_str() == bundle && bundle.is_some()) {
            client.shift_remove("verify");
        }
        if client.is_empty() {
            s3.shift_remove("client_kwargs");
        }
    }
    if !differing.is_empty() && !force {
        return Err(ToolFileError::Differs { place: "s3".to_owned(), settings: differing });
    }
    s3.shift_remove("profile");
    if s3.is_empty() {
        return Ok(json_text::remove_member(existing, &["s3"]));
    }
    Ok(json_text::set_value(existing, &["s3"], &Value::Object(std::mem::take(s3)), "  "))
}

/// Returns the names of the settings that contain keys.
fn keys(s3: &Map<String, Value>) -> Vec<String> {
    let client = s3.get("client_kwargs").and_then(Value::as_object);
    let of_client = |name: &&&str| client.is_some_and(|client| json_file::has_value(client, name));
    let own = KEYS.iter().filter(|name| json_file::has_value(s3, name)).map(|name| (*name).to_owned());
    own.chain(CLIENT_KEYS.iter().filter(of_client).map(|name| format!("client_kwargs.{name}"))).collect()
}

/// Whether `anon` has a value that is true in Python, so that requests are not signed.
pub(super) fn is_anonymous(s3: &Map<String, Value>) -> bool {
    json_file::has_value(s3, "anon") && s3.get("anon").is_some_and(|value| value.as_bool() != Some(false) && value.as_i64() != Some(0))
}

/// Returns the settings that are for another profile or another storage server, or that make the profile ineffective. All but the region
/// ([`StorageTarget::is_foreign_region`]) count beside our profile too: it is unknown whether this program wrote them. A bundle stays if the
/// server needs no other one.
fn conflicting_settings(s3: &Map<String, Value>, profile: &str, request: &Request) -> Vec<String> {
    let store = StorageTarget::of(request);
    let empty = Map::new();
    let client = s3.get("client_kwargs").and_then(Value::as_object).unwrap_or(&empty);
    let text = |object: &Map<String, Value>, name: &str| {
        json_file::has_value(object, name).then(|| object.get(name)?.as_str().map(str::to_owned))?
    };
    let used_profile = text(s3, "profile");
    let is_own_profile = used_profile.as_deref() == Some(profile);
    let foreign_value = used_profile.filter(|_| !is_own_profile);
    let mut settings: Vec<String> = foreign_value.map(|foreign_value| redacted_setting("profile", &foreign_value)).into_iter().collect();
    let endpoints = [text(s3, "endpoint_url"), text(client, "endpoint_url")].into_iter().flatten();
    let other_endpoints = endpoints.filter(|endpoint| Some(endpoint.trim_end_matches('/')) != store.custom_endpoint());
    settings.extend(other_endpoints.map(|endpoint| redacted_setting("endpoint_url", &endpoint)));
    let differs = |name: &str, value: &Value| match (name, store.ca_bundle()) {
        ("verify", Some(bundle)) => *value != bundle && *value != true,
        ("verify", None) => !verifies(value),
        _ => store.is_foreign_region(value.as_str(), is_own_profile),
    };
    let of_client = |name| client.get(name).filter(|value| json_file::has_value(client, name) && differs(name, value));
    let client_settings = ["region_name", "verify"].into_iter().filter_map(|name| Some((name, of_client(name)?)));
    settings.extend(
        client_settings.map(|(name, value)| redacted_setting(name, &value.as_str().map_or_else(|| value.to_string(), str::to_owned))),
    );
    settings.extend(redirecting_settings(s3, &store).map(|(block, name)| format!("config_kwargs{}.{name}", block.replace('/', "."))));
    settings.extend(s3.get("anon").filter(|_| is_anonymous(s3)).map(|value| redacted_setting("anon", &value.to_string())));
    settings
}

/// Whether this value of `verify` has certificates verified.
fn verifies(value: &Value) -> bool {
    *value == true || value.as_str().is_some_and(|path| !path.is_empty())
}

/// Returns the settings of the AWS SDK that lead requests for `store` to another address.
pub(super) fn redirecting_settings(s3: &Map<String, Value>, store: &StorageTarget) -> impl Iterator<Item = (&'static str, &'static str)> {
    let value = |(block, name)| s3.get("config_kwargs")?.pointer(block)?.get(name);
    let is_set = |value: &Value| match value {
        Value::Bool(is_true) => *is_true,
        Value::Object(entries) => !entries.is_empty(),
        value => !value.is_null() && *value != "" && *value != 0,
    };
    REDIRECTING_SETTINGS
        .into_iter()
        .filter(move |setting| (store.custom_endpoint().is_some() || setting.1 == "proxies") && value(*setting).is_some_and(is_set))
}

fn remove_redirecting_settings(s3: &mut Map<String, Value>, store: &StorageTarget) {
    let found: Vec<_> = redirecting_settings(s3, store).collect();
    for (block, name) in found {
        let settings = s3.get_mut("config_kwargs").and_then(|config| config.pointer_mut(block)).and_then(Value::as_object_mut);
        settings.map(|settings| settings.shift_remove(name));
    }
}

fn set(object: &mut Map<String, Value>, name: &str, value: Option<&str>) {
    match value {
        Some(value) => drop(object.insert(name.to_owned(), value.into())),
        None => drop(object.shift_remove(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::tools::example;

    #[test]
    fn s3_defaults_name_the_profile_and_other_settings_stay() {
        let minio = example::request("https://minio.example");
        let fresh = with_profile("", "prod", &minio, false).unwrap_or_default();
        let expected = "{\n  \"s3\": {\n    \"profile\": \"prod\",\n    \"client_kwargs\": {\n      \
                        \"endpoint_url\": \"https://minio.example\",\n      \"region_name\": \"us-east-1\"\n    }\n  }\n}\n";
        assert_eq!(*fresh, expected);
        let other = "{\n    \"file\": {\n        \"auto_mkdir\": true\n    },\n    \"s3\": {\n        \"default_block_size\": 5\n    }\n}";
        let both = with_profile(other, "a\"b", &minio, false).unwrap_or_default();
        let begin = "{\n    \"file\": {\n        \"auto_mkdir\": true\n    },\n    \"s3\": {\n        \"default_block_size\": 5,\n        \"profile\": \"a\\\"b\",\n";
        assert!(both.starts_with(begin) && both.ends_with('}'), "{}", *both);
        let aws = with_profile(&fresh, "prod", &example::request("https://sts.eu-west-1.amazonaws.com"), true).unwrap_or_default();
        assert!(!aws.contains("endpoint_url") && aws.contains("\"eu-west-1\""), "{}", *aws);
    }

    #[test]
    fn removed_keys_are_named_without_their_values() {
        let client_keys = CLIENT_KEYS.map(|name| format!("client_kwargs.{name}"));
        for name in KEYS.into_iter().chain(client_keys.iter().map(String::as_str)) {
            assert!(SHOWN.contains(&(format!("s3.{name}").as_str(), Visibility::NameOnly)), "{name}");
        }
        let redirecting_settings = REDIRECTING_SETTINGS.map(|(block, name)| format!("s3.config_kwargs{}.{name}", block.replace('/', ".")));
        assert!(redirecting_settings.iter().all(|path| SHOWN.iter().any(|(shown, _)| shown == path)));
    }

    #[test]
    fn keys_that_override_the_profile_are_named() {
        let minio = example::request("https://minio.example");
        let refused = with_profile(r#"{"s3": {"key": "A", "secret": "fake"}}"#, "prod", &minio, false);
        assert_eq!(refused, Err(ToolFileError::ContainsKeys { place: "s3".to_owned(), keys: vec!["key".to_owned(), "secret".to_owned()] }));
        for (text, force) in
            [(r#"{"s3": {"key": "A", "secret": "fake"}}"#, true), (r#"{"s3": {"key": "A", "secret": "fake", "token": "t"}}"#, false)]
        {
            assert!(with_profile(text, "prod", &minio, force).is_ok_and(|file| !file.contains("fake")), "{text}");
        }
    }

    #[test]
    fn keys_in_client_settings_count_as_keys_and_unsigned_access_conflicts() {
        let minio = example::request("https://minio.example");
        let long_term = r#"{"s3": {"profile": "prod", "client_kwargs": {"aws_access_key_id": "A", "aws_secret_access_key": "fake"}}}"#;
        let keys = ["client_kwargs.aws_access_key_id", "client_kwargs.aws_secret_access_key"].map(str::to_owned).to_vec();
        assert_eq!(with_profile(long_term, "prod", &minio, false), Err(ToolFileError::ContainsKeys { place: "s3".to_owned(), keys }));
        let temporary = long_term.replace("\"fake\"", "\"fake\", \"aws_session_token\": \"fake\"");
        for (text, force) in [(long_term, true), (temporary.as_str(), false)] {
            assert!(with_profile(text, "prod", &minio, force).is_ok_and(|file| !file.contains("aws_")), "{text}");
        }
        let signed = with_profile(r#"{"s3": {"anon": false}}"#, "prod", &minio, false);
        assert!(signed.is_ok_and(|file| file.contains("\"anon\": false")), "it says what is so anyway");
        let anonymous = r#"{"s3": {"profile": "prod", "anon": true}}"#;
        let conflict = ToolFileError::Conflicts { place: "s3".to_owned(), settings: vec!["anon = true".to_owned()] };
        assert_eq!(with_profile(anonymous, "prod", &minio, false), Err(conflict));
        assert!(with_profile(anonymous, "prod", &minio, true).is_ok_and(|file| !file.contains("anon")));
    }

    #[test]
    fn another_profile_or_endpoint_is_named_and_replaced_only_with_force() {
        let minio = example::request("https://minio.example");
        for (text, setting) in [
            (r#"{"s3": {"profile": "work"}}"#, "profile = work"),
            (r#"{"s3": {"client_kwargs": {"endpoint_url": "https://old.example"}}}"#, "endpoint_url = https://old.example"),
            (r#"{"s3": {"endpoint_url": "https://old.example"}}"#, "endpoint_url = https://old.example"),
            (r#"{"s3": {"endpoint_url": "https://u:fake-password@old.example"}}"#, "endpoint_url = ****"),
            (
                r#"{"s3": {"profile": "prod", "client_kwargs": {"endpoint_url": "https://old.example"}}}"#,
                "endpoint_url = https://old.example",
            ),
            (r#"{"s3": {"profile": "prod", "client_kwargs": {"verify": false}}}"#, "verify = false"),
            (r#"{"s3": {"client_kwargs": {"region_name": "work"}}}"#, "region_name = work"),
            (r#"{"s3": {"client_kwargs": {"region_name": "w\"o\\k"}}}"#, "region_name = ****"),
            (r#"{"s3": {"client_kwargs": {"region_name": 5}}}"#, "region_name = 5"),
            (r#"{"s3": {"client_kwargs": {"verify": false}}}"#, "verify = false"),
            (r#"{"s3": {"profile": "prod", "config_kwargs": {"proxies": {"http": "http://work"}}}}"#, "config_kwargs.proxies"),
            (r#"{"s3": {"config_kwargs": {"s3": {"use_accelerate_endpoint": true}}, "l": 1}}"#, "config_kwargs.s3.use_accelerate_endpoint"),
            (r#"{"s3": {"config_kwargs": {"use_dualstack_endpoint": "work"}}}"#, "config_kwargs.use_dualstack_endpoint"),
        ] {
            let conflict = ToolFileError::Conflicts { place: "s3".to_owned(), settings: vec![setting.to_owned()] };
            assert_eq!(with_profile(text, "prod", &minio, false), Err(conflict));
            assert!(
                with_profile(text, "prod", &minio, true)
                    .is_ok_and(|file| ["old.example", "work", "false"].iter().all(|foreign_value| !file.contains(foreign_value)))
            );
        }
        let own = r#"{"s3": {"profile": "prod", "client_kwargs": {"verify": "/own.pem"}}}"#;
        assert!(with_profile(own, "prod", &minio, false).is_ok_and(|file| file.contains("own.pem")), "no bundle of ours");
        let other_region = r#"{"s3": {"profile": "prod", "client_kwargs": {"region_name": "eu-7"}}}"#;
        assert!(with_profile(other_region, "prod", &minio, false).is_ok_and(|file| file.contains("us-east-1") && !file.contains("eu-7")));
        let trusting = example::trusting("/ca.pem", "https://minio.example");
        let conflict = ToolFileError::Conflicts { place: "s3".to_owned(), settings: vec!["verify = /own.pem".to_owned()] };
        assert_eq!(with_profile(own, "prod", &trusting, false), Err(conflict));
        assert!(with_profile(own, "prod", &trusting, true).is_ok_and(|file| file.contains("/ca.pem") && !file.contains("own.pem")));
    }
}
