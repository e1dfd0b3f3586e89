//! An answer of any form as one JSON object: JSON of any shape, JSONP, XML, a form, in UTF-8 or Latin-1.

use super::CODES;
use crate::provider_document::ProviderDocument;
use crate::sys::{quote, without_byte_order_mark};
use crate::xml::Element;
use serde_json::{Map, Value};
use url::form_urlencoded;

/// The text of a body without a byte order mark: UTF-8, else Latin-1, in which every byte is a letter.
pub(super) fn decoded(body: &[u8]) -> String {
    let body = without_byte_order_mark(body);
    std::str::from_utf8(body).map_or_else(|_| body.iter().copied().map(char::from).collect(), str::to_owned)
}

/// A JSON object, or what is taken for one: a list or a text in its place, JSONP, XML, and a form that has an `error`. A text that no
/// member names may be a token: it counts if it is made of words.
pub(super) fn document(text: &str) -> Option<ProviderDocument> {
    let text = text.trim();
    match serde_json::from_str(text) {
        Ok(Value::Array(mut list)) => {
            list.retain(|entry| entry.as_str().is_none_or(quote::is_plain));
            with_members([(&"errors".to_owned(), &list.into())])
        }
        Ok(Value::String(words)) if quote::is_plain(&words) => with_members([(&"message".to_owned(), &words.into())]),
        _ if text.starts_with('<') => with_members(&in_xml(Element::parse(text).ok()?)?),
        _ => match ProviderDocument::read(within_a_call(text).as_bytes()) {
            Ok(document) => with_members(document.members()),
            Err(_) => {
                let pairs = form_urlencoded::parse(text.as_bytes());
                let members: Map<_, _> = pairs.map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect();
                members.contains_key("error").then(|| with_members(&members)).flatten()
            }
        },
    }
}

/// An object of these members, with their names as the lists above have them.
fn with_members<'a>(members: impl IntoIterator<Item = (&'a String, &'a Value)>) -> Option<ProviderDocument> {
    let members: Map<_, _> = members.into_iter().map(|(name, value)| (plain_name(name), with_plain_names(value))).collect();
    ProviderDocument::read(Value::Object(members).to_string().as_bytes()).ok()
}

fn plain_name(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    if name.starts_with("__") { name } else { name.replace(['_', '-'], "") }
}

fn with_plain_names(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(members.iter().map(|(name, value)| (plain_name(name), with_plain_names(value))).collect()),
        Value::Array(entries) => entries.iter().map(with_plain_names).collect(),
        other => other.clone(),
    }
}

/// What stands between the parentheses of a call, as JSONP has it: `callback( {…} );`.
fn within_a_call(text: &str) -> &str {
    let call = text.split_once('(').filter(|(name, _)| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_. ".contains(&byte)));
    call.and_then(|(_, rest)| rest.rsplit_once(')')).map_or(text, |(inside, _)| inside)
}

/// The members of an XML document, without the elements around them; `None` for a web page.
fn in_xml(mut element: Element) -> Option<Map<String, Value>> {
    while let [child] = &mut element.children[..]
        && !child.children.is_empty()
    {
        element = std::mem::take(child);
    }
    let Value::Object(members) = value_of(&element) else { return None };
    match element.name.to_ascii_lowercase() {
        name if name == "html" => None,
        name if CODES.contains(&name.as_str()) => Some(Map::from_iter([(name, Value::Object(members))])),
        _ => Some(members),
    }
}

fn value_of(element: &Element) -> Value {
    if element.children.is_empty() {
        return element.text.trim().into();
    }
    Value::Object(element.children.iter().map(|child| (child.name.clone(), value_of(child))).collect())
}
