//! Discovery documents that lie, do not end, lead elsewhere, or are none: found out before anyone is asked to log in.

use crate::support::answer::ScriptedResponse;
use crate::support::program::Program;
use crate::support::snapshot::Table;
use crate::support::stage::{DISCOVERY, ScriptedServers};
use crate::support::sts;
use crate::support::tokens::Key;
use serde_json::{Value, json};

/// A run on this document ends before an address is shown.
fn assert_fails(change: impl FnOnce(&mut Value), code: i32, snapshot: &str) {
    ScriptedServers::with_discovery(change).run(&[]).fails(code, snapshot);
}

/// A run on this answer instead of a document ends before an address is shown.
fn assert_fails_with(answer: ScriptedResponse, code: i32, snapshot: &str) {
    let stage = ScriptedServers::silent();
    stage.provider.expect(DISCOVERY, answer);
    stage.run(&[]).fails(code, snapshot);
}

#[test]
fn a_document_of_another_issuer_is_rejected() {
    assert_fails(|document| document["issuer"] = json!("https://other.example"), 4, "another-issuer");
}

#[test]
fn an_issuer_that_differs_by_a_trailing_slash_is_rejected() {
    let stage =
        ScriptedServers::with_discovery(|document| document["issuer"] = json!(format!("{}/", document["issuer"].as_str().unwrap())));
    stage.run(&[]).fails(4, "issuer-with-slash");
}

#[test]
fn plain_http_endpoints_on_remote_hosts_are_rejected() {
    for field in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        assert_fails(|document| document[field] = json!("http://id.example/x"), 4, &format!("plain-http/{field}"));
    }
}

#[test]
fn an_authorization_endpoint_that_is_not_a_web_address_is_not_opened() {
    for address in ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"] {
        let stage = ScriptedServers::with_discovery(|document| document["authorization_endpoint"] = json!(address));
        stage.run(&["--allow-http-issuer"]).fails(4, &format!("authorization-endpoint/{}", address.split(':').next().unwrap()));
    }
}

#[test]
fn a_missing_endpoint_is_named() {
    let stage = ScriptedServers::with_discovery(|document| {
        document.as_object_mut().unwrap().remove("token_endpoint");
    });
    stage.run(&[]).fails(6, "no-token-endpoint");
}

#[test]
fn an_invalid_optional_endpoint_counts_as_missing() {
    for field in ["device_authorization_endpoint", "userinfo_endpoint", "revocation_endpoint"] {
        for address in [json!(""), json!("http://id.example/x"), json!(null), json!(7)] {
            let stage = ScriptedServers::with_discovery(|document| document[field] = address).with_keys([Key::named("one").public()]);
            stage.log_in().completes();
        }
    }
}

/// Members that this program knows and can do without, of every type that they must not have.
fn optional_members_of_any_type() -> Vec<String> {
    let names = [
        "scopes_supported",
        "token_endpoint_auth_methods_supported",
        "authorization_response_iss_parameter_supported",
        "device_authorization_endpoint",
        "userinfo_endpoint",
        "revocation_endpoint",
        "claims_supported",
    ];
    let deep = format!("{}{}", "[".repeat(300), "]".repeat(300));
    let values = ["7", "1e400", "\"\"", "\"\\ud800\"", "null", "{}", "[]", "[null, 7]", "{\"a\": [1]}", &deep];
    names.iter().flat_map(|name| values.iter().map(move |value| format!("\"{name}\":{value}"))).collect()
}

#[test]
fn optional_members_can_have_any_value() {
    for member in optional_members_of_any_type().iter().step_by(3) {
        login_with(|document| format!("{{{member},{}", &document[1..]));
    }
    login_with(|document| format!("{{{},{}", optional_members_of_any_type().join(","), &document[1..]));
}

/// A login at a provider whose document is changed as a text completes.
#[track_caller]
fn login_with(change: impl FnOnce(&str) -> String) {
    let stage = ScriptedServers::silent();
    let origin = stage.provider.origin();
    let document = json!({
        "issuer": origin, "jwks_uri": format!("{origin}/keys"), "token_endpoint": format!("{origin}/token"),
        "authorization_endpoint": format!("{origin}/authorize"),
    });
    stage.provider.expect(DISCOVERY, ScriptedResponse::new(200, "text/plain", &change(&document.to_string())));
    stage.with_keys([Key::named("one").public()]).log_in().completes();
}

#[test]
fn a_document_is_read_in_every_spelling() {
    login_with(|document| format!("\u{feff}{document}"));
    login_with(|document| format!("\r\n {document} \n"));
    login_with(|document| document.replace("\"issuer\":", "\"issuer\":7,\"issuer\":"));
    login_with(|document| document.replace(":\"http", ":[\"http").replace("\",", "\"],").replace("\"}", "\"]}"));
}

