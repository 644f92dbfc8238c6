//! Writing XML: what comes from outside is escaped, in text and in attributes.

use crate::text::shown;
use quick_xml::Writer;
use quick_xml::escape::escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// A part of the package that is being written.
pub struct Xml(Writer<Vec<u8>>);

/// An attribute.
pub type Attribute<'a> = (&'a str, &'a str);

impl Xml {
    /// Begins a part.
    pub fn new() -> Self {
        let mut xml = Self(Writer::new(vec![]));
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))));
        xml
    }

    /// An element begins.
    pub fn open(&mut self, name: &'static str, attributes: &[Attribute<'_>]) -> &mut Self {
        self.write(Event::Start(element(name, attributes)))
    }

    /// An element ends.
    pub fn close(&mut self, name: &'static str) -> &mut Self {
        self.write(Event::End(BytesEnd::new(name)))
    }

    /// An element with nothing in it.
    pub fn empty(&mut self, name: &'static str, attributes: &[Attribute<'_>]) -> &mut Self {
        self.write(Event::Empty(element(name, attributes)))
    }

    /// An element with one attribute, `w:val`, and nothing in it.
    pub fn val(&mut self, name: &'static str, val: &str) -> &mut Self {
        self.empty(name, &[("w:val", val)])
    }

    /// Text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        // Whoever normalizes the file would make one sign of U+0338 and the end of the tag before it.
        let escaped = escape(shown(text)).replace('\u{338}', "&#x338;");
        self.write(Event::Text(BytesText::from_escaped(escaped)))
    }

    /// An element with text in it.
    pub fn say(&mut self, name: &'static str, text: &str) -> &mut Self {
        self.open(name, &[]).text(text).close(name)
    }

    /// The part.
    pub fn finish(self) -> Vec<u8> {
        self.0.into_inner()
    }

    fn write(&mut self, event: Event<'_>) -> &mut Self {
        // Writing to memory does not fail.
        let _ = self.0.write_event(event);
        self
    }
}

fn element<'a>(name: &'static str, attributes: &[Attribute<'a>]) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for (name, value) in attributes {
        element.push_attribute((*name, &*shown(value)));
    }
    element
}
