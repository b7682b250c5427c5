//! Lists the files of `locale/`, so that a language is added by adding a file.

include!("locales.rs");

fn main() -> std::io::Result<()> {
    locales()
}
