//! Special characters in every output form: a real reader gets the literal value, or the form is rejected with the name of the variable.
//! Readers from package registries are in `tests/live`.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use crate::support::sts;
use crate::support::world::World;
use crate::support::{has, skip};
use std::process::Command;

/// Paths of a CA bundle, the one value that may hold anything.
const PATHS: [&str; 27] = [
    "/ca/plain.pem",
    "/ca/it's.pem",
    "/ca/\"quoted\".pem",
    "/ca/'both'\".pem",
    "/ca/$HOME.pem",
    "/ca/${HOME}.pem",
    "/ca/`touch ran`.pem",
    "/ca/it's `touch ran`.pem",
    "/ca/$(touch ran).pem",
    "/ca/one blank.pem",
    "/ca/two  blanks.pem",
    "/ca/a#b.pem",
    "/ca/a #b.pem",
    "/ca/a ;b.pem",
    "/ca/%PATH%.pem",
    "/ca/%(type)s.pem",
    "/ca/a\\b.pem",
    "/ca/a\\\\b.pem",
    "/ca/it\\'s.pem",
    "/ca/end\\",
    "/ca/a;touch ran;.pem",
    "/ca/*?[a]{b,c}.pem",
    "/ca/ü\u{301}.pem",
    "/ca/a\nb.pem",
    "/ca/a\rb.pem",
    "/a:~/b!.pem",
    "/ca/\u{201c}’.pem",
];

/// The form with this bundle, and whether a note says that it must be evaluated with quotes; `None` where the form was refused, by name.
fn text(world: &World, path: &str, form: &str) -> Option<(String, bool)> {
    let outcome = world.run(&["get", "prod", "--ca-bundle", path, "-o", form]);
    if outcome.code == 0 {
        assert!(
            outcome.stderr.is_empty() || outcome.stderr.starts_with("note: the value of AWS_CA_BUNDLE requires a quoted evaluation"),
            "{path:?}: {outcome:?}"
        );
        return Some((outcome.stdout, !outcome.stderr.is_empty()));
    }
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{form}: {path:?}: {outcome:?}");
    assert!(outcome.stderr.contains("in this form: the "), "{form}: {path:?}: {outcome:?}");
    None
}

/// A world with a login, and its folder for what a reader would run.
fn logged_in() -> World {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    world
}

