//! Prompts on a real pseudo-terminal, while standard input, output and error are all pipes or files.

use crate::support::program::Program;
use crate::support::skip;

/// Types into a program on a pseudo-terminal made by `script` (util-linux) once a question stands there; what the terminal showed comes
/// on standard output.
fn on_a_terminal(inside: &str, typed: &str) -> Option<String> {
    typed_when(r#"grep -q '"event":"prompt"' "$STS_CLI_TEST_EVENTS""#, inside, typed)
}

/// Types into a program on a pseudo-terminal once the terminal does not show what is typed.
fn at_a_hidden_prompt(inside: &str, typed: &str) -> Option<String> {
    let look = r#"(until stty -F /dev/tty -a | grep -q -- "-echo "; do sleep 0.05; done; true > "$HOME/hidden") &"#;
    typed_when(r#"[ -e "$HOME/hidden" ]"#, &format!("{look}\n{inside}"), typed)
}

/// Types into a program on a pseudo-terminal once `ready`, a condition of the shell, is met.
fn typed_when(ready: &str, inside: &str, typed: &str) -> Option<String> {
    let made = std::process::Command::new("script").arg("--version").output();
    if !made.is_ok_and(|made| String::from_utf8_lossy(&made.stdout).contains("util-linux")) {
        skip("a prompt on a terminal", "no `script` of util-linux on this machine to make one with");
        return None;
    }
    let line = format!(
        r#"(until {ready}; do sleep 0.05; done; printf '{typed}'; until [ -e "$HOME/done" ]; do sleep 0.05; done) | script -qec '{inside}
           true > "$HOME/done"' /dev/null; cat "$HOME/out" "$HOME/err""#
    );
    Some(Program::sts_cli(["sandbox", "--fault", "no-metadata", "--", "sh", "-c", &line]).run().stdout)
}

#[test]
fn an_ldap_password_is_prompted_on_the_terminal_if_all_streams_are_redirected() {
    let inside =
        r#""$STS_CLI" ldap -o json --user alice < /dev/null > "$HOME/out" 2> "$HOME/err"; stty -a | tr " " "\n" | grep -x -- "-*echo;*""#;
    let Some(said) = at_a_hidden_prompt(inside, r"alice-secret\n") else { return };
    assert!(said.contains("Password: "), "{said}");
    assert!(!said.contains("alice-secret"), "{said}");
    assert!(said.contains("\"Version\":1"), "{said}");
    assert!(said.contains("\necho"), "the terminal shows what is typed again: {said}");
}

#[test]
fn ctrl_c_at_the_password_prompt_restores_the_terminal() {
    let inside = r#"trap : INT; "$STS_CLI" ldap -o json --user alice < /dev/null > "$HOME/out" 2> "$HOME/err"; echo "code $?"; stty -a | tr " " "\n" | grep -x -- "-*echo;*""#;
    let Some(said) = at_a_hidden_prompt(inside, r"\003") else { return };
    assert!(said.contains("Password: "), "{said}");
    assert!(said.contains("code 130"), "{said}");
    assert!(said.contains("\necho") && !said.contains("-echo"), "{said}");
}

#[test]
fn other_signals_at_the_password_prompt_restore_the_terminal() {
    for (signal, code) in [("TERM", 143), ("HUP", 129), ("QUIT", 131)] {
        let inside = format!(
            r#"(until stty -F /dev/tty -a | grep -q -- "-echo "; do sleep 0.05; done; kill -{signal} "$(cat "$HOME/pid")") &
               sh -c "echo \$\$ > $HOME/pid; exec $STS_CLI ldap -o json --user alice < /dev/null > $HOME/out 2> $HOME/err"
               echo "code $?"; stty -a | tr " " "\n" | grep -x -- "-*echo;*""#
        );
        let Some(said) = on_a_terminal(&inside, "") else { return };
        assert!(said.contains(&format!("code {code}")), "{said}");
        assert!(said.contains("\necho") && !said.contains("-echo"), "{said}");
    }
}

#[test]
fn signals_end_serve_at_its_prompts_and_restore_the_terminal() {
    for (user, shown, signal, code) in [("user = \"alice\"", "Password: ", "TERM", 143), ("", "User name: ", "HUP", 129)] {
        let user = user.replace('"', "\\\"");
        let inside = format!(
            r#"profiles="$XDG_CONFIG_HOME/sts-cli/profiles"; mkdir -p "$profiles"
               printf "identity = \"ldap\"\nendpoint = \"%s\"\n{user}\n" "$STS_CLI_ENDPOINT" > "$profiles/people.toml"
               (until grep -q "\"prompt\"" "$STS_CLI_TEST_EVENTS"; do sleep 0.05; done; sleep 0.2; kill -{signal} "$(cat "$HOME/pid")") &
               sh -c "echo \$\$ > $HOME/pid; exec $STS_CLI serve people < /dev/null > $HOME/out 2> $HOME/err"
               echo "code $?"; stty -a | tr " " "\n" | grep -x -- "-*echo;*""#
        );
        let Some(said) = on_a_terminal(&inside, "") else { return };
        assert!(said.contains(shown) && said.contains(&format!("code {code}")), "{said}");
        assert!(said.contains("\necho") && !said.contains("-echo"), "{said}");
    }
}

#[test]
fn a_suspended_prompt_restores_the_terminal_until_it_continues() {
    let inside = r#"
        (until stty -F /dev/tty -a | grep -q -- "-echo "; do sleep 0.05; done; pid=$(cat "$HOME/pid"); kill -TSTP "$pid"
         until grep -q "^State:.T" "/proc/$pid/status"; do sleep 0.05; done
         echo "stopped: $(stty -F /dev/tty -a | tr " " "\n" | grep -x -- "-*echo")"; kill -CONT "$pid"
         until stty -F /dev/tty -a | grep -q -- "-echo "; do sleep 0.05; done; kill -TERM "$pid") &
        sh -c "echo \$\$ > $HOME/pid; exec $STS_CLI ldap -o json --user alice < /dev/null > $HOME/out 2> $HOME/err"
        echo "code $?"; stty -a | tr " " "\n" | grep -x -- "-*echo;*""#;
    let Some(said) = on_a_terminal(inside, "") else { return };
    assert!(said.contains("stopped: echo"), "{said}");
    assert_eq!(said.matches("Password: ").count(), 2, "{said}");
    assert!(said.contains("code 143"), "{said}");
    assert!(said.ends_with("echo\r\n") || said.contains("\necho"), "{said}");
}

#[test]
fn login_at_a_new_server_creates_a_profile_from_prompts() {
    let inside = r#"
        endpoint=$STS_CLI_ENDPOINT
        unset STS_CLI_ENDPOINT STS_CLI_ISSUER STS_CLI_CLIENT_ID
        export BROWSER="$STS_CLI sandbox sign-in alice"
        mkdir -p "$XDG_CONFIG_HOME/sts-cli/profiles"; echo > "$XDG_CONFIG_HOME/sts-cli/profiles/storage.toml"
        "$STS_CLI" login "$endpoint" < /dev/null > "$HOME/out" 2> "$HOME/err"; echo "code $?"
        "$STS_CLI" get lab -o json --no-input < /dev/null 2>&1 | cut -c1-12
        cat "$XDG_CONFIG_HOME/sts-cli/profiles/lab.toml" | sed "s/127.0.0.1:[0-9]*/HERE/""#;
    let Some(said) = on_a_terminal(inside, r#"1\n'"$STS_CLI_ISSUER"'\n\nlab\n\n"#) else { return };
    for expected in [
        "Name for the profile [storage-2]: ",
        "  found an OpenID provider: PKCE, device codes",
        "Number [1]: ",
        "Client ID of sts-cli at the provider [sts-cli]: ",
        "code 0",
        "{\"Version\":1",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    let profile =
        "identity = \"web-identity\"\r\nissuer = \"http://HERE/_oidc\"\r\nclient_id = \"sts-cli\"\r\nendpoint = \"http://HERE\"\r\n";
    assert!(said.contains(profile), "{said}");
}

#[test]
fn a_taken_profile_name_is_rejected_at_once_and_prompted_again() {
    let inside = r#"
        endpoint=$STS_CLI_ENDPOINT
        unset STS_CLI_ENDPOINT STS_CLI_ISSUER STS_CLI_CLIENT_ID
        export BROWSER="$STS_CLI sandbox sign-in alice"
        profiles="$XDG_CONFIG_HOME/sts-cli/profiles"
        mkdir -p "$profiles"; echo "endpoint = \"https://minio.example\"" > "$profiles/lab.toml"
        "$STS_CLI" login "$endpoint" < /dev/null > "$HOME/out" 2> "$HOME/err"; echo "code $?"; ls "$profiles""#;
    let Some(said) = on_a_terminal(inside, r#"1\n'"$STS_CLI_ISSUER"'\n\nlab\na b\nnext\n\n"#) else { return };
    let (names, rest) = said.split_once("Choose a line to change it.").unwrap();
    assert_eq!(names.matches("Name for the profile [storage]: ").count(), 3, "{said}");
    for expected in ["profile `lab` already exists; log in with it: sts-cli login lab", "`a b` is not a valid profile name"] {
        assert!(names.contains(expected), "{expected}: {said}");
    }
    assert!(rest.contains("code 0") && rest.contains("next.toml"), "{said}");
}

#[test]
fn invalid_and_empty_answers_are_prompted_again() {
    let inside = r#"
        endpoint=$STS_CLI_ENDPOINT
        unset STS_CLI_ENDPOINT STS_CLI_ISSUER STS_CLI_CLIENT_ID
        export BROWSER="$STS_CLI sandbox sign-in alice"
        "$STS_CLI" login "$endpoint" --save lab < /dev/null > "$HOME/out" 2> "$HOME/err"; echo "code $?""#;
    let Some(said) = on_a_terminal(inside, r#"9\n1\nid.example\n\n'"$STS_CLI_ISSUER"'\n\n\n"#) else { return };
    for expected in [
        "invalid choice `9`: enter one of the numbers",
        "`id.example` is not a URL",
        "no value entered: enter one, or set it with --issuer",
        "code 0",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert_eq!(said.matches("Issuer of your identity provider: ").count(), 3, "{said}");
}

#[test]
fn an_unanswered_prompt_names_the_flag_to_use_instead() {
    let inside = r#""$STS_CLI" login "$STS_CLI_ENDPOINT" < /dev/null > "$HOME/out" 2> "$HOME/err"; echo "code $?""#;
    let Some(said) = on_a_terminal(inside, r"\004") else { return };
    for expected in ["code 2", "error: the prompt was not answered\n", "hint: set the value with --save; "] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

#[test]
fn values_from_variables_are_not_prompted() {
    let inside = r#"
        endpoint=$STS_CLI_ENDPOINT
        unset STS_CLI_ENDPOINT STS_CLI_ISSUER STS_CLI_CLIENT_ID
        export STS_CLI_USER=alice STS_CLI_PASSWORD_FILE="$SANDBOX_LDAP_PASSWORD_FILE"
        export AWS_ACCESS_KEY_ID="$SANDBOX_ACCESS_KEY" AWS_SECRET_ACCESS_KEY="$SANDBOX_SECRET_KEY"
        for name in directory keys; do
            "$STS_CLI" login "$endpoint" --save $name < /dev/null > "$HOME/out" 2> "$HOME/err"; echo "code $?"
        done
        cat "$XDG_CONFIG_HOME/sts-cli/profiles/directory.toml""#;
    let Some(said) = on_a_terminal(inside, r"2\n\nassume-role\n\n") else { return };
    assert_eq!(said.matches("code 0").count(), 2, "{said}");
    assert!(!said.contains("Your login name") && !said.contains("Your access key"), "{said}");
    assert!(said.contains("user = \"alice\"\r\n"), "{said}");
}
