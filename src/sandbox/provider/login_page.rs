//! The pages of the provider: a form to sign in, and a problem. No script, no picture, nothing from elsewhere.

use super::grants::Asked;
use crate::sandbox::accounts::Account;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY, X_FRAME_OPTIONS};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use url::{Position, Url};

const STYLE: &str = include_str!("login_page.css");

/// The form for this request; after a wrong password with a sentence, and status 403.
pub(super) fn login(asked: &Asked, request_id: &str, complaint: Option<&str>) -> Response {
    let hinted = asked.login_hint.as_deref().and_then(|hint| hint.parse().ok()).unwrap_or(Account::Alice);
    let complaint_line = complaint.map_or(String::new(), |text| format!("<p class=\"complaint\" role=\"alert\">{}</p>", escape(text)));
    let rows: String = Account::ALL
        .into_iter()
        .map(|account| {
            let about = escape(account.person().about);
            format!("<tr><th scope=\"row\">{account}</th><td><code>{}</code></td><td>{about}</td></tr>", escape(&account.password()))
        })
        .collect();
    let body = format!(
        "<h1>Sign in</h1>\
         <p><strong>{client}</strong> wants to know who you are.</p>{complaint_line}\
         <form method=\"post\" action=\"login\">\
         <input type=\"hidden\" name=\"request\" value=\"{request_id}\">\
         <label for=\"user\">User name</label>\
         <input id=\"user\" name=\"user\" value=\"{user}\" autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" required>\
         <label for=\"password\">Password</label>\
         <input id=\"password\" name=\"password\" type=\"password\" value=\"{password}\" autocomplete=\"off\" required>\
         <div class=\"buttons\"><button name=\"decision\" value=\"sign-in\" class=\"main\">Sign in</button>\
         <button name=\"decision\" value=\"cancel\" formnovalidate>Cancel</button></div></form>\
         <h2>Accounts of the sandbox</h2>\
         <table><thead><tr><th scope=\"col\">User</th><th scope=\"col\">Password</th><th scope=\"col\">In storage</th></tr></thead>\
         <tbody>{rows}</tbody></table>",
        client = escape(asked.client.id),
        request_id = escape(request_id),
        user = hinted,
        password = escape(&hinted.password()),
    );
    let status = if complaint.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    page(status, "Sign in", &body, &form_targets(&asked.redirect_uri))
}

/// Something that only the person can be told, with status 400.
pub(super) fn problem(text: &str) -> Response {
    let body = format!("<h1>This does not work</h1><p class=\"complaint\" role=\"alert\">{}</p>", escape(text));
    page(StatusCode::BAD_REQUEST, "Problem", &body, "'none'")
}

/// Where the form may lead: browsers ask this of the redirect after it, too. Policies cannot name IPv6 addresses.
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
         <footer>A test provider on this computer. No account here is real.</footer></body></html>"
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

/// Text for HTML, in elements and in quoted attributes.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
