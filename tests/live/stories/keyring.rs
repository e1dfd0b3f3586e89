//! A cache that is sealed by the operating system's keyring: GNOME's, on a session bus of its own; open, locked, and stuck.

use std::fs;

use crate::browser::Person;
use crate::clients::Keys;
use crate::program::{BINARY, ProgramOutput, bare, run};
use crate::servers::keycloak::ISSUER;
use crate::servers::minio::ENDPOINT;
use crate::story::{Story, run_story};

const CONFIGURATION: i32 = 3;
const IDENTITY: i32 = 4;

/// A folder for sockets, whose names may not be long, and a keyring that is open: who asks before it has its name on the bus makes the bus
/// start another one, which is locked and writes to standard output.
const RUNTIME: &str = r#"
    XDG_RUNTIME_DIR=$(mktemp -d /tmp/desktop-XXXXXX); export XDG_RUNTIME_DIR
    trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
    printf fake-password | gnome-keyring-daemon --unlock --components=secrets >&2
    owned() { dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner "string:$1" | grep -q true; }
    for try in $(seq 200); do owned org.freedesktop.secrets && break; sleep 0.05; done"#;

/// Runs a shell script on its own session bus, with the profile `prod`, whose cache is sealed.
fn run_on_session_bus(story: &Story, person: &Person, script: &str) -> ProgramOutput {
    let folder = story.home().join("config/sts-cli/profiles");
    fs::create_dir_all(&folder).expect("the home can be written");
    let profile = format!("identity = \"web-identity\"\nendpoint = \"{ENDPOINT}\"\nissuer = \"{ISSUER}\"\nclient_id = \"sts-cli\"\n");
    fs::write(folder.join("prod.toml"), profile).expect("the home can be written");
    fs::write(folder.join("../config.toml"), "cache = \"keyring\"\n").expect("the home can be written");
    let mut command = bare(story, "dbus-run-session");
    command.env("BROWSER", person.browser_command(story)).env("STS_CLI", BINARY);
    let script = format!("{RUNTIME}\n{script}");
    run(command.args(["--", "sh", "-euc", &script]))
}

#[test]
fn the_cache_is_sealed_with_a_key_in_the_keyring() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        let script = r#"
            for run in 1 2 3 4 5 6 7 8; do "$STS_CLI" get prod -o json 2>"$HOME/said-$run" & done
            wait
            "$STS_CLI" get prod -o json
            secret-tool clear service sts-cli
            "$STS_CLI" get prod -o json --no-input && exit 1 || exit "$?""#;
        let said = run_on_session_bus(story, &alice, script).assert_code(IDENTITY).assert_explains(&["interactive login required"]);
        let sets: Vec<&str> = said.stdout.lines().collect();
        let [first, .., last] = sets[..] else { panic!("sets of credentials: {}", said.stdout) };
        assert!(sets.len() == 9 && sets.iter().all(|set| *set == last), "eight that came at once made one key: {}", said.stdout);
        assert_eq!(alice.browser_count(story), 1, "one browser opened");
        let object = serde_json::from_str(first).expect("one object");
        Keys::of(&object, &said);
        for shelf in ["credentials", "tokens"] {
            let files: Vec<_> =
                fs::read_dir(story.home().join("state/sts-cli").join(shelf)).expect("something is kept").flatten().collect();
            assert!(!files.is_empty(), "something is kept");
            for file in files {
                let text = fs::read_to_string(file.path()).expect("it can be read");
                assert!(text.contains("\"sealed\":") && !text.contains("\"entry\":"), "{text}");
                assert!(!text.contains(object["AccessKeyId"].as_str().expect("a text")), "{text}");
            }
        }
    });
}

#[test]
fn a_locked_keyring_is_reported_and_nothing_is_stored_unsealed() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        let script = r#"
            "$STS_CLI" get prod -o json >"$HOME/first"
            dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
              org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login >&2
            "$STS_CLI" get prod -o process && exit 0 || exit "$?""#;
        let said = run_on_session_bus(story, &alice, script).assert_refused(CONFIGURATION);
        said.assert_explains(&["keyring", "unlock the keyring, or use --cache file"]);
    });
}

#[test]
fn an_unresponsive_keyring_times_out_before_an_sdk_does() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        let script = r#"
            "$STS_CLI" get prod -o json >"$HOME/first"
            kill -STOP "$(pgrep -n -f 'gnome-keyring-daemon --unlock')"
            "$STS_CLI" get prod -o process && exit 0 || exit "$?""#;
        let said = run_on_session_bus(story, &alice, script).assert_refused(CONFIGURATION);
        assert!(said.took.as_secs() < 40, "an SDK waits for a minute");
        said.assert_explains(&["the keyring did not respond within 10 s", "--cache file"]);
    });
}
