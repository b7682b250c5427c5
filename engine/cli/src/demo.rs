//! `--demo`: the built-in source system, played for as long as the run lasts.

use crate::error::Failure;
use crate::settings;
use imaprules_demo::google::{GoogleDouble, GoogleScene};
use imaprules_demo::{Demo, Scene};
use imaprules_provider::{Description, Settings};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The name under which reports know the demo's migration file.
const FILE: &str = "demo.csv";

/// The source system that has interfaces besides IMAP.
const GMAIL: &str = "gmail";

/// The administrator of the demo's organisation at Google.
const ADMIN: &str = "admin@example.com";

/// A demo that is running, with its migration file. Both are gone when it is dropped.
pub(crate) struct Played {
    demo: Demo,
    /// Google's interfaces, with the key file of a service account.
    google: Option<(GoogleDouble, PathBuf)>,
    csv: PathBuf,
    _folder: TempDir,
}

impl Played {
    /// Starts the scene of a provider.
    pub(crate) fn start(provider: &str) -> Result<Self, Failure> {
        let demo = Demo::start(Scene::for_provider(provider)?)?;
        let unwritable = |error: &std::io::Error| Failure::unwritable(&std::env::temp_dir(), error);
        let folder = tempfile::tempdir().map_err(|error| unwritable(&error))?;
        let csv = folder.path().join(FILE);
        std::fs::write(&csv, demo.csv()).map_err(|error| unwritable(&error))?;
        let mut google = None;
        if provider == GMAIL {
            let double = GoogleDouble::start(GoogleScene::shipped()?)?;
            let key = folder.path().join("key.json");
            std::fs::write(&key, double.key_file()).map_err(|error| unwritable(&error))?;
            google = Some((double, key));
        }
        Ok(Played {
            demo,
            google,
            csv,
            _folder: folder,
        })
    }

    /// The migration file.
    pub(crate) fn csv(&self) -> &Path {
        &self.csv
    }

    /// Points a provider to the demo: under its public name, through an override of name resolution, and with an
    /// authority that only this run trusts.
    pub(crate) fn configure(&self, settings: &mut Settings, about: &Description) -> Result<(), Failure> {
        let server = format!("{}:{}", self.demo.host(), self.demo.port());
        settings::flag(settings, about, "server", &server)?;
        settings::flag(settings, about, "ca_pem", self.demo.ca_pem())?;
        settings::flag(settings, about, "played", "true")?;
        for entry in self.demo.resolve_overrides() {
            settings::flag(settings, about, "resolve", &entry)?;
        }
        if let Some((double, key)) = &self.google {
            settings::flag(settings, about, "service_account", &key.to_string_lossy())?;
            settings::flag(settings, about, "admin", ADMIN)?;
            settings::flag(settings, about, "api_base", &double.base())?;
        }
        Ok(())
    }
}
