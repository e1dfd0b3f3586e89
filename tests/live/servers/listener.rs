//! A small HTTP server inside the test binary, for the parts of the world that are no product: a plugin, a CI job's token endpoint.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// A port that is listened on.
pub(crate) struct Listener(TcpListener);

/// A request and its authorization.
pub(crate) struct Asked {
    pub(crate) target: String,
    pub(crate) authorization: String,
}

impl Asked {
    /// The parameter of the query with this name.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// Reads one request, from somebody who does not take long.
    pub(crate) fn read(stream: &TcpStream) -> Option<Self> {
        stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let mut asked = Self { target: line.split(' ').nth(1)?.to_owned(), authorization: String::new() };
        let mut length = 0;
        loop {
            line.clear();
            reader.read_line(&mut line).ok()?;
            match line.trim_end().split_once(": ") {
                None => break,
                Some((name, value)) if name.eq_ignore_ascii_case("authorization") => asked.authorization = value.to_owned(),
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().ok()?,
                Some(_) => {}
            }
        }
        reader.take(length).read_to_end(&mut Vec::new()).ok()?;
        Some(asked)
    }
}

impl Listener {
    pub(crate) fn bind(address: &str) -> Result<Self, String> {
        TcpListener::bind(address).map(Self).map_err(|error| format!("{address}: {error}"))
    }

    pub(crate) fn port(&self) -> u16 {
        self.0.local_addr().expect("it is bound").port()
    }

    /// Hands over every connection, in a thread of its own.
    pub(crate) fn each(self, handle: impl Fn(TcpStream) + Send + 'static) {
        thread::spawn(move || self.0.incoming().flatten().for_each(handle));
    }

    /// Answers every request with the status and JSON that `answer` gives.
    pub(crate) fn serve(self, answer: impl Fn(&Asked) -> (u16, String) + Send + 'static) {
        self.each(move |mut stream| {
            let Some(asked) = Asked::read(&stream) else { return };
            let (status, body) = answer(&asked);
            let head = format!("HTTP/1.1 {status} Answer\r\nContent-Type: application/json\r\nContent-Length: {}\r\n", body.len());
            write!(stream, "{head}Connection: close\r\n\r\n{body}").ok();
        });
    }
}
