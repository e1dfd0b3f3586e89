//! What a sandbox has seen: events for observers and for tests that wait.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A function that is called for each event.
#[derive(Clone)]
pub(crate) struct Observer(pub(crate) Arc<dyn Fn(&Event) + Send + Sync>);

impl fmt::Debug for Observer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Observer")
    }
}

/// Something that happened in a sandbox. Events contain no tokens, keys or passwords.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A server received a request.
    RequestReceived {
        /// The HTTP method.
        method: String,
        /// The path of the URL, without the query.
        path: String,
        /// The `grant_type` of a token request, or the `Action` of an STS call.
        operation: Option<String>,
    },
    /// A server is about to send the response to a request.
    ResponseSent {
        /// The HTTP method.
        method: String,
        /// The path of the URL, without the query.
        path: String,
        /// The `grant_type` of a token request, or the `Action` of an STS call.
        operation: Option<String>,
        /// The HTTP status.
        status: u16,
    },
    /// A server delays a response because of a fault.
    ResponseDelayed {
        /// The name of the fault, such as `slow-token`.
        fault: &'static str,
    },
}

/// The events of a sandbox since this subscription was created.
///
/// Events queue up until they are taken; a dropped subscription costs nothing.
#[derive(Debug)]
pub struct Events(UnboundedReceiver<Event>);

impl Events {
    /// Waits for the next event. Returns `None` after the sandbox has stopped.
    pub async fn next(&mut self) -> Option<Event> {
        self.0.recv().await
    }

    /// Waits for an event that satisfies `predicate` and drops the ones before it. Returns `None` after the sandbox has stopped.
    pub async fn wait_for(&mut self, predicate: impl Fn(&Event) -> bool) -> Option<Event> {
        loop {
            let event = self.next().await?;
            if predicate(&event) {
                return Some(event);
            }
        }
    }

    /// Waits for the response to an operation, a `grant_type` or an `Action`, and returns its status. Returns `None` after the sandbox has
    /// stopped.
    pub async fn status_of(&mut self, operation: &str) -> Option<u16> {
        loop {
            match self.next().await? {
                Event::ResponseSent { operation: Some(event_operation), status, .. } if event_operation == operation => {
                    return Some(status);
                }
                _ => {}
            }
        }
    }
}

/// Sends events to the observer and to all subscriptions.
#[derive(Default)]
pub(crate) struct EventSender {
    observer: Option<Observer>,
    subscriptions: Mutex<Vec<UnboundedSender<Event>>>,
}

impl EventSender {
    /// Creates a sender for this observer.
    pub(crate) fn new(observer: Option<Observer>) -> Self {
        Self { observer, subscriptions: Mutex::default() }
    }

    /// Starts a subscription.
    pub(crate) fn subscribe(&self) -> Events {
        let (sender, receiver) = unbounded_channel();
        self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        Events(receiver)
    }

    /// Whether anyone receives events.
    pub(crate) fn is_observed(&self) -> bool {
        self.observer.is_some() || !self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Sends an event; removes dropped subscriptions.
    pub(crate) fn send(&self, event: &Event) {
        if let Some(observer) = &self.observer {
            (observer.0)(event);
        }
        self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner).retain(|subscription| subscription.send(event.clone()).is_ok());
    }
}
