//! A TAB in the real shells, each on a terminal of its own: profiles and forms are offered. A shell that is missing here is said.

use crate::support::DEADLINE;
use crate::support::program::BINARY;
use crate::support::world::World;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};

/// A shell at work on the terminal that `script` makes.
struct Terminal {
    child: Child,
    keyboard: ChildStdin,
    screen: Arc<(Mutex<String>, Condvar)>,
}

impl Terminal {
    fn of(world: &World, shell: &str) -> Self {
        let folder = Path::new(BINARY).parent().unwrap().display().to_string();
        let mut command = Command::new("script");
        command
            .args(["--quiet", "--flush", "--command", &format!("stty cols 100 rows 40; exec {shell}"), "/dev/null"])
            .env_clear()
            .env("TERM", "xterm")
            .env("SHELL", "/bin/sh");
        command.env("PATH", format!("{folder}:/usr/local/bin:/usr/bin:/bin"));
        for name in ["xdg_config_home", "xdg_cache_home", "xdg_state_home", "home", "tmpdir"] {
            command.env(name.to_uppercase(), world.path(name));
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (keyboard, mut source) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let screen = Arc::new((Mutex::new(String::new()), Condvar::new()));
        let copy = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = source.read(&mut bytes) {
                copy.0.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..length]));
                copy.1.notify_all();
            }
        });
        Self { child, keyboard, screen }
    }

    fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).and_then(|()| self.keyboard.flush()).unwrap();
    }

    /// Waits until all of these stand on the screen, and wipes it.
    fn shows(&self, texts: &[&str]) {
        let missing = |screen: &mut String| !texts.iter().all(|text| screen.contains(text));
        let mut screen = self.screen.1.wait_timeout_while(self.screen.0.lock().unwrap(), DEADLINE, missing).unwrap().0;
        assert!(texts.iter().all(|text| screen.contains(text)), "the terminal does not show {texts:?} but {screen:?}");
        screen.clear();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The shell offers the profiles behind `get`, and completes a form.
fn completes(program: &str, shell: &str, set_up: &str, tab: &str) {
    if !["/bin", "/usr/bin", "/usr/local/bin"].iter().any(|folder| Path::new(folder).join(program).exists()) {
        eprintln!("skipped: {program} is not installed here");
        return;
    }
    let world = World::new(&[]);
    world.write_profile("laboratory", "extends = \"prod\"\n");
    let mut terminal = Terminal::of(&world, shell);
    terminal.types(&format!("{set_up}; echo rea''dy\n"));
    terminal.shows(&["ready"]);
    terminal.types(&format!("sts-cli get {tab}"));
    terminal.shows(&["laboratory", "prod"]);
    terminal.types("\x15"); // the line is wiped
    for (typed, shown) in [
        ("sts-cli get prod -o dote\t", "dotenv"),
        ("sts-cli get --profile labo\t", "laboratory"),
        ("sts-cli exec prod -- dircol\t", "dircolors"),
    ] {
        terminal.types(typed);
        terminal.shows(&[shown]);
        terminal.types("\x15");
    }
}

/// What is offered for the last of these words, as bash asks for it.
fn offered(world: &World, words: &[&str]) -> Vec<String> {
    let program = world.program(&[&["--", "sts-cli"], words].concat()).env("COMPLETE", "bash").env("_CLAP_IFS", "\n");
    let program = program.env("_CLAP_COMPLETE_INDEX", &words.len().to_string()).env("_CLAP_COMPLETE_COMP_TYPE", "9");
    program.env("_CLAP_COMPLETE_SPACE", "true").run().ok().lines().map(|line| line.trim().to_owned()).collect()
}

#[test]
fn profiles_are_offered_wherever_one_may_stand_and_behind_two_dashes_commands_and_files() {
    let world = World::new(&[]);
    world.write_profile("laboratory", "extends = \"prod\"\n");
    let both = ["laboratory", "prod"];
    for words in [&["get", ""][..], &["get", "--profile", ""], &["exec", ""], &["status", ""], &["login", "--profile", ""]] {
        assert_eq!(offered(&world, words), both, "{words:?}");
    }
    assert_eq!(offered(&world, &["exec", "lab"]), ["laboratory"]);
    for words in [&["exec", "prod", "--", "dircol"][..], &["exec", "--", "dircol"]] {
        assert_eq!(offered(&world, words), ["dircolors"], "{words:?}");
    }
    assert_eq!(offered(&world, &["exec", "prod", "--", "cat", "Cargo.to"]), ["Cargo.toml"]);
}

#[test]
fn bash_offers_profiles_and_forms() {
    completes("bash", "bash --norc -i", "source <(sts-cli completions bash)", "\t\t");
}

#[test]
fn zsh_offers_profiles_and_forms() {
    completes("zsh", "zsh -f -i", "autoload -U compinit; compinit -u; source <(sts-cli completions zsh)", "\t");
}

#[test]
fn fish_offers_profiles_and_forms() {
    completes("fish", "fish --no-config -i", "sts-cli completions fish | source", "\t");
}
