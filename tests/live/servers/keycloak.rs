//! Keycloak with two realms: the provider that people sign in at.

use std::fs;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::Server;
use crate::tools::{Tools, beside};

const PORT: u16 = 8180;
const PATIENCE: Duration = Duration::from_secs(180);

/// The issuer of the realm that the stories play in.
pub(crate) const ISSUER: &str = "http://127.0.0.1:8180/realms/sts";

/// The full address of its discovery document.
pub(crate) const DISCOVERY: &str = "http://127.0.0.1:8180/realms/sts/.well-known/openid-configuration";

/// The issuer of the realm of the folder `examples`.
pub(crate) const EXAMPLE_ISSUER: &str = "http://127.0.0.1:8180/realms/prod";

/// The full address of its discovery document.
pub(crate) const EXAMPLE_DISCOVERY: &str = "http://127.0.0.1:8180/realms/prod/.well-known/openid-configuration";

/// The secret of the client `web`, with characters that Basic authentication must encode.
pub(crate) const WEB_SECRET: &str = "web-secret: not+a/real one%";

/// The secret of the client `robot`.
pub(crate) const ROBOT_SECRET: &str = "robot-secret-not-a-real-one";

/// Starts the server on a database in memory, filled from the realm of the examples and from `realm.json`, where one claim is made longer than a person would write it.
pub(crate) fn start(tools: &Tools) -> Result<Server, String> {
    let folder = tools.keycloak();
    let import = folder.join("data/import");
    fs::create_dir_all(&import)
        .and_then(|()| fs::read_to_string(beside("servers/realm.json")))
        .and_then(|realm| fs::write(import.join("sts-realm.json"), realm.replace("LONG-CLAIM", &"x".repeat(7000))))
        .and_then(|()| fs::write(import.join("prod-realm.json"), example_realm()?.to_string()))
        .map_err(|error| format!("the realms cannot be put into {}: {error}", import.display()))?;
    let mut command = Command::new(folder.join("bin/kc.sh"));
    command.args(["start", "--optimized", "--import-realm", "--http-enabled=true", "--hostname-strict=false"]);
    command.args(["--http-host=127.0.0.1", &format!("--http-port={PORT}")]);
    command.env("PATH", tools.path()).env("HOME", &folder).env("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
    command.env("KC_BOOTSTRAP_ADMIN_USERNAME", "admin").env("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin-password-for-tests");
    if let Some(java) = std::env::var_os("JAVA_HOME") {
        command.env("JAVA_HOME", java);
    }
    Server::start("keycloak", PORT, &command)?.ready("/realms/sts/.well-known/openid-configuration", PATIENCE)
}

/// The realm of the folder `examples`, with alice and bob in its groups.
fn example_realm() -> std::io::Result<Value> {
    let mut realm: Value = serde_json::from_str(&fs::read_to_string(beside("../../examples/keycloak-realm.json"))?)?;
    let user = |name: &str, group: &str| {
        json!({
            "username": name, "enabled": true, "emailVerified": true, "groups": [group],
            "firstName": name, "lastName": "Example", "email": format!("{name}@example.test"),
            "credentials": [{"type": "password", "value": format!("{name}-password-for-tests"), "temporary": false}],
        })
    };
    realm["users"] = json!([user("alice", "/storage-writers"), user("bob", "/storage-readers")]);
    Ok(realm)
}
