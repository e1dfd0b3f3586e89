//! The commands of `-o env` and `-o unset` in real shells, with and without quotes around their evaluation. A shell that is missing here is
//! said.

use crate::support::outcome::Outcome;
use crate::support::sandbox_script::run_as;
use crate::support::world::World;
use crate::support::{has, skip};

/// The POSIX shells: a program, and the words that start it with a script.
const POSIX: [(&str, &str); 7] = [
    ("bash", "bash"),
    ("bash", "bash --posix"),
    ("dash", "dash"),
    ("zsh", "zsh -f"),
    ("ksh93", "ksh93"),
    ("mksh", "mksh"),
    ("busybox", "busybox sh"),
];

/// Saves a login of alice's as `p`, and sets what would win over its keys.
const LOGIN: &str = r#"cd "$HOME"; "$STS_CLI" web-identity --quiet --save p -o json > /dev/null; unset AWS_CA_BUNDLE
export AWS_PROFILE=stale AWS_ACCESS_KEY_ID=stale AWS_ENDPOINT_URL=http://stale.example
"#;

/// Runs `script` in `shell`, in a sandbox with the login `p`; `None` where the shell is missing.
fn in_shell((program, shell): (&str, &str), script: &str) -> Option<Outcome> {
    if !has(program) {
        skip(&format!("variables in {shell}"), "it is not installed here");
        return None;
    }
    Some(run_as("alice", &format!("{LOGIN}{shell} -c '{script}'")))
}

/// Prints `20 eyJ none none`, and the endpoint: what a shell has that took the variables over.
const TAKEN_OVER: &str = r#"echo "${#AWS_ACCESS_KEY_ID} ${AWS_SESSION_TOKEN%"${AWS_SESSION_TOKEN#???}"} ${AWS_PROFILE-none} ${AWS_ENDPOINT_URL-none}"
[ "$AWS_ENDPOINT_URL_S3" = "$STS_CLI_ENDPOINT" ] && echo led"#;

