//! A tolerant reader of small XML documents.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// The maximum nesting depth; real responses have at most six levels.
const MAX_DEPTH: usize = 32;

/// An XML element with its local name, text and children; attributes and comments are dropped.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    /// Parses a document and returns its root element.
    ///
    /// # Errors
    /// A description of the error without any text of the document, which may contain secrets.
    pub(crate) fn parse(document: &str) -> Result<Self, &'static str> {
        let mut reader = Reader::from_str(document);
        let mut open_elements = vec![Self::default()];
        loop {
            match reader.read_event().map_err(|_| "it is not well-formed XML")? {
                Event::Start(_) if open_elements.len() > MAX_DEPTH => return Err("it is nested too deeply"),
                Event::Start(start) => open_elements.push(Self::from_start(&start)),
                Event::Empty(start) => close_element(&mut open_elements, Self::from_start(&start))?,
                Event::End(_) => {
                    let element = open_elements.pop().ok_or("it is not well-formed XML")?;
                    close_element(&mut open_elements, element)?;
                }
                Event::Text(text) => append_text(&mut open_elements, &text.decode().map_err(|_| "its text is not UTF-8")?),
                Event::CData(text) => append_text(&mut open_elements, &text.decode().map_err(|_| "its text is not UTF-8")?),
                Event::GeneralRef(reference) => append_text(&mut open_elements, &resolve_entity(&reference)?),
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        let mut document = open_elements.pop().filter(|_| open_elements.is_empty()).ok_or("it is truncated")?;
        document.children.pop().filter(|_| document.children.is_empty()).ok_or("it has no single root element")
    }

    /// Returns the first child with this name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Returns the trimmed text of the first child with this name; `None` if it is missing or empty.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }

    /// Returns the trimmed text of the first descendant at this path of names; `None` if it is missing or empty.
    pub(crate) fn text_at(&self, path: &[&str]) -> Option<&str> {
        let (name, parents) = path.split_last()?;
        parents.iter().try_fold(self, |element, name| element.child(name))?.text_of(name)
    }

    fn from_start(start: &BytesStart<'_>) -> Self {
        Self { name: String::from_utf8_lossy(start.local_name().as_ref()).into_owned(), ..Self::default() }
    }
}

fn close_element(open_elements: &mut [Element], element: Element) -> Result<(), &'static str> {
    open_elements.last_mut().ok_or("it is not well-formed XML")?.children.push(element);
    Ok(())
}

fn append_text(open_elements: &mut [Element], text: &str) {
    if let Some(element) = open_elements.last_mut() {
        element.text.push_str(text);
    }
}

fn resolve_entity(reference: &BytesRef<'_>) -> Result<String, &'static str> {
    const UNKNOWN: &str = "it contains an unknown entity";
    if let Some(character) = reference.resolve_char_ref().map_err(|_| UNKNOWN)? {
        return Ok(character.to_string());
    }
    let name = reference.decode().map_err(|_| UNKNOWN)?;
    resolve_xml_entity(&name).map(str::to_owned).ok_or(UNKNOWN)
}
