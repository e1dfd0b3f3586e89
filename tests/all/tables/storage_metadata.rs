//! The metadata of a storage address, as servers, careless administrators and attackers may write it.

use crate::support::snapshot::Table;
use serde_json::{Value, json};
use sts_cli::published::StorageMetadata;
use sts_cli::request::Endpoint;

const STORAGE: &str = "https://minio.example:9000";

/// Returns a complete document with these members changed.
fn document(changes: Value) -> String {
    let mut document = json!({
        "resource": STORAGE,
        "authorization_servers": ["https://id.example/realms/prod"],
        "sts_cli": {"client_id": "sts-cli"},
    });
    for (name, value) in changes.as_object().unwrap() {
        document[name] = value.clone();
    }
    document.to_string()
}

fn read(storage: &str, document: &str) -> String {
    match StorageMetadata::read(document.as_bytes(), &Endpoint::new(storage, false).unwrap()) {
        Ok(Some(metadata)) => format!("{metadata:#?}\n"),
        Ok(None) => "no metadata\n".to_owned(),
        Err(error) => format!("refused: {error}\n"),
    }
}

fn own(member: &str, value: Value) -> Value {
    json!({"sts_cli": {"client_id": "sts-cli", member: value}})
}

#[test]
fn every_member_is_read_or_refused_by_its_name() {
    let mut table = Table::default();
    let many: Vec<String> = (0..10_000).map(|number| format!("https://id-{number}.example")).collect();
    let cases = [
        json!({}),
        json!({"resource": "https://MINIO.example:9000/", "unknown": {"a": 1e300}, "scopes_supported": ["profile", "groups", 7]}),
        json!({"sts_cli": null}),
        json!({"authorization_servers": "https://id.example", "sts_cli": {"client_id": "a", "role_arn": "arn:minio:iam:::role/prod-role",
            "region": "eu-west-1", "scopes": "openid groups", "s3_endpoint": "https://s3.example", "more": [1]}}),
        json!({"authorization_servers": ["https://a.example", "https://b.example/", "https://a.example"]}),
        own("s3_endpoint", json!("https://minio.example:9000/")),
        json!({"resource": "https://other.example:9000"}),
        json!({"resource": "https://minio.example"}),
        json!({"resource": "http://minio.example:9000"}),
        json!({"resource": "https://me:planted-password@minio.example:9000"}),
        json!({"resource": "https://minio.example:9000?planted-password"}),
        json!({"resource": "https://minio.example:9000\u{1b}[31m"}),
        json!({"resource": null}),
        json!({"resource": 7}),
        json!({"authorization_servers": []}),
        json!({"authorization_servers": {"a": 1}}),
        json!({"authorization_servers": [7]}),
        json!({"authorization_servers": many}),
        json!({"authorization_servers": many[..100]}),
        json!({"authorization_servers": ["http://id.example"]}),
        json!({"authorization_servers": ["javascript:alert(1)"]}),
        json!({"authorization_servers": ["https://me:planted-password@id.example"]}),
        json!({"authorization_servers": ["https://id.example?planted-password"]}),
        json!({"authorization_servers": ["https://id.example/\u{1b}[2J"]}),
        json!({"authorization_servers": ["https://id.exam\tple"]}),
        json!({"authorization_servers": ["https://id.exаmple"]}),
        json!({"authorization_servers": ["https://xn--id-xmc.example"]}),
        json!({"authorization_servers": [format!("https://id.example/{}", "a".repeat(3000))]}),
        json!({"authorization_servers": ["http://127.0.0.1:8080"]}),
        json!({"authorization_servers": ["https://localhost:8443"]}),
        json!({"authorization_servers": ["https://169.254.169.254"]}),
        json!({"sts_cli": "sts-cli"}),
        own("client_id", json!(["a", "b"])),
        own("client_id", json!("a\nb")),
        own("client_secret", json!("planted-secret")),
        own("client_id", json!("--insecure")),
        own("client_id", json!("sts-cli      the token goes to  minio.example")),
        own("role_arn", json!("root")),
        own("role_arn", json!("arn:minio:iam:::role/a b")),
        own("region", json!("eu west; rm")),
        own("scopes", json!([1, 2])),
        own("scopes", json!(["openid", "a\"b"])),
        own("scopes", json!((0..100).map(|number| format!("s{number}")).collect::<Vec<_>>())),
        own("scopes", json!((0..20).map(|number| format!("s{number}{}", "x".repeat(200))).collect::<Vec<_>>())),
        own("s3_endpoint", json!("http://s3.example")),
        own("s3_endpoint", json!("https://me:planted-password@s3.example")),
        own("s3_endpoint", json!("https://169.254.169.254")),
        own("s3_endpoint", json!(["https://s3.example", "https://s4.example"])),
    ];
    for changes in cases {
        let shown: String = changes.to_string().chars().take(150).collect();
        let result = read(STORAGE, &document(changes));
        assert!(!result.contains("planted"), "{result}");
        table.row(&shown, &result);
    }
    table.matches("members");
}

#[test]
fn a_host_is_accepted_only_as_it_is_shown() {
    let mut table = Table::default();
    for changes in [
        json!({"authorization_servers": ["https://id%2eexample/realms/prod"]}),
        json!({"authorization_servers": ["https://0x7f.1/"]}),
        json!({"authorization_servers": ["https://3232235777"]}),
        json!({"authorization_servers": ["https:evil.example/"]}),
        json!({"authorization_servers": ["HTTPS://ID.example:443/realms/prod"]}),
        own("s3_endpoint", json!("https://s3%2eexample")),
    ] {
        table.row(&changes.to_string(), &read(STORAGE, &document(changes)));
    }
    table.matches("hosts");
}

#[test]
fn what_is_no_metadata_is_ignored_and_what_is_too_large_is_refused() {
    let mut table = Table::default();
    for other in ["", "<!doctype html><title>Console</title>", "{\"message\":\"hello\"}", "[]", "{\"resource\":", "\u{0}\u{1}"] {
        table.row(&format!("{other:?}"), &read(STORAGE, other));
    }
    table.row("a large web page", &read(STORAGE, &format!("<!doctype html>{}", " ".repeat(70_000))));
    table.row("a large document", &read(STORAGE, &document(json!({"unknown": " ".repeat(70_000)}))));
    table.row("another byte order mark", &read(STORAGE, &format!("\u{feff}{}", document(json!({})))));
    table.matches("other-documents");
}

#[test]
fn a_storage_server_on_this_machine_may_name_a_provider_there() {
    let storage = "http://127.0.0.1:9000";
    let of = |issuer: &str| read(storage, &document(json!({"resource": storage, "authorization_servers": [issuer]})));
    assert!(of("http://127.0.0.1:8080").contains("127.0.0.1:8080") && of("https://id.example").contains("id.example"));
    assert!(of("http://id.example").starts_with("refused") && of("https://169.254.169.254").starts_with("refused"));
}
