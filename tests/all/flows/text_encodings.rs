//! Secrets, tokens and certificates as Windows, editors and other tools write them: byte order marks, line ends, what stands around them.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::sandbox_script::run_as;
use crate::support::server::Hostile;
use crate::support::snapshot::{Table, project};
use crate::support::sts;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

/// Shell functions: `marked FILE` writes it with a byte order mark and two CR LF behind it, `must WORDS…` runs the program silently.
const FUNCTIONS: &str = r#"
umask 077
marked() { { printf '\357\273\277'; tr -d '\n' < "$1"; printf '\r\n\r\n'; } }
must() { "$STS_CLI" "$@" --no-cache -o json > "$HOME/out" 2> "$HOME/said" && [ ! -s "$HOME/said" ] || { echo "$*:"; cat "$HOME/said"; }; }
"#;

#[track_caller]
fn assert_works(script: &str) {
    let outcome = run_as("alice", &format!("{FUNCTIONS}{script}"));
    assert_eq!((outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str()), (0, "", ""), "{script}");
}

#[test]
fn a_byte_order_mark_and_trailing_line_endings_are_ignored_in_all_inputs() {
    assert_works(
        r#"
cd "$HOME"
marked "$SANDBOX_LDAP_PASSWORD_FILE" > password; marked "$SANDBOX_ROBOT_SECRET_FILE" > secret; marked "$SANDBOX_ID_TOKEN_FILE" > token
printf %s "$SANDBOX_SECRET_KEY" > key; marked key > marked-key
must ldap --user alice --password-file password
must ldap --user alice --password-file - < password
must ldap --user alice --password-command "cat '$HOME/password'"
must client-grants --client-id robot --client-secret-file secret
must web-identity --token file:token
must web-identity --token - < token
must web-identity --token "cmd:cat '$HOME/token'"
must assume-role --access-key "$SANDBOX_ACCESS_KEY" --secret-key-file marked-key
"#,
    );
}

#[test]
fn a_byte_order_mark_and_line_endings_are_ignored_in_variables() {
    assert_works(
        r#"
cd "$HOME"
cr=$(printf '\r'); mark=$(printf '\357\273\277'); lf='
'
STS_CLI_CLIENT_SECRET="$mark$(cat "$SANDBOX_ROBOT_SECRET_FILE")$cr$lf" must client-grants --client-id robot
STS_CLI_CLIENT_ID="robot$cr" STS_CLI_CLIENT_SECRET="$(cat "$SANDBOX_ROBOT_SECRET_FILE")$lf$lf" must client-grants
AWS_ACCESS_KEY_ID="$SANDBOX_ACCESS_KEY$cr" AWS_SECRET_ACCESS_KEY="$SANDBOX_SECRET_KEY$cr" must assume-role
STS_CLI_ENDPOINT="$STS_CLI_ENDPOINT$cr$lf" STS_CLI_DURATION="1h$cr" TOKEN="$mark$(cat "$SANDBOX_ID_TOKEN_FILE")$cr" must web-identity --token env:TOKEN
AWS_WEB_IDENTITY_TOKEN_FILE="$SANDBOX_ID_TOKEN_FILE$cr" must web-identity --token aws
"#,
    );
}

#[test]
fn certificates_and_keys_are_read_with_any_line_format() {
    assert_works(
        r#"
cd "$HOME"
tls() { must certificate --endpoint "$SANDBOX_TLS_ENDPOINT" --ca-bundle "$1" --client-cert "$2" --client-key "$3"; }
for f in "$SANDBOX_CA" "$SANDBOX_CLIENT_CERT" "$SANDBOX_CLIENT_KEY"; do
    name=$(basename "$f")
    { printf '\357\273\277'; cat "$f"; } > "mark-$name"; sed 's/^/    /' "$f" > "indented-$name"; sed 's/$/\r/' "$f" > "crlf-$name"
    tr '\n' '\r' < "$f" > "cr-$name"; sed 's/$/ \t/; s/^/\t/' "$f" > "blanks-$name"
done
for way in mark indented crlf cr blanks; do
    tls "$way-$(basename "$SANDBOX_CA")" "$way-$(basename "$SANDBOX_CLIENT_CERT")" "$way-$(basename "$SANDBOX_CLIENT_KEY")"
done
"#,
    );
}