/// Returns the value of `AWS_CA_BUNDLE` in `script` after it read `file`; asserts that no file was created.
fn read_by(world: &World, words: &str, script: &str, content: &str) -> String {
    world.write("reader/file", content);
    let mut words = words.split(' ');
    let mut command = Command::new(words.next().unwrap());
    command.args(words).args(["-c", script]).env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("HOME", world.path("home"));
    let output = command.current_dir(world.path("reader")).output().unwrap();
    assert_eq!(world.files("reader").len(), 1, "a command ran: {content}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn posix_shells_read_every_value_literally() {
    let world = logged_in();
    let posix = [
        ("sh", "sh"),
        ("bash", "bash"),
        ("dash", "dash"),
        ("zsh", "zsh -f"),
        ("ksh93", "ksh93"),
        ("mksh", "mksh"),
        ("busybox", "busybox sh"),
    ];
    for (_, words) in posix.into_iter().filter(|(program, words)| has_or_skip(program, words)) {
        for path in PATHS {
            let (text, needs_quotes) = text(&world, path, "env:sh").unwrap();
            let found = |script: &str| read_by(&world, words, script, &text);
            assert_eq!(found(r#"eval "$(cat file)"; printf %s "$AWS_CA_BUNDLE""#), path, "{words}");
            assert_eq!(found(r#"set -a; . ./file; printf %s "$AWS_CA_BUNDLE""#), path, "{words}");
            if !needs_quotes {
                assert_eq!(found(r#"eval $(cat file); printf %s "$AWS_CA_BUNDLE""#), path, "{words}, without quotes");
            }
        }
    }
}

#[test]
fn fish_reads_every_value_literally() {
    if !has_or_skip("fish", "fish") {
        return;
    }
    let world = logged_in();
    for path in PATHS {
        let (text, needs_quotes) = text(&world, path, "env:fish").unwrap();
        let found = |script: &str| read_by(&world, "fish --no-config", script, &text);
        assert_eq!(found("source file; printf %s $AWS_CA_BUNDLE"), path);
        if !needs_quotes {
            assert_eq!(found("eval (cat file); printf %s $AWS_CA_BUNDLE"), path, "without collecting the lines");
        }
    }
}

fn has_or_skip(program: &str, words: &str) -> bool {
    if !has(program) {
        skip(&format!("values in {words}"), "it is not installed here");
    }
    has(program)
}

#[test]
fn a_dotenv_file_runs_no_commands_in_a_shell() {
    let world = logged_in();
    let mut table = Table::default();
    for path in PATHS {
        let Some((text, _)) = text(&world, path, "dotenv") else {
            table.row(&format!("{path:?}"), "refused");
            continue;
        };
        assert_eq!(read_by(&world, "sh", r#"set -a; . ./file; printf %s "$AWS_CA_BUNDLE""#, &text), path);
        table.row(&format!("{path:?}"), text.lines().last().unwrap());
    }
    table.matches("dotenv");
}

/// The last line of each form, or its error.
#[test]
fn a_format_that_cannot_express_a_value_is_rejected_with_its_name() {
    let world = logged_in();
    for (name, form, setting) in [
        ("cmd", "env:cmd", "AWS_CA_BUNDLE="),
        ("aws-ini", "aws-ini", "ca_bundle"),
        ("rclone", "rclone", "--ca-cert"),
        ("terraform", "terraform", "custom_ca_bundle"),
        ("github", "github", "AWS_CA_BUNDLE"),
    ] {
        let mut table = Table::default();
        for path in PATHS {
            let file = world.path("github").display().to_string();
            let _ = std::fs::remove_file(&file);
            let outcome = world.program(&["get", "prod", "--ca-bundle", path, "-o", form]).env("GITHUB_ENV", &file).run();
            let written = if form == "github" { std::fs::read_to_string(&file).unwrap_or_default() } else { outcome.stdout.clone() };
            table.row(&format!("{path:?}"), &setting_or_error(&outcome, &written, setting));
        }
        table.matches(name);
    }
}

/// Returns the line with this setting, or the error.
fn setting_or_error(outcome: &Outcome, written: &str, setting: &str) -> String {
    match written.split_once(setting) {
        Some((_, rest)) if rest.starts_with("<<") => rest.trim_end().to_owned(), // GitHub's form has many lines
        Some((_, rest)) if outcome.code == 0 => rest.lines().next().unwrap_or_default().to_owned(),
        _ => outcome.failure(2),
    }
}

#[test]
fn json_formats_have_every_value_literally() {
    let world = logged_in();
    for path in PATHS {
        let (text, _) = text(&world, path, "storage-options:fsspec").unwrap();
        let object: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(object["client_kwargs"]["verify"], path);
    }
}

#[test]
fn ambiguous_regions_are_rejected() {
    let world = World::new(&[]);
    let mut table = Table::default();
    for region in
        ["eu west", "us-east-1'", "$HOME", "`id`", "x\ny", "evil.example/", "x@evil.example", "ü", "a#b", "%(type)s", &"x".repeat(65)]
    {
        table.row(&format!("{region:?}"), &world.run(&["get", "prod", "--region", region, "-o", "env:sh"]).failure(2));
    }
    table.matches("regions");
    for region in ["my-region_1", "EU.west", "us-gov-west-1"] {
        assert!(world.run(&["get", "prod", "--region", region, "-o", "env:sh"]).ok().contains(&format!("AWS_REGION='{region}';")));
    }
    world.write_profile("odd", "extends = \"prod\"\nregion = \"a b\"\n");
    world.run(&["get", "odd", "-o", "json"]).fails(3, "region-of-a-profile");
}

#[test]
fn an_endpoint_with_an_ambiguous_path_is_encoded_or_rejected() {
    let server = Hostile::start();
    let mut table = Table::default();
    for form in ["env:sh", "env:cmd", "dotenv", "rclone", "mc-host", "aws-ini", "terraform", "duckdb:keys"] {
        for path in ["/it's", "/$HOME", "/%(type)s", "/a@b", "/(a)", "/a;b&c"] {
            server.expect(&format!("POST {path}"), ScriptedResponse::xml(200, sts::ASSUME_ROLE_GRANT));
            let endpoint = format!("{}{path}", server.origin());
            let program = Program::sts_cli(["assume-role", "--endpoint", &endpoint, "-o", form, "--no-cache", "--quiet"]);
            let outcome = program.env("AWS_ACCESS_KEY_ID", "carol").env("AWS_SECRET_ACCESS_KEY", "fake-secret").run();
            let line = outcome.stdout.lines().find(|line| line.contains("127.0.0.1"));
            let shown =
                line.map_or_else(|| outcome.failure(2), |line| line.replace(server.origin().trim_start_matches("http://"), "[STORAGE]"));
            table.row(&format!("{form}: {path}"), &shown);
        }
    }
    table.matches("endpoints");
}

/// spark-defaults.conf is one of properties, of which the last counts.
#[test]
fn spark_properties_replace_no_java_options() {
    let world = logged_in();
    let of = |name: &str, setting: &str| {
        world.write_profile(name, &format!("extends = \"prod\"\n{setting}\n"));
        world.run(&["configure", "spark", name, "--quiet"])
    };
    let bundle = "ca_bundle = \"/ca/it's `touch ran`.pem\"";
    for (name, setting) in
        [("plain", ""), ("bundle", bundle), ("region", "region = \"eu-west-1\""), ("address", "s3_endpoint = \"https://s3.example\"")]
    {
        let added = of(name, setting).ok();
        let keys: Vec<&str> = added.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(' ').next()).collect();
        assert!(keys.contains(&"spark.driver.defaultJavaOptions") && keys.contains(&"spark.executor.defaultJavaOptions"), "{added}");
        assert!(keys.iter().all(|key| key.starts_with("spark.") && !key.ends_with("extraJavaOptions")), "{added}");
    }
    let shown = of("bundle", bundle).ok();
    assert!(shown.contains(r"-file '/ca/it'\''s `touch ran`.pem'"), "{shown}");
    of("lines", "ca_bundle = \"/ca/a\\nspark.x y\"").fails(3, "path-that-no-aws-file-holds");
}

#[test]
fn an_unexpanded_path_in_a_variable_is_named_and_nothing_is_written() {
    let world = logged_in();
    let mut table = Table::default();
    for (variable, path) in [
        ("AWS_CONFIG_FILE", "$HOME/aws/config"),
        ("AWS_CONFIG_FILE", "${HOME}/aws/config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "$XDG_CONFIG_HOME/aws/credentials"),
        ("AWS_SHARED_CREDENTIALS_FILE", "%USERPROFILE%\\.aws\\credentials"),
        ("AWS_CONFIG_FILE", "~alice/.aws/config"),
        ("AWS_CONFIG_FILE", "\"/x/config\""),
        ("AWS_SHARED_CREDENTIALS_FILE", "'/x/credentials'"),
        ("AWS_CONFIG_FILE", " /x/config"),
        ("AWS_CONFIG_FILE", "/nowhere/$USER/.aws/config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "/nowhere/${USER}/.aws/credentials"),
    ] {
        for arguments in [&["configure", "aws", "prod"][..], &["get", "prod", "--write-profile", "keys"]] {
            let outcome = world.program(arguments).env(variable, path).run().without_login_prompts();
            table.row(&format!("{variable}={path} {}", arguments[0]), &outcome.failure(3));
        }
    }
    for (variable, tool) in [("RCLONE_CONFIG", "rclone"), ("MC_CONFIG_DIR", "mc"), ("FSSPEC_CONFIG_DIR", "fsspec")] {
        let outcome = world.program(&["configure", tool, "prod"]).env(variable, "$HOME/settings").run().without_login_prompts();
        table.row(&format!("{variable}=$HOME/settings configure"), &outcome.failure(3));
        let quoted = world.program(&["configure", tool, "prod"]).env(variable, "\"/x/settings\"").run().without_login_prompts();
        table.row(&format!("{variable}=\"/x/settings\" configure"), &quoted.failure(3));
    }
    table.matches("unexpanded");
    assert!(["$HOME", "\"", "'"].iter().all(|folder| !std::path::Path::new(folder).exists()));
    world.write("home/a$b/mine", ""); // a folder that has this very name
    let there = world.path("home/a$b/config").display().to_string();
    assert!(world.program(&["configure", "aws", "prod"]).env("AWS_CONFIG_FILE", &there).run().code == 0);
    assert!(world.program(&["configure", "aws", "prod"]).env("AWS_CONFIG_FILE", "~/aws/config").run().code == 0);
    assert!(world.path("home/aws/config").exists());
}
