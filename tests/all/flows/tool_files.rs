//! The files of other tools, as people have them: which of several is meant, and what else the tool reads.

use crate::support::program::BINARY;
use crate::support::snapshot::Table;
use crate::support::world::World;
use std::fs;
use std::path::Path;

/// A machine whose person has logged in.
fn logged_in() -> World {
    let world = World::new(&[]);
    assert_eq!(world.run(&["login", "prod"]).code, 0);
    world
}

fn text(world: &World, name: &str) -> String {
    fs::read_to_string(world.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_alias_is_written_to_the_folder_of_the_installed_mc() {
    const NEW: &str = "{\"version\": \"10\", \"aliases\": {}}";
    let world = logged_in();
    let folders = ["home/.mc", "home/.mcli", "home/mine"];
    let programs = world.path("programs").display().to_string();
    let cases: [(&str, [&[&str]; 3], &str); 8] = [
        ("nothing is there", [&[], &[], &[]], "home/.mc"),
        ("a file of mcli", [&["home/.mcli/config.json"], &[], &[]], "home/.mcli"),
        ("a folder of mcli", [&[], &["home/.mcli"], &[]], "home/.mcli"),
        ("a folder of Midnight Commander, and a file of mcli", [&["home/.mcli/config.json"], &["home/.mc"], &[]], "home/.mcli"),
        ("files of both", [&["home/.mcli/config.json", "home/.mc/config.json"], &[], &[]], "home/.mc"),
        ("only mcli is installed", [&[], &[], &["mcli"]], "home/.mcli"),
        ("both are installed", [&[], &[], &["mcli", "mc"]], "home/.mc"),
        ("mcli is installed, and there is a file of mc", [&["home/.mc/config.json"], &[], &["mcli"]], "home/.mc"),
    ];
    for (case, [files, empty, installed], expected) in cases {
        folders.iter().for_each(|folder| drop(fs::remove_dir_all(world.path(folder))));
        let _ = fs::remove_dir_all(&programs);
        fs::create_dir(&programs).unwrap();
        files.iter().for_each(|file| world.write(file, NEW));
        empty.iter().for_each(|folder| fs::create_dir_all(world.path(folder)).unwrap());
        installed.iter().for_each(|name| drop(fs::File::create(Path::new(&programs).join(name)).unwrap()));
        let outcome = world.finish(&mut world.shell(&format!("PATH={programs} exec {BINARY} configure mc prod")));
        assert_eq!(outcome.code, 0, "{case}: {outcome:#?}");
        for folder in folders {
            let alias = fs::read_to_string(world.path(folder).join("config.json")).unwrap_or_default();
            assert_eq!(alias.contains("sessionToken"), folder == expected, "{case}: {folder}");
        }
    }
    let named = world.program(&["configure", "mc", "prod"]).env("MC_CONFIG_DIR", world.path("home/mine").to_str().unwrap());
    assert_eq!(named.run().code, 0);
    assert!(text(&world, "home/mine/config.json").contains("sessionToken"), "the folder that is named counts");
}

const FSSPEC: &str = "home/.config/fsspec";

#[test]
fn settings_that_fsspec_merges_over_ours_are_named() {
    let world = logged_in();
    let configure = ["configure", "fsspec", "prod"];
    let cases = [
        ("later-json", "zz.json", r#"{"s3": {"key": "HIDDEN", "secret": "HIDDEN"}}"#),
        ("earlier-ini", "a.ini", "[s3]\nkey = HIDDEN\nsecret = HIDDEN\n"),
        ("inherited", "a.ini", "[DEFAULT]\ntoken = HIDDEN\n[s3]\n"),
        ("anonymous", "zz.json", r#"{"s3": {"anon": true}}"#),
        ("address", "a.json", r#"{"s3": {"endpoint_url": "https://HIDDEN"}}"#),
        ("later-client", "d.json", r#"{"s3": {"client_kwargs": {"endpoint_url": "https://HIDDEN"}}}"#),
        ("other-protocol", "a.json", r#"{"s3a": {"profile": "HIDDEN"}}"#),
        ("proxies", "a.json", r#"{"s3": {"config_kwargs": {"proxies": {"http": "http://HIDDEN"}}}}"#),
        ("accelerated", "zz.json", r#"{"s3": {"config_kwargs": {"s3": {"use_accelerate_endpoint": true}}}}"#),
    ];
    for (name, file, theirs) in cases {
        let place = format!("{FSSPEC}/{file}");
        world.write(&place, theirs);
        world.run(&configure).fails(3, &format!("fsspec/{name}"));
        world.run(&[&configure[..], &["--dry-run"]].concat()).fails(3, &format!("fsspec/{name}"));
        assert!(world.files(FSSPEC).len() == 1 && !world.path("home/.aws").exists(), "{name}");
        assert!(!world.run(&[&configure[..], &["--force"]].concat()).warns(&format!("fsspec/{name}-by-force")).contains("HIDDEN"));
        assert_eq!(text(&world, &place), theirs);
        fs::remove_dir_all(world.path(FSSPEC)).unwrap();
        fs::remove_dir_all(world.path("home/.aws")).unwrap();
    }
    let own = r#"{"s3a": {"key": "HIDDEN"}}"#;
    world.write(&format!("{FSSPEC}/conf.json"), own);
    world.run(&configure).fails(3, "fsspec/other-protocol-in-the-file-itself");
}

#[test]
fn settings_that_fsspec_does_not_merge_over_ours_are_ignored() {
    let world = logged_in();
    let cases = [
        ("a.json", r#"{"s3": {"profile": "old", "client_kwargs": {"endpoint_url": "https://old"}}}"#),
        ("zz.json", r#"{"gs": {"token": "x"}, "s3": {"default_block_size": 5, "anon": false, "profile": "prod"}}"#),
        ("zz.json", "no JSON"),
        ("zz.ini", "no ini"),
        ("zz.json.bak", r#"{"s3": {"key": "x"}}"#),
        ("zz.JSON", r#"{"s3": {"key": "x"}}"#),
    ];
    for (file, theirs) in cases {
        world.write(&format!("{FSSPEC}/{file}"), theirs);
        let done = world.run(&["configure", "fsspec", "prod"]);
        assert!(done.code == 0 && !done.stderr.contains("warning"), "{file} {theirs}: {done:#?}");
        fs::remove_dir_all(world.path(FSSPEC)).unwrap();
    }
}

#[test]
fn bytes_outside_our_settings_are_not_changed() {
    let world = logged_in();
    let fsspec = format!("{FSSPEC}/conf.json");
    let begin = "{ \"gs\" : {\"token\":\"x\"},\r\n\t\"file\": {\"auto_mkdir\": true, \"n\": [1,2, 1.50, 12345678901234567890123]}";
    let mc = "{\"version\":\"10\",\n   \"aliases\": {\"nas\":{\"url\":\"https://nas\"}   },\n \"more\" : 1e5 }";
    for (tool, file, before) in [
        ("fsspec", fsspec.as_str(), format!("{begin} }}")),
        (
            "fsspec",
            &fsspec,
            format!("{begin},\r\n\t\"s3\": {{\"default_block_size\": 5}},\r\n\t\"az\": {{\"account_key\":   \"x\"}}\r\n}}"),
        ),
        ("fsspec", &fsspec, "{\"s3\":{\"default_block_size\":5}, \"gs\":{\"token\" :\"x\"}}".to_owned()),
        ("fsspec", &fsspec, "{\"gs\":{\"token\" :\"x\"} }\n".to_owned()),
        ("mc", "home/.mc/config.json", mc.to_owned()),
    ] {
        world.write(file, &before);
        assert_eq!(world.run(&["configure", tool, "prod"]).code, 0, "{before}");
        let after = text(&world, file);
        let changed = if tool == "mc" { "\"prod\"" } else { "\"s3\"" };
        let (head, _) = after.split_once(changed).unwrap();
        assert!(before.starts_with(head.trim_end().trim_end_matches(',')), "{before}\n{after}");
        let tail = before.split_once("5}").map_or_else(
            || if tool == "mc" { "   },\n \"more\" : 1e5 }" } else { &before[before.rfind('}').unwrap()..] },
            |(_, tail)| tail,
        );
        assert!(after.ends_with(tail), "{before}\n{after}");
        assert!(serde_json::from_str::<serde_json::Value>(&after).is_ok(), "{after}");
        assert_eq!(world.run(&["configure", tool, "prod"]).code, 0);
        assert_eq!(text(&world, file), after, "a second time changes nothing");
    }
}

#[test]
fn a_region_beside_our_own_profile_is_overwritten_and_any_other_region_only_with_force() {
    let world = logged_in();
    let endpoint = world.variable("STS_CLI_ENDPOINT");
    let file = |tool: &str| world.run(&["configure", tool, "prod"]).code;
    let path = |tool: &str| match tool {
        "aws" => "home/.aws/config".to_owned(),
        "rclone" => "xdg_config_home/rclone/rclone.conf".to_owned(),
        _ => format!("{FSSPEC}/conf.json"),
    };
    for tool in ["aws", "rclone", "fsspec"] {
        assert_eq!(file(tool), 0);
        let ours = text(&world, &path(tool));
        world.write(&path(tool), &ours.replace("us-east-1", "eu-7"));
        assert_eq!(file(tool), 0, "{tool}: a region beside our own profile");
        assert_eq!(text(&world, &path(tool)), ours);
    }
    for (tool, theirs) in [
        ("aws", "[profile prod]\nregion = eu-7\n".to_owned()),
        ("rclone", format!("[prod]\ntype = s3\nendpoint = {endpoint}\nregion = eu-7\n")),
        ("fsspec", r#"{"s3": {"client_kwargs": {"region_name": "eu-7"}}}"#.to_owned()),
    ] {
        world.write(&path(tool), &theirs);
        let refused = world.run(&["configure", tool, "prod"]);
        refused.fails_with_fragments(3, &["region", "--force"]);
        assert_eq!(text(&world, &path(tool)), theirs, "{tool}");
        assert_eq!(world.run(&["configure", tool, "prod", "--force"]).code, 0, "{tool}");
    }
}

#[test]
fn user_settings_in_the_fsspec_file_are_named_beside_our_profile_too() {
    let world = logged_in();
    let file = format!("{FSSPEC}/conf.json");
    let cases = [
        r#"{"s3": {"profile": "prod", "client_kwargs": {"endpoint_url": "https://old.example"}}}"#,
        r#"{"s3": {"profile": "prod", "endpoint_url": "https://u:HIDDEN@old.example"}}"#,
        r#"{"s3": {"profile": "prod", "client_kwargs": {"verify": false}}}"#,
        r#"{"s3": {"client_kwargs": {"region_name": "eu", "verify": "/theirs.pem"}}}"#,
        r#"{"s3": {"profile": "other", "client_kwargs": {"region_name": "eu-9", "verify": "/corp/ca.pem"}}}"#,
        r#"{"s3": {"config_kwargs": {"proxies": {"http": "http://u:HIDDEN@old"}, "s3": {"use_dualstack_endpoint": true}}}}"#,
        r#"{"s3": {"profile": "prod", "config_kwargs": {"use_fips_endpoint": true}}}"#,
    ];
    let mut table = Table::default();
    for theirs in cases {
        world.write(&file, theirs);
        table.fails(3, &theirs.replace("HIDDEN", "…"), &world.run(&["configure", "fsspec", "prod"]));
        assert!(text(&world, &file) == theirs && !world.path("home/.aws").exists(), "{theirs}");
    }
    table.matches("fsspec-of-ones-own");
    assert_eq!(world.run(&["configure", "fsspec", "prod", "--force"]).code, 0);
}

#[test]
fn harmless_user_settings_in_the_fsspec_file_are_kept() {
    let world = logged_in();
    let file = format!("{FSSPEC}/conf.json");
    for kept in [
        r#""verify": "/corp/ca.pem""#,
        r#""verify": true"#,
        r#""config_kwargs": {"max_pool_connections": 5, "proxies": {}, "s3": {"use_accelerate_endpoint": false}}"#,
        r#""config_kwargs": {"connect_timeout": 5, "use_dualstack_endpoint": null}"#,
    ] {
        let own = if kept.contains("verify") { format!(r#""client_kwargs": {{{kept}}}"#) } else { kept.to_owned() };
        for (force, profile) in [(&[][..], r#""profile": "prod", "#), (&[], ""), (&["--force"], "")] {
            world.write(&file, &format!(r#"{{"s3": {{{profile}{own}}}}}"#));
            assert_eq!(world.run(&[&["configure", "fsspec", "prod"], force].concat()).code, 0, "{own}");
            let after: serde_json::Value = serde_json::from_str(&text(&world, &file)).unwrap();
            let before: serde_json::Value = serde_json::from_str(&format!("{{{kept}}}")).unwrap();
            for (name, value) in before.as_object().unwrap() {
                let place = if name == "verify" { &after["s3"]["client_kwargs"][name] } else { &after["s3"][name] };
                assert_eq!(place, value, "{force:?} {own}");
            }
        }
    }
    let detours = r#"{"s3": {"config_kwargs": {"connect_timeout": 5, "proxies": {"http": "x"}, "s3": {"use_accelerate_endpoint": true}}}}"#;
    world.write(&file, detours);
    assert_eq!(world.run(&["configure", "fsspec", "prod", "--force"]).code, 0);
    let after: serde_json::Value = serde_json::from_str(&text(&world, &file)).unwrap();
    assert_eq!(after["s3"]["config_kwargs"], serde_json::json!({"connect_timeout": 5, "s3": {}}), "only what leads elsewhere goes");
}

#[test]
fn variables_that_override_the_fsspec_file_cause_a_warning() {
    let world = logged_in();
    let run = |name: &str, value: &str| world.program(&["configure", "fsspec", "prod"]).env(name, value).run().without_login_prompts();
    run("FSSPEC_S3_KEY", "HIDDEN").warns("fsspec/variable");
    for (name, value) in [("FSSPEC_S3A_SECRET", "HIDDEN"), ("FSSPEC_s3_anon", "false"), ("FSSPEC_S3", r#"{"endpoint_url": "HIDDEN"}"#)] {
        let done = run(name, value);
        assert!(done.code == 0 && done.stderr.contains(name) && !done.stderr.contains("HIDDEN"), "{done:#?}");
    }
    for (name, value) in [("FSSPEC_GS_TOKEN", "x"), ("FSSPEC_S3_PROFILE", "prod"), ("FSSPEC_S3", "5"), ("FSSPEC_S3_KEY", "")] {
        assert!(!run(name, value).stderr.contains("warning"), "{name}={value}");
    }
}

#[test]
fn dry_runs_and_errors_show_no_foreign_settings_in_any_layout() {
    let world = logged_in();
    let url = world.variable("STS_CLI_ENDPOINT");
    let ours = format!(
        "\"prod\": {{\"url\": \"{url}\", \"accessKey\": \"HIDDEN\", \"secretKey\": \"HIDDEN\", \"sessionToken\": \"HIDDEN\", \"HIDDEN\": 1}}"
    );
    let theirs = "\"nas\": {\"url\": \"https://HIDDEN\", \"accessKey\": \"HIDDEN\", \"api\": \"HIDDEN\"}";
    let mc = format!("{{\"version\": \"10\", \"aliases\": {{{theirs}, {ours}}}, \"HIDDEN\": [\"HIDDEN\"]}}");
    let elsewhere = mc.replace(url, "https://u:HIDDEN@old.example");
    let rclone = "[a]\npass = HIDDEN\n[prod]\ntype = s3\nenv_auth = true\nprofile = prod\nregion = HIDDEN HIDDEN\nrole_arn: HIDDEN\n\tHIDDEN: HIDDEN\n; HIDDEN\n";
    let aws = "[DEFAULT]\nmfa_serial = HIDDEN\n[profile prod]\nsso_start_url = https://HIDDEN\nrole_arn = HIDDEN\ncredential_process = HIDDEN\n  HIDDEN\ns3 =\n  HIDDEN = HIDDEN\n  endpoint_url = https://u:HIDDEN@old\n";
    let fsspec = "{\"s3\":\n{\"profile\":\"prod\",\"token\"\n:\n\"HIDDEN\",\"client_kwargs\":{\"aws_session_token\":\"HIDDEN\",\"config\":{\"proxies\":\"HIDDEN\"}}},\"HIDDEN\":1}";
    let cases = [
        ("mc", "home/.mc/config.json", mc.as_str()),
        ("mc", "home/.mc/config.json", &mc.replace(", ", ",\r\n      ").replace('{', "{\n")),
        ("mc", "home/.mc/config.json", &elsewhere),
        ("mc", "home/.mc/config.json", &elsewhere.replace("\"sessionToken\": \"HIDDEN\", ", "")),
        ("rclone", "xdg_config_home/rclone/rclone.conf", rclone),
        ("rclone", "xdg_config_home/rclone/rclone.conf", &rclone.replace('\n', "\r\n")),
        ("aws", "home/.aws/config", aws),
        ("fsspec", "home/.config/fsspec/conf.json", fsspec),
    ];
    for (tool, file, theirs) in cases {
        world.write(file, theirs);
        for more in [&["--dry-run", "--force"][..], &["--dry-run"], &[]] {
            let shown = world.run(&[&["configure", tool, "prod"][..], more].concat());
            assert!(matches!(shown.code, 0 | 3) && !format!("{shown:?}").contains("HIDDEN"), "{theirs}: {shown:#?}");
            assert!(!more.contains(&"--force") || shown.code == 0 && shown.stdout.contains("\n+"), "{theirs}: {shown:#?}");
        }
    }
}

#[test]
fn an_alias_of_another_profile_with_the_same_mc_name_is_kept() {
    let world = logged_in();
    let alias = |profile: &str, more: &[&str]| {
        let program = world.program(&[&["configure", "mc", profile][..], more].concat());
        program.run().without_login_prompts()
    };
    let profiles = world.files("xdg_config_home/sts-cli/profiles");
    let prod = fs::read_to_string(&profiles[0]).unwrap();
    let mut table = Table::default();
    for (first, second, name) in [("a.b", "a-b", "a-b"), ("c-d", "c.d", "c-d"), ("1", "sts-1", "sts-1"), ("e.f", "e_f", "e-f")] {
        for profile in [first, second] {
            world.write(&format!("xdg_config_home/sts-cli/profiles/{profile}.toml"), &prod);
        }
        assert_eq!(alias(first, &[]).code, 0, "{first}");
        assert_eq!(alias(first, &[]).code, 0, "{first} again");
        if name == "e-f" {
            assert_eq!(alias(second, &[]).code, 0, "mc takes underscores: two aliases");
            continue;
        }
        let before = text(&world, "home/.mc/config.json");
        table.fails(3, &format!("{second} after {first}"), &alias(second, &[]));
        table.fails(3, &format!("{second} after {first}, dry run"), &alias(second, &["--dry-run"]));
        assert_eq!(text(&world, "home/.mc/config.json"), before);
        assert_eq!(alias(second, &["--force"]).code, 0, "{second}");
        table.fails(3, &format!("{first} after that"), &alias(first, &[]));
    }
    table.matches("aliases-of-two-profiles");
}
