//! From a text to the entry that explains it.

use super::chain::{Frame, frames, innermost};
use super::entry::{Certainty, Class, Entry};
use super::{ErrorCatalogue, near};

/// Likeness from which two texts count as nearly the same, in hundredths.
const NEAR: u8 = 60;

/// What an entry was found by, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The type of an exception, or a response code of the source server.
    Type,
    /// The words, with what differs put aside.
    Text,
    /// Words that are nearly the same.
    Near,
    /// Only the word Permanent or Transient in the name of a type: there is no entry.
    Class,
}

/// What is known about an error text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised<'a> {
    /// The entry that explains it best.
    pub entry: Option<&'a Entry>,
    /// What it was found by.
    pub by: By,
    /// How sure that is, in hundredths.
    pub confidence: u8,
    /// Whether the service tries again by itself.
    pub class: Class,
    /// What the text names: addresses, hosts, numbers, by the placeholders of the pattern.
    pub captures: Vec<(String, String)>,
    /// Language of the text that was found.
    pub language: Option<String>,
    /// The innermost type of exception, without its namespace.
    pub exception: Option<String>,
    /// The innermost message.
    pub message: String,
}

struct Found<'a> {
    entry: &'a Entry,
    by: By,
    confidence: u8,
    captures: Vec<(String, String)>,
    language: Option<String>,
}

/// An entry found by its words, what the text names, and the language.
type Worded<'a> = (&'a Entry, Vec<(String, String)>, String);

