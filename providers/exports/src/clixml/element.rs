//! The elements of CLIXML ([MS-PSRP], sections 2.2.5.1 and 2.2.5.2).

/// An element by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// The document.
    Objs,
    /// An object.
    Object,
    /// A reference to an object.
    Reference,
    /// Names of types.
    Types,
    /// A reference to names of types.
    TypesReference,
    /// One name of a type.
    Type,
    /// What the object's `ToString` gave.
    ToText,
    /// Properties of the object's type.
    Adapted,
    /// Properties that were added to the object.
    Extended,
    /// A list or a dictionary.
    Container(Container),
    /// An entry of a dictionary.
    Entry,
    /// A value without parts.
    Primitive(Primitive),
    /// Nothing.
    Nil,
    /// A secure string, encrypted for its user.
    Secret,
    /// A record of progress.
    Progress,
    /// Anything else.
    Other,
}

/// What holds several values ([MS-PSRP], section 2.2.5.2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    List,
    Enumerable,
    Stack,
    Queue,
    Dictionary,
}

/// Types of values without parts ([MS-PSRP], section 2.2.5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Primitive {
    Text,
    Char,
    Bool,
    Time,
    Span,
    Int(Width),
    Single,
    Double,
    Decimal,
    Bytes,
    Guid,
    Uri,
    Version,
    Xml,
    Script,
}

/// The range of a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Width {
    pub(super) bits: u8,
    pub(super) signed: bool,
}

impl Element {
    pub(super) fn named(name: &str) -> Self {
        let int = |bits, signed| Element::Primitive(Primitive::Int(Width { bits, signed }));
        match name {
            "Objs" => Element::Objs,
            "Obj" => Element::Object,
            "Ref" => Element::Reference,
            "TN" => Element::Types,
            "TNRef" => Element::TypesReference,
            "T" => Element::Type,
            "ToString" => Element::ToText,
            "Props" => Element::Adapted,
            "MS" => Element::Extended,
            "LST" => Element::Container(Container::List),
            "IE" => Element::Container(Container::Enumerable),
            "STK" => Element::Container(Container::Stack),
            "QUE" => Element::Container(Container::Queue),
            "DCT" => Element::Container(Container::Dictionary),
            "En" => Element::Entry,
            "Nil" => Element::Nil,
            "SS" => Element::Secret,
            "PR" => Element::Progress,
            "S" => Element::Primitive(Primitive::Text),
            "C" => Element::Primitive(Primitive::Char),
            "B" => Element::Primitive(Primitive::Bool),
            "DT" => Element::Primitive(Primitive::Time),
            "TS" => Element::Primitive(Primitive::Span),
            "By" => int(8, false),
            "SB" => int(8, true),
            "U16" => int(16, false),
            "I16" => int(16, true),
            "U32" => int(32, false),
            "I32" => int(32, true),
            "U64" => int(64, false),
            "I64" => int(64, true),
            "Sg" => Element::Primitive(Primitive::Single),
            "Db" => Element::Primitive(Primitive::Double),
            "D" => Element::Primitive(Primitive::Decimal),
            "BA" => Element::Primitive(Primitive::Bytes),
            "G" => Element::Primitive(Primitive::Guid),
            "URI" => Element::Primitive(Primitive::Uri),
            "Version" => Element::Primitive(Primitive::Version),
            "XD" => Element::Primitive(Primitive::Xml),
            "SBK" => Element::Primitive(Primitive::Script),
            _ => Element::Other,
        }
    }
}
