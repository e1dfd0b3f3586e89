//! Troubles because the endpoint is another server than an STS, or one without the action.

use super::runs::{captured, role, run, s3_refusal, session, web, world};
use super::{STORAGE, Section, YOU, case};
use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::sts::refusal;

/// A web page with this title.
pub(super) fn page(status: u16, title: &str) -> ScriptedResponse {
    ScriptedResponse::new(status, "text/html", &format!("<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"))
}

pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "Web page instead of an STS",
        cause: "The endpoint is that of the storage server's console (often port 9001), or of a website.",
        more: "",
        cases: &[
            case("the endpoint is the console", 6, YOU, || web(page(200, "MinIO Console"))),
            case("the endpoint is a web server that accepts no POST", 6, YOU, || web(page(405, "405 Not Allowed"))),
        ],
    },
    Section {
        title: "Identity provider instead of a storage server",
        cause: "The endpoint is that of the identity provider, which belongs in `--issuer`.",
        more: "",
        cases: &[
            case("the response is that of a token endpoint", 6, YOU, || {
                let body = r#"{"error":"invalid_request","error_description":"no grant type"}"#;
                web(ScriptedResponse::new(400, "application/json", body))
            }),
            case("the endpoint is the issuer", 6, YOU, at_the_issuer),
        ],
    },
    Section {
        title: "Not an STS",
        cause: "The endpoint is another service, or a proxy answered in place of the storage server.",
        more: "",
        cases: &[
            case("another service answers", 6, YOU, || web(ScriptedResponse::empty(404))),
            case("another service answers with a text", 6, YOU, || web(ScriptedResponse::new(200, "text/plain", "pong"))),
        ],
    },
    Section {
        title: "Action not supported",
        cause: "The server is an older release, or another product, without this action: only MinIO has those for LDAP, client certificates, \
                client grants and plugins; MinIO has no GetSessionToken.",
        more: "",
        cases: &[
            case("MinIO does not know the action", 5, YOU, || role(captured("unknown-action-unsigned"), &[])),
            case("MinIO has no sessions for keys", 5, YOU, || session(captured("session-token"), &["--dialect", "generic"])),
            case("an old release does not know the request", 5, YOU, || {
                role(s3_refusal(400, "MethodNotAllowed", "unsupported API call"), &[])
            }),
            case("the action is not implemented", 6, YOU, || role(s3_refusal(501, "NotImplemented", "not implemented"), &[])),
            case("the action is invalid", 5, YOU, || role(refusal(400, "InvalidAction", "Could not find operation AssumeRole"), &[])),
        ],
    },
    Section {
        title: "Redirected",
        cause: "The server at the endpoint redirects elsewhere. sts-cli sends no secret to another address than the one that was given.",
        more: "",
        cases: &[
            case("the endpoint redirects to another host", 6, YOU, || {
                web(ScriptedResponse::empty(302).header("Location", "https://sso.example/login"))
            }),
            case("the endpoint redirects to nowhere", 6, YOU, || web(page(302, "302 Found"))),
        ],
    },
    Section {
        title: "Other refusals",
        cause: "The server refused the request for a reason that sts-cli has no advice about.",
        more: "",
        cases: &[case("a refusal that is not known", 5, STORAGE, || web(refusal(400, "InvalidParameterValue", "something new")))],
    },
];

/// A login at the address of the provider itself.
fn at_the_issuer() -> Outcome {
    let world = world(&[]);
    let issuer = world.variable("STS_CLI_ISSUER").to_owned();
    let outcome = run(world.program(&["get", "prod", "-o", "json", "--endpoint", &issuer]));
    outcome.named(world.variable("STS_CLI_ENDPOINT"), "https://id.example")
}
