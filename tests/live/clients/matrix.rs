//! The matrix of clients, ways and servers: each cell runs once and adds a line to the table that `tests/live/run` prints.

use std::thread;
use std::time::Instant;

use super::table::Client;
use super::ways::Way;
use super::{Keys, mc, small_file};
use crate::program::{BINARY, credentials, run};
use crate::servers::minio::{CAROL, ENDPOINT};
use crate::servers::seaweedfs::SEAWEEDFS;
use crate::story::{Story, add_line};
use crate::tools::beside;

/// The servers that all clients work with.
const SERVERS: [(&str, &str); 2] = [("MinIO", ENDPOINT), ("SeaweedFS", SEAWEEDFS)];

/// A client at a server, with credentials that came one way.
struct Cell<'a> {
    client: &'a Client,
    way: Way,
    server: &'static str,
    endpoint: &'static str,
    file: &'a str,
    started: Instant,
}

/// Gives this client credentials in every way that it supports, for both servers at the same time.
pub(crate) fn assert_works_in_every_way(story: &Story, client: &Client) {
    for (way, reason) in Way::TOLD.iter().filter_map(|way| Some((way, client.why_unsupported(*way)?))) {
        add_line("clients.tsv", &format!("{}\t{}\tany\t-\tnot supported: {reason}", client.name, way.name()));
    }
    let file = &small_file(story); // written once: both servers' clients read it at the same time
    let failed = thread::scope(|scope| {
        let servers = SERVERS.map(|(server, endpoint)| scope.spawn(move || run_every_way(story, client, file, server, endpoint)));
        servers.into_iter().filter_map(|server| server.join().err()).count()
    });
    assert_eq!(failed, 0, "{} failed at so many servers; what it said stands above", client.name);
}

fn run_every_way(story: &Story, client: &Client, file: &str, server: &'static str, endpoint: &'static str) {
    let arguments = ["assume-role", "--endpoint", endpoint];
    let login = run(credentials(story, &arguments).env("AWS_ACCESS_KEY_ID", CAROL.0).env("AWS_SECRET_ACCESS_KEY", CAROL.1));
    let witness = Keys::read(&login.assert_ok()).at(endpoint);
    for way in Way::TOLD.into_iter().filter(|way| client.why_unsupported(*way).is_none()) {
        Cell { client, way, server, endpoint, file, started: Instant::now() }.run(story, &witness);
    }
}

impl Cell<'_> {
    /// The client writes and lists; then the witness, another client with credentials of its own, sees what was written.
    fn run(self, story: &Story, witness: &Keys) {
        let Self { client, way, server, endpoint, file, .. } = self;
        let home = story.home().join(format!("{server}-{}", way.name().replace([' ', ','], "-")));
        way.set_up(&home, endpoint);
        let object = format!("{}-{}-{server}", client.name, way.name()).replace([' ', ','], "-");
        let told = |text: &str| text.replace("$OBJECT", &object).replace("$FILE", file);
        let script = format!("{}\n{}", way.first_lines(client), client.script);
        let mut command = way.shell(story);
        command.args(["-euc", &script]).current_dir(&home).env("HOME", &home).env("XDG_CONFIG_HOME", home.join(".config"));
        command.env("STS_CLI", BINARY).env("TOOLS", story.tools.folder()).env("HERE", beside("clients"));
        command.env("ENDPOINT", endpoint).env("OBJECT", &object).env("FILE", file);
        let said = run(&mut command).assert_ok();
        assert!(said.stdout.contains(&told(client.lists)), "{} does not list {object}: {}", client.name, said.stdout);
        mc(story, witness, &["stat", &format!("x/demo/{}", told(client.writes))]).assert_ok();
    }
}

impl Drop for Cell<'_> {
    fn drop(&mut self) {
        let Self { client, way, server, started, .. } = self;
        let result = if thread::panicking() { "FAILED" } else { "lists and writes" };
        let seconds = started.elapsed().as_secs_f64();
        add_line("clients.tsv", &format!("{}\t{}\t{server}\t{seconds:.1}\t{result}", client.name, way.name()));
    }
}
