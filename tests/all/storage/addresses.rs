//! `--s3-endpoint`: the address of the buckets where the STS has another, in every form and for every tool.

use super::{assume_role, granting, with_keys};
use crate::support::answer::ScriptedResponse;
use crate::support::program::{BINARY, Program};
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use crate::support::sts::ACCESS_KEY;
use sts_cli::request::{Choice as _, Endpoint, OutputFormat};

/// The S3 endpoint, which tools must get instead of the STS endpoint.
const S3: &str = "https://s3.example:9021";

#[test]
fn every_format_with_an_endpoint_uses_the_s3_endpoint() {
    let sts = granting("POST /sts");
    let endpoint = format!("{}/sts", sts.origin());
    let authority = sts.origin().replace("http://", "");
    let mut naming = Vec::new();
    for form in OutputFormat::words().into_iter().filter(|form| *form != "github") {
        let of = |more: &[&str]| assume_role(&endpoint, &[&["-o", form, "--no-buckets"], more].concat()).run().stdout;
        let [alone, beside] = [of(&[]), of(&["--s3-endpoint", S3])];
        if alone.contains(&authority) {
            assert!(beside.contains("s3.example:9021") && !beside.contains(&authority), "-o {form}: {beside}");
            naming.push(form);
        }
    }
    for form in ["env", "dotenv", "k8s", "mc-host", "mc-alias", "rclone", "duckdb:keys", "terraform", "storage-options", "aws-ini"] {
        assert!(naming.contains(&form), "-o {form} names no address");
    }
}

#[test]
fn every_tool_is_configured_with_the_s3_endpoint() {
    let sts = granting("POST /sts");
    let script = format!(
        "cd \"$HOME\"; mkdir -p \"$XDG_CONFIG_HOME/sts-cli/profiles\"\n\
         printf 'identity = \"assume-role\"\\nendpoint = \"{}/sts\"\\ns3_endpoint = \"{S3}\"\\n' > \"$XDG_CONFIG_HOME/sts-cli/profiles/ecs.toml\"\n\
         for tool in aws mc rclone fsspec spark duckdb; do\n\
             {BINARY} configure -q $tool ecs 2> \"$TMPDIR/said\" || exit\n\
             grep -v '^warning: .*environment variables' \"$TMPDIR/said\" >&2\n\
         done; rm \"$TMPDIR/said\"\n\
         {BINARY} exec ecs -- env\n\
         find . -type f ! -name events ! -path '*/sts-cli/*' -exec cat {{}} +",
        sts.origin()
    );
    let said = with_keys(Program::of("sh", ["-c", &script])).run().ok();
    assert!(!said.contains(&sts.origin()), "{said}");
    assert!(said.matches("s3.example:9021").count() >= 8, "{said}");
    for line in ["AWS_ENDPOINT_URL_S3=", "endpoint_url = ", "endpoint = ", "\"endpoint_url\": \"", "fs.s3a.endpoint ", "\"url\": \""] {
        assert!(said.contains(&format!("{line}{S3}")), "{line}: {said}");
    }
}

#[test]
fn buckets_are_listed_at_the_s3_endpoint_with_keys_of_the_sts() {
    let (sts, s3) = (granting("POST /sts"), Hostile::start());
    s3.expect(
        "GET /",
        ScriptedResponse::xml(
            200,
            "<ListAllMyBucketsResult><Buckets><Bucket><Name>logs</Name></Bucket></Buckets></ListAllMyBucketsResult>",
        ),
    );
    let said = assume_role(&format!("{}/sts", sts.origin()), &["-q", "-o", "text", "--s3-endpoint", &s3.origin()]).run().ok();
    assert!(said.contains("logs"), "{said}");
    assert!(s3.requests()[0].headers.contains(ACCESS_KEY));
    assert_eq!((sts.connections(), sts.requests_of("GET /sts").len()), (1, 0));
}

/// The S3 address in what `-o dotenv` prints.
fn s3_address(program: Program) -> String {
    let said = program.run().ok();
    said.lines().find_map(|line| line.strip_prefix("AWS_ENDPOINT_URL_S3=")).unwrap_or("none").trim_matches('\'').to_owned()
}

