//! Files of forms that are known and not read, told by their first octets or element.

use std::fmt;

/// A form that is known and not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Foreign {
    /// A new Excel workbook, or another packed folder.
    Zip,
    /// An old Office file.
    Office,
    /// A PDF document.
    Pdf,
    /// A web page, often that of a sign-in in place of the file.
    Html,
    /// What `ConvertTo-Xml` writes.
    ConvertedXml,
    /// Text in UTF-32.
    Utf32,
    /// Packed by another program than gzip.
    Packed,
    /// No text at all.
    Binary,
}

impl Foreign {
    /// What to do instead.
    pub fn remedy(self) -> &'static str {
        match self {
            Foreign::Zip => "unpack it first; from a workbook export the sheet as CSV UTF-8",
            Foreign::Office => "export the sheet as CSV UTF-8",
            Foreign::Pdf => "export the data itself, as CSV or with Export-Clixml",
            Foreign::Html => {
                "download the file again after signing in; in place of ConvertTo-Html use Export-Clixml"
            }
            Foreign::ConvertedXml => "use Export-Clixml in place of ConvertTo-Xml",
            Foreign::Utf32 => "export again with -Encoding UTF8",
            Foreign::Packed => "unpack it first, or pack it with gzip",
            Foreign::Binary => {
                "give a file written by Export-Clixml, Export-Csv, ConvertTo-Json, GAM, ldifde or csvde"
            }
        }
    }
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Foreign::Zip => "a workbook or a packed folder",
            Foreign::Office => "an old Office file",
            Foreign::Pdf => "a PDF document",
            Foreign::Html => "a web page",
            Foreign::ConvertedXml => "XML of ConvertTo-Xml",
            Foreign::Utf32 => "text in UTF-32",
            Foreign::Packed => "a packed file of another kind than gzip",
            Foreign::Binary => "no text",
        })
    }
}

/// First octets of files that are no text.
const MAGIC: [(&[u8], Foreign); 8] = [
    (b"PK\x03\x04", Foreign::Zip),
    (&[0xD0, 0xCF, 0x11, 0xE0], Foreign::Office),
    (b"%PDF", Foreign::Pdf),
    (&[0xFF, 0xFE, 0, 0], Foreign::Utf32),
    (&[0, 0, 0xFE, 0xFF], Foreign::Utf32),
    (&[0x28, 0xB5, 0x2F, 0xFD], Foreign::Packed),
    (b"7z\xBC\xAF", Foreign::Packed),
    (b"BZh", Foreign::Packed),
];

/// What a file is by its first octets, when it is no text.
pub(crate) fn foreign(start: &[u8]) -> Option<Foreign> {
    MAGIC
        .iter()
        .find(|(magic, _)| start.starts_with(magic))
        .map(|&(_, foreign)| foreign)
}