#[test]
fn posix_shells_set_and_unset_the_variables_with_and_without_quotes() {
    for shell in POSIX {
        for (set, unset) in [
            (r#"eval $("$STS_CLI" get p -o env)"#, r#"eval $("$STS_CLI" get -o unset)"#),
            (r#"eval "$("$STS_CLI" get p -o env)""#, r#"eval "$("$STS_CLI" get -o unset)""#),
            (r#"set -eu; eval `"$STS_CLI" get p -o env:sh`"#, r#"eval `"$STS_CLI" get -o unset:sh`"#),
        ] {
            let Some(outcome) = in_shell(shell, &format!("{set}\n{TAKEN_OVER}\n{unset}\nenv | grep -c ^AWS_; :")) else { break };
            assert_eq!(outcome.stderr, "", "{shell:?}: {set}");
            assert_eq!(outcome.stdout, "20 eyJ none none\nled\n0\n", "{shell:?}: {set}");
        }
    }
}

#[test]
fn fish_sets_the_variables_by_eval_and_source() {
    let taken_over =
        "string length $AWS_ACCESS_KEY_ID; echo $AWS_PROFILE none; test $AWS_ENDPOINT_URL_S3 = $STS_CLI_ENDPOINT; and echo led";
    for set in ["eval ($STS_CLI get p -o env)", "eval ($STS_CLI get p -o env | string collect)", "$STS_CLI get p -o env:fish | source"] {
        let script = format!("{set}\n{taken_over}\neval ($STS_CLI get -o unset)\nset -q AWS_SESSION_TOKEN; or echo gone");
        let Some(outcome) = in_shell(("fish", "HOME=$PWD fish --no-config"), &script) else { return };
        assert_eq!(outcome.stdout, "20\nnone\nled\ngone\n", "{set}: {outcome:?}");
        assert_eq!(outcome.stderr, "", "{set}");
    }
}

#[test]
fn shell_expansion_options_change_no_value_and_errors_show_no_key() {
    let set = r#"eval $("$STS_CLI" get p -o env)"#;
    for (shell, options) in [
        (("zsh", "zsh -f"), "setopt sh_word_split glob_subst"),
        (("bash", "bash"), "shopt -s failglob extglob"),
        (("ksh93", "ksh93"), "set -o braceexpand; set -o noclobber"),
        (("mksh", "mksh"), "set -o braceexpand"),
        (("dash", "dash"), "set -f"),
    ] {
        let Some(outcome) = in_shell(shell, &format!("{options}\n{set}\n{TAKEN_OVER}")) else { continue };
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("20 eyJ none none\nled\n", ""), "{shell:?}: {options}");
    }
}

#[test]
fn mc_and_endpoint_variables_can_be_evaluated_without_quotes() {
    let alias = r#"eval $("$STS_CLI" get p -o mc-host)
case "$MC_HOST_p" in "http://"*:*:eyJ*) echo alias ;; esac"#;
    let endpoint = r#"eval $("$STS_CLI" serve p -o env:sh & echo "endpoint=$!;")
echo "${#AWS_CONTAINER_AUTHORIZATION_TOKEN} ${AWS_ACCESS_KEY_ID-none} ${AWS_ENDPOINT_URL-none}"
kill "$endpoint"; while kill -0 "$endpoint" 2> /dev/null; do sleep 0.1; done"#;
    for shell in POSIX.into_iter().filter(|shell| shell.0 != "ksh93") {
        let Some(outcome) = in_shell(shell, &format!("{alias}\n{endpoint}")) else { continue };
        assert_eq!(outcome.stdout, "alias\n51 none none\n", "{shell:?}: {outcome:?}");
    }
}

/// Prints `51 ` and the path of the token's file of the endpoint whose variables a POSIX shell has.
const ENDPOINT: &str = r#"echo "${#AWS_CONTAINER_AUTHORIZATION_TOKEN} $AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE""#;

/// Runs `script`, which prints [`ENDPOINT`], and then `last: gone`, once the endpoint has ended, or `last: still there` after 12 s.
fn until_the_endpoint_ends(script: &str) -> String {
    format!(
        "{script} > found; read -r length file < found; echo \"$length\"; file=${{file%/token}}
        for round in $(seq 120); do [ -e \"$file\" ] || break; sleep 0.1; done
        [ -e \"$file\" ] && echo last: still there || echo last: gone"
    )
}

/// Each of these shells is neither the leader of a session nor the parent of the endpoint, which a subshell started.
#[test]
fn a_background_endpoint_ends_with_its_script() {
    let quoted = r#"eval "$("$STS_CLI" serve p -o env:sh & echo "endpoint=$!;")""#;
    let mut scripts: Vec<(&str, String)> =
        POSIX.iter().map(|(program, shell)| (*program, format!("{shell} -c '{quoted}; {ENDPOINT}' < /dev/null"))).collect();
    let file = format!("printf %s '{quoted}; {ENDPOINT}' > script; printf '#!/bin/bash\n' | cat - script > named.sh; chmod 700 named.sh");
    scripts.extend([
        ("bash", format!("{file}; ./named.sh < /dev/null")),
        ("bash", format!("{file}; : | bash script")),
        ("bash", format!("{file}; timeout 60 bash script < /dev/null")),
        ("bash", format!("bash -c '({quoted}; {ENDPOINT})' < /dev/null")),
        ("bash", format!(r#"bash -c '. <("$STS_CLI" serve p -o env:sh); {ENDPOINT}' < /dev/null"#)),
        ("zsh", format!(r#"zsh -f -c '. <("$STS_CLI" serve p -o env:sh); {ENDPOINT}' < /dev/null"#)),
        (
            "fish",
            r#"HOME=$PWD fish --no-config -c 'sh -c "$STS_CLI serve p -o env:fish &" | source
            string join " " (string length $AWS_CONTAINER_AUTHORIZATION_TOKEN) $AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE' < /dev/null"#
                .to_owned(),
        ),
    ]);
    let ends = |(program, script): &(&str, String)| {
        if !has(program) {
            return skip(&format!("an endpoint of {program}"), "it is not installed here");
        }
        let outcome = run_as("alice", &format!("{LOGIN}{}", until_the_endpoint_ends(script)));
        assert_eq!(outcome.stdout, "51\nlast: gone\n", "{script}: {outcome:?}");
    };
    std::thread::scope(|scope| scripts.iter().for_each(|script| drop(scope.spawn(move || ends(script)))));
}

/// ksh93 waits for the end of what a command substitution started, whatever becomes of its output.
#[test]
fn ksh_continues_at_once_and_gets_the_process_id_of_serve() {
    for set in [
        r#"eval "$("$STS_CLI" serve p -o env & echo "endpoint=$!;")""#,
        r#"eval $("$STS_CLI" serve p -o env:sh &)"#,
        r#"eval "`"$STS_CLI" serve p -o env &`""#,
    ] {
        if !has("ksh93") {
            return skip("an endpoint of ksh93", "it is not installed here");
        }
        let script = until_the_endpoint_ends(&format!("timeout 30 ksh93 -c '{set}\n{ENDPOINT}'"));
        let outcome = run_as("alice", &format!("{LOGIN}{script}"));
        assert_eq!(outcome.stdout, "51\nlast: gone\n", "{set}: {outcome:?}");
        assert!(
            outcome.stderr.contains("note: ksh93 waits for background processes of a command substitution, so process "),
            "{outcome:?}"
        );
    }
    let refused = r#"eval "$("$STS_CLI" serve nobody -o env:sh &)"; echo "${AWS_CONTAINER_AUTHORIZATION_TOKEN-none}""#;
    let Some(outcome) = in_shell(("ksh93", "timeout 60 ksh93"), refused) else { return };
    assert!(outcome.stdout == "none\n" && outcome.stderr.contains("error: there is no profile `nobody`"), "{outcome:?}");
}

/// A script's own name for itself is not that of its shell.
#[test]
fn a_script_run_by_name_gets_commands_for_its_shell() {
    for (program, script, expected) in [
        ("fish", "eval ($STS_CLI get p -o env)\nstring length $AWS_ACCESS_KEY_ID", "20\n"),
        ("zsh", "\"$STS_CLI\" serve p -o env > /dev/null & kill $!; eval $(\"$STS_CLI\" get p -o env); echo ${#AWS_ACCESS_KEY_ID}", "20\n"),
        ("bash", "eval $(\"$STS_CLI\" get p -o env); echo ${#AWS_ACCESS_KEY_ID}", "20\n"),
    ] {
        if !has(program) {
            skip(&format!("a script of {program}"), "it is not installed here");
            continue;
        }
        let file = format!(
            "cat > named.script <<'END'\n#!/usr/bin/env {program}\n{script}\nEND\nchmod 700 named.script; HOME=$PWD ./named.script"
        );
        let outcome = run_as("alice", &format!("{LOGIN}{file}"));
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), (expected, ""), "{program}");
    }
}

/// A shell that reads no POSIX commands fails, and shows no key.
#[test]
fn tcsh_prints_an_error_and_no_key() {
    let script = "eval `$STS_CLI get p -o env`; echo $?AWS_SESSION_TOKEN";
    let Some(outcome) = in_shell(("tcsh", "tcsh -f"), script) else { return };
    assert!(outcome.stderr.contains("these commands are for a POSIX shell, not for tcsh"), "{outcome:?}");
    assert!(!outcome.stderr.contains("eyJ") && !outcome.stdout.contains("eyJ"), "{outcome:?}");
}

#[test]
fn an_unknown_shell_is_rejected_with_a_list_of_known_ones() {
    let world = World::new(&[]);
    world.run(&["get", "prod", "-o", "env:tcsh"]).fails(2, "unknown-shell");
    world.run(&["get", "-o", "unset:nu"]).fails(2, "unknown-shell-to-unset");
    world.run(&["serve", "prod", "-o", "env:elvish"]).fails(2, "unknown-shell-of-an-endpoint");
    world.run(&["get", "prod", "-o", "duckdb:values"]).fails(2, "unknown-variant");
}

#[test]
fn values_that_require_quotes_are_named() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    let get = |path: &str, form: &str| world.run(&["get", "prod", "--ca-bundle", path, "-o", form]);
    for (path, form) in
        [("/my  certs/ca.pem", "env:sh"), ("/certs/*.pem", "env:zsh"), ("/certs/{a,b}.pem", "env:bash"), ("/a\nb.pem", "env:fish")]
    {
        let outcome = get(path, form);
        assert!(outcome.stdout.contains(&format!("'{path}'")), "{outcome:?}");
        outcome.warns("only-with-quotes");
    }
    for (path, form) in
        [("/certs/ca.pem", "env:sh"), ("/my  certs/*.pem", "env:fish"), ("/my certs/ca.pem", "env:powershell"), ("/a b.pem", "env:cmd")]
    {
        get(path, form).ok();
    }
    assert!(get("/my certs/ca.pem", "env:sh").stdout.ends_with("export AWS_CA_BUNDLE='/my certs/ca.pem';\n"));
    let quiet = world.run(&["get", "prod", "--ca-bundle", "/my certs", "-o", "env:sh", "--quiet"]);
    assert_eq!(quiet.stderr, "");
}
