//! Lists the files of `locale/`, so that a language is added by adding a file.

include!("../words/locales.rs");

fn main() -> std::io::Result<()> {
    locales()
}
