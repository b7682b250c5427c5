//! The plugins of this machine: where their approvals stand, which of them can be used, and why the others cannot.
//!
//! They are loaded once for each run of the program, when somebody first asks for the providers. One that is refused is left
//! out with a note, and stops the run only where it was asked for.

mod limits;

use crate::error::Failure;
use crate::messages::Volume;
use crate::speech::told;
use crate::{messages, registry};
use imaprules_facts::Schema;
use imaprules_host::{Library, Limits, Lock, LockError, Pin, PluginProvider, discover, is_library};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The configuration file beside which approvals stand.
const CONFIGURATION: &str = "imaprules.toml";
/// Hashes that this user approved, in the data folder: a lock in somebody else's folder is not enough.
const APPROVED: &str = "approved-plugins";

static PLACE: OnceLock<Place> = OnceLock::new();
static LOADED: OnceLock<Approved> = OnceLock::new();

/// Where approvals stand, and how strict they are.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The folder of the lock.
    pub(crate) folder: PathBuf,
    pub(crate) frozen: bool,
    pub(crate) limits: Limits,
}

/// The plugins that are in the lock.
#[derive(Debug, Default)]
pub(crate) struct Approved {
    pub(crate) usable: Vec<PluginProvider>,
    /// Those that cannot be used, and why.
    pub(crate) refused: Vec<(String, Failure)>,
}

/// Looks where the lock is, before anything else happens. With `frozen` everything has to be as it says.
pub(crate) fn configure(config: Option<&Path>, frozen: bool) -> Result<(), Failure> {
    let project = match config {
        Some(file) => Some(file.parent().map(Path::to_owned).unwrap_or_default()),
        None => Path::new(CONFIGURATION).exists().then(PathBuf::new),
    };
    let file = config.map_or_else(|| PathBuf::from(CONFIGURATION), Path::to_owned);
    let limits = limits::read(&file)?;
    let folder = project.or_else(imaprules_host::user_folder).unwrap_or_default();
    let place = PLACE.get_or_init(|| Place {
        folder,
        frozen,
        limits,
    });
    if place.frozen {
        check_frozen(place)?;
    }
    Ok(())
}

/// The place of the lock; that of the user where nobody said anything.
pub(crate) fn place() -> &'static Place {
    PLACE.get_or_init(|| Place {
        folder: imaprules_host::user_folder().unwrap_or_default(),
        frozen: false,
        limits: Limits::default(),
    })
}

/// This very program, for its children. On Linux the file that runs, even if it was replaced meanwhile.
pub(crate) fn program() -> PathBuf {
    if cfg!(target_os = "linux") {
        PathBuf::from("/proc/self/exe")
    } else {
        std::env::current_exe().unwrap_or_else(|_| PathBuf::from("imaprules"))
    }
}

/// The plugins that were approved.
pub(crate) fn approved() -> &'static Approved {
    LOADED.get_or_init(|| {
        let mut approved = Approved::default();
        let lock = match Lock::read(&place().folder) {
            Ok(lock) => lock,
            Err(error) => {
                approved.refused.push((String::new(), error.into()));
                return approved;
            }
        };
        for pin in lock.pins() {
            match load_pinned(&lock, pin) {
                Ok(plugin) => approved.usable.push(plugin),
                Err(failure) => approved.refused.push((pin.id.clone(), failure)),
            }
        }
        approved
    })
}

impl Approved {
    /// Why the plugin of this id cannot be used.
    pub(crate) fn refusal(&self, id: &str) -> Option<Failure> {
        let of_id =
            |(refused, _): &&(String, Failure)| refused.is_empty() || refused.eq_ignore_ascii_case(id);
        let (_, failure) = self.refused.iter().find(of_id)?;
        Some(Failure::Plugin {
            library: PathBuf::from(told("plugins.named", &[("id", &id)])),
            problem: failure.to_string(),
        })
    }
}

/// Says which plugins are left out of a run that did not ask for them.
pub(crate) fn note_refused(asked: Option<&str>, volume: Volume) {
    if volume.quiet {
        return;
    }
    for (id, failure) in &approved().refused {
        if asked.is_none_or(|asked| !asked.eq_ignore_ascii_case(id)) {
            let why = failure.told();
            complain(&match id.as_str() {
                // No lock that can be read, so nobody knows which.
                "" => told("plugins.all_left_out", &[("why", &why)]),
                id => told("plugins.left_out", &[("id", &id), ("why", &why)]),
            });
        }
    }
}

/// A line for people about plugins.
pub(crate) fn complain(text: &str) {
    messages::warn(text);
}

fn load_pinned(lock: &Lock, pin: &Pin) -> Result<PluginProvider, Failure> {
    let library = lock.open(pin)?;
    trusted(&library)?;
    let plugin = load(library, &pin.granted)?;
    if !plugin.about().id.eq_ignore_ascii_case(&pin.id) {
        return Err(Failure::Plugin {
            library: plugin.library().path().to_owned(),
            problem: format!(
                "it was approved as `{}` and calls itself `{}`",
                pin.id,
                plugin.about().id
            ),
        });
    }
    fits(&plugin)?;
    Ok(plugin)
}

