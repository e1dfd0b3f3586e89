//! The commands of `$BROWSER`: several, tried in turn; those that fail; and what the browser brings back that is no answer.

use crate::support::browser::CallbackRequest;
use crate::support::program::BINARY;
use crate::support::stage::ScriptedServers;
use crate::support::world::World;

/// A login with this `$BROWSER`, in which `SIGNS-IN` stands for a browser that signs in.
#[track_caller]
fn assert_logs_in(browser: &str, snapshot: &str) {
    let world = World::new(&[]);
    let browser = browser.replace("SIGNS-IN", &format!("{BINARY} sandbox sign-in alice"));
    let outcome = world.program(&["get", "prod", "-o", "json"]).env("BROWSER", &browser).run().without_login_prompts();
    assert_eq!(outcome.json()["Version"], 1);
    outcome.warns(snapshot);
}

#[test]
fn the_first_browser_that_works_is_used() {
    assert_logs_in("SIGNS-IN", "nothing-to-say");
    assert_logs_in("SIGNS-IN:false", "nothing-to-say");
    assert_logs_in("::no-such-browser: :SIGNS-IN %s", "nothing-to-say"); // one that is not there is skipped, as xdg-open does
    assert_logs_in("false:SIGNS-IN", "one-failed");
    assert_logs_in("sh -c 'echo $1: >&2; exit 7' sh no:sh -c 'kill -9 $$':SIGNS-IN", "two-failed");
}

#[test]
fn a_failed_browser_is_reported_at_once_and_the_login_continues() {
    for (browser, words) in [
        ("false", "`false`: exit status: 1"),
        ("sh -c 'exit 42' %s", "`sh`: exit status: 42"),
        ("sh -c 'kill -15 $$'", "`sh`: signal: 15 (SIGTERM)"),
    ] {
        let stage = ScriptedServers::new();
        let login = stage.log_in_with(stage.program_with_browser(&[]).env("BROWSER", browser));
        let said = format!("warning: the browser failed ({words}); if no page opened, open the address above yourself\n");
        login.running.wait_for_stderr(|text| text.contains(&said).then_some(()));
        login.expects_token_and_sts(crate::support::sts::grant());
        assert_eq!(login.callback().send().status, 200);
        assert_eq!(login.end().stderr, said, "once, and nothing else");
    }
}

/// The first browser gets as far as the provider, and fails then: a second window would only confuse.
#[test]
fn no_other_browser_opens_if_one_fails_after_showing_the_page() {
    let stage = ScriptedServers::new();
    let shows = r#"bash -c 'host=${0#http://}; exec 3<>/dev/tcp/127.0.0.1/$(cut -d: -f2 <<< ${host%%/*});
        printf "GET /${host#*/} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" >&3; grep -q "^HTTP/1.1 303" <&3; exit 9' %s"#;
    let program = stage.program_with_browser(&[]).env("BROWSER", &format!("{shows}:touch second"));
    let login = stage.log_in_with(program);
    login.running.wait_for_stderr(|text| text.contains("`bash`: exit status: 9); if no page opened").then_some(()));
    assert_eq!(login.running.events().of("browser-opened").len(), 1);
    login.expects_token_and_sts(crate::support::sts::grant());
    assert_eq!(login.callback().send().status, 200);
    login.end().warns("failed-later");
}

/// Sends requests that do not complete the login; asserts what the timeout reports about them.
#[track_caller]
fn assert_times_out_with(visits: &[fn(CallbackRequest) -> CallbackRequest], snapshot: &str) {
    let stage = ScriptedServers::new();
    let login = stage.log_in_with(stage.program(&["--timeout", "3s"]));
    for change in visits {
        assert!(change(login.callback()).send().status >= 400);
    }
    login.end().fails(4, snapshot);
}

#[test]
fn a_callback_error_without_state_is_shown_at_the_timeout() {
    assert_times_out_with(
        &[|visit| visit.without("code").without("state").and("error", "access_denied").and("error_description", "Not for you")],
        "stray/error",
    );
}

#[test]
fn a_callback_error_with_another_state_is_shown_at_the_timeout() {
    assert_times_out_with(&[|visit| visit.without("code").with("state", "another").and("error", "server_error")], "stray/error-of-another");
}

#[test]
fn a_callback_code_of_another_login_is_reported_at_the_timeout() {
    assert_times_out_with(&[|visit| visit.with("state", "another")], "stray/code-of-another");
}

#[test]
fn a_callback_response_in_the_fragment_is_reported_at_the_timeout() {
    assert_times_out_with(&[|visit| visit.without("code").without("state")], "stray/nothing");
}

#[test]
fn a_callback_response_in_a_form_post_is_reported_at_the_timeout() {
    assert_times_out_with(&[|visit| visit.method("POST")], "stray/form");
}

#[test]
fn the_last_ignored_callback_is_shown_without_control_characters() {
    let hostile: fn(CallbackRequest) -> CallbackRequest = |visit| {
        let words = "\u{1b}[31mred\u{7} \u{202e}backwards\r\nerror: forged";
        visit.without("code").without("state").and("error", "no\nerror").and("error_description", words)
    };
    assert_times_out_with(&[|visit| visit.with("state", "another"), hostile], "stray/hostile");
}

#[test]
fn reserved_authorization_parameters_are_rejected_before_the_login() {
    for parameter in [
        "response_mode=form_post",
        "response_mode=query",
        "response_type=token",
        "code_challenge_method=plain",
        "redirect_uri=http://x",
        "request=eyJhbGciOiJub25lIn0.e30.",
        "request_uri=urn:x",
    ] {
        let outcome = ScriptedServers::silent().run(&["--auth-param", parameter]);
        outcome.fails_with_fragments(2, &[parameter, "does not set itself"]);
    }
}
