//! The kinds of trouble, each with its sentence and its remedy.

/// A kind of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Code {
    /// The type name of a list stands in the place of its items.
    ListFlattened,
    /// A type name stands in the place of a value.
    TypeName,
    /// An object was made text because it stands too deep.
    DepthCut,
    /// A word of an enumeration was written as a number.
    EnumNumber,
    /// The items of a list were joined into one text.
    ListJoined,
    /// A list ends early.
    ListCut,
    /// Further pages of the answer are missing.
    PageCut,
    /// Headers are not the names of properties.
    HeaderLocalised,
    /// The objects are not those that were meant to be exported.
    WrongObject,
    /// Letters were replaced by question marks.
    LettersLost,
    /// A number was rounded by a spreadsheet.
    NumberRounded,
    /// A name stands twice in one object.
    NameRepeated,
    /// A row has fewer or more cells than the header.
    RowRagged,
    /// The header comes again among the rows: files were joined.
    HeaderRepeated,
    /// The encoding had to be guessed.
    EncodingGuessed,
    /// The text is in the code page of a console, which cannot be guessed.
    EncodingConsole,
    /// The mark or declaration of the encoding is wrong.
    EncodingMark,
    /// Octets that are no text were replaced.
    OctetsReplaced,
    /// A reference points at nothing.
    ReferenceLost,
    /// A value breaks the rules of its type.
    ValueMalformed,
    /// A value stands deeper than the limit.
    TooDeep,
    /// A value has more in it than the limit.
    TooLarge,
    /// An element that this reader does not know was skipped.
    ElementUnknown,
    /// The cmdlet reported an error or a warning, which stands in the export.
    CmdletSpoke,
    /// A value stands in another file.
    ValueExternal,
    /// A record describes a change, not an object.
    ChangeRecord,
}

const DEEPER: &str = "export again with Export-Clixml -Depth 4 or ConvertTo-Json -Depth 10";
const CLIXML: &str = "export again with Export-Clixml, which keeps lists";
const UTF8: &str = "export again with -Encoding UTF8, or save as CSV UTF-8";

impl Code {
    /// All kinds, for tables and tests.
    pub const ALL: [Code; 26] = [
        Code::ListFlattened,
        Code::TypeName,
        Code::DepthCut,
        Code::EnumNumber,
        Code::ListJoined,
        Code::ListCut,
        Code::PageCut,
        Code::HeaderLocalised,
        Code::WrongObject,
        Code::LettersLost,
        Code::NumberRounded,
        Code::NameRepeated,
        Code::RowRagged,
        Code::HeaderRepeated,
        Code::EncodingGuessed,
        Code::EncodingConsole,
        Code::EncodingMark,
        Code::OctetsReplaced,
        Code::ReferenceLost,
        Code::ValueMalformed,
        Code::TooDeep,
        Code::TooLarge,
        Code::ElementUnknown,
        Code::CmdletSpoke,
        Code::ValueExternal,
        Code::ChangeRecord,
    ];

    /// Its id, kebab case.
    pub fn id(self) -> &'static str {
        self.words().0
    }

    /// One sentence: what is wrong.
    pub fn about(self) -> &'static str {
        self.words().1
    }

    /// What to do about it.
    pub fn remedy(self) -> &'static str {
        self.words().2
    }

    /// Whether values are lost or wrong. Otherwise everything was read, and the trouble is only worth knowing.
    pub fn loses_values(self) -> bool {
        !matches!(
            self,
            Code::EnumNumber
                | Code::ListJoined
                | Code::HeaderRepeated
                | Code::EncodingGuessed
                | Code::EncodingMark
        )
    }

    /// Whether it is about the file as a whole, not one record.
    pub(crate) fn is_of_file(self) -> bool {
        matches!(
            self,
            Code::PageCut
                | Code::HeaderLocalised
                | Code::HeaderRepeated
                | Code::WrongObject
                | Code::EncodingGuessed
                | Code::EncodingConsole
                | Code::EncodingMark
                | Code::OctetsReplaced
        )
    }

    #[rustfmt::skip] // A table is read by its columns.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Code::ListFlattened => ("list-flattened", "the name of a list's type stands where its items should", CLIXML),
            Code::TypeName => ("type-name", "the name of a type stands where a value should", DEEPER),
            Code::DepthCut => ("depth-cut", "an object was made text because it stands too deep", DEEPER),
            Code::EnumNumber => ("enum-number", "a word was written as its number", "nothing if the words shown are right; otherwise export with Export-Clixml, or ConvertTo-Json -EnumsAsStrings"),
            Code::ListJoined => ("list-joined", "the items of a list were joined into one text", "nothing if the items shown are right; otherwise export again with Export-Clixml"),
            Code::ListCut => ("list-cut", "a list ends early", "set $FormatEnumerationLimit = -1, or better export with Export-Clixml; from a directory ask for the attribute again in ranges"),
            Code::PageCut => ("page-cut", "there are further pages, which are not in this file", "fetch all pages into the file"),
            Code::HeaderLocalised => ("header-localised", "headers are not the names of properties", "export with PowerShell, or set the console to English before exporting"),
            Code::WrongObject => ("wrong-object", "these are not the objects themselves but what wraps them", "pipe the objects: `$list | Export-Csv`, not `Export-Csv -InputObject $list`; texts need Select-Object first"),
            Code::LettersLost => ("letters-lost", "letters were replaced by question marks", UTF8),
            Code::NumberRounded => ("number-rounded", "a spreadsheet rounded a long number", "export again and do not save the file with a spreadsheet"),
            Code::NameRepeated => ("name-repeated", "a name stands twice; the first counts", "give each property a name of its own"),
            Code::RowRagged => ("row-ragged", "a row has fewer or more cells than the header", "look at this row for quotes and separators, or export again"),
            Code::HeaderRepeated => ("header-repeated", "the header comes again among the rows", "nothing, if files were joined on purpose"),
            Code::EncodingGuessed => ("encoding-guessed", "the encoding is not stated and was guessed", UTF8),
            Code::EncodingConsole => ("encoding-console", "the text seems to be in the code page of a console; letters may be wrong", UTF8),
            Code::EncodingMark => ("encoding-mark", "the text has another encoding than its start says", "write each export into a new file, not onto the end of another"),
            Code::OctetsReplaced => ("octets-replaced", "some octets are no text in this encoding", UTF8),
            Code::ReferenceLost => ("reference-lost", "a reference points at an object that is not there", "export again; do not cut or join CLIXML by hand"),
            Code::ValueMalformed => ("value-malformed", "a value breaks the rules of its type", "export again; do not change exports by hand"),
            Code::TooDeep => ("too-deep", "a value stands deeper than the limit", "export with a smaller -Depth"),
            Code::TooLarge => ("too-large", "a value has more in it than the limit", "export fewer properties or with a smaller -Depth"),
            Code::ElementUnknown => ("element-unknown", "an element is not known and was skipped", "export again; do not change exports by hand"),
            Code::CmdletSpoke => ("cmdlet-spoke", "the cmdlet reported an error or a warning; objects may be missing", "solve what it reported, and export again"),
            Code::ValueExternal => ("value-external", "a value stands in another file, which is not opened", "export with the values in the file"),
            Code::ChangeRecord => ("change-record", "a record describes a change, not an object", "export with ldifde -f; do not use files meant for import"),
        }
    }
}
