//! A refresh that was sent is not lost, whatever ends the run meanwhile: a table of (what runs) × (what ends it).
//!
//! The provider has exchanged the refresh token, and answers two seconds later. The run ends in between; afterwards the stored refresh
//! token must be the new one, for the sandbox ends the whole login of whoever shows the old one again.

use crate::support::program::{Program, Running};
use crate::support::world::World;
use rustix::process::Signal;
use std::net::TcpListener;

/// The command that sends the refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    /// `get`, which waits for it.
    Get,
    /// `get` with a storage server that accepts connections and never answers.
    GetFromASilentServer,
    /// `serve` before its endpoint answers.
    ServeStarts,
    /// `serve` with credentials to hand out.
    ServeRenews,
    /// `get --watch` with a file that was written.
    WatchRenews,
    /// `exec --renew` beside a command.
    ExecRenews,
    /// `exec --renew` before its command runs.
    ExecStarts,
}

/// The cause of its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Signal(Signal),
    /// The storage server closes the connection of the probe.
    ServerIsLost,
    /// The command beside `exec --renew` has done its work.
    CommandEnds,
}

const INT: End = End::Signal(Signal::INT);
const TERM: End = End::Signal(Signal::TERM);
const HUP: End = End::Signal(Signal::HUP);

/// Command, cause of its end, and exit code.
const CASES: [(Work, End, i32); 19] = [
    (Work::Get, INT, 130),
    (Work::Get, TERM, 143),
    (Work::Get, HUP, 129),
    (Work::GetFromASilentServer, INT, 130),
    (Work::GetFromASilentServer, TERM, 143),
    (Work::GetFromASilentServer, End::ServerIsLost, 6),
    (Work::ServeStarts, INT, 130),
    (Work::ServeStarts, TERM, 0),
    (Work::ServeStarts, HUP, 0),
    (Work::ServeRenews, INT, 130),
    (Work::ServeRenews, TERM, 0),
    (Work::ServeRenews, HUP, 0),
    (Work::WatchRenews, INT, 130),
    (Work::WatchRenews, TERM, 0),
    (Work::WatchRenews, HUP, 0),
    (Work::ExecStarts, INT, 130),
    (Work::ExecStarts, TERM, 143),
    (Work::ExecRenews, TERM, 143), // passed on to the command, which it ends
    (Work::ExecRenews, End::CommandEnds, 7),
];

impl Work {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Get => &["get", "prod", "-o", "json"],
            Self::GetFromASilentServer => &["get", "silent", "-o", "json"],
            Self::ServeStarts | Self::ServeRenews => &["serve", "prod"],
            Self::WatchRenews => &["get", "prod", "--write-profile", "keys", "--watch"],
            Self::ExecStarts => &["exec", "prod", "--renew", "--", "true"],
            Self::ExecRenews => {
                &["exec", "prod", "--renew", "--", "sh", "-c", "echo ready; until [ -e \"$WORLD/end\" ]; do sleep 0.05; done; exit 7"]
            }
        }
    }

    /// Whether the refresh is a renewal of something that runs already.
    fn is_renewal(self) -> bool {
        matches!(self, Self::ServeRenews | Self::WatchRenews | Self::ExecRenews)
    }
}

/// A sandbox that answers late, and a login whose tokens and credentials end soon.
fn world() -> World {
    let world = World::new(&["short-life=20s", "short-id-token=10s", "late-token=2s"]);
    world.run(&["login", "prod", "-q"]).ok();
    world
}

/// Starts the work, and returns when the provider has exchanged the refresh token and holds its answer back.
fn start(work: Work, world: &World) -> Running {
    let late = |times| world.sandbox_events().wait_for_more("fault-waits", times);
    late(1);
    let program: Program = world.program(work.arguments());
    if work.is_renewal() {
        let running = program.start();
        match work {
            Work::ServeRenews => drop(world.events().wait_for("endpoint-opened")),
            Work::WatchRenews => drop(world.events().wait_for("file-written")),
            _ => running.wait_for_stdout(|text| text.contains("ready").then_some(())),
        }
        world.clock_to("2030-01-01T00:00:15Z");
        late(2);
        return running;
    }
    world.clock_to("2030-01-01T00:01:00Z");
    let running = program.start();
    late(2);
    running
}

fn ends_with(work: Work, end: End) -> (i32, usize) {
    let world = world();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    world.write_profile("silent", &format!("extends = \"prod\"\nendpoint = \"http://{}\"\n", silent.local_addr().unwrap()));
    let running = start(work, &world);
    match end {
        End::Signal(signal) => running.signal(signal),
        End::ServerIsLost => drop(silent.accept().unwrap()),
        End::CommandEnds => world.write("end", ""),
    }
    let code = running.end().code;
    world.clock_to("2030-01-01T00:02:00Z");
    world.run(&["get", "prod", "-o", "json", "-q"]).access_key();
    (code, world.browser_opened())
}

#[test]
fn the_new_refresh_token_is_stored_however_a_run_ends() {
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let cases = CASES.map(|(work, end, _)| scope.spawn(move || ends_with(work, end)));
        CASES.iter().zip(cases).map(|(case, outcome)| (case, outcome.join())).collect()
    });
    for ((work, end, code), outcome) in outcomes {
        let (ended_with, opened) = outcome.unwrap_or_else(|_| panic!("{work:?} × {end:?} did not come to its end"));
        assert_eq!((ended_with, opened), (*code, 1), "{work:?} × {end:?}: exit code, and how often the browser opened");
    }
}