/// Has a library loaded and described in a child.
pub(crate) fn load(library: Library, granted: &[String]) -> Result<PluginProvider, Failure> {
    let path = library.path().to_owned();
    PluginProvider::load(Arc::new(library), granted, &program(), &place().limits).map_err(|error| {
        Failure::Plugin {
            library: path,
            problem: error.to_string(),
        }
    })
}

/// Whether its vocabulary goes together with that of the built-in providers.
pub(crate) fn fits(plugin: &PluginProvider) -> Result<(), Failure> {
    let built_in = registry::built_in();
    let schemas = built_in.iter().flat_map(|(_, about)| &about.schemas);
    let mut schema = Schema::default();
    for source in schemas.chain(&plugin.about().schemas) {
        schema
            .add(&source.name, &source.text)
            .map_err(|error| Failure::Plugin {
                library: plugin.library().path().to_owned(),
                problem: error.to_string(),
            })?;
    }
    Ok(())
}

/// Whether an id is the path of a library.
pub(crate) fn is_path(id: &str) -> bool {
    id.contains(['/', '\\']) || is_library(Path::new(id))
}

/// The plugin of a library that was named by its path, if its content was approved.
pub(crate) fn by_path(path: &Path) -> Result<PluginProvider, Failure> {
    let library = read(path)?;
    let lock = Lock::read(&place().folder)?;
    let granted = lock.approval(&library)?.granted.clone();
    trusted(&library)?;
    let plugin = load(library, &granted)?;
    fits(&plugin)?;
    Ok(plugin)
}

/// Reads a library.
pub(crate) fn read(path: &Path) -> Result<Library, Failure> {
    Library::read(path).map_err(|error| Failure::Plugin {
        library: error.path,
        problem: error.problem,
    })
}

/// The names of packs that came with plugins and with nobody else.
pub(crate) fn packs() -> Vec<String> {
    let built_in = registry::built_in();
    let own: HashSet<&String> = built_in
        .iter()
        .flat_map(|(_, about)| about.packs.iter().map(|pack| &pack.name))
        .collect();
    let brought = approved().usable.iter().flat_map(|plugin| &plugin.about().packs);
    brought
        .map(|pack| pack.name.clone())
        .filter(|name| !own.contains(name))
        .collect()
}

/// A lock that came with a folder is somebody else's word: the user's own approval has to stand beside it. With `--frozen` he says
/// that the lock's is enough.
fn trusted(library: &Library) -> Result<(), Failure> {
    let user = imaprules_host::user_folder();
    if place().frozen || user.as_deref() == Some(&place().folder) {
        return Ok(());
    }
    let list = user.map(|folder| fs::read_to_string(folder.join(APPROVED)).unwrap_or_default());
    let approved = |line: &str| line.trim() == library.sha256();
    if list.unwrap_or_default().lines().any(approved) {
        return Ok(());
    }
    Err(Failure::Plugin {
        library: library.path().to_owned(),
        problem: format!(
            "the lock of this folder names this library, but you have not approved it yourself\n\
             help: look at what it asks for and approve it: imaprules providers add {}, or trust the lock with --frozen",
            library.path().display()
        ),
    })
}

/// Remembers that this user approved a library.
pub(crate) fn trust(library: &Library) -> Result<(), Failure> {
    let Some(folder) = imaprules_host::user_folder() else {
        return Ok(());
    };
    let file = folder.join(APPROVED);
    let before = fs::read_to_string(&file).unwrap_or_default();
    if before.lines().any(|line| line.trim() == library.sha256()) {
        return Ok(());
    }
    let failed = |error: &std::io::Error| Failure::unwritable(&file, error);
    fs::create_dir_all(&folder).map_err(|error| failed(&error))?;
    fs::write(&file, format!("{before}{}\n", library.sha256())).map_err(|error| failed(&error))
}

/// Libraries that lie where they are looked for.
pub(crate) fn found() -> Vec<PathBuf> {
    let user = imaprules_host::user_folder();
    let folders = [Some(PathBuf::from(".")), user];
    let folders: Vec<PathBuf> = folders.into_iter().flatten().collect();
    discover(folders.iter().map(PathBuf::as_path))
}

/// Everything that the lock names is there as it says, and nothing lies about that it does not name.
fn check_frozen(place: &Place) -> Result<(), Failure> {
    let lock = Lock::read(&place.folder)?;
    for pin in lock.pins() {
        lock.open(pin)?;
    }
    for path in found() {
        lock.approval(&read(&path)?).map_err(|error| match error {
            LockError::Unlisted { library } => Failure::usage(
                format!(
                    "{}: --frozen, and {} does not name this library",
                    library.display(),
                    lock.path().display()
                ),
                "approve it without --frozen, or take it away",
            ),
            other => other.into(),
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_ids() {
        let name = format!("acme.{}", std::env::consts::DLL_EXTENSION);
        assert!(is_path("./acme") && is_path(&name) && is_path("a\\b"));
        assert!(!is_path("imap") && !is_path("acme-mail"));
    }
}
