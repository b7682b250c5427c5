//! XML as a stream of tags and texts; knows the attributes of CLIXML and nothing of what elements mean.

use super::element::Element;
use super::escape::unescape;
use crate::Place;
use crate::error::{Fault, Overrun, Problem};
use crate::text::Text;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::sync::Arc;

/// One piece of the document.
#[derive(Debug)]
pub(super) enum Token {
    Start(Tag),
    /// The end of the element that was started last.
    Close,
    Text(String),
    /// The end of the text.
    End,
}

/// The start of an element.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) element: Element,
    /// Where it stands.
    pub(super) place: Place,
    /// Name of the property that it is.
    pub(super) name: Option<String>,
    /// Number of the object or of the names of types.
    pub(super) number: Option<u64>,
    /// The stream on which an object was written.
    pub(super) stream: Option<String>,
}

/// What stands before a document that was written to a pipe.
const BANNER: &[u8] = b"#< CLIXML";

/// Reads markup.
pub(super) struct Markup {
    reader: Reader<Text>,
    buffer: Vec<u8>,
}

impl Markup {
    pub(super) fn new(text: Text) -> Self {
        let mut reader = Reader::from_reader(text);
        reader.config_mut().expand_empty_elements = true;
        Markup {
            reader,
            buffer: Vec::new(),
        }
    }

    pub(super) fn text_source(&self) -> &Text {
        self.reader.get_ref()
    }

    pub(super) fn place(&self) -> Place {
        self.text_source().place()
    }

    pub(super) fn begin_record(&mut self) {
        self.reader.get_mut().begin_record();
    }

    /// Passes over the line `#< CLIXML` that `powershell.exe` writes before a document; it is no XML.
    pub(super) fn skip_banner(&mut self) -> Result<(), Fault> {
        let place = self.place();
        let failed = |error| Fault::io(place, error);
        let text = self.reader.get_mut();
        text.skip_while(|octet| octet.is_ascii_whitespace())
            .map_err(failed)?;
        if text.head(BANNER.len()).map_err(failed)? == BANNER {
            text.read_line(&mut Vec::new()).map_err(failed)?;
        }
        Ok(())
    }

    /// The next piece outside of values, where blanks mean nothing.
    pub(super) fn token(&mut self) -> Result<Token, Fault> {
        loop {
            if let Some(token) = self.piece(true)? {
                return Ok(token);
            }
        }
    }

    /// The next piece; nothing for what is passed over: comments, declarations, instructions and, where they mean
    /// nothing, blanks. References to characters are texts.
    fn piece(&mut self, skip_blank: bool) -> Result<Option<Token>, Fault> {
        let place = self.place();
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer);
        let token = match event.map_err(|error| fault(error, place))? {
            Event::Start(start) | Event::Empty(start) => Token::Start(tag(&start, place)?),
            Event::End(_) => Token::Close,
            Event::Text(text) if skip_blank && text.trim_ascii().is_empty() => return Ok(None),
            Event::Text(text) => Token::Text(text.xml10_content().into_owned()),
            Event::CData(text) => Token::Text(text.xml10_content().into_owned()),
            Event::GeneralRef(reference) => Token::Text(character(&reference, place)?),
            // Its entities could grow without limit; the cmdlets never write one.
            Event::DocType(_) => return Err(Fault::malformed(place, "a document type is not allowed here")),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => return Ok(None),
            Event::Eof => Token::End,
        };
        Ok(Some(token))
    }

    /// The text of the element that was started last, up to its end. Elements in it are passed over.
    pub(super) fn text(&mut self) -> Result<String, Fault> {
        let start = self.place();
        let mut text = String::new();
        loop {
            match self.piece(false)? {
                Some(Token::Text(piece)) if text.is_empty() => text = piece,
                Some(Token::Text(piece)) => text.push_str(&piece),
                Some(Token::Start(_)) => self.skip()?,
                Some(Token::Close) => return Ok(text),
                Some(Token::End) => return Err(Fault::at(start, Problem::Truncated("a value"))),
                None => {}
            }
        }
    }

    /// Passes over the rest of the element in which the reader stands: the one that was started last.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        let start = self.place();
        let mut open = 1_u64;
        while open > 0 {
            match self.token()? {
                Token::Start(_) => open += 1,
                Token::Close => open -= 1,
                Token::Text(_) => {}
                Token::End => return Err(Fault::at(start, Problem::Truncated("an element"))),
            }
        }
        Ok(())
    }
}

fn tag(start: &BytesStart<'_>, place: Place) -> Result<Tag, Fault> {
    let mut tag = Tag {
        element: Element::named(start.local_name().as_ref()),
        place,
        name: None,
        number: None,
        stream: None,
    };
    for attribute in start.attributes() {
        let malformed = |_| Fault::malformed(place, "an attribute is damaged");
        let attribute = attribute.map_err(|_| malformed(()))?;
        let value = || {
            attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| malformed(()))
        };
        match attribute.key.as_ref() {
            "N" => tag.name = Some(unescape(&value()?).into_owned()),
            "RefId" => tag.number = value()?.parse().ok(),
            "S" => tag.stream = Some(value()?.into_owned()),
            _ => {}
        }
    }
    Ok(tag)
}

/// The character that a reference stands for.
fn character(reference: &BytesRef<'_>, place: Place) -> Result<String, Fault> {
    let unknown = || Fault::malformed(place, "a reference to a character is damaged");
    if let Some(char) = reference.resolve_char_ref().map_err(|_| unknown())? {
        return Ok(char.to_string());
    }
    let text = match reference.clone().into_inner().as_ref() {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => return Err(unknown()),
    };
    Ok(text.to_owned())
}

/// Says in plain words what the XML reader found; its own words may quote the document.
fn fault(error: Error, place: Place) -> Fault {
    match error {
        Error::Io(error) => match Overrun::inside(&error) {
            Some(&Overrun { what, limit }) => Fault::at(place, Problem::TooLarge { what, limit }),
            None => match Arc::try_unwrap(error) {
                Ok(error) => Fault::io(place, error),
                Err(error) => Fault::malformed(place, error.to_string()),
            },
        },
        Error::Syntax(syntax) => match syntax {
            SyntaxError::InvalidBangMarkup => Fault::malformed(place, "this is no XML"),
            _ => Fault::at(place, Problem::Truncated("a tag")),
        },
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, .. }) => {
            Fault::malformed(place, format!("the element `{}` is not closed", short(&expected)))
        }
        Error::IllFormed(IllFormedError::MissingEndTag(_)) => {
            Fault::at(place, Problem::Truncated("an element"))
        }
        Error::IllFormed(IllFormedError::UnmatchedEndTag(_)) => {
            Fault::malformed(place, "an element is closed that was not opened")
        }
        _ => Fault::malformed(place, "this is no XML"),
    }
}

/// A name from the document, shortened.
fn short(name: &str) -> String {
    name.chars().take(40).collect()
}
