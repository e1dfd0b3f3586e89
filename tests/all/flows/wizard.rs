//! The dialogue of `login URL` on a terminal with a cursor: menus, checks at once, an overview, and answers that are not lost.

use crate::support::terminal::Terminal;
use crate::support::world::World;

/// A shell on a terminal of 80 columns and 24 rows, on a machine without profiles. The storage address publishes no metadata.
fn started(world: &World) -> Terminal {
    std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
    let mut terminal = Terminal::of(world, "sh");
    terminal.types("stty cols 80 rows 24; PS1=; echo rea''dy\n");
    terminal.shows(&["ready"]);
    terminal.types(&format!("sts-cli login {} > \"$HOME/out\"; echo co''de $?\n", world.variable("STS_CLI_ENDPOINT")));
    terminal.shows(&["responds", "How do you log in to this server?", "> 1 web-identity", "2 ldap", "4 assume-role", "Number (arrow keys"]);
    terminal
}

fn world() -> World {
    World::new(&["no-metadata"])
}

#[test]
fn a_wrong_issuer_is_reported_at_once_and_the_other_answers_remain() {
    let world = world();
    let (endpoint, issuer) = (world.variable("STS_CLI_ENDPOINT").to_owned(), world.variable("STS_CLI_ISSUER").to_owned());
    let mut terminal = started(&world);
    terminal.types("\r");
    terminal.shows(&["How do you log in to this server? web-identity\r\n", "Issuer of your identity provider: "]);
    terminal.types(&format!("{endpoint}\n"));
    terminal.shows(&["discovery document", "hint:", &format!("Issuer of your identity provider [{endpoint}]: ")]);
    terminal.types(&format!("{issuer}\n"));
    terminal.shows(&["  found an OpenID provider: PKCE, device codes", "Client ID of sts-cli at the provider [sts-cli]: "]);
    terminal.types("unregistered\n");
    terminal.shows(&["Name for the profile [storage]: "]);
    terminal.types("\n");
    terminal.shows(&[
        "Choose a line to change it.",
        "> 1 log in",
        "  4 client_id  unregistered",
        "  5 name       storage",
        "  6 cancel",
        "Number (arrow keys",
    ]);
    terminal.types("\x1b[B\x1b[B\x1b[B\r");
    terminal.shows(&["Client ID of sts-cli at the provider [unregistered]: "]);
    terminal.types("sts-cli\n");
    terminal.shows(&["  4 client_id  sts-cli", "Number (arrow keys"]);
    terminal.types("name\r");
    terminal.shows(&["Name for the profile [storage]: "]);
    terminal.types("lab\n");
    terminal.shows(&["> 1 log in     and save the profile `lab`", "Number (arrow keys"]);
    terminal.types("\r");
    terminal.shows(&["saved the profile `lab`", "code 0"]);
    let profile = std::fs::read_to_string(world.path("xdg_config_home/sts-cli/profiles/lab.toml")).unwrap();
    assert_eq!(
        profile,
        format!("identity = \"web-identity\"\nissuer = \"{issuer}\"\nclient_id = \"sts-cli\"\nendpoint = \"{endpoint}\"\n")
    );
}

#[test]
fn a_login_without_any_profile_asks_for_the_address_first() {
    let world = world();
    std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
    let mut terminal = Terminal::of(&world, "sh");
    terminal.types("stty cols 80 rows 24; PS1=; echo rea''dy\n");
    terminal.shows(&["ready"]);
    terminal.types("sts-cli login; echo co''de $?\n");
    terminal.shows(&["Address of the storage server, such as https://minio.example:9000: "]);
    terminal.types("http://storage.example\n");
    terminal.shows(&["http", "Address of the storage server"]);
    terminal.types(&format!("{}\n", world.variable("STS_CLI_ENDPOINT")));
    terminal.shows(&["responds", "How do you log in to this server?", "Number (arrow keys"]);
    terminal.types("\x1b");
    terminal.shows(&["code "]);
    terminal.types("sts-cli login --login never; echo co''de $?\n");
    terminal.shows(&["no profile given", "--save NAME", "code 2"]);
}

#[test]
fn another_identity_can_be_chosen_in_the_overview_and_a_wrong_password_loses_nothing() {
    let world = world();
    let mut terminal = started(&world);
    terminal.types("ldap\r");
    terminal.shows(&["Your login name: "]);
    terminal.types("alice\n");
    terminal.shows(&["Name for the profile [storage]: "]);
    terminal.types("\n");
    terminal.shows(&["  2 identity  ldap: LDAP user name and password", "  3 user      alice", "Number (arrow keys"]);
    terminal.types("\r");
    terminal.shows(&["Password: "]);
    terminal.types("wrong\n");
    terminal.shows(&["error:", "> 1 log in", "  3 user      alice", "Number (arrow keys"]);
    terminal.types("2\r");
    terminal.shows(&["How do you log in to this server?", "> 2 ldap", "Number (arrow keys"]);
    terminal.types("assume\r");
    terminal.shows(&["Your access key: "]);
    terminal.types("AKIAPLANTED\n");
    terminal.shows(&["  3 access_key  AKIAPLANTED", "Number (arrow keys"]);
    terminal.types("2\r");
    terminal.shows(&["> 4 assume-role", "Number (arrow keys"]);
    terminal.types("ldap\r");
    terminal.shows(&["  3 user      alice", "Number (arrow keys"]);
    terminal.types("\r");
    terminal.shows(&["Password: "]);
    terminal.types("alice-secret\n");
    terminal.shows(&["saved the profile `storage`", "code 0"]);
}

#[test]
fn the_files_of_a_certificate_are_checked_at_once_and_cancel_saves_nothing() {
    let world = world();
    world.write("home/cert.pem", "not read yet\n");
    let file = world.path("home/cert.pem").display().to_string();
    let mut terminal = started(&world);
    terminal.types("certificate\r");
    terminal.shows(&["File of the certificate: "]);
    terminal.types("/nowhere.pem\n");
    terminal.shows(&["could not read /nowhere.pem", "File of the certificate: "]);
    terminal.types(&format!("{file}\n"));
    terminal.shows(&["File of its private key: "]);
    terminal.types(&format!("{file}\n"));
    terminal.shows(&["Name for the profile [storage]: "]);
    terminal.types("\n");
    terminal.shows(&["  3 client_cert  ", "  4 client_key ", "  6 cancel", "Number (arrow keys"]);
    terminal.types("cancel\r");
    terminal.shows(&["canceled: nothing was saved", "code 130"]);
    assert_eq!(world.files("xdg_config_home"), Vec::<std::path::PathBuf>::new());
}

#[test]
fn an_unreachable_storage_address_is_reported_before_the_questions() {
    let world = world();
    let mut terminal = Terminal::of(&world, "sh");
    terminal.types("sts-cli login http://127.0.0.1:1; echo co''de $?\n");
    terminal.shows(&["127.0.0.1:1", "code 6"]);
}
