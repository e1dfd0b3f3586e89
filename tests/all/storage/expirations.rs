//! When granted credentials expire: far ends, past ends, and times in every spelling.

use super::{assume_role, grant};
use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use jiff::{SignedDuration, Timestamp};

/// Returns the grant with this expiration.
fn grant_expiring(expiration: &str) -> String {
    let grant = grant();
    let (before, rest) = grant.split_once("<Expiration>").unwrap();
    format!("{before}<Expiration>{expiration}</Expiration>{}", rest.split_once("</Expiration>").unwrap().1)
}

fn run_with_grant(document: &str, more: &[&str]) -> Outcome {
    let server = Hostile::start();
    server.expect("POST /", ScriptedResponse::xml(200, document));
    assume_role(&server.origin(), &[&["-q", "-o", "process"], more].concat()).run()
}

/// Returns the expiration that is printed for a grant with this one.
fn printed_expiration(expiration: &str) -> String {
    run_with_grant(&grant_expiring(expiration), &[]).ok_with_json()["Expiration"].as_str().unwrap().to_owned()
}

#[test]
fn a_far_expiration_is_clamped_for_clients() {
    for far in
        ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59+00:00", "9999-12-31", "+292278994-08-17T07:12:55.807Z"]
    {
        let far = if far.len() == 10 { "9999-12-31T00:00:00Z" } else { far };
        assert_eq!(printed_expiration(far), "9999-12-30T00:00:00Z", "{far}");
    }
    assert_eq!(printed_expiration("2262-04-11T23:47:16Z"), "2262-04-11T23:47:16Z");
}

#[test]
fn an_expiration_is_printed_in_utc_for_every_spelling() {
    let soon = Timestamp::now() + SignedDuration::from_hours(5);
    let utc = soon.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let ahead = soon + SignedDuration::from_mins(330);
    let spellings = [
        ahead.strftime("%Y-%m-%dT%H:%M:%S+05:30").to_string(),
        ahead.strftime("%Y-%m-%dT%H:%M:%S+0530").to_string(),
        soon.strftime("%Y%m%dT%H%M%SZ").to_string(),
        soon.strftime("%Y-%m-%d %H:%M:%Sz").to_string(),
        soon.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        soon.as_second().to_string(),
        format!("{}.75", soon.as_second()),
        (soon.as_second() * 1000).to_string(),
        soon.strftime("%Y-%m-%d %H:%M:%S +0000 UTC").to_string(),
        ahead.strftime("%Y-%m-%d %H:%M:%S.123456789 +0530 IST m=+0.017").to_string(),
        soon.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
    ];
    for spelled in spellings {
        assert_eq!(printed_expiration(&spelled), utc, "{spelled}");
    }
}

/// A number that may be a date without its signs, a duration, or a server's zero.
#[test]
fn an_ambiguous_number_is_rejected_as_expiration() {
    for number in ["0", "3600", "203001020304", "20300102030405", "1893553445000000", "-1893553445"] {
        let outcome = run_with_grant(&grant_expiring(number), &[]);
        assert!(outcome.code == 6 && outcome.stdout.is_empty(), "{number}: {outcome:?}");
    }
}

#[test]
fn expired_credentials_are_rejected() {
    let mut table = Table::default();
    for past in ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "2001-01-01T00:00:00Z"] {
        let outcome = run_with_grant(&grant_expiring(past), &[]);
        assert_eq!(outcome.stdout, "", "{past}");
        let here =
            outcome.stderr.split("this machine's time is ").nth(1).and_then(|rest| rest.split('\n').next()).unwrap_or("no time").to_owned();
        table.fails(6, past, &outcome.named(&here, "[NOW]"));
    }
    let just_now = Timestamp::now() - SignedDuration::from_secs(1);
    run_with_grant(&grant_expiring(&just_now.to_string()), &[]).fails_with_fragments(6, &["the credentials expired at"]);
    table.matches("expired");
}

#[test]
fn a_missing_session_token_is_an_error_if_the_server_always_returns_one() {
    let grant = grant();
    let (before, rest) = grant.split_once("<SessionToken>").unwrap();
    let without = format!("{before}{}", rest.split_once("</SessionToken>").unwrap().1);
    let empty = format!("{before}<SessionToken/>{}", rest.split_once("</SessionToken>").unwrap().1);
    let role = ["--role-arn", "arn:aws:iam::123456789012:role/x"];
    for (dialect, name) in [("minio", "MinIO"), ("aws", "AWS"), ("ceph", "Ceph"), ("seaweedfs", "SeaweedFS"), ("rustfs", "RustFS")] {
        let problem = format!("it contains no SessionToken, which {name} always sends");
        for document in [&without, &empty] {
            run_with_grant(document, &[&["--dialect", dialect], &role[..]].concat()).fails_with_fragments(6, &[&problem]);
        }
    }
    run_with_grant(&without, &["--dialect", "generic"]).ok();
    let server = Hostile::start();
    server.expect("POST /", ScriptedResponse::xml(200, &without).header("Server", "MinIO"));
    assume_role(&server.origin(), &["-o", "json"]).run().fails_with_fragments(6, &["contains no SessionToken"]);
}
