//! Runs without a person: keys from a profile, a proxy on the way.

use crate::support::answer::ScriptedResponse;
use crate::support::program::Program;
use crate::support::sandbox_script::run_as;
use crate::support::server::Hostile;
use crate::support::sts::{self, ASSUME_ROLE_GRANT};

#[test]
fn a_proxy_with_a_password_is_used_except_for_loopback() {
    let proxy = Hostile::start();
    let address = proxy.origin().replace("http://", "http://user:proxy-secret@");
    let assume = |endpoint: &str| {
        Program::sts_cli(["assume-role", "-o", "json", "-vvv", "--allow-http", "--duration", "365d", "--endpoint", endpoint])
            .env("AWS_ACCESS_KEY_ID", "carol")
            .env("AWS_SECRET_ACCESS_KEY", "fake-secret")
            .env("HTTP_PROXY", &address)
            .env("http_proxy", &address)
            .run()
    };
    proxy.expect("POST http://storage.invalid:9000/", ScriptedResponse::xml(200, ASSUME_ROLE_GRANT));
    let outcome = assume("http://storage.invalid:9000");
    assert_eq!(outcome.code, 0, "{outcome:#?}");
    assert!(!outcome.stderr.contains("proxy-secret"), "{outcome:#?}");
    assert!(proxy.requests()[0].headers.to_lowercase().contains("proxy-authorization: basic "), "{:?}", proxy.requests());

    let here = Hostile::start();
    here.expect("POST /", ScriptedResponse::xml(200, ASSUME_ROLE_GRANT));
    assert_eq!(assume(&here.origin()).code, 0);
    assert_eq!(proxy.requests().len(), 1, "loopback went through the proxy");
}

#[test]
fn an_unreachable_token_endpoint_is_named_with_its_flag() {
    let nobody = format!("http://{}", std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    let arguments = ["client-grants", "-o", "json", "--client-id", "robot", "--endpoint", &nobody, "--token-endpoint"];
    let address = format!("{nobody}/token");
    let outcome = Program::sts_cli(arguments.into_iter().chain([address.as_str()])).env("STS_CLI_CLIENT_SECRET", "fake-secret").run();
    outcome.named(&nobody, "[NOBODY]").fails(6, "token-endpoint-unreachable");
}

#[test]
fn a_provider_url_as_the_endpoint_is_recognized_for_services_too() {
    let provider = Hostile::start();
    provider.expect("POST /token", ScriptedResponse::json(&serde_json::json!({"access_token": "e30.e30.e30", "token_type": "Bearer"})));
    provider.expect("POST /", ScriptedResponse::new(404, "application/json", "{\"error\":\"not found\"}"));
    let (origin, address) = (provider.origin(), format!("{}/token", provider.origin()));
    let arguments = ["client-grants", "-o", "json", "--client-id", "robot", "--endpoint", &origin, "--token-endpoint", &address];
    let outcome = Program::sts_cli(arguments).env("STS_CLI_CLIENT_SECRET", "fake-secret").run();
    outcome.fails(6, "endpoint-is-the-provider");
}

#[test]
fn a_server_without_client_grants_gets_the_token_as_a_web_identity() {
    for (status, code, message) in [
        (400, "InvalidParameterValue", "Unsupported action AssumeRoleWithClientGrants"),
        (400, "InvalidAction", "Could not find operation AssumeRoleWithClientGrants for version 2011-06-15"),
        (400, "BadRequest", "Unsupported API call: AssumeRoleWithClientGrants"),
        (405, "MethodNotAllowed", "The specified method is not allowed against this resource."),
        (501, "NotImplemented", ""),
    ] {
        let (provider, storage) = (Hostile::start(), Hostile::start());
        provider.expect("POST /token", ScriptedResponse::json(&serde_json::json!({"access_token": "e30.e30.e30"})));
        storage.expect("POST /", sts::refusal(status, code, message));
        storage.expect("POST /", ScriptedResponse::xml(200, &sts::grant_document(&sts::credentials())));
        let (endpoint, address) = (storage.origin(), format!("{}/token", provider.origin()));
        let arguments = ["client-grants", "-o", "json", "--client-id", "robot", "--endpoint", &endpoint, "--token-endpoint", &address];
        let outcome = Program::sts_cli(arguments).env("STS_CLI_CLIENT_SECRET", "fake-secret").run();
        assert_eq!(outcome.code, 0, "{code}: {outcome:#?}");
        assert!(outcome.stderr.contains("does not support AssumeRoleWithClientGrants; using AssumeRoleWithWebIdentity"), "{outcome:#?}");
        assert!(storage.requests()[1].body.starts_with("Action=AssumeRoleWithWebIdentity&"), "{code}");
    }
}

#[test]
fn keys_are_read_from_a_profile_of_the_aws_files() {
    let script = r#"mkdir "$HOME/.aws"
printf '[default]\naws_access_key_id = other\n\n[ lab ]\n# a comment\ns3 =\n  aws_access_key_id = nested\naws_access_key_id=%s\naws_secret_access_key = %s\n' \
  "$SANDBOX_ACCESS_KEY" "$SANDBOX_SECRET_KEY" > "$HOME/.aws/credentials"
"$STS_CLI" assume-role --source-profile lab -o json"#;
    let outcome = run_as("alice", script);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    assert_eq!(outcome.json()["Version"], 1);
    for (file, text, name) in [
        ("config", r#"[profile "lab two"]\naws_access_key_id: %s # mine\naws_secret_access_key: %s ; too\n"#, "lab two"),
        ("config", r"[profile default]\nAWS_ACCESS_KEY_ID = %s\naws_secret_access_key = %s\n", "default"),
        ("credentials", r"[lab]\naws_access_key_id = %s\naws_secret_access_key = %s # rotate me\naws_session_token =\n", "lab"),
    ] {
        let variable = if file == "config" { "AWS_CONFIG_FILE" } else { "AWS_SHARED_CREDENTIALS_FILE" };
        let script = format!(
            "mkdir \"$HOME/own\"\nprintf '{text}' \"$SANDBOX_ACCESS_KEY\" \"$SANDBOX_SECRET_KEY\" > \"$HOME/own/{file}\"\n\
             export {variable}='~/own/{file}'\n\"$STS_CLI\" assume-role --source-profile '{name}' -o json"
        );
        let outcome = run_as("alice", &script);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{text}");
    }
    let broken = r#"mkdir "$HOME/.aws"; printf '[lab]\nwords\n' > "$HOME/.aws/credentials"
"$STS_CLI" assume-role --source-profile lab -o json"#;
    run_as("alice", broken).fails(3, "aws-file-broken");
    run_as("alice", r#""$STS_CLI" assume-role --source-profile 'a]b' -o json"#).fails(2, "aws-profile-name");
    let missing = run_as("alice", r#""$STS_CLI" assume-role --source-profile nosuch -o json"#);
    missing.fails(3, "aws-profile-missing");
}
