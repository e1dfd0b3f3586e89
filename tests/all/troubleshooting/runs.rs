//! Runs of the real program that end in trouble: at a server that sends one response, and in a sandbox with a fault.

use crate::support::answer::ScriptedResponse;
use crate::support::certificate::Certificate;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::snapshot::project;
use crate::support::tls::listen;
use crate::support::tokens::TokenDraft;
use crate::support::world::World;
use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, IsCa};

/// The address of the storage server, as messages show it.
pub(super) const ADDRESS: &str = "https://minio.example:9000";
/// The issuer of the tokens.
pub(super) const ID: &str = "https://id.example/realms/prod";

/// A response that was captured from MinIO.
pub(super) fn captured(name: &str) -> ScriptedResponse {
    let text = std::fs::read_to_string(project().join("tests/cases/minio").join(format!("{name}.http"))).unwrap().replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap();
    ScriptedResponse::xml(head.split(' ').nth(1).unwrap().parse().unwrap(), body)
}

/// A refusal in the form of S3, as Ceph sends it from its STS, too.
pub(super) fn s3_refusal(status: u16, code: &str, message: &str) -> ScriptedResponse {
    let document = format!("<Error><Code>{code}</Code><Message>{message}</Message><RequestId>17A3</RequestId></Error>");
    ScriptedResponse::xml(status, &document)
}

/// A token of alice, as a job gets it.
pub(super) fn token() -> TokenDraft {
    TokenDraft::valid(ID, "n")
}

/// A token of alice without policies.
pub(super) fn token_without_policy() -> TokenDraft {
    token().with("policy", serde_json::Value::Null)
}

/// Runs `program` with errors as JSON.
pub(super) fn run(program: Program) -> Outcome {
    program.env("STS_CLI_ERROR_FORMAT", "json").run().without_login_prompts()
}

/// A storage server that sends `reply` to every call.
pub(super) fn storage(reply: ScriptedResponse) -> Hostile {
    let server = Hostile::start();
    server.allow("HEAD /", ScriptedResponse::empty(403));
    server.allow("POST /", reply.clone());
    server.allow("POST /?*", reply);
    server
}

/// Runs this command at a storage server that sends `reply`.
fn run_at(reply: ScriptedResponse, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
    let server = storage(reply);
    let program = Program::sts_cli([arguments, &["--no-cache", "-o", "json", "--endpoint", &server.origin()]].concat());
    run(variables.iter().fold(program, |program, (name, value)| program.env(name, value))).named(&server.origin(), ADDRESS)
}

/// A login with this supplied token.
pub(super) fn with_token(token: &TokenDraft, reply: ScriptedResponse, more: &[&str]) -> Outcome {
    run_at(reply, &[&["web-identity", "--token", "env:JOB_TOKEN"], more].concat(), &[("JOB_TOKEN", &token.signed())])
}

/// A login with a token of alice.
pub(super) fn web(reply: ScriptedResponse) -> Outcome {
    with_token(&token(), reply, &[])
}

/// A login with long-term keys.
pub(super) fn role(reply: ScriptedResponse, more: &[&str]) -> Outcome {
    let variables = [("AWS_ACCESS_KEY_ID", "FAKEKEY"), ("AWS_SECRET_ACCESS_KEY", "fake-secret")];
    run_at(reply, &[&["assume-role"], more].concat(), &variables)
}

/// A session of long-term keys.
pub(super) fn session(reply: ScriptedResponse, more: &[&str]) -> Outcome {
    let variables = [("AWS_ACCESS_KEY_ID", "FAKEKEY"), ("AWS_SECRET_ACCESS_KEY", "fake-secret")];
    run_at(reply, &[&["get-session-token"], more].concat(), &variables)
}

/// A login with user name and password.
pub(super) fn ldap(reply: ScriptedResponse) -> Outcome {
    run_at(reply, &["ldap", "--user", "alice", "--password-command", "echo fake-password"], &[])
}

/// A login with a token of MinIO's identity plugin.
pub(super) fn plugin(reply: ScriptedResponse) -> Outcome {
    let arguments = ["custom-token", "--token", "env:JOB_TOKEN", "--role-arn", "arn:minio:iam:::role/idmp-plugin"];
    run_at(reply, &arguments, &[("JOB_TOKEN", "opaque-token")])
}

/// A login with a client certificate at a TLS server that sends `reply`; `change` changes the certificate.
pub(super) fn certificate(reply: ScriptedResponse, change: impl FnOnce(&mut CertificateParams)) -> Outcome {
    let server = storage(reply);
    let own = Certificate::leaf(None);
    let backend = server.origin().trim_start_matches("http://").parse().unwrap();
    let endpoint = format!("https://{}", listen(vec![own.der.clone()], &own.key(), backend));
    let client = Certificate::new("readwrite", None, |parameters| {
        parameters.is_ca = IsCa::ExplicitNoCa;
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        change(parameters);
    });
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name).display().to_string()
    };
    let (bundle, chain) = (file("bundle.pem", &own.pem), file("client.pem", &client.pem));
    let key = file("key.pem", &client.issuer.key().serialize_pem());
    let at = ["certificate", "--no-cache", "-o", "json", "--endpoint", &endpoint, "--ca-bundle", &bundle];
    let program = Program::sts_cli([&at[..], &["--client-cert", &chain, "--client-key", &key]].concat());
    run(program).named(&endpoint, ADDRESS).named(&folder.path().display().to_string(), "/home/alice")
}

/// A sandbox with these faults, whose browser prints nothing.
pub(super) fn world(faults: &[&str]) -> World {
    let world = World::new(faults);
    let browser = std::fs::read_to_string(world.path("browser")).unwrap();
    world.write("browser", &browser.replace("\"$1\"\n", "\"$1\" 2>/dev/null\n"));
    world
}

/// Runs the profile `prod` in a sandbox with this fault.
pub(super) fn in_sandbox(fault: &str, arguments: &[&str]) -> Outcome {
    let world = world(&[fault]);
    let outcome = run(world.program(arguments));
    outcome.named(world.variable("STS_CLI_ENDPOINT"), ADDRESS)
}

/// Keys of the environment at a server that sends `list` as the response to the list of buckets.
pub(super) fn keys_in_use(list: ScriptedResponse, variables: &[(&str, &str)]) -> Outcome {
    let server = Hostile::start();
    server.allow("GET /", list);
    let program = Program::sts_cli(["buckets"]).env("AWS_ENDPOINT_URL_S3", &server.origin());
    let usual = [("AWS_ACCESS_KEY_ID", "FAKEKEY"), ("AWS_SECRET_ACCESS_KEY", "fake-secret"), ("AWS_SESSION_TOKEN", "fake-token")];
    let usual = usual.into_iter().filter(|(name, _)| !variables.iter().any(|(other, _)| other == name));
    let all: Vec<_> = usual.chain(variables.iter().copied()).filter(|(_, value)| !value.is_empty()).collect();
    run(all.into_iter().fold(program, |program, (name, value)| program.env(name, value))).named(&server.origin(), ADDRESS)
}