#[test]
fn an_s3_endpoint_applies_only_to_the_endpoint_it_was_set_with() {
    let sts = granting("POST /");
    let origin = sts.origin();
    let get = |profile: &str, more: &[&str], variable: &str| {
        let program = with_keys(Program::sts_cli([&["get", "store", "--no-cache", "-o", "dotenv"], more].concat()));
        let folder = program.home().join("xdg_config_home/sts-cli/profiles");
        std::fs::create_dir_all(&folder).unwrap();
        let said = format!("identity = \"assume-role\"\nendpoint = \"{origin}\"\n{profile}");
        std::fs::write(folder.join("store.toml"), said).unwrap();
        s3_address(if variable.is_empty() { program } else { program.env("STS_CLI_S3_ENDPOINT", variable) })
    };
    let key = format!("s3_endpoint = \"{S3}\"\n");
    assert_eq!(get(&key, &[], ""), S3);
    assert_eq!(get(&key, &[], "https://stale.example"), S3);
    assert_eq!(get("", &[], "https://stale.example"), origin, "a variable leads no profile's keys elsewhere");
    assert_eq!(get(&key, &["--endpoint", &origin], ""), origin, "another server, another S3 address");
    assert_eq!(get(&key, &["--s3-endpoint", "https://near.example"], ""), "https://near.example");
    let both =
        Program::sts_cli(["assume-role", "--no-cache", "-o", "dotenv"]).env("STS_CLI_ENDPOINT", &origin).env("STS_CLI_S3_ENDPOINT", S3);
    assert_eq!(s3_address(with_keys(both)), S3);
    let beside = assume_role(&origin, &["-o", "dotenv"]).env("STS_CLI_S3_ENDPOINT", S3).run();
    assert!(beside.stderr.starts_with("note: STS_CLI_S3_ENDPOINT is ignored"), "{}", beside.stderr);
    assert!(!beside.stdout.contains(S3), "{}", beside.stdout);
}

#[test]
fn an_endpoint_with_an_sts_path_causes_a_warning() {
    let warned = |path: &str, more: &[&str]| {
        let sts = granting(&format!("POST {path}"));
        let said = assume_role(&format!("{}{path}", sts.origin()), &[&["-o", "json"], more].concat()).run();
        said.stderr.contains("set the S3 address with --s3-endpoint")
    };
    for path in ["/sts", "/.sts", "/sts/tenant", "/gateway/sts"] {
        assert!(warned(path, &[]) && !warned(path, &["--s3-endpoint", S3]), "{path}");
    }
    for path in ["/", "/minio", "/sts-proxy"] {
        assert!(!warned(path, &[]), "{path}");
    }
    let is_alone = |address: &str| Endpoint::new(address, false).unwrap().is_sts_only();
    assert!(is_alone("https://sts.wasabisys.com") && is_alone("https://sts.minio.svc:4223/sts/tenant"));
    assert!(!is_alone("https://sts.eu-west-1.amazonaws.com") && !is_alone("https://stsx.example"));
}

#[test]
fn endpoints_with_query_or_fragment_are_rejected() {
    let mut table = Table::default();
    for (flag, address) in [
        ("--endpoint", "https://minio.example:9000/?planted=secret"),
        ("--endpoint", "https://minio.example:9000#planted"),
        ("--s3-endpoint", "https://s3.example/?planted"),
        ("--s3-endpoint", "http://s3.example"),
        ("--s3-endpoint", "https://user:planted@s3.example"),
        ("--s3-endpoint", "s3.example"),
    ] {
        let refused = assume_role("https://minio.example:9000", &[flag, address, "-o", "json"]);
        let outcome = if flag == "--endpoint" { assume_role(address, &["-o", "json"]) } else { refused }.run();
        assert!(!outcome.stderr.contains("planted"), "{}", outcome.stderr);
        table.fails(2, &format!("{flag} {address}"), &outcome);
    }
    table.matches("addresses-that-are-refused");
}

#[test]
fn an_incomplete_endpoint_is_shown_corrected() {
    let mut table = Table::default();
    let halves = [
        "//minio.example:9000",
        "//minio.example",
        "https//minio.example",
        "http//localhost:9000",
        ":9000",
        "https://",
        "minio.example:9000/path",
        "//me:planted@minio.example",
        "https://\"https://minio.example\"",
        "https://https://minio.example",
        "https;//minio.example",
        "https:;minio.example",
        "htttps://minio.example:9000",
        "HTPS:\\\\minio.example",
        "“https://minio.example”",
        "<https://minio.example>",
        "'minio.example'",
        "\u{feff}https://minio.example\u{200b}",
        "https://minio.example, https://other.example",
        "https://file:///etc",
        "https://\"minio.example\"",
        "s3://bucket",
        "htttps",
        "C:\\minio",
        "https://minio.example\\x",
        "https:\\\\minio.example",
        "https://minio.example:9000\\sts\\v1",
        "https://minio.example/\\other.example",
        "https://other.example\\@minio.example",
    ];
    for half in halves {
        let outcome = assume_role(half, &["-o", "json"]).run();
        assert!(!outcome.stderr.contains("planted"), "{}", outcome.stderr);
        table.fails(2, &format!("--endpoint {half}"), &outcome);
    }
    for half in [
        "//minio.example:9000",
        "http:/minio.example",
        "https:minio.example:9000",
        "https//minio.example",
        "minio.example:9000",
        "https;//minio.example",
        "htttps://minio.example",
        "ftp:minio.example",
    ] {
        table.fails(2, &format!("login {half}"), &Program::sts_cli(["login", half, "--no-input"]).run());
    }
    table.matches("addresses-that-lack-a-piece");
}
