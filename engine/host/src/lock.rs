//! `providers.lock`: which libraries may be loaded, by the hash of their content, one for each platform.
//!
//! The file is the program's own: read whole, changed, and written anew under a temporary name, always in the same order, so that
//! two machines write the same. It keeps integrity; it is no wall against a library that was approved.

use crate::{Library, PluginProvider};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The name of the file.
pub(crate) const NAME: &str = "providers.lock";

/// The version of its form.
const FORM: u32 = 1;

/// The hash that this version writes and knows.
const SCHEME: &str = "sha256:";

/// The lock file.
#[derive(Debug, Clone)]
pub struct Lock {
    path: PathBuf,
    pins: Vec<Pin>,
}

/// A provider that was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Id of the provider.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its name for people.
    #[serde(default)]
    pub title: String,
    /// The version of the contract that it follows.
    pub contract: String,
    /// What it was granted.
    #[serde(default)]
    pub granted: Vec<String>,
    /// Its libraries, one for each platform.
    #[serde(default, rename = "library")]
    pub libraries: Vec<PinnedLibrary>,
}

/// One library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedLibrary {
    /// `linux-x86_64`, `macos-aarch64`, ...
    pub platform: String,
    /// Where it is; relative to the folder of the lock file where it lies below that.
    pub path: PathBuf,
    /// How many octets it has.
    pub size: u64,
    /// Hashes of its content, each with the name of its scheme.
    pub hashes: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Form {
    lock: u32,
    #[serde(default, rename = "provider")]
    pins: Vec<Pin>,
}

/// Why a lock file cannot be used, or refuses a library.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LockError {
    /// It cannot be read or written.
    #[error("{}: {cause}\nhelp: check the file and its folder", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's words.
        cause: io::Error,
    },
    /// It is no lock file of this version.
    #[error("{}: {problem}\nhelp: it is written by `imaprules providers add`; remove it and add the libraries again", .path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The library was never approved.
    #[error("{}: this library was not approved, so it is not loaded\nhelp: look at what it asks for and approve it: imaprules providers add {}", .library.display(), .library.display())]
    Unlisted {
        /// The library.
        library: PathBuf,
    },
    /// Its content is not what was approved.
    #[error("{}: the library is not the one that was approved, so it is not loaded\n  approved: {approved}\n  found:    sha256:{found}\nhelp: if it was replaced by a newer one, approve that: imaprules providers add {}", .library.display(), .library.display())]
    Changed {
        /// The library.
        library: PathBuf,
        /// The hashes that were approved.
        approved: String,
        /// The hash of what is there.
        found: String,
    },
    /// None of its hashes is of a scheme that this program knows.
    #[error("{}: its hashes are of no known scheme ({schemes})\nhelp: approve it with this version: imaprules providers add {}", .library.display(), .library.display())]
    Scheme {
        /// The library.
        library: PathBuf,
        /// The hashes.
        schemes: String,
    },
    /// It was approved for other systems only.
    #[error(
        "`{id}` was approved for {known}, and this is {here}\nhelp: approve its library for this system: imaprules providers add LIBRARY"
    )]
    Platform {
        /// The provider.
        id: String,
        /// The platforms that it was approved for.
        known: String,
        /// This one.
        here: String,
    },
}

/// This platform, as lock files name it.
pub fn this_platform() -> String {
    format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH)
}

