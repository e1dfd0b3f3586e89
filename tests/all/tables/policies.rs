//! Session policies: what the shorthand means, and what is refused before any server sees it.

use crate::support::snapshot::Table;
use serde_json::{Value, json};
use sts_cli::policy::{Permission, PolicyError, SessionPolicy};

fn policy(permissions: &[&str]) -> Value {
    let permissions: Vec<Permission> = permissions.iter().map(|text| text.parse().unwrap()).collect();
    serde_json::from_str(SessionPolicy::from_permissions(&permissions).unwrap().as_str()).unwrap()
}

fn statements(permissions: &[&str]) -> Value {
    policy(permissions)["Statement"].clone()
}

#[test]
fn the_shorthand_grants_exactly_its_permission() {
    let cases: [(&[&str], Value); 8] = [
        (&["read:demo"], json!([{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::demo/*"]}])),
        (
            &["read:demo/reports"],
            json!([{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::demo/reports", "arn:aws:s3:::demo/reports/*"]}]),
        ),
        (&["read:demo/reports/"], json!([{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::demo/reports/*"]}])),
        (&["read:demo/rep*"], json!([{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::demo/rep*"]}])),
        (
            &["list:demo/a b/ü?"],
            json!([{"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": ["arn:aws:s3:::demo"],
                    "Condition": {"StringLike": {"s3:prefix": ["a b/ü?", "a b/ü?/*"]}}}]),
        ),
        (
            &["write:demo", "read:demo", "delete:demo"],
            json!([{"Effect": "Allow", "Action": ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
                    "Resource": ["arn:aws:s3:::demo/*"]}]),
        ),
        (
            &["read:logs", "read:demo", "read:demo"],
            json!([{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::demo/*", "arn:aws:s3:::logs/*"]}]),
        ),
        (&["full:demo"], json!([{"Effect": "Allow", "Action": ["s3:*"], "Resource": ["arn:aws:s3:::demo", "arn:aws:s3:::demo/*"]}])),
    ];
    for (permissions, expected) in cases {
        assert_eq!(statements(permissions), expected, "{permissions:?}");
    }
}

#[test]
fn a_prefix_of_one_bucket_does_not_open_another() {
    let statements = statements(&["list:demo/a", "list:logs", "full:demo/a"]);
    let narrowed: Vec<&Value> = statements.as_array().unwrap().iter().filter(|statement| statement["Condition"].is_object()).collect();
    assert!(narrowed.iter().all(|statement| statement["Resource"] == json!(["arn:aws:s3:::demo"])), "{statements}");
    assert!(statements.as_array().unwrap().iter().any(|statement| statement["Resource"] == json!(["arn:aws:s3:::logs"])), "{statements}");
}

#[test]
fn an_invalid_permission_is_rejected_with_its_format() {
    let mut table = Table::default();
    for text in ["demo", "read", "own:demo", "Read:demo", "read:demo/${aws:username}", "read:demo/a\nb"] {
        let refusal = text.parse::<Permission>().unwrap_err();
        assert_eq!(refusal, PolicyError::NotAPermission(text.to_owned()));
        table.error(&format!("{text:?}"), &refusal);
    }
    for text in ["read:", "read:/x", "read:De", "read:a b", "read:ab", "read:bucket_x"] {
        let refusal = text.parse::<Permission>().unwrap_err();
        assert!(matches!(refusal, PolicyError::NotABucket(_)), "{text}: {refusal}");
        table.error(text, &refusal);
    }
    table.matches("permissions");
    assert!("read:*".parse::<Permission>().is_ok() && "full:team-?/x".parse::<Permission>().is_ok());
}

#[test]
fn a_policy_that_no_server_accepts_is_rejected_before_it_is_sent() {
    let not_policies = [
        "[]",
        "{}",
        r#"{"Version":"2012-10-17"}"#,
        r#"{"Version":"2012-10-17","Statement":[]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"allow","Action":"s3:*","Resource":"*"}]}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*"}]}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*"}]}"#,
    ];
    let mut table = Table::default();
    for text in not_policies {
        let refusal = text.parse::<SessionPolicy>().unwrap_err();
        assert!(matches!(refusal, PolicyError::NotAPolicy(_)), "{text}: {refusal}");
        table.error(text, &refusal);
    }
    table.error("{\\n \"a\" }", &"{\n \"a\" }".parse::<SessionPolicy>().unwrap_err());
    table.error("a text that is too long", &PolicyError::TooLong(2049));
    table.error("a file that is too large", &"[".repeat(64 * 1024).parse::<SessionPolicy>().unwrap_err());
    table.matches("policies");
}

#[test]
fn a_policy_is_minified_and_measured_as_the_server_writes_it() {
    let whole =
        "\u{feff}{ \"Version\": \"2012-10-17\",\n \"Statement\": [{ \"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\" }] }";
    let sent = whole.parse::<SessionPolicy>().unwrap();
    assert!(!sent.as_str().contains(['\n', ' ']), "{}", sent.as_str());
    let long = |character: &str, count: usize| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":["s3:*"],"Resource":["arn:aws:s3:::b/{}"]}}]}}"#,
            character.repeat(count)
        )
        .parse::<SessionPolicy>()
    };
    let frame = long("x", 1).unwrap().as_str().len() - 1;
    assert!(long("x", 2048 - frame).is_ok());
    assert_eq!(long("x", 2049 - frame), Err(PolicyError::TooLong(2049)));
    let at_minio = |character: &str, count: usize| long(character, count).unwrap().excess_minio_length();
    assert_eq!(at_minio("x", 2048 - frame), None);
    assert_eq!(at_minio("ü", 1024), Some(frame + 2048), "MinIO counts bytes");
    for character in ["&", "<", ">", "\u{2028}", "\u{2029}"] {
        assert_eq!(at_minio(character, 400), Some(frame + 2400), "Go's encoder writes {character:?} as six bytes");
    }
}

#[test]
fn the_size_of_a_policy_is_checked_before_its_json() {
    assert_eq!("[".repeat(64 * 1024).parse::<SessionPolicy>(), Err(PolicyError::TooLarge));
}
