//! Prompts on a real pseudo-terminal, while standard input, output and error are all pipes or files.

use crate::support::program::Program;

/// Types into a program on a pseudo-terminal made by `script` (util-linux); what the terminal showed comes on standard output.
fn on_a_terminal(inside: &str, typed: &str) -> Option<String> {
    let made = std::process::Command::new("script").arg("--version").output();
    if !made.is_ok_and(|made| String::from_utf8_lossy(&made.stdout).contains("util-linux")) {
        eprintln!("skipped: no `script` of util-linux on this machine to make a terminal with");
        return None;
    }
    let line = format!("(sleep 1; printf '{typed}'; sleep 1) | script -qec '{inside}' /dev/null; cat \"$HOME/out\" \"$HOME/err\"");
    Some(Program::sts_cli(["sandbox", "--", "sh", "-c", &line]).run().stdout)
}

#[test]
fn an_ldap_password_is_asked_for_on_the_terminal_and_not_shown_while_all_streams_are_elsewhere() {
    let inside =
        r#""$STS_CLI" ldap -o json --user alice < /dev/null > "$HOME/out" 2> "$HOME/err"; stty -a | tr " " "\n" | grep -x -- "-*echo;*""#;
    let Some(said) = on_a_terminal(inside, r"alice-secret\n") else { return };
    assert!(said.contains("Password: "), "{said}");
    assert!(!said.contains("alice-secret"), "{said}");
    assert!(said.contains("\"Version\":1"), "{said}");
    assert!(said.contains("\necho"), "the terminal shows what is typed again: {said}");
}

#[test]
fn ctrl_c_at_the_password_prompt_leaves_the_terminal_as_it_was() {
    let inside = r#"trap : INT; "$STS_CLI" ldap -o json --user alice < /dev/null > "$HOME/out" 2> "$HOME/err"; echo "code $?"; stty -a | tr " " "\n" | grep -x -- "-*echo;*""#;
    let Some(said) = on_a_terminal(inside, r"\003") else { return };
    assert!(said.contains("Password: "), "{said}");
    assert!(said.contains("code 130"), "{said}");
    assert!(said.contains("\necho") && !said.contains("-echo"), "{said}");
}