#[test]
fn an_invalid_required_member_is_named() {
    let mut table = Table::default();
    for member in ["issuer", "token_endpoint", "jwks_uri", "authorization_endpoint"] {
        for value in [json!(7), json!(null), json!(""), json!({"url": "x"}), json!(["https://a.example", "https://b.example"])] {
            let outcome = ScriptedServers::with_discovery(|document| document[member] = value.clone()).run(&[]);
            table.row(&format!("{member}: {value}"), &outcome.failure(6));
        }
    }
    table.matches("needed-members");
}

#[test]
fn the_query_of_a_discovery_url_is_sent() {
    for query in ["?p=B2C_1_signin", "?p=B2C_1_signin&appid=7", "?a=%20%2F"] {
        let stage = ScriptedServers::silent();
        let origin = stage.provider.origin();
        let document = json!({
            "issuer": format!("{origin}/contoso/v2.0"), "jwks_uri": format!("{origin}/keys"),
            "token_endpoint": format!("{origin}/token{query}"), "authorization_endpoint": format!("{origin}/authorize{query}"),
        });
        let line = format!("GET /contoso/v2.0/.well-known/openid-configuration{query}");
        stage.provider.expect(&line, ScriptedResponse::json(&document));
        stage.provider.allow("GET /keys", ScriptedResponse::json(&json!({"keys": [Key::named("one").public()]})));
        let issuer = format!("{origin}/contoso/v2.0/.well-known/openid-configuration{query}");
        let running = stage.program(&["--issuer", &issuer]).start();
        let address = running.events().wait_for("login-address")["address"].as_str().unwrap().to_owned();
        assert!(address.starts_with(&format!("{origin}/authorize{query}&")), "{address}");
    }
}

#[test]
fn hints_name_only_issuers_with_a_document() {
    let mut table = Table::default();
    for (name, document_at) in [("its document is there", 200), ("its document is not there", 404), ("a page is there", 201)] {
        let stage = ScriptedServers::silent();
        let origin = stage.provider.origin();
        let other = format!("{origin}/00000000-guid/v2.0/");
        let document = json!({"issuer": other, "token_endpoint": format!("{origin}/token")});
        stage.provider.expect("GET /contoso/B2C_1_signin/v2.0/.well-known/openid-configuration", ScriptedResponse::json(&document));
        let answer = if document_at == 200 { ScriptedResponse::json(&document) } else { ScriptedResponse::html(document_at) };
        stage.provider.expect("GET /00000000-guid/v2.0/.well-known/openid-configuration", answer);
        let outcome = stage.run(&["--issuer", &format!("{origin}/contoso/B2C_1_signin/v2.0")]);
        table.row(name, &outcome.failure(4));
    }
    table.matches("issuer-without-document");
}

#[test]
fn an_issuer_with_a_tenant_placeholder_requires_the_tenant_id() {
    let mut table = Table::default();
    for (path, stated) in [
        ("common/v2.0", "{tenantid}/v2.0"),
        ("organizations/v2.0", "{tenantid}/v2.0"),
        ("consumers", "{tenantid}"),
        ("adfs/v2.0", "{TenantId}/v2.0"),
    ] {
        let stage = ScriptedServers::silent();
        let origin = stage.provider.origin();
        let document = json!({"issuer": format!("{origin}/{stated}"), "token_endpoint": format!("{origin}/token")});
        stage.provider.expect(&format!("GET /{path}/.well-known/openid-configuration"), ScriptedResponse::json(&document));
        let outcome = stage.run(&["--issuer", &format!("{origin}/{path}")]);
        assert!(!outcome.stderr.split("hint: ").nth(1).unwrap().to_lowercase().contains("tenantid"), "{outcome:#?}");
        table.row(path, &outcome.failure(4));
    }
    table.matches("tenants");
}

#[test]
fn a_document_without_login_endpoints_is_rejected_only_for_interactive_logins() {
    for field in ["authorization_endpoint", "jwks_uri"] {
        let change = |document: &mut Value| drop(document.as_object_mut().unwrap().remove(field));
        assert_fails(change, 6, &format!("without/{field}"));
    }
    assert_fails(|document| document["jwks_uri"] = json!("keys"), 6, "jwks-uri-no-address");

    let stage = ScriptedServers::with_discovery(|document| {
        ["authorization_endpoint", "jwks_uri"].iter().for_each(|field| drop(document.as_object_mut().unwrap().remove(*field)));
    });
    stage.provider.expect("POST /token", ScriptedResponse::json(&json!({"access_token": "e30.e30.e30", "token_type": "Bearer"})));
    let grant = sts::grant_document(&sts::credentials()).replace("WebIdentity", "ClientGrants");
    stage.storage.expect("POST /", ScriptedResponse::xml(200, &grant));
    let (issuer, endpoint) = (stage.provider.origin(), stage.storage.origin());
    let service = ["client-grants", "-o", "json", "--no-buckets", "--client-id", "robot", "--issuer", &issuer, "--endpoint", &endpoint];
    Program::sts_cli(service).env("STS_CLI_CLIENT_SECRET", "fake-secret").run().ok();
}

