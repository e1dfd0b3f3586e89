//! Hints for responses of gateways and proxies in front of a storage server, as a table: status and text → hint.

use super::{Hint, topics};
use crate::request::Responsible;
use crate::request::hint::hint;

/// A row of the table: a range of statuses and a fragment of the text (lowercase; empty matches any text).
struct GatewayRow {
    statuses: std::ops::RangeInclusive<u16>,
    fragment: &'static str,
    topic: &'static str,
    advice: fn() -> Hint,
}

/// The table; the first matching row applies.
const ROWS: [GatewayRow; 24] = [
    row(300..=399, "", topics::REDIRECTED, || {
        hint!("check ", ENDPOINT, ": it redirects without naming a target; or ask its administrator for the address of the storage server")
    }),
    row(400..=400, "no required ssl certificate", topics::CERTIFICATE_NOT_ACCEPTED, client_certificate),
    row(400..=400, "ssl certificate error", topics::CERTIFICATE_NOT_ACCEPTED, other_client_certificate),
    row(400..=400, "to https port", topics::HTTP_OR_HTTPS, || hint!("use https:// in ", ENDPOINT, ": the server expects TLS on this port")),
    row(400..=400, "to an https server", topics::HTTP_OR_HTTPS, || {
        hint!("use https:// in ", ENDPOINT, ": the server expects TLS on this port")
    }),
    row(400..=400, "too large", topics::HEADERS_TOO_LARGE, headers_too_large),
    row(401..=401, "", topics::GATEWAY_REFUSES, || {
        hint!({ StorageAdministrator }, " how to bypass the proxy, which requires a login of its own; or correct ", ENDPOINT)
    }),
    row(403..=403, "", topics::GATEWAY_REFUSES, || {
        hint!({ StorageAdministrator }, " whether a firewall or proxy blocks this request; it did not reach the storage server")
    }),
    row(407..=407, "", topics::PROXY, || {
        hint!("add the user name and password of the proxy to HTTPS_PROXY or HTTP_PROXY, or exclude the server with NO_PROXY")
    }),
    row(408..=408, "", topics::SERVER_FAILING, busy),
    row(413..=413, "", topics::HEADERS_TOO_LARGE, || {
        hint!(
            "reduce the request: use a shorter session policy, or a token with fewer groups and claims; the proxy in front of the server rejects requests of this size (nginx: client_max_body_size)"
        )
    }),
    row(414..=414, "", topics::HEADERS_TOO_LARGE, || {
        hint!(
            "use a shorter token: it is part of the URL, and the proxy in front of the server rejects URLs of this length (nginx: large_client_header_buffers)"
        )
    }),
    row(421..=421, "", topics::GATEWAY_REFUSES, || {
        hint!("check the host in ", ENDPOINT, ": the proxy at this address serves no host of that name")
    }),
    row(425..=425, "", topics::SERVER_FAILING, busy),
    row(429..=429, "", topics::SERVER_FAILING, || hint!("try again in a minute: the server or a proxy in front of it throttles requests")),
    row(431..=431, "", topics::HEADERS_TOO_LARGE, headers_too_large),
    row(451..=451, "", topics::GATEWAY_REFUSES, || {
        hint!({ StorageAdministrator }, " who forbids this: a proxy or firewall blocks the URL for legal reasons")
    }),
    row(495..=495, "", topics::CERTIFICATE_NOT_ACCEPTED, other_client_certificate),
    row(496..=496, "", topics::CERTIFICATE_NOT_ACCEPTED, client_certificate),
    row(500..=500, "", topics::SERVER_FAILING, server_error),
    row(502..=504, "", topics::SERVER_FAILING, backend_unreachable),
    row(511..=511, "", topics::NETWORK_LOGIN, || {
        hint!("open a web page in a browser first: this network requires its own login or consent (captive portal)")
    }),
    row(520..=527, "", topics::SERVER_FAILING, backend_unreachable),
    row(530..=530, "", topics::SERVER_FAILING, backend_unreachable),
];

const fn row(statuses: std::ops::RangeInclusive<u16>, fragment: &'static str, topic: &'static str, advice: fn() -> Hint) -> GatewayRow {
    GatewayRow { statuses, fragment, topic, advice }
}

/// Returns the hint of the first matching row; `None` if the status does not reveal the cause.
pub(super) fn hint_for(status: u16, message: Option<&str>) -> Option<Hint> {
    let message = message.unwrap_or_default().to_lowercase();
    ROWS.iter().find(|row| row.statuses.contains(&status) && message.contains(row.fragment)).map(|row| (row.advice)().about(row.topic))
}

fn headers_too_large() -> Hint {
    hint!(
        "use a token with fewer groups and claims: the proxy in front of the server rejects headers of this size (nginx: large_client_header_buffers)"
    )
}

fn client_certificate() -> Hint {
    hint!(
        "set ",
        CLIENT_CERT,
        " to your certificate and ",
        CLIENT_KEY,
        " to its key: the server, or the proxy in front of it, requires one"
    )
}

fn other_client_certificate() -> Hint {
    hint!(
        "choose another certificate with ",
        CLIENT_CERT,
        ": the server, or the proxy in front of it, does not accept this one (expired, revoked, or of a CA that it does not trust)"
    )
}

fn busy() -> Hint {
    hint!("try again in a minute: the server, or the proxy in front of it, did not accept the request in time")
}

/// Returns the hint for a server error.
pub(super) fn server_error() -> Hint {
    hint!("try again in a minute; if it persists, ", { StorageAdministrator }, ": the server is starting, or part of it is down")
        .by(Responsible::StorageAdministrator)
}

fn backend_unreachable() -> Hint {
    hint!(
        "try again in a minute; if it persists, ",
        { StorageAdministrator },
        ": the proxy cannot reach the storage server, or the server is starting"
    )
    .by(Responsible::StorageAdministrator)
}