impl ErrorCatalogue {
    /// Recognises an error text: of a report, of statistics, or as somebody pasted it.
    pub fn recognise(&self, text: &str) -> Option<Recognised<'_>> {
        self.recognise_with(text, &[])
    }

    /// Recognises an error text with the types of exceptions that were told beside it.
    pub fn recognise_with(&self, text: &str, types: &[&str]) -> Option<Recognised<'_>> {
        let mut frames = frames(text);
        let beside = types.iter().map(|name| Frame {
            exception: Some(short(name)),
            message: "",
        });
        frames.splice(0..0, beside);
        let exception = frames
            .iter()
            .rev()
            .find_map(|frame| frame.exception)
            .map(str::to_owned);
        let message = innermost(&frames).to_owned();
        let found = self.best(&frames, text);
        let worded = worded_class(&frames, text);
        let (entry, by, confidence, captures, language) = match found {
            Some(found) => (
                Some(found.entry),
                found.by,
                found.confidence,
                found.captures,
                found.language,
            ),
            None => {
                worded?;
                (None, By::Class, 50, Vec::new(), None)
            }
        };
        // What is known of the entry stands above the names of the types around it, unless it only wraps.
        let class = match entry {
            Some(entry) if !entry.wrapper && entry.certainty != Certainty::Unverified => entry.class,
            entry => worded.or(entry.map(|entry| entry.class))?,
        };
        Some(Recognised {
            entry,
            by,
            confidence,
            class,
            captures,
            language,
            exception,
            message,
        })
    }

    /// From the inside outwards: what is wrapped says more than what wraps it.
    fn best<'a>(&'a self, frames: &[Frame<'_>], text: &str) -> Option<Found<'a>> {
        for frame in frames.iter().rev() {
            if let Some(found) = self.frame(frame).filter(|found| !found.entry.wrapper) {
                return Some(found);
            }
        }
        let whole = Frame {
            exception: None,
            message: text,
        };
        // Of a long text frames hold the beginning only.
        let whole = self.frame(&whole);
        let wrapper = match whole {
            Some(found) if !found.entry.wrapper => return Some(found),
            whole => frames.iter().rev().find_map(|frame| self.frame(frame)).or(whole),
        };
        match wrapper {
            Some(found) if found.by == By::Text => Some(found),
            wrapper => self.near(frames).or(wrapper),
        }
    }

    /// By type, by words where the type leaves several, by words alone.
    fn frame<'a>(&'a self, frame: &Frame<'_>) -> Option<Found<'a>> {
        let typed = self.typed(frame);
        match typed {
            Some(found) if !found.entry.wrapper => Some(found),
            typed => self
                .worded(frame.message)
                .or_else(|| self.coded(frame.message))
                .or(typed),
        }
    }

    fn typed<'a>(&'a self, frame: &Frame<'_>) -> Option<Found<'a>> {
        let name = frame.exception?;
        let of_type = |entry: &Entry| entry.types.iter().any(|known| known.eq_ignore_ascii_case(name));
        let places = self
            .entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| of_type(entry));
        let places: Vec<usize> = places.map(|(place, _)| place).collect();
        let told = self.text_of(frame.message, |place| places.contains(&place));
        let plain = || {
            places
                .iter()
                .filter_map(|place| self.entries.get(*place))
                .find(|entry| !entry.needs_text)
        };
        let (entry, captures, language) = match told {
            Some((entry, captures, language)) => (entry, captures, Some(language)),
            None => (plain()?, Vec::new(), None),
        };
        let confidence = if entry.certainty == Certainty::Unverified {
            70
        } else {
            100
        };
        Some(Found {
            entry,
            by: By::Type,
            confidence,
            captures,
            language,
        })
    }

    fn worded<'a>(&'a self, message: &str) -> Option<Found<'a>> {
        let (entry, captures, language) = self.text_of(message, |_| true)?;
        let inner = entry.inner.as_ref().and_then(|name| {
            let (_, quoted) = captures.iter().find(|(known, _)| known == name)?;
            self.quoted(quoted)
        });
        if let Some(mut inner) = inner {
            inner.captures.extend(captures);
            return Some(inner);
        }
        Some(Found {
            entry,
            by: By::Text,
            confidence: 95,
            captures,
            language: Some(language),
        })
    }

    /// An error inside another's text: what the source said, or a type that is named.
    fn quoted<'a>(&'a self, quoted: &str) -> Option<Found<'a>> {
        let frame = Frame {
            exception: None,
            message: quoted,
        };
        let typed = Frame {
            exception: Some(short(quoted)),
            message: "",
        };
        // One step only: a text that quotes itself must not go on for ever.
        let told = self
            .text_of(frame.message, |_| true)
            .filter(|(entry, ..)| entry.inner.is_none());
        let told = told.map(|(entry, captures, language)| Found {
            entry,
            by: By::Text,
            confidence: 95,
            captures,
            language: Some(language),
        });
        told.or_else(|| self.coded(quoted)).or_else(|| self.typed(&typed))
    }

    /// By a response code in brackets.
    fn coded<'a>(&'a self, message: &str) -> Option<Found<'a>> {
        let upper = message.to_ascii_uppercase();
        let entry = self.entries.iter().find(|entry| {
            let code = entry.code.as_ref();
            code.is_some_and(|code| {
                upper.contains(&format!("[{code}]")) || upper.contains(&format!("[{code} "))
            })
        })?;
        Some(Found {
            entry,
            by: By::Type,
            confidence: 90,
            captures: Vec::new(),
            language: None,
        })
    }

    /// The entry whose text is found, the one with most fixed letters where there are several.
    fn text_of(&self, message: &str, wanted: impl Fn(usize) -> bool) -> Option<Worded<'_>> {
        let mut best: Option<(&super::Text, regex::Captures<'_>)> = None;
        let folded = near::fold(message);
        for text in self
            .texts
            .iter()
            .filter(|text| wanted(text.entry) && folded.contains(&text.hint))
        {
            if best
                .as_ref()
                .is_some_and(|(known, _)| known.weight >= text.weight)
            {
                continue;
            }
            if let Some(found) = text.regex.captures(message) {
                best = Some((text, found));
            }
        }
        let (text, found) = best?;
        let named = text.regex.capture_names().flatten();
        let captures = named.filter_map(|name| {
            let value = found.name(name)?.as_str().trim();
            Some((name.to_owned(), value.to_owned()))
        });
        Some((
            self.entries.get(text.entry)?,
            captures.collect(),
            text.lang.clone(),
        ))
    }

    fn near<'a>(&'a self, frames: &[Frame<'_>]) -> Option<Found<'a>> {
        let (place, likeness) = frames
            .iter()
            .rev()
            .find_map(|frame| near::nearest(&self.words, frame.message, NEAR))?;
        let entry = self.entries.get(place)?;
        Some(Found {
            entry,
            by: By::Near,
            confidence: likeness,
            captures: Vec::new(),
            language: None,
        })
    }
}

/// The name of a type without its namespace.
fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name).trim()
}

/// What the names of the types say by themselves: `ExceptionTypes` of a failure, or the end of a name. The innermost counts.
fn worded_class(frames: &[Frame<'_>], text: &str) -> Option<Class> {
    let of = |name: &str| match name {
        name if name.contains("Permanent") => Some(Class::Permanent),
        name if name.contains("Transient") => Some(Class::Transient),
        _ => None,
    };
    let types = frames.iter().rev().filter_map(|frame| frame.exception);
    types.chain(listed(text)).find_map(of)
}

/// The list that a record of a failure carries: `ExceptionTypes: {Exchange, Transient, MRS}`.
fn listed(text: &str) -> Option<&str> {
    let (_, after) = text.split_once("ExceptionTypes")?;
    let (_, list) = after.split_once('{')?;
    list.split_once('}').map(|(list, _)| list)
}
