//! The provider: what the program calls, and the order in which things happen.

use crate::content::{self, Content};
use crate::describe;
use crate::emit::{About, Origin, Rows, of_sheet, of_unusable};
use crate::file::{self, Contents};
use crate::header::Names;
use crate::settings::{Order, order};
use crate::sheet::Sheet;
use crate::survey::Survey;
use imaprules_facts::Source;
use imaprules_provider::{Description, Host, Provider, ProviderError, Request, Touch};
use std::time::{SystemTime, UNIX_EPOCH};

/// Reads the migration file.
#[derive(Debug, Clone, Copy, Default)]
pub struct CsvProvider;

impl CsvProvider {
    /// The provider.
    pub fn new() -> Self {
        CsvProvider
    }
}

impl Provider for CsvProvider {
    fn describe(&self) -> Description {
        describe::description()
    }

    fn touches(&self, request: &Request) -> Result<Vec<Touch>, ProviderError> {
        let target = order(request)?.file.display().to_string();
        Ok(vec![Touch {
            action: "read".to_owned(),
            target,
            account: None,
            times: 1,
        }])
    }

    fn collect(&self, request: &Request, host: &dyn Host) -> Result<(), ProviderError> {
        let order = order(request)?;
        let names = Names::shipped().map_err(|why| ProviderError::Broken(format!("headers.toml: {why}")))?;
        let contents = file::read(&order.file, order.octets, &|| host.cancelled())?;
        let origin = origin(&order);
        // The host says whether it wants more; where it does not, there is nothing left to do.
        let _ = emit(&order, contents, &names, &origin, host);
        Ok(())
    }
}

fn emit(
    order: &Order,
    contents: Contents,
    names: &Names,
    origin: &Origin,
    host: &dyn Host,
) -> Result<(), imaprules_provider::Stop> {
    let mut about = About {
        origin,
        path: &order.file,
        size: contents.size,
        cut: contents.cut,
    };
    let (content, why) = match content::decode(contents, order.encoding, &|name| names.is_name(name)) {
        Content::Text(text) => {
            let sheet = Sheet::open(text, about.cut, order, names);
            let survey = Survey::of(&sheet, order.rows, &|| host.cancelled());
            about.cut = survey.cut;
            host.emit(of_sheet(&about, &sheet, &survey))?;
            return Rows {
                sheet: &sheet,
                survey: &survey,
                origin,
                host,
            }
            .emit();
        }
        Content::Empty => ("empty", "the file is empty"),
        Content::Workbook => ("workbook", "the file is an Excel workbook or another archive"),
        Content::Binary => ("binary", "the file is no text"),
    };
    host.emit(of_unusable(&about, content, why))
}

fn origin(order: &Order) -> Origin {
    let name = order
        .file
        .file_name()
        .unwrap_or(order.file.as_os_str())
        .to_string_lossy();
    let source = Source {
        provider: "csv".to_owned(),
        name: name.into_owned(),
        live: true,
    };
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Origin {
        source,
        at: i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
    }
}
