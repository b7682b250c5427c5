//! What to ask of Google, checked, and what asking needs: the key, the connection and the tokens.

use super::apis::ApiName;
use super::key::Key;
use super::settings::{base, counted, is_loopback, text, time};
use super::token::Tokens;
use super::wire::Wire;
use imaprules_provider::{ProviderError, Request};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use ureq::http::Uri;

/// What a look over IMAP signs in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignInWith {
    /// The row's password; the service account where there is none.
    Auto,
    /// The row's password.
    Password,
    /// The service account, as the user.
    ServiceAccount,
    /// The service account, with an administrator's view of the mailbox.
    Administrator,
}

/// The settings, checked.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) key: Key,
    /// The key file, as the user named it.
    pub(crate) file: PathBuf,
    pub(crate) admin: Option<String>,
    pub(crate) customer: String,
    /// Where all APIs are asked; their own hosts where nothing is set.
    base: Option<String>,
    pub(crate) sign_in_with: SignInWith,
    /// Time-out of one try.
    pub(crate) timeout: Duration,
    /// Calls at the same time.
    pub(crate) workers: usize,
    pub(crate) list_from: usize,
    pub(crate) tries: u32,
    pub(crate) pause: Duration,
    /// Time that all tries of a call may take.
    pub(crate) longest: Duration,
    /// Whether somebody plays Google, as in the demo: then its own names stand in facts.
    played: bool,
}

impl Plan {
    /// Reads the settings of a request; nothing where no service account is named.
    pub(crate) fn read(request: &Request) -> Result<Option<Plan>, ProviderError> {
        let settings = &request.settings;
        let sign_in_with = match settings.text("sign_in_with").unwrap_or("auto") {
            "password" => SignInWith::Password,
            "service-account" => SignInWith::ServiceAccount,
            "service-account-admin" => SignInWith::Administrator,
            _ => SignInWith::Auto,
        };
        let Some(file) = text(settings, "service_account") else {
            let needs = matches!(
                sign_in_with,
                SignInWith::ServiceAccount | SignInWith::Administrator
            );
            let problem = "no service account is named to sign in with";
            return match needs {
                true => Err(ProviderError::setting(
                    "sign_in_with",
                    problem,
                    "add --set gmail.service_account=KEY.json",
                )),
                false => Ok(None),
            };
        };
        let admin = text(settings, "admin").map(str::to_owned);
        if admin.as_ref().is_some_and(|admin| !admin.contains('@')) {
            return Err(ProviderError::setting(
                "admin",
                "this is no address",
                "name the administrator by the whole address",
            ));
        }
        let key = Key::read(Path::new(file))
            .map_err(|bad| ProviderError::setting("service_account", bad.problem, bad.remedy))?;
        Ok(Some(Plan {
            key,
            file: PathBuf::from(file),
            admin,
            customer: text(settings, "customer").unwrap_or("my_customer").to_owned(),
            base: base(settings)?,
            sign_in_with,
            timeout: time(settings, "timeout", Duration::from_secs(15))?,
            workers: counted(settings, "connections", 4)?.min(64) as usize,
            list_from: counted(settings, "google_list_from", 200)? as usize,
            tries: counted(settings, "google_tries", 5)?,
            pause: time(settings, "google_pause", Duration::from_secs(1))?,
            longest: time(settings, "google_wait", Duration::from_secs(120))?,
            played: settings.flag("played"),
        }))
    }

    /// The address that an API's paths are added to.
    pub(crate) fn base_of(&self, api: ApiName) -> String {
        match &self.base {
            Some(base) => base.clone(),
            None => format!("https://{}", api.entry().host),
        }
    }

    /// The host and port of an API, as budget and reports know them.
    pub(crate) fn label_of(&self, api: ApiName) -> String {
        let address = match api {
            _ if self.played => format!("https://{}", api.entry().host),
            ApiName::Token => self.key.token_uri.clone(),
            other => self.base_of(other),
        };
        let uri = address.parse::<Uri>().unwrap_or_default();
        let port = uri
            .port_u16()
            .unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 });
        format!("{}:{port}", uri.host().unwrap_or_default())
    }

    /// Time between calls to an API. Nobody is spared on this machine itself.
    pub(crate) fn api_pause(&self, api: ApiName) -> Duration {
        if self.on_this_machine() {
            Duration::ZERO
        } else {
            api.entry().pause()
        }
    }

    /// Whether Google is played on this machine.
    pub(crate) fn on_this_machine(&self) -> bool {
        let host = self
            .base
            .as_ref()
            .and_then(|base| Some(base.parse::<Uri>().ok()?.host()?.to_owned()));
        host.is_some_and(|host| is_loopback(&host))
    }
}

/// Everything that asking Google needs.
#[derive(Debug, Clone)]
pub(crate) struct Google {
    pub(crate) plan: Arc<Plan>,
    pub(crate) wire: Arc<Wire>,
    pub(crate) tokens: Arc<Tokens>,
}

impl Google {
    pub(crate) fn new(plan: Plan) -> Google {
        let plan = Arc::new(plan);
        let wire = Arc::new(Wire::new(&plan));
        let tokens = Arc::new(Tokens::new(Arc::clone(&plan), Arc::clone(&wire)));
        Google { plan, wire, tokens }
    }
}