#[test]
fn wrappings_of_a_token_are_removed_with_a_note() {
    let token = "e30.eyJzdWIiOiJhbGljZSJ9.e30";
    let storage = Hostile::start();
    let mut table = Table::default();
    for text in [
        format!("\"{token}\""),
        format!("'{token}'\n"),
        format!("Bearer {token}"),
        format!("Authorization: Bearer {token}\r\n"),
        json!({"count": 3, "value": token}).to_string(),
        json!({"access_token": token, "expires_in": 3599, "token_type": "Bearer"}).to_string(),
        json!({"accessToken": token, "expiresOn": "2030-01-01"}).to_string(),
        json!({"kind": "ExecCredential", "status": {"token": token}}).to_string(),
        json!({"data": {"token": token, "ttl": 60}}).to_string(),
        format!("{token}\u{200b}"),
        format!("\u{201c}{token}\u{201d}"),
        format!("`{token}`"),
        format!("<{token}>"),
        format!("token {token}"),
        format!("Basic {token}"),
        format!("-H \"Authorization: Bearer {token}\""),
        json!([token]).to_string(),
        format!("{token},"),
        format!("\u{1b}[1;32m{token}\u{1b}[0m"),
        json!({"value": format!("Bearer {token}")}).to_string(),
        json!({"result": {"jwt": token}}).to_string(),
        format!("export T={token} # of today"),
        format!("id_token={token}&state=1"),
        format!("Authorization: Bearer {token}\nX-Token: {token}"),
    ] {
        storage.expect("POST /", sts::grant());
        let outcome = supplied("web-identity", &storage.origin(), &text);
        assert_eq!(outcome.code, 0, "{outcome:#?}");
        let sent = storage.requests().last().unwrap().body.clone();
        assert!(sent.contains(&format!("WebIdentityToken={token}")), "{text}: {sent}");
        table.row(&text.replace(token, "TOKEN").replace(['\r', '\n'], ""), &outcome.stderr);
    }
    table.matches("around-tokens");
}

#[test]
fn a_json_object_without_a_unique_token_is_rejected_and_not_shown() {
    let mut table = Table::default();
    for text in [r#"{"id_token":"planted-1","access_token":"planted-2"}"#, r#"{"secret":"planted-3"}"#, "{}"] {
        let outcome = supplied("web-identity", "http://127.0.0.1:9", text);
        assert!(!outcome.stderr.contains("planted"), "{outcome:?}");
        table.fails(4, text, &outcome);
    }
    table.matches("json-without-a-token");
}

#[test]
fn tokens_for_an_identity_plugin_are_sent_unchanged() {
    for (text, sent) in [
        (r#"{"token":"a","user":"b"}"#, "Token=%7B%22token%22%3A%22a%22"),
        ("\"quoted\"", "Token=%22quoted%22"),
        ("Bearer x", "Token=Bearer%20x"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let seen = std::thread::spawn(move || {
            let mut seen = String::new();
            while !seen.contains("Token=") {
                let (stream, _) = listener.accept().unwrap();
                let lines = BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
                seen.push_str(&lines.collect::<String>());
                (&stream).write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
            }
            seen
        });
        let _ = supplied("custom-token", &endpoint, text);
        let seen = seen.join().unwrap();
        assert!(seen.contains(sent), "{text}: {seen}");
    }
}

fn supplied(command: &str, endpoint: &str, token: &str) -> Outcome {
    let arguments = [command, "-o", "json", "--no-cache", "--no-buckets", "--token", "env:TOKEN", "--endpoint", endpoint];
    let role: &[&str] = if command == "custom-token" { &["--role-arn", "arn:minio:iam:::role/x"] } else { &[] };
    Program::sts_cli(arguments.into_iter().chain(role.iter().copied())).env("TOKEN", token).run()
}

/// A run with a file of this content, which `words` name as `FILE`.
fn with_file(content: &[u8], words: &str) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, content).unwrap();
    let file = file.display().to_string();
    let words = words.replace("FILE", &file);
    Program::sts_cli(words.split(' ').chain(["-o", "json", "--endpoint", "https://storage.invalid"])).run().named(&file, "[FILE]")
}

