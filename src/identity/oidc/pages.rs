//! The pages shown in the browser: light and dark, without external resources, not embeddable in frames.

use crate::sys::loopback::Response;
use crate::text::is_misleading;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::StatusCode;
use http::header::{
    ALLOW, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use http_body_util::Full;
use sha2::{Digest as _, Sha256};

/// The style of every page. [`headers`] allows it by its hash.
const STYLE: &str = "\
:root{color-scheme:light dark;--ground:#f4f5f7;--card:#fff;--text:#1c2430;--quiet:#5a6676;--line:#dfe3e8;--mark:#8a93a0}\
@media(prefers-color-scheme:dark){:root{--ground:#14181e;--card:#1d232b;--text:#e8ecf1;--quiet:#9aa6b5;--line:#2d3540}}\
.good{--mark:#1a8a4c}.bad{--mark:#c8442f}\
@media(prefers-color-scheme:dark){.good{--mark:#45c17f}.bad{--mark:#f0806b}}\
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--ground);color:var(--text);\
font:16px/1.55 system-ui,sans-serif}\
main{box-sizing:border-box;width:min(34rem,100vw - 2rem);margin:1rem;padding:2rem 2.25rem;background:var(--card);\
border:1px solid var(--line);border-top:4px solid var(--mark);border-radius:10px}\
h1{margin:0 0 .75rem;font-size:1.35rem;line-height:1.3}p,ul{margin:.75rem 0}li+li{margin-top:.4rem}ul{padding-left:1.2rem}\
p,li{overflow-wrap:anywhere}span{white-space:nowrap}.quiet{color:var(--quiet)}footer{margin-top:1.5rem;color:var(--quiet);font-size:.875rem}";

/// The length from which a word may be broken, so that it fits on the screen of a phone.
const MAX_UNBROKEN: usize = 32;

/// A response to a browser: a page with its status, or a redirect.
pub(super) struct HtmlPage {
    status: StatusCode,
    html: String,
    location: Option<HeaderValue>,
}

impl HtmlPage {
    /// A page; `class` is the CSS class of its color.
    fn page(status: StatusCode, class: &str, title: &str, body: &str) -> Self {
        Self { status, html: document(class, title, body), location: None }
    }

    /// Redirects to `address`: RFC 9110, section 15.4.4.
    pub(super) fn redirect(address: &str) -> Self {
        match HeaderValue::from_str(address) {
            Ok(location) => Self { status: StatusCode::SEE_OTHER, html: String::new(), location: Some(location) },
            Err(_) => rejected(StatusCode::INTERNAL_SERVER_ERROR, "Could not redirect to the provider."),
        }
    }

    /// Builds the HTTP response.
    pub(super) fn into_response(self) -> Response {
        let mut response = http::Response::new(Full::new(Bytes::from(self.html)));
        *response.status_mut() = self.status;
        *response.headers_mut() = headers();
        if let Some(location) = self.location {
            response.headers_mut().insert(LOCATION, location);
        }
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET")); // RFC 9110, section 15.5.6
        }
        response
    }
}

/// The page of a successful login: the user, and the expiration.
pub(super) fn success(user: &str, expiration: &str) -> HtmlPage {
    let user_note = if user.is_empty() { String::new() } else { format!(" as <strong>{}</strong>", escaped(user)) };
    let body = format!(
        "<p>You are logged in{user_note}, and <span>sts-cli</span> has temporary credentials for you.</p>\
         <p>They expire {}.</p><p class=quiet>You can close this page.</p>",
        escaped(expiration)
    );
    HtmlPage::page(StatusCode::OK, "good", "Login complete", &body)
}

/// The page of a failed login: the error, and its hints.
pub(super) fn failure(problem: &str, hints: &[String]) -> HtmlPage {
    let items: String = hints.iter().map(|hint| format!("<li>{}</li>", unbroken(&escaped(hint)))).collect();
    let hints = if items.is_empty() { items } else { format!("<ul>{items}</ul>") };
    let body = format!(
        "<p>{}</p>{hints}<p class=quiet>sts-cli has no credentials for you. The terminal shows this error too.</p>",
        escaped(&sentence(problem))
    );
    HtmlPage::page(StatusCode::FORBIDDEN, "bad", "Login failed", &body)
}

/// The page for a rejected request; a server error concerns the login in progress, other statuses do not.
pub(super) fn rejected(status: StatusCode, reason: &str) -> HtmlPage {
    let note = if status.is_server_error() { "" } else { "<p class=quiet>A login in progress is not affected.</p>" };
    let body = format!("<p>{}</p>{note}", escaped(reason));
    let title = match status {
        StatusCode::NOT_FOUND => "Page not found",
        StatusCode::CONFLICT => "Response already received",
        StatusCode::GONE => "Address already used",
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::INTERNAL_SERVER_ERROR => "Login not complete",
        _ => "Request not accepted",
    };
    HtmlPage::page(status, "", title, &body)
}

/// The page for a request with another method than GET.
pub(super) fn method_not_allowed() -> HtmlPage {
    rejected(StatusCode::METHOD_NOT_ALLOWED, "This address accepts only GET: the response to a login must be in the query, not in a form.")
}

/// Returns the headers of every page: no external resources, no frames, no content sniffing; the style is allowed by its hash.
fn headers() -> HeaderMap {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'")));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers
}

/// Capitalizes an error text: errors begin in lower case, because they follow `error:`.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Builds the document of a page; `title` and `body` are HTML.
fn document(class: &str, title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width,initial-scale=1\">\
         <title>{title} – sts-cli</title><style>{STYLE}</style>\
         <body><main class=\"{class}\"><h1>{title}</h1>{body}<footer>sts-cli on this machine</footer></main></body></html>\n"
    )
}

/// Keeps options on one line: browsers break lines after hyphens.
fn unbroken(html: &str) -> String {
    let is_option = |word: &str| word.starts_with("--") && word.len() < MAX_UNBROKEN;
    html.split(' ').map(|word| if is_option(word) { format!("<span>{word}</span>") } else { word.to_owned() }).collect::<Vec<_>>().join(" ")
}

/// Escapes a text for HTML, and replaces characters that could mislead the reader.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut html, c| {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c if is_misleading(c) => html.push(' '),
            c => html.push(c),
        }
        html
    })
}
