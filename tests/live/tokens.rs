//! Tokens in hand: what a CI job or a service would be given, had from the providers without `sts-cli`.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;
use url::form_urlencoded::Serializer;

use crate::servers::oidc_provider::{RESOURCE, ROBOT_SECRET};
use crate::story::Story;

/// Keycloak's ID token for this person and client.
pub(crate) fn keycloak(person: &str, client: &str) -> String {
    keycloak_token(person, client, "id_token")
}

/// Keycloak's token of this kind, a member of its response, for this person and client.
pub(crate) fn keycloak_token(person: &str, client: &str, member: &str) -> String {
    let password = format!("{person}-password-for-tests");
    let form = [("grant_type", "password"), ("scope", "openid"), ("client_id", client), ("username", person), ("password", &password)];
    token(8180, "/realms/sts/protocol/openid-connect/token", &form, member)
}

/// The JWT that oidc-provider gives to its client `robot-by-post`.
pub(crate) fn strict() -> String {
    let client = [("client_id", "robot-by-post"), ("client_secret", ROBOT_SECRET)];
    let form = [("grant_type", "client_credentials"), ("scope", "storage"), ("resource", RESOURCE), client[0], client[1]];
    token(9400, "/token", &form, "access_token")
}

/// A file with this token, in this story's home.
pub(crate) fn file(story: &Story, token: &str) -> String {
    let file = story.home().join("token");
    fs::write(&file, token).expect("the home can be written");
    format!("file:{}", file.display())
}

/// Keycloak's error for this refresh token of this client; it must not take it.
pub(crate) fn refused_by_keycloak(client: &str, refresh_token: &str) -> String {
    let form = [("grant_type", "refresh_token"), ("client_id", client), ("refresh_token", refresh_token)];
    token(8180, "/realms/sts/protocol/openid-connect/token", &form, "error")
}

/// Posts a form, and takes one member of the JSON that comes back.
fn token(port: u16, path: &str, form: &[(&str, &str)], member: &str) -> String {
    let body = Serializer::new(String::new()).extend_pairs(form).finish();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the provider listens");
    let head = format!("POST {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {}\r\n", body.len());
    write!(stream, "{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}").expect("the request is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the answer is text");
    let (_, json) = answer.split_once("\r\n\r\n").unwrap_or_default();
    let json: Value = serde_json::from_str(json).unwrap_or_default();
    json[member].as_str().unwrap_or_else(|| panic!("no {member} in {answer}")).to_owned()
}
