//! Providers that are misconfigured, or configured for another client.

use super::{PROVIDER, YOU, captured, diagnosed, doctor, fails, run_in, run_with_fault, warns};
use crate::support::answer::ScriptedResponse;
use crate::support::snapshot::Table;
use crate::support::stage::ScriptedServers;
use crate::support::world::World;

#[test]
fn the_first_problem_with_a_provider_names_the_cause_and_who_must_act() {
    let mut table = Table::default();
    let world = World::new(&[]);
    let realm = format!("{}/realms/other", world.variable("STS_CLI_ISSUER"));
    let with_slash = World::new(&["slash-issuer"]);
    let without_slash = with_slash.variable("STS_CLI_ISSUER").trim_end_matches('/');
    let outcome = run_in(&with_slash, &["prod", "--issuer", without_slash]);
    diagnosed(&mut table, "issuer slash", &fails(4, "discovery", YOU), &outcome);
    diagnosed(&mut table, "wrong realm", &fails(6, "discovery", YOU), &run_in(&world, &["prod", "--issuer", &realm]));
    let redirect = ["prod", "--redirect-uri", "http://127.0.0.1:8000/callback"];
    diagnosed(&mut table, "unregistered redirect", &fails(4, "redirect URI", PROVIDER), &run_in(&world, &redirect));
    diagnosed(&mut table, "unknown client", &fails(4, "redirect URI", PROVIDER), &run_in(&world, &["prod", "--client-id", "nosuch"]));
    diagnosed(&mut table, "unreadable key type", &fails(4, "keys", PROVIDER), &run_with_fault("strange-key", &[]));
    let failing = ScriptedServers::silent();
    failing.storage.allow("POST /", captured("unknown-action-unsigned"));
    failing.provider.allow("HEAD /.well-known/openid-configuration", ScriptedResponse::empty(503));
    failing.provider.allow("GET /.well-known/openid-configuration", ScriptedResponse::html(503));
    let at = ["--endpoint", &failing.storage.origin(), "--issuer", &failing.provider.origin(), "--client-id", "sts-cli"];
    diagnosed(&mut table, "failing provider", &fails(6, "discovery", PROVIDER), &failing.named(doctor(&at).run()));
    table.matches("providers");
}

#[test]
fn what_is_only_unusual_at_a_provider_is_no_failure() {
    let mut table = Table::default();
    for fault in ["no-pkce-listed", "no-device", "no-iss"] {
        let outcome = run_with_fault(fault, &["--no-login"]);
        let line = outcome.stdout.lines().find(|line| line.starts_with("✓ discovery")).unwrap_or_else(|| panic!("{outcome:#?}"));
        table.row(fault, &super::without_durations(&line.replace(world_port(line), "[PORT]")));
    }
    table.matches("unusual");
    let world = World::new(&["no-device"]);
    let outcome = run_in(&world, &["prod", "--login", "device", "--no-login"]);
    diagnosed(&mut Table::default(), "no device codes", &warns("discovery", PROVIDER), &outcome);
}

/// The port in the issuer of a line.
fn world_port(line: &str) -> &str {
    let port = line.split("127.0.0.1:").nth(1).unwrap();
    &port[..port.find('/').unwrap()]
}
