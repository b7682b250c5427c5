//! Signs: what is known of a row and of the run that speaks for one cause or against another.

use serde::Deserialize;

/// Something known that speaks for or against a cause. `causes.toml` names them in kebab case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Sign {
    /// The user name has a form that this server's family does not take.
    ForeignForm,
    /// The user name names an admin account besides the user, or many rows sign in with it.
    NamesAdmin,
    /// The user name is that of one user.
    OwnForm,
    /// It is the address of the target mailbox.
    IsTargetAddress,
    /// Other rows with a user name of this form signed in.
    FormWorks,
    /// Rows signed in, but none with a user name of this form.
    FormDiffers,
    /// The same account signed in for another row.
    AccountWorks,
    /// Several rows were tried, and nobody could sign in.
    NobodyWorks,
    /// Most of the rows that were tried signed in.
    MostWork,
    /// Many rows were refused one after the other.
    ManyRefused,
    /// The server answers refusals more and more slowly.
    ServerSlows,
    /// The password bears the marks of a spreadsheet or of copying: a blank at an end, a number in scientific form, a
    /// control character.
    PasswordDamaged,
    /// The password has characters that get lost on the way: quotes, commas, letters beyond ASCII.
    PasswordRisky,
    /// The password cannot be an app password: those are of plain letters.
    NotAnAppPassword,
    /// The server lists mechanisms for tokens, and none for passwords.
    OnlyOauth,
    /// The connection is not encrypted.
    Unencrypted,
}

impl Sign {
    /// For people, as the end of "because ...".
    pub fn words(self) -> &'static str {
        match self {
            Sign::ForeignForm => "the user name has a form that this server does not take",
            Sign::NamesAdmin => "the row signs in with a migration admin account",
            Sign::OwnForm => "the user name names no admin account",
            Sign::IsTargetAddress => "the user name is the address of the target",
            Sign::FormWorks => "user names of the same form work",
            Sign::FormDiffers => "only user names of another form work here",
            Sign::AccountWorks => "the same account signed in for another row",
            Sign::NobodyWorks => "nobody could sign in so far",
            Sign::MostWork => "most other rows signed in",
            Sign::ManyRefused => "many rows were refused one after the other",
            Sign::ServerSlows => "the server answers refusals more and more slowly",
            Sign::PasswordDamaged => "the password looks damaged by a spreadsheet or by copying",
            Sign::PasswordRisky => "the password has characters that get lost easily",
            Sign::NotAnAppPassword => "the password does not look like an app password",
            Sign::OnlyOauth => "the server offers sign-in with tokens alone",
            Sign::Unencrypted => "the connection is not encrypted",
        }
    }
}
