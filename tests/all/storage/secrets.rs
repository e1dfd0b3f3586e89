//! No answer of a server is quoted where it may hold a secret, whatever its status and its form.

use super::{assume_role, grant};
use crate::support::answer::ScriptedResponse;
use crate::support::server::Hostile;
use crate::support::sts::{SECRET_KEY, SESSION_TOKEN};

/// A grant whose first line holds everything.
fn in_one_line() -> String {
    grant().lines().skip(1).collect()
}

#[test]
fn a_grant_in_an_error_response_is_not_shown() {
    let json = format!(r#"{{"Credentials":{{"SecretAccessKey":"{SECRET_KEY}"}},"SessionToken":"{SESSION_TOKEN}","error":"{SECRET_KEY}"}}"#);
    let line = format!("AWS_SECRET_ACCESS_KEY={SECRET_KEY}\nAWS_SESSION_TOKEN={SESSION_TOKEN}");
    let bodies = [
        ("application/xml", in_one_line()),
        ("text/html", in_one_line().replace("<AssumeRoleResponse", "<!DOCTYPE html><AssumeRoleResponse")),
        ("application/json", json.clone()),
        ("text/plain", json),
        ("text/plain", line),
        ("text/plain", SECRET_KEY.to_owned()),
        ("application/xml", in_one_line().split_once("<Expiration>").unwrap().0.to_owned()),
    ];
    for status in [200_u16, 201, 300, 304, 400, 403, 404, 418, 431, 501] {
        for (kind, body) in &bodies {
            if status == 200 && *kind == "application/xml" {
                continue; // a grant, and one that breaks off
            }
            let server = Hostile::start();
            server.allow("POST /", ScriptedResponse::new(status, kind, body));
            let outcome = assume_role(&server.origin(), &["-vvv", "-o", "json"]).run();
            let shown = [SECRET_KEY, SESSION_TOKEN].iter().any(|secret| outcome.stderr.contains(&secret[..12]));
            assert!(!shown, "{status} {kind}: {}", outcome.stderr);
        }
    }
}

#[test]
fn a_grant_in_place_of_a_bucket_list_is_not_shown() {
    for status in [200, 300, 400, 403, 404] {
        let server = Hostile::start();
        server.expect("POST /", ScriptedResponse::xml(200, &grant().replace(SECRET_KEY, "another")));
        server.expect("GET /", ScriptedResponse::xml(status, &in_one_line()));
        let outcome = assume_role(&server.origin(), &["-vvv", "-o", "json", "--buckets"]).run();
        assert!(!outcome.stderr.contains(SECRET_KEY), "{status}: {}", outcome.stderr);
    }
}
