//! A home with AWS files, and what a run in it does.

use crate::support;
use std::fs;
use std::path::{Path, PathBuf};
use sts_cli::credentials::Credentials;
use sts_cli::deliver::aws_profile::{self, Error, FileChange, command_line};
use sts_cli::request::{Request, WriteOptions};
use sts_cli::secret::{SecretKey, SessionToken};
use sts_cli::sys::{Deps, Directories, Environment, Trust};
use tempfile::TempDir;

pub(super) const PLAIN: WriteOptions = WriteOptions { force: false, dry_run: false, in_place: false };
pub(super) const FORCE: WriteOptions = WriteOptions { force: true, ..PLAIN };
pub(super) const DRY_RUN: WriteOptions = WriteOptions { dry_run: true, ..PLAIN };

/// A home with nothing in it, and what a run in it does.
pub(super) struct Home {
    pub(super) folder: TempDir,
    pub(super) deps: Deps,
}

impl Home {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let environment = Environment::from([("HOME", path), ("XDG_RUNTIME_DIR", path)]);
        let deps = Deps { directories: Directories::from_environment(&environment), environment, ..Deps::real() };
        Self { folder, deps }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(".aws").join(name)
    }

    pub(super) fn put(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path("")).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    pub(super) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// A text as snapshots show it.
    pub(super) fn shown(&self, text: &impl std::fmt::Display) -> String {
        let names = [(self.folder.path().display().to_string(), "[HOME]")];
        let text = support::snapshot::with_placeholders(&text.to_string(), &names);
        if text.ends_with('\n') { text } else { text + "\n" }
    }

    pub(super) fn write(&self, key: &str, write_options: WriteOptions) -> Result<Vec<FileChange>, Error> {
        self.write_for(key, &request("http://127.0.0.1:9000"), write_options)
    }

    pub(super) fn write_for(&self, key: &str, request: &Request, write_options: WriteOptions) -> Result<Vec<FileChange>, Error> {
        self.deps.block_on(aws_profile::write_profile("prod", &credentials(key), request, write_options, &self.deps)).unwrap()
    }

    pub(super) fn configure(&self, endpoint: &str, write_options: WriteOptions) -> Result<Vec<FileChange>, Error> {
        self.configure_for(&request(endpoint), write_options)
    }

    pub(super) fn configure_for(&self, request: &Request, write_options: WriteOptions) -> Result<Vec<FileChange>, Error> {
        let command = command_line(Path::new("/opt/sts-cli"), &["get", "prod", "-o", "process"]).unwrap();
        self.deps.block_on(aws_profile::configure("prod", &command, request, write_options, &self.deps)).unwrap()
    }
}

pub(super) fn credentials(key: &str) -> Credentials {
    Credentials {
        access_key: key.to_owned(),
        secret_key: SecretKey::new("fake/secret+key".to_owned()),
        session_token: SessionToken::new("fake.session==".to_owned()),
        expiration: "2030-01-01T08:00:00Z".parse().unwrap(),
        granted: "2030-01-01T00:00:00Z".parse().unwrap(),
        name: None,
        identity: None,
    }
}

pub(super) fn request(endpoint: &str) -> Request {
    Request {
        trust: Trust { ca_bundle: Some("/etc/minio/ca.pem".into()), ..Trust::default() },
        region: "eu-west-1".to_owned(),
        profile: Some("prod".to_owned()),
        ..support::request::request(endpoint)
    }
}
