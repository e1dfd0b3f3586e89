//! A test machine: a running sandbox, a persistent home, a movable clock, and a browser that counts its starts.

use super::events::{self, Events};
use super::outcome::Outcome;
use super::program::{self, BINARY, Program, Running};
use super::signals;
use super::snapshot::Name;
use std::path::{Path, PathBuf};

/// A browser that does nothing.
pub(crate) const NOBODY: &str = "#!/bin/sh\necho opened >> \"$WORLD/opened\"\n";

/// The sandbox and the user's home.
pub(crate) struct World {
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
    sandbox: Option<Running>,
}

impl World {
    /// Starts a sandbox with these faults at 2030-01-01, with the profile `prod` and a browser that signs in as alice.
    pub(crate) fn new(faults: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "xdg_config_home", "xdg_cache_home", "xdg_state_home", "tmpdir"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        std::fs::File::create(folder.path().join("events")).unwrap(); // who is another user may add to it
        std::fs::set_permissions(folder.path().join("events"), std::os::unix::fs::PermissionsExt::from_mode(0o666)).unwrap();
        let mut world = Self { folder, variables: Vec::new(), sandbox: None };
        world.clock_to("2030-01-01T00:00:00Z");
        world.write("browser", &format!("#!/bin/sh\necho opened >> \"$WORLD/opened\"\nexec {BINARY} sandbox sign-in alice \"$1\"\n"));
        std::fs::set_permissions(world.path("browser"), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        world.start(faults);
        let profile = format!(
            "identity = \"web-identity\"\nendpoint = \"{}\"\nissuer = \"{}\"\nclient_id = \"sts-cli\"\n",
            world.variable("STS_CLI_ENDPOINT"),
            world.variable("STS_CLI_ISSUER")
        );
        world.write_profile("prod", &profile);
        world
    }

    /// Starts the sandbox and reads the variables of its command.
    fn start(&mut self, faults: &[&str]) {
        let file = self.path("variables");
        let script = format!("env > {0}.new; mv {0}.new {0}; exec sleep 600", file.display());
        let faults = faults.iter().flat_map(|fault| ["--fault", fault]);
        let arguments = ["sandbox"].into_iter().chain(faults).chain(["--", "sh", "-c", script.as_str()]);
        let program = Program::sts_cli(arguments).env("STS_CLI_TEST_CLOCK", self.path("clock").to_str().unwrap());
        let program = program.with_events(self.sandbox_events());
        self.sandbox = Some(program.start());
        let deadline = std::time::Instant::now() + super::DEADLINE;
        while !file.exists() {
            assert!(std::time::Instant::now() < deadline, "the sandbox does not start");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let text = std::fs::read_to_string(file).unwrap();
        self.variables =
            text.lines().filter_map(|line| line.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    }

    /// Stops the sandbox.
    pub(crate) fn stop_sandbox(&mut self) {
        if let Some(sandbox) = self.sandbox.take() {
            sandbox.signal(rustix::process::Signal::TERM);
            sandbox.end();
        }
    }

    /// Returns the events of all runs on this machine.
    pub(crate) fn events(&self) -> Events {
        Events::at(self.path("events"))
    }

    /// Returns the events of the sandbox.
    pub(crate) fn sandbox_events(&self) -> Events {
        Events::at(self.path("sandbox-events"))
    }

    /// A file of this world.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file of this world.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Writes a profile of the user.
    pub(crate) fn write_profile(&self, name: &str, text: &str) {
        self.write(&format!("xdg_config_home/sts-cli/profiles/{name}.toml"), text);
    }

    /// Returns a variable of the sandbox's command.
    pub(crate) fn variable(&self, name: &str) -> &str {
        let found = self.variables.iter().find(|(known, _)| known == name);
        &found.unwrap_or_else(|| panic!("the sandbox does not set {name}")).1
    }

    pub(crate) fn clock_to(&self, time: &str) {
        let path = self.path("clock");
        std::fs::write(path.with_extension("new"), time).unwrap();
        std::fs::rename(path.with_extension("new"), path).unwrap();
    }

    /// How often the browser opened.
    pub(crate) fn browser_opened(&self) -> usize {
        std::fs::read_to_string(self.path("opened")).map_or(0, |log| log.lines().count())
    }

    /// Waits until the browser has opened so often.
    pub(crate) fn wait_for_browser(&self, times: usize) {
        let deadline = std::time::Instant::now() + super::DEADLINE;
        while self.browser_opened() < times {
            assert!(std::time::Instant::now() < deadline, "the browser opened {} times, not {times}", self.browser_opened());
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }

    /// Runs `begin` and waits until a fault delays the response to it; by then the provider's state has changed.
    pub(crate) fn until_response_is_delayed<T>(&self, begin: impl FnOnce() -> T) -> T {
        let before = self.sandbox_events().of("fault-waits").len();
        let begun = begin();
        self.sandbox_events().wait_for_more("fault-waits", before + 1);
        begun
    }

    /// `sts-cli` with these arguments on this machine.
    pub(crate) fn program(&self, arguments: &[&str]) -> Program {
        self.program_of(&BINARY, arguments)
    }

    /// Any program with these arguments on this machine.
    pub(crate) fn program_of(&self, program: &str, arguments: &[&str]) -> Program {
        let program = Program::of(program, arguments.iter().copied()).with_names(self.names()).with_events(self.events());
        self.places().fold(program, |program, (name, place)| program.env(&name, place.to_str().unwrap()))
    }

    /// Returns the placeholders for folders and addresses.
    fn names(&self) -> Vec<Name> {
        let folder = self.folder.path().display().to_string();
        let here = [(self.path("home").display().to_string(), "[HOME]"), (folder, "[WORLD]"), (BINARY.to_owned(), "[STS-CLI]")];
        let sandbox = [("STS_CLI_ENDPOINT", "[SANDBOX]"), ("SANDBOX_TLS_ENDPOINT", "[SANDBOX-TLS]")];
        let sandbox = sandbox.map(|(name, placeholder)| (self.variable(name).to_owned(), placeholder));
        program::places(self.folder.path()).into_iter().skip(1).chain(here).chain(sandbox).collect()
    }

    /// Runs it to its end, as [`World::run`] does.
    pub(crate) fn finish(&self, command: &mut std::process::Command) -> Outcome {
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let outcome = Outcome::new(output.status, text(output.stdout), text(output.stderr)).with_names(self.names());
        outcome.with_login_prompts(self.events().login_prompts()).without_login_prompts()
    }

    /// A POSIX shell with these commands on this machine, which stops at the first that fails.
    pub(crate) fn shell(&self, script: &str) -> std::process::Command {
        signals::reset_for_children();
        let mut command = std::process::Command::new("setsid");
        command.args(["--wait", "sh", "-euc", script]).env_clear().stdin(std::process::Stdio::null()).envs(self.places());
        command
    }

    /// The variables that lead to this machine's folders and files.
    pub(crate) fn places(&self) -> impl Iterator<Item = (String, PathBuf)> {
        let folders = ["xdg_config_home", "xdg_cache_home", "xdg_state_home", "home", "tmpdir"];
        let folders = folders.map(|name| (name.to_uppercase(), self.path(name)));
        folders.into_iter().chain(self.file_variables().map(|(name, file)| (name.to_owned(), self.path(file))))
    }

    /// Variables that name files of this world.
    fn file_variables(&self) -> [(&'static str, &'static str); 5] {
        [
            (events::VARIABLE, "events"),
            ("STS_CLI_TEST_CLOCK", "clock"),
            ("BROWSER", "browser"),
            ("WORLD", ""),
            ("STS_CLI_SYSTEM_DIR", "system"),
        ]
    }

    /// Runs `sts-cli` and removes login prompts from the output.
    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        self.program(arguments).run().without_login_prompts()
    }

    /// All files below a folder of this world.
    pub(crate) fn files(&self, folder: &str) -> Vec<PathBuf> {
        fn below(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() { below(&entry.path(), found) } else { found.push(entry.path()) }
            }
        }
        let mut found = Vec::new();
        below(&self.path(folder), &mut found);
        found.sort();
        found
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(sandbox) = self.sandbox.take() {
            sandbox.signal(rustix::process::Signal::TERM);
            if !std::thread::panicking() {
                sandbox.end();
            }
        }
    }
}
