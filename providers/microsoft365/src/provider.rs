//! The provider: what the program calls.

use crate::emit::Emitter;
use crate::explain::Explainer;
use crate::join::Names;
use crate::model::Model;
use crate::rows::Rows;
use crate::{cmdlet, data, describe, explain, files, settings};
use imaprules_provider::{Description, Host, Provider, ProviderError, Request, Touch};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Reads exports from Microsoft 365.
#[derive(Debug, Clone, Copy, Default)]
pub struct Microsoft365Provider;

impl Microsoft365Provider {
    /// The provider.
    pub fn new() -> Self {
        Microsoft365Provider
    }
}

impl Provider for Microsoft365Provider {
    fn describe(&self) -> Description {
        describe::description()
    }

    fn takes(&self, file: &Path) -> bool {
        files::recognise(file).is_ok_and(|cmdlets| !cmdlets.is_empty())
    }

    fn touches(&self, request: &Request) -> Result<Vec<Touch>, ProviderError> {
        check_tables()?;
        let order = settings::order(request)?;
        let read = |path: &PathBuf| {
            files::check(path)?;
            Ok(Touch {
                action: "read".to_owned(),
                target: path.display().to_string(),
                account: None,
                times: 1,
            })
        };
        order.imports.iter().map(read).collect()
    }

    fn collect(&self, request: &Request, host: &dyn Host) -> Result<(), ProviderError> {
        check_tables()?;
        let order = settings::order(request)?;
        let now = now();
        let mut model = Model {
            rows: Rows::of(request),
            ..Model::default()
        };
        for path in &order.imports {
            if host.cancelled() {
                break;
            }
            files::read(&mut model, path, order.records, now, host)?;
        }
        model.suggest();
        let mut emitter = Emitter {
            host,
            names: Names::of(&model),
            model: &model,
            order: &order,
            server: server(request),
            now,
            explainer: Explainer::default(),
        };
        // The host wants no more records when the run was stopped.
        emitter.all().unwrap_or_default();
        Ok(())
    }
}

/// Holds that everything can be read that is known of Microsoft 365.
fn check_tables() -> Result<(), ProviderError> {
    data::check()?;
    cmdlet::check()?;
    explain::check()
}

/// The server of the source; nothing where there are several.
fn server(request: &Request) -> Option<String> {
    let mut servers = request
        .subjects
        .iter()
        .filter(|input| input.subject.kind == "server");
    let first = servers.next()?;
    servers.next().is_none().then(|| first.subject.id.clone())
}

/// In milliseconds since 1970-01-01 UTC.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
