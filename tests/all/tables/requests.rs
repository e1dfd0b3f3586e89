//! Values of a request: what is taken, and what is refused with which words.

use crate::support::snapshot::Table;
use sts_cli::request::{
    Endpoint, Issuer, RedirectUri, RequestError, RoleArn, SessionDuration, SessionName, parse_auth_param, parse_timeout,
};

#[test]
fn an_endpoint_is_https_or_loopback_unless_http_is_allowed() {
    let taken = [
        ("https://minio.example:9000", "https://minio.example:9000"),
        ("https://minio.example/", "https://minio.example"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://[::1]:9000/", "http://[::1]:9000"),
        ("http://localhost:9000", "http://localhost:9000"),
    ];
    for (text, address) in taken {
        assert_eq!(Endpoint::new(text, false).unwrap().address(), address);
    }
    let mut table = Table::default();
    for refused in [
        "minio.example",
        "minio.example:9000",
        "",
        "https://",
        "ftp://minio.example",
        "https://a:b@minio.example",
        "https://minio.example/?x=1",
        "https://minio.example/#x",
        "http://10.0.0.1",
        "http://minio.example:9000",
    ] {
        table.error(&format!("{refused:?}"), &Endpoint::new(refused, false).unwrap_err());
    }
    table.matches("endpoints");
    assert!(Endpoint::new("http://minio.example:9000", true).is_ok());
}

#[test]
fn an_endpoint_shows_its_host_right_after_the_scheme() {
    for text in [
        "https:0X//id.example//x.http://localhost:9000",
        "https:minio.example/http://x",
        "https:/minio.example/a://b",
        "https://minio.example/a:/.//b",
    ] {
        assert!(Endpoint::new(text, false).is_err(), "{text}");
    }
    assert!(Endpoint::new(" HTTPS://minio.example\r\n", false).is_ok());
}

#[test]
fn a_url_whose_host_is_missing_is_refused() {
    for text in [
        "https:///.well-known/openid-configuration",
        "https://.well-known/openid-configuration/",
        "https://.example",
        "https://a..b",
        "https:///x",
    ] {
        let results =
            [Endpoint::new(text, false).map(drop), Issuer::new(text, false).map(drop), Issuer::token_endpoint(text, false).map(drop)];
        assert_eq!(results, [(); 3].map(|()| Err(RequestError::NotAnAddress(text.to_owned()))));
    }
}

#[test]
fn a_url_with_a_control_character_is_refused() {
    for text in ["https://minio.example/a\nb", "https://minio\t.example", "https://minio.example/x:\n//", "https://minio.example\0"] {
        let results =
            [Endpoint::new(text, false).map(drop), Issuer::new(text, false).map(drop), Issuer::token_endpoint(text, false).map(drop)];
        assert_eq!(results, [(); 3].map(|()| Err(RequestError::NotAnAddress(text.to_owned()))));
    }
    for text in ["http://localhost:84\t00/", "http://localhost:8400 ", "http://127.0.0.1\n:8400/"] {
        assert_eq!(RedirectUri::parse(text, vec![5000]), Err(RequestError::NotLoopback(text.to_owned())));
    }
}

#[test]
fn endpoint_errors_contain_no_password() {
    for text in ["https://user:hunter2@minio.example", "http://user:hunter2@minio.example"] {
        assert!(!Endpoint::new(text, false).unwrap_err().to_string().contains("hunter2"));
    }
}

#[test]
fn an_issuer_is_compared_exactly_and_a_discovery_url_allows_either_slash() {
    let cases: [(&str, &str, &[&str], &[&str]); 4] = [
        (
            "https://id.example/realms/x",
            "https://id.example/realms/x",
            &["https://id.example/realms/x"],
            &["https://id.example/realms/x/", "https://ID.example/realms/x"],
        ),
        ("https://id.example/", "https://id.example", &["https://id.example/"], &["https://id.example"]),
        (
            "https://id.example/a/.well-known/openid-configuration",
            "https://id.example/a",
            &["https://id.example/a", "https://id.example/a/"],
            &["https://id.example"],
        ),
        (
            "https://id.example/a/.well-known/openid-configuration/?x=1",
            "https://id.example/a",
            &["https://id.example/a"],
            &["https://id.example/b"],
        ),
    ];
    for (text, base, same, others) in cases {
        let issuer = Issuer::new(text, false).unwrap();
        let query = text.split_once('?').map_or_else(String::new, |(_, query)| format!("?{query}"));
        assert_eq!(issuer.discovery().as_str(), format!("{base}/.well-known/openid-configuration{query}"), "{text}");
        assert!(same.iter().all(|name| issuer.matches(name)), "{text}");
        assert!(others.iter().all(|name| !issuer.matches(name)), "{text}");
    }
}

#[test]
fn a_redirect_uri_is_on_loopback_and_sent_literally() {
    let cases = [
        ("http://localhost:8400", 8400, "http://localhost:8400"),
        ("http://localhost:8400/", 8400, "http://localhost:8400/"),
        ("http://127.0.0.1:80/x/y", 80, "http://127.0.0.1:80/x/y"),
        ("http://[::1]/cb", 5000, "http://[::1]:5000/cb"),
        ("http://localhost", 5000, "http://localhost:5000"),
    ];
    for (text, port, address) in cases {
        let redirect = RedirectUri::parse(text, vec![5000]).unwrap();
        assert_eq!((redirect.ports(), redirect.address(port).as_str()), ([port].as_slice(), address), "{text}");
    }
    let refused = [
        "https://localhost/x",
        "http://example.org/x",
        "http://localhost/x?y",
        "http://a@localhost/x",
        "http://127.0.0.1.example/",
        "http://localhost/../x",
        "x",
    ];
    let mut table = Table::default();
    for text in refused {
        let refusal = RedirectUri::parse(text, Vec::new()).unwrap_err();
        assert!(matches!(refusal, RequestError::NotLoopback(_)), "{text}: {refusal}");
        table.error(text, &refusal);
    }
    table.matches("redirects");
}

#[test]
fn a_session_duration_is_fifteen_minutes_to_a_year() {
    for (text, seconds) in [("8h", 28800), ("15m", 900), ("900", 900), ("1h30m", 5400), ("365d", 31_536_000), ("1d", 86400)] {
        assert_eq!(text.parse::<SessionDuration>().map(SessionDuration::seconds), Ok(seconds), "{text}");
    }
    let mut table = Table::default();
    for text in ["5m", "0", "400d", "14m59s", "31536001", "99999999999999999999"] {
        let refusal = text.parse::<SessionDuration>().unwrap_err();
        assert!(matches!(refusal, RequestError::DurationOutOfBounds(_) | RequestError::NotADuration(_)), "{text}: {refusal}");
        table.error(text, &refusal);
    }
    for text in ["abc", "", "-8h", "8h ago", "0.5s", "8 parsecs"] {
        let refusal = text.parse::<SessionDuration>().unwrap_err();
        assert_eq!(refusal, RequestError::NotADuration(text.to_owned()));
        table.error(&format!("{text:?}"), &refusal);
    }
    table.matches("session-lengths");
}

#[test]
fn a_timeout_is_at_least_one_second() {
    assert_eq!(parse_timeout("90s").map(|time| time.as_secs()), Ok(90));
    let mut table = Table::default();
    for text in ["0", "0.5s", "-1m", "soon"] {
        table.error(text, &parse_timeout(text).unwrap_err());
    }
    table.matches("waiting-times");
}

#[test]
fn a_session_name_is_valid_for_every_server() {
    for (told, name) in
        [("alice", "alice"), ("Zoë Müller", "Zo--M-ller"), ("a", "sts-cli"), ("", "sts-cli"), ("a@b.example", "a@b.example")]
    {
        assert_eq!(SessionName::from_claim(told).as_str(), name, "{told}");
    }
    assert_eq!(SessionName::from_claim(&"x".repeat(100)).as_str().len(), 64);
    let mut table = Table::default();
    for text in ["a b", "a", ""] {
        table.error(&format!("{text:?}"), &text.parse::<SessionName>().unwrap_err());
    }
    table.matches("session-names");
}

#[test]
fn role_arns_and_authorization_parameters_are_validated() {
    assert!("arn:minio:iam:::role/MHR2BeH2-q1dHO2yx5U9Mf-tP9Q".parse::<RoleArn>().is_ok());
    let mut table = Table::default();
    for text in ["readwrite", "arn:short", "arn:minio:iam:::role/with blank"] {
        table.error(text, &text.parse::<RoleArn>().unwrap_err());
    }
    assert_eq!(parse_auth_param("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
    for text in ["a", "=b", "state=x", "redirect_uri=https://evil.example"] {
        table.error(text, &parse_auth_param(text).unwrap_err());
    }
    table.matches("role-arns-and-authorization-parameters");
}