#[test]
fn utf_16_text_is_named_with_how_to_save_it() {
    let utf16: Vec<u8> = "\u{feff}hunter2".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let without_a_mark: Vec<u8> = "hunter2".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut table = Table::default();
    for (content, way) in [
        (&utf16, "ldap --user alice --password-file FILE"),
        (&without_a_mark, "ldap --user alice --password-file FILE"),
        (&utf16, "web-identity --token file:FILE"),
        (&utf16, "assume-role --access-key a --secret-key-file FILE --policy FILE"),
        (&utf16, "assume-role --access-key a --secret-key-file FILE --ca-bundle FILE"),
        (&utf16, "client-grants --client-id a --issuer https://id.invalid --client-secret-file FILE"),
    ] {
        let outcome = with_file(content, way);
        assert!(!outcome.stderr.contains("check the path"), "{outcome:?}");
        table.fails(3, way, &outcome);
    }
    table.matches("utf-16");
}

#[test]
fn certificates_and_keys_in_other_formats_get_a_conversion_command() {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(["127.0.0.1".to_owned()]).unwrap().self_signed(&key).unwrap();
    let pkcs12 = [&[0x30, 0x82, 0x02, 0x06, 0x02, 0x01, 0x03][..], &[0x80; 512]].concat();
    let pkcs7 = [&[0x30, 0x82, 0x02, 0x06, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02][..], &[0x80; 512]].concat();
    let mut table = Table::default();
    for (what, content) in [
        ("a certificate in DER", certificate.der().to_vec()),
        ("a key in DER", key.serialize_der()),
        ("PKCS#12", pkcs12),
        ("PKCS#7 in DER", pkcs7),
        ("PKCS#7 in PEM", b"-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n".to_vec()),
        ("a Java keystore", [&[0xfe, 0xed, 0xfe, 0xed][..], &[0x80; 64]].concat()),
        ("a text", b"no certificate\n".to_vec()),
    ] {
        table.fails(3, what, &with_file(&content, "assume-role --access-key a --secret-key-file /dev/null --ca-bundle FILE"));
    }
    table.matches("other-forms");
}

#[test]
fn the_format_of_an_unsupported_key_is_named() {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(["127.0.0.1".to_owned()]).unwrap().self_signed(&key).unwrap();
    let block = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n").into_bytes();
    let jwk = |more: &str| format!("{{\"kty\": \"EC\", \"crv\": \"P-256\", \"x\": \"AA\", \"y\": \"AA\"{more}}}").into_bytes();
    let encrypted =
        [&[0x30, 0x82, 0x02, 0x06, 0x30, 0x40, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d][..], &[0x80; 512]]
            .concat();
    let short = std::fs::read(project().join("tests/cases/keys/rsa-1024.pem")).unwrap();
    let short_in_pkcs1 = b"-----BEGIN RSA PRIVATE KEY-----\nMAwCAQACA5MBAQIBAwIBAQ==\n-----END RSA PRIVATE KEY-----\n".to_vec();
    let mut table = Table::default();
    for (what, content) in [
        ("OpenSSH", block("OPENSSH PRIVATE KEY")),
        ("PuTTY", b"PuTTY-User-Key-File-3: ssh-ed25519\r\nEncryption: none\r\n".to_vec()),
        ("a JSON Web Key", jwk(", \"d\": \"AA\"")),
        ("a PEM file in base64", STANDARD.encode(key.serialize_pem()).into_bytes()),
        ("a Google service account", json!({"type": "service_account", "private_key": key.serialize_pem()}).to_string().into_bytes()),
        ("line ends as letters", key.serialize_pem().replace('\n', "\\n").into_bytes()),
        ("a public JSON Web Key", jwk("")),
        ("a public key", block("PUBLIC KEY")),
        ("a public key of OpenSSH", b"ssh-ed25519 AAAA me@here\n".to_vec()),
        ("a public key in DER", rcgen::PublicKeyData::subject_public_key_info(&key)),
        ("a certificate", certificate.pem().into_bytes()),
        ("an encrypted key", block("ENCRYPTED PRIVATE KEY")),
        ("an encrypted key in DER", encrypted),
        ("1024 bits", short),
        ("24 bits in PKCS#1", short_in_pkcs1),
        ("nothing", Vec::new()),
    ] {
        let way = "client-grants --client-id a --issuer https://id.invalid --client-assertion-key FILE";
        let outcome = with_file(&content, way);
        table.fails(3, what, &outcome);
        let folder = tempfile::tempdir().unwrap();
        let chain = folder.path().join("chain.pem");
        std::fs::write(&chain, certificate.pem()).unwrap();
        let shown = with_file(&content, &format!("certificate --client-cert {} --client-key FILE", chain.display()));
        assert_eq!(shown.stderr.lines().next(), outcome.stderr.lines().next(), "{what}");
    }
    table.fails(
        3,
        "/dev/zero",
        &with_file(b"", "client-grants --client-id a --issuer https://id.invalid --client-assertion-key /dev/zero"),
    );
    table.fails(
        3,
        "a key for a CA",
        &with_file(key.serialize_pem().as_bytes(), "assume-role --access-key a --secret-key-file /dev/null --ca-bundle FILE"),
    );
    table.matches("keys-in-other-forms");
}

