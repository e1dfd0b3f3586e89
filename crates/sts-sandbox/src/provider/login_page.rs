//! The pages of the provider: login form, device code form, message and error. No scripts, images or external resources.

use super::grants::PendingAuthorization;
use crate::accounts::Account;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY, X_FRAME_OPTIONS};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use url::{Position, Url};

const STYLE: &str = include_str!("login_page.css");

/// A login form.
pub(super) struct Form<'a> {
    /// The client.
    pub(super) client: &'a str,
    /// The text after its name.
    pub(super) purpose: &'static str,
    /// The user code of a device.
    pub(super) code: Option<&'a str>,
    /// The action of the form.
    pub(super) action: &'static str,
    /// A hidden field.
    pub(super) hidden: (&'static str, &'a str),
    /// The prefilled user name.
    pub(super) hint: Option<&'a str>,
    /// Whether the page offers to stay signed in.
    pub(super) can_stay: bool,
    /// The account that the browser is signed in as, to continue with.
    pub(super) signed_in: Option<Account>,
    /// The labels of the buttons.
    pub(super) buttons: (&'static str, &'static str),
    /// The `form-action` sources of the content security policy.
    pub(super) targets: String,
}

/// Returns the login page of an authorization request; it offers to continue as the account that the browser is `signed_in` as.
pub(super) fn login(
    authorization: &PendingAuthorization,
    request_id: &str,
    signed_in: Option<Account>,
    error_message: Option<&str>,
) -> Response {
    let login_form = Form {
        client: authorization.client.id,
        purpose: "requests access to your identity.",
        code: None,
        action: "login",
        hidden: ("request", request_id),
        hint: authorization.login_hint.as_deref(),
        can_stay: true,
        signed_in,
        buttons: ("Sign in", "Cancel"),
        targets: form_targets(&authorization.redirect_uri),
    };
    form(&login_form, error_message)
}

/// Returns a login form; with an error message the status is 403.
pub(super) fn form(form: &Form, error_message: Option<&str>) -> Response {
    let default_account = form.hint.and_then(|hint| hint.parse().ok()).unwrap_or(Account::Alice);
    let body = format!(
        "<h1>Sign in</h1>\
         <p><strong>{client}</strong> {purpose}</p>{code}{error_message}\
         <form method=\"post\" action=\"{action}\">\
         <input type=\"hidden\" name=\"{hidden_name}\" value=\"{hidden_value}\">\
         <label for=\"user\">User name</label>\
         <input id=\"user\" name=\"user\" value=\"{user}\" autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" required>\
         <label for=\"password\">Password</label>\
         <input id=\"password\" name=\"password\" type=\"password\" value=\"{password}\" autocomplete=\"off\" required>{stay}\
         <div class=\"buttons\"><button name=\"decision\" value=\"sign-in\" class=\"main\">{yes}</button>\
         <button name=\"decision\" value=\"cancel\" formnovalidate>{no}</button></div></form>{signed_in}{accounts}",
        client = escape(form.client),
        purpose = form.purpose,
        code = form.code.map_or(String::new(), |code| format!("<p><code>{}</code></p>", escape(code))),
        error_message = alert(error_message),
        action = form.action,
        hidden_name = form.hidden.0,
        hidden_value = escape(form.hidden.1),
        user = default_account,
        password = escape(&default_account.password()),
        stay = if form.can_stay { STAY } else { "" },
        signed_in = form.signed_in.map_or(String::new(), |account| continue_form(form, account)),
        yes = form.buttons.0,
        no = form.buttons.1,
        accounts = accounts(),
    );
    let status = if error_message.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    page(status, "Sign in", &body, &form.targets)
}

/// The choice to stay signed in in this browser.
const STAY: &str = "<label><input name=\"stay\" type=\"checkbox\" value=\"yes\"> Stay signed in</label>";

/// Returns the form that continues as the account that the browser is signed in as.
fn continue_form(form: &Form, account: Account) -> String {
    format!(
        "<form method=\"post\" action=\"{action}\"><input type=\"hidden\" name=\"{name}\" value=\"{value}\">\
         <p>This browser is signed in.</p>\
         <div class=\"buttons\"><button name=\"decision\" value=\"continue\">Continue as {account}</button></div></form>",
        action = form.action,
        name = form.hidden.0,
        value = escape(form.hidden.1),
    )
}

/// Returns the form for a device code; with an error message the status is 404.
pub(super) fn code(entered_code: &str, error_message: Option<&str>) -> Response {
    let body = format!(
        "<h1>Connect a device</h1>{error_message}\
         <form method=\"get\" action=\"device\"><label for=\"user_code\">The code that the device shows</label>\
         <input id=\"user_code\" name=\"user_code\" value=\"{entered_code}\" autocomplete=\"off\" autocapitalize=\"characters\" spellcheck=\"false\" required>\
         <div class=\"buttons\"><button class=\"main\">Continue</button></div></form>",
        error_message = alert(error_message),
        entered_code = escape(entered_code),
    );
    let status = if error_message.is_some() { StatusCode::NOT_FOUND } else { StatusCode::OK };
    page(status, "Connect a device", &body, "'self'")
}

/// Returns a success page.
pub(super) fn message(title: &str, text: &str) -> Response {
    page(StatusCode::OK, title, &format!("<h1>{}</h1><p>{}</p>", escape(title), escape(text)), "'none'")
}

/// Returns an error page with status 400.
pub(super) fn problem(text: &str) -> Response {
    page(StatusCode::BAD_REQUEST, "Problem", &format!("<h1>Error</h1>{}", alert(Some(text))), "'none'")
}

fn alert(text: Option<&str>) -> String {
    text.map_or(String::new(), |text| format!("<p class=\"complaint\" role=\"alert\">{}</p>", escape(text)))
}

/// Returns the table of accounts with their passwords.
fn accounts() -> String {
    let rows = Account::ALL.into_iter().map(|account| {
        let (password, description) = (escape(&account.password()), escape(account.details().description));
        format!("<tr><th scope=\"row\">{account}</th><td><code>{password}</code></td><td>{description}</td></tr>")
    });
    format!(
        "<h2>Accounts of the sandbox</h2>\
         <table><thead><tr><th scope=\"col\">User</th><th scope=\"col\">Password</th><th scope=\"col\">In storage</th></tr></thead>\
         <tbody>{}</tbody></table>",
        rows.collect::<String>()
    )
}

/// Returns the `form-action` sources. Browsers apply them to the redirect after the form, too. They cannot contain IPv6 addresses.
fn form_targets(redirect_uri: &str) -> String {
    match Url::parse(redirect_uri) {
        Ok(address) if !redirect_uri.contains('[') => format!("'self' {}", &address[..Position::BeforePath]),
        _ => "'self' http:".to_owned(),
    }
}

fn page(status: StatusCode, title: &str, body: &str, form_targets: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} · sts-cli sandbox</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <style>{STYLE}</style></head><body><main><p class=\"brand\">sts-cli sandbox</p>{body}</main>\
         <footer>A test provider on this computer. All accounts are fictitious.</footer></body></html>"
    );
    let style = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy =
        format!("default-src 'none'; style-src 'sha256-{style}'; form-action {form_targets}; frame-ancestors 'none'; base-uri 'none'");
    let headers: [(HeaderName, HeaderValue); 4] = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))),
        (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (status, headers, html).into_response()
}

/// Escapes text for HTML elements and quoted attributes.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
