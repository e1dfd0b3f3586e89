//! A minimal browser: sends well-formed and malformed requests to the loopback listener of a login.

use super::DEADLINE;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use url::Url;
use url::form_urlencoded::Serializer;

/// One request to the loopback listener.
#[derive(Clone)]
pub(crate) struct CallbackRequest {
    authority: String,
    method: String,
    host: String,
    path: String,
    query: Vec<(String, String)>,
}

impl CallbackRequest {
    /// A `GET` request for this URL.
    pub(crate) fn to(address: &Url) -> Self {
        let authority = format!("{}:{}", address.host_str().unwrap(), address.port().unwrap());
        Self { method: "GET".to_owned(), host: authority.clone(), authority, path: address.path().to_owned(), query: Vec::new() }
    }

    pub(crate) fn method(mut self, method: &str) -> Self {
        method.clone_into(&mut self.method);
        self
    }

    pub(crate) fn host(mut self, host: &str) -> Self {
        host.clone_into(&mut self.host);
        self
    }

    pub(crate) fn path(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// Adds a parameter, even a second one of that name.
    pub(crate) fn and(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.query.retain(|(known, _)| known != name);
        self
    }

    /// Sets a parameter.
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        self.without(name).and(name, value)
    }

    /// The value of a parameter.
    pub(crate) fn parameter(&self, name: &str) -> String {
        self.query.iter().find(|(known, _)| known == name).unwrap().1.clone()
    }

    /// Connects and sends nothing yet.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.authority).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream.set_write_timeout(Some(DEADLINE)).unwrap();
        stream
    }

    /// Sends the request and waits for the page.
    pub(crate) fn send(&self) -> Page {
        self.send_with("")
    }

    /// Sends the request with more header lines and waits for the page; a server that stops reading is no failure.
    pub(crate) fn send_with(&self, headers: &str) -> Page {
        let mut stream = self.connect();
        let _ = stream.write_all(self.request(headers).as_bytes());
        Page::read(stream)
    }

    /// Sends the request and waits for nothing.
    pub(crate) fn send_only(&self) -> TcpStream {
        let mut stream = self.connect();
        stream.write_all(self.request("").as_bytes()).unwrap();
        stream
    }

    fn request(&self, headers: &str) -> String {
        let query = Serializer::new(String::new()).extend_pairs(&self.query).finish();
        format!("{} {}?{query} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", self.method, self.path, self.host)
    }
}

/// The response of the listener; status 0 if it only closed the connection.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Page {
    /// Reads until the listener closes the connection.
    pub(crate) fn read(mut stream: TcpStream) -> Self {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Self { status, head: head.to_owned(), body: body.to_owned() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut pairs = self.head.lines().filter_map(|line| line.split_once(": "));
        pairs.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}
