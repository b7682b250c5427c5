//! What may be said of the values of a row. Nothing here keeps or shows a password.

pub(crate) mod address;
pub(crate) mod damage;
pub(crate) mod password;
pub(crate) mod user_name;
