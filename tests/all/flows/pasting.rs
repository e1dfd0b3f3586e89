//! The address that the browser ended on, pasted into a real pseudo-terminal while the listener waits.

use crate::support::program::Program;
use crate::support::skip;
use crate::support::terminal::Terminal;
use crate::support::world::World;

/// Logs in on a pseudo-terminal made by `script` (util-linux), while `typed` (a shell command that knows `$address`, where the
/// provider sends the browser to) writes to it. Gives what the terminal showed, then standard output.
fn on_a_terminal(typed: &str) -> Option<String> {
    let made = std::process::Command::new("script").arg("--version").output();
    if !made.is_ok_and(|made| String::from_utf8_lossy(&made.stdout).contains("util-linux")) {
        skip("an address pasted into a terminal", "no `script` of util-linux on this machine to make one with");
        return None;
    }
    // A browser elsewhere: its last redirect leads to a machine that is not this one, so its address is all there is.
    let script = format!(
        r#"
        true > "$HOME/shown"
        login='"$STS_CLI" web-identity --login paste -o json < /dev/null > "$HOME/out"; stty -a | tr " " "\n" | grep -x -- "-*echo;*\|-*icanon"; true > "$HOME/done"'
        (
            until grep -q '"event":"paste-awaited"' "$STS_CLI_TEST_EVENTS" || [ -e "$HOME/done" ]; do sleep 0.05; done
            page=$(sed -n 's/^{{"event":"login-address","address":"\([^"]*\)".*/\1/p' "$STS_CLI_TEST_EVENTS")
            request=$(curl -s "$page" | grep -o 'name="request" value="[^"]*"' | cut -d '"' -f 4)
            address=$(curl -s -o /dev/null -w '%{{redirect_url}}' --data-urlencode "request=$request" --data 'user=alice&password=alice-password' \
                "$STS_CLI_ISSUER/login")
            {typed}
            until [ -e "$HOME/done" ]; do sleep 0.05; done
        ) | script -qefc "$login" "$HOME/shown" > /dev/null
        cat "$HOME/shown" "$HOME/out""#
    );
    Some(Program::sts_cli(["sandbox", "--", "sh", "-c", &script]).run().stdout)
}

#[test]
fn the_pasted_redirect_address_completes_the_login() {
    let Some(said) = on_a_terminal(r#"printf '%s\n' "$address""#) else { return };
    assert!(said.contains("\"Version\":1"), "{said}");
    assert!(said.contains("icanon") && !said.contains("-icanon") && !said.contains("-echo"), "the terminal is as it was: {said}");
}

#[test]
fn ctrl_backslash_restores_the_terminal_while_an_address_can_be_pasted() {
    let world = World::new(&[]);
    let mut terminal = Terminal::of(&world, "sh");
    terminal.types("sts-cli get prod -o json --login paste; echo co''de $? $(stty -a | tr ' ' '\\n' | grep -x -- '-*echo;*\\|-*icanon')\n");
    world.events().wait_for("paste-awaited");
    terminal.types("\x1c");
    terminal.shows(&["code 131 icanon echo"]);
}

#[test]
fn a_pasted_address_longer_than_a_terminal_line_completes_the_login() {
    // 4096 bytes are the longest line that a terminal hands over as one.
    let typed = r#"printf '%s?filler=%06000d&%s\n' "${address%%\?*}" 0 "${address#*\?}""#;
    let Some(said) = on_a_terminal(typed) else { return };
    assert!(said.contains("\"Version\":1"), "{said}");
}

#[test]
fn a_pasted_query_completes_the_login_and_an_address_of_another_login_is_rejected() {
    let Some(said) = on_a_terminal(r#"printf '\nrubbish\n%s\n' "$address" | sed '3s/state=/state=x/'; printf '%s\n' "${address#*\?}""#)
    else {
        return;
    };
    let refused =
        "This response does not belong to the login that sts-cli is waiting for. Paste the whole address from the browser's address bar.";
    assert_eq!(said.matches(refused).count(), 2, "{said}");
    assert!(said.contains("\"Version\":1"), "{said}");
}
