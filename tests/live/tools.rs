//! Paths of installed programs: `tests/live/install` puts them into one cache folder.

use std::env;
use std::path::{Path, PathBuf};

/// The folder of installed programs, and what every child process of the suite is given of the environment.
pub(crate) struct Tools {
    cache: PathBuf,
    path: String,
}

impl Tools {
    /// Finds the cache folder, and stops when nothing was installed there.
    pub(crate) fn find() -> Result<Self, String> {
        let cache = env::var_os("STS_CLI_LIVE_CACHE").map_or_else(default_cache, PathBuf::from);
        let tools = Self { cache, path: format!("{}:/usr/sbin", env::var("PATH").unwrap_or_default()) };
        let needed = [tools.minio(), tools.mc(), tools.keycloak(), tools.aws(), tools.oidc_provider(), tools.weed()];
        match needed.iter().find(|file| !file.exists()) {
            None => Ok(tools),
            Some(missing) => Err(format!("{} is missing: run tests/live/install, or the whole suite by tests/live/run", missing.display())),
        }
    }

    /// The folder that everything but Debian's packages was installed into.
    pub(crate) fn folder(&self) -> &Path {
        &self.cache
    }

    pub(crate) fn minio(&self) -> PathBuf {
        self.cache.join("bin/minio")
    }

    pub(crate) fn mc(&self) -> PathBuf {
        self.cache.join("bin/mc")
    }

    /// The folder that Keycloak was unpacked into.
    pub(crate) fn keycloak(&self) -> PathBuf {
        self.cache.join("keycloak")
    }

    pub(crate) fn aws(&self) -> PathBuf {
        self.cache.join("awscli/bin/aws")
    }

    /// The folder that oidc-provider was installed into.
    pub(crate) fn oidc_provider(&self) -> PathBuf {
        self.cache.join("oidc-provider")
    }

    /// SeaweedFS.
    pub(crate) fn weed(&self) -> PathBuf {
        self.cache.join("seaweedfs/bin/weed")
    }

    /// The folder that playwright-core is looked for in; Node wants the closing slash.
    pub(crate) fn playwright(&self) -> String {
        format!("{}/", self.cache.join("playwright").display())
    }

    /// The first browser of Chromium's kind on PATH.
    pub(crate) fn chromium(&self) -> PathBuf {
        let names = ["chromium", "chromium-browser", "google-chrome"];
        let found =
            names.iter().flat_map(|name| env::split_paths(&self.path).map(move |folder| folder.join(name))).find(|file| file.exists());
        found.expect("a Chromium on PATH")
    }

    /// The `PATH` of children; includes the sbin folders because of slapd.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

fn default_cache() -> PathBuf {
    let caches = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cache");
    caches.unwrap_or_else(home).join("sts-cli-live")
}

/// A file that lies beside this one.
pub(crate) fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live").join(name)
}

/// Returns the folder of logs, screenshots and result tables.
pub(crate) fn output() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("cargo's folder for tests lies in the target folder");
    target.join("live")
}
