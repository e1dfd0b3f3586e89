//! A response of any form as one JSON object: JSON of any shape, JSONP, XML, a form, in UTF-8 or Latin-1.

use super::{CODE_MEMBERS, MESSAGE_MEMBERS, is_prose, is_secret};
use crate::provider_document::ProviderDocument;
use crate::sys::strip_bom;
use crate::text::server_message;
use crate::xml::Element;
use serde_json::{Map, Value};
use url::form_urlencoded;

/// Decodes a body without its byte order mark: from UTF-8, else from Latin-1, in which every byte is a character.
pub(super) fn decoded(body: &[u8]) -> String {
    let body = strip_bom(body);
    std::str::from_utf8(body).map_or_else(|_| body.iter().copied().map(char::from).collect(), str::to_owned)
}

/// Parses a body as a JSON object with plain names: see [`plain_name`]. A list becomes its member `errors`, and a text its member
/// `message`; a text without a name may be a token, so it must consist of words. JSONP, XML, and a form with an `error`, are converted;
/// a truncated object is completed. `None` for a web page and other text.
pub(super) fn document(text: &str) -> Option<ProviderDocument> {
    let text = text.trim();
    match serde_json::from_str(text) {
        Ok(Value::Array(mut list)) => {
            list.retain(|entry| entry.as_str().is_none_or(server_message::is_plain));
            with_members([(&"errors".to_owned(), &list.into())])
        }
        Ok(Value::String(message)) if server_message::is_plain(&message) => with_members([(&"message".to_owned(), &message.into())]),
        _ if text.starts_with('<') => with_members(&xml_members(Element::parse(text).ok()?)?),
        _ => match ProviderDocument::read(strip_jsonp(text).as_bytes()).ok().or_else(|| truncated(text)) {
            Some(document) => match only_object(&document) {
                Some(members) => with_members(members),
                None => with_members(document.members()),
            },
            None => {
                let pairs = form_urlencoded::parse(text.as_bytes());
                let members: Map<_, _> = pairs.map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect();
                members.contains_key("error").then(|| with_members(&members)).flatten()
            }
        },
    }
}

/// The only member of `document`, if it is an object under a name without meaning, such as Tencent's `Response`.
fn only_object(document: &ProviderDocument) -> Option<&Map<String, Value>> {
    let mut members = document.members();
    let (name, value) = members.next().filter(|_| members.next().is_none())?;
    let name = plain_name(name);
    value.as_object().filter(|_| !CODE_MEMBERS.contains(&name.as_str()) && !MESSAGE_MEMBERS.contains(&name.as_str()) && !is_secret(&name))
}

/// Parses a truncated object: closes it, if necessary without its last member.
fn truncated(text: &str) -> Option<ProviderDocument> {
    let parse = |text: &str, end: &&str| ProviderDocument::read([text, end].concat().as_bytes()).ok();
    let close = |text: &str| ["\"}", "}", "\"}}", "}}"].iter().find_map(|end| parse(text, end));
    let text = text.starts_with('{').then_some(text)?;
    close(text).or_else(|| close(text.rsplit_once(',')?.0))
}

/// Converts the errors by field of Rails, Laravel and ASP.NET to one list: `{"client_id": ["is invalid"]}` to `["client_id: is invalid"]`.
fn field_errors(errors: &Value) -> Option<Value> {
    let fields = errors.as_object().filter(|fields| fields.values().all(Value::is_array))?;
    let error_texts = |(name, errors): (&String, &Value)| {
        let errors = errors.as_array().into_iter().flatten().filter_map(Value::as_str).filter(|error| is_prose(name, error));
        errors.map(|error| Value::from(format!("{name}: {error}"))).collect::<Vec<_>>()
    };
    Some(fields.iter().flat_map(error_texts).collect())
}

/// Builds an object of these members with plain names, as the lists in `vocabulary.rs` have them: see [`plain_name`].
fn with_members<'a>(members: impl IntoIterator<Item = (&'a String, &'a Value)>) -> Option<ProviderDocument> {
    let with_plain_name = |(name, value): (&String, &Value)| match plain_name(name) {
        name if name == "errors" => (name, field_errors(value).unwrap_or_else(|| with_plain_names(value))),
        name => (name, with_plain_names(value)),
    };
    let members: Map<_, _> = members.into_iter().map(with_plain_name).collect();
    ProviderDocument::read(Value::Object(members).to_string().as_bytes()).ok()
}

/// Returns a member name in lower case, without `_` and `-` unless it begins with `__`: `error_description` and `ErrorDescription` are one
/// name.
fn plain_name(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    if name.starts_with("__") { name } else { name.replace(['_', '-'], "") }
}

/// Replaces the names in a value by plain ones, at any depth, and the object of a text and its language (OData) by the text.
fn with_plain_names(value: &Value) -> Value {
    match value {
        Value::Object(members) if members.contains_key("lang") && members.get("value").is_some_and(Value::is_string) => {
            members.get("value").cloned().unwrap_or_default()
        }
        Value::Object(members) => Value::Object(members.iter().map(|(name, value)| (plain_name(name), with_plain_names(value))).collect()),
        Value::Array(entries) => entries.iter().map(with_plain_names).collect(),
        other => other.clone(),
    }
}

/// Returns the text between the parentheses of a JSONP call, `callback( {…} );`; other text unchanged.
fn strip_jsonp(text: &str) -> &str {
    let call = text.split_once('(').filter(|(name, _)| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_. ".contains(&byte)));
    call.and_then(|(_, rest)| rest.rsplit_once(')')).map_or(text, |(inside, _)| inside)
}

/// Converts an XML document to members, without the elements that only contain another one; `None` for a web page, which may be
/// well-formed XML.
fn xml_members(mut element: Element) -> Option<Map<String, Value>> {
    if element.name.eq_ignore_ascii_case("html") {
        return None;
    }
    while let [child] = &mut element.children[..]
        && !child.children.is_empty()
    {
        element = std::mem::take(child);
    }
    let Value::Object(members) = value_of(&element) else { return None };
    let name = element.name.to_ascii_lowercase();
    let is_error = CODE_MEMBERS.contains(&name.as_str());
    Some(if is_error { Map::from_iter([(name, Value::Object(members))]) } else { members })
}

/// Converts an XML element to its text, or to an object of its children.
fn value_of(element: &Element) -> Value {
    if element.children.is_empty() {
        return element.text.trim().into();
    }
    Value::Object(element.children.iter().map(|child| (child.name.clone(), value_of(child))).collect())
}
