//! Hints for responses of gateways and proxies in front of a storage server, as a table: status and text → hint.

use super::Hint;
use super::hint::hint;

/// A row of the table: a range of statuses and a fragment of the text (lowercase; empty matches any text).
struct Row {
    statuses: std::ops::RangeInclusive<u16>,
    fragment: &'static str,
    advice: fn() -> Hint,
}

/// The table; the first matching row applies.
const ROWS: [Row; 24] = [
    row(300..=399, "", || {
        hint!(
            "check ",
            Endpoint,
            ": what answers there leads elsewhere without saying where; or ask whoever runs it for the address of the storage server"
        )
    }),
    row(400..=400, "no required ssl certificate", client_certificate),
    row(400..=400, "ssl certificate error", other_client_certificate),
    row(400..=400, "to https port", || hint!("write https:// in ", Endpoint, ": the server speaks TLS on this port")),
    row(400..=400, "to an https server", || hint!("write https:// in ", Endpoint, ": the server speaks TLS on this port")),
    row(400..=400, "too large", long_headers),
    row(401..=401, "", || {
        hint!(
            { StorageAdministrator },
            " for a way past the proxy, which wants a login of its own before it lets anybody through; or correct ",
            Endpoint
        )
    }),
    row(403..=403, "", || {
        hint!(
            { StorageAdministrator },
            " whether a firewall or proxy before the server refuses this request; the server itself was not reached"
        )
    }),
    row(407..=407, "", || {
        hint!("give HTTPS_PROXY or HTTP_PROXY the name and password that the proxy wants, or take the server out with NO_PROXY")
    }),
    row(408..=408, "", busy),
    row(413..=413, "", || {
        hint!(
            "ask for less: a shorter session policy, or a token with fewer groups and claims; the proxy before the server takes no request this large (client_max_body_size of nginx)"
        )
    }),
    row(414..=414, "", || {
        hint!(
            "get a shorter token: it travels in the address here, and the proxy before the server takes none this long (large_client_header_buffers of nginx)"
        )
    }),
    row(421..=421, "", || {
        hint!("check the host in ", Endpoint, ": the proxy that answers at this address has no server of that name behind it")
    }),
    row(425..=425, "", busy),
    row(429..=429, "", || hint!("try again in a minute: the server or the proxy before it asks for fewer requests")),
    row(431..=431, "", long_headers),
    row(451..=451, "", || hint!({ StorageAdministrator }, " who forbids this: something on the way refuses the address for legal reasons")),
    row(495..=495, "", other_client_certificate),
    row(496..=496, "", client_certificate),
    row(500..=500, "", in_trouble),
    row(502..=504, "", no_server_behind),
    row(511..=511, "", || {
        hint!("open a web page in a browser first: this network wants a login or a consent of its own before it lets anything through")
    }),
    row(520..=527, "", no_server_behind),
    row(530..=530, "", no_server_behind),
];

const fn row(statuses: std::ops::RangeInclusive<u16>, fragment: &'static str, advice: fn() -> Hint) -> Row {
    Row { statuses, fragment, advice }
}

/// Returns the hint of the first matching row; `None` if the status does not reveal the cause.
pub(super) fn advice(status: u16, words: Option<&str>) -> Option<Hint> {
    let words = words.unwrap_or_default().to_lowercase();
    ROWS.iter().find(|row| row.statuses.contains(&status) && words.contains(row.fragment)).map(|row| (row.advice)())
}

fn long_headers() -> Hint {
    hint!(
        "get a shorter token, with fewer groups and claims: the proxy before the server takes no headers this large (large_client_header_buffers of nginx)"
    )
}

fn client_certificate() -> Hint {
    hint!("give your certificate with ", ClientCert, " and its key with ", ClientKey, ": the server, or the proxy before it, requires one")
}

fn other_client_certificate() -> Hint {
    hint!(
        "give another certificate with ",
        ClientCert,
        ": the server, or the proxy before it, does not accept this one (expired, revoked, or of a CA that it does not trust)"
    )
}

fn busy() -> Hint {
    hint!("try again in a minute: the server or the proxy before it did not take the request in time")
}

/// Returns the hint for a server error.
pub(super) fn in_trouble() -> Hint {
    hint!("try again in a minute, then ", { StorageAdministrator }, ": the server is starting, or one of its parts is down")
}

fn no_server_behind() -> Hint {
    hint!(
        "try again in a minute, then ",
        { StorageAdministrator },
        ": the proxy before the storage server does not reach it, or it is starting"
    )
}
