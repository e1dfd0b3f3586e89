//! The addresses where clouds hand out credentials: nobody may ask there who was not told to.

use std::sync::Mutex;

use super::listener::{Asked, Listener};

/// The instance's, the container's and the pod's metadata address; `tests/live/run` gives them to the namespace's loopback.
const METADATA: [&str; 4] = ["169.254.169.254:80", "169.254.170.2:80", "169.254.170.23:80", "[fd00:ec2::254]:80"];

/// Requests to one of these addresses.
static CONTACTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Listens on all of them for as long as the tests run.
pub(crate) fn start() -> Result<(), String> {
    for address in METADATA {
        Listener::bind(address)?.each(move |stream| {
            let target = Asked::read(&stream).map_or_else(|| "nothing yet".to_owned(), |asked| asked.target);
            CONTACTS.lock().expect("no thread panics with it").push(format!("{address} was asked for {target}"));
        });
    }
    Ok(())
}

/// Returns the requests since the last call.
pub(crate) fn contacts() -> Vec<String> {
    std::mem::take(&mut *CONTACTS.lock().expect("no thread panics with it"))
}

/// Asserts that nothing has contacted one of these addresses since the last call.
pub(crate) fn assert_no_contacts() {
    let contacts = contacts();
    assert!(contacts.is_empty(), "metadata addresses were contacted: {contacts:?}");
}