impl Lock {
    /// The lock of a folder; empty where there is none.
    ///
    /// # Errors
    /// When it cannot be read or is of another form.
    pub fn read(folder: &Path) -> Result<Self, LockError> {
        let path = folder.join(NAME);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Lock {
                    path,
                    pins: Vec::new(),
                });
            }
            Err(cause) => return Err(LockError::File { path, cause }),
        };
        let wrong = |problem: String| LockError::Form {
            path: path.clone(),
            problem,
        };
        let form: Form = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if form.lock != FORM {
            return Err(wrong(format!(
                "it is of form {}, and this program knows {FORM}",
                form.lock
            )));
        }
        Ok(Lock {
            path,
            pins: form.pins,
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All that was approved, by id.
    pub fn pins(&self) -> &[Pin] {
        &self.pins
    }

    /// The provider of that id.
    pub fn find(&self, id: &str) -> Option<&Pin> {
        self.pins.iter().find(|pin| pin.id.eq_ignore_ascii_case(id))
    }

    /// Approves a plugin for this platform. What was approved for others of the same version stays.
    pub fn approve(&mut self, plugin: &PluginProvider, granted: Vec<String>) {
        let about = plugin.about();
        let before = self.find(&about.id).filter(|pin| pin.version == about.version);
        let libraries = before.map(|pin| pin.libraries.clone()).unwrap_or_default();
        let contract = imaprules_provider::plugin::abi::MAJOR;
        self.pins.retain(|pin| !pin.id.eq_ignore_ascii_case(&about.id));
        self.pins.push(Pin {
            id: about.id.clone(),
            version: about.version.clone(),
            title: about.title.clone(),
            contract: contract.to_string(),
            granted,
            libraries,
        });
        self.pin(&about.id, &this_platform(), plugin.library());
    }

    /// Adds the library of another platform to a provider that was approved; whether there is such a provider.
    pub fn pin(&mut self, id: &str, platform: &str, library: &Library) -> bool {
        let folder = self.folder();
        let path = library.path().strip_prefix(&folder).unwrap_or(library.path());
        let pinned = PinnedLibrary {
            platform: platform.to_owned(),
            path: path.to_owned(),
            size: library.size(),
            hashes: vec![format!("{SCHEME}{}", library.sha256())],
        };
        let Some(pin) = self.pins.iter_mut().find(|pin| pin.id.eq_ignore_ascii_case(id)) else {
            return false;
        };
        pin.libraries.retain(|library| library.platform != platform);
        pin.libraries.push(pinned);
        pin.libraries.sort_by(|a, b| a.platform.cmp(&b.platform));
        self.pins.sort_by(|a, b| a.id.cmp(&b.id));
        true
    }

    /// Takes an approval back; whether there was one.
    pub fn remove(&mut self, id: &str) -> bool {
        let before = self.pins.len();
        self.pins.retain(|pin| !pin.id.eq_ignore_ascii_case(id));
        self.pins.len() < before
    }

    /// Writes the file: whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self) -> Result<(), LockError> {
        let failed = |cause: io::Error| LockError::File {
            path: self.path.clone(),
            cause,
        };
        let form = Form {
            lock: FORM,
            pins: self.pins.clone(),
        };
        let text = toml::to_string(&form).map_err(|error| failed(io::Error::other(error)))?;
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(failed)?;
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        let head = "# Written by `imaprules providers add`. It says which libraries may be loaded; do not edit it.\n";
        file.write_all(head.as_bytes())
            .and_then(|()| file.write_all(text.as_bytes()))
            .and_then(|()| file.as_file().sync_all())
            .map_err(failed)?;
        readable(file.path()).map_err(failed)?;
        file.persist(&self.path).map_err(|error| failed(error.error))?;
        Ok(())
    }

    /// The library of a provider for this platform: read, and the same as was approved.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn open(&self, pin: &Pin) -> Result<Library, LockError> {
        let here = this_platform();
        let Some(pinned) = pin.libraries.iter().find(|library| library.platform == here) else {
            let known: Vec<_> = pin
                .libraries
                .iter()
                .map(|library| library.platform.as_str())
                .collect();
            return Err(LockError::Platform {
                id: pin.id.clone(),
                known: known.join(", "),
                here,
            });
        };
        let path = self.folder().join(&pinned.path);
        let library = Library::read(&path).map_err(|error| LockError::File {
            path: error.path,
            cause: io::Error::other(error.problem),
        })?;
        same(pinned, &library)?;
        Ok(library)
    }

    /// The approval of a library that was named by its path.
    ///
    /// # Errors
    /// When its content was not approved.
    pub fn approval(&self, library: &Library) -> Result<&Pin, LockError> {
        let here = this_platform();
        let pinned = |pin: &&Pin| {
            let mut libraries = pin.libraries.iter().filter(|library| library.platform == here);
            libraries.any(|pinned| same(pinned, library).is_ok())
        };
        if let Some(pin) = self.pins.iter().find(pinned) {
            return Ok(pin);
        }
        let all = self.pins.iter().flat_map(|pin| &pin.libraries);
        let at_this_path = |pinned: &&PinnedLibrary| {
            pinned.platform == here && self.folder().join(&pinned.path) == library.path()
        };
        match all.clone().find(at_this_path) {
            Some(pinned) => Err(same(pinned, library).err().unwrap_or(LockError::Unlisted {
                library: library.path().to_owned(),
            })),
            None => Err(LockError::Unlisted {
                library: library.path().to_owned(),
            }),
        }
    }

    /// The folder of the file, links resolved, as paths of libraries are.
    fn folder(&self) -> PathBuf {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned())
    }
}

/// Whether a library is the one that was pinned. A hash of an unknown scheme says nothing, as long as another one does.
fn same(pinned: &PinnedLibrary, library: &Library) -> Result<(), LockError> {
    let known: Vec<&str> = pinned
        .hashes
        .iter()
        .filter_map(|hash| hash.strip_prefix(SCHEME))
        .collect();
    if known.is_empty() {
        return Err(LockError::Scheme {
            library: library.path().to_owned(),
            schemes: pinned.hashes.join(", "),
        });
    }
    if known.iter().all(|hash| equal(hash, library.sha256())) {
        return Ok(());
    }
    Err(LockError::Changed {
        library: library.path().to_owned(),
        approved: pinned.hashes.join(", "),
        found: library.sha256().to_owned(),
    })
}

/// Compares without telling by the time it takes where two hashes differ.
fn equal(one: &str, other: &str) -> bool {
    let different = one
        .bytes()
        .zip(other.bytes())
        .fold(0, |different, (a, b)| different | (a.to_ascii_lowercase() ^ b));
    one.len() == other.len() && different == 0
}

/// Temporary files are for their owner alone; the lock is no secret.
#[cfg(unix)]
fn readable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
