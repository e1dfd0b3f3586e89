//! `whoami`, `buckets` and `inspect` of credentials that MinIO granted and tokens that Keycloak issued; another user at Keycloak.

use std::fs;

use crate::browser::Person;
use crate::clients::Keys;
use crate::program::{BINARY, ProgramOutput, bare, run, sts_cli, sts_cli_with};
use crate::servers::keycloak::ISSUER;
use crate::servers::minio::ENDPOINT;
use crate::story::{Story, run_story};
use crate::tokens;

/// Writes the profile `prod` of Keycloak and MinIO, and one that narrows it.
fn write_profiles(story: &Story) {
    let folder = story.home().join("config/sts-cli/profiles");
    fs::create_dir_all(&folder).expect("the home can be written");
    let prod = format!("identity = \"web-identity\"\nendpoint = \"{ENDPOINT}\"\nissuer = \"{ISSUER}\"\nclient_id = \"sts-cli\"\n");
    fs::write(folder.join("prod.toml"), prod).expect("the home can be written");
    fs::write(folder.join("narrow.toml"), "extends = \"prod\"\nallow = [\"read:demo\"]\n").expect("the home can be written");
}

/// Logs in, and returns the credentials of the profile.
fn keys_of_prod(story: &Story, person: &Person) -> Keys {
    sts_cli_with(story, person, &["login", "prod"]).assert_ok();
    Keys::read(&sts_cli(story, &["get", "prod", "--no-buckets", "-o", "json"]).assert_ok())
}

/// Asserts that neither a token nor a secret key is shown.
fn assert_shows_no_secret(said: &ProgramOutput, keys: &Keys) {
    for (name, secret) in &keys.variables()[1..] {
        assert!(!said.stdout.contains(secret) && !said.stderr.contains(secret), "{name} is shown");
    }
    assert!(!said.stdout.contains("eyJ") && !said.stderr.contains("eyJ"), "a token is shown: {}", said.stdout);
}

#[test]
fn whoami_and_buckets_show_what_alice_has_at_minio() {
    run_story(|story| {
        write_profiles(story);
        let alice = Person::signs_in("alice");
        sts_cli(story, &["whoami", "prod"]).assert_code(4).assert_prints(&["not logged in", "login required", "sts-cli login prod"]);
        let keys = keys_of_prod(story, &alice);
        let said = sts_cli(story, &["whoami", "prod"]).assert_ok().assert_prints(&[
            "alice\n",
            &format!("Provider         {ISSUER} (client sts-cli)"),
            "Rights           the claim `policy` of the token",
            "Policies         readwrite",
            "without prompting, with the refresh token, until ",
        ]);
        assert_shows_no_secret(&said, &keys);
        let said = sts_cli(story, &["whoami", "prod", "--online"]).assert_ok().assert_prints(&["Accepted         yes", "demo (open)"]);
        assert_shows_no_secret(&said, &keys);
        let json = sts_cli(story, &["whoami", "prod", "--online", "--json"]).assert_ok().json();
        assert_eq!((&json["online"]["sees"], &json["online"]["buckets_complete"]), (&"buckets".into(), &true.into()), "{json}");
        assert_eq!((&json["credentials"]["problems"], &json["credentials"]["fresh"]), (&serde_json::json!([]), &true.into()), "{json}");
        let said = sts_cli(story, &["buckets", "prod"]).assert_ok();
        assert!(said.stdout.lines().any(|name| name == "demo"), "{}", said.stdout);
        let narrow = sts_cli(story, &["whoami", "narrow", "--online"]).assert_ok();
        narrow.assert_prints(&["Session policy   Allow s3:GetObject on demo", "demo (access denied)"]);
        assert_eq!(alice.browser_count(story), 1, "one login for all of this");
    });
}