#[test]
fn an_invalid_document_is_named() {
    assert_fails_with(ScriptedResponse::html(200), 6, "html");
    assert_fails_with(ScriptedResponse::html(500), 6, "status-500");
    assert_fails_with(ScriptedResponse::empty(404), 6, "status-404");
    let leads = ScriptedResponse::empty(302).header("Location", "https://login.example/?from=x");
    assert_fails_with(leads, 6, "status-302");
}

#[test]
fn the_error_message_of_a_provider_is_shown() {
    let json = |status, body| ScriptedResponse::new(status, "application/json", body);
    for (answer, said) in [
        (
            json(400, r#"{"error":"invalid_tenant","error_description":"AADSTS90002: Tenant not found"}"#),
            "status 400: invalid_tenant: AADSTS90002: Tenant not found",
        ),
        (json(401, r#"{"message":"No API key found in request"}"#), "status 401: No API key found in request"),
        (ScriptedResponse::new(403, "text/html", "<title>Just a moment...</title>"), "status 403: Just a moment..."),
        (json(404, r#"{"error":"Realm does not exist"}"#), "status 404: Realm does not exist"),
        (json(410, r#"{"errors":["gone for good"]}"#), "status 410: gone for good"),
        (ScriptedResponse::new(404, "text/plain", "no such tenant\n"), "status 404: no such tenant"),
    ] {
        let stage = ScriptedServers::silent();
        stage.provider.expect(DISCOVERY, answer);
        stage.run(&[]).fails_with_fragments(6, &[said]);
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let stage = ScriptedServers::silent();
    let elsewhere = format!("{}/elsewhere", stage.provider.origin());
    stage.provider.expect(DISCOVERY, ScriptedResponse::empty(301).header("Location", &elsewhere));
    stage.run(&[]).fails(6, "redirect");
}

#[test]
fn an_endless_document_is_rejected() {
    assert_fails_with(ScriptedResponse::endless("application/json"), 6, "endless");
}

#[test]
fn a_deeply_nested_document_is_rejected() {
    let nested = format!("{{\"x\":{}", "[".repeat(900_000));
    assert_fails_with(ScriptedResponse::new(200, "application/json", &nested), 6, "nested");
}

#[test]
fn an_unreachable_provider_is_named() {
    let stage = ScriptedServers::silent();
    let nobody = unused_address();
    let outcome = stage.run(&["--issuer", &nobody]).named(&nobody, "[NOBODY]");
    outcome.fails(6, "unreachable");
}

#[test]
fn nothing_is_sent_to_a_remote_provider_on_plain_http() {
    let stage = ScriptedServers::silent();
    let endpoint = stage.storage.origin();
    let plain = ["web-identity", "-o", "json", "--client-id", "x", "--endpoint", &endpoint, "--issuer", "http://id.example/realms/x?a=b"];
    Program::sts_cli(plain).run().fails(2, "plain-http");
    assert_eq!(stage.storage.connections(), 0);
}

#[test]
fn an_invalid_key_set_ends_the_login_before_the_user_finishes() {
    let cases = [
        ("status-500", ScriptedResponse::html(500)),
        ("html", ScriptedResponse::html(200)),
        ("redirect", ScriptedResponse::empty(307).header("Location", "/keys2")),
    ];
    for (name, answer) in cases {
        let stage = ScriptedServers::with_discovery(|_| {});
        stage.provider.expect("GET /keys", answer);
        stage.log_in().end().fails(6, &format!("key-set/{name}"));
    }
}

/// An address that nobody listens on, for now.
fn unused_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn an_s3_server_in_place_of_the_provider_is_recognized_by_its_errors() {
    let s3 = "<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message></Error>";
    let soap = "<?xml version=\"1.0\"?><e:Envelope xmlns:e=\"u\"><e:Body><e:Fault><faultcode>e:Client</faultcode><faultstring>no such realm</faultstring></e:Fault></e:Body></e:Envelope>";
    let xhtml = "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>Nothing here</title></head><body><p>x</p></body></html>";
    for (body, shown) in [
        (s3.to_owned(), "status 404, from an S3 server\n"),
        (format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{s3}"), "status 404, from an S3 server\n"),
        (format!("\u{feff} {s3}"), "status 404, from an S3 server\n"),
        (soap.to_owned(), "status 404: e:Client: no such realm\n"),
        (xhtml.to_owned(), "status 404: Nothing here\n"),
    ] {
        let stage = ScriptedServers::silent();
        stage.provider.expect(DISCOVERY, ScriptedResponse::new(404, "text/xml", &body));
        stage.run(&[]).fails_with_fragments(6, &[shown]);
    }
}
