//! Cached provider documents decide where secrets go: whatever is not quite ours, or another provider's, is a miss, and fetched anew.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::skip;
use crate::support::stage::DISCOVERY;
use crate::support::sts;
use crate::support::tokens::TokenDraft;
use serde_json::json;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};

/// A provider, a storage server, a host that must not get the client secret, and the home of a job that logs in as a service.
struct Job {
    provider: Hostile,
    storage: Hostile,
    other: Hostile,
    home: tempfile::TempDir,
}

impl Job {
    /// A job that has run once: the provider's documents are cached, and the cached ones lead to the other host.
    fn with_misleading_cache() -> Self {
        let job =
            Self { provider: Hostile::start(), storage: Hostile::start(), other: Hostile::start(), home: tempfile::tempdir().unwrap() };
        let origin = job.provider.origin();
        let grant = sts::grant_document(&sts::credentials()).replace("WebIdentity", "ClientGrants");
        job.storage.allow("POST /", ScriptedResponse::xml(200, &grant));
        job.provider.expect(DISCOVERY, ScriptedResponse::json(&json!({"issuer": origin, "token_endpoint": format!("{origin}/token")})));
        let token = TokenDraft::valid(&origin, "").signed();
        job.provider.allow("POST /token", ScriptedResponse::json(&json!({"access_token": token, "token_type": "Bearer"})));
        job.run().ok_with_json();
        let text = fs::read_to_string(job.entry()).unwrap();
        let changed = text.replace(&format!("{origin}/token"), &format!("{}/token", job.other.origin()));
        assert_ne!(text, changed, "the entry names the token endpoint");
        fs::write(job.entry(), changed).unwrap();
        job
    }

    fn run(&self) -> Outcome {
        let (issuer, endpoint) = (self.provider.origin(), self.storage.origin());
        let arguments = ["client-grants", "--endpoint", &endpoint, "--issuer", &issuer, "--client-id", "robot", "-o", "json"];
        let program = Program::sts_cli(arguments).env("STS_CLI_CLIENT_SECRET", "fake-secret-of-the-robot");
        let folders =
            [("XDG_STATE_HOME", "state"), ("XDG_CACHE_HOME", "cache")].map(|(name, folder)| (name, self.home.path().join(folder)));
        folders.iter().fold(program, |program, (name, folder)| program.env(name, folder.to_str().unwrap())).run()
    }

    /// The only entry in the folder of provider documents.
    fn entry(&self) -> PathBuf {
        let found: Vec<_> =
            fs::read_dir(self.home.path().join("state/sts-cli/provider")).unwrap().map(|file| file.unwrap().path()).collect();
        let [entry] = &found[..] else { panic!("one entry: {found:?}") };
        entry.clone()
    }

    /// Asserts that the next run fetches the document again and sends nothing to the other host.
    fn assert_cache_miss(&self, case: &str) {
        let origin = self.provider.origin();
        self.provider.expect(DISCOVERY, ScriptedResponse::json(&json!({"issuer": origin, "token_endpoint": format!("{origin}/token")})));
        assert_eq!(self.run().ok_with_json()["Version"], 1, "{case}");
        assert!(self.other.requests().is_empty(), "{case}");
    }
}

fn set_mode(path: &Path, mode: u32) -> bool {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).is_ok()
}

#[test]
fn a_private_entry_is_used() {
    let job = Job::with_misleading_cache();
    job.other.expect("POST /token", ScriptedResponse::html(404)); // so that the stories below prove something
    assert_ne!(job.run().code, 0);
}

#[test]
fn an_entry_that_others_could_have_written_is_ignored() {
    type Change = fn(&Path) -> bool;
    let changes: [(&str, Change); 6] = [
        ("its group may write", |entry| set_mode(entry, 0o620)),
        ("others may read it", |entry| set_mode(entry, 0o604)),
        ("its folder is open to a group", |entry| set_mode(entry.parent().unwrap(), 0o770)),
        ("its folder is open to all", |entry| set_mode(entry.parent().unwrap(), 0o1777)),
        ("it is another user's", |entry| chown(entry, Some(1234), None).is_ok()),
        ("its folder is another user's", |entry| chown(entry.parent().unwrap(), Some(1234), None).is_ok()),
    ];
    for (case, change) in changes {
        let job = Job::with_misleading_cache();
        if !change(&job.entry()) {
            job.other.allow("POST /token", ScriptedResponse::html(404));
            skip(case, "only root gives files away");
            continue;
        }
        let origin = job.provider.origin();
        job.provider.expect(DISCOVERY, ScriptedResponse::json(&json!({"issuer": origin, "token_endpoint": format!("{origin}/token")})));
        assert_eq!(job.run().json()["Version"], 1, "{case}");
        assert!(job.other.requests().is_empty(), "{case}");
    }
}

#[test]
fn an_entry_that_is_a_link_or_of_another_provider_is_a_miss() {
    let change = |from: &'static str, to: &'static str| {
        let job = Job::with_misleading_cache();
        let text = fs::read_to_string(job.entry()).unwrap();
        assert!(text.contains(from));
        fs::write(job.entry(), text.replacen(from, to, 1)).unwrap();
        job
    };
    change("\"issuer\":\"http:", "\"issuer\":\"https:").assert_cache_miss("another issuer");
    change("\"address\":\"http:", "\"address\":\"https:").assert_cache_miss("another address");
    let job = Job::with_misleading_cache();
    let (entry, elsewhere) = (job.entry(), job.home.path().join("entry"));
    fs::rename(&entry, &elsewhere).unwrap();
    symlink(&elsewhere, &entry).unwrap();
    job.assert_cache_miss("a link");
    let job = Job::with_misleading_cache();
    let old = job.home.path().join("cache/sts-cli");
    fs::create_dir_all(&old).unwrap();
    fs::rename(job.entry().parent().unwrap(), old.join("provider")).unwrap();
    job.assert_cache_miss("in the old cache");
}