#[test]
fn wrong_keys_in_the_environment_are_explained() {
    run_story(|story| {
        write_profiles(story);
        let keys = keys_of_prod(story, &Person::signs_in("alice"));
        let with = |change: &dyn Fn(&str, &str) -> String, arguments: &[&str]| {
            let mut command = bare(story, BINARY);
            keys.variables().iter().for_each(|(name, value)| {
                command.env(name, change(name, value));
            });
            run(command.env("AWS_ENDPOINT_URL_S3", ENDPOINT).env("AWS_ALLOW_HTTP", "true").args(arguments))
        };
        let online = ["whoami", "none", "--online"];
        with(&|_, value| value.to_owned(), &online).assert_ok().assert_prints(&["alice\n", "demo (open)"]);
        let longer =
            |which: &'static str| move |name: &str, value: &str| if name == which { format!("{value}AA") } else { value.to_owned() };
        let said = with(&longer("AWS_SECRET_ACCESS_KEY"), &online).assert_code(5);
        said.assert_explains(&["SignatureDoesNotMatch", "hint: check AWS_SECRET_ACCESS_KEY"]);
        let said = with(&longer("AWS_SESSION_TOKEN"), &online).assert_code(5).assert_prints(&["the session token was changed"]);
        said.assert_explains(&["hint: set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN together"]);
        let said = with(&longer("AWS_ACCESS_KEY_ID"), &["buckets", "none"]).assert_code(5);
        said.assert_explains(&["InvalidAccessKeyId", "get new credentials"]);
    });
}

#[test]
fn inspect_decodes_the_tokens_of_minio_and_keycloak() {
    run_story(|story| {
        write_profiles(story);
        let keys = keys_of_prod(story, &Person::signs_in("alice"));
        let [_, _, (_, session_token)] = keys.variables();
        let inspect = |token: &str| run(bare(story, BINARY).env("TOKEN", token).args(["inspect", "env:TOKEN"]));
        let said = inspect(session_token).assert_ok().assert_prints(&[
            "session token of MinIO",
            "Policies         readwrite",
            "MinIO            may accept",
        ]);
        assert!(!said.stdout.contains("Problem"), "{}", said.stdout);
        assert_shows_no_secret(&said, &keys);
        let said = sts_cli(story, &["inspect", "prod"]).assert_ok();
        let said =
            said.assert_prints(&["cached credentials", "stored ID token", "stored refresh token", ISSUER, "MinIO            may accept"]);
        assert!(!said.stdout.contains("characters are missing"), "{}", said.stdout);
        assert_shows_no_secret(&said, &keys);
        let [id_token, access_token] = ["id_token", "access_token"].map(|member| tokens::keycloak_token("alice", "scripts", member));
        for (token, title) in [(&id_token, "ID token"), (&access_token, "access token")] {
            let said = inspect(token).assert_ok().assert_prints(&[title, ISSUER, "Algorithm        RS256", "may accept"]);
            assert!(!said.stdout.contains("Problem"), "{}", said.stdout);
            assert_shows_no_secret(&said, &keys);
        }
        inspect(&id_token[..id_token.len() - 5]).assert_ok().assert_prints(&["its signature is not one of RS256"]);
    });
}

#[test]
fn another_user_logs_in_at_keycloak() {
    run_story(|story| {
        write_profiles(story);
        keys_of_prod(story, &Person::signs_in("alice"));
        let bob = Person::signs_in("bob");
        let said = sts_cli_with(story, &bob, &["login", "prod", "--switch"]).assert_ok();
        said.assert_explains(&["logged in as bob", "before: alice"]);
        assert_eq!(bob.last_page(story).parameter("prompt"), "login", "Keycloak has no select_account");
        sts_cli(story, &["whoami", "prod"]).assert_ok().assert_prints(&["bob\n"]);
        let said = sts_cli_with(story, &Person::signs_in("bob"), &["login", "prod", "--switch"]).assert_ok();
        said.assert_explains(&["still logged in as bob"]);
    });
}