#[test]
fn a_token_in_a_variable_assignment_is_used_with_a_note() {
    let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.e30";
    let storage = Hostile::start();
    let note = "note: extracted the token from a line that sets a variable\n";
    for text in [
        format!("export ID_TOKEN={token}\n"),
        format!("ID_TOKEN='{token}'\r\n"),
        format!("# of today\nAWS_REGION=eu\nID_TOKEN=\"{token}\""),
        format!("$env:ID_TOKEN = \"{token}\""),
        format!("id_token: {token}"),
    ] {
        storage.expect("POST /", sts::grant());
        let outcome = supplied("web-identity", &storage.origin(), &text);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, note), "{text}");
        let sent = storage.requests().last().unwrap().body.clone();
        assert!(sent.contains(&format!("WebIdentityToken={token}")), "{text}: {sent}");
    }
    for (text, warning) in [
        (format!("A={token}\nB={token}x"), "warning: the token contains several tokens"),
        (format!("{token} {token}x"), "warning: the token contains several tokens"),
        (format!("{token},{token}x"), "warning: the token contains several tokens"),
        ("two words".to_owned(), "warning: the token contains spaces or line breaks"),
    ] {
        storage.expect("POST /", sts::grant());
        let outcome = supplied("web-identity", &storage.origin(), &text);
        assert!(outcome.stderr.starts_with(warning), "{outcome:?}");
    }
}

#[test]
fn two_options_that_read_standard_input_are_rejected_by_name() {
    let mut table = Table::default();
    for way in [
        "web-identity --token - --policy -",
        "ldap --user a --password-file - --policy /dev/stdin",
        "assume-role --access-key a --secret-key-file /dev/fd/0 --ca-bundle /proc/self/fd/0",
        "web-identity --token file:/dev/stdin --ca-bundle /dev/stdin",
        "certificate --client-cert /dev/stdin --client-key /dev/stdin",
        "web-identity --client-assertion-key /dev/stdin --policy -",
    ] {
        table.fails(2, way, &with_file(b"", way));
    }
    table.matches("standard-input-twice");
}

#[test]
fn a_failed_password_command_is_not_called_a_token_command() {
    let mut table = Table::default();
    let storage = Hostile::start();
    storage.allow("HEAD /", ScriptedResponse::empty(200));
    for command in ["false", "/nowhere/pass", "yes"] {
        let arguments = ["ldap", "-o", "json", "--user", "a", "--endpoint", &storage.origin(), "--password-command", command];
        let outcome = Program::sts_cli(arguments).run();
        assert!(!outcome.stderr.contains("token"), "{outcome:?}");
        table.fails(4, command, &outcome);
    }
    table.matches("password-commands");
}
