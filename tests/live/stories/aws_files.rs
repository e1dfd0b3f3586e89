//! Edited AWS files as botocore reads them: only the changed keys differ.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sts_cli::aws_files::{Change, Document, EditError, KeyEdit, Section};

use crate::aws_files::{cases, generated, read_by_botocore};
use crate::story::{Story, run_story};

/// How many files nobody thought of.
const GENERATED: usize = 600;

/// A file that was changed.
struct Pair {
    name: String,
    before: Vec<u8>,
    after: Vec<u8>,
    has_objection: bool,
}

fn set(section: &Section, key: &'static str, value: &str) -> Change {
    Change { section: section.clone(), key, edit: KeyEdit::Set(value.to_owned().into()) }
}

fn nest(section: &Section, key: &'static str, setting: (&'static str, &str)) -> Change {
    Change { section: section.clone(), key, edit: KeyEdit::SetNested(vec![(setting.0, setting.1.to_owned())]) }
}

fn drop_key(section: &Section, key: &'static str) -> Change {
    Change { section: section.clone(), key, edit: KeyEdit::Remove }
}

/// The changes of `configure aws`.
fn for_config() -> Vec<Change> {
    let (profile, services) = (Section::Profile("prod".to_owned()), Section::Services("prod-sts-cli".to_owned()));
    vec![
        drop_key(&profile, "role_arn"),
        set(&profile, "credential_process", "'/opt/my tools/sts-cli' get prod -o process"),
        set(&profile, "region", "eu-west-1"),
        set(&profile, "services", "prod-sts-cli"),
        nest(&profile, "s3", ("addressing_style", "path")),
        nest(&services, "s3", ("endpoint_url", "http://127.0.0.1:9000")),
    ]
}

/// The same, as botocore must read it afterwards.
fn in_config(read: &mut Value) {
    let profile = entry(&mut read["profiles"], "prod");
    profile.as_object_mut().expect("a profile").remove("role_arn");
    profile["credential_process"] = json!("'/opt/my tools/sts-cli' get prod -o process");
    profile["region"] = json!("eu-west-1");
    profile["services"] = json!("prod-sts-cli");
    entry(profile, "s3")["addressing_style"] = json!("path");
    entry(&mut read["services"], "prod-sts-cli")["s3"] = json!({ "endpoint_url": "http://127.0.0.1:9000" });
}

/// The changes of `--write-profile`.
fn for_credentials() -> Vec<Change> {
    let keys = Section::Keys("prod".to_owned());
    let values = [("aws_access_key_id", "ASIAFAKE"), ("aws_secret_access_key", "fake/+="), ("aws_session_token", "fake.token==")];
    values.iter().map(|(key, value)| set(&keys, key, value)).chain([drop_key(&keys, "role_arn")]).collect()
}

/// The same, as botocore must read it afterwards.
fn in_credentials(read: &mut Value) {
    let profile = entry(read, "prod");
    profile.as_object_mut().expect("a profile").remove("role_arn");
    profile["aws_access_key_id"] = json!("ASIAFAKE");
    profile["aws_secret_access_key"] = json!("fake/+=");
    profile["aws_session_token"] = json!("fake.token==");
}

/// The map `name` in `parent`, made where there is none.
fn entry<'a>(parent: &'a mut Value, name: &str) -> &'a mut Value {
    if !parent[name].is_object() {
        parent[name] = json!({});
    }
    &mut parent[name]
}

#[test]
fn botocore_reads_our_settings_and_all_others_unchanged() {
    run_story(|story| {
        compare(story, "config", &for_config(), in_config);
        compare(story, "credentials", &for_credentials(), in_credentials);
        println!("live: 10,000 profiles are edited in {:.1} ms ({})", edit_ten_thousand().as_secs_f64() * 1e3, kind_of_build());
    });
}

/// Changes all files, and compares what botocore reads before and after.
fn compare(story: &Story, kind: &str, changes: &[Change], expected: impl Fn(&mut Value)) {
    let mut pairs = Vec::new();
    let mut refused = Vec::new();
    for (name, before) in cases().into_iter().chain(generated(GENERATED)) {
        let Ok(document) = Document::read(&before) else {
            refused.push((name, before));
            continue;
        };
        let has_objection = document.cli_incompatibility().is_some();
        if !has_objection && changes.iter().any(|change| document.cli_incompatibility_in(&change.section).is_some()) {
            continue; // botocore looks for it elsewhere, and that is said
        }
        let after = match document.edit(changes) {
            Ok(edited) => edited.bytes().to_vec(),
            Err(EditError::NotABlock { .. }) => continue,
            Err(error) => panic!("{name}: {error}"),
        };
        pairs.push(Pair { name, before, after, has_objection });
    }
    let both = read_by_botocore(story, kind, pairs.iter().flat_map(|pair| [pair.before.as_slice(), &pair.after]));
    let compared = pairs.iter().zip(both.chunks(2)).filter(|(pair, read)| pair.assert_reads(read, &expected)).count();
    let of_refused = read_by_botocore(story, kind, refused.iter().map(|(_, text)| text.as_slice()));
    for ((name, text), read) in refused.iter().zip(of_refused) {
        assert_eq!(read, None, "{name}, which is refused, is read by botocore: {}", text.escape_ascii());
    }
    let objected = pairs.len() - compared;
    println!(
        "live: {kind}: botocore read {compared} files before and after; {objected} others, and {} that the editor refuses, it refuses too",
        refused.len()
    );
    assert!(compared > GENERATED / 2, "most files must be compared");
}

impl Pair {
    /// Whether botocore reads it; then all is as expected. What it does not read is what the editor has an objection for.
    fn assert_reads(&self, read: &[Option<Value>], expected: impl Fn(&mut Value)) -> bool {
        let Self { name, before, after, has_objection } = self;
        let shown = || format!("{name}: {}\nbecame {}", before.escape_ascii(), after.escape_ascii());
        let Some(mut wanted) = read[0].clone() else {
            assert!(has_objection, "botocore refuses, and nothing is said of it: {}", shown());
            return false;
        };
        assert!(!has_objection, "botocore reads what is said to be refused: {}", shown());
        expected(&mut wanted);
        assert_eq!(read[1].as_ref(), Some(&wanted), "{}", shown());
        true
    }
}

/// How long it takes to read a file with so many profiles, to change the last one and to put the new file together: the best of nine.
fn edit_ten_thousand() -> Duration {
    let profile = |number| format!("[profile p{number}]\nregion = us-east-1\noutput = json\ns3 =\n  addressing_style = path\n\n");
    let text: String = (0..10_000).map(profile).collect();
    let changes = [set(&Section::Profile("p9999".to_owned()), "region", "eu-west-1")];
    let once = || {
        let started = Instant::now();
        let document = Document::read(text.as_bytes()).expect("a good file");
        assert_eq!(document.cli_incompatibility(), None);
        let bytes = document.edit(&changes).expect("a plain value").bytes();
        let took = started.elapsed();
        assert_eq!(bytes.len(), text.len());
        took
    };
    (0..9).map(|_| once()).min().unwrap_or_default()
}

fn kind_of_build() -> &'static str {
    if cfg!(debug_assertions) { "with debug assertions" } else { "as released" }
}
