//! A reverse proxy in front of MinIO publishes how to log in: the user knows nothing but the storage address.

use crate::browser::Person;
use crate::clients::{Keys, assert_list_and_write};
use crate::logins::logs_in;
use crate::program::{bare, run, sts_cli};
use crate::servers::minio::ENDPOINT;
use crate::servers::nginx;
use crate::terminal::Terminal;

#[test]
fn alice_knows_the_storage_address_only_and_types_name_and_password_at_the_provider() {
    logs_in("web-identity", "browser, from metadata", "MinIO, nginx, Keycloak", |story| {
        let folder = story.home().join("nginx");
        std::fs::create_dir_all(&folder).expect("the target folder can be written");
        let _nginx = nginx::start(story.tools, &folder).expect("nginx with the file of examples");
        let alice = Person::signs_in("alice");
        let mut terminal = Terminal::shows_all(story, &alice, &["login", nginx::ADDRESS]);
        terminal.waits_for("Log in at 127.0.0.1:8180, and send the token to 127.0.0.1:9445?");
        assert!(!alice.browser_opened(story), "nothing is opened before the confirmation");
        terminal.types("y");
        terminal.waits_for("Logged in to storage as alice (policy readwrite)");
        terminal.waits_for("Set up the AWS profile `storage` now? [y/N]: ");
        alice.waits_for_page(story).assert_success("alice");
        terminal.types("y");
        terminal.ends().assert_ok();
        let aws = story.tools.aws().display().to_string();
        let listed = run(bare(story, &aws).args(["s3", "ls", "--profile", "storage"])).assert_ok();
        assert!(listed.stdout.contains("demo"), "{}", listed.stdout);
        let keys = Keys::read(&sts_cli(story, &["get", "-o", "json", "--no-buckets"]).assert_ok()).at(nginx::ADDRESS);
        assert_list_and_write(story, &keys, "alice");
        keys.at(ENDPOINT) // nginx ends here
    });
}
