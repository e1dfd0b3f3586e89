//! Values of a request: what is taken, and what is refused with which words.

use sts_cli::request::{Endpoint, Issuer, Redirect, RequestError, RoleArn, SessionLength, SessionName, auth_param, waiting_time};

#[test]
fn an_endpoint_is_https_or_this_machine_unless_http_was_allowed() {
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
    for refused in
        ["minio.example", "minio.example:9000", "", "https://", "ftp://minio.example", "https://a:b@minio.example", "http://10.0.0.1"]
    {
        assert!(Endpoint::new(refused, false).is_err(), "{refused}");
    }
    let plain = Endpoint::new("http://minio.example:9000", false).unwrap_err();
    assert!(plain.to_string().starts_with("http://minio.example:9000 is plain http"), "{plain}");
    assert!(Endpoint::new("http://minio.example:9000", true).is_ok());
}

#[test]
fn no_refusal_of_an_address_repeats_a_password() {
    for text in ["https://user:hunter2@minio.example", "http://user:hunter2@minio.example"] {
        assert!(!Endpoint::new(text, false).unwrap_err().to_string().contains("hunter2"));
    }
}

#[test]
fn an_issuer_is_compared_to_the_letter_and_a_discovery_address_allows_either_slash() {
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
        assert_eq!(issuer.discovery().as_str(), format!("{base}/.well-known/openid-configuration"), "{text}");
        assert!(same.iter().all(|name| issuer.is(name)), "{text}");
        assert!(others.iter().all(|name| !issuer.is(name)), "{text}");
    }
}

#[test]
fn a_redirect_is_on_this_machine_and_sent_to_the_letter() {
    let cases = [
        ("http://localhost:8400", 8400, "http://localhost:8400"),
        ("http://localhost:8400/", 8400, "http://localhost:8400/"),
        ("http://127.0.0.1:80/x/y", 80, "http://127.0.0.1:80/x/y"),
        ("http://[::1]/cb", 5000, "http://[::1]:5000/cb"),
        ("http://localhost", 5000, "http://localhost:5000"),
    ];
    for (text, port, address) in cases {
        let redirect = Redirect::whole(text, vec![5000]).unwrap();
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
    for text in refused {
        assert!(matches!(Redirect::whole(text, Vec::new()), Err(RequestError::NotLoopback(_))), "{text}");
    }
}

#[test]
fn a_session_length_is_quarter_of_an_hour_to_a_year() {
    for (text, seconds) in [("8h", 28800), ("15m", 900), ("900", 900), ("1h30m", 5400), ("365d", 31_536_000), ("1d", 86400)] {
        assert_eq!(text.parse::<SessionLength>().map(SessionLength::seconds), Ok(seconds), "{text}");
    }
    for text in ["5m", "0", "400d", "14m59s", "31536001", "99999999999999999999"] {
        let refusal = text.parse::<SessionLength>().unwrap_err();
        assert!(matches!(refusal, RequestError::LengthOutOfBounds(_) | RequestError::NotALength(_)), "{text}: {refusal}");
    }
    for text in ["abc", "", "-8h", "8h ago", "0.5s", "8 parsecs"] {
        assert_eq!(text.parse::<SessionLength>(), Err(RequestError::NotALength(text.to_owned())));
    }
}

#[test]
fn a_wait_is_at_least_a_second() {
    assert_eq!(waiting_time("90s").map(|time| time.as_secs()), Ok(90));
    let refusal = waiting_time("0").unwrap_err();
    assert_eq!(refusal.to_string(), "`0` is no time to wait: write 90s, 10m or 1h");
}

#[test]
fn a_session_name_is_made_of_what_every_server_takes() {
    for (told, name) in
        [("alice", "alice"), ("Zoë Müller", "Zo--M-ller"), ("a", "sts-cli"), ("", "sts-cli"), ("a@b.example", "a@b.example")]
    {
        assert_eq!(SessionName::cleaned(told).as_str(), name, "{told}");
    }
    assert_eq!(SessionName::cleaned(&"x".repeat(100)).as_str().len(), 64);
    assert!("a b".parse::<SessionName>().is_err());
}

#[test]
fn a_role_arn_and_an_authorization_parameter_have_a_form() {
    assert!("arn:minio:iam:::role/MHR2BeH2-q1dHO2yx5U9Mf-tP9Q".parse::<RoleArn>().is_ok());
    for text in ["readwrite", "arn:short", "arn:minio:iam:::role/with blank"] {
        assert!(text.parse::<RoleArn>().is_err(), "{text}");
    }
    assert_eq!(auth_param("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
    for text in ["a", "=b", "state=x", "redirect_uri=https://evil.example"] {
        assert!(auth_param(text).is_err(), "{text}");
    }
}
